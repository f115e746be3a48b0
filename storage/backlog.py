"""How much waits: counts for monitoring, in one view of the database. Nothing is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

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
        set_aside=connection.scalar(select(func.count()).where(outbox.c.state == "set_aside")) or 0,
        received=connection.scalar(select(func.count()).where(inbox.c.status == "received")) or 0,
        due=connection.scalar(select(func.count()).where(due.c.at <= now)) or 0,
    )
