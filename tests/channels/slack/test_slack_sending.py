"""What goes out to Slack: by which call, how fast, and what becomes of a refusal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import (
    ChannelError,
    Later,
    Malformed,
    Misconfigured,
    Parcel,
    Refused,
    Sent,
    Throttled,
    Unanswered,
    Unreachable,
)
from bot.channels.slack.channel import Slack as Channel
from bot.channels.slack.sending import Sender
from bot.channels.slack.web import Web
from bot.relay import NO_POST
from bot.rooms import Room
from dialogues.application import AddressId
from dialogues.effects import Ask, Effect, Give, Hand, Refresh, Settle, Tell
from dialogues.prompt import Notice, Paragraph, Prompt, Settled
from storage.changes import AddressKey, Changes, Lane, Outgoing
from tests.bot.skipping import skip
from tests.bot.test_pacing import Timed, most_within, sent
from tests.bot.world import Memory, World
from tests.channels.slack.people import people
from tests.channels.slack.program import Watched, quiet
from tests.channels.slack.serving_slack import a_channel, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs
from tests.fakes.slack import Slack, User
from tests.test_transcripts import WORDS

ME = AddressId("address")
EVIL = "<!channel> <@U0000000001> <https://x.example|here> & <!here>"


@dataclass
class Desk:
    """A sender, and the person that it writes to."""

    slack: Slack
    web: Web
    sender: Sender
    li: User

    async def send(self, content: Effect | Notice, message: str = "", **more: Any) -> Sent:
        about: dict[str, Any] = {"external_id": self.li.id, "team": self.slack.space.team, **more}
        return await self.sender.send(Parcel(id=1, content=content, message_id=message, **about))

    async def asked(self) -> str:
        """The id of a question on screen."""
        return (await self.send(Ask(to=ME, turn=1, prompt=prompt("How many?")))).message_id

    def press(self, ts: str) -> str:
        """What a press of this message leads to is known; its key."""
        url = self.slack.space.response_url(self.li.dm, self.li.id, self.li.dm.messages[ts])
        self.sender.pressed(self.li.dm.id, ts, url)
        return url.rpartition("/")[2]

    def calls(self, method: str) -> int:
        return len([call for call in self.slack.calls if call.method == method])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Slack(echoes=False) as slack:
        web = Web(token=slack.token, api=slack.base_url, timer=slack.timer)
        yield Desk(slack, web, Sender(web, WORDS, slack.timer), slack.user("Li"))
        await web.close()


def prompt(label: str) -> Prompt:
    return Prompt(screen="question", label=label, number="1", language="en")


def refresh(label: str = "How many then?") -> Refresh:
    return Refresh(to=ME, turn=1, prompt=prompt(label))


def settle(line: str = "Three") -> Settle:
    return Settle(to=ME, turn=1, settled=Settled(number="1", label="How many?", lines=(line,)))


def notice(text: str) -> Notice:
    return Notice(blocks=(Paragraph(text=text),), language="en")


# Which call.


async def test_a_press_is_answered_through_its_own_address(desk: Desk) -> None:
    """Five times, and then as everything else is changed."""
    ts = await desk.asked()
    desk.press(ts)
    for number in range(7):
        assert (await desk.send(refresh(f"Question {number}"), ts)).message_id == ts
        assert f"Question {number}" in desk.li.screen
    assert (desk.calls("response_url"), desk.calls("chat.update")) == (5, 2)
    assert desk.slack.refused == []
    assert desk.slack.violations == []


@pytest.mark.parametrize(("minutes", "by"), [(28, "response_url"), (30, "chat.update")])
async def test_an_address_serves_for_half_an_hour(desk: Desk, minutes: int, by: str) -> None:
    ts = await desk.asked()
    desk.press(ts)
    await desk.slack.advance(minutes * 60)
    await desk.send(settle(), ts)
    assert (desk.calls("response_url"), desk.calls("chat.update")) == (
        int(by == "response_url"),
        int(by == "chat.update"),
    )
    assert desk.slack.refused == []


async def test_an_address_that_is_used_up_is_not_needed(desk: Desk) -> None:
    """By another program of ours, before a restart: the change is made all the same, and it is not tried again."""
    ts = await desk.asked()
    desk.slack.space.responses[desk.press(ts)].used = 5
    await desk.send(settle(), ts)
    await desk.send(refresh(), ts)
    assert "How many then?" in desk.li.screen
    assert (desk.calls("response_url"), desk.calls("chat.update")) == (1, 2)


async def test_what_people_wait_for_goes_before_what_is_tidier(desk: Desk) -> None:
    """chat.update is granted fifty times a minute: some of it is kept, and none is asked for in vain."""
    ts = await desk.asked()
    for number in range(36):
        await desk.send(settle(f"line {number}"), ts)
    with pytest.raises(Later) as tidying:
        await desk.send(settle(), ts)
    for number in range(12):
        await desk.send(refresh(f"Question {number}"), ts)
    anew = await desk.send(refresh(), ts)
    assert anew.message_id not in {"", ts}  # nobody waits a minute for what is said
    assert desk.calls("chat.update") == 48
    assert tidying.value.retry_after is not None
    assert 0 < tidying.value.retry_after <= 60
    await desk.slack.advance(60)
    await desk.send(settle(), ts)
    await desk.send(refresh(), ts)
    assert desk.slack.refused == []
    assert wrongs(desk.slack) == []


async def test_what_is_tidier_is_left_as_it_is_after_ten_minutes(tmp_path: Path) -> None:
    """It is tried while that may help, and nobody is told of it then."""
    channel = Crowded()
    world = World(tmp_path, channel=channel)
    async with world.program() as parts:
        skip(asyncio.get_running_loop())
        row = Outgoing(
            id=parts.engine.ids.number(), channel="memory", address=None, external_id="U1", lane=Lane.REPLY,
            kind="settle", message="m", payload=settle(), created=world.now,
        )  # fmt: skip
        await parts.storage.commit(Changes(outbox=(row,)))
        parts.relay.wake([row])
        for minutes in (5, 6):
            await until_tried(channel)
            assert (await parts.storage.stuck()).waiting == {"memory": 1}
            world.now += timedelta(minutes=minutes)
        await parts.relay.settled("U1")
        stuck = await parts.storage.stuck()
        assert (stuck.waiting, stuck.set_aside) == ({}, ())


class Crowded(Memory):
    """Has no room for what is only tidier."""

    async def send(self, parcel: Parcel) -> Sent:
        self.came.set()
        raise Later("updates", retry_after=1)


async def until_tried(channel: Crowded) -> None:
    """Once more."""
    channel.came.clear()
    async with asyncio.timeout(3600):  # of the clock that is skipped
        await channel.came.wait()


async def test_a_message_that_is_gone(desk: Desk) -> None:
    """A question that is still open is asked anew; what is answered needs no message."""
    ts = await desk.asked()
    desk.li.dm.messages[ts].deleted = True
    assert await desk.send(settle(), ts) == Sent()
    again = await desk.send(refresh("Still open?"), ts)
    assert again.message_id not in {"", ts}
    assert "Still open?" in desk.li.screen


async def test_nobody_s_conversation_is_opened_twice(desk: Desk) -> None:
    """A first message opens it by itself; what needs its id learns it from there."""
    ts = await desk.asked()
    await desk.send(settle(), ts)
    await desk.sender.tell(desk.slack.space.team, desk.li.id, "Only you see this.")
    assert desk.calls("conversations.open") == 0
    assert "Only you see this." in desk.li.screen


# How fast.


async def test_what_slack_has_closed_is_not_called(desk: Desk) -> None:
    """For as long as it says, for everybody, and nothing else is closed by it."""
    ts = await desk.asked()
    other = desk.slack.user("Ann")
    desk.slack.faults.throttle(7, methods=("chat.postMessage",))
    for seconds in (7, 7, 3):
        with pytest.raises(Throttled) as problem:
            await desk.send(notice("?"), external_id=other.id)
        assert problem.value.retry_after == pytest.approx(seconds, abs=0.5)
        await desk.send(settle(), ts)
        if seconds == 7 and desk.calls("chat.update") == 2:
            await desk.slack.advance(4)
    assert desk.calls("chat.postMessage") == 2
    await desk.slack.advance(3.5)
    await desk.send(notice("now"), external_id=other.id)
    assert "now" in other.screen
    assert desk.slack.violations == []


async def test_a_room_has_a_message_a_second_and_a_person_four_in_as_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the clock of the loop, which is skipped when nothing comes from a thread for a while."""
    monkeypatch.setattr("tests.bot.skipping.GRACE", 0.03)
    channel = Timed(manner=Channel.manner)
    world = World(tmp_path, channel=channel)

    def row(number: int, to: str, lane: Lane) -> Outgoing:
        return Outgoing(
            id=number, channel="memory", address=None, external_id=to, lane=lane,
            kind="summary" if lane is Lane.ROOM else "tell",
            message=str(number), payload=notice("x") if lane is Lane.ROOM else Tell(to=AddressId("a"), notice=notice("x")), created=world.now,
        )  # fmt: skip

    async with world.program() as parts:
        skip(asyncio.get_running_loop())
        ids = parts.engine.ids
        rows = (
            *(row(ids.number(), "C1", Lane.ROOM) for _ in range(12)),
            *(row(ids.number(), "U1", Lane.REPLY) for _ in range(12)),
        )
        await parts.storage.commit(Changes(outbox=rows))
        parts.relay.wake(rows)
        await sent(channel, len(rows))
    assert most_within(channel.moments("C1"), 1.0) == 1
    assert most_within(channel.moments("U1"), 4.2) == 4
    assert channel.moments("U1")[3] - channel.moments("U1")[0] < 1, "a burst goes at once"


# What Slack does not take.


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_blocks", Malformed),
        ("msg_blocks_too_long", Malformed),
        ("msg_too_long", Malformed),
        ("something_new", Malformed),
        ("channel_not_found", Refused),
        ("not_in_channel", Refused),
        ("is_archived", Refused),
        ("missing_scope", Refused),
        ("account_inactive", Unreachable),
        ("messages_tab_disabled", Refused),
        ("user_not_found", Unreachable),
        ("invalid_auth", Misconfigured),
        ("token_revoked", Misconfigured),
        ("internal_error", Unanswered),
        ("ratelimited", Throttled),
    ],
)
async def test_how_a_refusal_is_understood(desk: Desk, error: str, kind: type[ChannelError]) -> None:
    desk.slack.faults.refuse(error, methods=("chat.postMessage",))
    with pytest.raises(kind) as problem:
        await desk.send(notice("x"))
    assert type(problem.value) is kind
    assert problem.value.code == error
    assert problem.value.retryable == (kind in {Unanswered, Throttled})
    await desk.slack.advance(31)  # of a refusal for haste that does not say for how long
    await desk.send(notice("the next one"))


@pytest.mark.parametrize("fault", ["500", "503", "before", "after"])
async def test_what_may_be_tried_again(desk: Desk, fault: str) -> None:
    faults = desk.slack.faults
    faults.fail(int(fault)) if fault.isdecimal() else faults.cut(after=fault == "after")
    with pytest.raises(Unanswered):
        await desk.send(notice("x"))
    await desk.send(notice("x"))


@pytest.fixture
async def slack() -> AsyncIterator[Watched]:
    async with Watched() as slack:
        yield slack


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_a_question_that_slack_cannot_read(
    slack: Watched, tmp_path: Path, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set aside; the organiser is told, and the person can go on."""
    unpaced(monkeypatch)
    (person,) = people(slack, 1)
    boss = slack.user("Boss")
    organiser = AddressKey(channel="slack", external_id=boss.id, team=slack.space.team)
    async with serving_slack(slack, tmp_path, "outing", organisers=[organiser]) as parts:
        await person.until("name")
        slack.faults.refuse(error, methods=("chat.postMessage",), channel=person.user.dm.id)
        await person.answer("name")
        await boss.sees(error)
        await quiet(slack, parts, person)
        assert [row.error for row in (await parts.storage.stuck()).set_aside] == [error]
        await person.user.command("/form map")
        await person.user.sees("Coming")
        assert (await person.answers(parts.storage))["name"] == person.expected["name"]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived"])
async def test_a_room_that_cannot_be_posted_to(
    slack: Watched, tmp_path: Path, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, and another room has what it is due."""
    unpaced(monkeypatch)
    (person,) = people(slack, 1)
    boss = slack.user("Boss")
    closed, other = slack.channel("closed", boss), slack.channel("other", boss)
    match error:
        case "is_archived":
            closed.archived = True
        case "not_in_channel":
            closed.members.discard(slack.space.bot_user)
        case _:
            del slack.space.channels[closed.id]
    team = slack.space.team
    rooms = [Room(dialogue="*", channel="slack", team=team, external_id=one.id) for one in (closed, other)]
    organiser = AddressKey(channel="slack", external_id=boss.id, team=team)
    async with serving_slack(slack, tmp_path, "outing", rooms=rooms, organisers=[organiser]) as parts:
        await person.fill()
        await boss.sees(error)
        await other.sees(person.user.name)
        await parts.relay.settled(person.user.id, closed.id, other.id)
        stuck = (await parts.storage.stuck()).set_aside
        assert {row.error for row in stuck} == {error, NO_POST}  # the post, and what belongs below it
        assert {row.outgoing.external_id for row in stuck} == {closed.id}


@pytest.mark.parametrize("error", ["account_inactive", "messages_tab_disabled"])
async def test_who_cannot_be_reached(
    slack: Watched, tmp_path: Path, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpaced(monkeypatch)
    """And the organiser is told: no person shuts a bot out of Slack."""
    (person,) = people(slack, 1)
    room = slack.channel("organisers")
    organiser = AddressKey(channel="slack", external_id=room.id, team=slack.space.team)
    async with serving_slack(slack, tmp_path, "outing", organisers=[organiser]) as parts:
        await person.until("name")
        slack.deliveries.hold()
        await person.answer("name")
        if error == "account_inactive":
            person.user.deactivate()
        else:
            slack.space.messages_tab = False
        await slack.deliveries.release()
        await quiet(slack, parts, person)
        address = (await parts.storage.load(person.key, fresh=True)).address
        assert address is not None
        assert address.reachable is (error == "messages_tab_disabled")  # which is no fault of theirs
        await room.sees(error)
        assert error in {row.error for row in (await parts.storage.stuck()).set_aside}
        assert await person.answers(parts.storage) == {"name": person.expected["name"]}


# Files.


async def test_a_file_is_uploaded_and_shared(desk: Desk, tmp_path: Path) -> None:
    """Words of ours, and a file of somebody's; to a person, and into a thread of a room."""
    hand = Hand(to=ME, name="all questions.txt", text="一\n二\n", caption="All questions", language="zh-Hans")
    await desk.send(hand)
    assert desk.slack.content(desk.li.dm.from_bot[-1].data["files"][0]) == "一\n二\n".encode()
    assert "All questions" in desk.li.screen
    room = desk.slack.channel("room", desk.li)
    top = await desk.send(notice("Top"), room=True, external_id=room.id)
    file = tmp_path / "photo"
    file.write_bytes(b"\x00\xff" * 300_000)
    give = Give(to=ME, sha256="0" * 64, name="photo.jpg", caption=EVIL)
    await desk.send(give, room=True, external_id=room.id, topic=top.message_id, file=file)
    (shared,) = room.in_thread(room.messages[top.message_id])
    assert desk.slack.content(shared.data["files"][0]) == file.read_bytes()
    assert "<" not in shared.text
    assert desk.slack.violations == []


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
async def test_a_file_that_cannot_be_given(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refused):
        await desk.send(Give(to=ME, sha256="0" * 64, name="a.pdf", caption=""), file=file)
    assert desk.slack.calls == []


async def fetched(slack: Slack, token: str) -> bytes:
    channel, _ = a_channel(slack, "socket")
    try:
        return b"".join([piece async for piece in channel.fetch(token)])
    finally:
        await channel.close()


async def test_a_file_is_downloaded(desk: Desk) -> None:
    """In pieces; a page, too, where it is one that somebody shared."""
    content = b"%PDF" + b"x" * 700_000
    for name, body in (("paper.pdf", content), ("page.html", b"<html>mine</html>")):
        file = (await desk.li.upload(body, name)).data["files"][0]
        assert await fetched(desk.slack, f"{len(body)}:{file['id']}") == body


async def test_a_page_in_place_of_a_file(desk: Desk) -> None:
    """Slack sends whoever may not read it to log in, and says that all is well."""
    file = (await desk.li.upload(b"<html>Sign in</html>", "photo.jpg", mimetype="text/html")).data["files"][0]
    with pytest.raises(Refused) as problem:
        await fetched(desk.slack, f"20:{file['id']}")
    assert problem.value.code == "login_page"


async def test_a_file_that_is_too_large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what Slack says of it; and where it says less than comes."""
    with pytest.raises(Refused) as problem:
        await fetched(desk.slack, f"{2_000_000_000}:F1")
    assert problem.value.code == "too_large"
    assert desk.slack.calls == []
    monkeypatch.setattr("bot.channels.slack.channel._LARGEST", 1000)
    file = (await desk.li.upload(b"x" * 5000, "a.pdf", size=10)).data["files"][0]
    with pytest.raises(Refused) as problem:
        await fetched(desk.slack, f"10:{file['id']}")
    assert problem.value.code == "too_large"


async def test_a_file_that_is_gone(desk: Desk) -> None:
    file = (await desk.li.upload(b"x", "a.pdf")).data["files"][0]
    desk.slack.space.files[file["id"]].content = None
    with pytest.raises(Refused) as problem:
        await fetched(desk.slack, f"1:{file['id']}")
    assert problem.value.code == "not_found"


# What somebody wrote.


async def test_nobody_is_mentioned_by_what_an_applicant_wrote(desk: Desk) -> None:
    """Nor is a link made of it, in a conversation or in a room."""
    room = desk.slack.channel("room", desk.li)
    evil = Prompt(screen="question", label=EVIL, echo=EVIL, hint=EVIL, number="1", language="en",
                  body=(Paragraph(text=EVIL),), notes=(EVIL,), problem=EVIL, header=EVIL)  # fmt: skip
    ts = (await desk.send(Ask(to=ME, turn=1, prompt=evil))).message_id
    settled = Settled(number="1", label=EVIL, lines=(EVIL,))
    await desk.send(Settle(to=ME, turn=1, settled=settled), ts)
    desk.press(ts)
    await desk.send(Settle(to=ME, turn=1, settled=settled), ts)
    await desk.send(Tell(to=ME, notice=notice(EVIL)))
    await desk.send(notice(EVIL), room=True, external_id=room.id)
    await desk.send(Hand(to=ME, name="a.txt", text="x", caption=EVIL, language="en"))
    await desk.sender.tell(desk.slack.space.team, desk.li.id, EVIL)
    said = 0
    for call in desk.slack.calls:
        for text in (call.args.get("text", ""), call.args.get("initial_comment", "")):
            assert "<" not in text
            said += "&lt;!channel&gt;" in text
        assert "mrkdwn" not in json.dumps(call.args.get("blocks", []))
    assert said == 7
