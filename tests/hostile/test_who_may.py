"""The table of who may what holds everything that the product knows; and whoever may not, changes nothing and learns
nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import typer

from bot.assembly import Running
from bot.channels.base import Corrected, Inbound, Offered
from bot.cli import app
from bot.reading import READING
from bot.rooms import Room
from dialogues import filing
from dialogues.application import PersonId
from dialogues.commands import COMMANDS, FREE
from dialogues.lobby import LOBBY
from dialogues.reply import (
    Cells,
    Chosen,
    Command,
    Dated,
    Filled,
    Meant,
    Pressed,
    Reply,
    Ticked,
    Typed,
    Uploaded,
)
from dialogues.resuming import RESUMING
from storage.changes import AddressKey, ApplicationChange, Changes
from storage.changes import Role as Stored
from tests.bot.world import START, World
from tests.hostile import matrix
from tests.hostile.matrix import FILLING_IN, Role

ROOT = Path(__file__).parents[2]
SECRET = "Sunflower Secrets Ltd"
ANN = AddressKey(channel="memory", external_id="ann")


# The table is whole.


def test_every_command_is_in_the_table() -> None:
    """Of all registries, and of every button and word that is made anywhere."""
    made = re.compile(r'Command\(\s*name="([a-z_]+)"((?: \| "[a-z_]+")*)')
    sources = [*(ROOT / "dialogues").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
    found = [it for file in sources for it in made.finditer(file.read_text(encoding="utf-8"))]
    named = {name for it in found for name in (it[1], *re.findall(r'"([a-z_]+)"', it[2]))} - {
        "x"
    }  # stands for none
    known = {*COMMANDS, *FREE, *LOBBY, *READING, *RESUMING, *filing.COMMANDS, *filing.REMOVING, *named}
    assert known ^ {*matrix.COMMANDS} == set()


def test_every_kind_of_reply_is_in_the_table() -> None:
    union = get_args(get_args(Reply)[0]) or get_args(Reply)
    kinds = {kind.__name__ for kind in union} - {"Command"}
    handed_in = {
        kind.__name__ for kind in get_args(Inbound.__annotations__["content"]) if isinstance(kind, type)
    }
    assert kinds | {"Offered", "Corrected"} == {*matrix.REPLIES}
    assert not handed_in - {*matrix.REPLIES} - {"Present", "Command"}


def test_every_word_of_the_shell_is_in_the_table() -> None:
    assert {*words(app)} == {*matrix.TYPED}


def words(of: typer.Typer, before: str = "") -> Iterator[str]:
    for one in of.registered_commands:
        assert one.callback is not None
        yield before + (one.name or one.callback.__name__)
    for group in of.registered_groups:
        assert group.typer_instance is not None
        yield from words(group.typer_instance, f"{before}{group.name} ")


# Each forbidden cell.


@dataclass
class Case:
    """An application of Ann, and everybody who is something to it."""

    world: World
    parts: Running

    async def begin(self) -> None:
        await self.world.open(self.parts)
        await self.world.tell(self.parts, SECRET)
        await self.world.open(self.parts, "ben")
        for person, role in (("ed", Stored.EDITOR), ("vi", Stored.VIEWER)):
            await self.world.open(self.parts, person)
            await self.joins(person, role)

    async def joins(self, person: str, role: Stored) -> None:
        """Somebody is a participant, who has never stood in it."""
        who = (await self.parts.storage.load(replace(ANN, external_id=person))).address
        now = await self.parts.storage.load(ANN, fresh=True)
        assert who is not None
        assert now.application is not None
        change = ApplicationChange(
            application=now.application, expected=now.revision, participants=((PersonId(who.person), role),)
        )
        await self.parts.storage.commit(Changes(application=change))

    async def state(self) -> object:
        """All that is remembered of it, and all that Ann was sent."""
        now = await self.parts.storage.load(ANN, fresh=True)
        assert now.application is not None
        journal = await self.parts.storage.verify_journal(now.application.id)
        sent = sum(parcel.external_id == "ann" for parcel in self.world.channel.parcels)
        participants = await self.parts.storage.participants(now.application.id)
        return now.application, now.revision, now.cursor, journal.entries, participants, sent

    async def presses(self, person: str, content: Any) -> str:
        """Somebody forges a button of the question that Ann is asked now; → the toast."""
        now = await self.parts.storage.load(ANN)
        assert now.application is not None
        assert now.cursor is not None
        (*_, asked) = (it for it in self.world.channel.parcels if it.external_id == "ann")
        forged = {"application": now.application.id, "turn": now.cursor.turn, "about": f"m{asked.id}"}
        outcome = await self.parts.engine.handle(self.world.inbound(content, person, **forged))
        return outcome.toast


def world_in(folder: Path) -> World:
    world = World(folder, dialogue="grant")
    other = Room(dialogue="award", channel="memory", external_id="others")
    world.rooms = (*world.rooms, other)
    world.channel.members = {("reviewers", "rev"), ("reviewers", "gone"), ("others", "other")}
    return world


#: something to say with each kind of reply
SAID: tuple[Any, ...] = (
    Typed(text="mine"), Chosen(names=("a",)), Ticked(name="a", on=True), Cells(cells={"a/b": "1"}), Dated(day=START.date()),
    Uploaded(files=()), Meant(path="company", reply=Typed(text="mine")), Pressed(mark="abcdefgh"), Filled(answers=()),
    Offered(token="t", name="x.pdf"), Corrected(text="mine"),
)  # fmt: skip


def whom(role: Role, at: int) -> str:
    """A stranger begins something of their own by whatever they press, so there is a new one now and then."""
    return {Role.VIEWER: "vi", Role.APPLICANT: "ben", Role.REVIEWER: "rev"}.get(role, f"eve{at // 6}")


async def test_who_may_not_changes_nothing_and_learns_nothing(tmp_path: Path) -> None:
    """Everything that can be done in an application, by everybody to whom it is not: forged for its own current
    question."""
    assert {type(said).__name__ for said in SAID} == {*matrix.REPLIES}
    world = world_in(tmp_path)
    async with world.program() as parts:
        case = Case(world, parts)
        await case.begin()
        before = await case.state()
        (application, *_) = before  # type: ignore[misc]
        acts = [
            Command(name=name, argument=arg)
            for name in matrix.COMMANDS
            for arg in ("", application.reference)
        ]
        people: set[str] = set()
        for at, act in enumerate((*acts, *SAID)):
            allowed = matrix.COMMANDS[act.name] if isinstance(act, Command) else FILLING_IN
            # who reads has begun something of their own by now, so they stand for all who have
            for role in (
                Role.VIEWER,
                Role.STRANGER,
                Role.APPLICANT if Role.REVIEWER in allowed else Role.REVIEWER,
            ):
                person = whom(role, at)
                people.add(person)
                toast = await case.presses(person, act)
                assert SECRET not in toast
            assert await case.state() == before, act
        await parts.relay.settled(*people, "ann")
        assert await case.state() == before
        for parcel in world.channel.parcels:
            if parcel.external_id in people:
                assert not {SECRET, application.reference} & {
                    *re.findall(r"G-\w+|Sunflower Secrets Ltd", str(parcel.content))
                }
