"""The journal: what happened, in chains of hashes, one chain per application and one for all the rest.

An entry's hash covers its metadata, its payload's hash and the hash of the entry before, so no entry can be
changed, taken out or put in between without breaking every later one. The payload lies beside the entry and
can be erased: its hash stays. Nothing here changes or deletes an entry.

The canonical form is RFC 8785; for text, whole numbers and null under ASCII names it is what `json.dumps`
writes with sorted keys and no spaces, at a tenth of the time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, select

from dialogues.application import ApplicationId
from storage import rows
from storage.changes import Journalled
from storage.columns import micros
from storage.records import JournalCheck
from storage.tables import journal, journal_payloads


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The last entry of a chain."""

    seq: int
    sha256: str


START = Head(seq=0, sha256="")


def follow(head: Head, entry: Journalled) -> tuple[Head, rows.AsRow, rows.AsRow]:
    """The chain's new head, the entry's row, and its payload's row."""
    row: rows.AsRow = {
        "application": entry.application or "",
        "seq": head.seq + 1,
        "person": entry.person,
        "address": entry.address,
        "kind": entry.kind,
        "at": entry.at,
        "payload_sha256": _hash(entry.payload),
        "previous": head.sha256,
    }
    seal = _seal(row)
    payload: rows.AsRow = {"application": row["application"], "seq": row["seq"], "payload": entry.payload}
    return Head(seq=head.seq + 1, sha256=seal), {**row, "sha256": seal}, payload


def head(connection: Connection, application: ApplicationId | None) -> Head:
    """Where a chain stands. The commit reads the heads of a whole group at once (`commit.py`)."""
    row = connection.execute(_HEAD, {"chain": application or ""}).one_or_none()
    return START if row is None else Head(seq=row.seq, sha256=row.sha256)


def verify(connection: Connection, application: ApplicationId | None) -> JournalCheck:
    """Reads a chain from its start and computes every hash again."""
    before, broken, erased = START, None, 0
    for row in connection.execute(_CHAIN, {"chain": application or ""}):
        whole = row.payload is None or _hash(row.payload) == row.payload_sha256
        follows = row.seq == before.seq + 1 and row.previous == before.sha256
        columns = {column.name: getattr(row, column.name) for column in journal.c if column.name != "sha256"}
        if broken is None and not (whole and follows and row.sha256 == _seal(columns)):
            broken = row.seq
        erased += row.payload is None
        before = Head(seq=row.seq, sha256=row.sha256)
    return JournalCheck(entries=before.seq, broken=broken, erased=erased)


_HEAD = (
    select(journal.c.seq, journal.c.sha256)
    .where(journal.c.application == bindparam("chain"))
    .order_by(journal.c.seq.desc())
    .limit(1)
)
_CHAIN = (
    select(journal, journal_payloads.c.payload)
    .outerjoin(journal_payloads)
    .where(journal.c.application == bindparam("chain"))
    .order_by(journal.c.seq)
)


def _seal(row: rows.AsRow) -> str:
    metadata = {name: micros(value) if isinstance(value, datetime) else value for name, value in row.items()}
    return _hash(json.dumps(metadata, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
