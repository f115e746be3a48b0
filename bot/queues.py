"""What waits to be sent, by chat, and what goes first. Only rows and their order: whether one may go now is for `pacing.py`, and
sending for `relay.py`.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.changes import Lane, Outgoing


class Chat(NamedTuple):
    """What has an order of its own."""

    channel: str
    team: str
    external_id: str
    downloads: bool


@dataclass(slots=True)
class Queue:
    """What waits for one chat: replies, then reminders, then questions to be shown as answered and what else may be
    late, each the oldest first. So the next question never waits for what only makes the chat tidier."""

    rows: list[Outgoing] = field(default_factory=list)
    #: rows that may be late
    late: set[int] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    #: something was put in
    more: asyncio.Event = field(default_factory=asyncio.Event)
    #: the first row waits for room, and holds back nothing that comes before it
    waits: bool = False

    def put(self, row: Outgoing) -> None:
        insort(self.rows, row, key=self._urgency)
        self.more.set()

    def postpone(self, rows: Iterable[Outgoing]) -> None:
        """Everything else goes first: it is there, or the queue waits."""
        self.late.update(row.id for row in rows)
        self.rows.sort(key=self._urgency)
        self.waits = self.rows[0].id in self.late

    def end(self, rows: Iterable[Outgoing]) -> None:
        """These are done with."""
        done = {row.id for row in rows}
        self.rows = [row for row in self.rows if row.id not in done]
        self.late -= done

    def _urgency(self, row: Outgoing) -> tuple[int, int]:
        may_be_late = row.kind == "settle" or row.id in self.late
        return (2 if may_be_late else 1 if row.lane is Lane.BULK else 0), row.id


def about_the_same(rows: Sequence[Outgoing]) -> list[Outgoing]:
    """The first row with those that replace it: newer states of the same message, in order. Ids go by the clock, which may
    have been put back before the program came back."""
    first = rows[0]
    if first.kind not in ("ask", "refresh", "settle", "page"):
        return [first]
    same = (row for row in rows if row.message == first.message)
    return sorted(same, key=lambda row: (row.revision, row.id))


def queue_of(row: Outgoing) -> Chat:
    """Where it waits."""
    return Chat(row.channel, row.team, row.external_id, row.kind == "fetch")
