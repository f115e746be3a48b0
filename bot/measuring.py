"""What is measured, for Prometheus: events, messages, what waits. Counts and seconds alone; no id and no word of anybody.

`serve` offers them at METRICS_LISTEN (`watching.py`). Elsewhere they are counted and nobody looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from bot.channels.base import Unsaved
from storage.records import Backlog

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Measures:
    """The counters of one program."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._events = Counter(
            "formbot_events",
            "What people did, by what became of it.",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self._taking = Histogram(
            "formbot_event_seconds",
            "From an event to its commit.",
            ("channel",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._messages = Counter(
            "formbot_messages",
            "Rows of the outbox, by what became of each try.",
            ("channel", "kind", "outcome"),
            registry=self.registry,
        )
        self._refusals = Counter(
            "formbot_refusals",
            "What platforms did not take, by their code.",
            ("channel", "code"),
            registry=self.registry,
        )
        self._replies = Histogram(
            "formbot_reply_seconds",
            "From the commit of a reply to its delivery.",
            ("channel",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._waiting = Gauge(
            "formbot_outbox_rows", "Rows that may be sent.", ("channel",), registry=self.registry
        )
        self._age = Gauge("formbot_outbox_age_seconds", "Age of the oldest of them.", registry=self.registry)
        self._set_aside = Gauge(
            "formbot_set_aside_rows",
            "Rows that platforms refused, and events that could not be handled.",
            registry=self.registry,
        )
        self._received = Gauge(
            "formbot_received_events", "Events that are kept and not handled yet.", registry=self.registry
        )
        self._due = Gauge("formbot_due_reminders", "Moments that have come.", registry=self.registry)
        self._leads = Gauge("formbot_leads", "Whether this program sends.", registry=self.registry)

    @contextmanager
    def event(self, channel: str) -> Iterator[None]:
        """One event."""
        began = perf_counter()
        outcome = "failed"
        try:
            yield
            outcome = "kept"
        except Unsaved:
            outcome = "unsaved"
            raise
        finally:
            self._events.labels(channel, outcome).inc()
            self._taking.labels(channel).observe(perf_counter() - began)

    def message(self, channel: str, kind: str, outcome: str, code: str = "") -> None:
        """What became of one try to send a row: delivered, replaced, set_aside or again."""
        self._messages.labels(channel, kind, outcome).inc()
        if code:
            self._refusals.labels(channel, code).inc()

    def reply(self, channel: str, seconds: float) -> None:
        """A reply was delivered so long after its commit."""
        self._replies.labels(channel).observe(seconds)

    def look(self, backlog: Backlog, age: float, *, leads: bool) -> None:
        """What waits now; `age` in seconds."""
        self._waiting.clear()
        for channel, count in backlog.outbox.items():
            self._waiting.labels(channel).set(count)
        self._age.set(age)
        self._set_aside.set(backlog.set_aside)
        self._received.set(backlog.received)
        self._due.set(backlog.due)
        self._leads.set(leads)
