"""How rows are put into a table and taken out. Made once from the tables' own columns, so that they never
drift apart from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Executable, Table, bindparam, delete, text


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Target:
    """Where rows go: by `put`, and out again by `take`, which needs only the columns of the `key`."""

    put: Executable
    take: Executable | None = None
    key: tuple[str, ...] = ()


def upsert(table: Table, *, keep: tuple[str, ...] = ()) -> Target:
    """Insert, or update the row with the same primary key, except for the columns to `keep`.

    SQLAlchemy has this per dialect only; the words are the same in SQLite and in PostgreSQL.
    """
    names = [column.name for column in table.c]
    key = tuple(column.name for column in table.primary_key)
    changed = _listed(f'"{name}" = excluded."{name}"' for name in names if name not in (*key, *keep))
    put = text(
        # every part is a name of our own schema
        f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({_listed(f":{name}" for name in names)}) '  # noqa: S608 - see above
        f"ON CONFLICT ({_quoted(key)}) DO {'UPDATE SET ' + changed if changed else 'NOTHING'}"
    ).bindparams(*(bindparam(each.name, type_=each.type) for each in table.c))
    return Target(put=put, take=remove(table), key=key)


def remove(table: Table) -> Executable:
    """Delete by primary key."""
    return delete(table).where(
        *(column == bindparam(column.name, type_=column.type) for column in table.primary_key)
    )


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _quoted(names: Iterable[str]) -> str:
    return _listed(f'"{name}"' for name in names)
