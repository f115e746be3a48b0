"""The whole shell on a real database, with a channel that only remembers and a clock that is set by hand."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.assembly import Running, running
from bot.channels.base import (
    ChannelError,
    Handle,
    Inbound,
    Intake,
    Manner,
    Offered,
    Outcome,
    Parcel,
    Refused,
    Sent,
)
from bot.clock import Clock
from bot.fetching import QUOTA
from bot.rooms import Room
from bot.shelf import Shelved
from dialogues.effects import Ask, Settle, Tell
from dialogues.library import shipped, shipped_source
from dialogues.prompt import Notice, Prompt
from dialogues.reply import Command, Reply, Typed
from storage.store import Storage
from tests.test_transcripts import FOLDER, definition

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ROOM = Room(dialogue="*", channel="memory", external_id="reviewers")


@dataclass
class Memory:
    """A channel that keeps what it is sent. `faults` are raised by the next sends, or downloads, one each."""

    name: str = "memory"
    manner: Manner = field(default_factory=Manner)
    #: who is reached from here; None for everybody
    chats: frozenset[str] | None = None
    parcels: list[Parcel] = field(default_factory=list)
    faults: list[ChannelError] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    #: what each send waits for after the platform has it, and each download before it begins
    gate: asyncio.Event | None = None
    #: who sees which room: (room, person)
    members: set[tuple[str, str]] = field(default_factory=set)
    #: who was asked about
    asked: list[str] = field(default_factory=list)
    #: set by every send
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, handle: Handle, intake: Intake) -> None:
        raise AssertionError("the tests call handle themselves")

    async def send(self, parcel: Parcel) -> Sent:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None:
            self.parcels.append(parcel)
        place = len(self.parcels)
        self.came.set()
        if self.gate is not None:
            await self.gate.wait()
        if fault is not None:
            raise fault
        if parcel.message_id:  # changed where it stands
            return Sent(message_id=parcel.message_id, place=int(parcel.message_id.removeprefix("m")))
        return Sent(message_id=f"m{place}", place=place)

    async def is_member(self, room: str, external_id: str) -> bool:
        self.asked.append(external_id)
        if self.faults:
            raise self.faults.pop(0)
        return (room, external_id) in self.members

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        if self.gate is not None:
            await self.gate.wait()
        if self.faults:
            raise self.faults.pop(0)
        if token not in self.files:
            raise Refused("not_found")
        yield self.files[token]


@dataclass
class World:
    """Programs on one database. Their clock stands: `parts.clock.tick()` turns it."""

    folder: Path
    dialogue: str = "volunteer_intake"
    #: in place of a file of that name
    made: Shelved | None = None
    now: datetime = START
    channel: Memory = field(default_factory=Memory)
    rooms: Sequence[Room] = (ROOM,)
    #: "" for SQLite in the folder
    url: str = ""
    #: whether one of several programs leads
    shared: bool = False
    #: bytes of files that one person may send
    quota: int = QUOTA
    _keys: count[int] = field(default_factory=count)

    @asynccontextmanager
    async def program(self, worker: str = "one") -> AsyncIterator[Running]:
        storage = await Storage.open(self.folder, worker=worker, url=self.url)
        async with storage:
            await storage.upgrade()
            with _standing():
                async with running(
                    storage, [self.made or self._shelved()], [self.channel], self.rooms, clock=lambda: self.now, shared=self.shared,
                    quota=self.quota,
                ) as parts:  # fmt: skip
                    yield parts

    def _shelved(self) -> Shelved:
        file = FOLDER / "dialogues" / f"{self.dialogue}.yaml"
        source = (
            shipped_source(self.dialogue) if self.dialogue in shipped() else file.read_text(encoding="utf-8")
        )
        return Shelved(dialogue=definition(self.dialogue), source=source)

    def takes_away(self, application: str, person: str) -> None:
        """Somebody takes part no more: by hand, so that no program of ours hears of it."""
        with closing(sqlite3.connect(self.folder / "formbot.sqlite3", timeout=10)) as there, there:
            gone = there.execute(
                "DELETE FROM participants WHERE application = ? AND person = ?", (application, person)
            )
            assert gone.rowcount == 1

    def inbound(self, content: Reply | Offered, person: str = "ann", **more: object) -> Inbound:
        return Inbound(
            **{
                "channel": "memory",
                "key": f"k{next(self._keys)}",
                "external_id": person,
                "at": self.now,
                "content": content,
                **more,
            }  # type: ignore[arg-type]
        )

    async def tell(
        self, parts: Running, content: Reply | Offered | str, person: str = "ann", **more: object
    ) -> Outcome:
        reply = Typed(text=content) if isinstance(content, str) else content
        outcome = await parts.engine.handle(self.inbound(reply, person, **more))
        await parts.relay.settled(person, ROOM.external_id)
        return outcome

    async def open(self, parts: Running, person: str = "ann") -> Outcome:
        return await self.tell(parts, Command(name="open", argument=self.dialogue), person)

    def prompts(self, person: str = "ann") -> list[Prompt]:
        return [
            parcel.content.prompt
            for parcel in self.channel.parcels
            if parcel.external_id == person and isinstance(parcel.content, Ask)
        ]

    def told(self, person: str = "ann") -> list[Notice]:
        return [
            parcel.content.notice
            for parcel in self.channel.parcels
            if parcel.external_id == person and isinstance(parcel.content, Tell)
        ]

    def settled(self, person: str = "ann") -> list[Settle]:
        return [
            parcel.content
            for parcel in self.channel.parcels
            if parcel.external_id == person and isinstance(parcel.content, Settle)
        ]

    def posts(self) -> list[Notice]:
        return [
            parcel.content
            for parcel in self.channel.parcels
            if parcel.room and isinstance(parcel.content, Notice)
        ]


async def _stands(_: Clock) -> None:
    await asyncio.Event().wait()


_RUNS = Clock.run
_there: list[object] = []


@contextmanager
def _standing() -> Iterator[None]:
    """The clocks stand while any of these programs is there: the first to begin may be the first to end."""
    here = object()
    _there.append(here)
    Clock.run = _stands  # type: ignore[method-assign]
    try:
        yield
    finally:
        _there.remove(here)
        if not _there:
            Clock.run = _RUNS  # type: ignore[method-assign]


__all__ = ["Memory", "World"]
