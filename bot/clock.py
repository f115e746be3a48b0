"""Due rows → events. A reminder is a moment in the database, not a timer in memory: it survives a restart and
falls once, because the commit of its event moves the row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.base import Outcome, Unsaved
from bot.shelf import Shelf, UnknownVersion
from dialogues.application import ApplicationId
from dialogues.consenting import asks
from dialogues.events import Event, ReminderFell
from dialogues.reminding import out_of_quiet
from storage.changes import AddressKey, Due, Inbox, StorageUnavailable
from storage.codes import CLAIM
from storage.records import Reach
from storage.store import Storage

log = structlog.get_logger(__name__)

#: due rows taken at once
TAKEN = 100
#: a redelivery comes within a day from Telegram, within minutes from Slack
REMEMBERED = timedelta(days=7)
#: how often is swept
SWEPT = timedelta(days=1)
#: how long what nobody has agreed to waits for them
UNAGREED = timedelta(days=7)
#: how long a row is left alone that could not be made an event
BROKEN = timedelta(hours=1)
#: how long the clock sleeps at most, in seconds: another process may have written a nearer moment
LONGEST = 30.0

Happen = Callable[[AddressKey, ApplicationId, Event, Inbox], Awaitable[Outcome]]


@dataclass(kw_only=True, slots=True)
class Clock:
    """Turns what is due into events, for the people who are reached from here."""

    storage: Storage
    shelf: Shelf
    happen: Happen
    #: what a claim that nobody has answered becomes
    fall: Callable[[Due], Awaitable[Outcome]]
    reach: Reach
    now: Callable[[], datetime]
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until cancelled."""
        swept = datetime.min.replace(tzinfo=UTC)
        while True:
            try:
                if self.now() - swept >= SWEPT:
                    swept = self.now()
                    await self.sweep()
                await self.tick()
                at = await self.storage.next_due(self.now())
            except (StorageUnavailable, Unsaved):
                at = None
            wait = LONGEST if at is None else min(LONGEST, max(0.1, (at - self.now()).total_seconds()))
            self._stirred.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._stirred.wait()

    def stir(self) -> None:
        """A moment was set that may be nearer than the one that is waited for."""
        self._stirred.set()

    async def sweep(self) -> None:
        """Forget the keys of events that no platform delivers again, what is left of broken downloads, and who
        has not agreed."""
        await self.storage.forget_events(self.now() - REMEMBERED)
        await asyncio.to_thread(self.storage.files.sweep, self.now() - SWEPT)
        try:
            await self._drop(self.now() - UNAGREED)
        except StorageUnavailable:
            raise
        except Exception as problem:  # noqa: BLE001 - what cannot be dropped must not stop everybody's clock
            log.error("not dropped", error=type(problem).__name__)

    async def _drop(self, before: datetime) -> None:
        """Applications whose notice was not agreed to since then, and addresses with nothing behind them."""
        asking: set[tuple[str, str]] = set()
        for dialogue, version in sorted(await self.storage.unagreed_versions(before)):
            try:
                if asks(await self.shelf.get(dialogue, version)):
                    asking.add((dialogue, version))
            except UnknownVersion:
                log.error("not dropped", dialogue=dialogue, version=version, error=UnknownVersion.__name__)
        while await self.storage.drop_unagreed(before, asking):
            pass

    async def tick(self) -> int:
        """Everything that is due now; says how many moments fell."""
        count = 0
        while rows := await self.storage.due_before(self.now(), TAKEN, reach=self.reach):
            for row in rows:
                try:
                    await self._fall(row)
                except (StorageUnavailable, Unsaved):
                    raise
                except Exception as problem:  # noqa: BLE001 - one person's row must not stop everybody's clock
                    log.error("not reminded", application=row.application, error=type(problem).__name__)
                    await self.storage.move_due(row, self.now() + BROKEN)
                count += 1
        return count

    async def _fall(self, row: Due) -> None:
        if row.kind == CLAIM:
            await self.fall(row)
            return
        now = self.now()
        address = await self.storage.last_address(row.person)
        snapshot = await self.storage.load(address.key, row.application) if address is not None else None
        if address is None or snapshot is None or snapshot.application is None or not snapshot.is_theirs:
            await self.storage.move_due(row, None)
            return
        application = snapshot.application
        dialogue = await self.shelf.get(application.dialogue, application.version)
        quiet = dialogue.reminders.quiet if dialogue.reminders is not None else None
        if row.number == 0:
            quiet = None  # it was asked for at this very moment
        if quiet is not None and (later := out_of_quiet(now, quiet, dialogue.zone)) != now:
            await self.storage.move_due(row, later)
            return
        event = ReminderFell(at=now, who=row.person, number=row.number, text=row.text or "")
        source = Inbox(channel="clock", key=f"{row.kind}:{row.person}:{row.application}:{row.at}", at=now)
        await self.happen(address.key, row.application, event, source)
