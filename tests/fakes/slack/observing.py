"""What an app does that Slack would punish sooner or later: noted, not refused, so that a test can assert that there
was none."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

#: calls a minute that a workspace grants: tiers 3 and 4 [docs: rate limits, and the page of each method]
TIERS = {
    "chat.update": 50,
    "chat.delete": 50,
    "conversations.open": 50,
    "conversations.info": 50,
    "reactions.add": 50,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "chat.postEphemeral": 100,
    "users.info": 100,
    "conversations.members": 100,
    "files.info": 100,
}


@dataclass(frozen=True, slots=True)
class Violation:
    #: "schema": an argument that the method does not have; "text": blocks without a text; "pace": more than a message
    #: a second in a channel; "tier": more calls of a method in a minute than Slack grants; "closed": a call inside its Retry-After; "late", "ack": see Deliveries; "answer": an
    #: acknowledgement that Slack cannot use
    kind: str
    text: str


@dataclass
class Observer:
    violations: list[Violation] = field(default_factory=list)
    _called: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, text: str) -> None:
        self.violations.append(Violation(kind, text))

    def called(self, method: str, at: float) -> None:
        """Every method has a tier: so many calls a minute in a workspace."""
        times = self._called[method]
        times.append(at)
        while times[0] <= at - 60:
            times.popleft()
        if len(times) > TIERS.get(method, len(times)):
            self.note("tier", f"{method}: {len(times)} calls in a minute")

    def posted(self, channel: str, at: float, burst: int = 2) -> None:
        """chat.postMessage: one a second in a channel [docs: rate limits]; `burst` within a moment are too many."""
        times = self._sent[channel]
        times.append(at)
        del times[:-burst]
        if len(times) == burst and at - times[0] < burst - 1 - 0.05:
            self.note("pace", f"{burst} messages within {at - times[0]:.2f} s in {channel}")
