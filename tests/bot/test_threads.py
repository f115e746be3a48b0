"""A summary in a room with threads: the post, then its sections and files in the thread, whatever happens on the way."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly import LEASE, Running
from bot.channels.base import ChannelError, Manner, Offered, Parcel, Refused, Sent, Throttled, Unsaved
from bot.relay import NO_POST
from dialogues.effects import Give
from dialogues.narrow import narrow
from dialogues.prompt import Block, Notice, Table
from dialogues.reply import Command
from dialogues.units import units
from storage.changes import StorageUnavailable
from tests.bot.test_dying import Life, Mortal, mortal
from tests.bot.world import ROOM, Memory, World

CONTACT = ("chen@example.com", "passport")
STORY = "Nobody sent a plan as long as this one. " * 100
SUBMIT = Command(name="submit")


def fits(blocks: Sequence[Block]) -> bool:
    """Not much, and a table last."""
    tables = [at for at, block in enumerate(blocks) if isinstance(block, Table)]
    return units(narrow(blocks)) <= 1_000 and tables in ([], [len(blocks) - 1])


THREADS = Manner(longest=4096, posts="thread", upload=1_000, fits=fits)


@dataclass
class Refusing(Memory):
    """Refuses what it is told to, once it is told."""

    refuses: Callable[[Parcel], ChannelError | None] = field(default=lambda _: None)

    async def send(self, parcel: Parcel) -> Sent:
        if problem := self.refuses(parcel):
            raise problem
        return await super().send(parcel)


def world_in(folder: Path, channel: Memory | None = None) -> World:
    world = World(folder, dialogue="grant", channel=channel or Refusing())
    world.channel.manner = THREADS
    world.channel.files = {"small": b"report", "large": b"r" * 2_000, "passport": b"passport"}
    return world


async def filled_in(world: World, parts: Running, story: str = STORY) -> None:
    """A whole application, with three files, one of them contact data; only the last press is missing."""
    await world.open(parts)
    replies = (
        "Sun Ltd", "chen@example.com", "40", story, Command(name="done"),
        Offered(token="small", name="Report 报告.pdf"), Offered(token="large", name="film.mp4"),
        Command(name="done"), Offered(token="passport", name="passport-chen.pdf"),
    )  # fmt: skip
    for reply in replies:
        await world.tell(parts, reply)


async def handed_in(world: World, parts: Running) -> None:
    await filled_in(world, parts)
    await world.tell(parts, SUBMIT)


def in_room(world: World) -> list[Parcel]:
    return [parcel for parcel in world.channel.parcels if parcel.room]


def told(parcel: Parcel) -> str:
    """What a member of the room reads of it."""
    content = parcel.content
    if isinstance(content, Give):
        return f"{content.caption}: {content.name}"
    assert isinstance(content, Notice)
    return narrow(content.blocks)


def place_of(world: World, parcel: Parcel) -> str:
    """What the platform calls a message that was sent."""
    return f"m{next(at for at, each in enumerate(world.channel.parcels, 1) if each is parcel)}"


async def test_a_post_and_its_thread(tmp_path: Path) -> None:
    """First whose it is, without buttons; below it every section in order, and files after their section."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        await handed_in(world, parts)
        head, *thread = in_room(world)
        (given,) = (it.file.read_bytes() for it in thread if it.file is not None)
    assert told(head).splitlines()[0].endswith("· Sun Ltd")
    assert "Staff: 40" in told(head)
    assert isinstance(head.content, Notice)
    assert head.content.buttons == ()
    assert head.topic == ""
    assert {parcel.topic for parcel in thread} == {place_of(world, head)}
    assert not any(parcel.below for parcel in thread)
    lines = [told(parcel).splitlines()[0] for parcel in thread]
    assert list(dict.fromkeys(lines)) == [
        "About you (A)", "The plan (B)", "Papers (C)", "C1 Report: Report 报告.pdf",
    ]  # fmt: skip
    assert lines.count("The plan (B)") > 1
    assert given == b"report"


async def test_every_word_is_in_the_thread_once(tmp_path: Path) -> None:
    """In messages that fit; what is too large to send is said where it belongs; contact data is nowhere."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        await handed_in(world, parts)
    head, *thread = in_room(world)
    text = "\n".join(map(told, thread))
    assert text.count("Nobody sent a plan") == 100
    assert all(fits(it.content.blocks) for it in thread if isinstance(it.content, Notice))
    (papers,) = (told(it) for it in thread if told(it).startswith("Papers"))
    assert "film.mp4" in papers.split("larger than", 1)[1]
    assert not any(word in told(head) + text for word in CONTACT)


async def test_a_thread_in_a_topic_of_its_own(tmp_path: Path) -> None:
    """The post stands in the topic that the organiser named, the rest in the post's thread."""
    world = world_in(tmp_path)
    world.rooms = (replace(ROOM, topic="t7"),)
    async with world.program() as parts:
        await handed_in(world, parts)
    head, *thread = in_room(world)
    assert head.topic == "t7"
    assert {parcel.topic for parcel in thread} == {place_of(world, head)}


async def test_each_room_has_a_thread_of_its_own(tmp_path: Path) -> None:
    """In its own language."""
    world = world_in(tmp_path)
    world.rooms = (ROOM, replace(ROOM, external_id="others", language="zh-Hans"))
    async with world.program() as parts:
        await handed_in(world, parts)
        await parts.relay.settled("others")
    for room, title in ((ROOM.external_id, "About you (A)"), ("others", "关于您（A）")):
        head, *thread = (it for it in in_room(world) if it.external_id == room)
        assert {parcel.topic for parcel in thread} == {place_of(world, head)}
        assert told(thread[0]).splitlines()[0] == title


async def test_a_later_round_is_a_post_with_a_thread_of_its_own(tmp_path: Path) -> None:
    """It says what is different, and nothing of it goes into the thread before."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        await handed_in(world, parts)
        first = in_room(world)
        await world.tell(parts, Command(name="reopen"))
        await world.tell(parts, Command(name="edit", argument="staff"))
        await world.tell(parts, "50")
        await world.tell(parts, SUBMIT)
    head, *thread = in_room(world)[len(first) :]
    assert "submission no. 2" in told(head)
    assert "40 → 50" in told(head)
    assert {parcel.topic for parcel in thread} == {place_of(world, head)}
    assert len(thread) == len(first) - 1


async def test_a_post_that_is_refused_takes_its_thread_with_it(tmp_path: Path) -> None:
    """Nothing goes loose into the room, nor into the thread of the round before; all of it is listed."""
    world = world_in(tmp_path)
    assert isinstance(world.channel, Refusing)
    async with world.program() as parts:
        await handed_in(world, parts)
        first = in_room(world)
        world.channel.refuses = lambda it: Refused("is_archived") if it.room and not it.topic else None
        await world.tell(parts, Command(name="reopen"))
        await world.tell(parts, SUBMIT)
        stuck = await parts.storage.stuck()
    assert in_room(world) == first
    assert [row.error for row in stuck.set_aside] == ["is_archived", *[NO_POST] * (len(first) - 1)]
    assert stuck.waiting == {}


async def test_one_message_that_is_refused_holds_up_no_other(tmp_path: Path) -> None:
    """It is set aside by itself."""
    world = world_in(tmp_path)
    assert isinstance(world.channel, Refusing)
    world.channel.refuses = lambda it: (
        Refused("too_large") if it.room and isinstance(it.content, Give) else None
    )
    async with world.program() as parts:
        await handed_in(world, parts)
        stuck = await parts.storage.stuck()
    assert [row.error for row in stuck.set_aside] == ["too_large"]
    assert told(in_room(world)[-1]).startswith("Papers (C)")


async def test_a_thread_waits_for_its_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that takes no more for now is asked again; the order stays."""
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.001,))
    world, tries = world_in(tmp_path), {0: 0}
    assert isinstance(world.channel, Refusing)

    def every_second_time(parcel: Parcel) -> ChannelError | None:
        tries[0] += parcel.room
        return Throttled("429", retry_after=0.001) if parcel.room and tries[0] % 2 else None

    world.channel.refuses = every_second_time
    async with world.program() as parts:
        await handed_in(world, parts)
    head, *thread = in_room(world)
    assert {parcel.topic for parcel in thread} == {place_of(world, head)}
    assert tries[0] == 2 * (1 + len(thread))


async def test_it_dies_anywhere_between_post_and_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the end the thread of the last post has every message in order, and none stands loose; what was not on disk yet
    may be there twice."""
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.001,))
    past = world_in(tmp_path / "past")
    async with past.program() as parts:
        await filled_in(past, parts, "A short plan.")

    async def until(boundary: int) -> tuple[World, int]:
        folder = tmp_path / str(boundary)
        shutil.copytree(tmp_path / "past", folder)
        channel = Mortal(parcels=list(past.channel.parcels))
        world = world_in(folder, channel)
        for life in (Life(boundary), Life()):
            channel.life = life
            async with world.program(f"until {life.until}") as parts:
                mortal(parts, life)
                with suppress(Unsaved, StorageUnavailable):
                    await parts.engine.handle(replace(past.inbound(SUBMIT), key="submit"))
                    await parts.relay.scan()
                    settled = asyncio.create_task(parts.relay.settled("ann", ROOM.external_id))
                    dead = asyncio.create_task(life.end.wait())
                    await asyncio.wait([settled, dead], return_when=asyncio.FIRST_COMPLETED)
                    settled.cancel()
                    dead.cancel()
                if not life.ended:
                    stuck = await parts.storage.stuck()
                    assert (stuck.set_aside, stuck.waiting) == ((), {})
                    return world, life.passed
            world.now += LEASE + timedelta(seconds=1)
        raise AssertionError("two lives were not enough")

    whole, boundaries = await until(0)
    expected = list(dict.fromkeys(map(told, in_room(whole)[1:])))
    assert boundaries >= 2 * len(expected)
    for boundary in range(1, boundaries + 1):
        world, _ = await until(boundary)
        sent = in_room(world)
        heads = [place_of(world, parcel) for parcel in sent if not parcel.topic]
        assert 1 <= len(heads) <= 2, boundary
        assert {parcel.topic for parcel in sent} <= {"", *heads}, boundary
        last = [told(parcel) for parcel in sent if parcel.topic == heads[-1]]
        assert list(dict.fromkeys(last)) == expected, boundary
