"""How fast it goes out: replies at once, reminders evenly, a room at most twenty times a minute. No test waits: the
clock of the loop is skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assembly import Running
from bot.channels.base import Manner, Parcel, Sent
from bot.pacing import Pacer
from dialogues.prompt import Notice
from storage.changes import Changes, Lane, Outgoing
from tests.bot.skipping import skip
from tests.bot.world import Memory, World

#: Telegram's manner
BULK, ROOM = 28, 20
#: messages a second to everybody together (core.telegram.org/bots/faq)
LIMIT = 30


@dataclass
class Timed(Memory):
    """Remembers when it was sent what."""

    at: list[tuple[float, Parcel]] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> Sent:
        self.at.append((asyncio.get_running_loop().time(), parcel))
        return await super().send(parcel)

    def moments(self, *external_ids: str) -> list[float]:
        return [at for at, parcel in self.at if parcel.external_id in external_ids]


def timed(folder: Path) -> tuple[World, Timed]:
    channel = Timed(manner=Manner(bulk=BULK, room=(ROOM, 61)))
    return World(folder, channel=channel), channel


async def put(world: World, parts: Running, external_ids: Iterable[str], lane: Lane) -> None:
    """A message for each of these, in one commit."""
    rows = tuple(_row(parts.engine.ids.number(), external_id, lane, world) for external_id in external_ids)
    await parts.storage.commit(Changes(outbox=rows))
    parts.relay.wake(rows)


def _row(number: int, external_id: str, lane: Lane, world: World) -> Outgoing:
    return Outgoing(
        id=number, channel="memory", address=None, external_id=external_id, lane=lane, kind="summary",
        message=str(number), payload=Notice(blocks=()), created=world.now,
    )  # fmt: skip


async def sent(channel: Timed, count: int) -> None:
    """Once so many were sent."""
    async with asyncio.timeout(3600):  # of the clock that is skipped
        while len(channel.at) < count:
            channel.came.clear()
            await channel.came.wait()


def most_within(moments: list[float], seconds: float) -> int:
    """How many at most in any so many seconds."""
    return max(sum(1 for other in moments if at <= other < at + seconds) for at in moments)


@given(
    most=st.integers(1, 5),
    seconds=st.floats(0.1, 60),
    asked=st.lists(st.tuples(st.integers(0, 30), st.floats(0, 50)), max_size=60),
)
def test_never_more_and_never_idle(most: int, seconds: float, asked: list[tuple[int, float]]) -> None:
    """Whoever asks, however often: at most so many in any such time, and each as soon as that allows."""
    pacer, now, given_out = Pacer(most=most, seconds=seconds), 0.0, list[float]()
    waiting: dict[int, float] = {}
    for who, later in asked:
        now += later
        had = waiting.pop(who, None)
        wait = pacer.wait(who, now)
        if had is not None and now - had < max(seconds, 1):  # else it let its moment pass
            assert wait == pytest.approx(max(0.0, had - now))
        else:
            window = sorted(given_out)[-most:]
            free = window[0] + seconds if len(window) == most else now
            assert wait == pytest.approx(max(0.0, free - now))
            given_out.append(now + wait)
        if wait:
            waiting[who] = now + wait
    for at in given_out:
        assert sum(1 for other in given_out if at <= other < at + seconds - 1e-6) <= most


async def test_a_room_is_written_to_twenty_times_a_minute(tmp_path: Path) -> None:
    """At once as long as that allows; another room has a pace of its own."""
    world, channel = timed(tmp_path)
    async with world.program() as parts:
        skip(asyncio.get_running_loop())
        await put(world, parts, ["-1"] * 50 + ["-2"] * 10, Lane.ROOM)
        await sent(channel, 60)
    busy, other = channel.moments("-1"), channel.moments("-2")
    assert most_within(busy, 60.0) == ROOM
    assert busy[ROOM - 1] - busy[0] < 5
    assert 119 < busy[-1] - busy[0] < 130
    assert other[-1] - other[0] < 5


async def test_reminders_go_evenly(tmp_path: Path) -> None:
    """28 a second, over all chats together."""
    world, channel = timed(tmp_path)
    people = [f"p{number}" for number in range(140)]
    async with world.program() as parts:
        clock = skip(asyncio.get_running_loop())
        begun = clock()
        await put(world, parts, people, Lane.BULK)
        await sent(channel, len(people))
    moments = channel.moments(*people)
    # none before its moment; one may be a little late, so that the next is nearer to it: Telegram's limit is 30
    assert all(at >= begun + number / BULK - 1e-6 for number, at in enumerate(moments))
    assert most_within(moments, 1.0) <= LIMIT
    gaps = [later - at for at, later in pairwise(moments)]
    assert max(gaps) < 4 / BULK, "evenly, not in bursts"
    assert len(people) / BULK * 0.9 < moments[-1] - moments[0] < len(people) / BULK * 1.5


async def test_replies_go_first(tmp_path: Path) -> None:
    """Past all reminders: those of others, and their own that waits already."""
    world, channel = timed(tmp_path)
    people = [f"p{number}" for number in range(300)]
    async with world.program() as parts:
        clock = skip(asyncio.get_running_loop())
        await put(world, parts, people, Lane.BULK)
        await sent(channel, 10)
        await put(world, parts, ["p299", "somebody"], Lane.REPLY)
        began = clock()
        await sent(channel, 302)
    replies = [channel.moments("p299")[0], *channel.moments("somebody")]
    assert max(replies) - began < 0.5
    assert len(channel.moments("p299")) == 2
    assert channel.moments("p299")[1] - began > 2, "its reminder had its own time"


def test_a_place_that_was_let_pass_is_not_used_right_after_another() -> None:
    """One that waits may be overtaken by one that goes first: its old moment is no leave to follow at once."""
    pacer = Pacer(most=1, seconds=5)
    assert pacer.wait(0, 0) == 0
    assert pacer.wait(2, 1) == 4
    assert pacer.wait(1, 2) == 8  # first from now on
    assert pacer.wait(1, 10) == 0
    assert pacer.wait(2, 10.1) == pytest.approx(4.9)
    assert pacer.wait(2, 15) == 0
