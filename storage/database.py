"""Which make of database it is, and what each of them can do.

The SQL is the same for both and stands in its own modules; the shapes that one of them takes better are made in
`statements.py`. All else that is peculiar to one make is in `sqlite.py`, or in `postgres.py` and what only that uses:
`lanes.py`, `locks.py`, `listening.py`, `notices.py` and `postgres_faults.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from storage.cache import Cache
from storage.changes import Changes, Committed
from storage.leading import Leading
from storage.postgres import Postgres
from storage.records import Alone, Heard, Lease
from storage.sqlite import Sqlite

T = TypeVar("T")

_KNOWN = "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
#: of an address; whatever else a driver knows is not promised
_OPTIONS = frozenset({"host", "port", "ssl", "sslmode", "target_session_attrs"})


class Database(Protocol):
    """What the rest of the package asks of a database."""

    async def read(self, read: Callable[[Connection], T]) -> T:
        """One view of the database, as it was at the first statement."""

    async def write(
        self, act: Callable[[Connection], T], *, alone: Alone = Alone.NO, tell: Heard | None = None
    ) -> T:
        """One transaction, while no other program does the same; others are told something with it."""

    async def commit(self, changes: Changes) -> Committed:
        """One change, in a transaction with others."""

    def migrate(self, migrate: Callable[[Connection], None]) -> None:
        """One transaction while no other program migrates. Blocks: it is for a thread of its own."""

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Calls back, on the event loop, with what other programs tell; a database may have no way to do so."""

    def leading(self, name: str) -> Leading:
        """The lead of this name: one of all programs on a database has it."""

    async def close(self) -> None:
        """What was handed in is committed first."""


def connect(url: str, data: Path, *, lease: Lease, cache: Cache) -> Database:
    """The database at `url`, or the default one in the folder `data`. Raises ValueError, without the address."""
    address = address_of(url, data)
    if address.get_backend_name() == "sqlite":
        return Sqlite(Path(str(address.database)), lease=lease, settled=cache.settled)
    return Postgres(address, lease=lease, cache=cache)


def address_of(url: str, data: Path) -> URL:
    """Where a database is, by the driver that is ours. Raises ValueError, without the address."""
    if not url:
        return URL.create("sqlite", database=str(data / "formbot.sqlite3"))
    try:
        parts = make_url(url)
    except ArgumentError:  # it would quote the address
        raise ValueError(f"the address of the database cannot be read: {_KNOWN}") from None
    match parts.get_backend_name():
        case "sqlite" if parts.database:
            return parts
        case "postgresql" | "postgres":
            return _of_postgres(parts)
        case _:
            raise ValueError(f"a database of the kind {parts.drivername} is not supported: {_KNOWN}")


def _of_postgres(parts: URL) -> URL:
    """Whatever driver it names: ours, with the words of that one."""
    if unknown := sorted(parts.query.keys() - _OPTIONS):
        raise ValueError(
            f"the address of the database has an option {unknown[0]} that is not known: leave it out"
        )
    query = {("ssl" if name == "sslmode" else name): value for name, value in parts.query.items()}
    return parts.set(drivername="postgresql+asyncpg", query=query)
