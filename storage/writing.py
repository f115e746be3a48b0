"""The rows of a whole group of changes, gathered and then written: one statement per table.

Rows are kept by key and the last word on a key wins, so the order of the statements does not depend on the
order of the events. What may be written at all is decided before, in `commit.py`.

Plain Core, with many rows to a statement. Strings compiled once and written past SQLAlchemy were measured: the
same for a group of 64, a fifth less for a group of one, which is never what a busy program waits for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, bindparam, update

from dialogues.application import ApplicationId
from storage import joining, journal, rows, tables
from storage.changes import ApplicationChange, Changes, Delivery, Due, Outgoing
from storage.codes import CodeChange, Join
from storage.records import Lease
from storage.statements import Target, add, remove, upsert

_PEOPLE = upsert(tables.people, keep=("since",))
_NEW = add(tables.applications)
#: what changes in an application's own row; a key in SET would make SQLite look through all that refers to it
_MOVES = ("state", "touched", "round", "entries", "next_entry", "further", "revision")
_MOVED = Target(
    put=update(tables.applications)
    .where(tables.applications.c.id == bindparam("moved"))
    .values({name: bindparam(name) for name in _MOVES})
)
_ADDRESSES = upsert(tables.addresses)
_PARTICIPANTS = upsert(tables.participants)
_CURSORS = upsert(tables.cursors)
_ANSWERS = upsert(tables.answers)
_DRAFTS = upsert(tables.drafts)
_SUBMISSIONS = add(tables.submissions)
_FILES = upsert(tables.files, keep=("at",))
_DUE = upsert(tables.due)
_CODES = upsert(tables.resume_codes)
_SPENT = upsert(tables.spent_codes)
_GUESSES = upsert(tables.code_guesses)
_OUTBOX = add(tables.outbox)
_DELIVERED = Target(
    put=update(tables.outbox)
    .where(tables.outbox.c.id == bindparam("row"))
    .values(
        {name: bindparam(name) for name in ("state", "error", "not_before", "tried", "leased_until")}
        | {"attempts": tables.outbox.c.attempts + 1}
    ),
    take=remove(tables.outbox),
    key=("id",),
)
_MESSAGES = upsert(tables.messages)
_INBOX = upsert(tables.inbox)
_JOURNAL = add(tables.journal)
_PAYLOADS = add(tables.journal_payloads)

#: a row comes after the rows that it refers to
_ORDER = (
    _PEOPLE,
    _NEW,
    _MOVED,
    _ADDRESSES,
    _PARTICIPANTS,
    _CURSORS,
    _ANSWERS,
    _DRAFTS,
    _SUBMISSIONS,
    _FILES,
    _DUE,
    _CODES,
    _SPENT,
    _GUESSES,
    _OUTBOX,
    _DELIVERED,
    _MESSAGES,
    _INBOX,
    _JOURNAL,
    _PAYLOADS,
)


class Gathered:
    """The rows of one group."""

    def __init__(self, lease: Lease, heads: Mapping[ApplicationId | None, journal.Head]) -> None:
        self._lease = lease
        self._heads = dict(heads)
        self._rows: dict[Target, dict[tuple[object, ...], rows.AsRow | None]] = {each: {} for each in _ORDER}
        self._joins: list[Join] = []

    def add(self, changes: Changes) -> None:
        """Everything of one change that was accepted."""
        if (inbox := changes.inbox) is not None:
            self._put(_INBOX, (inbox.channel, inbox.key), rows.inbox.row(inbox))
        for person, since in changes.people:
            self._put(_PEOPLE, (person,), {"id": person, "since": since})
        if (address := changes.address) is not None:
            self._put(_ADDRESSES, (address.id,), rows.address_row(address))
        if changes.application is not None:
            self._application(changes.application)
        if (cursor := changes.cursor) is not None:
            self._put(_CURSORS, (cursor.address, cursor.application), rows.cursor_row(cursor))
        if (submission := changes.submission) is not None:
            self._put(_SUBMISSIONS, (object(),), rows.submission.row(submission))
        for file in changes.files:
            self._put(_FILES, (file.sha256,), rows.file.row(file))
        for due in changes.due:
            self._due(due)
        for code in changes.codes:
            self._code(code)
        if (guesses := changes.guesses) is not None:
            self._put(_GUESSES, (guesses.address,), rows.guesses.row(guesses))
        if changes.join is not None:
            self._joins.append(changes.join)
        for outgoing in changes.outbox:
            self._put(_OUTBOX, (object(),), self._outgoing(outgoing))
        for delivery in changes.deliveries:
            self._put(_DELIVERED, (delivery.id,), self._delivery(delivery))
        for message in changes.messages:
            chat = (message.external_id, message.message_id, message.channel, message.team)
            self._put(_MESSAGES, chat, rows.message.row(message))
        for entry in changes.journal:
            head, row, payload = journal.follow(self._heads.get(entry.application, journal.START), entry)
            self._heads[entry.application] = head
            self._put(_JOURNAL, (entry.application, head.seq), row)
            self._put(_PAYLOADS, (entry.application, head.seq), payload)

    def write(self, connection: Connection) -> None:
        """One statement per table, or two where rows go out as well."""
        for target, by_key in self._rows.items():
            if put := [row for row in by_key.values() if row is not None]:
                target.write(connection, put)
            if target.take is not None and len(put) < len(by_key):
                gone = (key for key, row in by_key.items() if row is None)
                connection.execute(target.take, [dict(zip(target.key, key, strict=True)) for key in gone])
        for join in self._joins:
            joining.join(connection, join)

    def _put(self, target: Target, key: tuple[object, ...], row: rows.AsRow | None) -> None:
        self._rows[target][key] = row

    def _application(self, change: ApplicationChange) -> None:
        application = change.application
        row = rows.application_row(application, change.expected + 1)
        if change.expected == 0:
            self._put(_NEW, (application.id,), row)
        else:
            moves = {name: row[name] for name in _MOVES}
            self._put(_MOVED, (application.id,), {"moved": application.id, **moves})
        for person, role in change.participants:
            self._put(
                _PARTICIPANTS,
                (application.id, person),
                {"application": application.id, "person": person, "role": role},
            )
        for path, answer in change.answers.items():
            key = (application.id, path)
            of = {"application": application.id, "path": path}
            self._put(_ANSWERS, key, None if answer is None else rows.answer.row(answer, **of))
        for path, draft in change.drafts.items():
            key = (application.id, path)
            of = {"application": application.id, "path": path}
            self._put(_DRAFTS, key, None if draft is None else {**of, "value": draft})

    def _due(self, due: Due) -> None:
        row = None if due.at is None else rows.due.row(due, leased_by=None, leased_until=None)
        self._put(_DUE, (due.kind, due.person, due.application), row)

    def _code(self, change: CodeChange) -> None:
        was, now = change.was, change.now
        if was is not None and (now is None or now.hash != was.hash):
            self._put(_SPENT, (was.hash,), {"hash": was.hash})
        if was is not None or now is not None:
            self._put(_CODES, (change.owner,), None if now is None else rows.resume_code.row(now))

    def _outgoing(self, outgoing: Outgoing) -> rows.AsRow:
        """Leased at once to the relay of this program, unless its time is still to come or another one sends it."""
        mine = self._lease.takes(outgoing)
        return rows.outgoing.row(
            outgoing,
            state="waiting",
            error="",
            tried=None,
            leased_by=self._lease.worker if mine else None,
            leased_until=outgoing.created + self._lease.duration if mine else None,
        )

    def _delivery(self, delivery: Delivery) -> rows.AsRow | None:
        """A delivered row goes; one that must wait stays with the relay that tried it."""
        match delivery.state:
            case "delivered" | "replaced":
                return None
            case "waiting":
                until: datetime | None = (delivery.not_before or delivery.at) + self._lease.duration
            case "set_aside":
                until = None
            case _:
                assert_never(delivery.state)
        return {
            "row": delivery.id,
            "state": delivery.state,
            "error": delivery.error,
            "not_before": delivery.not_before,
            "tried": delivery.at,
            "leased_until": until,
        }
