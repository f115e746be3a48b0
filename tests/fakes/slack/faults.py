"""What goes wrong, by script or by chance: faults wait here for the calls that they hit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Any

from tests.fakes.slack.refusals import Json, Refusal, throttled


@dataclass
class Fault:
    """One thing that happens to the next calls that fit."""

    #: how many calls it hits; None for all from now on
    times: int | None = 1
    #: empty for all
    methods: tuple[str, ...] = ()
    channel: str = ""
    refusal: Refusal | None = None
    #: an answer by something in front of the server, in HTML
    status: int = 0
    #: the connection goes away "before" the call is applied, or "after"
    cut: str = ""
    #: real seconds before anything else happens
    slow: float = 0

    def hits(self, method: str, args: Json) -> bool:
        if self.times == 0 or (self.channel and args.get("channel") != self.channel):
            return False
        return not self.methods or method in self.methods


@dataclass
class Faults:
    """The script of faults. Each method takes `times`, `methods` and `channel` to say which calls it hits."""

    rng: Random
    timer: Callable[[], float]
    script: list[Fault] = field(default_factory=list)
    share: float = 0
    draws: tuple[Callable[[], Fault], ...] = ()
    drawn: int = 0
    #: method → until when a 429 forbids to call it
    closed: dict[str, float] = field(default_factory=dict)
    #: faults that have hit
    hit: list[Fault] = field(default_factory=list)

    def throttle(self, retry_after: int, **which: Any) -> None:
        """429 with Retry-After: the method is closed until then, a call inside is answered by 429 again."""
        self.script.append(Fault(refusal=throttled(retry_after), **which))

    def fail(self, status: int = 500, **which: Any) -> None:
        """The server's own fault, in HTML. Nothing was applied."""
        self.script.append(Fault(status=status, **which))

    def cut(self, *, after: bool = False, **which: Any) -> None:
        """The connection breaks: before the call was applied, or after, so that the outcome is unknown."""
        self.script.append(Fault(cut="after" if after else "before", **which))

    def slow(self, seconds: float, **which: Any) -> None:
        self.script.append(Fault(slow=seconds, **which))

    def refuse(self, error: str, **which: Any) -> None:
        """`{"ok": false}` with this error: "missing_scope", "internal_error"."""
        self.script.append(Fault(refusal=Refusal(error), **which))

    def by_chance(self, share: float, *draws: Callable[[], Fault]) -> None:
        """`share` of all calls meets one of `draws`, which take turns; no draws: 429 of a second, 500, 503, cut before,
        cut after."""
        self.share, self.draws = share, draws or _COMMON

    def clear(self) -> None:
        self.script.clear()
        self.closed.clear()
        self.share = 0

    def meet(self, method: str, args: Json) -> Fault | None:
        """What happens to this call."""
        fault = next((one for one in self.script if one.hits(method, args)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        if fault is None and self.share and self.rng.random() < self.share:
            self.drawn += 1
            fault = self.draws[self.drawn % len(self.draws)]()
        if fault is not None:
            self.hit.append(fault)
            if fault.refusal is not None and fault.refusal.retry_after:
                self.closed[method] = self.timer() + fault.refusal.retry_after
        return fault

    def left(self, method: str) -> int:
        """Seconds for which a method is still closed."""
        return max(0, ceil(self.closed.get(method, 0) - self.timer()))


_COMMON: tuple[Callable[[], Fault], ...] = (
    lambda: Fault(refusal=throttled(1)),
    lambda: Fault(status=500),
    lambda: Fault(status=503),
    lambda: Fault(cut="before"),
    lambda: Fault(cut="after"),
)
