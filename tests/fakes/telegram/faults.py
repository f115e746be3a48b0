"""What goes wrong, by script or by chance: faults wait here for the calls that they hit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Any

from tests.fakes.telegram.refusals import OTHER_POLL, Refusal, conflict, forbidden, throttled

#: seconds after a 429 in which a call may have been on its way
UNDER_WAY = 0.1


@dataclass
class Fault:
    """One thing that happens to the next calls that fit."""

    #: how many calls it hits; None for all from now on
    times: int | None = 1
    #: names of methods; empty for all but getUpdates
    methods: tuple[str, ...] = ()
    chat_id: int | None = None
    #: real seconds before anything else happens
    slow: float = 0
    #: the answer instead of the method's own
    refusal: Refusal | None = None
    #: an answer by something in front of the server, in HTML
    status: int = 0
    #: the connection goes away before the call is applied, or after
    cut: str = ""

    def hits(self, method: str, args: dict[str, Any]) -> bool:
        if self.times == 0 or (self.chat_id is not None and str(args.get("chat_id")) != str(self.chat_id)):
            return False
        return method in self.methods if self.methods else method != "getUpdates"


@dataclass
class Faults:
    """The script of faults. Each method takes `times`, `methods` and `chat_id` to say which calls it hits."""

    rng: Random
    #: seconds, of what is paced
    timer: Callable[[], float]
    script: list[Fault] = field(default_factory=list)
    #: what happens by chance: the share of calls that is hit, and what draws the fault
    share: float = 0
    draws: tuple[Callable[[], Fault], ...] = ()
    drawn: int = 0
    #: chat id, or "" for all chats → since when and until when a 429 forbids to call
    closed: dict[str, tuple[float, float]] = field(default_factory=dict)
    #: faults that have hit, as they were
    hit: list[Fault] = field(default_factory=list)

    def throttle(self, retry_after: int, **which: Any) -> None:
        """429. The chat of the call that is hit is closed until then: a call inside is answered by 429 again."""
        self.script.append(Fault(refusal=throttled(retry_after), **which))

    def close_all(self, retry_after: int) -> None:
        """Every chat is closed at once, as when the bot is too fast as a whole."""
        self._close("", retry_after)

    def fail(self, status: int = 500, **which: Any) -> None:
        """The server's own fault: 500 in JSON, 502 and more in HTML. Nothing was applied."""
        if status == 500:
            self.script.append(Fault(refusal=Refusal(500, "Internal Server Error"), **which))
        else:
            self.script.append(Fault(status=status, **which))

    def cut(self, *, after: bool = False, **which: Any) -> None:
        """The connection breaks: before the call was applied, or after, so that the outcome is unknown."""
        self.script.append(Fault(cut="after" if after else "before", **which))

    def slow(self, seconds: float, **which: Any) -> None:
        self.script.append(Fault(slow=seconds, **which))

    def forbid(self, what: str = "bot was blocked by the user", **which: Any) -> None:
        self.script.append(Fault(refusal=forbidden(what), **which))

    def conflict(self, times: int = 1) -> None:
        """Another program polls with the same token."""
        self.script.append(Fault(times=times, methods=("getUpdates",), refusal=conflict(OTHER_POLL)))

    def refuse(self, refusal: Refusal, **which: Any) -> None:
        self.script.append(Fault(refusal=refusal, **which))

    def by_chance(self, share: float, *draws: Callable[[], Fault]) -> None:
        """`share` of all calls but getUpdates meets one of `draws`, which take turns; no draws: 429 of a second,
        500, 502, cut before, cut after, slow."""
        self.share, self.draws = share, draws or _COMMON

    def clear(self) -> None:
        self.script.clear()
        self.closed.clear()
        self.share = 0

    def meet(self, method: str, args: dict[str, Any]) -> Fault | None:
        """What happens to this call."""
        fault = next((one for one in self.script if one.hits(method, args)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        if fault is None and self.share and method != "getUpdates" and self.rng.random() < self.share:
            self.drawn += 1
            fault = self.draws[self.drawn % len(self.draws)]()
        if fault is not None:
            self.hit.append(fault)
            seconds = fault.refusal.parameters.get("retry_after") if fault.refusal is not None else None
            if seconds and (chat := _chat(args)):  # of a call about no chat nothing is closed but the call
                self._close(chat, seconds)
        return fault

    def left(self, args: dict[str, Any]) -> tuple[int, bool]:
        """Seconds for which the chat of a call is still closed, 0 where it is open; and whether the bot knows: what
        was under way when the 429 was answered could not."""
        if not (chat := _chat(args)):
            return 0, False
        now = self.timer()
        since, until = max((self.closed.get(key, (now, now)) for key in (chat, "")), key=lambda one: one[1])
        return max(0, ceil(until - now)), now - since > UNDER_WAY

    def _close(self, chat: str, seconds: int) -> None:
        now = self.timer()
        self.closed[chat] = (now, now + seconds)


def _chat(args: dict[str, Any]) -> str:
    """As text, as forms have it; "" for a call about no chat."""
    return str(args.get("chat_id", ""))


_COMMON: tuple[Callable[[], Fault], ...] = (
    lambda: Fault(refusal=throttled(1)),
    lambda: Fault(refusal=Refusal(500, "Internal Server Error")),
    lambda: Fault(status=502),
    lambda: Fault(cut="before"),
    lambda: Fault(cut="after"),
    lambda: Fault(slow=0.05),
)
