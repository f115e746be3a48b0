"""What happened: the inputs of `step()`. Past tense, frozen, JSON.

The time of an event is the only clock that the core knows; fresh ids come in from the edge as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from dialogues.application import Path, PersonId
from dialogues.reply import Reply, StoredFile

#: the turn of no prompt
UNKNOWN: Final = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The person opened this application: it has just begun, or they came back to it."""

    at: datetime
    who: PersonId
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replied:
    """A press, a typed text, files, a command.

    `turn` is the prompt that the reply belongs to: of the button, or of the newest prompt that stands before
    the text in the chat; None where the channel knows that nothing can overtake (a terminal), UNKNOWN where the
    text says what it replies to and nobody knows that message. `path` is the question of that prompt, so that an
    old one can still be named. `order` grows from tick to tick where a platform keeps none, 0 elsewhere: each of those
    says what all boxes are, and one that comes late changes nothing.
    """

    at: datetime
    who: PersonId
    reply: Reply
    turn: int | None = None
    path: Path = ""
    order: int = 0
    kind: Literal["replied"] = "replied"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnMessageEdited:
    """The person edited a message that they had sent: this is what it says now. `fingerprint` is of what it said,
    `sent` is when it came, by which what was made of it is found."""

    at: datetime
    who: PersonId
    text: str
    fingerprint: str
    sent: datetime
    kind: Literal["own_message_edited"] = "own_message_edited"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileOffered:
    """A file is on its way: `token` is how the channel fetches it."""

    at: datetime
    who: PersonId
    token: str
    name: str
    #: bytes, 0 where the platform did not say
    size: int = 0
    caption: str = ""
    turn: int | None = None
    path: Path = ""
    kind: Literal["file_offered"] = "file_offered"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileStored:
    """The offered file is kept; it was for the question at `path`."""

    at: datetime
    who: PersonId
    path: Path
    file: StoredFile
    #: what is in it, where that is plain text and short: it may be the list, filled in
    text: str = ""
    kind: Literal["file_stored"] = "file_stored"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFailed:
    """The offered file could not be kept; `code` names why."""

    at: datetime
    who: PersonId
    path: Path
    name: str
    code: str
    kind: Literal["file_failed"] = "file_failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderFell:
    """A reminder is due; `number` counts those since the person's last act, from 1; 0 was asked for by them."""

    at: datetime
    who: PersonId
    number: int
    #: what the organiser says with it, "" for nothing
    text: str = ""
    kind: Literal["reminder_fell"] = "reminder_fell"


Event = Annotated[
    Opened | Replied | OwnMessageEdited | FileOffered | FileStored | FileFailed | ReminderFell,
    Field(discriminator="kind"),
]
