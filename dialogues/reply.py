"""What a person said, freed of the channel it came through.

A button of a prompt carries the reply that pressing it means, so a press and its typed twin are the same
value. Nothing here knows a dialogue: whether a reply fits is for the question that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

type_tag = Field(discriminator="kind")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file whose bytes are kept already; `name` is what the person called it, never a path of ours."""

    sha256: str
    name: str
    #: bytes
    size: int
    #: media type by content, such as "application/pdf"
    type: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """Text as it was typed. `more` says that another part of the same text may follow (a chat message may
    have been split by the client; a line of a pipe may not). `certain` says that it is an answer, though it hardly
    looks like one: the person was asked. `whole` says that it is all of it: they had before them what was there."""

    text: str
    more: bool = False
    certain: bool = False
    whole: bool = False
    kind: Literal["typed"] = "typed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Exactly these choices, finished."""

    names: tuple[str, ...]
    kind: Literal["chosen"] = "chosen"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticked:
    """This choice is now on, or off: the state that is wanted, so that a doubled press changes nothing."""

    name: str
    on: bool
    kind: Literal["ticked"] = "ticked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """Cells of a table filled in a form, by "row/column"; `whole` says that all of the table was before them."""

    cells: Mapping[str, str]
    whole: bool = False
    kind: Literal["cells"] = "cells"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """A day from a date picker."""

    day: date
    kind: Literal["dated"] = "dated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """Files that are stored already."""

    files: tuple[StoredFile, ...]
    kind: Literal["uploaded"] = "uploaded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command: of the conversation (back, map, edit …) or of the question on screen (done, rest, row …)."""

    name: str
    argument: str = ""
    kind: Literal["command"] = "command"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """One of two readings that the person was asked to decide between: `reply`, for the question at `path`."""

    path: str
    reply: Annotated[Typed | Chosen | Dated | Cells, type_tag]
    kind: Literal["meant"] = "meant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What was filled in at once, each for its question; and then this."""

    answers: tuple[Meant, ...]
    then: Command | None = None
    kind: Literal["filled"] = "filled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    """A button whose reply is longer than what a platform lets a button carry: `mark` names the reply
    (`marks.py`)."""

    mark: str
    kind: Literal["pressed"] = "pressed"


Reply = Annotated[
    Typed | Chosen | Ticked | Cells | Dated | Uploaded | Command | Meant | Filled | Pressed, type_tag
]


_NAMES = re.compile(r"[A-Za-z0-9_./:,@+*=~-]*")


def is_plain(argument: str) -> bool:
    """Whether it is made of names, paths and codes of a definition; what a person wrote may have blanks and any
    letters."""
    return _NAMES.fullmatch(argument) is not None
