"""How much waits: counts for monitoring, in one view of the database. Nothing is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from storage.records import Backlog
from storage.tables import due, inbox, outbox


def backlog(connection: Connection, now: datetime) -> Backlog:
    """What waits now; rows that are to go out later do not."""
    may_go = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
    waiting = (outbox.c.state == "waiting") & may_go
    counted = connection.execute(
        select(outbox.c.channel, func.count(), func.min(outbox.c.created))
        .where(waiting)
        .group_by(outbox.c.channel)
    ).all()
    return Backlog(
        outbox={channel: count for channel, count, _ in counted},
        oldest=min((oldest for _, _, oldest in counted), default=None),
        set_aside=_count(connection, outbox.c.state == "set_aside")
        + _count(connection, inbox.c.status == "set_aside"),
        received=_count(connection, inbox.c.status == "received"),
        due=_count(connection, due.c.at <= now),
    )


def _count(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).where(where)) or 0
