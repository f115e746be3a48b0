"""What is set in the controls of a message or a view: initial values, and what a person made of them."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.checks import elements, options
from tests.fakes.slack.refusals import Json

#: kind → under which key its value is told, under which it is given at first
_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "file_input": ("files", ""),
}
_MANY = {"selected_options", "files"}


def key(element: Json) -> str:
    """Under which the value of a control is told; "" for a button."""
    return _KEYS.get(element["type"], ("", ""))[0]


def valued(element: Json, value: Any) -> Json:
    return {"type": element["type"], key(element): value}


def values(blocks: list[Json], changed: Json | None = None) -> Json:
    """Block id → action id → value, of the controls that are there now."""
    found: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] not in _KEYS or element["type"] == "overflow":
                continue
            name, first = _KEYS[element["type"]]
            initial = element.get(first, [] if name in _MANY else None)
            kept = (changed or {}).get(block["block_id"], {}).get(element["action_id"])
            same = kept is not None and kept["type"] == element["type"] and _offered(element, kept[name])
            found.setdefault(block["block_id"], {})[element["action_id"]] = (
                kept if same else valued(element, initial)
            )
    return found


def _offered(element: Json, value: Any) -> bool:
    """Whether what was chosen is still among the options."""
    if key(element) not in {"selected_option", "selected_options"}:
        return True
    names = {one["value"] for one in options(element)}
    chosen = value if isinstance(value, list) else [value] if value else []
    return all(one["value"] in names for one in chosen)


def objection(block: Json, value: Json) -> str:
    """What the client itself says of a field, before anything is sent; "" when it is content."""
    element: Json = block["element"]
    given = value[key(element)]
    if given in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] == "number_input":
        return _number(element, given)
    if element["type"] == "plain_text_input":
        if len(given) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(given) > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
    return ""


def _number(element: Json, given: str) -> str:
    try:
        number = float(given)
    except ValueError:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
