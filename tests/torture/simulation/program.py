"""The program itself, between the disk and the platform: the product's engine, relay, clock and lanes, as the product
puts them together. It can die at any moment: nothing of it reaches the disk or the platform from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from bot.assembly import LEASE, Running, running
from bot.channels.base import (
    Handle,
    Inbound,
    Intake,
    Manner,
    Outcome,
    Parcel,
    Refused,
    Screens,
    Sent,
    Unanswered,
    Unsaved,
)
from bot.channels.lanes import Lanes
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receiving import Receiver
from bot.intake import Inboxed
from bot.rooms import Room
from bot.shelf import Shelved
from dialogues import codec
from dialogues.words import Words
from storage.cache import Cache
from storage.files import FileStore
from storage.ids import Ids
from storage.records import Lease
from storage.store import Storage
from tests.torture.simulation.disk import Disk
from tests.torture.simulation.faults import Faults
from tests.torture.simulation.loop import noting
from tests.torture.simulation.platform import ROOM, Platform
from tests.torture.simulation.way import Way

NAME: Final = "market"
ROOMS: Final = (Room(dialogue="*", channel=NAME, external_id=ROOM),)


@dataclass(kw_only=True, slots=True)
class Wire:
    """`channels.base.Channel`: a platform as one program sees it."""

    platform: Platform
    faults: Faults
    program: str
    manner: Manner
    die: Callable[[str], None]
    is_dead: Callable[[], bool]
    name: str = NAME
    chats: None = None
    lanes: Lanes[Outcome] = field(init=False)
    handle: Handle = field(init=False)

    async def run(self, handle: Handle, intake: Intake, screens: Screens) -> None:
        """What was kept goes first; then what comes, until the end."""
        self.handle = handle
        self.lanes = Lanes(
            intake=intake,
            key_of=lambda raw: str(raw["update_id"]),
            lane_of=lambda raw: str(raw["person"]),
            handle=self._one,
        )
        try:
            await self.lanes.resume()
            if self.platform.polled:
                await poll(self._fetch, cast(Receiver, self.lanes))
            await asyncio.Event().wait()
        finally:
            await self.lanes.close()

    async def send(self, parcel: Parcel) -> Sent:
        """One call."""
        if self.faults.strikes("crash_before_send"):
            self.die("before a send")
        if self.is_dead():
            raise Unanswered("dead")
        return await self.platform.call(self.program, parcel, self.die)

    async def is_member(self, room: str, external_id: str) -> bool:
        """Nobody asks."""
        return False

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        """Nobody sends a file."""
        raise Refused("not_found")
        yield b""

    async def _fetch(self, offset: int | None) -> Sequence[dict[str, Any]]:
        if self.is_dead():
            raise Unanswered("dead")
        return await self.platform.fetch(offset)

    async def _one(self, raw: Any, is_again: bool) -> Outcome:
        return await self.handle(inbound(raw))


def inbound(raw: Any) -> Inbound:
    """What a person did, out of what the platform says of it."""
    return Inbound(
        channel=NAME,
        key=str(raw["update_id"]),
        external_id=raw["person"],
        at=datetime.fromisoformat(raw["at"]),
        content=codec.replies.validate_python(raw["content"]),
        turn=raw.get("turn"),
        application=raw.get("application"),
        message_id=raw["message_id"],
        place=raw["place"],
        about=raw.get("about", ""),
    )


class NoFiles(FileStore):
    """Nobody sends any."""

    def sweep(self, before: datetime) -> int:
        """There is nothing."""
        return 0


@dataclass(kw_only=True, slots=True)
class Program:
    """One process, from its start to its end."""

    name: str
    #: its name in leases; one that is alone on its database is called the same after a restart, and goes on at once
    worker: str
    alone: bool
    disk: Disk
    platform: Platform
    faults: Faults
    words: Words
    shelved: Shelved
    manner: Manner
    now: Callable[[], datetime]
    #: the ways of those that share the database
    others: Callable[[], Iterable[Way]]
    #: told of its death
    died: Callable[[str, str], None]
    #: out of its parts, whoever handles what comes in; the tests that break it do so here
    built: Callable[[Running], Handle]
    tasks: dict[asyncio.Task[Any], None] = field(default_factory=dict)
    parts: Running | None = None
    #: it is dead, or has ended by itself
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    wire: Wire = field(init=False)
    main: asyncio.Task[None] = field(init=False)
    way: Way = field(init=False)

    def start(self) -> None:
        """From now on it runs."""
        lease = Lease(worker=self.worker, duration=LEASE)
        cache = Cache(1_000)
        self.way = Way(
            disk=self.disk, faults=self.faults, lease=lease, cache=cache, name=self.name, others=self.others,
            is_shared=not self.alone, die=self.die,
        )  # fmt: skip
        self.wire = Wire(
            platform=self.platform, faults=self.faults, program=self.name, manner=self.manner,
            die=self.die, is_dead=lambda: self.is_dead,
        )  # fmt: skip
        storage = Storage(
            database=cast(Any, self.way), files=NoFiles(Path("/nowhere")), cache=cache, lease=lease
        )
        with noting(self.tasks):
            self.main = asyncio.create_task(self._live(storage), name=self.name)
        self.main.add_done_callback(lambda _: self.gone.set())

    @property
    def is_dead(self) -> bool:
        """Nothing of it gets out any more."""
        return self.way.is_dead

    @property
    def is_up(self) -> bool:
        """Something can be delivered to it."""
        return self.parts is not None and not self.is_dead and not self.main.done()

    @property
    def end(self) -> BaseException | None:
        """Why it ended by itself."""
        end = self.main.exception() if self.main.done() and not self.main.cancelled() else None
        while isinstance(end, BaseExceptionGroup):
            end = end.exceptions[0]
        return end

    def die(self, where: str) -> None:
        """Here and now."""
        if not self.is_dead:
            self.way.is_dead = True
            for lead in [lead for lead, name in self.disk.leads.items() if name == self.name]:
                del self.disk.leads[lead]  # it was its connection's
            self.gone.set()
            self.died(self.name, where)

    async def bury(self) -> None:
        """What a dead program would still do is ended, unheard; a living one ends in order."""
        self.main.cancel()
        while self.tasks:
            if self.is_dead:
                for task in list(self.tasks):
                    task.cancel()
            await asyncio.sleep(0.01)

    async def receive(self, raw: dict[str, Any]) -> bool:
        """Whether it says that it has this delivery."""
        with noting(self.tasks):
            taken = asyncio.create_task(self.wire.lanes.take(raw))
        await asyncio.wait([taken])
        problem = None if taken.cancelled() else taken.exception()
        if taken.cancelled() or self.is_dead:
            return False
        if problem is not None and not isinstance(problem, Unsaved):
            raise problem
        return problem is None

    async def _live(self, storage: Storage) -> None:
        if self.alone:
            await storage.release()
        ids = Ids(clock=lambda: self.now().timestamp(), randomness=self.faults.dice.randbytes)
        async with running(
            storage, [self.shelved], [self.wire], ROOMS, clock=self.now, words=self.words, ids=ids,
            shared=not self.alone,
        ) as parts:  # fmt: skip
            handle = self.built(parts)
            self.parts = parts
            intake = Inboxed(storage=parts.storage, channel=NAME, now=self.now)
            await self.wire.run(handle, intake, parts.screens)
