"""Telegram when things go wrong: updates that come twice or in another order, an outage, refusals, broken connections.

Whatever happens, everybody's answers are what they would have been, and nothing is shown twice that was shown.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.assembly import Running
from bot.channels.doors import Doors
from bot.channels.telegram.webhook import Webhook
from storage.changes import Changes, Committed
from tests.channels.telegram.guests import SUBMITTED, Guest, guests
from tests.channels.telegram.program import SECRET, Watched, free_port, quiet
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Fault, Telegram
from tests.fakes.telegram.chats import Json

WAYS = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


@dataclass
class Clock:
    """Telegram's, which a test moves."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Cut:
    """Remembers the messages of which nobody heard whether they were sent."""

    chats: Counter[int] = field(default_factory=Counter)

    def watch(self, telegram: Telegram, patch: pytest.MonkeyPatch) -> None:
        faulty = telegram._faulty

        async def seen(fault: Fault, request: object, method: str, raw: Json, attached: Json) -> object:
            if fault.cut == "after" and method == "sendMessage":
                self.chats[int(raw["chat_id"])] += 1
            return await faulty(fault, request, method, raw, attached)  # type: ignore[arg-type]

        patch.setattr(telegram, "_faulty", seen)


@pytest.fixture
async def telegram() -> AsyncIterator[Watched]:
    async with Watched(longest_poll=1, webhook_delay=0.01) as server:
        yield server


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next try, but where Telegram says how long."""
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.01,))
    monkeypatch.setattr("bot.channels.telegram.polling.PAUSES", (0.01,))


def hook(webhook: bool) -> Webhook | None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/updates"
    return Webhook(address=address, secret=SECRET, doors=Doors("127.0.0.1", port)) if webhook else None


async def whole(parts: Running, people: list[Guest]) -> None:
    for guest in people:
        assert await guest.answers(parts.storage) == guest.expected
        assert await guest.events(parts.storage) == guest.acts


def shown(guest: Guest) -> list[str]:
    """All that the bot has written, in order, without what differs from person to person."""
    lines = (message.text.replace(guest.user.name, "NAME") for message in guest.user.chat.from_bot)
    return [line if SUBMITTED not in line else SUBMITTED for line in lines]


# Updates that come twice, and in another order.


@WAYS
async def test_every_update_twice(telegram: Watched, tmp_path: Path, webhook: bool) -> None:
    """And all of them again after a restart: the same answers and the same messages as of somebody to whom it did not
    happen."""
    undisturbed, *people = guests(telegram, 6)
    async with serving(telegram, tmp_path, "picnic", webhook=hook(webhook)) as parts:
        await undisturbed.fill()
        await quiet(telegram, parts, [undisturbed])
        telegram.updates.doubled = 10_000
        await asyncio.gather(*(guest.fill() for guest in people))
        await quiet(telegram, parts, people)
    before = {guest: guest.user.screen for guest in people}
    sent = len(telegram.called("sendMessage"))
    telegram.updates.replay(len(telegram.updates.history))
    async with serving(telegram, tmp_path, "picnic", webhook=hook(webhook)) as parts:
        await quiet(telegram, parts, people)
        await whole(parts, people)
    assert [call.args for call in telegram.called("sendMessage")[sent:]] == []
    for guest in people:
        assert guest.user.screen == before[guest]
        assert [text.split("\n")[0] for text in shown(guest)] == [
            text.split("\n")[0] for text in shown(undisturbed)
        ]


@WAYS
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
async def test_what_overtakes_files_nothing_under_another_question(
    telegram: Watched, tmp_path: Path, webhook: bool, backwards: bool
) -> None:
    """A text to one question and a press of it, and ticks: in either order it is the same that is kept."""
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic", webhook=hook(webhook)) as parts:
        await guest.start()
        await guest.sees("name")
        telegram.updates.hold()
        await guest.answer("name")
        later = guest.press(".!skip")
        telegram.updates.release(backwards=backwards)
        await later.answer()
        await quiet(telegram, parts, [guest])
        kept = await guest.answers(parts.storage)
        assert set(kept) <= {"name"}
        assert kept.get("name") in {None, guest.expected["name"]}
        if kept["name"] is None:  # the text was overtaken: asked what it was for, they say so
            guest.explain("name")
            await quiet(telegram, parts, [guest])
        await guest.sees("way")
        await guest.answer("way")
        await guest.sees("likes")
        telegram.updates.hold()
        await guest.answer("likes")
        telegram.updates.release(backwards=backwards)
        await guest.sees("likes+")
        await quiet(telegram, parts, [guest])
        kept = await guest.answers(parts.storage)
        assert kept == {path: guest.expected[path] for path in ("name", "way", "bread", "cheese", "olives", "grapes", "cake")}  # fmt: skip


# An outage.


async def test_three_minutes_without_telegram(tmp_path: Path) -> None:
    """What was typed arrives; presses have expired, and their question can still be answered."""
    clock = Clock()
    async with Watched(clock=clock, longest_poll=1) as telegram:
        people = guests(telegram, 6)
        async with serving(telegram, tmp_path, "picnic") as parts:
            for guest in people:
                await guest.start()
                await guest.sees("name")
                if guest in people[3:]:
                    await guest.answer("name")
                    await guest.sees("way")
            await quiet(telegram, parts, people)
            await telegram.stop()
            for guest in people:
                await guest.answer("name" if guest in people[:3] else "way")
            clock.ahead = timedelta(minutes=3)
            await telegram.start()
            for guest in people[:3]:
                await guest.sees("way")
            await telegram.polling.opened()
            assert len(telegram.updates.expired) == 3
            for guest in people[3:]:
                assert guest.asked() == "way"
                guest.acts -= 1  # of what has expired nobody hears
            for guest in people:
                await guest.answer("way")
                await guest.sees("likes")
                await guest.presses[-1].answer()


# Faults.


async def test_a_fifth_of_all_calls_goes_wrong(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody finishes; nothing is sent while Telegram forbids it, nor twice but where nobody can know."""
    cut = Cut()
    cut.watch(telegram, monkeypatch)
    people = guests(telegram, 12)
    async with serving(telegram, tmp_path, "picnic") as parts:
        telegram.faults.by_chance(0.2)
        await asyncio.gather(*(guest.fill(within=30) for guest in people))
        telegram.faults.clear()
        await quiet(telegram, parts, people)
        await whole(parts, people)
        assert (await parts.storage.stuck()).set_aside == ()
    kinds = Counter(
        (fault.cut, fault.status, fault.slow, fault.refusal is not None) for fault in telegram.faults.hit
    )
    assert len(kinds) == 5, "each kind has hit"
    assert [one for one in telegram.violations if one.kind != "bulk"] == []
    for guest in people:
        sent = Counter(call.args["text"] for call in telegram.called("sendMessage", guest.user.id))
        twice = sum(count - 1 for count in sent.values())
        assert twice <= cut.chats[guest.user.id], guest.user.screen


async def test_a_429_delays_its_chat_alone(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the letter; the others go on meanwhile, though only one can be sent to at a time."""
    monkeypatch.setattr("bot.relay.PARALLEL", 1)
    ann, ben = guests(telegram, 2)
    async with serving(telegram, tmp_path, "picnic"):
        for guest in (ann, ben):
            await guest.start()
            await guest.sees("name")
        telegram.faults.throttle(1, methods=("sendMessage",), chat_id=ann.user.id)
        await ann.answer("name")
        await telegram.called_now.until(lambda: telegram.refused or None, 5)
        await ben.answer("name")
        await ben.sees("way")
        assert ann.asked() == "name"
        await ann.sees("way")
    first, *_ = (call for call in telegram.refused if call.args["chat_id"] == ann.user.id)
    again = telegram.called("sendMessage", ann.user.id)[-1]
    assert 1 <= again.at - first.at < 3
    assert telegram.called("sendMessage", ben.user.id)[1].at - first.at < 1
    assert telegram.violations == []


@pytest.mark.parametrize("slow", ["database", "send"])
async def test_a_press_is_answered_within_a_second(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    """Though the database or Telegram takes longer; what it was for is done then."""
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic") as parts:
        await guest.start()
        await guest.sees("name")
        await guest.answer("name")
        await guest.sees("way")
        gate = asyncio.Event()
        if slow == "database":
            commit = parts.storage.commit

            async def late(changes: Changes) -> Committed:
                await gate.wait()
                return await commit(changes)

            monkeypatch.setattr(parts.storage, "commit", late)
        else:
            telegram.faults.slow(1.2, methods=("sendMessage", "editMessageText"))
        try:
            await guest.answer("way")
            await guest.presses[-1].answer(within=1)
            assert guest.asked() == "way"
        finally:
            gate.set()
        await guest.sees("likes")
