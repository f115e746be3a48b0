"""What Slack sends, as the fake workspace sends it, and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.channels.base import Corrected, Offered
from bot.channels.slack import parse
from bot.channels.slack.boxes import DONE
from bot.channels.slack.tokens import action_id, pack, pack_option
from dialogues.application import ApplicationId
from dialogues.reply import Chosen, Command, Dated, Ticked, Typed
from tests.fakes.slack import User
from tests.fakes.slack.by_hand import Caller

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MINE = ApplicationId("abcdefghijklmnop")


async def test_a_message_and_its_correction(app: Caller, li: User) -> None:
    line = await app.line()
    said = await li.say("A & B <C>")
    (inbound,) = parse.event(await line.take(), NOON)
    assert inbound.content == Typed(text="A & B <C>", more=True)
    assert (inbound.external_id, inbound.message_id, inbound.place > 0) == (li.id, inbound.message_id, True)
    assert inbound.team
    await li.edit(said, "A and B")
    (edited,) = parse.event(await line.take(), NOON)
    assert edited.content == Corrected(text="A and B")
    assert (edited.message_id, edited.place) == (inbound.message_id, inbound.place)
    assert edited.key != inbound.key


async def test_files_are_one_each(app: Caller, li: User) -> None:
    line = await app.line()
    await li.upload(b"%PDF-1.4", "plan.pdf", comment="first floor")
    (offered,) = parse.event(await line.take(), NOON)
    assert isinstance(offered.content, Offered)
    assert (offered.content.name, offered.content.size, offered.content.caption) == (
        "plan.pdf",
        8,
        "first floor",
    )


async def test_controls_of_a_message(app: Caller, li: User) -> None:
    """A button, radio buttons, ticks, a day: each says what it says, for its prompt. Of ticks only what was not so; the
    button that ends them says it too, where a tick has not arrived."""
    line = await app.line()
    channel = (await app.ok("conversations.open", users=li.id))["channel"]["id"]
    options = [option(label, Ticked(name=label, on=True)) for label in ("phone", "mail")]
    await app.ok("chat.postMessage", channel=channel, text="q", blocks=[
        {"type": "actions", "block_id": "b", "elements": [
            {"type": "button", "action_id": "go", "text": plain("Map"), "value": pack(3, MINE, Command(name="map"))},
            {"type": "radio_buttons", "action_id": action_id("one", 1, 3, MINE),
             "options": [option("Yes", Chosen(names=("yes",))), option("No", Chosen(names=("no",)))]},
            {"type": "checkboxes", "action_id": action_id("many", 2, 3, MINE), "options": options},
            {"type": "datepicker", "action_id": action_id("day", 3, 3, MINE)},
            {"type": "button", "action_id": "done", "text": plain("Confirm"), "value": pack(3, MINE, DONE)},
        ]},
    ])  # fmt: skip
    seen: list[Any] = []
    boxes = {str(one["value"]): False for one in options}
    for act in (
        li.press("Map"), li.select("Yes"), li.tick("mail"), li.pick_date("2026-03-05"), li.press("Confirm")
    ):  # fmt: skip
        await act
        payload = await line.take()
        for inbound in parse.pressed(payload, NOON, boxes):
            assert (inbound.turn, inbound.application, inbound.external_id) == (3, MINE, li.id)
            assert inbound.about
            assert not inbound.message_id
            seen.append(inbound.content)
        assert parse.pressed(payload, NOON) == parse.pressed(payload, NOON)
    assert seen == [
        Command(name="map"),
        Chosen(names=("yes",)),
        Ticked(name="mail", on=True),
        Dated(day=date(2026, 3, 5)),
        Ticked(name="mail", on=True),
        DONE,
    ]


async def test_ticks_on_a_prompt_that_has_passed(app: Caller, li: User) -> None:
    """One stands for all, so that the person is told once; and its key is the same, whatever is on screen by then."""
    line = await app.line()
    channel = (await app.ok("conversations.open", users=li.id))["channel"]["id"]
    options = [option(label, Ticked(name=label, on=True)) for label in ("phone", "mail")]
    boxes = {"type": "checkboxes", "action_id": action_id("many", 0, 3, MINE), "options": options}
    block = {"type": "actions", "block_id": "b", "elements": [boxes]}
    await app.ok("chat.postMessage", channel=channel, text="q", blocks=[block])
    await li.tick("mail")
    payload = await line.take()
    (late,) = parse.pressed(payload, NOON)
    (*others, last) = parse.pressed(
        payload, NOON, {str(one["value"]): i == 0 for i, one in enumerate(options)}
    )
    assert late.key == last.key
    assert len({one.key for one in (*others, last)}) == 2


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("", Command(name="start")),
        ("map", Typed(text="/map")),
        ("award", Command(name="open", argument="award")),
    ],
)
async def test_the_command(app: Caller, li: User, text: str, reply: object) -> None:
    line = await app.line()
    await li.command(f"/form {text}".strip())
    (inbound,) = parse.command(await line.take(), NOON)
    assert inbound.content == reply
    assert inbound.external_id == li.id


@pytest.mark.parametrize(
    ("marked", "typed"),
    [
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<http://www.example.com|www.example.com>", "www.example.com"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        (
            "<mailto:li@example.com|li@example.com> or <tel:+861380013|+86 1380013>",
            "li@example.com or +86 1380013",
        ),
        ("<@U123|li> <#C1|general> <!here>", "li #general @here"),
        ("a < b", "a < b"),
    ],
)
def test_a_text_is_what_was_typed(marked: str, typed: str) -> None:
    assert parse.text_of(marked) == typed


@pytest.mark.parametrize(
    "said",
    [
        {"type": "message", "channel_type": "im", "bot_id": "B1", "user": "U1", "text": "x", "ts": "1.0"},
        {"type": "message", "channel_type": "channel", "user": "U1", "text": "x", "ts": "1.0"},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted", "ts": "1.0", "hidden": True},
        {
            "type": "message",
            "channel_type": "im",
            "subtype": "channel_join",
            "user": "U1",
            "text": "x",
            "ts": "1.0",
        },
        {"type": "message", "channel_type": "im", "user": "U1", "text": "", "ts": "1.0"},
        {"type": "app_home_opened", "user": "U1"},
        {},
    ],
)
def test_what_says_nothing(said: dict[str, Any]) -> None:
    assert parse.event({"event_id": "Ev1", "team_id": "T1", "event": said}, NOON) == ()


@pytest.mark.parametrize("action", [{}, {"type": "button", "value": "junk"}, {"type": "datepicker", "action_id": "x", "selected_date": "2026-03-05"},
                                    {"type": "static_select", "selected_option": None}])  # fmt: skip
def test_a_forged_control_says_nothing(action: dict[str, Any]) -> None:
    body = {"user": {"id": "U1"}, "container": {"message_ts": "1.0"}, "actions": [action]}
    assert parse.pressed(body, NOON) == ()


def test_places_grow_along_the_chat() -> None:
    assert (
        parse.place_of("1726600000.123456")
        < parse.place_of("1726600000.123457")
        < parse.place_of("1726600001.000000")
    )
    assert parse.place_of("junk") == 0


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(label: str, reply: Any) -> dict[str, Any]:
    return {"text": plain(label), "value": pack_option(3, MINE, reply)}
