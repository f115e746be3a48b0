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
from bot.channels.base import Corrected, Inbound, Manner, Offered
from bot.cli import app
from bot.reading import READING as READERS
from bot.rooms import Room
from dialogues import filing
from dialogues.application import ApplicationId, PersonId, State
from dialogues.commands import COMMANDS, FREE
from dialogues.effects import Give, Hand, Page, Tell
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
from tests.hostile import acting, matrix
from tests.hostile.acting import Act
from tests.hostile.matrix import FILLING_IN, Role

ROOT = Path(__file__).parents[2]
SECRET = "Sunflower Secrets Ltd"
#: what whoever may not read is told
CLOSED = "This is for the members of the reviewers’ group."
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
    known = {*COMMANDS, *FREE, *LOBBY, *READERS, *RESUMING, *filing.COMMANDS, *filing.REMOVING, *named}
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
        await self.joined()

    async def joined(self) -> None:
        """Those who take part with Ann; two of them do so no more."""
        for person, role in (
            ("ed", Stored.EDITOR),
            ("vi", Stored.VIEWER),
            ("low", Stored.EDITOR),
            ("rem", Stored.EDITOR),
        ):
            await self.world.open(self.parts, person)
            await self.joins(person, role)
        for person in ("low", "rem"):
            await self.presses(person, Command(name="review"))
            await self.parts.relay.settled(person)
            there = await self.parts.storage.load(replace(ANN, external_id=person))
            assert there.application == (await self.parts.storage.load(ANN)).application
            assert there.cursor is not None
        await self.joins("low", Stored.VIEWER)
        gone = await self.parts.storage.load(replace(ANN, external_id="rem"))
        assert gone.application is not None
        assert gone.address is not None
        self.world.takes_away(gone.application.id, gone.address.person)

    async def joins(self, person: str, role: Stored) -> None:
        """Somebody is a participant in this role from now on."""
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
    world.rooms = tuple(
        Room(dialogue=dialogue, channel="memory", external_id=room) for dialogue, room in ROOMS
    )
    world.channel.members = {("reviewers", "rev"), ("others", "other"), ("all", "all"), ("before", "old")}
    return world


#: something to say with each kind of reply
SAID: tuple[Any, ...] = (
    Typed(text="mine"), Chosen(names=("a",)), Ticked(name="a", on=True), Cells(cells={"a/b": "1"}), Dated(day=START.date()),
    Uploaded(files=()), Meant(path="company", reply=Typed(text="mine")), Pressed(mark="abcdefgh"), Filled(answers=()),
    Offered(token="t", name="x.pdf"), Corrected(text="mine"),
)  # fmt: skip


#: what reads this dialogue, what another, and what only those that have no room of their own
ROOMS = (("grant", "reviewers"), ("award", "others"), ("*", "all"))
#: who is not to do what an owner does, and who that is
OTHERS = {
    Role.VIEWER: "vi", Role.LOWERED: "low", Role.REMOVED: "rem", Role.STRANGER: "eve", Role.APPLICANT: "ben",
    Role.REVIEWER: "rev", Role.OTHER_REVIEWER: "other", Role.FORMER_REVIEWER: "gone", Role.REVIEWER_BEFORE: "old",
}  # fmt: skip


def whom(role: Role, at: int) -> str:
    """A stranger begins something of their own by whatever they press, so there is a new one now and then."""
    return f"eve{at // 6}" if role is Role.STRANGER else OTHERS[role]


async def test_who_may_not_changes_nothing_and_learns_nothing(tmp_path: Path) -> None:
    """Everything that can be done in an application, by everybody to whom it is not: forged for its own current
    question."""
    assert {type(said).__name__ for said in SAID} == {*matrix.REPLIES}
    assert {*OTHERS} == {*Role} - FILLING_IN
    world = world_in(tmp_path)
    async with world.program() as parts:
        case = Case(world, parts)
        await case.begin()
        before, already = await case.state(), len(world.channel.parcels)
        (application, *_) = before  # type: ignore[misc]
        people: set[str] = set()
        for at, act in enumerate((*map(_command, matrix.COMMANDS), *SAID)):
            for turn, role in enumerate(OTHERS):
                person = whom(role, at)
                people.add(person)
                named = isinstance(act, Command) and (at + turn) % 2
                toast = await case.presses(
                    person, replace(act, argument=application.reference) if named else act
                )
                assert SECRET not in toast
            assert await case.state() == before, act
        await parts.relay.settled(*people, "ann")
        assert await case.state() == before
        for parcel in world.channel.parcels[already:]:
            if parcel.external_id in people:
                assert not {SECRET, application.reference} & {
                    *re.findall(r"G-\w+|Sunflower Secrets Ltd", str(parcel.content))
                }


def _command(name: str) -> Command:
    return Command(name=name)


# Reviewers.


async def reads(world: World, parts: Running, person: str, command: Command) -> bool:
    """Whether somebody is given anything of a submission, by a button or by a link; who is not hears one sentence."""
    before = len(world.channel.parcels)
    pressed = await world.tell(parts, command, person, about="m1", place=1)
    linked = await world.tell(parts, command, person)
    parcels = [it.content for it in world.channel.parcels[before:] if it.external_id == person]
    said = [pressed.toast, linked.toast, *(str(it.notice) for it in parcels if isinstance(it, Tell))]
    given = [it for it in parcels if isinstance(it, Page | Hand | Give)]
    assert bool(given) != any(CLOSED in it for it in said), (person, command)
    assert given or SECRET not in str(said)
    return bool(given)


async def handed_in(world: World, parts: Running) -> str:
    """By Ann, with a file; → its reference."""
    world.channel.files = {"report": b"report"}
    replies = (
        SECRET, *[Command(name="skip")] * 3, Offered(token="report", name="report.pdf"), Command(name="done"),
        Command(name="skip"), Command(name="submit"),
    )  # fmt: skip
    await world.open(parts)
    for reply in replies:
        await world.tell(parts, reply)
    application = (await parts.storage.load(ANN)).application
    assert application is not None
    assert application.state is State.SUBMITTED
    return application.reference


async def test_who_may_read(tmp_path: Path) -> None:
    """Pages, the whole and the files: who is in the room that reads this dialogue now, and nobody else, though they
    have read before or have handed it in themselves."""
    world = world_in(tmp_path)
    before = Room(dialogue="grant", channel="memory", external_id="before")
    world.rooms = (*world.rooms, before)
    world.channel.members.add(("reviewers", "gone"))
    async with world.program() as parts:
        reference = await handed_in(world, parts)
        wanted = [Command(name=name, argument=reference) for name in READERS]
        wanted.append(Command(name="read", argument=f"{reference}.1.2"))
        for person in ("gone", "old"):
            assert [await reads(world, parts, person, it) for it in wanted] == [True] * 4
    world.channel.members.discard(("reviewers", "gone"))
    world.rooms = tuple(room for room in world.rooms if room != before)
    async with world.program() as parts:
        case = Case(world, parts)
        await case.joined()
        people = {**OTHERS, Role.OWNER: "ann", Role.EDITOR: "ed"}
        for command in wanted:
            may = {role for role, person in people.items() if await reads(world, parts, person, command)}
            assert may == matrix.COMMANDS[command.name], command
            assert not await reads(world, parts, "all", command)


async def test_what_is_of_ones_own_is_answered(tmp_path: Path) -> None:
    """Whoever it is, and never about what is not theirs."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        case = Case(world, parts)
        await case.begin()
        before = await case.state()
        (application, *_) = before  # type: ignore[misc]
        for name in sorted(matrix.OF_ONES_OWN):
            for role, person in OTHERS.items():
                sent = len(world.channel.parcels)
                outcome = await world.tell(parts, Command(name=name, argument=application.reference), person)
                said = [str(it.content) for it in world.channel.parcels[sent:] if it.external_id == person]
                assert outcome.toast or said, (name, role)
                assert SECRET not in f"{outcome.toast} {said}"
        assert await case.state() == before


# Each allowed cell.


@dataclass
class Doing:
    """An application of Ann, in which she or her editor does something."""

    world: World
    parts: Running
    person: str
    application: ApplicationId
    texts: int = 0

    @property
    def key(self) -> AddressKey:
        return replace(ANN, external_id=self.person)

    async def does(self, content: Any) -> tuple[str, list[str]]:
        """→ the toast, and what the person is sent."""
        before = len(self.world.channel.parcels)
        more: dict[str, object] = {"application": self.application}
        if isinstance(content, Typed | Corrected):
            self.texts += isinstance(content, Typed)
            more = {"message_id": f"{self.application}:{self.texts}", "place": 10**9}
        outcome = await self.parts.engine.handle(self.world.inbound(content, self.person, **more))
        await self.parts.relay.settled(self.person)
        sent = (
            str(it.content) for it in self.world.channel.parcels[before:] if it.external_id == self.person
        )
        return outcome.toast, [re.sub(r"turn=\d+", "turn", it) for it in sent]

    async def state(self) -> object:
        """What it is, and where they stand in it."""
        now = await self.parts.storage.load(self.key, self.application, fresh=True)
        assert now.application is not None
        assert now.cursor is not None
        return replace(now.application, touched=START), replace(now.cursor, turn=0)

    async def entries(self) -> int:
        return (await self.parts.storage.verify_journal(self.application)).entries

    async def takes_effect(self, act: Act) -> bool:
        """It is of the application's history, and another thing than a command that nobody knows."""
        for content in act.before:
            await self.does(content)
        nothing = await self.does(Command(name="nonsense"))
        before, entries = await self.state(), await self.entries()
        done = await self.does(act.act)
        assert await self.entries() > entries
        return done != nothing or await self.state() != before


def test_every_cell_that_is_allowed_is_acted() -> None:
    """Nothing is allowed of which nobody has seen that it does something."""
    filling_in = {name for name, who in matrix.COMMANDS.items() if who == FILLING_IN}
    assert filling_in == {*acting.COMMANDS}
    assert {*matrix.REPLIES} == {*acting.REPLIES}


async def test_who_may_does_it(tmp_path: Path) -> None:
    """Everything that can be done in an application, by each of those to whom it is."""
    world = World(tmp_path, dialogue=acting.NAME, made=acting.acts())
    world.channel.manner = Manner(forms=True)
    failed = []
    async with world.program() as parts:
        case = Case(world, parts)
        await world.tell(parts, Command(name="new", argument=acting.NAME), "ed")
        for name, act in (*acting.COMMANDS.items(), *acting.REPLIES.items()):
            for role in FILLING_IN:
                await world.tell(parts, Command(name="new", argument=acting.NAME))
                application = (await parts.storage.load(ANN)).application
                assert application is not None
                person = "ann" if role is Role.OWNER else "ed"
                if role is Role.EDITOR:
                    await case.joins("ed", Stored.EDITOR)
                doing = Doing(world, parts, person, application.id)
                await doing.does(Command(name="start"))
                if name != "begin":
                    await doing.does(Command(name="begin", argument="1"))
                if not await doing.takes_effect(act):
                    failed.append((name, role))
    assert failed == []
