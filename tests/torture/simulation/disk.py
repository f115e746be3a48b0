"""What outlives a program: one database.

The SQL, the judging of commits and the cache are the product's; only the thread and the file are missing. A
transaction is done at one moment of the virtual clock, so a program dies before it or after it, and hears of its end at
another moment. What is committed is noted as it is committed, for the checker.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from storage import migrating
from storage.changes import Changes, Committed


@dataclass(slots=True)
class Disk:
    """The database, empty at first. There is one at a time: the next takes its place."""

    #: (channel, key) of events that are on it
    events: set[tuple[str, str]] = field(default_factory=set)
    #: rows of the outbox that are or were on it
    rows: set[int] = field(default_factory=set)
    #: transactions of all programs
    writes: int = 0
    #: which program has a lead, by its name
    leads: dict[str, str] = field(default_factory=dict)
    #: how often a lead was gained
    terms: int = 0
    connection: Connection = field(init=False)
    _raw: sqlite3.Connection = field(init=False)
    _about: list[Changes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection, empty = _empty()
        self._raw = _raw(self.connection)
        self._raw.deserialize(empty)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of it or nothing. Reads need none: nothing happens in between."""
        self._raw.execute("BEGIN")
        try:
            yield self.connection
        except BaseException:
            self._raw.execute("ROLLBACK")
            raise
        self._raw.execute("COMMIT")

    def about(self, group: Sequence[Changes], outcomes: Sequence[object]) -> None:
        """These are in the transaction that is about to be committed."""
        self._about = [
            changes
            for changes, outcome in zip(group, outcomes, strict=True)
            if isinstance(outcome, Committed) and outcome.duplicate is None
        ]

    def settle(self) -> None:
        """It is committed."""
        for changes in self._about:
            if changes.inbox is not None:
                self.events.add((changes.inbox.channel, changes.inbox.key))
            self.rows.update(row.id for row in changes.outbox)
        self._about = []

    def ask(self, statement: str, *values: object) -> list[Any]:
        """What stands there, past all programs."""
        return self._raw.execute(statement, values).fetchall()


@cache
def _empty() -> tuple[Connection, bytes]:
    """One connection for all runs, so that its statements are compiled once, and what an empty database is. SQLAlchemy
    begins and ends nothing on it: that is dear, and there is nobody else."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None}, hide_parameters=True
    )
    connection = engine.connect()
    raw = _raw(connection)
    raw.execute("PRAGMA foreign_keys=ON")
    migrating.upgrade(connection)
    return connection, raw.serialize()


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)
