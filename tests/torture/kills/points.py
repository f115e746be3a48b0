"""The named points at which a program dies, and the probe that sits there: it counts how often the program comes by, and
at the time that was asked for it kills its own process.

It is put round the product's functions in the process of the tests, and nothing in the product knows of it. That it
finds them by their names, also private ones, is the price: where one is renamed, the kill never comes, and the test
says so.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
from collections.abc import Callable
from typing import Any, Final

#: what a program does with a thing that it is told, in order: understands it, writes it, tells the platform that it is
#: done, sends what follows, and notes that this was sent
STEPS: Final = ("parse", "begin", "commit", "acknowledge", "send", "mark")
POINTS: Final = tuple(f"{when} {step}" for step in STEPS for when in ("before", "after"))
#: of what comes once for many people
_GROUPED: Final = ("begin", "commit", "mark")

#: whether a call is one that counts, by its arguments
Concerns = Callable[..., bool]


def at_most(point: str, way: str, people: int) -> int:
    """So often a program that serves so many comes by, at least, while each of them does one or two things."""
    step = point.partition(" ")[2]
    is_grouped = step in _GROUPED or (step == "acknowledge" and way == "polling")
    return min(8, max(2, people // 5)) if is_grouped else people


class Probe:
    """Kills this process when it comes to `point` for the `number`th time."""

    def __init__(self, point: str, number: int) -> None:
        self._point = point
        self._left = number

    def pass_by(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """In this process, before the program begins."""
        from aiohttp import ClientWebSocketResponse, web  # noqa: PLC0415 - so that the names alone cost nothing

        from bot.channels.slack import parse  # noqa: PLC0415
        from bot.channels.slack.channel import Slack  # noqa: PLC0415
        from bot.channels.telegram.channel import Telegram  # noqa: PLC0415
        from bot.recording import Recorder  # noqa: PLC0415
        from storage import postgres, sqlite  # noqa: PLC0415
        from storage.writer import Writer  # noqa: PLC0415

        self._around(Telegram, "_read", "parse")
        for name in ("event", "pressed", "command"):
            self._around(parse, name, "parse")
        for place, name in ((Writer, "_attempt"), (postgres.Postgres, "_write_group")):
            self._around(
                place,
                name,
                before="before begin",
                after="after commit",
                concerns=lambda _, group: _told(group),
            )
        for module in (sqlite, postgres):  # within the transaction, which has begun and is not committed
            self._around(
                module,
                "apply",
                before="after begin",
                after="before commit",
                concerns=lambda _connection, group, _lease: _told(group),
            )
        self._around(
            Telegram, "_get_updates", "acknowledge", concerns=lambda _, offset: offset is not None
        )  # it confirms what is below
        self._around(web.Response, "write_eof", "acknowledge")  # to a webhook, and to Slack's requests
        self._around(ClientWebSocketResponse, "send_str", "acknowledge")
        self._around(Telegram, "send", "send")
        self._around(Slack, "send", "send")
        self._around(Recorder, "_commit", "mark", concerns=lambda recorder: bool(recorder._deliveries))

    def _around(
        self,
        owner: Any,
        name: str,
        step: str = "",
        *,
        before: str = "",
        after: str = "",
        concerns: Concerns = lambda *_, **__: True,
    ) -> None:
        before, after = before or f"before {step}", after or f"after {step}"
        function = getattr(owner, name)

        @functools.wraps(function)
        async def waited_for(*given: Any, **named: Any) -> Any:
            counts = concerns(*given, **named)
            if counts:
                self.pass_by(before)
            result = await function(*given, **named)
            if counts:
                self.pass_by(after)
            return result

        @functools.wraps(function)
        def called(*given: Any, **named: Any) -> Any:
            counts = concerns(*given, **named)
            if counts:
                self.pass_by(before)
            result = function(*given, **named)
            if counts:
                self.pass_by(after)
            return result

        setattr(owner, name, waited_for if inspect.iscoroutinefunction(function) else called)


def _told(group: Any) -> bool:
    """Whether what somebody did is among these changes."""
    return any(changes.inbox is not None for changes in group)
