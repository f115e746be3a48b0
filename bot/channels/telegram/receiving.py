"""Updates as they come, from a poll or a webhook: what each means is handed on, and presses are answered.

Order, patience and what is kept are in `channels/lanes.py`; what an update means, in `parse.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.channels.base import Handle, Intake, Outcome, Unsaved
from bot.channels.lanes import Lanes, Raw
from bot.channels.telegram.parse import GroupTalk, Parsed, lane_of

#: seconds after which a press is answered in any case: the person sees a spinner until then
SPINNER: Final = 0.8


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
    lanes: Lanes[None] = field(init=False)
    _aside: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lanes = Lanes(
            intake=self.intake,
            key_of=lambda raw: f"{self.bot}:{raw.get('update_id')}",
            lane_of=lane_of,
            handle=self._one,
        )

    async def resume(self) -> None:
        """Work off what was kept when the program ended."""
        await self.lanes.resume()

    async def take(self, raw: Raw, patience: float | None = None) -> None:
        """Returns when the update is on disk, handled or, after so many seconds, as it came; raises Unsaved when it could
        not be put there."""
        if isinstance(raw.get("update_id"), int):
            await self.lanes.take(raw, patience)

    async def close(self) -> None:
        """Ends what goes on."""
        await self.lanes.close()
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _one(self, raw: Raw, is_again: bool) -> None:  # noqa: FBT001 - as lanes call it
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
                await asyncio.wait([handled])
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
