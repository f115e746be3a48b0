"""Long polling: updates are confirmed only when they are on disk.

Telegram forgets what is below the `offset` of the next call (Bot API, getUpdates), so the offset follows what was
kept, never what was merely seen: after a crash the rest comes again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog

from bot.channels.base import ChannelError, Misconfigured, Unsaved
from bot.channels.lanes import Raw
from bot.channels.telegram.receiving import Receiver

log = structlog.get_logger(__name__)

#: seconds that a call waits for something to come; Telegram's own limit is 50
LONG: Final = 30
#: updates of one call; Telegram's own limit
BATCH: Final = 100
#: seconds between tries while Telegram or the database is away; the last one repeats
PAUSES: Final = (0.5, 1.0, 2.0, 5.0)

#: (offset, or None for where it stands) → updates, oldest first; raises a ChannelError
GetUpdates = Callable[[int | None], Awaitable[Sequence[Raw]]]


async def poll(get_updates: GetUpdates, receiver: Receiver) -> None:
    """Until cancelled. Raises Misconfigured: nothing will come any more."""
    offset: int | None = None
    failures = 0
    while True:
        try:
            offset = await _taken(await get_updates(offset), receiver, offset)
            failures = 0
            continue
        except Unsaved:
            log.warning("updates not kept")
            wait = 0.0
        except Misconfigured:
            raise
        except ChannelError as problem:
            log.warning("no updates", code=problem.code)
            wait = problem.retry_after or 0.0
        await asyncio.sleep(wait or PAUSES[min(failures, len(PAUSES) - 1)])
        failures += 1


async def _taken(updates: Sequence[Raw], receiver: Receiver, offset: int | None) -> int | None:
    """The next offset, behind all that is on disk; raises Unsaved when something is not."""
    kept = await asyncio.gather(*map(receiver.take, updates), return_exceptions=True)
    for update, outcome in zip(updates, kept, strict=True):
        if isinstance(outcome, Unsaved):
            if update is not updates[0]:
                break  # those before it are confirmed by the next call, which gives this one again
            raise outcome
        if isinstance(outcome, BaseException):
            raise outcome
        offset = _number(update) + 1
    return offset


def _number(update: Any) -> int:
    return int(update["update_id"])
