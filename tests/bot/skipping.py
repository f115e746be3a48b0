"""A loop whose clock is skipped to the next timer when there is nothing to do, so that a test of an hour takes a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

#: real seconds in which a thread may still come with something, before time is skipped
GRACE = 0.03


def skip(loop: asyncio.AbstractEventLoop) -> Callable[[], float]:
    """From now on this loop waits for nothing but threads; its clock is returned."""
    selector, now = loop._selector, loop.time()  # type: ignore[attr-defined]
    real = selector.select

    def select(timeout: float | None = None) -> Any:
        nonlocal now
        if timeout is None or timeout <= 0:
            return real(timeout)
        events = real(GRACE)
        if not events:
            now += timeout
        return events

    def clock() -> float:
        return now

    selector.select = select
    loop.time = clock  # type: ignore[method-assign]
    return clock
