"""What an app does that Slack would punish sooner or later: noted, not refused, so that a test can assert that there
was none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Violation:
    #: "schema": an argument that the method does not have; "text": blocks without a text; "pace": more than a message
    #: a second in a channel; "closed": a call inside its Retry-After; "late", "ack": see Deliveries; "answer": an
    #: acknowledgement that Slack cannot use
    kind: str
    text: str


@dataclass
class Observer:
    violations: list[Violation] = field(default_factory=list)
    _sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, text: str) -> None:
        self.violations.append(Violation(kind, text))

    def posted(self, channel: str, at: float, burst: int = 2) -> None:
        """chat.postMessage: one a second in a channel [docs: rate limits]."""
        times = self._sent[channel]
        times.append(at)
        del times[:-burst]
        if len(times) == burst and at - times[0] < burst - 1 - 0.05:
            self.note("pace", f"{burst} messages within {at - times[0]:.2f} s in {channel}")
