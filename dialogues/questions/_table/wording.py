"""How rows, columns and cells are called and written in the person's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date

from dialogues.expressions import as_text
from dialogues.question import Here
from dialogues.questions._saying import joined, with_unit
from dialogues.questions._table.figures import figure
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Cell, Layout, Line
from dialogues.reading.bounds import SIGNS
from dialogues.widths import wide

#: a text that is a number lacks its unit
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
#: what a label says besides its name: 其他（请说明）
_BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
#: decimals of a duration in a larger unit than its seconds
_FINEST = 6
#: full-width characters of a label in a sentence
_LONGEST_SPOKEN = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The words for one table, here."""

    layout: Layout
    here: Here

    def label(self, axis: Axis, name: str, filled: Filled | None = None) -> str:
        """A row's or a column's label; the applicant's own name for a row goes before it."""
        if axis == "row" and filled is not None and name in filled.labels:
            return filled.labels[name]
        return self.here.text(self.layout.names(axis)[name].label)

    def short(self, axis: Axis, name: str, filled: Filled | None = None) -> str:
        """For buttons: the author's short label, or the label without its brackets."""
        if axis == "row" and filled is not None and name in filled.labels:
            return filled.labels[name]
        defined = self.layout.names(axis)[name]
        if defined.short is not None:
            return self.here.text(defined.short)
        return bare(self.here.text(defined.label))

    def spoken(self, axis: Axis, name: str, filled: Filled | None = None) -> str:
        """In a sentence or a wide button: the label without its brackets, unless it is long and has a short form."""
        label = self.label(axis, name, filled)
        plain = bare(label)
        return plain if wide(plain) <= _LONGEST_SPOKEN else self.short(axis, name, filled)

    def within(self, cell: Cell, axis: Axis, filled: Filled | None = None) -> str:
        """What a cell is called on a line along `axis`."""
        other: Axis = "column" if axis == "row" else "row"
        return self.short(other, cell.across(axis), filled)

    def whole(self, cell: Cell, filled: Filled | None = None) -> str:
        """What a cell is called anywhere."""
        if len(self.layout.columns) == 1:
            return self.short("row", cell.row, filled)
        row, column = self.short("row", cell.row, filled), self.short("column", cell.column)
        return self.here.say("table.cell", row=row, column=column)

    def listed(self, cell: Cell, axis: Axis, filled: Filled | None = None) -> str:
        """What a cell is called on a line along `axis`, in a sentence."""
        return self.spoken("column" if axis == "row" else "row", cell.across(axis), filled)

    def cells(self, cells: Iterable[Cell], axis: Axis) -> str:
        """Several cells of a line, by name."""
        return joined((self.listed(cell, axis) for cell in cells), self.here)

    def unit(self, cell: Cell) -> str:
        """The unit of a cell's numbers."""
        if cell.unit is not None:
            return self.here.text(cell.unit)
        return "%" if cell.type == "percent" else ""

    def value(self, cell: Cell, text: str, *, unit: bool = True) -> str:
        """What stands in a cell, as a person reads it."""
        match cell.type:
            case "integer" | "decimal" | "percent" | "duration" | "ratio":
                return self.figure(cell, text, unit=unit)
            case "yes_no":
                return self.yes_no(cell.column, text)
            case "select_one":
                choice = self.layout.columns[cell.column].choices.get(text)
                return text if choice is None else self.here.text(choice.label)
            case "date":
                locale = Locale.parse(self.here.language, sep="-")
                return format_date(date.fromisoformat(text), self.here.say("format.day"), locale)
            case "text" if unit and _NUMBER.fullmatch(text):
                return with_unit(text, self.unit(cell), self.here)
            case _:
                return text

    def figure(self, cell: Cell, text: str, *, unit: bool = True) -> str:
        """A kept figure: ≥85%, 80–85%, 285秒, 1:15."""
        kept = figure(text)
        if kept is None:
            return text
        ends = [self._end(cell, end) for end in kept.ends]
        written = f"{SIGNS.get(kept.sign, '')}{'–'.join(ends)}"
        if not unit or cell.type == "ratio":
            return written
        if cell.type == "duration":
            name = self.here.text(cell.unit) if cell.unit is not None else self.here.say("table.seconds")
            return self.here.say("table.duration", value=written, unit=name)
        return with_unit(written, self.unit(cell), self.here)

    def _end(self, cell: Cell, end: str) -> str:
        """One number of a figure; a duration in its unit."""
        if cell.type == "ratio":
            return end
        number = Decimal(end) / cell.size
        return f"{Decimal(as_text(round(number, _FINEST))):,f}"

    def number(self, cell: Cell, number: Decimal, *, unit: bool = True) -> str:
        """A number as it would stand in this cell."""
        if cell.type != "year":
            return self.figure(cell, as_text(number), unit=unit)
        return with_unit(as_text(number), self.unit(cell), self.here) if unit else as_text(number)

    def yes_no(self, column: str, answer: str) -> str:
        """What yes or no is called in this column."""
        choice = self.layout.columns[column].choices.get(answer)
        return self.here.say(f"button.{answer}") if choice is None else self.here.text(choice.label)

    def answers(self, column: str, answer: str) -> tuple[str, ...]:
        """Every wording of yes, or of no, in this column."""
        choice = self.layout.columns[column].choices.get(answer)
        return self.here.everywhere(f"button.{answer}") if choice is None else choice.label.everywhere()

    def quoted(self, text: str) -> str:
        """Something typed, in quotation marks."""
        return self.here.say("table.quoted", text=text)

    def line(self, line: Line, filled: Filled) -> str:
        """What a line is called."""
        return self.label(line.axis, line.name, filled)


def bare(label: str) -> str:
    """A label without its brackets, unless it is nothing but them."""
    return _BRACKETED.sub("", label) or label


def cut(label: str, most: float) -> str:
    """A label that is no wider than this."""
    if wide(label) <= most:
        return label
    kept, taken = "", wide("…")
    for letter in label:
        taken += wide(letter)
        if taken > most:
            break
        kept += letter
    return f"{kept.rstrip()}…"
