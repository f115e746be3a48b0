"""What only one of several programs on one database does: it sends, it keeps the clock, it polls.

So a platform's pace holds across all of them, and the rows of a chat go out in order. Whoever follows commits rows for the
one who leads, who is told of them by the database. Where the leading program dies, another takes over within seconds. On
SQLite there is one program, which leads from the start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.clock import Clock
from bot.relay import Relay
from storage.changes import Outgoing
from storage.records import Heard, Reach
from storage.store import Storage

log = structlog.get_logger(__name__)

#: of the lead
NAME: Final = "sending"
_NOBODY: Final = Reach()


@dataclass(kw_only=True, slots=True)
class Duty:
    """Leads, or waits until it does."""

    storage: Storage
    #: a relay for a term of leading: one that was closed begins nothing more
    make_relay: Callable[[], Relay]
    clock: Clock
    reach: Reach
    #: whether others may be on the database, so that until it leads it holds nothing
    shared: bool
    #: the one of this term, or of the next
    relay: Relay = field(init=False)
    #: whether this program sends
    leads: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.relay = self.make_relay()
        self.leads = not self.shared
        self.storage.take_for(_NOBODY if self.shared else self.reach)
        self.storage.listen(self._heard)

    def wake(self, rows: Sequence[Outgoing]) -> None:
        """Rows that were just committed here."""
        if self.leads:
            self.relay.wake(rows)

    async def run(self) -> None:
        """Until cancelled."""
        leading = self.storage.leading(NAME)
        try:
            while True:
                await leading.gained()
                if self.shared:
                    log.info("leads")
                self.leads = True
                self.storage.take_for(self.reach)
                await self._term(leading.lost())
                log.warning("does not lead any more")
                self.leads = False
                self.storage.take_for(_NOBODY)
                await self.relay.close()
                self.relay = self.make_relay()
        finally:
            await leading.close()

    async def _term(self, end: Awaitable[None]) -> None:
        """All that the leader does, until the end; where one part cannot go on, all end."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self.relay.run(), name="relay"),
                group.create_task(self.clock.run(), name="clock"),
            ]
            await end
            for task in tasks:
                task.cancel()

    def _heard(self, heard: Heard) -> None:
        if heard.outbox:
            self.relay.stir()
        if heard.due is not None:
            self.clock.stir()


async def while_leading(storage: Storage, name: str, do: Callable[[], Awaitable[None]]) -> None:
    """Do this whenever this program has the lead of that name; until it ends by itself, or this is cancelled."""
    leading = storage.leading(name)
    try:
        while True:
            await leading.gained()
            doing, lost = asyncio.ensure_future(do()), asyncio.ensure_future(leading.lost())
            try:
                await asyncio.wait([doing, lost], return_when=asyncio.FIRST_COMPLETED)
                if doing.done():
                    await doing
                    return
            finally:
                for task in (doing, lost):
                    task.cancel()
                await asyncio.gather(doing, lost, return_exceptions=True)
    finally:
        await leading.close()
