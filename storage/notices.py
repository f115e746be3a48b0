"""What a program tells the others with a commit: which of the things that they may remember are not so any more,
and what has come for whoever sends. Ids only, and no SQL.

Nothing depends on a notice being heard: a commit that was made of what is past is refused by what it compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.cache import Mark
from storage.changes import Changes, Committed
from storage.columns import EPOCH, micros
from storage.commit import Outcome
from storage.records import Heard, Lease

#: PostgreSQL takes less than 8000 bytes at a time
_LONGEST = 7_500


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is told with one transaction. `by` names who tells, who need not listen."""

    by: str
    marks: Sequence[Mark] = field(default_factory=tuple)
    #: more than could be named
    everything: bool = False
    heard: Heard = field(default_factory=Heard)


def of_group(by: str, group: Sequence[Changes], outcomes: Sequence[Outcome], lease: Lease) -> Notice | None:
    """What a group that was just written means for others; None where it means nothing."""
    kept = [
        changes
        for changes, outcome in zip(group, outcomes, strict=True)
        if isinstance(outcome, Committed) and outcome.duplicate is None
    ]
    moments = [due.at for changes in kept for due in changes.due if due.at is not None]
    heard = Heard(
        # what is sent at once is leased to whoever commits it
        outbox=not all(lease.takes(row) for changes in kept for row in changes.outbox),
        due=min(moments, default=None),
    )
    if any(changes.join is not None for changes in kept):
        return Notice(by=by, everything=True, heard=heard)
    marks = tuple(dict.fromkeys(mark for changes in kept for mark in _marks(changes)))
    return Notice(by=by, marks=marks, heard=heard) if marks or heard != Heard() else None


def written(notice: Notice) -> list[str]:
    """As text, in as many pieces as are needed."""
    due = notice.heard.due
    said: dict[str, object] = {
        "by": notice.by,
        "everything": notice.everything,
        "outbox": notice.heard.outbox,
        "due": None if due is None else micros(due),
    }
    return [json.dumps({**said, "marks": marks}) for marks in _pieces(notice.marks)]


def read(text: str) -> Notice:
    """As another program wrote it."""
    said = json.loads(text)
    due = said["due"]
    return Notice(
        by=said["by"],
        marks=tuple(tuple(mark) for mark in said["marks"]),
        everything=said["everything"],
        heard=Heard(outbox=said["outbox"], due=None if due is None else _moment(due)),
    )


def _moment(since: int) -> datetime:
    return EPOCH + timedelta(microseconds=since)


def _marks(changes: Changes) -> Iterator[Mark]:
    if changes.application is not None:
        yield "application", changes.application.application.id
    if changes.address is not None:
        yield "address", changes.address.id
    if changes.cursor is not None:
        yield "cursor", changes.cursor.address, changes.cursor.application
    for message in changes.messages:
        if message.direction == "out":
            yield "chat", message.channel, message.team, message.external_id
            if message.message:
                yield "sent", message.message


def _pieces(marks: Iterable[Mark]) -> list[list[Mark]]:
    pieces: list[list[Mark]] = [[]]
    room = _LONGEST
    for mark in marks:
        room -= len(json.dumps(mark)) + 2
        if room < 0:
            pieces.append([])
            room = _LONGEST - len(json.dumps(mark)) - 2
        pieces[-1].append(mark)
    return pieces
