"""A database of ours in which so many have applied already.

Our program makes the first application, through the harness; its rows are then copied, under other ids. So what is
stored is what a real one leaves, but for hashes of the journal, which nothing in a window reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.bots import OURS
from bench.window import Setting, look

#: tables whose rows name the application that they belong to
_BELONG: Final = (
    "participants",
    "cursors",
    "answers",
    "submissions",
    "messages",
    "journal",
    "journal_payloads",
)
#: rows of the inbox that an application of ten questions leaves
_EVENTS: Final = 12
#: copies in one transaction
_AT_ONCE: Final = 1_000

Row = tuple[object, ...]


async def fill(folder: Path, applications: int, questions: int) -> None:
    """Makes the database in `folder`."""
    await look(OURS, Setting(applicants=1, questions=questions, mix="half", seconds=0.5, stored=folder), None)
    with closing(sqlite3.connect(folder / "formbot.sqlite3", isolation_level=None)) as database:
        rows, names = _first(database)
        for start in range(0, applications, _AT_ONCE):
            database.execute("BEGIN")
            for table, found in rows.items():
                for row in found:
                    marks = ", ".join("?" * len(row))
                    copies = (
                        tuple(_renamed(value, names, copy) for value in row)
                        for copy in range(start, min(start + _AT_ONCE, applications))
                    )
                    database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', copies)  # noqa: S608 - a name of our own schema
            database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _first(database: sqlite3.Connection) -> tuple[Mapping[str, list[Row]], list[str]]:
    """The rows of the first application that was handed in, and the names in them that are its own."""
    (application, reference) = _one(
        database, "SELECT id, reference FROM applications WHERE state = 'submitted'", ()
    )
    (person,) = _one(database, "SELECT person FROM participants WHERE application = ?", (application,))
    (address, chat) = _one(database, "SELECT id, external_id FROM addresses WHERE person = ?", (person,))
    rows = {
        "people": database.execute("SELECT * FROM people WHERE id = ?", (person,)).fetchall(),
        "applications": database.execute(
            "SELECT * FROM applications WHERE id = ?", (application,)
        ).fetchall(),
        "addresses": database.execute("SELECT * FROM addresses WHERE id = ?", (address,)).fetchall(),
        "inbox": database.execute("SELECT * FROM inbox LIMIT ?", (_EVENTS,)).fetchall(),
    }
    for table in _BELONG:
        rows[table] = database.execute(
            f'SELECT * FROM "{table}" WHERE application = ?',  # noqa: S608 - a name of our own schema
            (application,),
        ).fetchall()
    events = [row[1] for row in rows["inbox"]]
    return rows, [application, person, address, chat, reference, *events]


def _one(database: sqlite3.Connection, query: str, values: Row) -> Row:
    row: Row | None = database.execute(query, values).fetchone()
    if row is None:
        raise RuntimeError("nobody has finished: nothing to copy")
    return row


def _renamed(value: object, names: list[str], copy: int) -> object:
    """The value as another application has it; every name of the first one gets the copy's number behind it."""
    if isinstance(value, str):
        for name in _held(value, names):
            value = value.replace(name, f"{name}-{copy}")
    return value


def _held(value: str, names: list[str]) -> Iterator[str]:
    return (name for name in names if name in value)
