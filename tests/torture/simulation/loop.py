"""An event loop without threads, sockets or time: its clock stands still while anything is ready, and is then put to the
next timer. An hour takes as long as what happens in it, and the same program does the same in the same order.

What a program hands to a thread is done where it stands. Nothing here knows a bot.
"""

from __future__ import annotations

import asyncio
from asyncio import base_events
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")


class Stuck(RuntimeError):
    """Nothing is ready, and nothing ever will be."""


class _Skipping:
    """In the place of a selector: waiting is putting the clock forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise Stuck("nothing is ready, and no timer is set")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(base_events.BaseEventLoop):
    """The loop of one simulation."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Skipping()
        #: so that a timer is due when the clock is put to it, whatever the rounding
        self._clock_resolution = 1e-6
        self.set_task_factory(_registered)

    def time(self) -> float:
        return self._selector.now

    def run_in_executor(  # type: ignore[override] - the future is done already
        self, executor: object, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as problem:  # noqa: BLE001 - it belongs to whoever waits
            future.set_exception(problem)
        return future

    def _process_events(self, event_list: list[object]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: there is one thread."""


#: where the tasks are noted that are begun here, and by them
_REGISTER: ContextVar[dict[asyncio.Task[Any], None] | None] = ContextVar("register", default=None)


def _registered(
    loop: asyncio.AbstractEventLoop, doing: Coroutine[Any, Any, T], **more: Any
) -> asyncio.Task[T]:
    task = asyncio.Task(doing, loop=loop, **more)
    register = _REGISTER.get()
    if register is not None:
        register[task] = None
        task.add_done_callback(lambda done: register.pop(done, None))
    return task


@contextmanager
def noting(register: dict[asyncio.Task[Any], None]) -> Iterator[None]:
    """Tasks that are begun here, and by them, are noted in order for as long as they go on."""
    token = _REGISTER.set(register)
    try:
        yield
    finally:
        _REGISTER.reset(token)


def run(doing: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """On a loop of its own, until it is done; what is left over then is ended."""
    loop = VirtualLoop()
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(doing())
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
