"""PostgreSQL: the connection on which other programs' notices come in.

It is opened again whenever it is lost. Then, and when it listens again, what was missed is not known: `lost` says so.
A server that is silent is asked now and then whether it is still there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

CHANNEL = "formbot"
TELL = text(f"SELECT pg_notify('{CHANNEL}', :notice)")
#: how often a silent server is asked, and how long it may take to answer, in seconds
SILENCE, ANSWER = 15.0, 5.0
#: between two tries to listen again, in seconds
PAUSE = 0.5


class Listener:
    """Listens until it is closed."""

    def __init__(
        self, engine: AsyncEngine, *, heard: Callable[[str], None], lost: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._heard = heard
        self._lost = lost
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    def start(self) -> None:
        """Once; what is written before is not told."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="storage listener")

    async def close(self) -> None:
        """Hears nothing any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            # whatever it is, commits meet it as well and say so; here it only means that nothing is heard
            with suppress(Exception):
                await self._listen()
            self.listening.clear()
            self._lost()
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        async with self._engine.connect() as connection:
            # the driver's own connection: SQLAlchemy has no word for this
            driver: Any = (await connection.get_raw_connection()).driver_connection
            gone = asyncio.Event()
            driver.add_termination_listener(lambda _: gone.set())
            await driver.add_listener(CHANNEL, lambda _connection, _pid, _channel, said: self._heard(said))
            try:
                self._lost()
                self.listening.set()
                while not gone.is_set():
                    with suppress(TimeoutError):
                        async with asyncio.timeout(SILENCE):
                            await gone.wait()
                            return
                    await driver.execute("SELECT 1", timeout=ANSWER)
            finally:
                await connection.invalidate()
