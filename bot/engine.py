"""`handle(inbound) → Outcome`: one event, one commit. What a step changes is put together in `planning.py`.

Serial per address by a lock here, guarded across addresses and processes by the application's revision:
whoever comes second loads and steps again. When `handle` returns, everything that the event changed and
everything that is to be said about it is on disk; only then may a channel tell its platform "done".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from bot.channels.base import Corrected, Inbound, Manner, Offered, Outcome, Present, Shown, Unsaved
from bot.chats import Chats
from bot.joining import Joining
from bot.measuring import Measures
from bot.members import Members
from bot.outgoing import Addressee, outgoing
from bot.planning import Planner
from bot.reading import READING, Reading
from bot.rooms import Rooms
from bot.shelf import Shelf
from dialogues.application import Application, ApplicationId
from dialogues.effects import Ask, Refresh
from dialogues.events import Event, Opened, ReminderFell
from dialogues.lobby import LOBBY, Begin, Mine, Offer, Resume, enter
from dialogues.reading.commands import read_command
from dialogues.reply import Command, Typed
from dialogues.scene import spoken
from dialogues.words import Words
from storage.changes import (
    Address,
    AddressKey,
    Changes,
    Inbox,
    Misuse,
    Moved,
    Outgoing,
    ReferenceTaken,
    Snapshot,
    StorageUnavailable,
)  # fmt: skip
from storage.changes import Due as DueRow
from storage.ids import Ids
from storage.store import Storage

log = structlog.get_logger(__name__)

#: (load fresh?, how much longer a reference must be) → what to commit, and the toast
Planned = Callable[[bool, int], Awaitable[tuple[Changes, str]]]

#: attempts before an event that always finds another commit before it is given up
ATTEMPTS = 20
#: characters of a reference behind its letter; one more for each collision
REFERENCE = 4
#: people that are served at the same time
PARALLEL = 64


@dataclass(kw_only=True, slots=True)
class Engine:
    """Where everything that happens becomes a step and a commit."""

    storage: Storage
    shelf: Shelf
    words: Words
    #: by channel, with commands as they are typed there
    voices: Mapping[str, Words] = field(init=False)
    rooms: Rooms
    members: Members
    ids: Ids
    #: the clock of the edge: leases count from it, not from when a platform says that something happened
    now: Callable[[], datetime]
    #: by channel
    manners: Mapping[str, Manner]
    measures: Measures
    #: told of the rows that a commit put into the outbox
    sent: Callable[[tuple[Outgoing, ...]], None]
    chats: Chats = field(init=False)
    planner: Planner = field(init=False)
    joining: Joining = field(init=False)
    reading: Reading = field(init=False)
    _locks: dict[AddressKey, tuple[asyncio.Lock, list[int]]] = field(default_factory=dict)
    _parallel: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARALLEL))

    def __post_init__(self) -> None:
        self.voices = {
            channel: self.words.commanded(manner.command) for channel, manner in self.manners.items()
        }
        self.chats = Chats(self.storage)
        self.planner = Planner(
            storage=self.storage, shelf=self.shelf, voices=self.voices, words=self.words, rooms=self.rooms, chats=self.chats,
            ids=self.ids, now=self.now, manners=self.manners,
        )  # fmt: skip
        self.joining = Joining(
            storage=self.storage,
            shelf=self.shelf,
            voices=self.voices,
            ids=self.ids,
            now=self.now,
            step=self.planner.step,
        )
        self.reading = Reading(
            storage=self.storage, shelf=self.shelf, words=self.words, rooms=self.rooms, members=self.members,
            ids=self.ids, chats=self.chats, now=self.now,
        )  # fmt: skip

    async def handle(self, inbound: Inbound) -> Outcome:
        """What a person did. Raises Unsaved when it could not be kept: nothing of it was."""
        key = AddressKey(channel=inbound.channel, external_id=inbound.external_id, team=inbound.team)
        source = Inbox(channel=inbound.channel, key=inbound.key, at=inbound.at)
        with self.measures.event(inbound.channel), bound_contextvars(event=inbound.key):
            async with self._alone(key):
                return await self._commit(
                    source,
                    inbound.language,
                    lambda fresh, length: self._person(key, inbound, source, fresh=fresh, length=length),
                )

    async def happen(
        self,
        key: AddressKey,
        application: ApplicationId,
        event: Event,
        source: Inbox,
        *,
        hold: float = 0,
    ) -> Outcome:
        """What happened by itself: a file arrived, a reminder fell due. Each `source.key` counts once. What is to
        be shown of it waits for `hold` seconds where more of the same kind is on its way."""
        async with self._alone(key):
            return await self._commit(
                source,
                "",
                lambda _fresh, _length: self._event(key, application, event, source, hold=hold),
            )

    async def fall(self, due: DueRow) -> Outcome:
        """A claim that nobody has answered in time."""
        key = f"{due.kind}:{due.person}:{due.application}:{due.at}"
        source = Inbox(channel="clock", key=key, at=self.now())
        return await self._commit(source, "", lambda _fresh, _length: self.joining.fallen(due, source))

    async def _commit(self, source: Inbox, language: str, planned: Planned) -> Outcome:
        length = 0
        for attempt in range(ATTEMPTS):
            try:
                changes, toast = await planned(attempt > 0, length)
                committed = await self.storage.commit(changes)
            except Moved:
                log.debug("moved", key=source.key, attempt=attempt)
                continue
            except ReferenceTaken:
                length += 1
                continue
            except StorageUnavailable as problem:
                log.error("unsaved", key=source.key, channel=source.channel)
                tag = spoken(self.words, language)
                raise Unsaved(self.words.say(tag, "tell.stored_not")) from problem
            if committed.duplicate is not None:
                return Outcome(toast=committed.duplicate, again=True)
            self.sent(changes.outbox)
            return Outcome(toast=toast, shown=_shown(changes.outbox))
        raise Misuse(f"event {source.channel} {source.key} never found its turn")

    async def _person(
        self, key: AddressKey, inbound: Inbound, source: Inbox, *, fresh: bool, length: int
    ) -> tuple[Changes, str]:
        is_pressed = _pressed(inbound)
        inbound = await self.chats.placed(inbound)
        snapshot = await self.storage.load(key, application=inbound.application, fresh=fresh)
        if isinstance(inbound.content, Present):
            return _present(snapshot, inbound.content, source), ""
        if isinstance(inbound.content, Corrected) and (snapshot.cursor is None or not snapshot.is_theirs):
            return Changes(inbox=source), ""  # of a text that no application knows
        address = snapshot.address or Address(
            id=self.ids.address(), key=key, person=self.ids.person(), language="", used=inbound.at
        )
        address = replace(
            address, used=inbound.at, reachable=True, language=address.language or inbound.language
        )
        if (wanted := self.joining.wanted(snapshot, inbound)) is not None:
            acted = Changes(
                inbox=source,
                people=() if snapshot.address is not None else ((address.person, inbound.at),),
                address=address,
                stood=snapshot.address,
                messages=await self.chats.messages(inbound, address, None),
            )
            return await self.joining.asked(wanted, snapshot, address, acted)
        command = _command(inbound)
        if command is not None and command.name in READING:
            return await self.reading.asked(command, inbound, address, snapshot.address, source)
        if (
            snapshot.application is None
            or (command is not None and command.name in LOBBY)
            or not snapshot.is_theirs
        ):
            changes, toast = await self._lobby(snapshot, address, inbound, source, length)
            if snapshot.application is None and is_pressed and not toast:
                toast = self.words.say(spoken(self.words, address.language), "lobby.gone")
                changes = replace(changes, inbox=replace(source, acknowledgement=toast))
            return changes, toast
        event = await self.chats.event(inbound, address, snapshot)
        return await self.planner.step(snapshot, address, snapshot.application, event, source, inbound)

    async def _lobby(
        self, snapshot: Snapshot, address: Address, inbound: Inbound, source: Inbox, length: int
    ) -> tuple[Changes, str]:
        mine: list[Mine] = []
        if snapshot.address is not None:
            briefs = await self.storage.applications(person=address.person)
            mine = [
                Mine(id=one.id, reference=one.reference, dialogue=one.dialogue, state=one.state)
                for one in (listed.application for listed in briefs)
            ]
        current = next((one for one in mine if one.id == address.current), None)
        content = inbound.content
        reply = Command(name="") if isinstance(content, Offered | Corrected | Present) else content
        event = Opened(at=inbound.at, who=address.person)
        match enter(
            self.shelf.offers,
            mine,
            current,
            reply,
            address.language or inbound.language,
            self.voices[snapshot.key.channel],
        ):
            case Begin(dialogue=name):
                dialogue = self.shelf.offer(name)
                if dialogue is None:  # pragma: no cover - the lobby offers only what is there
                    raise Misuse(name)
                application = Application(
                    id=self.ids.application(),
                    reference=self.ids.reference(
                        dialogue.prefix or dialogue.id[0].upper(), REFERENCE + length
                    ),
                    dialogue=dialogue.id,
                    version=dialogue.version,
                    started=inbound.at,
                    touched=inbound.at,
                )
                blank = Snapshot(key=snapshot.key, address=snapshot.address)
                return await self.planner.step(blank, address, application, event, source, inbound)
            case Resume(application=wanted):
                opened = await self.storage.load(snapshot.key, application=wanted, fresh=True)
                if opened.application is None:
                    raise Misuse(wanted)
                stood = replace(opened, address=snapshot.address)  # of which the rest here was made
                return await self.planner.step(stood, address, opened.application, event, source, inbound)
            case Offer(prompt=prompt):
                ask = Ask(to=address.id, turn=0, prompt=prompt)
                rows = outgoing(ask, Addressee.of(address), self.ids, self.now())
                changes = Changes(
                    inbox=source,
                    people=() if snapshot.address is not None else ((address.person, inbound.at),),
                    address=address,
                    stood=snapshot.address,
                    outbox=rows,
                    messages=await self.chats.messages(inbound, address, None),
                )
                return changes, ""

    async def _event(
        self,
        key: AddressKey,
        application: ApplicationId,
        event: Event,
        source: Inbox,
        *,
        hold: float,
    ) -> tuple[Changes, str]:
        # read anew: no commit compares here whether they still take part
        snapshot = await self.storage.load(key, application=application, fresh=True)
        if snapshot.address is None or snapshot.application is None:
            raise Misuse(f"{event.kind} for an application that is not there: {application}")
        event = replace(event, who=snapshot.address.person)  # who may have been joined since
        if not snapshot.is_theirs:  # any more
            kind = "reminder" if isinstance(event, ReminderFell) else ""
            due = DueRow(kind=kind, person=event.who, application=application, at=None)
            return Changes(inbox=source, due=(due,) if kind else ()), ""
        if isinstance(event, ReminderFell):
            present = await self.storage.due_row("reminder", event.who, application)
            if present is None or present.at is None or present.at > event.at:
                return Changes(inbox=source), ""  # they did something meanwhile, and the row was moved
        return await self.planner.step(
            snapshot, snapshot.address, snapshot.application, event, source, None, hold=hold
        )

    @asynccontextmanager
    async def _alone(self, key: AddressKey) -> AsyncIterator[None]:
        """One event of an address at a time, in order of arrival; many addresses at once, but bounded."""
        lock, waiting = self._locks.setdefault(key, (asyncio.Lock(), [0]))
        waiting[0] += 1
        try:
            async with lock, self._parallel:
                yield
        finally:
            waiting[0] -= 1
            if not waiting[0]:
                self._locks.pop(key, None)


def _shown(rows: Iterable[Outgoing]) -> Shown | None:
    """The prompt among what is to be sent."""
    for row in rows:
        if isinstance(row.payload, Ask | Refresh):
            return Shown(turn=row.turn, application=row.application, prompt=row.payload.prompt)
    return None


def _command(inbound: Inbound) -> Command | None:
    content = inbound.content
    if isinstance(content, Command):
        return content
    return read_command(content.text) if isinstance(content, Typed) else None


def _pressed(inbound: Inbound) -> bool:
    """Whether it can only belong to something that was begun."""
    return inbound.application is not None or not isinstance(inbound.content, Typed | Command | Offered)


def _present(snapshot: Snapshot, present: Present, source: Inbox) -> Changes:
    """Whoever blocked the bot is reminded no more; nothing is said."""
    address = snapshot.address
    if address is None:
        return Changes(inbox=source)
    there = replace(address, reachable=present.reachable)
    return Changes(inbox=source, address=there, stood=address)
