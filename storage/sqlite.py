"""SQLite: engines, transactions, and everything that is peculiar to it.

Reads go through an async engine, each in a transaction of its own that is never held across an await; writes go
through the one writer, so everybody is alone while they write, and nothing needs a lock.

- The driver's implicit transactions are off, so BEGIN is ours: IMMEDIATE for the writer (so that it never
  has to upgrade a read lock, which no time-out can wait for), plain for readers.
- WAL with synchronous=FULL: what is committed survives a power cut, readers do not wait for the writer. A file
  becomes WAL once, before it is migrated, and stays so.
- `PRAGMA data_version` says whether another program has written since: then the cache is worth nothing.

Nobody is told what was written: other programs find it when they look.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

from storage.changes import Changes, Committed, Misuse, StorageUnavailable
from storage.commit import apply
from storage.groups import Group
from storage.leading import Leading, Sole
from storage.records import Alone, Heard, Lease
from storage.writer import Writer

T = TypeVar("T")

#: how long a transaction waits for another program's, in seconds
PATIENCE = 5.0
#: the same while migrating: the program that came first may take its time
MIGRATING_PATIENCE = 120.0
#: primary result codes that mean "not now", and nothing about the statement: https://sqlite.org/rescode.html
#: (PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB)
UNAVAILABLE = frozenset({3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26})


class Sqlite:
    """One SQLite file: any number of readers, one writer."""

    def __init__(
        self, file: Path, *, lease: Lease, settled: Callable[[Sequence[Changes], Group], None]
    ) -> None:
        self._file = file
        self._url = URL.create("sqlite", database=str(file))
        self._lease = lease
        self._readers = create_async_engine(
            self._url.set(drivername="sqlite+aiosqlite"),
            connect_args=_connecting(PATIENCE),
            hide_parameters=True,
        )
        _prepare(self._readers.sync_engine, begin="BEGIN", pragmas=(*_PRAGMAS, "query_only=ON"))
        self._writer = Writer(
            self._engine(PATIENCE, *_PRAGMAS), apply=self._apply, fault=fault, settled=settled
        )

    async def read(self, read: Callable[[Connection], T]) -> T:
        """One view of the database, as it was at the first statement."""
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(read)
        except SQLAlchemyError as error:
            raise fault(error) from error

    async def write(
        self, act: Callable[[Connection], T], *, alone: Alone = Alone.NO, tell: Heard | None = None
    ) -> T:
        """One transaction."""
        del alone, tell  # the writer is alone anyway, and nobody listens
        return await self._writer.act(act)

    async def commit(self, changes: Changes) -> Committed:
        """One change, in a transaction with others."""
        return await self._writer.commit(changes)

    def migrate(self, migrate: Callable[[Connection], None]) -> None:
        """One transaction in which foreign keys may be broken meanwhile, as when a table is built anew.

        It begins with the write lock, so of two programs that start at once the second waits, and then finds
        the work done. Blocks: it is for a thread of its own.
        """
        engine = self._engine(MIGRATING_PATIENCE, "synchronous=FULL", "foreign_keys=OFF")
        try:
            _become_wal(self._file)
            with engine.begin() as connection:
                migrate(connection)
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError(f"the migration leaves {len(broken)} rows that refer to nothing")
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise fault(error) from error
        finally:
            engine.dispose()

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Nobody is told anything."""

    def leading(self, name: str) -> Leading:
        """Nobody else is asked: what two programs must not do at once on one file, they know of by other means."""
        return Sole()

    async def close(self) -> None:
        """What was handed in is committed first."""
        await self._writer.close()
        await self._readers.dispose()

    def _engine(self, patience: float, *pragmas: str) -> Engine:
        engine = create_engine(
            self._url, poolclass=StaticPool, connect_args=_connecting(patience), hide_parameters=True
        )
        _prepare(engine, begin="BEGIN IMMEDIATE", pragmas=pragmas)
        return engine

    def _apply(self, connection: Connection, group: Sequence[Changes]) -> Group:
        version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        before, connection.info["data_version"] = connection.info.get("data_version"), version
        return Group(outcomes=apply(connection, group, self._lease), others_wrote=version != before)


def fault(error: Exception) -> StorageUnavailable | Misuse:
    """Whose fault it was: the database's, now, or ours. The text tells what failed, and no value: that could be
    an answer."""
    cause = (isinstance(error, StatementError) and error.orig) or error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    # a reader that found no free connection in half a minute has waited for the disk as well
    not_now = code in UNAVAILABLE or isinstance(cause, PoolTimeout)
    found = (StorageUnavailable if not_now else Misuse)(f"{type(cause).__name__}: {cause}")
    found.__cause__ = error
    return found


#: 64 MB is what the log is cut back to after a checkpoint that found it larger
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "journal_size_limit=67108864")


def _become_wal(file: Path) -> None:
    """SQLite waits for nobody here: of two programs that begin on a new file at once, one is told that it is
    locked, whatever its time-out says."""
    end = time.monotonic() + MIGRATING_PATIENCE
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return


def _connecting(patience: float) -> dict[str, object]:
    return {"isolation_level": None, "timeout": patience}


def _prepare(engine: Engine, *, begin: str, pragmas: Sequence[str]) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
