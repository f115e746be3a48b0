"""What is on a person's screen, before any channel draws it.

All texts are plain, already in the person's language and without markup: a channel escapes them at the last
step. Four layers, always in this order: where you are (`header`, `number`, `progress`) · the question
(`label`) · how to answer (`hint`, `body`, `choices`) · what was understood so far (`echo`, `problem`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from dialogues.fields import Form
from dialogues.reply import Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A label, and the reply that pressing it means."""

    label: str
    reply: Reply
    #: it is what was answered; its label says so too
    picked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One choice of a question. `number` is what can be typed for it; `reply` is what a press means."""

    name: str
    label: str
    #: fits a narrow button
    short: str
    number: int
    reply: Reply
    picked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Counts of relevant asked questions only."""

    answered: int
    total: int
    #: of this section
    section_position: int = 0
    section_total: int = 0
    #: of the last question, where several are on screen
    section_last: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """Running text; "quiet" is less important, "strong" more; a "copied" one is copied whole by a tap, where the
    platform has such blocks."""

    text: str
    style: Literal["plain", "quiet", "strong", "copied"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListItem:
    """One line of a listing; `button` leads to what the line is about."""

    text: str
    button: Button | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """Lines that belong together, with an optional title."""

    items: tuple[ListItem, ...]
    title: str = ""
    #: false: its lines begin with numbers or figures of their own
    bulleted: bool = True
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Cells as text; `rows` hold the row's label first, so each is one longer than `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: the row that is being asked, or -1
    at: int = -1
    kind: Literal["table"] = "table"


Block = Annotated[Paragraph | Listing | Table, Field(discriminator="kind")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expects:
    """The kind of reply that would do, so that a channel can offer the right control."""

    kind: Literal["nothing", "text", "number", "date", "choice", "choices", "cells", "file"]
    multiline: bool = False
    unit: str = ""
    #: file suffixes, without the dot
    accept: tuple[str, ...] = ()
    #: bytes
    max_size: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """One message that waits for a reply. `path` is the question it asks; screens to move in have none."""

    screen: Literal["question", "review", "map", "confirm", "choose", "done", "paused", "welcome"]
    label: str
    path: str = ""
    header: str = ""
    progress: Progress | None = None
    #: the code on the paper, such as "A1" or "3.4"; of several questions on one screen, from which to which
    number: str = ""
    #: the questions on screen where there are several, by path
    card: tuple[str, ...] = ()
    #: one of "", "soft", "required"
    required: str = ""
    hint: str = ""
    #: notes of the dialogue that stand before this question
    notes: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    #: whether the choices are too many or too long for buttons with words: then they are a numbered list in the
    #: message, and their buttons carry numbers (`choice_rows.py` lays them out)
    grid: bool = False
    expects: Expects = Expects(kind="nothing")
    #: rows of buttons that answer or shape the answer
    actions: tuple[tuple[Button, ...], ...] = ()
    #: the quiet last row
    navigation: tuple[Button, ...] = ()
    #: what was understood of the reply before, where it differs from what was typed
    echo: str = ""
    #: why the reply before was not taken, and what to do
    problem: str = ""
    #: whether its buttons can be typed by their number: of a decision, or of a screen that has no codes
    numbered: bool = False
    #: what can be filled in at once, laid over the chat, where there is such a thing
    form: Form | None = None
    #: what it is written in
    language: str = ""

    def by_number(self) -> tuple[Button, ...]:
        """The buttons that a number presses, in order."""
        return tuple(button for row in self.actions for button in row) if self.numbered else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A question as answered: what stays of a prompt when the conversation has moved on."""

    number: str
    label: str
    lines: tuple[str, ...]
    #: false: the lines say that there is no answer, or not all of it
    answered: bool = True
    #: one for each question that was on it
    changes: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something said beside the conversation; the prompt on screen stays."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    #: what it is written in
    language: str = ""
