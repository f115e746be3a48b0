"""Whose application it is, which one an address stands in, in which language: also with several applications,
several programs, and what happens by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import Running
from bot.channels.base import Corrected, Offered, Unreachable
from dialogues.application import Application, ApplicationId
from dialogues.effects import Ask, Refresh
from dialogues.events import FileFailed, ReminderFell
from dialogues.prompt import Paragraph
from dialogues.reply import Chosen, Command, Typed
from storage.changes import AddressKey, ApplicationChange, Changes, Due, Inbox, Role
from tests.bot.world import START, World

ANN = AddressKey(channel="memory", external_id="ann")
BEN = AddressKey(channel="memory", external_id="ben")
NEW = Command(name="new")


async def test_a_button_that_names_somebody_elses_application(tmp_path: Path) -> None:
    """Forged, or forwarded: nothing of it changes, and the person is shown what is theirs."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        anns = (await parts.storage.load(ANN)).application
        assert anns is not None
        await world.open(parts, "ben")
        for person in ("ben", "eve"):
            await world.tell(
                parts, Chosen(names=("driving",)), person, application=anns.id, turn=1, path="way"
            )
        after = await parts.storage.load(ANN, fresh=True)
        bens = (await parts.storage.load(BEN, fresh=True)).application
    assert after.application == anns
    assert bens is not None
    assert bens.id != anns.id
    assert [prompt.screen for prompt in world.prompts("ben")] == ["question", "choose"]
    assert [prompt.screen for prompt in world.prompts("eve")] == ["question"]


async def test_an_application_that_is_nowhere(tmp_path: Path) -> None:
    """An old button of something that was erased."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        gone = ApplicationId("gone")
        await world.tell(parts, Chosen(names=("driving",)), application=gone, turn=1, path="way")
    assert [prompt.screen for prompt in world.prompts()] == ["question", "choose"]


async def test_an_old_button_does_not_change_which_application_is_current(tmp_path: Path) -> None:
    """It says that it has passed; the text after it still belongs to the question on screen."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")
        first = (await parts.storage.load(ANN)).application
        assert first is not None
        await world.tell(parts, NEW)
        outcome = await world.tell(
            parts, Chosen(names=("driving",)), application=first.id, turn=1, path="way"
        )
        assert "Cooking" in outcome.toast
        await world.tell(parts, "Driving")
        second = (await parts.storage.load(ANN)).application
    assert second is not None
    assert second.id != first.id
    assert second.answers["way"].value == {"picked": "driving"}


async def test_a_button_of_the_question_of_another_application_leads_there(tmp_path: Path) -> None:
    """It is still the question that is asked there, so the press answers it and the conversation goes on there."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        first = (await parts.storage.load(ANN)).application
        assert first is not None
        await world.tell(parts, NEW)
        await world.tell(parts, Chosen(names=("cooking",)), application=first.id, turn=1, path="way")
        await world.tell(parts, "Ada")
        current = (await parts.storage.load(ANN)).application
    assert current is not None
    assert (current.id, list(current.answers)) == (first.id, ["way", "name"])


async def test_another_program_has_begun_another_application(tmp_path: Path) -> None:
    """What this one remembers of the address is past: a text does not land in the application before."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        first = (await one.storage.load(ANN)).application
        await world.tell(two, NEW)
        await world.tell(one, "Cooking")
        second = (await one.storage.load(ANN, fresh=True)).application
        assert first is not None
        assert second is not None
        assert (await one.storage.load(ANN, first.id, fresh=True)).application == first
    assert second.id != first.id
    assert list(second.answers) == ["way"]


async def test_a_language_belongs_to_the_address(tmp_path: Path) -> None:
    """Chosen in one application, it holds for what is said about the others."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40")
        await world.tell(parts, NEW)
        await world.tell(parts, Command(name="language", argument="zh-Hans"))
        world.now += timedelta(days=2, hours=1)
        await parts.clock.tick()
        await parts.relay.settled("ann")
        assert {notice.language for notice in world.told()[-2:]} == {"zh-Hans"}
        assert world.prompts()[-1].language == "zh-Hans"


async def test_a_hint_is_no_choice(tmp_path: Path) -> None:
    """The platform's hint counts until the person chooses; one that comes later changes nothing any more."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40", language="zh-CN")
        await world.tell(parts, "none", language="en")
        await world.tell(parts, Command(name="language", argument="en"), language="zh-CN")
        await world.tell(parts, "no", language="zh-CN")
    assert [prompt.language for prompt in world.prompts()] == ["en", "zh-Hans", "zh-Hans", "en", "en"]


async def test_what_happens_by_itself_leaves_the_address_as_it_is(tmp_path: Path) -> None:
    """A program that remembers an older state of it does not write that back."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        await world.tell(one, "40")
        first = (await two.storage.load(ANN)).application
        assert first is not None
        world.now += timedelta(hours=1)
        await world.tell(one, NEW)
        world.now = START + timedelta(days=2)
        assert await two.clock.tick() == 1
        snapshot = await one.storage.load(ANN, fresh=True)
    assert snapshot.address is not None
    assert snapshot.application is not None
    assert snapshot.application.id != first.id
    assert snapshot.address.used == START + timedelta(hours=1)


async def test_a_file_that_arrives_in_an_application_that_was_left(tmp_path: Path) -> None:
    """It is kept there; the question on screen stays the one that a text belongs to."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = b"%PDF-1.4\n%%EOF\n"
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("10", "5", "skip", "skip", "skip", "skip", "skip", "skip"):
            await world.tell(parts, reply)
        first = (await parts.storage.load(ANN)).application
        assert first is not None
        world.channel.gate = asyncio.Event()
        await parts.engine.handle(world.inbound(Offered(token="t1", name="proof.pdf")))
        await parts.engine.handle(world.inbound(NEW))
        world.channel.gate.set()
        await parts.relay.settled("ann")
        prompts = [p.content.prompt for p in world.channel.parcels if isinstance(p.content, Ask | Refresh)]
        assert prompts[-1].path == "agents"
        await world.tell(parts, "12")
        second = (await parts.storage.load(ANN)).application
        kept = (await parts.storage.load(ANN, first.id)).application
    assert second is not None
    assert kept is not None
    assert (second.id != first.id, second.answers["agents"].value) == (True, "12")
    assert "proof" in {*kept.answers, *kept.drafts}


async def test_a_file_is_known_to_the_store(tmp_path: Path) -> None:
    """What lies in the folder can be told from what was left there."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = b"%PDF-1.4\n%%EOF\n"
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("10", "5", "skip", "skip", "skip", "skip", "skip", "skip"):
            await world.tell(parts, reply)
        await world.tell(parts, Offered(token="t1", name="proof.pdf"))
        (sha256,) = (path.name for path in (tmp_path / "files").glob("*/*"))
        kept = await parts.storage.kept_file(sha256)
    assert kept is not None
    assert (kept.size, kept.type) == (15, "application/pdf")


async def test_who_writes_again_is_reached_again(tmp_path: Path) -> None:
    """A refusal that is older than their last act does not count, and takes nothing of that act back."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        first = (await parts.storage.load(ANN)).application
        world.channel.faults, world.channel.gate = [Unreachable("403")], asyncio.Event()
        world.channel.came.clear()
        await parts.engine.handle(world.inbound(Typed(text="Cooking")))
        await world.channel.came.wait()
        world.now += timedelta(seconds=1)
        await parts.engine.handle(world.inbound(NEW))
        world.channel.gate.set()
        await parts.relay.settled("ann")
        snapshot = await parts.storage.load(ANN, fresh=True)
    assert snapshot.address is not None
    assert snapshot.address.reachable
    assert snapshot.application is not None
    assert first is not None
    assert snapshot.application.id != first.id


async def test_a_reminder_that_was_moved_meanwhile_does_not_fall(tmp_path: Path) -> None:
    """Between the clock's look and the event the person did something."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "40")
        application = (await parts.storage.load(ANN)).application
        address = (await parts.storage.load(ANN)).address
        assert application is not None
        assert address is not None
        world.now += timedelta(days=2, hours=1)
        await world.tell(parts, "none")
        told = len(world.told())
        event = ReminderFell(at=world.now, who=address.person, number=1)
        await parts.engine.happen(
            ANN, application.id, event, Inbox(channel="clock", key="late", at=world.now)
        )
        await parts.relay.settled("ann")
        due = await parts.storage.due_row("reminder", address.person, application.id)
    assert len(world.told()) == told
    assert due is not None
    assert (due.at, due.number) == (world.now + timedelta(days=2), 1)


async def taken_away(world: World, parts: Running) -> Application:
    """Ben fills in Ann's application with her, and then takes part no more; → the application."""
    await world.open(parts, "ben")
    await world.open(parts)
    anns = await parts.storage.load(ANN, fresh=True)
    ben = (await parts.storage.load(BEN)).address
    assert anns.application is not None
    assert ben is not None
    role = ((ben.person, Role.EDITOR),)
    change = ApplicationChange(application=anns.application, expected=anns.revision, participants=role)
    await parts.storage.commit(Changes(application=change))
    await world.tell(parts, Command(name="map"), "ben", application=anns.application.id)
    await world.tell(parts, Command(name="edit", argument="seen"), "ben")
    await world.tell(parts, Chosen(names=("yes",)), "ben")
    await world.tell(parts, "whooping cough", "ben", message_id="t2", place=91)
    stands = await parts.storage.load(BEN)
    assert stands.application is not None
    assert "whooping cough" in str(stands.application.answers["seen"].value)
    world.takes_away(anns.application.id, ben.person)
    return stands.application


@pytest.mark.parametrize(
    "act",
    [
        Typed(text="measles"), Chosen(names=("yes",)), Command(name="review"), Command(name="copy"), Command(name="start"),
        Command(name="submit"), Command(name="language", argument="zh-Hans"), Corrected(text="measles"), Offered(token="t1", name="x.pdf"),
    ],
    ids=lambda act: getattr(act, "name", type(act).__name__),
)  # fmt: skip
@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a start"])
async def test_who_takes_part_no_more_is_out_at_once(tmp_path: Path, act: Any, *, again: bool) -> None:
    """Though they stand in it, and no program was told: nothing of it changes, nothing of it is seen."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        anns = await taken_away(world, parts)
        seen, entries = len(world.channel.parcels), (await parts.storage.verify_journal(anns.id)).entries
        if not again:
            await world.tell(parts, act, "ben", message_id="t2", place=92)
    if again:
        async with world.program("two") as parts:
            await world.tell(parts, act, "ben", message_id="t2", place=92)
    async with world.program("three") as parts:
        assert (await parts.storage.load(ANN, anns.id, fresh=True)).application == anns
        assert (await parts.storage.verify_journal(anns.id)).entries == entries
        shown = await parts.screens.shown("memory", "", "ben")
        assert shown is None or shown.application != anns.id
    said = [str(parcel.content) for parcel in world.channel.parcels[seen:]]
    assert bool(said) != isinstance(act, Corrected)  # what is theirs, or what they may begin
    assert "whooping" not in str(said)
    assert anns.reference not in str(said)


@pytest.mark.parametrize("event", ["reminder", "file", "clock"])
async def test_what_happens_by_itself_is_not_told_to_who_takes_part_no_more(
    tmp_path: Path, event: str
) -> None:
    """No reminder, nothing of a file of theirs; and the clock forgets them."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        anns = await taken_away(world, parts)
        ben = (await parts.storage.load(BEN)).address
        assert ben is not None
        assert await parts.storage.due_row("reminder", ben.person, anns.id) is not None
        seen, entries = len(world.channel.parcels), (await parts.storage.verify_journal(anns.id)).entries
        world.now += timedelta(days=3)
        source = Inbox(channel="clock", key="late", at=world.now)
        if event == "clock":
            await parts.storage.move_due(*await _others(parts, ANN, anns.id))
            await parts.clock.tick()
        elif event == "reminder":
            reminder = ReminderFell(at=world.now, who=ben.person, number=1)
            await parts.engine.happen(BEN, anns.id, reminder, source)
        else:
            failed = FileFailed(at=world.now, who=ben.person, name="x.pdf", code="empty", path="seen")
            await parts.engine.happen(BEN, anns.id, failed, source)
        await parts.relay.settled("ben")
        assert (
            event == "clock" or not world.channel.parcels[seen:]
        )  # there is something of their own to remind of
        assert (await parts.storage.verify_journal(anns.id)).entries == entries
        assert (await parts.storage.due_row("reminder", ben.person, anns.id) is None) == (event != "file")


async def _others(parts: Running, key: AddressKey, application: ApplicationId) -> tuple[Due, None]:
    """The reminder of somebody else, who is not to be in the way."""
    address = (await parts.storage.load(key)).address
    assert address is not None
    due = await parts.storage.due_row("reminder", address.person, application)
    assert due is not None
    return due, None


async def test_a_code_of_who_takes_part_no_more_leads_to_what_is_theirs(tmp_path: Path) -> None:
    """At the other address their own application is opened, not the one that they stood in last."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        anns = await taken_away(world, parts)
        ben = (await parts.storage.load(BEN)).address
        assert ben is not None
        (own,) = await parts.storage.applications(person=ben.person)
        await world.tell(parts, Command(name="open", argument=own.application.id), "ben")
        await world.tell(parts, Command(name="code"), "ben")
        code = next(
            it.text
            for it in world.told("ben")[-1].blocks
            if isinstance(it, Paragraph) and it.style == "copied"
        )
        snapshot = await parts.storage.load(BEN, fresh=True)
        assert snapshot.address is not None
        led = replace(snapshot.address, current=anns.id)
        await parts.storage.commit(Changes(address=led, stood=snapshot.address))
        await world.tell(parts, code, "carl")
        await parts.relay.settled("ben")
        (allow,) = (it.reply for row in world.told("ben")[-1].buttons for it in row if "me" in it.label)
        await world.tell(parts, allow, "ben")
        await parts.relay.settled("carl", "ben")
        carl = await parts.storage.load(replace(BEN, external_id="carl"), fresh=True)
    assert carl.application is not None
    assert carl.application.id == own.application.id
    assert "whooping" not in str([it.content for it in world.channel.parcels if it.external_id == "carl"])
