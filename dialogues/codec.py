"""Values of the core to JSON and back: the only place where JSON is untyped.

Every type that is kept in a database or crosses a process goes through one of these adapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from dialogues.application import Answer, Application, Consent, Json, Path, PersonId
from dialogues.cursor import Cursor
from dialogues.effects import Append, Effect
from dialogues.events import Event
from dialogues.prompt import Block, Notice, Prompt, Settled
from dialogues.reply import Reply, StoredFile
from dialogues.resuming import Resuming

answers: TypeAdapter[Answer] = TypeAdapter(Answer)
applications: TypeAdapter[Application] = TypeAdapter(Application)
cursors: TypeAdapter[Cursor] = TypeAdapter(Cursor)
effects: TypeAdapter[Effect] = TypeAdapter(Effect)
events: TypeAdapter[Event] = TypeAdapter(Event)
prompts: TypeAdapter[Prompt] = TypeAdapter(Prompt)
settled: TypeAdapter[Settled] = TypeAdapter(Settled)
notices: TypeAdapter[Notice] = TypeAdapter(Notice)
appended: TypeAdapter[Append] = TypeAdapter(Append)
replies: TypeAdapter[Reply] = TypeAdapter(Reply)
resumings: TypeAdapter[Resuming] = TypeAdapter(Resuming)
blocks: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Further:
    """What most applications have none of."""

    consents: Mapping[PersonId, Consent] = field(default_factory=dict)
    muted: tuple[PersonId, ...] = ()
    waiting: Mapping[Path, datetime] = field(default_factory=dict)
    loose: tuple[StoredFile, ...] = ()


_further: TypeAdapter[_Further] = TypeAdapter(_Further)
_NAMES = tuple(each.name for each in fields(_Further))


def further(application: Application) -> Json:
    """What is there of consents, mutes, waits and loose files."""
    there = {name: value for name in _NAMES if (value := getattr(application, name))}
    return _further.dump_python(_Further(**there), mode="json", include=set(there)) if there else {}


def further_joined(value: Json, person: PersonId, into: PersonId) -> Json:
    """What is there, with `into` in the place of `person`: what one of the two agreed to, both have."""
    read = _further.validate_python(value or {})
    consents = {into if who == person else who: consent for who, consent in read.consents.items()}
    muted = tuple(dict.fromkeys(into if who == person else who for who in read.muted))
    there = replace(read, consents=consents, muted=muted)
    return _further.dump_python(there, mode="json", include=set(value or {}))


def further_from(value: Json) -> Mapping[str, Any]:
    """The same as fields of an application."""
    read = _further.validate_python(value)
    return {name: getattr(read, name) for name in value if name in _NAMES}
