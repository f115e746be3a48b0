"""Looking things up off the hot path: applications, submissions, versions, people's addresses, files."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Text, bindparam, cast, delete, func, select

from dialogues.application import ApplicationId, PersonId, State
from storage import rows
from storage.changes import Address, Inbox, KeptFile, Role, Submitted
from storage.records import DialogueVersion, Listed
from storage.statements import upsert
from storage.tables import (
    addresses,
    answers,
    dialogue_versions,
    drafts,
    files,
    inbox,
    journal,
    journal_payloads,
    submissions,
)
from storage.tables import applications as table
from storage.tables import participants as taking_part


def applications(
    connection: Connection,
    person: PersonId | None,
    dialogue: str | None,
    states: Collection[State] | None,
) -> tuple[Listed, ...]:
    """Those that fit, the one touched last first, without answers; of a person, those that they may fill in."""
    statement = _LISTED
    if person is not None:
        of_person = select(taking_part.c.application).where(
            taking_part.c.person == person, taking_part.c.role != Role.VIEWER
        )
        statement = statement.where(table.c.id.in_(of_person))
    if dialogue is not None:
        statement = statement.where(table.c.dialogue == dialogue)
    if states is not None:
        statement = statement.where(table.c.state.in_(states))
    return tuple(
        Listed(
            application=rows.application_from(row, answers={}, drafts={}),
            revision=row.revision,
            owner=row.owner,
            used=row.used,
        )
        for row in connection.execute(statement)
    )


def participants(connection: Connection, application: ApplicationId) -> tuple[tuple[PersonId, Role], ...]:
    """Who may do what with an application."""
    statement = select(taking_part.c.person, taking_part.c.role).where(
        taking_part.c.application == application
    )
    return tuple(
        (row.person, row.role) for row in connection.execute(statement.order_by(taking_part.c.person))
    )


def submission(connection: Connection, reference: str, in_round: int | None) -> Submitted | None:
    """An application as it was handed in: in this round, or last."""
    statement = select(submissions).join(table).where(table.c.reference == reference)
    if in_round is not None:
        statement = statement.where(submissions.c.round == in_round)
    row = connection.execute(statement.order_by(submissions.c.round.desc()).limit(1)).one_or_none()
    return None if row is None else rows.submission.value(row)


def last_address(connection: Connection, person: PersonId, channel: str | None) -> Address | None:
    """Where a person is reached: where they were last, if possible on this channel."""
    statement = (
        select(addresses)
        .where(addresses.c.person == person, addresses.c.reachable)
        .order_by((addresses.c.channel == (channel or "")).desc(), addresses.c.used.desc(), addresses.c.id)
    )
    row = connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else rows.address_from(row)


def received(
    connection: Connection, channel: str | None, before: datetime | None, *, set_aside: bool
) -> tuple[Inbox, ...]:
    """Events that are still to be worked off, the oldest first."""
    statuses = ["received", "set_aside"] if set_aside else ["received"]
    statement = select(inbox).where(inbox.c.status.in_(statuses))
    if before is not None:
        statement = statement.where(inbox.c.at < before)
    if channel is not None:
        statement = statement.where(inbox.c.channel == channel)
    found = connection.execute(statement.order_by(inbox.c.at, inbox.c.key))
    return tuple(rows.inbox.value(row) for row in found)


def forget_events(connection: Connection, before: datetime) -> int:
    """Drops the keys of events that were done; how many."""
    return connection.execute(delete(inbox).where(inbox.c.status == "done", inbox.c.at < before)).rowcount


def keep_version(connection: Connection, kept: DialogueVersion) -> None:
    """The first source of a version stays: the version is a hash of what it says."""
    connection.execute(_KEEP_VERSION, rows.version.row(kept))


def version(connection: Connection, dialogue: str, version: str) -> DialogueVersion | None:
    """A version's source."""
    row = connection.execute(_VERSION, {"dialogue": dialogue, "version": version}).one_or_none()
    return None if row is None else rows.version.value(row)


def versions_in_use(connection: Connection) -> frozenset[tuple[str, str]]:
    """Dialogue and version of every application, closed ones as well: their summaries can be asked for."""
    found = connection.execute(select(table.c.dialogue, table.c.version).distinct())
    return frozenset((row.dialogue, row.version) for row in found)


def file(connection: Connection, sha256: str) -> KeptFile | None:
    """What is known of a file's content."""
    row = connection.execute(select(files).where(files.c.sha256 == sha256)).one_or_none()
    return None if row is None else rows.file.value(row)


def bytes_sent(connection: Connection, person: PersonId) -> int:
    """How much this person has sent in files that were kept, the same content once: also what they have taken back
    since, as it stays on the disk. Of the journals of what they take part in; what was erased there counts no more."""
    mine = select(taking_part.c.application).where(taking_part.c.person == person)
    sent = (
        select(journal_payloads.c.payload)
        .join_from(journal, journal_payloads)
        .where(journal.c.application.in_(mine), journal.c.person == person, journal.c.kind == "file_stored")
    )
    kept = (json.loads(payload).get("file") or {} for payload in connection.scalars(sent))
    return sum({file.get("sha256"): file.get("size", 0) for file in kept}.values())


def file_references(connection: Connection, sha256: str) -> frozenset[ApplicationId]:
    """The applications that hold a file, as an answer, a draft, not yet put anywhere, or handed in; found by reading, so never wrong.

    Reads every answer: it is for erasing, which is rare.
    """
    found: set[ApplicationId] = set()
    for column in (answers.c.value, drafts.c.value, submissions.c.content):
        holds = cast(column, Text).contains(sha256, autoescape=True)
        found.update(connection.scalars(select(column.table.c.application).where(holds).distinct()))
    loose = cast(table.c.further, Text).contains(sha256, autoescape=True)
    found.update(connection.scalars(select(table.c.id).where(loose)))
    return frozenset(found)


_KEEP_VERSION = upsert(dialogue_versions, keep=("dialect", "source", "at")).put
_VERSION = select(dialogue_versions).where(
    dialogue_versions.c.dialogue == bindparam("dialogue"),
    dialogue_versions.c.version == bindparam("version"),
)
_owner = (
    select(func.min(taking_part.c.person))
    .where(taking_part.c.application == table.c.id, taking_part.c.role == Role.OWNER)
    .scalar_subquery()
)
_used = (
    select(func.max(addresses.c.used))
    .join(taking_part, taking_part.c.person == addresses.c.person)
    .where(taking_part.c.application == table.c.id, taking_part.c.role == Role.OWNER)
    .scalar_subquery()
)
_LISTED = select(table, _owner.label("owner"), _used.label("used")).order_by(
    table.c.touched.desc(), table.c.id
)
