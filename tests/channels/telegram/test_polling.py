"""The poll: what it confirms, and what does not stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from telegram import User

from bot.channels.base import ChannelError, Inbound, Misconfigured, Outcome, Unsaved
from bot.channels.lanes import TRIES, Raw
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receiving import Receiver
from bot.engine import Engine
from dialogues.reply import Typed
from tests.channels.telegram.desk import BOT, Desk, text
from tests.channels.telegram.guests import guests
from tests.channels.telegram.program import Watched
from tests.channels.telegram.serving import now, serving
from tests.test_transcripts import WORDS


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next try."""
    monkeypatch.setattr("bot.channels.telegram.polling.PAUSES", (0.001,))


@pytest.fixture
async def telegram() -> AsyncIterator[Watched]:
    async with Watched(longest_poll=1) as server:
        yield server


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
    assert list(desk.aside) == [f"{BOT}:1"]


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


async def test_garbage_among_updates_holds_up_nobody(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the whole program: also what has no number, or is no object at all."""
    (guest,) = guests(telegram, 1)
    read, given = Telegram._get_updates, telegram.polling.get_updates

    async def with_garbage(self: Telegram, offset: int | None) -> Sequence[Any]:
        return [*GARBAGE, *await read(self, offset)]

    async def with_junk(args: dict[str, Any]) -> list[Any]:
        return [Junk(body) for body in ("5", "null", '"x"', '{"update_id": "1"}', "{}")] + await given(args)

    monkeypatch.setattr(Telegram, "_get_updates", with_garbage)
    monkeypatch.setattr(telegram.polling, "get_updates", with_junk)
    async with serving(telegram, tmp_path, "picnic"):
        await guest.start()
        await guest.sees("name")
        await guest.answer("name")
        await guest.sees("way")


async def test_poison_in_the_engine_is_kept_and_nobody_waits_for_it(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the whole program: after three tries it is set aside in the inbox; its own person can go on, too."""
    ann, ben = guests(telegram, 2)
    handle, tries = Engine.handle, list[str]()

    async def poisoned(self: Engine, inbound: Inbound) -> Outcome:
        if inbound.content == Typed(text="poison", more=True):
            tries.append(inbound.key)
            raise ZeroDivisionError
        return await handle(self, inbound)

    monkeypatch.setattr(Engine, "handle", poisoned)
    async with serving(telegram, tmp_path, "picnic") as parts:
        for guest in (ann, ben):
            await guest.start()
            await guest.sees("name")
        await ann.user.say("poison")
        for guest in (ann, ben):
            await guest.answer("name")
            await guest.sees("way")
        await telegram.polling.opened()
        assert len(tries) == TRIES
        assert [row.key for row in await parts.storage.received("telegram", set_aside=True)] == [tries[0]]


async def test_what_was_kept_is_worked_off_after_a_restart(
    telegram: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram was told that it is done; the program ended before it had come to it."""
    (guest,) = guests(telegram, 1)
    handle = Engine.handle

    async def stuck(self: Engine, inbound: Inbound) -> Outcome:
        if isinstance(inbound.content, Typed):
            await asyncio.Event().wait()
        return await handle(self, inbound)

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "handle", stuck)
        async with serving(telegram, tmp_path, "picnic") as parts:
            await guest.start()
            await guest.sees("name")
            await guest.answer("name")
            async with asyncio.timeout(10):
                while telegram.updates.waiting:
                    await telegram.called_now.until(lambda: None, 0.01)
            assert len(await parts.storage.received("telegram")) == 1
    async with serving(telegram, tmp_path, "picnic") as parts:
        await guest.sees("way")
        assert await parts.storage.received("telegram") == ()
        assert (await guest.answers(parts.storage))["name"] == guest.expected["name"]
        assert await guest.events(parts.storage) == guest.acts


@dataclass
class Junk:
    """In the place of an update."""

    text: str
    id: int = 0
