"""Labels that would be cut on a button of a narrow phone: their author is asked for a `short` one.

Only a warning: the dialogue works, and where a label is needed whole it stands in the message. How much fits is
for `widths.py`. Labels with holes are passed over, since nobody knows what will stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dialogues.authoring.seats import Seat
from dialogues.authoring.tree import Document, Steps, spot
from dialogues.dialogue import Section
from dialogues.mistakes import Findings
from dialogues.questions._choices import Selecting
from dialogues.questions._table.layout import LONG_TABLE, Axis
from dialogues.questions._table.wording import bare
from dialogues.questions.table import Table
from dialogues.questions.yes_no import YesNo
from dialogues.text import Text
from dialogues.widths import BUDGET, MOST_WORDS, ROOM_FOR_LINE, ROOM_FOR_SECTION, wide

#: a label is quoted as far as it takes to find it
_QUOTED: Final = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class _Button:
    """What stands on a button, and where it is written."""

    #: what holds the keys `label` and `short`, or is the label itself
    path: Steps
    label: Text
    short: Text | None
    room: float
    #: whether it may have a `short` label at all
    may_be_short: bool = True


def look_at_labels(seat: Seat, document: Document, findings: Findings) -> None:
    """Add a warning for each label of this section or question that is too wide."""
    for button in _buttons(seat):
        key = "label" if button.short is None else "short"
        written = button.label if button.short is None else button.short
        for language, wording in written.translations.items():
            if "${" in wording or wide(wording) <= button.room:
                continue
            place = spot(document.root, (*button.path, key, *([language] if language else []))).place
            most = f"{button.room:g} full-width characters, or {int(button.room * 2)} letters"
            quoted = wording if len(wording) <= _QUOTED else f"{wording[:_QUOTED]}…"
            what = f"“{quoted}” would be cut on a button"
            remedy = (
                f"add a `short` of at most {most}"
                if button.short is None and button.may_be_short
                else f"shorten it to {most}"
            )
            findings.add(place, "long_label", what, remedy)


def _buttons(seat: Seat) -> Iterable[_Button]:
    match seat.thing:
        case Section() as section if not section.sections:
            yield _Button(path=seat.path, label=section.label, short=section.short, room=ROOM_FOR_SECTION)
        case Selecting() as question:
            yield from _choices(question, seat.path)
        case YesNo(choices=choices) if choices is not None:
            for name, label in (("yes", choices.yes), ("no", choices.no)):
                path = (*seat.path, "choices", name)
                yield _Button(path=path, label=label, short=None, room=BUDGET[1], may_be_short=False)
        case Table() as table:
            yield from _lines(table, seat.path)
        case _:
            pass


def _choices(question: Selecting, path: Steps) -> Iterator[_Button]:
    """Of more choices than stand as words, the buttons are numbers; unless a filter leaves fewer."""
    other = question.other
    if len(question.choices) + (other is not None) > MOST_WORDS and question.choice_filter is None:
        return
    for name, choice in question.choices.items():
        yield _Button(path=(*path, "choices", name), label=choice.label, short=choice.short, room=BUDGET[1])
    if other is not None and other.choice is not None:
        where = (*path, "other", "choice")
        yield _Button(path=where, label=other.choice, short=None, room=BUDGET[1], may_be_short=False)


def _lines(table: Table, path: Steps) -> Iterator[_Button]:
    """Rows and columns that a button can name: few lines, parts of a sum, and what may be said to be nothing."""
    layout = table.layout
    if layout.is_ticked:
        return
    axes: tuple[tuple[Axis, Axis, str], ...] = (("row", "column", "rows"), ("column", "row", "columns"))
    for axis, other, key in axes:
        is_line = layout.axis == axis and 1 < len(layout.lines) <= LONG_TABLE
        is_added = any(one.axis == other for one in layout.sums)
        for name, line in layout.names(axis).items():
            if is_line or is_added or not line.required:
                label = Text({tag: bare(wording) for tag, wording in line.label.translations.items()})
                yield _Button(path=(*path, key, name), label=label, short=line.short, room=ROOM_FOR_LINE)
