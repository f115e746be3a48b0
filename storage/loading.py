"""Reading snapshots and whole applications. Every function takes a connection that is in a transaction, so
that what it reads in several statements belongs together. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from dialogues.application import Application, ApplicationId
from storage import rows
from storage.changes import Address, AddressKey, Snapshot
from storage.tables import addresses, answers, applications, cursors, drafts, participants

#: the application's object at a revision, if there is one already
Held = Callable[[ApplicationId, int], Application | None]


def snapshot(
    connection: Connection, key: AddressKey, application: ApplicationId | None, held: Held
) -> Snapshot:
    """What is known of an address and of its current application, or of another one."""
    address = address_of(connection, key)
    wanted = application or (None if address is None else address.current)
    if wanted is None:
        return Snapshot(key=key, address=address)
    row = connection.execute(
        _STANDING, {"application": wanted, "address": "" if address is None else address.id}
    ).one_or_none()
    if row is None:
        return Snapshot(key=key, address=address)
    return Snapshot(
        key=key,
        address=address,
        application=held(wanted, row.revision) or _whole(connection, row),
        revision=row.revision,
        participants={
            each.person: each.role for each in connection.execute(_PARTICIPANTS, {"application": wanted})
        },
        cursor=None if row.cursor is None else rows.cursor_from(row.cursor),
    )


def address_of(connection: Connection, key: AddressKey) -> Address | None:
    """The address of a chat."""
    row = connection.execute(
        _ADDRESS, {"channel": key.channel, "team": key.team, "external_id": key.external_id}
    ).one_or_none()
    return None if row is None else rows.address_from(row)


def by_reference(connection: Connection, reference: str, held: Held) -> tuple[Application, int] | None:
    """An application and its revision."""
    row = connection.execute(_BY_REFERENCE, {"reference": reference}).one_or_none()
    if row is None:
        return None
    return held(row.id, row.revision) or _whole(connection, row), row.revision


_ADDRESS = select(addresses).where(
    addresses.c.external_id == bindparam("external_id"),
    addresses.c.channel == bindparam("channel"),
    addresses.c.team == bindparam("team"),
)
_STANDING = (
    select(applications, cursors.c.value.label("cursor"))
    .outerjoin_from(
        applications,
        cursors,
        (cursors.c.application == applications.c.id) & (cursors.c.address == bindparam("address")),
    )
    .where(applications.c.id == bindparam("application"))
)
_BY_REFERENCE = select(applications).where(applications.c.reference == bindparam("reference"))
_PARTICIPANTS = select(participants.c.person, participants.c.role).where(
    participants.c.application == bindparam("application")
)
_ANSWERS = select(answers).where(answers.c.application == bindparam("application"))
_DRAFTS = select(drafts).where(drafts.c.application == bindparam("application"))


def _whole(connection: Connection, row: Row[Any]) -> Application:
    of = {"application": row.id}
    return rows.application_from(
        row,
        answers={each.path: rows.answer.value(each) for each in connection.execute(_ANSWERS, of)},
        drafts={each.path: each.value for each in connection.execute(_DRAFTS, of)},
    )
