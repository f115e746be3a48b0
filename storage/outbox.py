"""The outbox: which rows a relay may send, and what is stuck. Rows come in and go out with a commit.

A lease says which program's relay sends a row; a row of a program that died is free again when its lease
ends. A lease that seems to last longer than leases do was taken before the clock was put back, and counts for nothing.
In one chat rows go out in the order of their ids: a row is not handed out while an earlier one of the
same chat is leased to another program or waits to be tried again. A row that has not been tried and is to go
out at a later time holds up nothing, nor does one that was set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, or_, select, update

from storage import rows
from storage.changes import Outgoing
from storage.records import Lease, Reach, SetAside, Stuck
from storage.tables import outbox

#: rows that are named in one statement
_AT_ONCE = 500


def lease(
    connection: Connection, by: Lease, now: datetime, at_most: int, reach: Reach
) -> tuple[Outgoing, ...]:
    """Takes rows for these chats that nobody has and that may be sent now, the oldest first."""
    asked = {"now": now, "worker": by.worker, "at_most": at_most, "longest": by.longest(now)}
    free = _FREE.where(reached(reach, outbox.c.channel, outbox.c.external_id))
    found = connection.execute(free, asked).all()
    _take(connection, [row.id for row in found], by, now)
    return tuple(rows.outgoing.value(row) for row in found)


def extend(connection: Connection, by: Lease, now: datetime, ids: Sequence[int]) -> frozenset[int]:
    """Keeps rows for longer; those that are not this program's any more are missing from the answer."""
    kept: set[int] = set()
    for at in range(0, len(ids), _AT_ONCE):
        asked = {"rows": ids[at : at + _AT_ONCE], "worker": by.worker, "until": now + by.duration}
        kept.update(connection.scalars(_KEEP, asked))
    return frozenset(kept)


def release(connection: Connection, worker: str) -> None:
    """Gives back all that a program has."""
    connection.execute(_RELEASE, {"worker": worker})


def stuck(connection: Connection) -> Stuck:
    """What was set aside, oldest first, and how much waits."""
    return Stuck(
        set_aside=tuple(
            SetAside(outgoing=rows.outgoing.value(row), error=row.error, at=row.tried)
            for row in connection.execute(_SET_ASIDE)
        ),
        waiting={row.channel: row.number for row in connection.execute(_WAITING)},
    )


def reached(
    reach: Reach, channel: ColumnElement[str], external_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """The condition that a chat is one of those."""
    whole = channel.in_(sorted(reach.channels))
    return or_(
        whole,
        *((channel == name) & external_id.in_(sorted(chats)) for name, chats in sorted(reach.chats.items())),
    )


_earlier = outbox.alias()
_now = bindparam("now", type_=outbox.c.created.type)
_worker = bindparam("worker", type_=outbox.c.leased_by.type)
_longest = bindparam("longest", type_=outbox.c.leased_until.type)


def _is_leased(until: ColumnElement[datetime]) -> ColumnElement[bool]:
    return (until > _now) & (until <= _longest)


_held_up = (
    select(_earlier.c.id)
    .where(
        _earlier.c.external_id == outbox.c.external_id,
        _earlier.c.channel == outbox.c.channel,
        _earlier.c.team == outbox.c.team,
        _earlier.c.id < outbox.c.id,
        _earlier.c.state == "waiting",
        (_is_leased(_earlier.c.leased_until) & (_earlier.c.leased_by != _worker))
        | ((_earlier.c.attempts > 0) & (_earlier.c.not_before > _now)),
    )
    .exists()
)
_FREE = (
    select(outbox)
    .where(
        outbox.c.state == "waiting",
        outbox.c.not_before.is_(None) | (outbox.c.not_before <= _now),
        outbox.c.leased_until.is_(None) | ~_is_leased(outbox.c.leased_until),
        ~_held_up,
    )
    .order_by(outbox.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_until = bindparam("until", type_=outbox.c.leased_until.type)
_rows: BindParameter[Sequence[int]] = bindparam("rows", expanding=True)
_TAKE = update(outbox).where(outbox.c.id.in_(_rows)).values(leased_by=_worker, leased_until=_until)
_KEEP = (
    update(outbox)
    .where(outbox.c.id.in_(_rows), outbox.c.leased_by == _worker)
    .values(leased_until=_until)
    .returning(outbox.c.id)
)
_RELEASE = update(outbox).where(outbox.c.leased_by == _worker).values(leased_by=None, leased_until=None)
_SET_ASIDE = select(outbox).where(outbox.c.state == "set_aside").order_by(outbox.c.id)
_WAITING = (
    select(outbox.c.channel, func.count().label("number"))
    .where(outbox.c.state == "waiting")
    .group_by(outbox.c.channel)
)


def _take(connection: Connection, ids: Sequence[int], by: Lease, now: datetime) -> None:
    for at in range(0, len(ids), _AT_ONCE):
        asked = {"rows": ids[at : at + _AT_ONCE], "worker": by.worker, "until": now + by.duration}
        connection.execute(_TAKE, asked)
