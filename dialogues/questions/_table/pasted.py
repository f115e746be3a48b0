"""What several lines fill: a whole table or a part of one, copied from a spreadsheet or typed line by line.

Rows are recognised by their names, in any order, columns by a heading; without names lines count by position. A
row or column of totals is passed over. Nothing is guessed: a line that fits nowhere is named as unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dialogues.question import Problem
from dialogues.questions._table.complaints import unread_lines
from dialogues.questions._table.layout import Axis, Cell, Layout, Line
from dialogues.questions._table.lines import AXES, Entry, Lines, Pieces
from dialogues.questions._table.naming import Place
from dialogues.questions._table.nearing import leading_name
from dialogues.questions._table.parts import is_part
from dialogues.questions._table.reading import read_cell, says_not_recorded, says_nothing
from dialogues.questions._table.standing import current, may_be_none, nobody
from dialogues.questions._table.typed import Fill, Reader
from dialogues.reading.cells import is_nothing


@dataclass(frozen=True)
class Paste:
    """Several lines, read against a table."""

    reader: Reader
    text: str

    def fills(self) -> tuple[Fill, ...] | Problem:
        """Every way to take them."""
        if not self._lines.entries:
            return self.reader.unread(current(self.reader.filled, self._layout))
        if not self._lines.heading and all(entry.place is None for entry in self._lines.entries):
            return self._by_position()
        return (self._by_name(),)

    @property
    def _layout(self) -> Layout:
        return self.reader.wording.layout

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text, self.reader.names, self._layout)

    # by name

    def _by_name(self) -> Fill:
        """Lines that have names, or that stand under a heading in their order."""
        axis: Axis = next((_other(place[0]) for place in self._lines.heading if place is not None), "row")
        names = list(self._layout.names(axis))
        in_order = len(self._lines.entries) == len(names) and all(map(self._is_bare, self._lines.entries))
        fill = Fill(is_paste=True)
        for index, entry in enumerate(self._lines.entries):
            place: Place | None = (axis, names[index]) if in_order else entry.place
            fill = self._with_named_row(fill, entry) if place is None else self._with(fill, entry, place)
        return fill

    def _is_bare(self, entry: Entry) -> bool:
        """Whether a line begins with its first cell, not with a name that is unknown."""
        return entry.place is None and (entry.pieces is None or len(entry.pieces) <= len(self._lines.heading))

    def _with(self, fill: Fill, entry: Entry, place: Place) -> Fill:
        axis, name = place
        ordered = self._ordered(self._layout.along(axis, name), axis)
        is_none = entry.pieces is None and bool(entry.rest.strip()) and is_nothing(entry.rest)
        may_be = may_be_none(axis, name, self._layout) or nobody(axis, name, self._layout) is not None
        if is_none and may_be:
            return replace(fill, none=(*fill.none, place), count=fill.count + 1)
        if axis == "row" and self._is_unrecorded(entry, ordered):
            return replace(fill, unrecorded=(*fill.unrecorded, name), count=fill.count + 1)
        if axis == "row" and self._waits_for_name(name, fill):
            named = self._split(entry, ordered, label=True)
            if named is not None and len(named) == len(ordered) + 1:
                labelled = replace(fill, labels={**fill.labels, name: named[0]})
                return self._with_pieces(labelled, entry, ordered, named[1:])
        return self._with_pieces(fill, entry, ordered, self._split(entry, ordered))

    def _with_named_row(self, fill: Fill, entry: Entry) -> Fill:
        """A name that is unknown is the applicant's own, where a row waits for one."""
        free = next((row for row in self._layout.rows if self._waits_for_name(row, fill)), None)
        if free is not None:
            ordered = self._ordered(self._layout.along("row", free), "row")
            pieces = self._split(entry, ordered, label=True)
            if pieces is not None and len(pieces) > 1 and pieces[0]:
                labelled = replace(fill, labels={**fill.labels, free: pieces[0]})
                return self._with_pieces(labelled, entry, ordered, pieces[1:])
        unknown = (entry.text,) if leading_name(entry) else ()
        return replace(fill, unread=(*fill.unread, entry.text), unknown=(*fill.unknown, *unknown))

    def _split(self, entry: Entry, cells: Sequence[Cell | None], *, label: bool = False) -> Pieces | None:
        return entry.split(cells, fits=self._fits, label=label)

    def _fits(self, cell: Cell, piece: str) -> bool:
        """Whether this can be read as the cell's."""
        nothing = says_not_recorded(cell, piece) or says_nothing(cell, piece)
        is_said = nothing or is_part(cell, piece, self._layout)
        return is_said or bool(read_cell(cell, piece, self.reader.wording))

    @staticmethod
    def _is_unrecorded(entry: Entry, cells: Sequence[Cell | None]) -> bool:
        """Whether nobody keeps the figures of a row: 不统计, alone behind its name."""
        said = entry.rest if entry.pieces is None else "".join(entry.pieces)
        return bool(said.strip()) and any(
            cell is not None and says_not_recorded(cell, said) for cell in cells
        )

    def _waits_for_name(self, row: str, fill: Fill) -> bool:
        return self._layout.rows[row].named and row not in {**self.reader.filled.labels, **fill.labels}

    def _ordered(self, cells: tuple[Cell, ...], axis: Axis) -> tuple[Cell | None, ...]:
        """The cells of a line in the order of the heading, if it heads them."""
        across = {cell.across(axis): cell for cell in cells}
        if not any(place is not None and place[0] != axis for place in self._lines.heading):
            return cells
        return tuple(None if place is None else across.get(place[1]) for place in self._lines.heading)

    @staticmethod
    def _with_pieces(fill: Fill, entry: Entry, cells: Sequence[Cell | None], pieces: Pieces | None) -> Fill:
        unread = replace(fill, unread=(*fill.unread, entry.text))
        if pieces is None:
            return unread
        given = {
            cell.path: piece for cell, piece in zip(cells, pieces, strict=False) if cell is not None and piece
        }
        if any(fill.cells.get(path, piece) != piece for path, piece in given.items()):
            return unread  # the same row twice, and not the same
        return replace(fill, cells={**fill.cells, **given}, count=fill.count + 1)

    # by position

    def _by_position(self) -> tuple[Fill, ...] | Problem:
        """Rows from the first, or from the one that is asked; whole columns too, unless it is a spreadsheet."""
        line = current(self.reader.filled, self._layout) or self._layout.lines[0]
        if not self._lines.is_spreadsheet and all(
            self._split(entry, line.cells) == (entry.rest,) for entry in self._lines.entries
        ):
            return self._one_a_line(line)
        ways = [way for axis in AXES if (way := self._in_order(axis, line)) is not None]
        # In a spreadsheet rows are rows; typed lines are what is asked: rows, or else it may be columns.
        if len(ways) > 1 and (
            self._lines.is_spreadsheet or self._layout.axis == "row" or ways[0].cells == ways[1].cells
        ):
            ways = ways[:1]
        if ways:
            return tuple(ways)
        entries = self._lines.entries
        if any(map(leading_name, entries)):
            return unread_lines([entry.text for entry in entries], (), self.reader.wording, "unknown_refused")
        rows, columns = len(self._layout.rows), len(self._layout.columns)
        return Problem(
            code="table_shape", fields={"given": len(self._lines.entries), "rows": rows, "columns": columns}
        )

    def _one_a_line(self, line: Line) -> tuple[Fill, ...] | Problem:
        """One cell a line: the line that is asked, written downwards."""
        given, count = len(self._lines.entries), len(line.cells)
        if given > count:
            return Problem(code="table_too_many", fields={"given": given, "count": count})
        cells = {cell.path: entry.rest for cell, entry in zip(line.cells, self._lines.entries, strict=False)}
        return (Fill(cells=cells, is_paste=True),)

    def _in_order(self, axis: Axis, line: Line) -> Fill | None:
        """The lines as rows, or as columns, in the order of the definition."""
        names = list(self._layout.names(axis))
        start = (
            names.index(line.name)
            if axis == self._layout.axis and len(self._lines.entries) < len(names)
            else 0
        )
        room = len(names) - start
        if len(self._lines.entries) > room or (axis != self._layout.axis and len(self._lines.entries) < room):
            return None
        fill = Fill(is_paste=True)
        for name, entry in zip(names[start:], self._lines.entries, strict=False):
            cells = self._layout.along(axis, name)
            pieces = self._split(entry, cells)
            # Only whole lines count as columns, so that a few rows are never taken for them.
            if pieces is None or (axis == "column" and len(pieces) < len(cells)):
                return None
            fill = self._with_pieces(fill, entry, cells, pieces)
        return fill


def _other(axis: Axis) -> Axis:
    return "column" if axis == "row" else "row"
