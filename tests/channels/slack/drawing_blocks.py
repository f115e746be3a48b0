"""Everything that the transcripts show, drawn as Slack's messages, and those held against Slack's rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block

from bot.channels.slack import render
from bot.channels.slack.render import Drawn
from bot.channels.slack.tokens import read_action_id, unpack
from dialogues.dividing import divided
from dialogues.effects import Ask, Effect, Hand, Refresh, Settle, Tell
from dialogues.reply import Reply
from dialogues.units import units
from tests.channels.recorded import say_in

#: what a message of Slack holds, of a notice
LONGEST_NOTICE = 6000
STATEFUL = ("radio_buttons", "checkboxes", "static_select", "multi_static_select", "datepicker")


def drawn(effect: Effect) -> tuple[Drawn, ...]:
    """The messages of an effect as Slack would get them; of what is no message, none."""
    match effect:
        case Ask() | Refresh():
            return (render.prompt(effect.prompt, effect.turn, None, say_in(effect.prompt.language)),)
        case Settle():
            return (render.settled(effect.settled, None),)
        case Tell():
            return tuple(render.notice(part, None) for part in divided(effect.notice, LONGEST_NOTICE))
        case Hand():
            return (render.caption(effect),)
        case _:
            return ()


def elements(message: Drawn) -> Iterator[dict[str, Any]]:
    """What can be pressed."""
    for block in message.blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        elif "accessory" in block:
            yield block["accessory"]


def options(element: dict[str, Any]) -> list[str]:
    """The values that a control sends."""
    return [element["value"]] if "value" in element else [it["value"] for it in element.get("options", ())]


def presses(message: Drawn) -> list[Reply]:
    """What the controls mean, in order."""
    tokens = [unpack(value) for element in elements(message) for value in options(element)]
    return [token.reply for token in tokens if token is not None]


def texts(value: object) -> Iterator[str]:
    """Every text that is seen in a block, whatever it is part of."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def accepted(message: Drawn) -> None:
    """What Slack demands of a message (docs.slack.dev, block kit reference), and what its own models refuse."""
    assert 1 <= units(message.text) <= 4000
    message.text.encode()  # no half characters
    assert not set("<>") & set(message.text)
    assert 1 <= len(message.blocks) <= 50
    assert units(json.dumps(message.blocks, ensure_ascii=False)) <= 13_000
    ids = [block["block_id"] for block in message.blocks]
    assert len({*ids}) == len(ids)
    assert all(1 <= len(it) <= 255 for it in ids)
    assert sum(block["type"] == "table" for block in message.blocks) <= 1
    for block in message.blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
        assert block["type"] in ("context", "rich_text", "section", "actions", "table", "divider")
        assert all(len(text) >= 1 and units(text) <= 3000 for text in texts(block))
        assert '"mrkdwn"' not in json.dumps(block)
        if block["type"] == "actions":
            assert 1 <= len(block["elements"]) <= 25
            names = [element["action_id"] for element in block["elements"]]
            assert len({*names}) == len(names)
        if block["type"] == "table":
            assert 1 <= len(block["rows"]) <= 100
            assert all(1 <= len(row) <= 20 for row in block["rows"])
    for element in elements(message):
        fits(element)


def fits(element: dict[str, Any]) -> None:
    kind = element["type"]
    assert kind == "button" or kind in STATEFUL
    assert 1 <= len(element["action_id"]) <= 255
    if kind == "button":
        assert 1 <= units(element["text"]["text"]) <= 75
        assert 1 <= len(element["value"]) <= 2000
        return
    assert read_action_id(element["action_id"]) is not None
    if kind == "datepicker":
        return
    assert 1 <= len(element["options"]) <= (10 if kind in ("radio_buttons", "checkboxes") else 100)
    for option in element["options"]:
        assert 1 <= units(option["text"]["text"]) <= 75
        assert 1 <= len(option["value"]) <= 150
    initial = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else []
    )
    assert "initial_options" not in element or initial
    assert all(option in element["options"] for option in initial)


def as_lines(message: Drawn) -> str:
    """A message that can be read: a line of dashes stands above its first control, and every control is a line."""
    lines: list[str] = []
    for block in message.blocks:
        lines += _lines(block)
    first = next(
        (at for at, line in enumerate(lines) if line.startswith(("[ ", "( ", "☐ ", "☑ ", "(•", "▾ "))), None
    )
    return "\n".join(lines if first is None else [*lines[:first], "─" * 12, *lines[first:]])


def _lines(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "context":
            return [f"~ {element['text']}" for element in block["elements"]]
        case "section":
            return [block["text"]["text"], *_control(block["accessory"])]
        case "divider":
            return ["---"]
        case "table":
            return ["| " + " | ".join(cell["text"] for cell in row) + " |" for row in block["rows"]]
        case "rich_text":
            return [line for element in block["elements"] for line in _rich(element)]
        case _:
            row = [element for element in block["elements"] if element["type"] == "button"]
            said = [line for element in block["elements"] if element not in row for line in _control(element)]
            labels = " ".join(f"[ {element['text']['text']} ]" for element in row)
            return [*said, *([labels] if labels else [])]


def _rich(element: dict[str, Any]) -> list[str]:
    if element["type"] == "rich_text_list":
        return ["• " + "".join(_styled(it) for it in item["elements"]) for item in element["elements"]]
    text = "".join(_styled(it) for it in element["elements"])
    return [f"```{text}```" if element["type"] == "rich_text_preformatted" else text]


def _styled(text: dict[str, Any]) -> str:
    return f"*{text['text']}*" if "style" in text else text["text"]


def _control(element: dict[str, Any]) -> list[str]:
    if element["type"] == "datepicker":
        return ["▾ day"]
    on = element.get("initial_options", [element.get("initial_option")])
    marks = {"radio_buttons": ("(•) ", "( ) "), "checkboxes": ("☑ ", "☐ ")}.get(
        element["type"], ("▾ ✓ ", "▾ ")
    )
    return [
        (marks[0] if option in on else marks[1]) + option["text"]["text"] for option in element["options"]
    ]
