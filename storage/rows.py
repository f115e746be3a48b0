"""Values to rows and back: the only place that knows how a value lies in its table.

Most values are flat: a column for each field, of the same name. Those that are not have a pair of functions
here. What is read has the column types applied already. No statement is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from dialogues import codec
from dialogues.application import Answer, Application, Json, Path
from dialogues.cursor import Cursor
from storage.changes import Address, AddressKey, Due, Inbox, KeptFile, Message, Misuse, Outgoing, Submitted
from storage.codes import Guesses, ResumeCode
from storage.records import DialogueVersion

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AsRow = dict[str, object]
V = TypeVar("V", bound="DataclassInstance")


class Flat(Generic[V]):
    """How values of one type become rows: each field is a column."""

    def __init__(self, of: type[V]) -> None:
        self._of = of
        self.names = tuple(each.name for each in fields(of))
        self._fields = attrgetter(*self.names)

    def row(self, value: V, **further: object) -> AsRow:
        """The value's columns, and those that it does not hold itself."""
        return dict(zip(self.names, self._fields(value), strict=True), **further)

    def value(self, row: Row[Any]) -> V:
        """The value; columns that are none of its fields are passed over."""
        return self._of(**dict(zip(self.names, self._fields(row), strict=True)))


answer = Flat(Answer)
due = Flat(Due)
file = Flat(KeptFile)
guesses = Flat(Guesses)
inbox = Flat(Inbox)
message = Flat(Message)
resume_code = Flat(ResumeCode)
submission = Flat(Submitted)
version = Flat(DialogueVersion)


#: of the kinds of row that hold no effect
_PAYLOADS: Mapping[str, TypeAdapter[Any]] = {
    "summary": codec.notices,
    "alarm": codec.notices,
    "append": codec.appended,
}


class _Outbox(Flat[Outgoing]):
    """Flat, but for the payload, which is JSON by its kind."""

    def row(self, value: Outgoing, **further: object) -> AsRow:
        if value.payload is None:
            raise Misuse(f"row {value.id} of the outbox says nothing")
        written = _PAYLOADS.get(value.kind, codec.effects).dump_json(value.payload)
        return super().row(value, payload=written.decode(), **further)

    def value(self, row: Row[Any]) -> Outgoing:
        adapter = _PAYLOADS.get(row.kind, codec.effects)
        return replace(super().value(row), payload=_read(adapter, row.payload))


def _read(adapter: TypeAdapter[Any], payload: str) -> Any:
    """Nothing is wrong with a database in which there is a row from another version of this program."""
    try:
        return adapter.validate_json(payload)
    except ValidationError:
        return None


outgoing = _Outbox(Outgoing)


def address_row(address: Address) -> AsRow:
    return {
        "id": address.id,
        "person": address.person,
        "channel": address.key.channel,
        "team": address.key.team,
        "external_id": address.key.external_id,
        "language": address.language,
        "current": address.current,
        "plain": address.plain,
        "reachable": address.reachable,
        "used": address.used,
    }


def address_from(row: Row[Any]) -> Address:
    return Address(
        id=row.id,
        key=AddressKey(channel=row.channel, team=row.team, external_id=row.external_id),
        person=row.person,
        language=row.language,
        current=row.current,
        plain=row.plain,
        reachable=row.reachable,
        used=row.used,
    )


def application_row(application: Application, revision: int) -> AsRow:
    """The application's own row; its answers and drafts have theirs."""
    return {
        "id": application.id,
        "reference": application.reference,
        "dialogue": application.dialogue,
        "version": application.version,
        "state": application.state,
        "started": application.started,
        "touched": application.touched,
        "round": application.round,
        "entries": dict(application.entries),
        "next_entry": application.next_entry,
        "further": codec.further(application),
        "revision": revision,
    }


def application_from(
    row: Row[Any], answers: Mapping[Path, Answer], drafts: Mapping[Path, Json]
) -> Application:
    return Application(
        id=row.id,
        reference=row.reference,
        dialogue=row.dialogue,
        version=row.version,
        state=row.state,
        started=row.started,
        touched=row.touched,
        round=row.round,
        answers=answers,
        drafts=drafts,
        entries={path: tuple(ids) for path, ids in row.entries.items()},
        next_entry=row.next_entry,
        **(codec.further_from(row.further) if row.further else {}),
    )


def cursor_row(cursor: Cursor) -> AsRow:
    return {
        "address": cursor.address,
        "application": cursor.application,
        "turn": cursor.turn,
        "value": codec.cursors.dump_python(cursor, mode="json"),
    }


def cursor_from(value: Json) -> Cursor:
    return codec.cursors.validate_python(value)
