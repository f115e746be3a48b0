"""PostgreSQL: one pool of connections, several writers, and programs that tell each other what they wrote. It needs
connections of its own to the server: a pooler that lends them by the transaction loses who listens.

- Reads are REPEATABLE READ and read only: one moment, whatever is committed meanwhile.
- Writes are READ COMMITTED and take their locks by name first (`locks.py`). What the server rolled back because of
  others (a deadlock, a key taken meanwhile), and what met a connection that had gone before it was asked to commit,
  is tried again here. Where the connection goes while it commits nobody can know: the caller is told that nothing
  can be kept now, and finds out by the key of its event.
- Each commit tells the other programs, in its own transaction, what they may remember and who might have something
  to send (`notices.py`). Nothing depends on it but how soon they know.
- Nothing waits for ever: the server cancels a statement or a wait for a lock, and where the server itself does not
  answer, the driver gives up.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage import locks, notices
from storage.cache import Cache
from storage.changes import Changes, Committed, StorageUnavailable
from storage.commit import apply
from storage.groups import Group
from storage.lanes import Lanes
from storage.leading import Leader, Leading
from storage.listening import TELL, Listener
from storage.notices import Notice
from storage.postgres_faults import fault, may_be_tried_again
from storage.records import Alone, Heard, Lease

T = TypeVar("T")

#: groups that are written at the same time
LANES = 2
#: connections that are kept, and those that may come on top while there is much to read
KEPT, MORE = 6, 6
#: how long a statement waits for another program's locks, and how long it takes to connect at most, in seconds
PATIENCE, CONNECTING = 5.0, 5.0
#: the same while migrating: the program that came first may take its time
MIGRATING_PATIENCE = 120.0
#: how long one statement may take, and how much longer the driver waits for a server that says nothing, in seconds
STATEMENT, SILENCE = 10.0, 2.0
#: how often what others have undone is tried
TRIES = 4


class Postgres:
    """One database of a server: any number of programs."""

    def __init__(self, url: URL, *, lease: Lease, cache: Cache) -> None:
        self._url = url
        self._lease = lease
        self._cache = cache
        self._me = secrets.token_hex(4)
        self._told: Callable[[Heard], None] | None = None
        self._open = True
        self._acts: set[asyncio.Task[Any]] = set()
        self._writers = create_async_engine(
            url, isolation_level="READ COMMITTED", pool_size=KEPT, max_overflow=MORE, pool_timeout=STATEMENT,
            pool_use_lifo=True, hide_parameters=True, connect_args=_connecting(STATEMENT),
        )  # fmt: skip
        # the same connections
        self._readers = self._writers.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._lanes = Lanes(LANES, write=self._write_group, settled=cache.settled)
        self._listener = Listener(self._writers, heard=self._hear, lost=cache.forget)

    async def read(self, read: Callable[[Connection], T]) -> T:
        """One view of the database, as it was at the first statement."""
        self._listener.start()
        try:
            return await _transact(self._readers, read)
        except (SQLAlchemyError, OSError) as error:
            raise fault(error) from None

    async def write(
        self, act: Callable[[Connection], T], *, alone: Alone = Alone.NO, tell: Heard | None = None
    ) -> T:
        """One transaction; whoever asked for it and is cancelled changes nothing about it."""

        def whole(connection: Connection) -> T:
            locks.enter(connection, alone)
            result = act(connection)
            everything = alone is Alone.WRITING
            if everything or tell is not None:
                _tell(connection, Notice(by=self._me, everything=everything, heard=tell or Heard()))
            return result

        self._be_open()
        task = asyncio.create_task(self._write(whole), name="storage act")
        self._acts.add(task)
        task.add_done_callback(self._acted)
        return await asyncio.shield(task)

    async def commit(self, changes: Changes) -> Committed:
        """One change, in a transaction with others."""
        self._be_open()
        self._listener.start()
        return await self._lanes.commit(changes)

    def migrate(self, migrate: Callable[[Connection], None]) -> None:
        """One transaction: of two programs that start at once the second waits, and then finds the work done, and
        nobody writes meanwhile. Blocks: it is for a thread of its own."""

        def alone(connection: Connection) -> None:
            locks.migrating(connection, MIGRATING_PATIENCE)
            migrate(connection)

        async def run() -> None:
            engine = create_async_engine(
                self._url, poolclass=NullPool, isolation_level="READ COMMITTED", hide_parameters=True,
                connect_args=_connecting(MIGRATING_PATIENCE),
            )  # fmt: skip
            try:
                await _transact(engine, alone)
            except (SQLAlchemyError, OSError) as error:
                raise fault(error) from None
            finally:
                await engine.dispose()

        asyncio.run(run())

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Calls back, on the event loop, with what other programs tell."""
        self._told = heard
        self._listener.start()

    def leading(self, name: str) -> Leading:
        """The lead of programs that have one."""
        return Leader(self._writers, name)

    async def close(self) -> None:
        """What was handed in is committed first."""
        self._open = False
        await self._lanes.close()
        await asyncio.gather(*self._acts, return_exceptions=True)
        await self._listener.close()
        await self._writers.dispose()

    async def _write(self, act: Callable[[Connection], T]) -> T:
        try:
            return await _transact(self._writers, act)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            raise fault(error) from None

    async def _write_group(self, group: Sequence[Changes]) -> Group:
        return await self._write(partial(self._apply, group=group))

    def _apply(self, connection: Connection, group: Sequence[Changes]) -> Group:
        locks.compared(connection, group)
        outcomes = apply(connection, group, self._lease)
        if (notice := notices.of_group(self._me, group, outcomes, self._lease)) is not None:
            _tell(connection, notice)
        return Group(outcomes=outcomes)

    def _acted(self, task: asyncio.Task[Any]) -> None:
        self._acts.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked for it may be gone

    def _hear(self, said: str) -> None:
        notice = notices.read(said)
        if notice.by == self._me:
            return
        if notice.everything:
            self._cache.forget()
        else:
            self._cache.drop(notice.marks)
        if self._told is not None and notice.heard != Heard():
            self._told(notice.heard)

    def _be_open(self) -> None:
        if not self._open:
            raise StorageUnavailable("closed")


async def _transact(engine: AsyncEngine, act: Callable[[Connection], T]) -> T:
    """One transaction, tried again where others or a lost connection have undone it."""
    for tries in range(1, TRIES + 1):
        committing = False
        try:
            async with engine.connect() as connection:
                try:
                    result = await connection.run_sync(act)
                    committing = True
                    await connection.commit()
                except TimeoutError:
                    await connection.invalidate()  # it would only be waited for once more
                    raise
                return result
        except Exception as error:
            if tries == TRIES or not may_be_tried_again(error, committing=committing):
                raise
    raise AssertionError("the last try returns or raises")


def _tell(connection: Connection, notice: Notice) -> None:
    for said in notices.written(notice):
        connection.execute(TELL, {"notice": said})


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _connecting(statement: float) -> dict[str, object]:
    return {
        "timeout": CONNECTING,
        "command_timeout": statement + SILENCE,
        "server_settings": {
            "application_name": "formbot",
            "statement_timeout": _milliseconds(statement),
            "lock_timeout": _milliseconds(PATIENCE),
            "idle_in_transaction_session_timeout": _milliseconds(statement),
            # rows are found by their keys; a plan made while a table was empty would read it whole for a minute
            "enable_seqscan": "off",
        },
    }
