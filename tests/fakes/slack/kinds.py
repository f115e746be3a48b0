"""Block Kit in shapes: [docs.slack.dev/reference/block-kit], with the limits of each text and list."""

from __future__ import annotations

from tests.fakes.slack.shapes import (
    Shape,
    among,
    anything,
    boolean,
    integer,
    items,
    like,
    string,
    thing,
    typed,
)

_ID = string(255)
_KIND = string(40)


def plain(most: int) -> Shape:
    return thing(type=among("plain_text"), text=string(most), emoji_=boolean)


def text(most: int) -> Shape:
    """Plain, or in Slack's own marks."""
    kinds = {
        "plain_text": plain(most),
        "mrkdwn": thing(type=_KIND, text=string(most), verbatim_=boolean),
    }
    return typed(kinds)


_CONFIRM = thing(
    title=plain(100), text=text(300), confirm=plain(30), deny=plain(30), style_=among("primary", "danger")
)
_OPTION = thing(text=plain(75), value=string(150), description_=plain(75))
#: of radio buttons and checkboxes
_MARKED = thing(text=text(75), value=string(150), description_=text(75))
_GROUP = thing(label=plain(75), options=items(_OPTION, 100))
_DISPATCH = thing(trigger_actions_on_=items(among("on_enter_pressed", "on_character_entered"), 2))
_DATE = like(r"\d{4}-\d\d-\d\d", "a date: YYYY-MM-DD")
_TIME = like(r"\d\d:\d\d", "a time: HH:mm")


def _control(**more: Shape) -> Shape:
    return thing(type=_KIND, action_id_=_ID, focus_on_load_=boolean, confirm_=_CONFIRM, **more)


_HELD = {"placeholder_": plain(150)}
_LISTED = {"options_": items(_OPTION, 100), "option_groups_": items(_GROUP, 100), **_HELD}
_TYPED = {"dispatch_action_config_": _DISPATCH, "focus_on_load_": boolean, "action_id_": _ID, **_HELD}

ELEMENTS: dict[str, Shape] = {
    "button": thing(
        type=_KIND,
        action_id_=_ID,
        text=plain(75),
        value_=string(2000),
        url_=string(3000),
        style_=among("primary", "danger"),
        confirm_=_CONFIRM,
        accessibility_label_=string(75),
    ),
    "checkboxes": _control(options=items(_MARKED, 10), initial_options_=items(_MARKED, 10)),
    "radio_buttons": _control(options=items(_MARKED, 10), initial_option_=_MARKED),
    "static_select": _control(**_LISTED, initial_option_=_OPTION),
    "multi_static_select": _control(
        **_LISTED, initial_options_=items(_OPTION, 100), max_selected_items_=integer(1, 100)
    ),
    "users_select": _control(**_HELD, initial_user_=string(20)),
    "conversations_select": _control(**_HELD, default_to_current_conversation_=boolean, filter_=anything),
    "overflow": thing(
        type=_KIND,
        action_id_=_ID,
        confirm_=_CONFIRM,
        options=items(thing(text=plain(75), value=string(150), description_=plain(75), url_=string(3000)), 5),
    ),
    "datepicker": _control(**_HELD, initial_date_=_DATE),
    "timepicker": _control(**_HELD, initial_time_=_TIME, timezone_=string(60)),
    "datetimepicker": _control(initial_date_time_=integer(0, 9999999999)),
    "plain_text_input": thing(
        type=_KIND,
        initial_value_=string(3000, 0),
        multiline_=boolean,
        min_length_=integer(0, 3000),
        max_length_=integer(1, 3000),
        **_TYPED,
    ),
    "number_input": thing(
        type=_KIND,
        is_decimal_allowed=boolean,
        initial_value_=string(300),
        min_value_=like(r"-?\d+(\.\d+)?", "a number in a string"),
        max_value_=like(r"-?\d+(\.\d+)?", "a number in a string"),
        **_TYPED,
    ),
    "email_text_input": thing(type=_KIND, initial_value_=string(3000), **_TYPED),
    "url_text_input": thing(type=_KIND, initial_value_=string(3000), **_TYPED),
    "file_input": thing(
        type=_KIND, action_id_=_ID, filetypes_=items(string(20), 100), max_files_=integer(1, 10)
    ),
    "image": thing(type=_KIND, image_url=string(3000), alt_text=string(2000)),
}

_INPUTS = tuple(set(ELEMENTS) - {"button", "overflow", "image"})
_ACTIONS = tuple(kind for kind in ELEMENTS if not kind.endswith("_input") and kind != "image")
_SECTION = tuple({*_ACTIONS, "image"})
_CELL = typed(
    {
        "raw_text": thing(type=_KIND, text=string(3000)),
        "raw_number": thing(type=_KIND, value=anything, text_=string(3000)),
        "rich_text": anything,
    }
)

BLOCKS: dict[str, Shape] = {
    "section": thing(
        type=_KIND,
        block_id_=_ID,
        text_=text(3000),
        fields_=items(text(2000), 10),
        accessory_=typed(ELEMENTS, *_SECTION),
        expand_=boolean,
    ),
    "divider": thing(type=_KIND, block_id_=_ID),
    "header": thing(type=_KIND, block_id_=_ID, text=plain(150)),
    "context": thing(
        type=_KIND,
        block_id_=_ID,
        elements=items(
            typed({"plain_text": plain(3000), "mrkdwn": text(3000), "image": ELEMENTS["image"]}), 10
        ),
    ),
    "actions": thing(type=_KIND, block_id_=_ID, elements=items(typed(ELEMENTS, *_ACTIONS), 25)),
    "input": thing(
        type=_KIND,
        block_id_=_ID,
        label=plain(2000),
        element=typed(ELEMENTS, *_INPUTS),
        dispatch_action_=boolean,
        hint_=plain(2000),
        optional_=boolean,
    ),
    "image": thing(
        type=_KIND, block_id_=_ID, image_url=string(3000), alt_text=string(2000), title_=plain(2000)
    ),
    "markdown": thing(type=_KIND, block_id_=_ID, text=string(12000)),
    "rich_text": thing(type=_KIND, block_id_=_ID, elements=items(anything, 100)),
    "table": thing(
        type=_KIND,
        block_id_=_ID,
        rows=items(items(_CELL, 20), 100),
        column_settings_=items(anything, 20, 0),
    ),
}
