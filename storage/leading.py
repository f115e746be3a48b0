"""Which of several programs on one database does what only one may do: send at a platform's pace, poll for a token.

On PostgreSQL the lead is an advisory lock of a session, so it ends with its connection, however that ends: another program
has it a moment later. Whoever has it looks now and then whether the connection is still there; for as long as that takes
two may believe that they lead, and what they do is guarded by leases all the same.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from hashlib import blake2b
from typing import Final, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

#: seconds between tries of those who follow, and between looks of the one who leads
AGAIN: Final = 1.0
LOOK: Final = 2.0

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_THERE = text("SELECT 1")


class Leading(Protocol):
    """A lead that may be had, and lost again."""

    async def gained(self) -> None:
        """Returns when this program has it."""

    async def lost(self) -> None:
        """Returns when it has it no more."""

    async def close(self) -> None:
        """Gives it up."""


class Sole:
    """There is nobody else."""

    async def gained(self) -> None:
        """At once."""

    async def lost(self) -> None:
        """Never."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing is held."""


class Leader:
    """An advisory lock of a connection of its own."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._key = int.from_bytes(blake2b(f"lead {name}".encode(), digest_size=8).digest(), signed=True)
        self._connection: AsyncConnection | None = None

    async def gained(self) -> None:
        """Tried until it is there, also while the database is not."""
        while True:
            with suppress(Exception):  # whatever it is, commits meet it as well and say so
                connection = self._connection
                if connection is None:
                    connection = self._connection = await self._engine.connect()
                if (await connection.execute(_TRY, {"key": self._key})).scalar_one():
                    return
                await asyncio.sleep(AGAIN)
                continue
            await self.close()
            await asyncio.sleep(AGAIN)

    async def lost(self) -> None:
        """As soon as the connection is seen to be gone."""
        with suppress(Exception):
            while self._connection is not None:
                await asyncio.sleep(LOOK)
                await self._connection.execute(_THERE)
        await self.close()

    async def close(self) -> None:
        """The connection is not given back: with it goes the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                await connection.invalidate()
            with suppress(Exception):
                await connection.close()
