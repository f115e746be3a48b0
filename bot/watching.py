"""For whoever watches the program: `/metrics`, `/healthz` and `/readyz`, at an address of their own.

Alive is a program whose loop turns; ready is one whose database answers. Neither says anything of anybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.duty import Duty
from bot.measuring import Measures
from storage.changes import Misuse, StorageUnavailable
from storage.store import Storage

#: seconds in which the database has to answer
_PATIENCE: Final = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """What is asked."""

    storage: Storage
    duty: Duty
    measures: Measures
    now: Callable[[], datetime]

    @asynccontextmanager
    async def at(self, host: str, port: int) -> AsyncIterator[None]:
        """Answers there until the block ends."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield
        finally:
            await runner.cleanup()

    async def _metrics(self, _: web.Request) -> web.Response:
        """Counters also while the database is away."""
        await self._look()
        text = await asyncio.to_thread(generate_latest, self.measures.registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _: web.Request) -> web.Response:
        is_there = await self._look()
        return web.Response(text="ok\n" if is_there else "no database\n", status=200 if is_there else 503)

    async def _look(self) -> bool:
        now = self.now()
        try:
            async with asyncio.timeout(_PATIENCE):
                backlog = await self.storage.backlog(now)
        except (StorageUnavailable, Misuse, TimeoutError):
            return False
        age = (now - backlog.oldest).total_seconds() if backlog.oldest is not None else 0.0
        self.measures.look(backlog, max(0.0, age), leads=self.duty.leads)
        return True
