"""The clock: what is due falls once, where the person is reached, and not when they have done something meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import organising
from bot.assembly import Running
from dialogues.reply import Command
from storage.changes import AddressKey, Due
from tests.bot.world import World

ANN = AddressKey(channel="memory", external_id="ann")


async def silent(tmp_path: Path) -> World:
    """Ann has answered one question of clinic, two days and an hour ago."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40")
    world.now += timedelta(days=2, hours=1)
    return world


async def due_of(parts: Running) -> Due | None:
    snapshot = await parts.storage.load(ANN, fresh=True)
    assert snapshot.address is not None
    assert snapshot.application is not None
    return await parts.storage.due_row("reminder", snapshot.address.person, snapshot.application.id)


def before(
    monkeypatch: pytest.MonkeyPatch, on: object, name: str, act: Callable[[], Awaitable[object]]
) -> None:
    """The person does something right before the next call of this verb."""
    verb: Callable[..., Awaitable[object]] = getattr(on, name)

    async def first(*args: Any, **further: Any) -> object:
        monkeypatch.setattr(on, name, verb)
        await act()
        return await verb(*args, **further)

    monkeypatch.setattr(on, name, first)


async def test_a_person_who_acts_while_the_clock_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not reminded."""
    world = await silent(tmp_path)
    async with world.program() as parts:
        before(monkeypatch, parts.storage, "last_address", lambda: world.tell(parts, "none"))
        told = len(world.told())
        await parts.clock.tick()
        await parts.relay.settled("ann")
        due = await due_of(parts)
    assert len(world.told()) == told
    assert due is not None
    assert due.at == world.now + timedelta(days=2)


async def test_a_person_who_acts_at_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock would put their reminder off to the morning; meanwhile it has moved by days."""
    world = await silent(tmp_path)
    world.now = world.now.replace(hour=15)  # 23:00 in Shanghai
    async with world.program() as parts:
        before(monkeypatch, parts.storage, "last_address", lambda: world.tell(parts, "none"))
        await parts.clock.tick()
        due = await due_of(parts)
    assert due is not None
    assert due.at is not None
    assert due.at > world.now + timedelta(days=2)


async def test_after_a_long_time_there_is_one_reminder(tmp_path: Path) -> None:
    """A program that was off for a month does not send all of them at once."""
    world = await silent(tmp_path)
    world.now += timedelta(days=30)
    async with world.program() as parts:
        told = len(world.told())
        await parts.clock.tick()
        await parts.relay.settled("ann")
        assert len(world.told()) == told + 1


async def test_who_is_not_reached_from_here_is_left_to_others(tmp_path: Path) -> None:
    """A window of somebody else takes neither their reminder nor their messages."""
    world = await silent(tmp_path)
    window = World(tmp_path, dialogue="clinic", now=world.now)
    window.channel.chats = frozenset({"ben"})
    async with window.program("window") as bens, world.program() as parts:
        assert await bens.clock.tick() == 0
        assert await parts.clock.tick() == 1
        await parts.relay.settled("ann")
        parts.engine.sent = lambda _: None
        await parts.engine.handle(world.inbound(Command(name="where")))
        await parts.storage.release()
        await bens.relay.scan()
        await bens.relay.settled("ann")
        assert bens.relay._held == {}
        told = len(world.told())
        await parts.relay.scan()
        await parts.relay.settled("ann")
    assert window.channel.parcels == []
    assert len(world.told()) == told + 1


async def test_a_row_that_cannot_become_an_event_comes_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at the end of every lease; the others fall meanwhile."""
    world = await silent(tmp_path)
    async with world.program() as parts:

        async def broken(*_: object) -> None:
            raise LookupError

        monkeypatch.setattr(parts.clock, "happen", broken)
        assert await parts.clock.tick() == 1
        assert await parts.clock.tick() == 0
        assert await parts.storage.next_due(world.now) == world.now + timedelta(hours=1)


async def test_who_acts_while_an_organiser_reminds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their row was moved by what they did; it is not brought forward."""
    world = await silent(tmp_path)
    world.now -= timedelta(hours=10)
    async with world.program() as parts:
        before(monkeypatch, parts.storage, "move_due", lambda: world.tell(parts, "none"))
        reminded = await organising.remind(parts.storage, parts.shelf, "clinic", world.now)
        due = await due_of(parts)
    assert reminded == ()
    assert due is not None
    assert due.at is not None
    assert due.at >= world.now + timedelta(days=2)
