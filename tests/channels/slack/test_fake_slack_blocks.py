"""What the fake workspace refuses of blocks and views, as Slack does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.slack import Slack, User
from tests.fakes.slack.by_hand import Caller

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(count: int, value: str = "v") -> list[Json]:
    return [{"text": plain(f"Option {n}"), "value": f"{value}{n}"} for n in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Yes"), "action_id": "yes", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str = "Text", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def field(**element: Any) -> Json:
    return {
        "type": "input",
        "block_id": "i",
        "label": plain("Name"),
        "element": {"action_id": "a", **element},
    }


def radio(count: int) -> Json:
    return {"type": "radio_buttons", "action_id": "r", "options": options(count)}


REFUSED: dict[str, list[Json]] = {
    "an unknown type": [{"type": "paragraph", "text": "x"}],
    "no type": [{"text": "x"}],
    "an unknown key": [section(colour="red")],
    "an unknown key of an element": [actions(button(colour="red"))],
    "no text in a section": [{"type": "section"}],
    "an empty text": [section("")],
    "3001 characters in a section": [section("x" * 3001)],
    "2001 characters in a field": [{"type": "section", "fields": [plain("x" * 2001)]}],
    "11 fields": [{"type": "section", "fields": [plain("x")] * 11}],
    "151 characters in a header": [{"type": "header", "text": plain("x" * 151)}],
    "marks in a header": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "marks on a button": [actions(button(text={"type": "mrkdwn", "text": "x"}))],
    "76 characters on a button": [actions(button(text=plain("x" * 76)))],
    "2001 characters in a button's value": [actions(button(value="x" * 2001))],
    "a style of its own": [actions(button(style="green"))],
    "26 elements": [actions(*(button(action_id=str(n)) for n in range(26)))],
    "an action_id twice in a block": [actions(button(), button())],
    "a block_id twice": [section(block_id="b"), section(block_id="b")],
    "256 characters in a block_id": [section(block_id="b" * 256)],
    "11 radio buttons": [actions(radio(11))],
    "11 checkboxes": [actions({"type": "checkboxes", "action_id": "c", "options": options(11)})],
    "6 options in an overflow": [actions({"type": "overflow", "action_id": "o", "options": options(6)})],
    "101 options": [actions({"type": "static_select", "action_id": "s", "options": options(101)})],
    "no options": [actions({"type": "static_select", "action_id": "s"})],
    "151 characters in an option's value": [
        actions({"type": "static_select", "action_id": "s", "options": options(1, "v" * 150)})
    ],
    "a value twice": [actions({**radio(1), "options": options(1) * 2})],
    "an initial option that is none": [actions({**radio(2), "initial_option": options(3)[2]})],
    "a date that is none": [actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"})],
    "a text field outside an input": [actions({"type": "plain_text_input", "action_id": "t"})],
    "a button in an input": [field(type="button", text=plain("x"))],
    "a number without is_decimal_allowed": [field(type="number_input")],
    "a number's limit as a number": [field(type="number_input", is_decimal_allowed=True, min_value=1)],
    "max_length 3001": [field(type="plain_text_input", max_length=3001)],
    "a file field in a message": [field(type="file_input")],
    "11 elements in a context": [{"type": "context", "elements": [plain("x")] * 11}],
    "21 cells": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
    "an empty cell": [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}],
    "two tables": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2,
    "51 blocks": [section()] * 51,
}

TAKEN: dict[str, list[Json]] = {
    "3000 characters": [section("x" * 3000)],
    "50 blocks": [section()] * 50,
    "10 radio buttons beside a text": [section(accessory=radio(10))],
    "100 options": [actions({"type": "static_select", "action_id": "s", "options": options(100)})],
    "25 buttons": [actions(*(button(action_id=str(n)) for n in range(25)))],
    "a table": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 5}],
    "a field": [field(type="number_input", is_decimal_allowed=False, min_value="1")],
    "a header, a line, a context": [
        {"type": "header", "text": plain("x" * 150)},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "*x*"}]},
    ],
}


@pytest.mark.parametrize("what", REFUSED)
async def test_blocks_that_slack_refuses(what: str, app: Caller, li: User) -> None:
    error = await app.error("chat.postMessage", channel=li.dm.id, text="x", blocks=REFUSED[what])
    assert error == "invalid_blocks"
    assert not li.dm.messages


@pytest.mark.parametrize("what", TAKEN)
async def test_blocks_that_slack_takes(what: str, slack: Slack, app: Caller, li: User) -> None:
    await app.ok("chat.postMessage", channel=li.dm.id, text="x", blocks=TAKEN[what])
    assert li.screen
    assert not slack.violations


async def test_the_size_of_all_blocks(app: Caller, li: User) -> None:
    error = await app.error("chat.postMessage", channel=li.dm.id, text="x", blocks=[section("x" * 2900)] * 5)
    assert error == "msg_blocks_too_long"


async def test_blocks_want_a_text(slack: Slack, app: Caller, li: User) -> None:
    await app.ok("chat.postMessage", channel=li.dm.id, blocks=[section()])
    assert [one.kind for one in slack.violations] == ["text"]
    assert await app.error("chat.postMessage", channel=li.dm.id) == "no_text"
    assert await app.error("chat.postMessage", channel=li.dm.id, text="x" * 40_001) == "msg_too_long"


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **more}


VIEWS: dict[str, Json] = {
    "25 characters in the title": modal(section(), title=plain("x" * 25)),
    "25 characters to submit": modal(section(), submit=plain("x" * 25)),
    "a field and nothing to submit": modal(field(type="plain_text_input")),
    "3001 characters of private_metadata": modal(section(), private_metadata="x" * 3001),
    "101 blocks": modal(*[section()] * 101),
    "no blocks": modal(),
    "no title": {"type": "modal", "blocks": [section()]},
    "an unknown key": modal(section(), colour="red"),
    "a table": modal(*TAKEN["a table"]),
    "11 checkboxes": modal(*REFUSED["11 checkboxes"]),
    "a title on the home tab": {"type": "home", "title": plain("x"), "blocks": [section()]},
}


@pytest.mark.parametrize("what", VIEWS)
async def test_views_that_slack_refuses(what: str, slack: Slack, app: Caller, li: User) -> None:
    trigger = slack.space.trigger(li.id)
    assert await app.error("views.open", trigger_id=trigger, view=VIEWS[what]) == "invalid_arguments"
    # a mistake does not use up the trigger
    await app.ok("views.open", trigger_id=trigger, view=modal(section()))


async def test_a_view_of_250_kilobytes(slack: Slack, app: Caller, li: User) -> None:
    view = modal(*[section("x" * 3000)] * 90)
    assert await app.error("views.open", trigger_id=slack.space.trigger(li.id), view=view) == "view_too_large"
