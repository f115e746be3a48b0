"""A form of the core as a modal, and what was filled in, back from it: pure. What a modal sends beside that is in
`parse_views.py`.

Each field is an `input`. In a form whose picks are answers at once, every click is sent by itself (`dispatch_action`),
so that closing it half way loses nothing. A `block_id` leads back to the field; as Slack keeps what stands in a field
whose id stays, the id is another as soon as anything about the field is. Limits: docs.slack.dev, views and block
elements. Longer than most files, as drawing a field and reading it back are two sides of one id.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.channels.base import Offered, Shown
from bot.channels.layers import shown
from bot.channels.slack.blocks import Drawing, plain
from bot.channels.slack.parse import files
from bot.channels.slack.tokens import pack
from dialogues.application import ApplicationId, Path
from dialogues.fields import Field, Form, Option, Value
from dialogues.prompt import Prompt
from dialogues.reading.normalise import clean
from dialogues.reply import Command
from dialogues.units import is_seen, shortened, units

#: by which a form is known when it is submitted or closed
CALLBACK: Final = "form"
MOST_BLOCKS: Final = 100
#: bytes of a view are 250 KB; what is not ASCII takes six as JSON
LONGEST_VIEW: Final = 200_000
LONGEST_TITLE: Final = 24
LONGEST_TEXT: Final = 3000
#: of labels and hints, shorter where the view would be too large
_LABELS: Final = (2000, 400, 75)
_LONGEST_OPTION: Final = 75
_MOST_RADIOS: Final = 10
_MOST_OPTIONS: Final = 100
#: of one `file_input`
_MOST_FILES: Final = 10
#: of a name within a `block_id`, which holds 255
_LONGEST_NAME: Final = 200
_NUMBER: Final = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NOTHING: Final = "…"

Json = Mapping[str, Any]


class _Undrawable(Exception):
    """A field that no control of Slack holds."""


def view(shown: Shown) -> Drawing | None:
    """The form of the prompt on screen as a modal; None where it has none, or none that Slack would take. Its
    `private_metadata` is a token of the prompt, so that a modal of an earlier one is known as such."""
    return of_prompt(shown.prompt, shown.turn, shown.application)


def of_prompt(prompt: Prompt, turn: int, application: ApplicationId | None) -> Drawing | None:
    """The same of a prompt that is about to be shown."""
    form = prompt.form
    if form is None or not form.fields:
        return None
    metadata = pack(turn, application, form.then or Command(name="form"))
    for longest in _LABELS:
        try:
            blocks = [*_blocks(form, longest)]
        except _Undrawable:
            return None
        drawn = {
            "type": "modal",
            "callback_id": CALLBACK,
            "title": plain(_line(form.title, LONGEST_TITLE)),
            "submit": plain(_line(form.submit, LONGEST_TITLE)),
            "close": plain(_line(form.close, LONGEST_TITLE)),
            "notify_on_close": True,
            "private_metadata": metadata,
            "blocks": blocks,
        }
        if len(blocks) <= MOST_BLOCKS and len(json.dumps(drawn)) <= LONGEST_VIEW:
            return drawn
    return None


def filled(state: Json, form: Form) -> Mapping[str, Value]:
    """What stands in the fields of a form, of the view that Slack sends; a field that is not there is left out."""
    said: dict[str, Value] = {}
    fields = {_key(field.name): field for field in form.fields}
    for block, element in _state(state):
        field = fields.get(_named(block))
        if field is not None and field.kind != "file":
            said[field.name] = _value(element, field)
    return said


def attached(state: Json, form: Form) -> tuple[tuple[Path, Offered], ...]:
    """The files that were put into a form, each with its question."""
    fields = {_key(field.name): field for field in form.fields if field.kind == "file"}
    return tuple(
        (fields[_named(block)].path, offered)
        for block, element in _state(state)
        if _named(block) in fields
        for offered in files(element.get("files") or ())
    )


def errors(state: Json, wrong: Mapping[str, str]) -> Mapping[str, str]:
    """What stands under which field, for `response_action: errors`: by the `block_id` of the view that was sent."""
    said = {_key(name): sentence for name, sentence in wrong.items()}
    blocks = (str(block.get("block_id", "")) for block in state.get("blocks", ()))
    return {block: shown(said[_named(block)]) for block in blocks if _named(block) in said}


def path_of(block_id: str) -> Path:
    """The question of a field that sends every click; "" where that cannot be known."""
    name = _named(block_id)
    return "" if name.startswith("#") else name


# Drawing.


def _blocks(form: Form, longest: int) -> Iterator[Drawing]:
    if is_seen(shown(form.told)):
        yield {"type": "context", "elements": [plain(shortened(shown(form.told), longest))]}
    for field in form.fields:
        if is_seen(shown(field.above)):
            yield {"type": "section", "text": plain(shortened(shown(field.above), longest))}
        yield _input(field, longest, is_live=form.live)


def _input(field: Field, longest: int, *, is_live: bool) -> Drawing:
    drawn: Drawing = {
        "type": "input",
        "optional": not field.required,
        "label": plain(_line(field.label, longest)),
        "element": _element(field, is_live=is_live),
    }
    if is_live:
        drawn["dispatch_action"] = True
    if is_seen(shown(field.hint)):
        drawn["hint"] = plain(shortened(shown(field.hint), longest))
    content = json.dumps(drawn, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode(errors="replace")).hexdigest()[:8]
    return {**drawn, "block_id": f"{digest}.{_key(field.name)}"}


def _element(field: Field, *, is_live: bool) -> Drawing:
    value = field.value
    match field.kind:
        case "number" if not value or _NUMBER.fullmatch(value):
            initial = {"initial_value": value} if value else {}
            return {
                "type": "number_input",
                "action_id": "number",
                "is_decimal_allowed": field.decimals,
                **initial,
            }
        case "date" if not value or _DAY.fullmatch(value):
            return {
                "type": "datepicker",
                "action_id": "day",
                **({"initial_date": value} if value else {}),
            }
        case "one":
            return _picks(field, is_live=is_live)
        case "file":
            types = {"filetypes": [*field.accept]} if field.accept else {}
            most = max(1, min(field.longest or _MOST_FILES, _MOST_FILES))
            return {"type": "file_input", "action_id": "file", "max_files": most, **types}
        case _:
            return _text(field)


def _text(field: Field) -> Drawing:
    value = shown(field.value)
    if units(value) > LONGEST_TEXT:
        raise _Undrawable
    most = min(LONGEST_TEXT, max(field.longest or LONGEST_TEXT, units(value)))
    initial = {"initial_value": value} if value else {}
    return {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": field.multiline,
        "max_length": most,
        **initial,
    }


def _picks(field: Field, *, is_live: bool) -> Drawing:
    """Radio buttons where a pick is an answer; else a menu, as that can be emptied again."""
    if not 1 <= len(field.options) <= _MOST_OPTIONS:
        raise _Undrawable
    radios = is_live and len(field.options) <= _MOST_RADIOS
    options = [_option(option, at) for at, option in enumerate(field.options)]
    on = [drawn for drawn, option in zip(options, field.options, strict=True) if option.name == field.value]
    return {
        "type": "radio_buttons" if radios else "static_select",
        "action_id": "pick",
        "options": options,
        **({"initial_option": on[0]} if field.value and on else {}),
    }


def _option(option: Option, at: int) -> Drawing:
    """Its value is its name, with its place, as Slack takes no value twice."""
    return {"text": plain(_line(option.label, _LONGEST_OPTION)), "value": f"{at}.{_key(option.name)[:100]}"}


def _line(text: str, longest: int) -> str:
    line = " ".join(shown(text).split())
    return shortened(line, longest) if is_seen(line) else _NOTHING


# Reading.


def _key(name: str) -> str:
    """A name as a part of a `block_id`."""
    if len(name) <= _LONGEST_NAME and name.isascii() and not name.startswith("#"):
        return name
    return f"#{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:32]}"


def _named(block_id: str) -> str:
    return clean(block_id.partition(".")[2])


def _state(view: Json) -> Iterator[tuple[str, Json]]:
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for block, elements in (values or {}).items():
        for element in elements.values():
            yield str(block), element


def _value(element: Json, field: Field) -> str:
    """A text as it was typed, a day as YYYY-MM-DD, the name of a pick; "" for nothing."""
    if field.kind == "one":
        option = element.get("selected_option") or {}
        at = str(option.get("value", "")).partition(".")[0]
        picked = int(at) if at.isascii() and at.isdecimal() else -1
        return field.options[picked].name if 0 <= picked < len(field.options) else ""
    return clean(str(element.get("value") or element.get("selected_date") or ""))


def picked_of(value: str) -> str:
    """The name of an option, of one whose pick is an answer."""
    return clean(value.partition(".")[2])
