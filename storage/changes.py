"""The values that go into storage and come out of it on the hot path: `Snapshot` and `Changes`.

A `Changes` is everything that one event changed, in one value: it is committed whole or not at all. Nobody
holds a transaction; whoever wants to write hands in a value. No SQL lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from dialogues.application import AddressId, Answer, Application, ApplicationId, Json, Path, PersonId
from dialogues.cursor import Cursor
from dialogues.effects import Append, Effect
from dialogues.prompt import Notice
from storage.codes import CodeChange, Guesses, Join


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressKey:
    """How a channel names a chat, of a person or of a room; `team` is "" where the channel has none."""

    channel: str
    external_id: str
    team: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a person is reached, what they read there, and which application is open there."""

    id: AddressId
    key: AddressKey
    person: PersonId
    language: str
    current: ApplicationId | None = None
    #: reads one question a message, without grids
    plain: bool = False
    reachable: bool = True
    #: of the last event from here; reminders go to the address last used
    used: datetime


class Role(StrEnum):
    """What a person may do with an application."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


#: may fill it in
FILLING_IN: Final = frozenset({Role.OWNER, Role.EDITOR})


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """What is known of one address: all None and zero for an address never seen."""

    key: AddressKey
    address: Address | None = None
    #: the address's current application, whole
    application: Application | None = None
    #: the row's version in storage, 0 where there is no application
    revision: int = 0
    #: everybody who takes part in it
    participants: Mapping[PersonId, Role] = field(default_factory=dict)
    #: where this address stands in it; None when it never stood there. It outlives that its person takes part
    cursor: Cursor | None = None

    @property
    def is_theirs(self) -> bool:
        """Whether the person of this address may fill in the application: a button may name any."""
        return self.address is not None and self.participants.get(self.address.person) in FILLING_IN


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """The event's own key: a second commit with the same key changes nothing.

    `received` keeps the raw form of what is still to be worked off, `set_aside` that of what the program could not
    cope with; `done` keeps the acknowledgement that is repeated to a duplicate.
    """

    channel: str
    #: unique per channel: an update id, an event id, a counter of a terminal session
    key: str
    status: Literal["received", "set_aside", "done"] = "done"
    raw: str = ""
    acknowledgement: str = ""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationChange:
    """The application's own row, and only the answers and drafts that changed (None takes one away)."""

    application: Application
    #: the revision that was loaded; 0 inserts
    expected: int
    answers: Mapping[Path, Answer | None] = field(default_factory=dict)
    drafts: Mapping[Path, Json | None] = field(default_factory=dict)
    #: (person, role) pairs that are new
    participants: tuple[tuple[PersonId, Role], ...] = ()


class Lane(StrEnum):
    """Replies are never paced; bulk and rooms are."""

    REPLY = "reply"
    BULK = "bulk"
    ROOM = "room"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One row of the outbox: one API call."""

    #: made at the edge, increasing within a process, unique across processes
    id: int
    channel: str
    #: the address it is for; None for a room
    address: AddressId | None
    #: external id of the chat, direct message or room
    external_id: str
    team: str = ""
    #: a thread or topic within a room, "" for none
    topic: str = ""
    lane: Lane = Lane.REPLY
    #: the effect's kind; "summary" for a post, "alarm" for what organisers are told
    kind: str
    #: which message it is about: rows with the same one are about the same message, in order
    message: str
    application: ApplicationId | None = None
    turn: int = 0
    path: Path = ""
    #: of the application, by this commit: of two states of a message that with the larger one is newer, whatever the
    #: clocks said; 0 outside any application
    revision: int = 0
    #: the effect, or a post; None where another version of this program wrote what this one cannot read
    payload: Effect | Append | Notice | None
    #: when it is committed (not when the event happened): the lease of whoever commits it counts from here
    created: datetime
    #: the place of the person's newest message: a prompt that stands above it is sent anew below; 0 for wherever
    after: int = 0
    #: not to be sent sooner; such a row is leased to nobody until then
    not_before: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What became of an outbox row."""

    id: int
    state: Literal["delivered", "waiting", "set_aside", "replaced"]
    #: the code of a platform's refusal; never a text that could hold an answer
    error: str = ""
    #: when to try again
    not_before: datetime | None = None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message of a chat, by which replies to old questions, old buttons and settles are found."""

    #: None in a room
    address: AddressId | None
    channel: str
    external_id: str
    team: str = ""
    #: the platform's id of the message
    message_id: str
    #: grows along the chat: Telegram's message id, Slack's ts in microseconds, a terminal's counter
    place: int
    direction: Literal["in", "out"]
    #: `Outgoing.message` of what was sent; "" for what came in
    message: str = ""
    application: ApplicationId | None = None
    path: Path = ""
    turn: int = 0
    album: str = ""
    #: of the text that came in, so that a later edit of it finds what was made of it
    fingerprint: str = ""
    #: `Outgoing.revision` of what it shows
    revision: int = 0
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One moment per kind, person and application; `at` None takes it away."""

    kind: str
    person: PersonId
    application: ApplicationId
    at: datetime | None
    number: int = 1
    #: what an organiser says with it, "" for nothing; None where no round of theirs asked for it
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitted:
    """An application as handed in; immutable."""

    application: ApplicationId
    round: int
    #: RFC 8785
    content: str
    sha256: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Journalled:
    """An entry of the journal: metadata in the chain, the payload beside it so that it can be erased."""

    application: ApplicationId | None
    person: PersonId | None
    address: AddressId | None
    kind: str
    payload: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptFile:
    """A file of the store, by content."""

    sha256: str
    size: int
    type: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Everything that one event changed."""

    inbox: Inbox | None = None
    #: new people, with the time they were first seen
    people: tuple[tuple[PersonId, datetime], ...] = ()
    #: inserted, or updated by id
    address: Address | None = None
    #: the address as it was loaded: what was made of it is refused when it has been led elsewhere since, or when its
    #: person may not fill in the application any more
    stood: Address | None = None
    application: ApplicationChange | None = None
    #: inserted, or updated by (address, application)
    cursor: Cursor | None = None
    outbox: tuple[Outgoing, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    messages: tuple[Message, ...] = ()
    due: tuple[Due, ...] = ()
    submission: Submitted | None = None
    journal: tuple[Journalled, ...] = ()
    files: tuple[KeptFile, ...] = ()
    #: refused where a code is not as it was seen; the same before and after only asks that
    codes: tuple[CodeChange, ...] = ()
    guesses: Guesses | None = None
    #: done after all the rest
    join: Join | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """The commit is on disk. `duplicate` holds the acknowledgement of the first delivery of the same event,
    in which case nothing was changed.
    """

    revision: int = 0
    duplicate: str | None = None


class Moved(Exception):
    """Another commit came first: load and step again."""


class ReferenceTaken(Exception):
    """The reference of a new application is in use: make a longer one."""


class StorageUnavailable(Exception):
    """The database cannot be written now; nothing of the change was kept. Back off and try again. Where the connection
    to a server broke while it committed nobody knows: the second try finds the event's key."""


class Misuse(AssertionError):
    """A value was handed in that no load can have produced: a mistake of ours."""
