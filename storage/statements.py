"""How rows are put into a table, taken out and found by pairs. Made once from the tables' own columns, so that they
never drift apart from them.

A statement is run once for each row (SQLite, in its own process, hardly notices), or, where a server takes arrays, as
PostgreSQL does, once for all of them, a column to a parameter. That is all that the two do differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    Executable,
    Result,
    Select,
    String,
    Table,
    TextClause,
    bindparam,
    delete,
    func,
    text,
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Target:
    """Where rows go: by `put`, and out again by `take`, which needs only the columns of the `key`."""

    put: Executable
    take: Executable | None = None
    key: tuple[str, ...] = ()
    #: the same as `put`, for arrays
    put_all: Executable | None = None

    def write(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Puts these rows in."""
        if self.put_all is None or not _takes_arrays(connection):
            connection.execute(self.put, rows)
        else:
            connection.execute(self.put_all, {name: [row[name] for row in rows] for name in rows[0]})


class Pairs:
    """Finds rows by two columns at once."""

    def __init__(self, found: Select[Any], first: Column[str], second: Column[str]) -> None:
        #: all of one with all of the other: SQLite looks that up in its index, and would read the table for pairs
        self._crossed = found.where(
            first.in_(bindparam("firsts", expanding=True)), second.in_(bindparam("seconds", expanding=True))
        )
        arrays = (bindparam(name, type_=ARRAY(String)) for name in ("firsts", "seconds"))
        asked = func.unnest(*arrays).table_valued("first", "second", name="asked").render_derived()
        #: PostgreSQL looks up each pair, however little it knows of the table
        self._joined = found.join(asked, (first == asked.c.first) & (second == asked.c.second))

    def find(self, connection: Connection, pairs: Iterable[tuple[str, str]]) -> Result[Any]:
        """The rows of these pairs; there may be others."""
        firsts, seconds = (list(each) for each in zip(*pairs, strict=True))
        if _takes_arrays(connection):
            return connection.execute(self._joined, {"firsts": firsts, "seconds": seconds})
        return connection.execute(self._crossed, {"firsts": sorted(set(firsts)), "seconds": seconds})


def add(table: Table) -> Target:
    """Insert what is new."""
    return _target(table, "")


def upsert(table: Table, *, keep: tuple[str, ...] = ()) -> Target:
    """Insert, or update the row with the same primary key, except for the columns to `keep`.

    SQLAlchemy has this per dialect only; the words are the same in SQLite and in PostgreSQL.
    """
    key = _key(table)
    changed = _listed(
        f'"{column.name}" = excluded."{column.name}"'
        for column in table.c
        if column.name not in (*key, *keep)
    )
    return _target(
        table, f" ON CONFLICT ({_quoted(key)}) DO {'UPDATE SET ' + changed if changed else 'NOTHING'}"
    )


def remove(table: Table) -> Executable:
    """Delete by primary key."""
    return delete(table).where(
        *(column == bindparam(column.name, type_=column.type) for column in table.primary_key)
    )


def _takes_arrays(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _target(table: Table, conflict: str) -> Target:
    names = [column.name for column in table.c]
    values = _listed(f":{name}" for name in names)
    # every part is a name of our own schema
    insert = f'INSERT INTO "{table.name}" ({_quoted(names)})'
    arrays = f"{insert} SELECT * FROM unnest({values}){conflict}"  # noqa: S608 - see above
    return Target(
        put=_bound(f"{insert} VALUES ({values}){conflict}", table.c, arrays=False),
        put_all=_bound(arrays, table.c, arrays=True),
        take=remove(table),
        key=_key(table),
    )


def _bound(statement: str, columns: Iterable[Column[object]], *, arrays: bool) -> TextClause:
    return text(statement).bindparams(
        *(bindparam(each.name, type_=ARRAY(each.type) if arrays else each.type) for each in columns)
    )


def _key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _quoted(names: Iterable[str]) -> str:
    return _listed(f'"{name}"' for name in names)
