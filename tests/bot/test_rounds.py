"""A round of reminders on a real database: what is scheduled, what reaches the person, once, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import organising
from bot.assembly import Running
from dialogues.catalogue import load_words
from dialogues.plain import plain
from dialogues.previewing import Preview, Shown, typed
from dialogues.reminder_rounds import Group, ReminderRound, Why
from dialogues.reply import Command
from storage.changes import AddressKey, Changes, Due
from storage.records import Reach
from tests.bot.world import START, World

HERE = Reach(channels=frozenset({"memory"}))
WORDS = "The hall is open from 8."


async def begun(tmp_path: Path, *people: str, dialogue: str = "clinic") -> World:
    """These people have answered one question, a day and six hours ago: it is 16:00."""
    world = World(tmp_path, dialogue=dialogue)
    async with world.program() as parts:
        for person in people or ("ann",):
            await world.open(parts, person)
            await world.tell(parts, "40", person)
    world.now += timedelta(days=1, hours=6)
    return world


async def seen(world: World, parts: Running) -> ReminderRound:
    planned = await organising.unfinished(parts.storage, parts.shelf, world.dialogue, world.now)
    assert planned is not None
    return planned


async def reasons(world: World, parts: Running) -> Mapping[Why, int]:
    return {why: len(those) for why, those in (await seen(world, parts)).left_out().items()}


async def send(world: World, parts: Running, text: str = "", only: Group | None = None) -> int:
    return len(
        await organising.remind(parts.storage, parts.shelf, world.dialogue, world.now, only=only, text=text)
    )


async def passes(world: World, parts: Running, **time: float) -> list[str]:
    """Let time pass and turn the clock; what ann is told."""
    world.now += timedelta(**time)
    before = len(world.told())
    await parts.clock.tick()
    await parts.relay.settled("ann")
    return [plain(notice.blocks) for notice in world.told()[before:]]


async def due_of(parts: Running, person: str = "ann") -> Due | None:
    snapshot = await parts.storage.load(AddressKey(channel="memory", external_id=person), fresh=True)
    assert snapshot.address is not None
    assert snapshot.application is not None
    return await parts.storage.due_row("reminder", snapshot.address.person, snapshot.application.id)


async def test_the_organisers_words_come_once(tmp_path: Path) -> None:
    """Above the reminder, as the preview has shown it, whichever program's clock it is; the next one of the same
    silence is the standard one."""
    world = await begun(tmp_path)
    async with world.program("organiser") as parts:
        planned = replace(await seen(world, parts), text=WORDS)
        sample = typed(Preview(planned=planned, language="zh-Hans", words=load_words()), "1")
        assert await send(world, parts, WORDS) == 1
    async with world.program("serve") as parts:
        (told,) = await passes(world, parts, seconds=1)
        assert told.startswith(f"From the organiser: {WORDS}\n\nClinic intake: 1 of 4 saved.")
        assert isinstance(sample, Shown)
        assert world.told()[-1] == sample.notice
        assert await passes(world, parts, hours=20) == []
        (again,) = await passes(world, parts, days=3)
    assert again.startswith("Clinic intake: ")


async def test_without_words_it_is_the_standard_reminder(tmp_path: Path) -> None:
    """And there is one, not another one when the silence has lasted two days."""
    world = await begun(tmp_path)
    async with world.program() as parts:
        assert await send(world, parts) == 1
        assert await reasons(world, parts) == {Why.WAITING: 1}
        (told,) = await passes(world, parts, seconds=1)
        assert told.startswith("Clinic intake: ")
        assert await passes(world, parts, days=1) == []


async def test_at_night_it_is_put_off_with_the_words(tmp_path: Path) -> None:
    """To the morning in the dialogue's zone; a program that was off then does not wake anybody the next night."""
    world = await begun(tmp_path)
    world.now += timedelta(hours=6)  # 22:00
    async with world.program() as parts:
        assert await send(world, parts, WORDS) == 1
        due = await due_of(parts)
        assert due is not None
        assert (due.at, due.text) == (world.now + timedelta(hours=11), WORDS)
        assert await passes(world, parts, hours=25) == []
        (told,) = await passes(world, parts, hours=10)
    assert told.startswith(f"From the organiser: {WORDS}")


async def test_who_acts_before_it_falls_is_not_told(tmp_path: Path) -> None:
    """Their next reminder is the standard one."""
    world = await begun(tmp_path)
    async with world.program() as parts:
        assert await send(world, parts, WORDS) == 1
        await world.tell(parts, "none")
        assert await passes(world, parts, hours=1) == []
        (told,) = await passes(world, parts, days=2)
    assert told.startswith("Clinic intake: ")


async def test_a_second_round_leaves_alone_what_the_first_has_scheduled(tmp_path: Path) -> None:
    """Also where no program runs that would send it; and for the rest of the day once it has come."""
    world = await begun(tmp_path)
    async with world.program() as parts:
        assert await send(world, parts, WORDS) == 1
        assert await reasons(world, parts) == {Why.WAITING: 1}
        assert await send(world, parts, "Other words") == 0
        (told,) = await passes(world, parts, minutes=1)
        assert WORDS in told
        assert await reasons(world, parts) == {Why.REMINDED: 1}
        assert await send(world, parts) == 0
        world.now += timedelta(days=1)
        assert await reasons(world, parts) == {}


async def test_what_a_clock_has_taken_is_not_asked_for_again(tmp_path: Path) -> None:
    """It is being sent this moment, without the organiser's words; it is not counted."""
    world = await begun(tmp_path)
    world.now += timedelta(days=1)
    async with world.program() as parts:
        (taken,) = await parts.storage.due_before(world.now, 9, reach=HERE)
        assert await send(world, parts, WORDS) == 0
        assert await parts.storage.due_row(taken.kind, taken.person, taken.application) == taken
        world.now += timedelta(minutes=1)  # the lease has ended
        assert await send(world, parts, WORDS) == 1


async def test_what_storage_knows_of_each(tmp_path: Path) -> None:
    """One of each; the counts add up."""
    world = await begun(tmp_path, "ann", "ben", "cat", "dan", "eve")
    async with world.program() as parts:
        gone = await parts.storage.load(AddressKey(channel="memory", external_id="ben"))
        assert gone.address is not None
        await parts.storage.commit(Changes(address=replace(gone.address, reachable=False)))
        world.now -= timedelta(days=1)
        await world.tell(parts, Command(name="mute"), "cat")
        await world.tell(parts, Command(name="remind", argument="2026-03-06T09:00"), "dan")
        world.now += timedelta(days=1)
        await world.tell(parts, "none", "eve")
        assert await reasons(world, parts) == {
            Why.ACTIVE: 1,
            Why.MUTED: 1,
            Why.CHOSEN: 1,
            Why.UNREACHABLE: 1,
        }
        assert len((await seen(world, parts)).everyone) == 5
        assert await send(world, parts) == 1


async def test_only_a_group(tmp_path: Path) -> None:
    """The others’ rows stay as they are."""
    world = await begun(tmp_path)
    async with world.program() as parts:
        world.now -= timedelta(days=1)
        await world.open(parts, "ben")  # and answers nothing
        world.now += timedelta(days=1)
        assert [one.group for one in (await seen(world, parts)).everyone] == [Group.ALMOST, Group.BEGUN]
        before = await due_of(parts)
        assert await send(world, parts, WORDS, only=Group.HALF) == 0
        assert await send(world, parts, WORDS, only=Group.BEGUN) == 1
        assert await due_of(parts) == before
        assert await passes(world, parts, seconds=1) == []
    assert len(world.told("ben")) == 1


async def test_a_dialogue_without_reminders(tmp_path: Path) -> None:
    """An organiser can remind of it as well, once a day; nothing comes by itself after that."""
    world = World(tmp_path, dialogue="volunteer_intake")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")
        world.now += timedelta(days=1)
        assert await send(world, parts, WORDS) == 1
        assert await send(world, parts, WORDS) == 0
        (told,) = await passes(world, parts, seconds=1)
        assert told.startswith(f"From the organiser: {WORDS}")
        assert await due_of(parts) is None
        assert await passes(world, parts, days=20) == []


@pytest.mark.parametrize("name", ["clinik", "C-7F3K"])
async def test_a_dialogue_that_is_not_there(tmp_path: Path, name: str) -> None:
    """Is none; one that nobody has begun has nobody in it."""
    world = World(tmp_path, now=START)
    async with world.program() as parts:
        assert await organising.unfinished(parts.storage, parts.shelf, name, world.now) is None
        assert await organising.remind(parts.storage, parts.shelf, name, world.now) == ()
        empty = await organising.unfinished(parts.storage, parts.shelf, "award", world.now)
        assert empty == ReminderRound(everyone=())
