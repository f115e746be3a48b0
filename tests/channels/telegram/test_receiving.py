"""What is taken, in what order, and when it is said to be done: the receiver and the poll without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import User

from bot.channels.base import ChannelError, Inbound, Misconfigured, Outcome, Unsaved
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.parse import Parsed, lane_of
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receiving import TRIES, Raw, Receiver
from dialogues.reply import Typed
from tests.channels.telegram.guests import guests
from tests.channels.telegram.program import Watched
from tests.channels.telegram.serving import now, serving
from tests.test_transcripts import WORDS

BOT = 7


def text(number: int, chat: int = 1, said: str = "") -> dict[str, Any]:
    """An update: somebody wrote."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": said or f"text {number}"}}


def press(number: int, chat: int = 1) -> dict[str, Any]:
    message = {"chat": {"id": chat}}
    return {"update_id": number, "callback_query": {"id": f"q{number}", "message": message}}


@dataclass
class Desk:
    """Everything round a receiver, and what it was told."""

    handled: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    toasts: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    #: what handling waits for, by update
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    #: what handling raises, by update, as often as it stands here
    failing: dict[int, list[Exception]] = field(default_factory=dict)
    #: whether nothing can be kept
    is_full: bool = False

    def receiver(self) -> Receiver:
        return Receiver(
            bot=BOT, handle=self.handle, intake=self, read=self.read, answer=self.answer, tell=self.tell,
            greet=self.greet,
        )  # fmt: skip

    def read(self, raw: Raw) -> Parsed | None:
        number = int(raw["update_id"])
        inbound = Inbound(
            channel="telegram",
            key=f"{BOT}:{number}",
            external_id=lane_of(raw),
            at=now(),
            content=Typed(text=""),
        )
        return Parsed(inbound=inbound, query=raw.get("callback_query", {}).get("id", ""))

    async def handle(self, inbound: Inbound) -> Outcome:
        number = int(inbound.key.partition(":")[2])
        self.begun.append(number)
        if (gate := self.gates.get(number)) is not None:
            await gate.wait()
        if failing := self.failing.get(number):
            raise failing.pop()
        self.handled.append(number)
        return Outcome(toast=f"toast {number}")

    async def keep(self, key: str, raw: str) -> None:
        if self.is_full:
            raise Unsaved("full")
        self.kept[key] = raw

    async def left(self) -> tuple[str, ...]:
        return self.before

    async def answer(self, query: str, toast: str) -> None:
        self.toasts[query] = toast

    async def tell(self, chat: str, sentence: str) -> None:
        self.told.append(sentence)

    async def greet(self, talk: object) -> None:
        raise AssertionError(talk)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what waits for these waits hardly."""
    monkeypatch.setattr("bot.channels.telegram.receiving.PATIENCE", 0.02)
    monkeypatch.setattr("bot.channels.telegram.receiving.SPINNER", 0.02)
    monkeypatch.setattr("bot.channels.telegram.polling.PAUSES", (0.001,))


async def until(what: Any) -> None:
    async with asyncio.timeout(5):
        while not what():  # noqa: ASYNC110 - what comes to its end there has no event
            await asyncio.sleep(0)


# Order, and who waits for whom.


async def test_one_chat_is_served_in_order() -> None:
    """Though the first takes long, and for presses of it too."""
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await asyncio.gather(receiver.take(text(1)), receiver.take(press(2)), receiver.take(text(3)))
    assert desk.begun == [1]
    desk.gates[1].set()
    await until(lambda: not receiver._lanes)
    assert desk.handled == [1, 2, 3]


async def test_a_slow_person_stalls_nobody() -> None:
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await asyncio.gather(receiver.take(text(1)), *(receiver.take(text(n, chat=n)) for n in range(2, 50)))
    assert sorted(desk.handled) == [*range(2, 50)]
    assert f"{BOT}:1" in desk.kept, "said to be done only because it is kept"
    desk.gates[1].set()
    await until(lambda: 1 in desk.handled)
    assert desk.handled.count(1) == 1, "it went on all the time"


async def test_done_means_handled_or_kept() -> None:
    """Neither: it is not done, and goes on to be tried."""
    desk = Desk(gates={1: asyncio.Event()}, is_full=True)
    receiver = desk.receiver()
    with pytest.raises(Unsaved):
        await receiver.take(text(1))
    desk.gates[1].set()
    await receiver.take(text(1))
    assert desk.handled
    assert not receiver._lanes


async def test_a_known_update_is_not_looked_at() -> None:
    desk = Desk()
    receiver = desk.receiver()
    await receiver.take(text(1))
    await receiver.take(text(1))
    assert desk.begun == [1]


async def test_what_was_left_goes_first() -> None:
    desk = Desk(before=(json.dumps(text(1)), "{broken", json.dumps(text(2, chat=2))))
    receiver = desk.receiver()
    await receiver.resume()
    await receiver.take(text(3))
    assert desk.handled.index(1) < desk.handled.index(3)
    await until(lambda: not receiver._lanes)
    assert sorted(desk.handled) == [1, 2, 3]


# What cannot be kept, and what the program cannot cope with.


async def test_what_could_not_be_kept_is_said_and_comes_again() -> None:
    desk = Desk(failing={1: [Unsaved("Try again.")], 2: [Unsaved("Try again.")]})
    receiver = desk.receiver()
    for update in (text(1), press(2)):
        with pytest.raises(Unsaved):
            await receiver.take(update)
        await receiver.take(update)
    await until(lambda: not receiver._aside)
    assert desk.told == ["Try again."]
    assert desk.toasts["q2"] == "toast 2"
    assert desk.handled == [1, 2]


async def test_poison_is_tried_three_times_and_kept_aside() -> None:
    """And what comes behind it is served each time."""
    desk = Desk(failing={1: [ValueError("poison")] * 100})
    receiver = desk.receiver()
    for _ in range(TRIES - 1):
        with pytest.raises(Unsaved):
            await receiver.take(text(1))
    await receiver.take(text(1))
    await receiver.take(text(2))
    assert desk.begun == [1] * TRIES + [2]
    assert desk.kept == {f"{BOT}:1": json.dumps(text(1))}
    assert not receiver._failures


async def test_a_press_is_answered_before_it_is_done() -> None:
    """Once only."""
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await receiver.take(press(1))
    await until(lambda: "q1" in desk.toasts)
    assert desk.toasts == {"q1": ""}
    desk.gates[1].set()
    await until(lambda: not receiver._lanes)
    assert desk.handled == [1]
    assert desk.toasts == {"q1": ""}


async def test_nothing_goes_on_behind_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of a press whose answer is still waited for."""
    monkeypatch.setattr("bot.channels.telegram.receiving.SPINNER", 60)
    desk = Desk(gates={n: asyncio.Event() for n in (1, 2)})
    receiver = desk.receiver()
    there = asyncio.all_tasks()
    await asyncio.gather(receiver.take(text(1)), receiver.take(press(2, chat=2)))
    await receiver.close()
    await until(lambda: asyncio.all_tasks() == there)
    assert desk.handled == []


# The poll.


@dataclass
class Server:
    """Gives these batches, one a call, each again while it is not confirmed; then it waits for ever."""

    updates: list[dict[str, Any]]
    limit: int = 3
    offsets: list[int | None] = field(default_factory=list)
    #: raised by the next calls
    faults: list[ChannelError] = field(default_factory=list)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, offset: int | None) -> Sequence[Raw]:
        self.offsets.append(offset)
        if self.faults:
            raise self.faults.pop(0)
        left = [one for one in self.updates if offset is None or one["update_id"] >= offset]
        if not left:
            self.idle.set()
            await asyncio.Event().wait()
        return left[: self.limit]


async def polled(server: Server, receiver: Receiver) -> None:
    task = asyncio.create_task(poll(server, receiver))
    async with asyncio.timeout(5):
        await server.idle.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_only_what_is_on_disk_is_confirmed() -> None:
    desk = Desk(failing={2: [Unsaved("full")]})
    server = Server([text(1), text(2, chat=2), text(3, chat=3)])
    await polled(server, desk.receiver())
    assert server.offsets == [None, 2, 4]
    assert sorted(desk.handled) == [1, 2, 3]


async def test_poison_does_not_stop_the_poll() -> None:
    desk = Desk(failing={1: [RuntimeError("poison")] * 100})
    server = Server([text(1), *(text(n, chat=n) for n in range(2, 8))])
    await polled(server, desk.receiver())
    assert sorted(desk.handled) == [2, 3, 4, 5, 6, 7]
    assert desk.begun.count(1) == TRIES
    assert list(desk.kept) == [f"{BOT}:1"]


async def test_the_poll_goes_on_after_a_failure_and_ends_without_a_token() -> None:
    desk = Desk()
    server = Server([text(1)], faults=[ChannelError("network", retry_after=0.001), ChannelError("network")])
    await polled(server, desk.receiver())
    assert desk.handled == [1]
    with pytest.raises(Misconfigured):
        await poll(Server([], faults=[Misconfigured("token_refused")]), desk.receiver())


GARBAGE: list[Any] = [
    {"update_id": 5, "message": "words"},
    {"update_id": 6, "message": {"chat": 5}},
    {"update_id": 7, "message": {"message_id": "x", "date": "y", "chat": {"id": None}}},
    {"update_id": 8, "callback_query": {"id": 1, "data": 5, "from": []}},
    {"update_id": 9, "edited_message": None},
    {"update_id": 10, "something_new": {"a": [1]}},
    {"update_id": 11},
]


@pytest.mark.parametrize("raw", GARBAGE, ids=lambda raw: str(raw["update_id"]))
async def test_what_nobody_can_read_is_passed_over(raw: dict[str, Any]) -> None:
    channel = Telegram(token="1:x", words=WORDS, now=now)
    channel._bot._bot_user = User(id=1, first_name="Formbot", is_bot=True, username="formbot")
    desk = Desk()
    receiver = desk.receiver()
    receiver.read = channel._read  # its own, on what it was never made for
    await receiver.take(raw)
    assert not desk.handled
    assert not desk.kept
    await channel.close()


async def test_garbage_among_updates_holds_up_nobody(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the whole program: also what has no number, or is no object at all."""
    async with Watched(longest_poll=1) as telegram:
        (guest,) = guests(telegram, 1)
        get_updates = Telegram._get_updates

        async def dirty(self: Telegram, offset: int | None) -> Sequence[Any]:
            return [*GARBAGE, *await get_updates(self, offset)]

        post = telegram.polling.get_updates

        async def polls(args: dict[str, Any]) -> list[Any]:
            return [Junk(body) for body in ("5", "null", '"x"', '{"update_id": "1"}', "{}")] + await post(
                args
            )

        monkeypatch.setattr(Telegram, "_get_updates", dirty)
        monkeypatch.setattr(telegram.polling, "get_updates", polls)
        async with serving(telegram, tmp_path, "picnic"):
            await guest.start()
            await guest.sees("name")
            await guest.answer("name")
            await guest.sees("way")


@dataclass
class Junk:
    """In the place of an update."""

    text: str
    id: int = 0
