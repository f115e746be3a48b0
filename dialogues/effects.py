"""What is to be done: the outputs of `step()`. Imperative, frozen, JSON. An effect names whom it is for.

Nothing here is done in the core: the shell writes each effect as a row in the step's own commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from dialogues.application import AddressId, Path, PersonId
from dialogues.prompt import Notice, Prompt, Settled


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Show a new prompt."""

    to: AddressId
    turn: int
    prompt: Prompt
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refresh:
    """Show the prompt of this turn anew: a tick, a row, a refused reply."""

    to: AddressId
    turn: int
    prompt: Prompt
    kind: Literal["refresh"] = "refresh"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settle:
    """Show the prompt of this turn as answered, with one control: change."""

    to: AddressId
    turn: int
    settled: Settled
    #: the question that it asked, the first where there were several
    path: Path = ""
    kind: Literal["settle"] = "settle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tell:
    """Say something beside the prompt, which keeps its turn."""

    to: AddressId
    notice: Notice
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """Get this file and keep it, then say FileStored or FileFailed."""

    to: AddressId
    path: Path
    token: str
    name: str
    caption: str = ""
    kind: Literal["fetch"] = "fetch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hand:
    """Send this text as a file."""

    to: AddressId
    name: str
    text: str
    caption: str = ""
    #: what the caption is written in
    language: str = ""
    kind: Literal["hand"] = "hand"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Show this where its message stands, as a page that is turned; as a new message where there is none yet."""

    to: AddressId
    notice: Notice
    kind: Literal["page"] = "page"


@dataclass(frozen=True, kw_only=True, slots=True)
class Give:
    """Send a file that is kept, by the SHA-256 of its content."""

    #: None for a room
    to: AddressId | None
    sha256: str
    #: as the person called it
    name: str
    caption: str = ""
    kind: Literal["give"] = "give"


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Post the summary of this round of submission to the reviewers' room of the dialogue."""

    dialogue: str
    round: int
    kind: Literal["post"] = "post"


@dataclass(frozen=True, kw_only=True, slots=True)
class Append:
    """Put this into the thread of a post. It is for the outbox alone: a channel gets what is in it, and the thread
    beside it."""

    #: `Outgoing.message` of the post
    post: str
    content: Notice | Give
    kind: Literal["append"] = "append"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Remind this person at this moment; None takes the reminder away. Number 0 is one that they asked for."""

    who: PersonId
    at: datetime | None
    number: int = 1
    kind: Literal["due"] = "due"


Effect = Annotated[
    Ask | Refresh | Settle | Tell | Fetch | Hand | Page | Give | Post | Due, Field(discriminator="kind")
]
