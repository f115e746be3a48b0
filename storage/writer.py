"""The one writer of an embedded database: a thread that takes what has gathered and commits it in one hop.

The first change is committed at once; those that come in meanwhile make the next group, so the group grows
with the load and nobody waits for company. A commit's future is resolved after the transaction is on disk,
never before; a caller that was cancelled meanwhile changes nothing about what is written. The thread outlives
every error: the group that met it gets it. Nothing here knows a table or a dialect.

Everything that touches a future or the cache runs on the event loop, everything that touches the database on
the thread, so there are no locks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent import futures
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from sqlalchemy import Connection, Engine

from storage.changes import Changes, Committed, Misuse, StorageUnavailable
from storage.groups import AT_MOST, Group, Waiting, resolve

T = TypeVar("T")


class Writer:
    """Commits changes in groups, and does other acts one by one, in the order in which they came."""

    def __init__(
        self,
        engine: Engine,
        *,
        apply: Callable[[Connection, Sequence[Changes]], Group],
        fault: Callable[[Exception], StorageUnavailable | Misuse],
        settled: Callable[[Sequence[Changes], Group], None],
    ) -> None:
        self._engine = engine
        self._apply = apply
        self._fault = fault
        self._settled = settled
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[Waiting | Callable[[], None]] = SimpleQueue()
        self._open = self._going = True
        # a program that ends without closing loses what nobody has been told is kept, and does not hang
        self._thread = Thread(target=self._work, name="storage-writer", daemon=True)
        self._thread.start()

    async def commit(self, changes: Changes) -> Committed:
        """Returns when the changes are on disk."""
        future: asyncio.Future[Committed] = self._loop.create_future()
        self._put(Waiting(changes=changes, future=future))
        return await future

    async def act(self, act: Callable[[Connection], T]) -> T:
        """One act in a transaction of its own."""
        future: futures.Future[T] = futures.Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                with self._engine.begin() as connection:
                    result = act(connection)
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
                future.set_exception(self._fault(error))
                self._engine.dispose()
            else:
                future.set_result(result)

        self._put(run)
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Commits what has been handed in, then ends the thread."""
        if self._open:
            self._put(self._stop)
            self._open = False
        await asyncio.to_thread(self._thread.join)

    def _put(self, entry: Waiting | Callable[[], None]) -> None:
        if not self._open:
            raise StorageUnavailable("closed")
        self._queue.put(entry)

    def _stop(self) -> None:
        self._going = False

    def _work(self) -> None:
        while self._going:
            group: list[Waiting] = []
            for entry in self._gathered():
                if isinstance(entry, Waiting):
                    group.append(entry)
                    continue
                self._commit(group)
                group = []
                entry()
            self._commit(group)
        self._engine.dispose()

    def _gathered(self) -> list[Waiting | Callable[[], None]]:
        """Waits for one entry, and takes whatever else is there."""
        entries = [self._queue.get()]
        with suppress(Empty):
            while len(entries) < AT_MOST:
                entries.append(self._queue.get_nowait())
        return entries

    def _commit(self, group: Sequence[Waiting]) -> None:
        if not group:
            return
        result = self._attempt([each.changes for each in group])
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(resolve, group, result, self._settled)

    def _attempt(self, group: Sequence[Changes]) -> Group:
        try:
            with self._engine.begin() as connection:
                return self._apply(connection, group)
        except Exception as error:  # noqa: BLE001 - each waiting caller must get an end, whatever it is
            self._engine.dispose()  # a file that went away and came back is opened anew
            if len(group) == 1 or isinstance(self._fault(error), StorageUnavailable):
                return Group(outcomes=[self._fault(error) for _ in group])
        # one of them holds what no table takes: alone, it fails alone
        alone = [self._attempt([changes]) for changes in group]
        return Group(
            outcomes=[outcome for each in alone for outcome in each.outcomes],
            others_wrote=any(each.others_wrote for each in alone),
        )
