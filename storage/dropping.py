"""Dropping what nobody agreed to: applications whose notice was shown and never agreed to, then addresses and
people with nothing behind them.

What may go is looked for in the transaction that drops it, while nobody else writes. Whoever agrees before it is kept; whoever agrees
after it finds that the application is gone (`Moved`) and begins anew. The chain of the journal stays, with ids
that point nowhere; the payloads beside it go.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)

from dialogues import codec
from dialogues.application import ApplicationId, PersonId, State
from storage.tables import (
    addresses,
    answers,
    applications,
    code_guesses,
    cursors,
    drafts,
    due,
    journal_payloads,
    messages,
    outbox,
    participants,
    people,
    resume_codes,
    submissions,
)

#: applications, and addresses, in one transaction: nobody can write meanwhile
AT_MOST = 10


def unagreed_versions(connection: Connection, before: datetime) -> frozenset[tuple[str, str]]:
    """Dialogue and version of what nobody agreed to, untouched since then: whether they had to is theirs to say."""
    found = connection.execute(_EMPTY, {"before": before})
    return frozenset((row.dialogue, row.version) for row in found if not _is_agreed(row.further))


def drop(connection: Connection, before: datetime, versions: Collection[tuple[str, str]]) -> int:
    """Drops what nobody agreed to in these versions, and addresses where nothing is left, all untouched since
    then; how many, and 0 only when there are no more."""
    found = connection.execute(_EMPTY, {"before": before})
    gone = [
        row.id for row in found if (row.dialogue, row.version) in versions and not _is_agreed(row.further)
    ][:AT_MOST]
    owners = _drop_applications(connection, gone)
    left = connection.execute(_LONE, {"before": before, "at_most": AT_MOST}).all()
    for statement in _OF_ADDRESS if left else ():
        connection.execute(
            statement, {"gone": [row.id for row in left], "chats": [row.external_id for row in left]}
        )
    if perhaps := owners | {row.person for row in left}:
        connection.execute(_NOBODY, {"gone": sorted(perhaps)})
    return len(gone) + len(left)


def _drop_applications(connection: Connection, gone: Sequence[ApplicationId]) -> set[PersonId]:
    """With all that hangs on them; whose they were."""
    if not gone:
        return set()
    owners = set(connection.scalars(_OWNERS, {"gone": gone}))
    for statement in _OF_APPLICATION:
        connection.execute(statement, {"gone": gone})
    return owners


def _is_agreed(further: object) -> bool:
    return bool(codec.further_from(further).get("consents"))


_NEVER_HANDED_IN = (State.IN_PROGRESS, State.EXPIRED, State.WITHDRAWN)
_gone: BindParameter[Sequence[str]] = bindparam("gone", expanding=True)
_before = bindparam("before", type_=applications.c.touched.type)
_EMPTY = (
    select(applications.c.id, applications.c.dialogue, applications.c.version, applications.c.further)
    .where(
        applications.c.state.in_(_NEVER_HANDED_IN),
        applications.c.touched < _before,
        ~exists().where(answers.c.application == applications.c.id),
        ~exists().where(submissions.c.application == applications.c.id),
    )
    .order_by(applications.c.touched, applications.c.id)
)
_OWNERS = select(participants.c.person).where(participants.c.application.in_(_gone))
#: messages are found by their chat: there are too many to look through
_chats = (
    select(addresses.c.external_id)
    .join(participants, participants.c.person == addresses.c.person)
    .where(participants.c.application.in_(_gone))
)
#: what refers to an application goes before it
_OF_APPLICATION = (
    delete(messages).where(messages.c.external_id.in_(_chats), messages.c.application.in_(_gone)),
    *(
        delete(table).where(table.c.application.in_(_gone))
        for table in (outbox, journal_payloads, due, drafts, cursors, participants)
    ),
    update(addresses).where(addresses.c.current.in_(_gone)).values(current=None),
    delete(applications).where(applications.c.id.in_(_gone)),
)


def _in_use(person: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(
        exists().where(participants.c.person == person),
        exists().where(due.c.person == person),
        exists().where(resume_codes.c.owner == person),
    )


#: where nothing was begun, or nothing is left of it
_LONE = (
    select(addresses.c.id, addresses.c.person, addresses.c.external_id)
    .where(
        addresses.c.used < _before,
        addresses.c.current.is_(None),
        ~exists().where(cursors.c.address == addresses.c.id),
        ~exists().where(resume_codes.c.claimant == addresses.c.id),
        ~_in_use(addresses.c.person),
    )
    .order_by(addresses.c.used, addresses.c.id)
    .limit(bindparam("at_most"))
)
_OF_ADDRESS = (
    *(
        delete(table).where(
            table.c.external_id.in_(bindparam("chats", expanding=True)), table.c.address.in_(_gone)
        )
        for table in (messages, outbox)
    ),
    delete(code_guesses).where(code_guesses.c.address.in_(_gone)),
    delete(addresses).where(addresses.c.id.in_(_gone)),
)
_NOBODY = delete(people).where(
    people.c.id.in_(_gone), ~exists().where(addresses.c.person == people.c.id), ~_in_use(people.c.id)
)
