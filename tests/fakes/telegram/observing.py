"""What a bot does that the real platform would punish sooner or later: noted, not refused, so that a test can assert
that there was none."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

#: messages and edits in a group within a minute, and messages over all within a second [core.telegram.org/bots/faq]
IN_A_GROUP = 20
IN_BULK = 30


@dataclass(frozen=True, slots=True)
class Violation:
    #: "schema": what the schema does not allow; "closed": a call inside a retry_after; "group": too many in a minute
    #: to a group; "bulk": more than 30 messages a second (which replies may, and reminders may not)
    kind: str
    text: str


@dataclass
class Observer:
    violations: list[Violation] = field(default_factory=list)
    _groups: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _sent: deque[float] = field(default_factory=deque)

    def note(self, kind: str, text: str) -> None:
        self.violations.append(Violation(kind, text))

    def sent(self, method: str, chat_id: int | None, at: float, messages: int) -> None:
        """A call that put something into a chat was applied."""
        if (
            chat_id is not None
            and chat_id < 0
            and self._over(self._groups[chat_id], at, messages, 60, IN_A_GROUP)
        ):
            self.note("group", f"{method}: more than {IN_A_GROUP} a minute to {chat_id}")
        if not method.startswith("edit") and self._over(self._sent, at, messages, 1, IN_BULK):
            self.note("bulk", f"{method}: more than {IN_BULK} messages a second")

    @staticmethod
    def _over(times: deque[float], at: float, more: int, window: float, most: int) -> bool:
        times.extend([at] * more)
        while times[0] <= at - window:
            times.popleft()
        return len(times) > most
