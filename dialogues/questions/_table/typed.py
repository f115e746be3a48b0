"""What a typed line fills: "210 98 76 26 10", "兼职座席：18 60 30", "本科 40 大专 35", "没有".

Gives every way to take the text, for asking back where there are several. Several lines are for `pasted.py`;
what the cells then say together is for `filling.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product

from dialogues.question import Problem
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Line
from dialogues.questions._table.naming import Names, Place
from dialogues.questions._table.parts import is_part
from dialogues.questions._table.placing import places
from dialogues.questions._table.reading import (
    LONGEST_TEXT,
    read_cell,
    says_not_recorded,
    says_nothing,
)
from dialogues.questions._table.splitting import split_cells
from dialogues.questions._table.standing import look_at, may_be_none, nobody
from dialogues.questions._table.wording import Wording
from dialogues.reading.cells import is_nothing
from dialogues.reading.durations import read_duration
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import NOTHING

#: more ways to take a reply are not offered
MOST_WAYS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Fill:
    """One way to take a reply. Texts are as they were typed."""

    #: by "row/column"; what says nothing empties the cell
    cells: Mapping[str, str] = field(default_factory=dict)
    #: names for rows
    labels: Mapping[str, str] = field(default_factory=dict)
    #: rows and columns said to be nothing
    none: tuple[tuple[Axis, str], ...] = ()
    #: rows said not to be recorded
    unrecorded: tuple[str, ...] = ()
    #: the line that is asked for by name
    at: str = ""
    #: several lines: it is said how many were read
    is_paste: bool = False
    #: lines that were understood by their names, or by their places in a paste
    count: int = 0
    #: lines of a paste that were not
    unread: tuple[str, ...] = ()
    #: of these the ones that begin with a name that no row has
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """What a reply is read against: the table, what is filled, and the names of its rows and columns."""

    wording: Wording
    filled: Filled
    names: Names

    def line(self, text: str, line: Line | None) -> tuple[Fill, ...] | Problem:
        """Every way to take one line of text while `line` is asked."""
        problems: list[Problem] = []
        for ways in (*self._named(text, line), self._plain(text, line)):
            if isinstance(ways, Problem):
                problems.append(ways)
            elif certain := tuple(islice(self._readings(ways), MOST_WAYS + 1)):
                if len(certain) <= MOST_WAYS:
                    return certain
                return Problem(
                    code="table_unsplit", fields={"count": len(ways[0].cells) + len(ways[0].labels)}
                )
            elif ways and (self._is_partly_read(ways[0]) or self._is_figures(ways[0])):
                return ways[:1]
        return problems[-1] if problems else self.unread(line)

    def swapped(self, way: Fill) -> Fill | None:
        """The two cells of a row the other way round, where only that can be read: 285秒 ≤300秒."""
        if len(way.cells) != 2 or way.is_paste or self.reads(way):
            return None
        turned = replace(way, cells=dict(zip(way.cells, reversed(tuple(way.cells.values())), strict=True)))
        is_row = len({path.partition("/")[0] for path in way.cells}) == 1
        return turned if is_row and self.reads(turned) else None

    def reads(self, way: Fill) -> bool:
        """Whether all cells of it can be read, and there are some."""
        return bool(way.cells) and any(True for _ in self._readings((way,)))

    def unread(self, line: Line | None) -> Problem:
        """Nothing of the reply could be understood."""
        if line is None:
            return Problem(code="table_which_line")
        names = self.wording.cells(line.cells, line.axis)
        return Problem(code="table_unread", fields={"count": len(line.cells), "cells": names})

    def _named(self, text: str, line: Line | None) -> Iterator[tuple[Fill, ...] | Problem]:
        """Lines and cells that the text itself names."""
        layout = self.wording.layout
        if line is not None and (cells := self._cells_by_name(text, line)):
            yield (Fill(cells=cells),)
        if (place := self._said_to_be_none(text)) is not None:
            yield self._none_of(Line(axis=place[0], name=place[1], cells=layout.along(*place)))
        for found in self.names.at_start(text):
            axis, name = found.place
            other = Line(axis=axis, name=name, cells=layout.along(axis, name))
            asked = layout.line(name) if axis == layout.axis else None
            if not found.rest.strip():
                if asked is not None:
                    yield (Fill(at=name),)
            elif self._says_unrecorded(found.rest, other):
                yield (Fill(unrecorded=(name,), count=1),)
            elif is_nothing(found.rest) and asked is not None:
                yield self._none_of(other)
            elif cells := self._cells_by_name(found.rest, other):
                yield (Fill(cells=cells),)
            else:
                # A name across the line that is asked means one cell of it, if only one cell stands behind it.
                crossing = () if line is None or axis == line.axis else line.cells
                yield tuple(
                    Fill(cells={cell.path: found.rest}, count=1)
                    for cell in crossing
                    if cell.across(layout.axis) == name
                )
                yield self._spread(found.rest, other)

    def _said_to_be_none(self, text: str) -> Place | None:
        """没有兼职座席: a word for nothing before the name of a line, short as it may be."""
        word = next(
            (word for word in sorted(NOTHING, key=len, reverse=True) if fold(text).startswith(word)), ""
        )
        place = self.names.whole(fold(text)[len(word) :].strip(" ,.，。")) if word else None
        return place if place is not None and place[0] == self.wording.layout.axis else None

    def _says_unrecorded(self, text: str, line: Line) -> bool:
        """Whether nobody keeps the figures of a row: 不统计."""
        return line.axis == "row" and any(says_not_recorded(cell, text) for cell in line.cells)

    def _none_of(self, line: Line) -> tuple[Fill, ...] | Problem:
        layout = self.wording.layout
        if may_be_none(line.axis, line.name, layout) or nobody(line.axis, line.name, layout) is not None:
            return (Fill(none=((line.axis, line.name),)),)
        if any(cell.recordable for cell in line.cells):
            return Problem(code="table_line_recorded", fields={"line": self.wording.line(line, self.filled)})
        return Problem(code="table_line_needed", fields={"line": self.wording.line(line, self.filled)})

    def _cells_by_name(self, text: str, line: Line) -> dict[str, str]:
        """本科 40 大专 35: two cells of a line or more, each behind its name."""
        across: Axis = "column" if line.axis == "row" else "row"
        by_name = {cell.across(line.axis): cell.path for cell in line.cells}
        parts = self.names.parted(text, across)
        if len(parts) < 2 or not all(part.rest for part in parts):
            return {}
        return {by_name[part.place[1]]: part.rest for part in parts}

    def _plain(self, text: str, line: Line | None) -> tuple[Fill, ...] | Problem:
        if line is None:
            return self.unread(None)
        if self._says_unrecorded(text, line):
            return (Fill(unrecorded=(line.name,)),)
        untouched = not any(self.filled.text(cell) for cell in line.cells)
        is_zero = untouched and fold(text) == "0" and line.cells[0].type != "integer"
        if is_zero and may_be_none(line.axis, line.name, self.wording.layout):
            return self._none_of(line)
        if is_nothing(text) and untouched and (len(line.cells) > 1 or not line.cells[0].needed):
            return self._none_of(line)
        state = look_at(line, self.filled, self.wording.layout)
        if is_nothing(text) and state.unsaid and not (state.lacking or state.off):
            return (Fill(none=state.unsaid),)
        return self._spread(text, line)

    def _spread(self, text: str, line: Line) -> tuple[Fill, ...] | Problem:
        """The text as cells of this line in their order, a name before them where the applicant names the row."""
        unnamed = self._may_be_named(line)
        expected = len(line.cells)
        ways: list[Fill] = []
        longest = 0
        for label in (True, False) if unnamed else (False,):
            for pieces in split_cells(text, line.cells, label=label):
                names = {line.name: pieces[0]} if label else {}
                rest = pieces[1:] if label else pieces
                longest = max(longest, len(rest))
                if label and (len(pieces[0]) > LONGEST_TEXT or not self._is_name(pieces[0], line)):
                    continue
                ways.extend(
                    Fill(cells=dict(zip((cell.path for cell in cells), rest, strict=True)), labels=names)
                    for cells in places(rest, line, self.filled, self.wording)
                )
            if ways:
                return (*ways, *self._as_one(text, line))
        if not longest:
            return self.unread(line)
        if longest > expected and any(cell.type == "text" for cell in line.cells):
            return Problem(code="table_unsplit", fields={"count": expected + unnamed})
        if longest > expected:
            return Problem(code="table_too_many", fields={"given": longest, "count": expected})
        return Problem(code="table_too_few", fields={"given": longest, "count": expected})

    def _as_one(self, text: str, line: Line) -> tuple[Fill, ...]:
        """4分 45秒 may be one duration as well as two."""
        if read_duration(text) is None or not any(mark.isspace() for mark in text):
            return ()
        return tuple(Fill(cells={cell.path: text}) for cell in line.cells if cell.type == "duration")

    def _may_be_named(self, line: Line) -> bool:
        return (
            line.axis == "row"
            and self.wording.layout.rows[line.name].named
            and line.name not in self.filled.labels
        )

    def _is_name(self, text: str, line: Line) -> bool:
        """What reads as the first cell's number is no name."""
        return not is_nothing(text) and (
            not line.cells[0].is_number or not read_cell(line.cells[0], text, self.wording)
        )

    def _readings(self, ways: tuple[Fill, ...]) -> Iterator[Fill]:
        """Every way in which all cells can be read, a number of two meanings taken apart."""
        for way in ways:
            cells = [(path, self._readings_of(path, typed)) for path, typed in way.cells.items()]
            for texts in product(*(readings for _, readings in cells)):
                yield replace(way, cells=dict(zip((path for path, _ in cells), texts, strict=True)))

    def _readings_of(self, path: str, typed: str) -> tuple[str, ...]:
        cell = self.wording.layout.cells[path]
        nothing = says_not_recorded(cell, typed) or says_nothing(cell, typed)
        if nothing or is_part(cell, typed, self.wording.layout):
            return (typed,)
        readings = read_cell(cell, typed, self.wording)
        return (typed,) if len(readings) == 1 else tuple(reading.text for reading in readings)

    def _is_figures(self, way: Fill) -> bool:
        """Whether there are figures for a row of another kind: it is said which kind is wanted."""
        cells = [self.wording.layout.cells[path] for path in way.cells]
        own = any(cell.bounded or cell.type in ("duration", "ratio") for cell in cells)
        return own and all(any(mark.isdecimal() for mark in typed) for typed in way.cells.values())

    def _is_partly_read(self, way: Fill) -> bool:
        return any(self._readings_of(path, typed) for path, typed in way.cells.items())
