"""Where one address stands in one application.

The pending union is handled once, in `advance.py`. "Which other?" and "please explain" are not in it: half
an answer is a draft, and drafts belong to the application, so that two people who fill one table, or one
person on two devices, fill the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from dialogues.application import AddressId, Answer, ApplicationId, Json, Nothing, Path
from dialogues.prompt import Button
from dialogues.reading.batch import Claim, Unclear
from dialogues.reply import Reply

#: through all that is missing, or what is required of it, or the rest
Sweep: TypeAlias = bool | Literal["required", "rest"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """One question is on screen. `sweep` asks what is missing, one after the other, until the review."""

    path: Path
    sweep: Sweep = False
    #: on a screen of its own, though its group is asked on one screen
    alone: bool = False
    kind: Literal["asking"] = "asking"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewing:
    """The review before submitting, whole or of one section."""

    section: str = ""
    kind: Literal["reviewing"] = "reviewing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """The map of all sections, one section's questions, or only those that are owed or wait for a colleague."""

    section: str = ""
    only: Literal["", "required", "waiting"] = ""
    kind: Literal["mapping"] = "mapping"


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirming:
    """An act that cannot be undone by a tap waits for a yes."""

    what: Literal["withdraw"]
    kind: Literal["confirming"] = "confirming"


@dataclass(frozen=True, kw_only=True, slots=True)
class Languages:
    """The list of languages is on screen."""

    kind: Literal["languages"] = "languages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcoming:
    """What it is, and the notice: before the first question. `ticked` are the consents given so far, by position."""

    ticked: tuple[int, ...] = ()
    kind: Literal["welcoming"] = "welcoming"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pausing:
    """When to be reminded is asked; or it is said, once `decided`, when that will be: None is not at all."""

    until: datetime | None = None
    decided: bool = False
    kind: Literal["pausing"] = "pausing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Disputing:
    """An answer contradicts others, or does not fit: which is to be changed?"""

    path: Path
    kind: Literal["disputing"] = "disputing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """Submitted, withdrawn or otherwise closed: nothing is asked. Once handed in, with what the receipt says."""

    at: datetime | None = None
    sha256: str = ""
    kind: Literal["done"] = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What was at a path before it was answered; None: nothing."""

    path: Path
    answer: Answer | None
    #: what had been typed of it, where it was put together bit by bit
    draft: Json = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorting:
    """Several answers came in one message, and some of them wait for a decision."""

    claims: tuple[Claim, ...]
    unclear: tuple[Unclear, ...] = ()
    #: what would be replaced, as the screen shows it: only this may be
    over: tuple[Before, ...] = ()
    kind: Literal["sorting"] = "sorting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Handing:
    """What one source is asked for is on screen, to be copied."""

    source: str
    kind: Literal["handing"] = "handing"


At = Annotated[
    Asking
    | Reviewing
    | Mapping
    | Confirming
    | Languages
    | Welcoming
    | Pausing
    | Disputing
    | Sorting
    | Handing
    | Done,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choosing:
    """The reply can mean two things: which? Each button carries one reading."""

    text: str
    readings: tuple[Button, ...]
    #: a number stands on each button, and means what it says there, not the button's place
    own_numbers: bool = False
    kind: Literal["choosing"] = "choosing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """The answer breaks a warning: change it, or keep it and say why."""

    value: Json
    raw: str
    text: str
    kind: Literal["reason"] = "reason"


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm:
    """The answer would set others aside: `paths` name them. It is a value, one of the nothings, or the removal
    of an entry, which takes its own answers with it."""

    value: Json
    raw: str
    paths: tuple[Path, ...]
    reason: str = ""
    nothing: Nothing | None = None
    #: the entry that is to be removed
    entry: str = ""
    kind: Literal["confirm"] = "confirm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Placing:
    """Files were sent where none is asked: to which question do they belong? They are among the loose ones of the
    application, so that nothing is lost whatever is done instead."""

    #: hashes of their contents
    files: tuple[str, ...]
    kind: Literal["placing"] = "placing"


Pending = Annotated[Choosing | Reason | Confirm | Placing, Field(discriminator="kind")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Where one address stands. `turn` names the prompt on screen; a new prompt has a new one."""

    address: AddressId
    application: ApplicationId
    #: what this address reads; kept with the address, not with the application
    language: str
    at: At
    turn: int = 0
    #: the first of the prompts in a row, up to this one, that ask the same
    since: int = 0
    #: of the question on screen, or of the one that a screen was opened from
    pending: Pending | None = None
    #: the question or the review that a map, a list of languages or a confirmation was opened from
    left: At | None = None
    #: where to go when the question that is being changed is answered
    back: At | None = None
    #: questions that a change made relevant, asked before going back
    ahead: tuple[Path, ...] = ()
    #: what the last answers replaced, to be undone
    undo: tuple[Before, ...] = ()
    #: what the buttons beside the last prompts mean where that is no plain command, the newest last
    beside: tuple[Reply, ...] = ()
    #: for a screen reader: one question a message, no grids; kept with the address
    plain: bool = False
    #: whether a form can be laid over the chat there; of the channel
    forms: bool = False
    #: whether choices to tick are boxes there, which show by themselves what is ticked; of the channel
    boxes: bool = False
    #: `Replied.order` of the newest tick
    ticks: int = 0
    #: a question of the chapter that is asked in messages all the same, this once
    here: Path = ""
