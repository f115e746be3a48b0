"""Deliveries in their lanes, where it matters who is faster: the handling, the patience, or the inbox."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from bot.channels.base import Unsaved
from bot.channels.lanes import TRIES, Lanes, Raw

RAW = {"key": "a"}


@dataclass
class Inbox:
    """Each commit waits for its gate."""

    kept: list[str] = field(default_factory=list)
    worked_off: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    #: what is found at each look
    abandons: list[tuple[str, ...]] = field(default_factory=list)
    keeping: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    is_full: bool = False
    #: raised by the next handlings
    faults: list[Exception] = field(default_factory=list)
    tries: int = 0
    handling: asyncio.Event = field(default_factory=asyncio.Event)

    def lanes(self) -> Lanes[str]:
        return Lanes(
            intake=self, key_of=lambda raw: str(raw["key"]), lane_of=lambda _: "lane", handle=self.handle
        )

    async def handle(self, _: Raw, __: bool) -> str:
        await self.handling.wait()
        self.tries += 1
        if self.faults:
            raise self.faults.pop()
        return "done"

    async def keep(self, key: str, raw: str) -> None:
        self.keeping.set()
        await self.gate.wait()
        if self.is_full:
            raise Unsaved("full")
        self.kept.append(raw)
        assert json.loads(raw)["key"] == key

    async def done(self, key: str) -> None:
        self.worked_off.append(key)

    async def set_aside(self, key: str, raw: str) -> None:
        assert json.loads(raw)["key"] == key
        self.aside.append(key)

    async def left(self) -> tuple[str, ...]:
        return ()

    async def abandoned(self) -> tuple[str, ...]:
        return self.abandons.pop(0) if self.abandons else ()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.lanes.PATIENCE", 0.01)
    monkeypatch.setattr("bot.channels.lanes.AGAIN", 0.001)


async def idle(lanes: Lanes[str]) -> None:
    async with asyncio.timeout(5):
        while lanes.busy:  # noqa: ASYNC110 - the end of a lane has no event
            await asyncio.sleep(0)


async def test_what_fails_while_it_is_being_kept_is_tried_again() -> None:
    """Nobody else would: the platform was told that it is done."""
    inbox = Inbox(faults=[Unsaved("away")])
    lanes = inbox.lanes()
    taking = asyncio.create_task(lanes.take(RAW))
    await inbox.keeping.wait()
    inbox.handling.set()
    async with asyncio.timeout(5):
        while not inbox.tries:  # noqa: ASYNC110 - a failure has no event
            await asyncio.sleep(0)
    inbox.gate.set()
    assert await taking is None
    await idle(lanes)
    assert inbox.tries == 2
    assert inbox.kept
    assert inbox.worked_off == ["a"]


async def test_what_is_done_while_it_is_being_kept_is_worked_off() -> None:
    inbox = Inbox()
    lanes = inbox.lanes()
    taking = asyncio.create_task(lanes.take(RAW))
    await inbox.keeping.wait()
    inbox.handling.set()
    await idle(lanes)
    inbox.gate.set()
    assert await taking is None
    assert inbox.tries == 1
    assert inbox.worked_off == ["a"]


async def test_what_can_be_neither_handled_nor_kept_is_not_taken() -> None:
    """And is taken when it comes again."""
    inbox = Inbox(faults=[Unsaved("away")], is_full=True)
    lanes = inbox.lanes()
    inbox.gate.set()
    with pytest.raises(Unsaved):
        await lanes.take(RAW)
    inbox.handling.set()
    await idle(lanes)
    assert await lanes.take(RAW) == "done"
    assert inbox.worked_off == []


async def test_what_is_handled_in_time_is_not_kept() -> None:
    inbox = Inbox()
    inbox.handling.set()
    lanes = inbox.lanes()
    assert await lanes.take(RAW) == "done"
    assert await lanes.take(RAW) is None
    assert inbox.tries == 1
    assert not inbox.keeping.is_set()


async def test_nothing_goes_on_behind_the_end() -> None:
    """Neither what is being handled, nor what waits behind it in its lane; what can end in a moment does."""
    inbox = Inbox()
    inbox.gate.set()
    lanes = inbox.lanes()
    for key in ("a", "b", "c"):
        await lanes.take({"key": key})
    asyncio.get_running_loop().call_soon(inbox.handling.set)
    await lanes.close()
    assert inbox.tries == 3
    assert not lanes.busy


async def test_what_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it: the platform delivers it again, or the next start finds it."""
    monkeypatch.setattr("bot.channels.lanes.ENDING", 0.01)
    inbox = Inbox()
    inbox.gate.set()
    lanes = inbox.lanes()
    for key in ("a", "b", "c"):
        await lanes.take({"key": key})
    await lanes.close()
    inbox.handling.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert inbox.tries == 0
    assert inbox.worked_off == []


async def test_what_the_program_cannot_cope_with_is_set_aside() -> None:
    """Once it is kept: after some tries, so that it is not tried for ever; the platform does not deliver it again."""
    inbox = Inbox(faults=[KeyError("odd") for _ in range(TRIES)])
    inbox.gate.set()
    lanes = inbox.lanes()
    await lanes.take(RAW)
    inbox.handling.set()
    await idle(lanes)
    assert (inbox.tries, inbox.aside, inbox.worked_off) == (TRIES, ["a"], [])


async def test_what_fails_now_and_then_is_worked_off() -> None:
    inbox = Inbox(faults=[KeyError("odd"), Unsaved("away"), KeyError("odd")])
    inbox.gate.set()
    lanes = inbox.lanes()
    await lanes.take(RAW)
    inbox.handling.set()
    await idle(lanes)
    assert (inbox.tries, inbox.aside, inbox.worked_off) == (4, [], ["a"])


async def test_what_another_program_did_not_live_to_handle_is_adopted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once, though it is found again while it is being handled; and no later than the next look."""
    monkeypatch.setattr("bot.channels.lanes.ADOPTING", 0.001)
    inbox = Inbox(abandons=[(), (json.dumps(RAW),), (json.dumps(RAW),), ("no JSON",)])
    lanes = inbox.lanes()
    await lanes.resume()
    async with asyncio.timeout(5):
        while inbox.abandons:  # noqa: ASYNC110 - a look has no event
            await asyncio.sleep(0)
    inbox.handling.set()
    await idle(lanes)
    await lanes.close()
    assert (inbox.tries, inbox.worked_off) == (1, ["a"])
