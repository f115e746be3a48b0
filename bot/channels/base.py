"""The contract of a channel: what comes in, what goes out, and how sending fails.

A channel translates. It keeps no state that matters, decides nothing about a conversation, and tells its
platform "done" only when `handle` has returned, which is after the commit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as FilePath
from typing import Protocol

from dialogues.application import ApplicationId, Path
from dialogues.effects import Effect
from dialogues.prompt import Notice
from dialogues.reply import Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A file that the platform holds for us; `token` is how this channel fetches it."""

    token: str
    name: str
    #: bytes, 0 where the platform did not say
    size: int = 0
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrected:
    """The person edited their own message, which is `Inbound.message_id`: this is what it says now."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """Whether the person can be reached: they blocked the bot, or let it speak again."""

    reachable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbound:
    """One thing that a person did, freed of its platform."""

    channel: str
    #: unique per channel for ever: a redelivery has the same key
    key: str
    #: where the person is reached
    external_id: str
    team: str = ""
    at: datetime
    content: Reply | Offered | Corrected | Present
    #: the prompt that a button belongs to; what is typed belongs to the newest prompt that stands before its
    #: `place`, which the engine knows
    turn: int | None = None
    #: the question of that prompt
    path: Path = ""
    #: of the button, or of that prompt: an old one leads to its own application; None is the current one
    application: ApplicationId | None = None
    #: the platform's id of the person's own message; "" for a press
    message_id: str = ""
    #: of their message, or of the one whose button they pressed: grows along the chat; 0 where nothing can overtake
    place: int = 0
    #: the platform's id of the message whose button was pressed, or to which theirs says that it replies
    about: str = ""
    #: another part may follow within a moment: of the same text, or of the same album
    gathers: bool = False
    #: the language that the person seems to use, a BCP 47 tag or ""
    language: str = ""
    #: whether the person said so just now, rather than the platform
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The event is on disk. `toast` is the short answer to a press."""

    toast: str = ""


Handle = Callable[[Inbound], Awaitable[Outcome]]


class Intake(Protocol):
    """What a channel took and could not hand on within a moment: on disk, so that its platform can be told "done"."""

    async def keep(self, key: str, raw: str) -> None:
        """Keep an event as it came; a later `handle` with the same key makes it done. Raises Unsaved."""
        ...

    async def left(self) -> tuple[str, ...]:
        """What was kept and never handled, oldest first."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One API call's worth: an effect, or a part of a post, and where it goes."""

    #: of the outbox row
    id: int
    external_id: str
    team: str
    content: Effect | Notice | Bare
    #: that its buttons are about: a reminder may be of another application than the current one
    application: ApplicationId | None = None
    #: whether it goes to a room rather than to a person
    room: bool = False
    #: a thread or topic within the room, "" for none
    topic: str = ""
    #: the platform's id of the message that it is about, where one was sent
    message_id: str = ""
    #: the platform's id of the message below which it belongs: the post of the round before
    below: str = ""
    #: where the file lies that is to be sent, of a Give
    file: FilePath | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The platform has it. `message_id` is of the message that now shows it, "" where there is none; `place`
    grows along the chat."""

    message_id: str = ""
    place: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bare:
    """Take the buttons of a message away: its prompt stands further down now. Nothing is lost where it fails."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a platform is talked to."""

    #: UTF-16 units of a message; a longer notice is sent as several
    longest: int = 1_000_000
    #: a prompt that was answered by a message comes anew below it, rather than being changed where it stands
    below: bool = False
    #: reminders a second, to everybody together
    bulk: float = 1_000.0
    #: messages a minute, to one room
    room: int = 60_000
    #: a room gets one message for each submission, with buttons that lead to the rest; otherwise all of it
    brief: bool = False
    #: bytes of a file that can be sent
    upload: int = 2_000_000_000


class Channel(Protocol):
    """A platform. A new one is one folder, and the tests run the channel contract on it."""

    @property
    def manner(self) -> Manner:
        """How it is talked to; the same as long as the program runs."""
        ...

    @property
    def name(self) -> str:
        """One of "terminal", "telegram", "slack"."""
        ...

    @property
    def chats(self) -> frozenset[str] | None:
        """External ids of the only chats that are reached from here; None where all are. The others' messages and
        reminders are left to the programs that reach them."""
        ...

    async def run(self, handle: Handle, intake: Intake) -> None:
        """Receive until cancelled, or until there is nothing more to come."""
        ...

    async def send(self, parcel: Parcel) -> Sent:
        """One API call; raises a ChannelError."""
        ...

    async def is_member(self, room: str, external_id: str) -> bool:
        """Whether this person sees what is posted in this room, both by their external ids; raises a
        ChannelError where that is not known now."""
        ...

    def fetch(self, token: str) -> AsyncIterator[bytes]:
        """The bytes of an offered file; raises a ChannelError."""
        ...


class Unsaved(Exception):
    """What the person did could not be kept: the platform is not told "done". `str()` is the sentence for them."""


class ChannelError(Exception):
    """A platform's refusal. `code` is safe to log and to keep: it never holds what a person wrote."""

    retryable = False

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        #: seconds
        self.retry_after = retry_after


class Unreachable(ChannelError):
    """The person has blocked the bot, left, or is no longer there."""


class Throttled(ChannelError):
    """Too many calls: nothing in the same scope before `retry_after`."""

    retryable = True


class Unanswered(ChannelError):
    """No answer, or the platform's own fault: the outcome is unknown, so it is tried again."""

    retryable = True


class Refused(ChannelError):
    """The platform will never take it; it is set aside and reported."""


class Malformed(ChannelError):
    """The platform does not understand it: ours, and an alarm."""


class Misconfigured(ChannelError):
    """The platform does not know us, or is not reached with these settings: nothing works until they are mended."""


class Migrated(ChannelError):
    """The chat has another external id from now on; under the old one nothing will ever be taken."""

    def __init__(self, external_id: str) -> None:
        super().__init__("migrated")
        #: the new one
        self.external_id = external_id
