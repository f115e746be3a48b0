"""The inbox as a channel sees it: events that are kept as they came, until there is time for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import Unsaved
from storage.changes import Changes, Inbox, StorageUnavailable
from storage.store import Storage

#: an event that is not handled by then was kept by a program that is gone; a living one takes tenths of a second
ABANDONED = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inboxed:
    """`channels.base.Intake` of one channel."""

    storage: Storage
    channel: str
    now: Callable[[], datetime]

    async def keep(self, key: str, raw: str) -> None:
        """On disk when this returns; what is done by then stays done. Raises Unsaved."""
        await self._commit(Inbox(channel=self.channel, key=key, status="received", raw=raw, at=self.now()))

    async def done(self, key: str) -> None:
        """Nobody works it off any more. Raises Unsaved."""
        await self._commit(Inbox(channel=self.channel, key=key, at=self.now()))

    async def set_aside(self, key: str, raw: str) -> None:
        """For the next start, which may be of a program that can cope with it. Raises Unsaved."""
        await self._commit(Inbox(channel=self.channel, key=key, status="set_aside", raw=raw, at=self.now()))

    async def left(self) -> tuple[str, ...]:
        """What was kept and is not done, oldest first, with what was set aside."""
        return tuple(row.raw for row in await self.storage.received(self.channel, set_aside=True))

    async def abandoned(self) -> tuple[str, ...]:
        """What another program took, and did not live to handle; oldest first. Raises Unsaved."""
        try:
            rows = await self.storage.received(self.channel, before=self.now() - ABANDONED)
        except StorageUnavailable:
            raise Unsaved("") from None
        return tuple(row.raw for row in rows)

    async def _commit(self, row: Inbox) -> None:
        try:
            await self.storage.commit(Changes(inbox=row))
        except StorageUnavailable:
            raise Unsaved("") from None
