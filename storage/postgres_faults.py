"""PostgreSQL: whose fault an error was, and whether the same may simply be tried again.

The server's own words are never passed on: its message and its detail quote values, and a value could be an answer.
What is told is the kind of the error, its SQLSTATE and the names of our own schema.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.changes import Misuse, StorageUnavailable

#: SQLSTATEs that mean "not now", and nothing about the statement, by their first letters:
#: https://www.postgresql.org/docs/current/errcodes-appendix.html
_NOT_NOW = (
    "08",  # the connection
    "25006",  # read only
    "25P03",  # a transaction that was left standing
    "28",  # who we are
    "3D",  # which database
    "40",  # rolled back because of others, more than once
    "42501",  # what we may do
    "53",  # full disk, memory, too many connections
    "55P03",  # a lock that was not given back in time
    "57",  # shut down, starting up, cancelled, out of time
    "58",  # the system below
    "F0",  # its configuration
    "XX",  # its files
)
#: rolled back because of others, who are done now: a deadlock, what cannot be put in a row, a key taken meanwhile
_AGAIN = ("40001", "40P01", "23505")
#: the server went away before it was asked to commit
_GONE = ("08", "57P01", "57P02")


def fault(error: Exception) -> StorageUnavailable | Misuse:
    """Whose fault it was: the database's, now, or ours."""
    for cause in _chain(error):
        if isinstance(cause, StorageUnavailable | Misuse):
            return cause
    for cause in reversed(list(_chain(error))):  # the driver's own says most
        if state := _state(cause):
            kind = StorageUnavailable if state.startswith(_NOT_NOW) else Misuse
            named = " ".join(
                name for field in ("table_name", "constraint_name") if (name := getattr(cause, field, None))
            )
            return kind(" ".join(filter(None, (type(cause).__name__, state, named))))
    cause = list(_chain(error))[-1]  # where it began
    said = ""
    if isinstance(cause, OSError) and cause.errno:  # a host that has no address has a negative one
        said = os.strerror(cause.errno) if cause.errno > 0 else str(cause.strerror)
    not_now = isinstance(cause, OSError | PoolTimeout) or _is_the_drivers(cause) or _is_lost(error)
    return (StorageUnavailable if not_now else Misuse)(" ".join(filter(None, (type(cause).__name__, said))))


def may_be_tried_again(error: Exception, *, committing: bool) -> bool:
    """Whether nothing of it was kept and it may well go well now. Who was committing when the server went away
    cannot know."""
    if any(_state(cause).startswith(_AGAIN) for cause in _chain(error)):
        return True
    if any(type(cause).__name__ == "InvalidCachedStatementError" for cause in _chain(error)):
        return True  # the schema was migrated meanwhile
    return not committing and _is_lost(error)


def _is_lost(error: Exception) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return any(_state(cause).startswith(_GONE) for cause in _chain(error))


def _is_the_drivers(cause: BaseException) -> bool:
    """What the driver says of itself, not of a value: it is closed, or the server spoke in riddles."""
    return type(cause).__module__.startswith("asyncpg") and not isinstance(cause, ValueError)


def _state(cause: BaseException) -> str:
    return getattr(cause, "sqlstate", None) or ""


def _chain(error: BaseException) -> Iterator[Exception]:
    found: BaseException | None = error
    while isinstance(found, Exception):  # a time that ran out was cancelled first
        yield found
        found = found.__cause__
