"""Asking back: which line a text is for, and which of the ways to take it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogues.prompt import Button
from dialogues.question import Doubtful
from dialogues.questions._saying import excerpt, joined
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Line
from dialogues.questions._table.parts import is_part
from dialogues.questions._table.reading import read_cell, says_not_recorded, says_nothing
from dialogues.questions._table.sums import standing
from dialogues.questions._table.typed import Fill
from dialogues.questions._table.wording import Wording
from dialogues.reply import Cells, Command, Typed


def which_line(text: str, lines: Iterable[Line], filled: Filled, wording: Wording) -> Doubtful:
    """Figures without a name while the whole table is on screen: each line once, with the text behind its name."""
    labels = [wording.line(line, filled) for line in lines]
    readings = tuple(Button(label=label, reply=Typed(text=f"{label}：{text}")) for label in labels)
    return Doubtful(
        about=wording.here.say("table.doubt_line", typed=excerpt(text)),
        readings=_or_none(readings, wording),
    )


def which_way(text: str, ways: Iterable[Fill], filled: Filled, wording: Wording) -> Doubtful:
    """Several ways to take a text, each as the cells that it fills."""
    readings = tuple(
        Button(label=_told(fill, filled, wording), reply=Cells(cells={**fill.labels, **fill.cells}))
        for fill in ways
    )
    return Doubtful(
        about=wording.here.say("table.doubt", typed=excerpt(text)), readings=_or_none(readings, wording)
    )


def _or_none(readings: tuple[Button, ...], wording: Wording) -> tuple[Button, ...]:
    """A single reading can be refused."""
    if len(readings) > 1:
        return readings
    return (*readings, Button(label=wording.here.say("button.wrong"), reply=Command(name="reread")))


def _told(fill: Fill, filled: Filled, wording: Wording) -> str:
    """What would be filled, in words; heads as people."""
    parts = list(fill.labels.values())
    people = _people(fill, filled, wording)
    for path, typed in fill.cells.items():
        cell = wording.layout.cells[path]
        readings = () if says_nothing(cell, typed) else read_cell(cell, typed, wording)
        value = wording.value(cell, readings[0].text) if readings else "—"
        value = typed if is_part(cell, typed, wording.layout) else people.get(path, value)
        value = wording.here.say("table.not_recorded") if says_not_recorded(cell, typed) else value
        name = wording.within(cell, wording.layout.axis)
        parts.append(wording.here.say("table.value_cell", cell=name, value=value))
    return joined(parts, wording.here)


def _people(fill: Fill, filled: Filled, wording: Wording) -> Mapping[str, str]:
    """The numbers that would be heads where percentages are asked."""
    readings = {
        path: read_cell(wording.layout.cells[path], typed, wording) for path, typed in fill.cells.items()
    }
    texts = {path: reading[0].text for path, reading in readings.items() if len(reading) == 1}
    standings = (standing(one, filled.with_cells(texts), wording.layout) for one in wording.layout.sums)
    return {
        path: amount(now, number, wording)
        for now in standings
        if now.counts_heads
        for path, number in now.numbers.items()
    }
