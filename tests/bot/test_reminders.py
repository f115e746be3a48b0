"""A month of reminders in simulated time, with the program restarted on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogues.reply import Command
from storage.changes import AddressKey
from tests.bot.world import START, World

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def pass_time(world: World, days: int) -> list[datetime]:
    """Hour by hour, the program restarted after every 13 of them; when reminders came."""
    came: list[datetime] = []
    end = world.now + timedelta(days=days)
    while world.now < end:
        async with world.program() as parts:
            for _ in range(13):
                world.now += timedelta(hours=1)
                before = len(world.told())
                await parts.clock.tick()
                await parts.relay.settled("ann")
                came += [world.now] * (len(world.told()) - before)
    return came


async def test_a_month(tmp_path: Path) -> None:
    """After two days of silence, then every third, three in all, never at night, none twice, none when done."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40")
    acted = world.now
    came = await pass_time(world, 31)
    assert [at - acted for at in came] == [timedelta(days=2), timedelta(days=5), timedelta(days=8)]

    async with world.program() as parts:  # half a table counts as an act
        for reply in ("none", "no", "40 35 25"):
            await world.tell(parts, reply)
    acted = world.now
    came = await pass_time(world, 10)
    assert len(came) == 3
    for at, wanted in zip(came, (2, 5, 8), strict=True):
        assert 9 <= at.astimezone(SHANGHAI).hour < 21
        assert timedelta(0) <= at - (acted + timedelta(days=wanted)) < timedelta(hours=12)

    async with world.program() as parts:
        await world.tell(parts, "part 2 100 0")
        for _ in ("to the review", "from there"):
            await world.tell(parts, Command(name="submit"))
        snapshot = await parts.storage.load(AddressKey(channel="memory", external_id="ann"))
        assert snapshot.application is not None
        assert snapshot.application.round == 1
    assert await pass_time(world, 10) == []


async def test_at_night_it_waits_for_the_morning(tmp_path: Path) -> None:
    """Silence that ends at 22:30 in Shanghai is broken at 09:00."""
    world = World(tmp_path, dialogue="clinic", now=START.replace(hour=14, minute=30))
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40")
        due = await parts.storage.next_due(world.now)
    assert due is not None
    assert due.astimezone(SHANGHAI) == datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
