"""What platforms deliver, as it comes: kept, handled, and only then done.

One lane (a chat, a person) is served in order, different lanes at the same time. Whoever delivers waits in `take`
until it is on disk: handled, or, where that takes longer than a moment, kept as it came and worked off from the inbox,
also after a restart. So one slow person never holds back the others. What cannot be kept is not done: the platform
delivers it again. What a delivery means is its channel's.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

import structlog

from bot.channels.base import Intake, Unsaved

log = structlog.get_logger(__name__)

#: seconds after which a delivery is kept as it came, so that the next ones can be taken
PATIENCE: Final = 0.2
#: seconds until what is kept is tried again where the database was away
AGAIN: Final = 2.0
#: seconds that what is being handled has at the end of the program
ENDING: Final = 1.0
#: seconds between looks for what another program has kept and did not live to handle
ADOPTING: Final = 10.0
#: times that a delivery is tried with which the program cannot cope; it is set aside then
TRIES: Final = 3
#: keys that are known to be done
_KNOWN: Final = 10_000

#: as JSON has it
Raw = Mapping[str, Any]
Said = TypeVar("Said")


class Lanes(Generic[Said]):
    """Takes deliveries. `handle` gets one, and whether it was tried before; it raises Unsaved where nothing was kept."""

    def __init__(
        self,
        *,
        intake: Intake,
        key_of: Callable[[Raw], str],
        lane_of: Callable[[Raw], str],
        handle: Callable[[Raw, bool], Awaitable[Said]],
    ) -> None:
        self._intake = intake
        #: the same for a redelivery
        self._key_of = key_of
        self._lane_of = lane_of
        self._handle = handle
        #: the last of each lane
        self._lanes: dict[str, asyncio.Task[Said]] = {}
        #: all that is handled, or waits in a lane, in the order in which it came
        self._tasks: dict[asyncio.Task[Said], None] = {}
        self._failures: Counter[str] = Counter()
        #: what is in the inbox as it came: nobody delivers it again
        self._kept: set[str] = set()
        self._done: OrderedDict[str, None] = OrderedDict()
        self._adopting: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being handled."""
        return bool(self._lanes)

    async def resume(self) -> None:
        """Work off what was kept when the program ended; it goes before all that is new. From then on also what other
        programs keep and do not live to handle."""
        self._adopt(await self._intake.left())
        self._adopting = asyncio.create_task(self._keep_adopting(), name="adopting")

    async def take(self, raw: Raw, patience: float | None = None) -> Said | None:
        """Returns when it is on disk, with what `handle` says, or None where that takes longer than `patience`
        (PATIENCE); raises Unsaved when it could not be put there."""
        key = self._key_of(raw)
        if key in self._done:
            return None
        task, said = self._enqueue(raw), None
        await asyncio.wait([task], timeout=PATIENCE if patience is None else patience)
        try:
            if task.done():
                said = task.result()
            else:
                await self._keep(key, raw)
        except Unsaved:
            raise
        except Exception:  # noqa: BLE001 - a mistake of ours with one delivery must not hold up all others for ever
            self._failures[key] += 1
            if self._failures[key] < TRIES:
                raise Unsaved("") from None
            await self._intake.set_aside(key, json.dumps(raw))
        self._failures.pop(key, None)
        self._know(key)
        return said

    async def _keep(self, key: str, raw: Raw) -> None:
        """Known to be kept before it is: if it cannot be handled meanwhile, nobody else would try it again."""
        self._kept.add(key)
        try:
            await self._intake.keep(key, json.dumps(raw))
        except BaseException:
            self._kept.discard(key)
            raise

    async def close(self) -> None:
        """What is being handled has a moment to come to its end; the rest is in the inbox, or was never said to be
        done."""
        if self._adopting is not None:
            self._adopting.cancel()
            await asyncio.gather(self._adopting, return_exceptions=True)
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=ENDING)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_adopting(self) -> None:
        while True:
            await asyncio.sleep(ADOPTING)
            with suppress(Unsaved):
                self._adopt(await self._intake.abandoned())

    def _adopt(self, kept: Iterable[str]) -> None:
        """What was kept, and is not being handled here already."""
        for one in kept:
            with suppress(ValueError):
                raw = json.loads(one)
                if (key := self._key_of(raw)) not in self._kept:
                    self._kept.add(key)
                    self._enqueue(raw)

    def _enqueue(self, raw: Raw) -> asyncio.Task[Said]:
        """Behind all that is in its lane."""
        lane, key = self._lane_of(raw), self._key_of(raw)
        task = asyncio.create_task(self._after(self._lanes.get(lane), raw, key), name="delivery")
        self._lanes[lane] = task
        self._tasks[task] = None

        def left(done: asyncio.Task[Said]) -> None:
            self._tasks.pop(done, None)
            if self._lanes.get(lane) is done:
                del self._lanes[lane]
            _seen(done, key)

        task.add_done_callback(left)
        return task

    async def _after(self, before: asyncio.Task[Said] | None, raw: Raw, key: str) -> Said:
        if before is not None:
            await asyncio.wait([before])
        try:
            return await self._persist(raw, key)
        finally:
            self._kept.discard(key)

    async def _persist(self, raw: Raw, key: str) -> Said:
        """What is kept is tried until the database is there: nobody else would."""
        tries = failures = 0
        while True:
            try:
                said = await self._handle(raw, tries > 0)
                if key in self._kept:
                    await self._intake.done(key)
                return said  # noqa: TRY300 - what follows is for what was not kept
            except Unsaved:
                if key not in self._kept:
                    raise
            except (
                Exception
            ):  # a mistake of ours, perhaps of the moment; the last one is logged where the task ends
                failures += 1
                if key in self._kept and failures == TRIES:
                    await self._intake.set_aside(key, json.dumps(raw))
                if key not in self._kept or failures == TRIES:
                    raise
            tries += 1
            await asyncio.sleep(AGAIN)

    def _know(self, key: str) -> None:
        self._done[key] = None
        if len(self._done) > _KNOWN:
            self._done.popitem(last=False)


def _seen(task: asyncio.Task[Any], key: str) -> None:
    """An error that nobody waits for any more is known to be there: the platform delivers again."""
    if (
        not task.cancelled()
        and (problem := task.exception()) is not None
        and not isinstance(problem, Unsaved)
    ):
        log.error("not handled", key=key, error=type(problem).__name__)
