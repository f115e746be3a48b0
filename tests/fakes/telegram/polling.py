"""getUpdates: one poll at a time, woken by what happens."""

from __future__ import annotations

import asyncio
import json

from tests.fakes.telegram.chats import Json
from tests.fakes.telegram.refusals import OTHER_POLL, WEBHOOK_ACTIVE, conflict
from tests.fakes.telegram.updates import Updates

#: seconds that the real server waits at most, whatever is asked [tdlib/telegram-bot-api]
LONGEST = 50


class Polling:
    def __init__(self, updates: Updates, longest: float) -> None:
        self._updates = updates
        self._longest = min(longest, LONGEST)
        #: the poll that waits: answered by None when something happened, by an error when another took its place
        self._waiting: asyncio.Future[None] | None = None
        #: whether updates go to a webhook
        self.barred = False

    async def get_updates(self, args: Json) -> list[Json]:
        if self.barred:
            raise conflict(WEBHOOK_ACTIVE)
        self.stop()
        if "allowed_updates" in args:
            self._updates.allowed = set(args["allowed_updates"]) or None
        self._updates.confirm(args.get("offset", 0))
        limit = args.get("limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        wait = min(max(args.get("timeout", 0), 0), self._longest)
        if not self._updates.current() and wait > 0:
            await self._something(wait)
        return [json.loads(update.text) for update in list(self._updates.current())[:limit]]

    async def _something(self, wait: float) -> None:
        self._waiting = mine = asyncio.get_running_loop().create_future()
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

    def stop(self) -> None:
        """The poll that waits is told that it is not alone."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(conflict(OTHER_POLL))
