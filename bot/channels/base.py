"""The contract of a channel: what comes in, what goes out, and how sending fails.

A channel translates. It keeps no state that matters, decides nothing about a conversation, and tells its
platform "done" only when `handle` has returned, which is after the commit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as FilePath
from typing import Final, Literal, Protocol

from dialogues.application import ApplicationId, Path
from dialogues.effects import Effect
from dialogues.fields import Value
from dialogues.prompt import Block, Notice, Prompt
from dialogues.reply import Reply

#: seconds that the next part of an album, or of a text that was sent in parts, may take
HOLD: Final = 1.5


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
    #: of a tick: `Replied.order`
    order: int = 0
    #: seconds that what is shown of it may wait, as more of the same kind is on its way: the next part of a text or
    #: of an album, or the next click in a form that lies over the chat
    hold: float = 0
    #: the language that the person seems to use, a BCP 47 tag or ""
    language: str = ""
    #: whether the person said so just now, rather than the platform
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The prompt that is on somebody's screen."""

    turn: int
    #: None where they choose one
    application: ApplicationId | None
    prompt: Prompt


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The event is on disk. `toast` is the short answer to a press; `shown` the prompt that the event brought to the
    screen, or changed there, None where it did neither."""

    toast: str = ""
    shown: Shown | None = None
    #: whether it was there before: a redelivery, of which the toast is what was said then
    again: bool = False


Handle = Callable[[Inbound], Awaitable[Outcome]]


class Screens(Protocol):
    """What a channel may look at, to draw what lies beside the chat: a form over it, a home page. Nothing changes."""

    async def shown(self, channel: str, team: str, external_id: str) -> Shown | None:
        """The prompt that is on this person's screen; None where there is none. Raises Unsaved where the database is
        away."""
        ...

    async def wrong(
        self, channel: str, team: str, external_id: str, values: Mapping[str, Value]
    ) -> Mapping[str, str]:
        """Why what they filled into the form of that prompt cannot be taken, by the name of a field. Raises Unsaved."""
        ...

    async def language(self, channel: str, team: str, external_id: str) -> str:
        """The language that they read; "" where nobody knows. Raises Unsaved."""
        ...

    async def home(self, channel: str, team: str, external_id: str, language: str) -> Prompt:
        """Their applications, and what they may begin, for somebody who wants this language. Raises Unsaved."""
        ...


class Intake(Protocol):
    """What a channel took and could not hand on within a moment: on disk, so that its platform can be told "done"."""

    async def keep(self, key: str, raw: str) -> None:
        """Keep a delivery as it came. Raises Unsaved."""
        ...

    async def done(self, key: str) -> None:
        """What was kept under this key is handled now. Raises Unsaved."""
        ...

    async def set_aside(self, key: str, raw: str) -> None:
        """Keep a delivery that was tried in vain: the next start tries it again, nobody before. Raises Unsaved."""
        ...

    async def left(self) -> tuple[str, ...]:
        """What was kept and is not done, oldest first, with what was set aside."""
        ...

    async def abandoned(self) -> tuple[str, ...]:
        """What was kept so long ago that whoever did is gone, or very slow; oldest first. Raises Unsaved."""
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
    #: messages to one person, in so many seconds
    chat: tuple[int, float] = (1_000, 1.0)
    #: messages to one room, in so many seconds
    room: tuple[int, float] = (1_000, 1.0)
    #: what a room gets of a submission: all of it; or one message, with buttons that lead to the rest; or one, with the
    #: rest in its thread
    posts: Literal["whole", "brief", "thread"] = "whole"
    #: what stands before a command's word where it is typed
    command: str = "/"
    #: whether one message shows all of these blocks: by this what goes into a thread is divided
    fits: Callable[[Sequence[Block]], bool] = lambda _: True
    #: forms can be laid over the chat
    forms: bool = False
    #: choices to tick are boxes, which show by themselves what is ticked
    boxes: bool = False
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

    @property
    def is_single(self) -> bool:
        """Whether one program at a time may receive for it: where updates are polled for."""
        ...

    async def run(self, handle: Handle, intake: Intake, screens: Screens) -> None:
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
    #: organisers hear of it, where a person was to have the message; of one for a room they always do
    is_alarm = False

    def __init__(self, code: str, *, retry_after: float | None = None, is_alarm: bool | None = None) -> None:
        super().__init__(code)
        self.code = code
        #: seconds
        self.retry_after = retry_after
        if is_alarm is not None:
            self.is_alarm = is_alarm


class Unreachable(ChannelError):
    """The person has blocked the bot, left, or is no longer there; an alarm where that was not their doing."""


class Throttled(ChannelError):
    """Too many calls: nothing in the same scope before `retry_after`."""

    retryable = True


class Later(ChannelError):
    """Not before `retry_after`, and nothing else is held back by it: what only makes a chat tidier has to wait for
    room."""

    retryable = True


class Unanswered(ChannelError):
    """No answer, or the platform's own fault: the outcome is unknown, so it is tried again."""

    retryable = True


class Refused(ChannelError):
    """The platform will never take it; it is set aside and reported."""


class Malformed(ChannelError):
    """The platform does not understand it: ours."""

    is_alarm = True


class Misconfigured(ChannelError):
    """The platform does not know us, or is not reached with these settings: nothing works until they are mended."""


class Migrated(ChannelError):
    """The chat has another external id from now on; under the old one nothing will ever be taken."""

    def __init__(self, external_id: str) -> None:
        super().__init__("migrated")
        #: the new one
        self.external_id = external_id
