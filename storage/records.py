"""The values that come out of storage off the hot path: listings, leases, checks. No SQL lives here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from dialogues.application import Application, PersonId
from storage.changes import Outgoing


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Whom a program can send to: everybody on some channels, and on others only some chats."""

    channels: frozenset[str] = frozenset()
    #: by channel
    chats: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, channel: str, external_id: str) -> bool:
        """Whether this chat is reached from here."""
        return channel in self.channels or external_id in self.chats.get(channel, ())


@dataclass(kw_only=True, slots=True)
class Lease:
    """On whose behalf this program takes rows, and for how long at a time."""

    worker: str
    duration: timedelta
    #: whose rows it has at once when it commits them, None for everybody's; others' are free
    reach: Reach | None = None

    def longest(self, now: datetime) -> datetime:
        """No lease ends later, whichever program's clock it was taken by."""
        return now + 2 * self.duration

    def takes(self, row: Outgoing) -> bool:
        """Whether a row is this program's as soon as it is committed."""
        reached = self.reach is None or self.reach.has(row.channel, row.external_id)
        return reached and row.not_before is None


class Alone(Enum):
    """What no other program may do while an act goes on."""

    NO = auto()
    #: take rows, so that of one chat's rows no two programs hold some
    LEASING = auto()
    #: write at all; what the others remember of it, they forget
    WRITING = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What another program has just written, for whoever would look for it later anyway."""

    #: rows that nobody has taken
    outbox: bool = False
    #: the earliest moment that was set
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One line of a list of applications."""

    #: without its answers and drafts
    application: Application
    revision: int
    owner: PersonId | None
    #: when the owner last used any of their addresses
    used: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DialogueVersion:
    """The source of a dialogue as somebody answers it, in the dialect of its day."""

    dialogue: str
    version: str
    dialect: int
    source: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """What a platform refused, and the code of the refusal."""

    outgoing: Outgoing
    error: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Stuck:
    """The state of the outbox for whoever looks after it."""

    set_aside: tuple[SetAside, ...]
    #: how many rows wait, by channel
    waiting: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How much waits, for whoever measures it."""

    #: rows that may be sent, by channel
    outbox: Mapping[str, int]
    #: when the oldest of them was committed
    oldest: datetime | None
    #: rows that platforms refused, and events that no program could cope with
    set_aside: int
    #: events that are kept and not handled yet
    received: int
    #: reminders, and other moments, that have come
    due: int


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalCheck:
    """What came out of reading a chain of the journal from its first entry."""

    entries: int
    #: the first entry that does not follow from the one before, or whose payload is not what it was
    broken: int | None
    #: entries whose payload was erased
    erased: int
