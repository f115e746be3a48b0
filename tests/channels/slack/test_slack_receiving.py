"""What Slack delivers: who may, in what order it is taken, when it is acknowledged, and what it is taken for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.base import Corrected, Inbound, Offered, Outcome
from bot.engine import Engine
from dialogues.reply import Command, Typed
from storage.changes import Changes, StorageUnavailable
from storage.store import Storage
from tests.channels.slack.people import CONFIRM, Person, people, whole
from tests.channels.slack.program import Watched, quiet
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs

BOTH = pytest.mark.parametrize("mode", MODES)


@pytest.fixture
async def slack() -> AsyncIterator[Watched]:
    async with Watched() as slack:
        yield slack


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    unpaced(monkeypatch)
    monkeypatch.setattr("bot.channels.lanes.AGAIN", 0.01)


class Listening:
    """In the place of the engine: hears what everybody did. What is heard waits for `gates`, by the person's id."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.heard: list[Inbound] = []
        self.gates: dict[str, asyncio.Event] = {}
        patch.setattr(Engine, "handle", lambda _, inbound: self.handle(inbound))

    async def handle(self, inbound: Inbound) -> Outcome:
        if (gate := self.gates.get(inbound.external_id)) is not None:
            await gate.wait()
        self.heard.append(inbound)
        return Outcome()

    def texts(self, person: Person) -> list[str]:
        return [
            one.content.text
            for one in self.heard
            if isinstance(one.content, Typed) and one.external_id == person.user.id
        ]


# Order, and who waits for whom.


@BOTH
async def test_one_person_is_served_in_order_and_stalls_nobody(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the first takes long; all of it is acknowledged meanwhile."""
    listening = Listening(monkeypatch)
    ann, *others = people(slack, 10)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        gate = listening.gates[ann.user.id] = asyncio.Event()
        for number in range(5):
            await ann.say(f"text {number}")
            await ann.deliveries[-1].ack()  # then it is taken, and its place is known
        await asyncio.gather(*(person.say("hello") for person in others))
        for person in others:
            await person.deliveries[-1].ack()
            assert listening.texts(person) == ["hello"]
        assert listening.texts(ann) == []
        assert len(await parts.storage.received("slack")) == 5
        gate.set()
        await quiet(slack, parts, ann)
        assert listening.texts(ann) == [f"text {number}" for number in range(5)]
    assert wrongs(slack) == []


@BOTH
async def test_what_was_kept_is_worked_off_after_a_restart(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack was told that it is done; the program ended before it had come to it. Then Slack tells it once more."""
    (person,) = people(slack, 1)
    handle = Engine.handle

    async def stuck(self: Engine, inbound: Inbound) -> Outcome:
        if isinstance(inbound.content, Typed):
            await asyncio.Event().wait()
        return await handle(self, inbound)

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "handle", stuck)
        async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
            await person.until("name")
            await person.answer("name")
            await person.deliveries[-1].ack()
            assert len(await parts.storage.received("slack")) == 1
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await person.sees("way")
        await slack.deliveries._try(person.deliveries[-1])
        await quiet(slack, parts, person)
        assert (await person.answers(parts.storage))["name"] == person.expected["name"]
        assert await person.events(parts.storage) == person.acts


# What cannot be kept.


class Away:
    """The database, which is away for the next so many events of people."""

    def __init__(self, storage: Storage, patch: pytest.MonkeyPatch) -> None:
        self.left = 0
        self._commit = storage.commit
        patch.setattr(storage, "commit", self.commit)

    async def commit(self, changes: Changes) -> Any:
        if self.left and changes.inbox is not None and changes.inbox.channel == "slack":
            self.left -= 1
            raise StorageUnavailable("full")
        return await self._commit(changes)


@BOTH
async def test_what_cannot_be_kept_is_not_acknowledged(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack tells it again, and again; the person is told once, and one event comes of it in the end."""
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda _: slack.now())
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await person.until("name")
        await quiet(slack, parts, person)
        away = Away(parts.storage, monkeypatch)
        away.left = 2
        await person.answer("name")
        said = person.deliveries[-1]
        await person.user.sees("could not be saved")
        for left in (1, 0):
            assert said.open
            await until(slack, lambda left=left: away.left == left)
            await slack.advance(70)
        await person.sees("way")
        await said.ack()
        assert len(said.attempts) == 3
        assert person.user.screen.count("could not be saved") == 1
        assert await person.events(parts.storage) == person.acts


@BOTH
async def test_a_press_that_cannot_be_kept(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack marks it as failed; the person is told, and presses again."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await person.until("way")
        await quiet(slack, parts, person)
        Away(parts.storage, monkeypatch).left = 1
        failed = await person.press("By boat")
        await person.user.sees("could not be saved")
        assert not failed.acked
        assert person.asked() == "way"
        await person.answer("way")
        await person.sees("likes")
        assert await person.events(parts.storage) == person.acts - 1


async def test_what_is_kept_is_tried_again_when_the_database_is_back(
    slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acknowledged, as it is in the inbox: so nobody tells it again."""
    (person,) = people(slack, 1)
    handle = Engine.handle
    gate = asyncio.Event()

    async def slowly(self: Engine, inbound: Inbound) -> Outcome:
        await gate.wait()
        return await handle(self, inbound)

    async with serving_slack(slack, tmp_path, "outing") as parts:
        await person.until("name")
        await quiet(slack, parts, person)
        away = Away(parts.storage, monkeypatch)
        monkeypatch.setattr(Engine, "handle", slowly)
        await person.answer("name")
        await person.deliveries[-1].ack()
        away.left = 3
        gate.set()
        await person.sees("way")
        await quiet(slack, parts, person)
        assert len(person.deliveries[-1].attempts) == 1
        assert await person.events(parts.storage) == person.acts


# Who may deliver by HTTP.


async def post(slack: Watched, body: bytes, headers: dict[str, str], kind: str = "application/json") -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.http.url, data=BytesIO(body), headers={"Content-Type": kind, **headers}) as answer,
    ):
        await answer.read()
        return answer.status


def message_of(slack: Watched, person: Person, text: str, event_id: str = "Ev1") -> bytes:
    """A genuine event: this person wrote."""
    event = {
        "type": "message", "channel_type": "im", "channel": person.user.dm.id, "user": person.user.id,
        "text": text, "ts": slack.space.next_ts(), "team": slack.space.team,
    }  # fmt: skip
    body = {"type": "event_callback", "team_id": slack.space.team, "event_id": event_id, "event": event}
    return json.dumps(body).encode()


async def test_nobody_else_may_post(slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a signature, with that of another secret, of another body, or of another time; five minutes are too old."""
    listening = Listening(monkeypatch)
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda _: float(int(slack.now())))
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing", mode="http"):
        body = message_of(slack, person, "hello")
        right = slack.http.signed(body)
        slack.http.secret = "another-secret-of-somebody-else-there"
        wrong = slack.http.signed(body)
        slack.http.secret = slack.secret
        stamp, signature = right
        for headers in (
            {},
            wrong,
            {stamp: right[stamp]},
            {signature: right[signature]},
            {**right, signature: right[signature][:-1]},
            {**right, signature: "v0=ü"},
            {**right, stamp: "soon"},
            {**right, stamp: str(int(right[stamp]) + 1)},
            {**right, stamp: "9" * 400},
            slack.http.signed(body + b" "),
            slack.http.signed(body, age=302),
            slack.http.signed(body, age=-302),
        ):
            assert await post(slack, body, headers) == 401, headers
        assert await post(slack, body + b" ", right) == 401
        assert await post(slack, body.replace(b"hello", b"hallo"), right) == 401
        for claims in (b'{"ssl_check": "1", "type": "event_callback"}', b'{"type": "url_verification"}'):
            assert await post(slack, claims, {}) == 401
        assert listening.heard == []
        assert await post(slack, body, slack.http.signed(body, age=299)) == 200
        assert listening.texts(person) == ["hello"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[]", "application/json"),
        (b"5", "application/json"),
        (b"null", "application/json"),
        (b"{}", "application/json"),
        (b'{"type": "event_callback", "event": 5}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": {}}}', "application/json"),
        (b'{"type": "block_actions", "actions": 5, "user": {"id": "U1"}}', "application/json"),
        (b'{"type": "block_actions", "actions": [5], "container": {"message_ts": "x"}, "user": {"id": "U1"}}', "application/json"),
        (b'{"type": "view_submission", "view": []}', "application/json"),
        (b"payload=5", "application/x-www-form-urlencoded"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=[1]", "application/x-www-form-urlencoded"),
        (b"command=%2Fform&user_id=", "application/x-www-form-urlencoded"),
        (b"[" * 100_000, "application/json"),
        (b" " * 1_100_000, "application/json"),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else "",
)  # fmt: skip
async def test_what_nobody_can_read_harms_nobody(
    slack: Watched, tmp_path: Path, body: bytes, kind: str
) -> None:
    """Signed, or not: people are served."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing", mode="http"):
        assert await post(slack, body, {}, kind) in {400, 401, 413}
        assert await post(slack, body, slack.http.signed(body), kind) in {200, 400, 413, 500, 503}
        await person.until("name")
        await person.answer("name")
        await person.sees("way")


async def test_other_addresses_and_ways_lead_nowhere(slack: Watched, tmp_path: Path) -> None:
    async with serving_slack(slack, tmp_path, "outing", mode="http"), aiohttp.ClientSession() as session:
        async with session.get(slack.http.url) as answer:
            assert answer.status in {404, 405}
        async with session.post(slack.http.url + "/x", json={}) as answer:
            assert answer.status == 404
        await slack.http.verify(slack.http.url)


# What it is taken for.


@BOTH
async def test_what_people_say_and_what_happens_to_it(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts, files, threads and corrections are theirs; what the bot said itself, what was deleted, what was only
    unfolded, and what is said in rooms is nothing."""
    listening = Listening(monkeypatch)
    (person,) = people(slack, 1)
    li = person.user
    room = slack.channel("room", li)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:

        async def heard(doing: Any) -> list[Any]:
            """What comes of it."""
            before = len(listening.heard)
            await doing
            await quiet(slack, parts, person)
            return [one.content for one in listening.heard[before:]]

        first = await li.say("one & <two>")
        await quiet(slack, parts, person)
        assert listening.texts(person) == ["one & <two>"]
        assert await heard(li.edit(first, "three")) == [Corrected(text="three")]
        assert listening.heard[-1].message_id == first.ts
        assert await heard(slack.space.tell_of("message_changed", first, message=first.data, previous_message=first.data)) == []  # fmt: skip
        assert await heard(li.delete(first)) == []
        second = await li.say("second")
        reply = await heard(li.say("in the thread", thread=second))
        assert [one.text for one in reply if isinstance(one, Typed)][-1:] == ["in the thread"]
        assert listening.heard[-1].about == second.ts
        broadcast = await heard(li.say("to all", thread=second, subtype="thread_broadcast"))
        assert [one.text for one in broadcast] == ["to all"]
        (offered,) = await heard(li.upload(b"x" * 20, "a.pdf", comment="mine"))
        assert isinstance(offered, Offered)
        assert (offered.name, offered.size, offered.caption) == ("a.pdf", 20, "mine")
        assert await heard(li.say("to everybody", to=room)) == []
        assert await heard(li.say("I joined", subtype="channel_join")) == []
        bot = slack.space.post(li.dm, slack.space.bot_user, {"text": "from the bot"})
        assert await heard(slack.space.tell(bot)) == []
        assert await heard(slack.space.tell(bot, subtype="bot_message", bot_id="B1")) == []
        assert await heard(li.command("/form")) == [Command(name="start")]
        assert await heard(li.command("/form map")) == [Typed(text="/map")]
        assert await heard(li.shortcut("form")) == [Command(name="start")]
        assert await heard(li.open_home("messages")) == []
        assert len({one.key for one in listening.heard}) == len(listening.heard)
    assert wrongs(slack) == []


async def test_slack_is_asked_for_a_language_once(slack: Watched, tmp_path: Path) -> None:
    """Not at every start: a workspace grants so many calls a minute to all."""
    some = people(slack, 3)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        await asyncio.gather(*(person.until("name") for person in some))
        await quiet(slack, parts, *some)
    asked = len(slack.called("users.info"))
    async with serving_slack(slack, tmp_path, "outing") as parts:
        for person in some:
            await person.answer("name")
            await person.sees("way")
        await quiet(slack, parts, *some)
    assert len(slack.called("users.info")) == asked == 3


async def test_a_tick_is_drawn_by_slack(slack: Watched, tmp_path: Path) -> None:
    """Nothing is drawn for it, and each is one event; what was said before is taken away, and what is typed is ticked."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:

        async def drawn(act: Awaitable[object]) -> list[str]:
            before = len(slack.calls)
            await act
            await quiet(slack, parts, person)
            await parts.relay.scan()
            return [call.method for call in slack.calls[before:]]

        await person.until("likes")
        await quiet(slack, parts, person)
        assert await drawn(person.tick("1 Bread")) == []
        assert await drawn(person.tick("5 Cake")) == []
        assert await drawn(person.user.tick("1 Bread", off=True)) == []
        assert await person.drafted(parts.storage, "likes") == {"picked": ["cake"]}
        assert await drawn(person.user.tick("5 Cake", off=True)) == []
        assert await drawn(person.press(CONFIRM)) == ["response_url"]
        await person.user.sees("Nothing is chosen yet")
        assert await drawn(person.tick("3 Olives")) == ["response_url"]
        assert "Nothing is chosen yet" not in person.user.screen
        assert await drawn(person.tick("2 Cheese")) == []
    assert wrongs(slack) == []


async def test_what_is_confirmed_is_what_is_ticked(slack: Watched, tmp_path: Path) -> None:
    """Also where a tick has not arrived yet, or never does."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        await person.until("likes")
        await person.tick("1 Bread")
        await quiet(slack, parts, person)
        slack.deliveries.hold()
        await person.tick("3 Olives", "5 Cake")
        for delivery in person.deliveries[-2:]:
            delivery.failed = True  # nobody tells them again
        await person.press(CONFIRM)
        await slack.deliveries.release()
        await person.sees("dish")
        assert (await person.answers(parts.storage))["likes"] == person.expected["likes"]


async def test_who_presses_in_a_room_is_written_to_in_private(slack: Watched, tmp_path: Path) -> None:
    """A room in which somebody pressed something is not their conversation."""
    (person,) = people(slack, 1)
    room = slack.channel("room", person.user)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        button = {
            "type": "button",
            "action_id": "a",
            "text": {"type": "plain_text", "text": "Go"},
            "value": "0..!map",
        }
        said = {"text": "Go", "blocks": [{"type": "actions", "elements": [button]}]}
        slack.space.post(room, slack.space.bot_user, said)
        await person.user.press("Go", to=room)
        await person.start()
        await person.sees("name")
        await quiet(slack, parts, person)
        assert len(room.from_bot) == 1


async def test_a_command_from_elsewhere_says_where_its_answer_is(slack: Watched, tmp_path: Path) -> None:
    (person,) = people(slack, 1)
    room = slack.channel("room", person.user)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        await person.user.command("/form", to=room)
        await person.sees("name")
        await quiet(slack, parts, person)
        (note,) = room.from_bot
        assert note.only_for == person.user.id


@BOTH
async def test_a_dialogue_from_its_start_to_its_end(slack: Watched, tmp_path: Path, mode: Mode) -> None:
    some = people(slack, 4)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await asyncio.gather(*(person.fill() for person in some))
        await quiet(slack, parts, *some)
        await whole(parts.storage, *some)
    assert all(delivery.acked for delivery in slack.deliveries.all)
    assert wrongs(slack) == []


async def until(slack: Watched, what: Any) -> None:
    async with asyncio.timeout(5):
        while not what():
            await slack.called_now.until(lambda: None, 0.005)
