"""Updates as they come, from a poll or a webhook: kept, handled, and only then done.

One chat is served in order, different chats at the same time. Whoever delivers an update waits here until it is on
disk: handled, or, where that takes longer than `PATIENCE`, kept as it came and worked off from the inbox, also after
a restart. So one slow person never holds back the others. What cannot be kept is not done: the platform delivers it
again. What an update means is for `parse.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from bot.channels.base import Handle, Intake, Outcome, Unsaved
from bot.channels.telegram.parse import GroupTalk, Parsed, lane_of

log = structlog.get_logger(__name__)

#: seconds after which an update is kept as it came, so that the next ones can be taken
PATIENCE: Final = 0.2
#: seconds after which a press is answered in any case: the person sees a spinner until then
SPINNER: Final = 0.8
#: seconds until what is kept is tried again where the database was away
AGAIN: Final = 2.0
#: times that an update is tried with which the program cannot cope; it stays in the inbox then
TRIES: Final = 3
#: update ids that are known to be done
_KNOWN: Final = 10_000

Raw = Mapping[str, Any]


@dataclass(kw_only=True, slots=True)
class Receiver:
    """Takes updates."""

    #: the bot's own id
    bot: int
    handle: Handle
    intake: Intake
    #: an update, or None for what nobody can read
    read: Callable[[Raw], Parsed | None]
    #: (id of the press, toast)
    answer: Callable[[str, str], Awaitable[None]]
    #: (chat, sentence): beside all that is kept
    tell: Callable[[str, str], Awaitable[None]]
    greet: Callable[[GroupTalk], Awaitable[None]]
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _failures: Counter[int] = field(default_factory=Counter)
    #: updates that are in the inbox as they came: nobody delivers them again
    _kept: set[object] = field(default_factory=set)
    _done: OrderedDict[int, None] = field(default_factory=OrderedDict)
    _aside: set[asyncio.Task[None]] = field(default_factory=set)

    async def resume(self) -> None:
        """Work off what was kept when the program ended; it goes before all that is new."""
        for kept in await self.intake.left():
            with suppress(ValueError):
                raw = json.loads(kept)
                self._kept.add(raw.get("update_id"))
                self._enqueue(raw)

    async def take(self, raw: Raw) -> None:
        """Returns when the update is on disk; raises Unsaved when it could not be put there."""
        number = raw.get("update_id")
        if not isinstance(number, int) or number in self._done:
            return
        task = self._enqueue(raw)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(task)
        except TimeoutError:
            await self._keep(number, raw)
            if not task.done():
                self._kept.add(number)
        except Unsaved:
            raise
        except Exception:  # noqa: BLE001 - a mistake of ours with one update must not hold up all others for ever
            self._failures[number] += 1
            if self._failures[number] < TRIES:
                raise Unsaved("") from None
            await self._keep(number, raw)
        self._failures.pop(number, None)
        self._know(number)

    async def _keep(self, number: int, raw: Raw) -> None:
        await self.intake.keep(f"{self.bot}:{number}", json.dumps(raw))

    async def close(self) -> None:
        """Ends what goes on; what was not handled is in the inbox, or was never said to be done."""
        tasks = [*self._lanes.values(), *self._aside]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _enqueue(self, raw: Raw) -> asyncio.Task[None]:
        """Behind all that is in its lane."""
        lane = lane_of(raw)
        task = asyncio.create_task(self._after(self._lanes.get(lane), raw), name="update")
        task.add_done_callback(_seen)
        self._lanes[lane] = task

        def left(done: asyncio.Task[None]) -> None:
            if self._lanes.get(lane) is done:
                del self._lanes[lane]

        task.add_done_callback(left)
        return task

    async def _after(self, before: asyncio.Task[None] | None, raw: Raw) -> None:
        if before is not None:
            await asyncio.wait([before])
        number, is_again = raw.get("update_id"), False
        try:
            while not await self._handled(raw, is_again=is_again):
                is_again = True
                await asyncio.sleep(AGAIN)
        finally:
            self._kept.discard(number)

    async def _handled(self, raw: Raw, *, is_again: bool) -> bool:
        """Whether it is done; Unsaved where it is not, and the platform delivers it again."""
        try:
            await self._one(raw, is_again=is_again)
        except Unsaved:
            if raw.get("update_id") not in self._kept:
                raise
            return False
        return True

    async def _one(self, raw: Raw, *, is_again: bool) -> None:
        parsed = self.read(raw)
        if parsed is None:
            return
        if parsed.group is not None:
            self._beside(self.greet(parsed.group))
        if parsed.inbound is None:
            if parsed.query:
                self._beside(self.answer(parsed.query, ""))
            return
        handled = asyncio.ensure_future(self.handle(parsed.inbound))
        query = parsed.query
        if query:
            try:
                done, _ = await asyncio.wait([handled], timeout=SPINNER)
            except asyncio.CancelledError:  # the end of the program: it must not go on behind it
                handled.cancel()
                raise
            if not done:
                self._beside(self.answer(query, ""))
                query = ""
        try:
            outcome: Outcome = await handled
        except Unsaved as problem:
            if query:
                self._beside(self.answer(query, str(problem)))
            elif not is_again:
                self._beside(self.tell(parsed.inbound.external_id, str(problem)))
            raise
        if query:
            self._beside(self.answer(query, outcome.toast))

    def _beside(self, doing: Awaitable[None]) -> None:
        """Nobody waits for it, and nothing is lost where it fails."""
        task = asyncio.ensure_future(doing)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    def _know(self, number: int) -> None:
        self._done[number] = None
        if len(self._done) > _KNOWN:
            self._done.popitem(last=False)


def _seen(task: asyncio.Task[None]) -> None:
    """An error that nobody waits for any more is known to be there: the update is delivered again."""
    if (
        not task.cancelled()
        and (problem := task.exception()) is not None
        and not isinstance(problem, Unsaved)
    ):
        log.error("update not handled", error=type(problem).__name__)
