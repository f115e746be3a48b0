"""getUpdates: one poll at a time, woken by what happens."""

from __future__ import annotations

import asyncio

from tests.fakes.telegram.chats import Changes, Json
from tests.fakes.telegram.refusals import OTHER_POLL, WEBHOOK_ACTIVE, conflict
from tests.fakes.telegram.updates import Update, Updates

#: seconds that the real server waits at most, whatever is asked [tdlib/telegram-bot-api]
LONGEST = 50


class Polling:
    def __init__(self, updates: Updates, longest: float) -> None:
        self._updates = updates
        self._longest = min(longest, LONGEST)
        self._opened = Changes()
        #: the poll that waits: answered by an error when another takes its place
        self._waiting: asyncio.Future[None] | None = None

    async def get_updates(self, args: Json) -> list[Update]:
        """What the bot gets now; raises a Refusal where it may not poll."""
        if self._updates.sink is not None:
            raise conflict(WEBHOOK_ACTIVE)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(conflict(OTHER_POLL))
        self._updates.allow(args)
        self._updates.confirm(args.get("offset", 0))
        limit = args.get("limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        wait = min(max(args.get("timeout", 0), 0), self._longest)
        if not self._updates.current() and wait > 0:
            await self._something(wait)
        return list(self._updates.current())[:limit]

    async def _something(self, wait: float) -> None:
        self._waiting = mine = asyncio.get_running_loop().create_future()
        self._opened.happen()
        seen = asyncio.ensure_future(
            self._updates.changes.until(lambda: True if self._updates.current() else None, wait)
        )
        try:
            await asyncio.wait([mine, seen], return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
        finally:
            seen.cancel()
            if self._waiting is mine:
                self._waiting = None

    async def opened(self, *, within: float = 5) -> None:
        """Once a poll is open: the bot is there, and has nothing left to fetch."""
        opened = await self._opened.until(lambda: self._waiting, within)
        assert opened is not None, f"no poll was opened within {within} s"
