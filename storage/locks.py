"""PostgreSQL: who waits for whom, by name. Here, unlike in SQLite, several programs write at once.

A commit reads what it compares (an event's key, a revision, the head of a chain, where an address stands, a code)
and then writes. Between the two nobody else may do the same, and what is compared may not be there yet, so that no
row could be locked. So before anything is read all of it is locked by its name, in one statement and in
one order: two programs that touch the same conversation go one after the other, and the second sees in its next
statement all that the first has committed (READ COMMITTED). Others do not meet. What only a unique index guards, as a
reference, needs no lock: the second is rolled back, tried again, and finds it.

Every transaction that writes also holds the gate together with the others; one that must be alone (two people become
one, what nobody agreed to is dropped, the schema is migrated) closes it. Locks end with their transaction; a group takes
some two hundred at most, and a server has room for thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, text

from storage.changes import AddressKey, Changes, StorageUnavailable
from storage.records import Alone

#: advisory locks of two numbers and of one do not meet; this is the first of the two
_SPACE = 0x464F524D
_GATE, _LEASING, _MIGRATING = 1, 2, 3


def enter(connection: Connection, alone: Alone = Alone.NO) -> None:
    """Before any act that writes. Raises StorageUnavailable where nothing can be written."""
    gate = _CLOSE if alone is Alone.WRITING else _ENTER
    if connection.execute(gate, {"space": _SPACE, "gate": _GATE}).one().read_only == "on":
        raise StorageUnavailable("the database is read only")
    if alone is Alone.LEASING:
        connection.execute(_ALONE, {"space": _SPACE, "gate": _LEASING})


def compared(connection: Connection, group: Sequence[Changes]) -> None:
    """Before a group of changes is compared with what is there."""
    if any(changes.join is not None for changes in group):
        enter(connection, Alone.WRITING)
    names = {name for changes in group for name in _names(changes)}
    keys = sorted(
        int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names
    )
    connection.execute(_NAMED, {"space": _SPACE, "gate": _GATE, "keys": keys})


def migrating(connection: Connection, patience: float) -> None:
    """Of programs that start at once the second waits, and then finds the work done; then nobody writes."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(patience * 1000)}")
    connection.execute(_ALONE, {"space": _SPACE, "gate": _MIGRATING})
    connection.execute(_ALONE, {"space": _SPACE, "gate": _GATE})


def _names(changes: Changes) -> Iterator[str]:
    if (event := changes.inbox) is not None:
        yield f"event {event.channel} {event.key}"
    if (change := changes.application) is not None:
        yield f"application {change.application.id}"
    for entry in changes.journal:
        yield f"application {entry.application or ''}"
    yield from _chats(address.key for address in (changes.stood, changes.address) if address is not None)
    for code in changes.codes:
        yield f"code {code.owner}"


def _chats(keys: Iterable[AddressKey]) -> Iterator[str]:
    for key in keys:
        yield f"chat {key.channel} {key.team} {key.external_id}"


_ENTER = text(
    "SELECT current_setting('transaction_read_only') AS read_only, pg_advisory_xact_lock_shared(:space, :gate)"
)
_CLOSE = text(
    "SELECT current_setting('transaction_read_only') AS read_only, pg_advisory_xact_lock(:space, :gate)"
)
_ALONE = text("SELECT pg_advisory_xact_lock(:space, :gate)")
#: an array keeps its order, so everybody takes what they need in the same one
_NAMED = text(
    "SELECT pg_advisory_xact_lock_shared(:space, :gate)"
    " UNION ALL SELECT pg_advisory_xact_lock(name) FROM unnest(:keys) AS name"
).bindparams(bindparam("keys", type_=ARRAY(BigInteger)))
