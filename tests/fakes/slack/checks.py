"""What Slack refuses of blocks and of views, strict by construction: the shapes, the models of slack_sdk, and what is
counted over a whole message or view."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.slack.kinds import BLOCKS, plain
from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.shapes import Misshapen, among, anything, boolean, items, string, thing, typed

IN_A_MESSAGE = 50
IN_A_VIEW = 100
#: characters of all blocks of a message as JSON; not documented [slackapi/bolt-js #2509]
ALL_BLOCKS = 13_000
#: bytes of a view
VIEW = 250 * 1024
#: Slack says no more than this of a text, the rest is cut off [docs: chat.postMessage]
TEXT = 40_000

_VIEW_KEYS: Json = {
    "callback_id_": string(255),
    "external_id_": string(255, 0),
    "private_metadata_": string(3000, 0),
    "blocks": anything,
}
_VIEWS = {
    "modal": thing(
        type=among("modal"),
        title=plain(24),
        submit_=plain(24),
        close_=plain(24),
        clear_on_close_=boolean,
        notify_on_close_=boolean,
        submit_disabled_=boolean,
        **_VIEW_KEYS,
    ),
    "home": thing(type=among("home"), **_VIEW_KEYS),
}


def elements(block: Json) -> Iterator[Json]:
    """The controls of a block, in order."""
    for one in (block.get("accessory"), block.get("element"), *block.get("elements", ())):
        if isinstance(one, dict) and one.get("type") in _CONTROLS:
            yield one


_CONTROLS = {
    "button", "checkboxes", "radio_buttons", "static_select", "multi_static_select", "users_select",
    "conversations_select", "overflow", "datepicker", "timepicker", "datetimepicker", "plain_text_input",
    "number_input", "email_text_input", "url_text_input", "file_input",
}  # fmt: skip


def message_blocks(given: Any) -> list[Json]:
    """→ the blocks, when Slack takes them in a message."""
    try:
        items(typed(BLOCKS), IN_A_MESSAGE, 0)(given, "/blocks")
        _check(given, "message")
    except Misshapen as wrong:
        raise Refusal("invalid_blocks", str(wrong)) from wrong
    if len(json.dumps(given, ensure_ascii=False)) > ALL_BLOCKS:
        raise Refusal("msg_blocks_too_long")
    return given  # type: ignore[no-any-return]


def view(given: Any) -> Json:
    """→ the view, when Slack takes it."""
    if not isinstance(given, dict):
        raise Refusal("invalid_arguments", "must be an object [json-pointer:/view]")
    try:
        typed(_VIEWS)(given, "/view")
        items(typed(BLOCKS), IN_A_VIEW)(given["blocks"], "/view/blocks")
        _check(given["blocks"], given["type"])
        View(**given).to_dict()
    except (Misshapen, SlackObjectFormationError) as wrong:
        raise Refusal("invalid_arguments", str(wrong)) from wrong
    inputs = any(block["type"] == "input" for block in given["blocks"])
    if given["type"] == "modal" and inputs and "submit" not in given:
        raise Refusal("invalid_arguments", "missing required field: submit [json-pointer:/view]")
    if len(json.dumps(given).encode()) > VIEW:
        raise Refusal("view_too_large")
    return given


def _check(blocks: list[Json], surface: str) -> None:
    named: set[str] = set()
    for place, block in enumerate(blocks):
        where = f"/blocks/{place}"
        if block["type"] == "section" and not block.keys() & {"text", "fields"}:
            raise Misshapen("missing required field: text", where)
        if surface != "message" and block["type"] == "table":
            raise Misshapen("unsupported type: table", where)
        if (name := block.get("block_id")) in named:
            raise Misshapen(f"`block_id` {name} already exists", where)
        named |= {name} if name else set()
        _controls(block, surface, where)
        try:
            parsed = Block.parse(block)
            if parsed is None:
                raise Misshapen("unsupported type", where)
            parsed.to_dict()
        except (SlackObjectFormationError, TypeError) as wrong:
            raise Misshapen(str(wrong), where) from wrong
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise Misshapen("only one table is allowed", "/blocks")


def _controls(block: Json, surface: str, where: str) -> None:
    named: set[str] = set()
    for element in elements(block):
        if (name := element.get("action_id")) in named:
            raise Misshapen(f"`action_id` {name} already exists in the block", where)
        named |= {name} if name else set()
        if element["type"] == "file_input" and surface != "modal":
            raise Misshapen("unsupported type: file_input", where)
        _options(element, where)


def _options(element: Json, where: str) -> None:
    choices = options(element)
    values = [option["value"] for option in choices]
    if len(values) != len(set(values)):
        raise Misshapen("option values must be unique", where)
    chosen = element.get("initial_options", [element[key] for key in ("initial_option",) if key in element])
    if any(option not in choices for option in chosen):
        raise Misshapen("initial options must be among the options", where)


def options(element: Json) -> list[Json]:
    """What may be chosen in a control."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]
