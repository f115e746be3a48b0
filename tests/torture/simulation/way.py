"""One program's way to the database: the verbs of the product's own, without a thread or a server.

Changes that come in while a transaction is on its way make the next one, as with the product's writers. The database may
be away, slow, or silent about what became of a commit; the program may die on either side of it. Where several programs
share the database, one of them leads, and what each has written is told to the others, mostly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.cache import Cache
from storage.changes import Changes, Committed, StorageUnavailable
from storage.commit import apply
from storage.groups import Group
from storage.leading import AGAIN, LOOK
from storage.notices import Notice, of_group
from storage.records import Alone, Heard, Lease
from tests.torture.simulation.disk import Disk
from tests.torture.simulation.faults import Faults

T = TypeVar("T")

_Change = tuple[Changes, asyncio.Future[Committed]]
_Act = tuple[Callable[[Connection], Any], asyncio.Future[Any]]

#: seconds that a transaction takes, and a read
COMMIT, READ = (0.001, 0.02), (0.0, 0.002)
#: the same when the disk is slow: longer than a delivery is waited for
SLOW = (0.2, 2.0)


@dataclass(kw_only=True, slots=True)
class Way:
    """`storage.database`, for one program."""

    disk: Disk
    faults: Faults
    lease: Lease
    cache: Cache
    #: of the program
    name: str
    #: the ways of the others; none where there is one program
    others: Callable[[], Iterable[Way]]
    #: the program dies here
    die: Callable[[str], None]
    #: the database may be others' as well
    is_shared: bool = False
    is_dead: bool = False
    #: its own transactions, and all others when it last looked
    _mine: int = 0
    _others: int = -1
    told: Callable[[Heard], None] = lambda _: None
    _notices: list[Notice] = field(default_factory=list)
    _waiting: list[_Act | _Change] = field(default_factory=list)
    _is_going: bool = False

    async def read(self, read: Callable[[Connection], T]) -> T:
        """One view."""
        await asyncio.sleep(self.faults.between(*READ))
        if self.is_dead or self.faults.strikes("database_away"):
            raise StorageUnavailable("away")
        return read(self.disk.connection)

    async def write(
        self, act: Callable[[Connection], T], *, alone: Alone = Alone.NO, tell: Heard | None = None
    ) -> T:
        """One transaction. What nobody may do meanwhile, nobody can; what is told is told by a commit as well."""
        del alone, tell
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put((act, future))
        return await future

    async def commit(self, changes: Changes) -> Committed:
        """One change, in a transaction with others."""
        future: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        self._put((changes, future))
        return await future

    def migrate(self, migrate: Callable[[Connection], None]) -> None:
        """The database is as it should be."""

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Of what others write."""
        self.told = heard

    def leading(self, name: str) -> Lead:
        """The lead of this name."""
        return Lead(self, name)

    async def close(self) -> None:
        """What was handed in is committed first."""
        while self._waiting and not self.is_dead:  # noqa: ASYNC110 - as everything here, it takes no time
            await asyncio.sleep(COMMIT[1])

    def _put(self, entry: _Act | _Change) -> None:
        self._waiting.append(entry)
        if not self._is_going:
            self._is_going = True
            taken = SLOW if self.faults.strikes("slow_database") else COMMIT
            asyncio.get_running_loop().call_later(self.faults.between(*taken), self._turn)

    def _turn(self) -> None:
        """What has gathered, in order: changes that stand together in one transaction, each act in its own."""
        entries, self._waiting, self._is_going = self._waiting, [], False
        group: list[_Change] = []
        for act, future in entries:
            if isinstance(act, Changes):
                group.append((act, future))
                continue
            self._commit(group)
            group = []
            _tell(future, self._transacted(act))
        self._commit(group)

    def _commit(self, group: Sequence[_Change]) -> None:
        if not group:
            return
        changes = [one for one, _ in group]
        result = self._transacted(partial(self._apply, changes=changes))
        asyncio.get_running_loop().call_later(self.faults.between(*READ), self._resolve, group, result)

    def _transacted(self, act: Callable[[Connection], T]) -> T | StorageUnavailable:
        if self.faults.strikes("crash_before_commit"):
            self.die("before a commit")
        if self.is_dead or self.faults.strikes("database_away"):
            return StorageUnavailable("away")
        self._notices.clear()
        with self.disk.transaction() as connection:
            result = act(connection)
        self.disk.writes += 1
        self._mine += 1
        self.disk.settle()
        if self.faults.strikes("crash_after_commit"):
            self.die("after a commit")
        for notice in self._notices:
            self._spread(notice)
        if self.is_dead or self.faults.strikes("commit_unknown"):
            return StorageUnavailable("no answer")
        return result

    def _apply(self, connection: Connection, changes: Sequence[Changes]) -> Group:
        before, self._others = self._others, self.disk.writes - self._mine
        outcomes = apply(connection, changes, self.lease)
        self.disk.about(changes, outcomes)
        if not self.is_shared:
            return Group(outcomes=outcomes, others_wrote=before != self._others)
        if (notice := of_group(self.name, changes, outcomes, self.lease)) is not None:
            self._notices.append(notice)
        return Group(outcomes=outcomes)

    def _spread(self, notice: Notice) -> None:
        """The others hear of it, unless they do not."""
        for way in self.others():
            if not self.faults.strikes("notice_lost"):
                asyncio.get_running_loop().call_later(self.faults.between(*READ), way.hear, notice)

    def hear(self, notice: Notice) -> None:
        """What another program has written."""
        if not self.is_dead:
            self.cache.drop(notice.marks)
            self.told(notice.heard)

    def _resolve(self, group: Sequence[_Change], result: Group | StorageUnavailable) -> None:
        if isinstance(result, StorageUnavailable):
            result = Group(outcomes=[result] * len(group))
        self.cache.settled([changes for changes, _ in group], result)
        for (_, future), outcome in zip(group, result.outcomes, strict=True):
            _tell(future, outcome)


@dataclass(slots=True)
class Lead:
    """`storage.leading`: whoever finds that the one who had it is gone has it."""

    way: Way
    name: str

    async def gained(self) -> None:
        """Tried until it is there."""
        while (  # noqa: ASYNC110
            self.way.is_shared and self.way.disk.leads.setdefault(self.name, self.way.name) != self.way.name
        ):
            await asyncio.sleep(AGAIN)
        self.way.disk.terms += 1

    async def lost(self) -> None:
        """Once in a while the connection breaks, which is seen later."""
        while self.way.is_shared and not self.way.faults.strikes("lead_lost"):  # noqa: ASYNC110
            await asyncio.sleep(LOOK)
        if not self.way.is_shared:
            await asyncio.Event().wait()
        await self.close()
        await asyncio.sleep(self.way.faults.between(0, LOOK))

    async def close(self) -> None:
        """It is given up."""
        if self.way.disk.leads.get(self.name) == self.way.name:
            del self.way.disk.leads[self.name]


def _tell(future: asyncio.Future[Any], outcome: object) -> None:
    if future.done():
        return  # its caller was cancelled
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
