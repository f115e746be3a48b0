"""The writers of a database server: tasks on the event loop, each of which commits in one transaction what has
gathered for it.

A lane is for the conversations whose names fall to it, so that changes of one conversation keep their order and
never wait for each other's locks. The first change is committed at once; those that come in meanwhile make the next
group, so the group grows with the load. A future is resolved after the commit, never before; a caller that was
cancelled meanwhile changes nothing about what is written. Nothing here knows a table or a dialect.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from zlib import crc32

from storage.changes import Changes, Committed, Misuse, StorageUnavailable
from storage.groups import AT_MOST, Group, Waiting, resolve


class Lanes:
    """Commits changes in groups, several groups at a time."""

    def __init__(
        self,
        number: int,
        *,
        write: Callable[[Sequence[Changes]], Awaitable[Group]],
        settled: Callable[[Sequence[Changes], Group], None],
    ) -> None:
        self._lanes = [_Lane(write, settled) for _ in range(number)]

    async def commit(self, changes: Changes) -> Committed:
        """Returns when the changes are on disk."""
        return await self._lanes[crc32(_conversation(changes).encode()) % len(self._lanes)].put(changes)

    async def close(self) -> None:
        """Until all that has been handed in is committed."""
        await asyncio.gather(*(lane.task for lane in self._lanes if lane.task is not None))


class _Lane:
    def __init__(
        self,
        write: Callable[[Sequence[Changes]], Awaitable[Group]],
        settled: Callable[[Sequence[Changes], Group], None],
    ) -> None:
        self._write = write
        self._settled = settled
        self._waiting: deque[Waiting] = deque()
        self.task: asyncio.Task[None] | None = None

    async def put(self, changes: Changes) -> Committed:
        future: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(changes=changes, future=future))
        if self.task is None:
            self.task = asyncio.create_task(self._work(), name="storage lane")
        return await future

    async def _work(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(AT_MOST, len(self._waiting)))]
                result = await self._attempt([each.changes for each in group])
                resolve(group, result, self._settled)
        finally:
            self.task = None

    async def _attempt(self, group: Sequence[Changes]) -> Group:
        try:
            return await self._write(group)
        except StorageUnavailable as problem:
            return Group(outcomes=[StorageUnavailable(str(problem)) for _ in group])
        except Misuse as mistake:
            if len(group) == 1:
                return Group(outcomes=[mistake])
        # one of them holds what no table takes: alone, it fails alone
        alone = [await self._attempt([changes]) for changes in group]
        return Group(outcomes=[outcome for each in alone for outcome in each.outcomes])


def _conversation(changes: Changes) -> str:
    if changes.application is not None:
        return changes.application.application.id
    address = changes.stood or changes.address
    return "" if address is None else address.key.external_id
