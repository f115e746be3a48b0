"""The corpus on Slack, through the whole program: as answers, comments, names of people and of files, in the fields of
a modal, and in presses that nobody offered. Nothing crashes, everything that leaves is harmless, others are answered at
once, and no log holds a word of it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from bot.rooms import Room
from tests.channels.slack.people import Person
from tests.channels.slack.program import Watched, quiet
from tests.channels.slack.serving_slack import serving_slack
from tests.channels.slack.unpaced import unpaced
from tests.fakes.slack import Delivery, User
from tests.fakes.slack.channels import Channel, Message
from tests.hostile.asking import FILES, NAME, asking
from tests.hostile.corpus import FILE_NAMES, FORGED, MESSAGES, TEXTS
from tests.hostile.corpus import FILES as CONTENTS
from tests.hostile.sinks import obeyed, strange, told, wrong_on_slack

#: the longest that anybody else waits, in seconds of this process alone, however busy the machine is
AT_ONCE: Final = 1.0


class Neighbour:
    """Somebody who asks where they are, all the while, and how long they waited at most for an answer, in seconds."""

    def __init__(self, user: User) -> None:
        self._user = user
        self.longest = 0.0

    async def asks(self) -> None:
        began = time.process_time()
        await self._user._post({"text": "where"}, None, None)
        await self._user.next(within=20)
        self.longest = max(self.longest, time.process_time() - began)


async def writes(mal: User, neighbour: Neighbour) -> None:
    """Each text under a question of its own."""
    await mal.command(f"/form {NAME}")
    await mal.next()
    for at, text in enumerate(MESSAGES, start=1):
        await mal._post({"text": escaped(text)}, None, None)
        if at % 4 == 0:
            await neighbour.asks()
        shown = await mal.next()
        if f"T{at + 1} " not in shown.body:
            await mal.command(f"/form edit T{at + 1}" if at < len(MESSAGES) else f"/form edit {FILES}")
            await mal.next()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def sends_files(mal: User) -> None:
    """Every name, each with a comment of the corpus; then every file of it."""
    comments = [text for text in MESSAGES if len(text) <= 1000]
    for at, name in enumerate(FILE_NAMES):
        await mal.upload(f"content {at}".encode(), name, comment=comments[at * 3])
    for name, make in CONTENTS.values():
        await mal.upload(make(), name)


async def forges(mal: User) -> None:
    """A press of a button of theirs, with every value that is on none: of no application, of this very turn, and texts
    of the corpus; as a button, as an option, as boxes, as a day."""
    message = next(it for it in reversed(mal.dm.from_bot) if it.labels)
    pressed = await mal.press(message.labels[0], message=message)
    (action,) = pressed.payload["actions"]
    own = ".".join(action["value"].split(".")[:2])
    values = [*FORGED, *(own + data.removeprefix("1.a") for data in FORGED if data.startswith("1.a"))]
    values += [text for text in MESSAGES if len(text) <= 150]
    for at, value in enumerate(values):
        await mal._space.deliveries.add(Delivery("interactive", forged(pressed.payload, at, value)))


def forged(payload: dict[str, Any], at: int, value: str) -> dict[str, Any]:
    """The same press with another value, in one of the shapes that a press has."""
    about = deepcopy({name: part for name, part in payload.items() if name != "response_url"})
    action = {"action_id": f"one.{at % 10}.{value}"[:255], "block_id": value, "action_ts": f"9{at}.0"}
    option = {"value": value, "text": {"type": "plain_text", "text": value}}
    shapes: list[dict[str, Any]] = [
        {"type": "button", "value": value, "action_id": "a"},
        {"type": "static_select", "selected_option": option},
        {"type": "checkboxes", "selected_options": [option]},
        {"type": "datepicker", "selected_date": value},
        {"type": "button", "value": value, "action_id": "form"},
    ]
    return {**about, "actions": [action | shapes[at % len(shapes)]]}


async def fills_a_form(mal: User) -> None:
    """The texts of the corpus that fit, in the field of a modal."""
    shown = await mal.sees(lambda it: "Fill in a form" in it.labels and "B2 Story" in it.body)
    await mal.press("Fill in a form", message=shown)
    await mal.sees_modal("Story")
    text = ""
    for one in MESSAGES:
        text += f"{one}\n" if len(text) + len(one) < 2900 else ""
    (field,) = (block["label"]["text"] for block in mal.view["blocks"] if block["type"] == "input")
    await mal.type(field, text)
    submitted = await mal.submit()
    assert submitted is not None
    await submitted.ack()


async def edits(mal: User) -> None:
    """Their own messages, into what Slack itself would write of a call to somebody."""
    mine = [
        message
        for message in mal.dm.visible
        if not message.by_bot and message.text and not message.data.get("files")
    ]
    for message, text in zip(mine[1:15], TEXTS["slack"], strict=False):
        before = message.data
        message.data = {**before, "text": text, "edited": {"user": mal.id, "ts": mal._space.next_ts()}}
        await mal._space.tell_of("message_changed", message, message=message.data, previous_message=before)


async def hands_in(mal: User, channel: Channel) -> Message:
    """Everything that was kept; → its post in the room."""
    await mal.command("/form review")
    await mal.press("Submit", message=await mal.sees(lambda it: "Submit" in it.labels))
    return await channel.sees("submission no. 1")


async def test_the_corpus_on_slack(
    tmp_path: Path, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpaced(monkeypatch)
    monkeypatch.setattr("bot.channels.slack.sending._UPDATES", 10_000)
    monkeypatch.setattr("bot.channels.slack.sending._TIDYING", 10_000)
    async with Watched() as slack:
        mal = slack.user("M<!channel>&\u202eal {0}")
        rev, ann = slack.user("Rev"), slack.user("Ann")
        channel = slack.channel("reviewers", rev)
        room = Room(dialogue="*", channel="slack", external_id=channel.id, team=slack.space.team)
        person = Person(slack, mal)
        async with serving_slack(slack, tmp_path, asking(len(MESSAGES)), "outing", rooms=[room]) as parts:
            await ann.command("/form outing")
            await ann.next()
            neighbour = Neighbour(ann)
            await writes(mal, neighbour)
            await sends_files(mal)
            await neighbour.asks()
            await quiet(slack, parts, person)
            await mal.say("done")
            await mal.sees("B2 Story")
            await fills_a_form(mal)
            await forges(mal)
            await neighbour.asks()
            await quiet(slack, parts, person)
            await edits(mal)
            await neighbour.asks()
            await quiet(slack, parts, person)
            await mal.open_home()
            await mal.sees_home("Attacked")
            post = await hands_in(mal, channel)
            await parts.relay.settled(mal.id, channel.id)
            stuck = await parts.storage.stuck()
        assert neighbour.longest < AT_ONCE
        assert stuck.set_aside == ()
        assert stuck.waiting == {}
        assert wrong_on_slack(slack) == []
        assert obeyed(names(channel, post)) == []
        assert len([*names(channel, post)]) == len(CONTENTS) - 1 + len(FILE_NAMES)  # all but the empty one
        assert not strange(tmp_path)
    assert told(logs.getvalue(), slack.token, slack.app_token, slack.secret) == []


def names(channel: Channel, post: Message) -> Iterator[str]:
    """Of the files below a post."""
    for message in channel.visible:
        for file in message.data.get("files", ()):
            assert message.thread == post.ts
            yield file["title"]
