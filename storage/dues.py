"""Due rows: moments at which the clock makes an event. They come, move and go with a commit; a lease keeps two
programs from making the same event, and the event's own commit moves or takes away its row.

A row is for the program that reaches the person where they were last.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, union_all, update

from dialogues.application import ApplicationId, PersonId
from storage import rows
from storage.changes import Due
from storage.outbox import reached
from storage.records import Lease, Reach
from storage.tables import addresses, due, journal


def lease(connection: Connection, by: Lease, now: datetime, at_most: int, reach: Reach) -> tuple[Due, ...]:
    """Takes the rows whose moment has come and that nobody has, the earliest first: of people who are reached
    from here, and of people who are reached from nowhere."""
    here = select(_last.c.id).where(
        _last.c.id == _place, reached(reach, _last.c.channel, _last.c.external_id)
    )
    fallen = _FALLEN.where(_place.is_(None) | here.exists())
    asked = {"now": now, "at_most": at_most, "longest": by.longest(now)}
    found = connection.execute(fallen, asked).all()
    if found:
        until = now + by.duration
        taken = [
            {
                "of_kind": row.kind,
                "of_person": row.person,
                "of_application": row.application,
                "leased_by": by.worker,
                "leased_until": until,
            }
            for row in found
        ]
        connection.execute(_TAKE, taken)
    return tuple(rows.due.value(row) for row in found)


def release(connection: Connection, worker: str) -> None:
    """Gives back all that a program has."""
    connection.execute(_RELEASE, {"worker": worker})


def move(connection: Connection, was: Due, at: datetime | None, text: str | None = None) -> bool:
    """Another moment for a row, or none; not where somebody has moved it meanwhile. With a text it is asked for by
    a round, which leaves alone what a program has taken and is about to send."""
    row = {"of_kind": was.kind, "of_person": was.person, "of_application": was.application, "was": was.at}
    if at is None:
        return connection.execute(_DROP, row).rowcount > 0
    if text is not None:
        return connection.execute(_ASK, {**row, "to": at, "says": text}).rowcount > 0
    return connection.execute(_MOVE, {**row, "to": at}).rowcount > 0


def next_moment(connection: Connection, now: datetime) -> datetime | None:
    """When the next row is to be had: its moment, or the end of its lease. What is due already is others'."""
    return min((at for at in connection.scalars(_NEXT, {"now": now}) if at is not None), default=None)


def row_of(connection: Connection, kind: str, person: PersonId, application: ApplicationId) -> Due | None:
    """As it stands now: somebody may have moved it since it was taken."""
    row = connection.execute(_ONE, {"kind": kind, "person": person, "application": application}).one_or_none()
    return None if row is None else rows.due.value(row)


def last_fallen(connection: Connection, person: PersonId, application: ApplicationId) -> datetime | None:
    """When a person was last reminded of an application. Reads its journal: it is for organisers, who ask rarely."""
    at: datetime | None = connection.scalar(_FELL, {"person": person, "application": application})
    return at


_now = bindparam("now", type_=due.c.at.type)
_last, _any = addresses.alias(), addresses.alias()
#: where a person was last
_place = (
    select(_any.c.id)
    .where(_any.c.person == due.c.person, _any.c.reachable)
    .order_by(_any.c.used.desc(), _any.c.id)
    .limit(1)
    .correlate(due)
    .scalar_subquery()
)
#: a lease that ends behind this was taken before the clock was put back
_longest = bindparam("longest", type_=due.c.leased_until.type)
_FALLEN = (
    select(due)
    .where(
        due.c.at <= _now,
        due.c.leased_until.is_(None) | (due.c.leased_until <= _now) | (due.c.leased_until > _longest),
    )
    .order_by(due.c.at, due.c.application)
    .limit(bindparam("at_most"))
    .with_for_update(of=due, skip_locked=True)
)
_this = (
    due.c.kind == bindparam("of_kind"),
    due.c.person == bindparam("of_person"),
    due.c.application == bindparam("of_application"),
)
_unmoved = due.c.at == bindparam("was", type_=due.c.at.type)
_TAKE = (
    update(due).where(*_this).values(leased_by=bindparam("leased_by"), leased_until=bindparam("leased_until"))
)
_MOVE = update(due).where(*_this, _unmoved).values(at=bindparam("to"), leased_by=None, leased_until=None)
_to = bindparam("to", type_=due.c.at.type)
_ASK = (
    update(due)
    .where(*_this, _unmoved, due.c.leased_until.is_(None) | (due.c.leased_until <= _to))
    .values(at=_to, text=bindparam("says"), leased_by=None, leased_until=None)
)
_DROP = delete(due).where(*_this, _unmoved)
_RELEASE = update(due).where(due.c.leased_by == bindparam("worker")).values(leased_by=None, leased_until=None)
#: two looks at the ends of one index
_NEXT = union_all(
    select(func.min(due.c.at).label("at")).where(due.c.leased_until.is_(None), due.c.at > _now),
    select(func.min(due.c.leased_until)).where(due.c.leased_until > _now),
)
_FELL = select(func.max(journal.c.at)).where(
    journal.c.application == bindparam("application"),
    journal.c.person == bindparam("person"),
    journal.c.kind == "reminder_fell",
)
_ONE = select(due).where(
    due.c.kind == bindparam("kind"),
    due.c.person == bindparam("person"),
    due.c.application == bindparam("application"),
)
