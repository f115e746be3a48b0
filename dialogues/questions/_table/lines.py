"""The lines of a paste: which are headings, which are totals, and whose each of the others is.

What the cells of a line then fill is for `pasted.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from dialogues.questions._table.layout import Axis, Cell, Layout
from dialogues.questions._table.naming import Names, Place
from dialogues.questions._table.splitting import split_cells
from dialogues.reading.cells import read_grid

Pieces: TypeAlias = tuple[str, ...]
#: the order in which columns (or rows) are pasted; None for what is passed over
Heading: TypeAlias = tuple[Place | None, ...]

AXES: tuple[Axis, Axis] = ("row", "column")
#: lines of a paste; what is longer is not this table
_MOST_LINES = 200


#: a number, or nothing, in a column before the names
_SERIAL = re.compile(r"(?:[(（]?\d{1,3}[)）.、]?)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line: whose it is, where that is known, and what stands behind its name."""

    text: str
    #: of a spreadsheet, cell by cell
    pieces: Pieces | None
    place: Place | None = None
    #: without its name
    rest: str = ""

    @property
    def is_bare_name(self) -> bool:
        """Whether a typed line is a name alone: its cells may follow on the next."""
        return self.pieces is None and self.place is not None and not self.rest.strip()

    def split(
        self, ordered: Sequence[Cell | None], *, fits: Callable[[Cell, str], bool], label: bool = False
    ) -> Pieces | None:
        """Piece by piece, some for no cell; None where there are too many, or more than one way that `fits`."""
        width = len(ordered) + label
        if self.pieces is not None:
            pieces = self.pieces
            while len(pieces) > 1 and not pieces[-1]:
                pieces = pieces[:-1]
            return pieces if len(pieces) <= width else None
        cells = [cell for cell in ordered if cell is not None]
        ways = split_cells(self.rest, cells, label=label)
        if len(ways) > 1:
            ways = tuple(
                way for way in ways if all(map(fits, cells, way[label:])) and len(way) == len(cells) + label
            )
        return ways[0] if len(ways) == 1 and len(ways[0]) <= width else None


@dataclass(frozen=True)
class Lines:
    """A paste, line by line."""

    text: str
    names: Names
    layout: Layout

    @property
    def is_spreadsheet(self) -> bool:
        return "\t" in self.text

    @cached_property
    def heading(self) -> Heading:
        """Of the first line that is one."""
        return next((found for it in self._lines if (found := self._headed(*it)) is not None), ())

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The lines that hold cells: headings and totals left out."""
        held = [it for it in self._lines if self._headed(*it) is None and not self._is_total(*it)]
        return tuple(self._joined([self._entry(text, pieces) for text, pieces in held]))

    @cached_property
    def _lines(self) -> tuple[tuple[str, Pieces | None], ...]:
        if self.is_spreadsheet:
            grid = [row for row in read_grid(self.text) or () if any(row)]
            return tuple(("\t".join(row), row) for row in grid[:_MOST_LINES])
        return tuple((line.strip(), None) for line in self.text.split("\n") if line.strip())[:_MOST_LINES]

    def with_line(self, entry: Entry, text: str) -> str:
        """All of it, with this in place of one of the lines."""
        lines = [" ".join(line.split("\n")) for line, _ in self._lines]
        at = next((at for at, (line, _) in enumerate(self._lines) if line == entry.text), None)
        return "\n".join(text if index == at else line for index, line in enumerate(lines))

    @staticmethod
    def _joined(entries: Sequence[Entry]) -> Iterator[Entry]:
        """A name that stands alone on its line has its cells on the next."""
        name: Entry | None = None
        for entry in entries:
            if name is not None and entry.place is None:
                yield Entry(text=f"{name.text} {entry.text}", pieces=None, place=name.place, rest=entry.rest)
                name = None
                continue
            if name is not None:
                yield name
            name = entry if entry.is_bare_name else None
            if name is None:
                yield entry
        if name is not None:
            yield name

    def _headed(self, text: str, pieces: Pieces | None) -> Heading | None:
        """What a line of nothing but names heads, else None. Whatever stands in its first cell heads the names."""
        return self._headed_text(text) if pieces is None else self._headed_cells(pieces)

    def _headed_text(self, text: str) -> Heading | None:
        names = self.names
        for axis in AXES:
            least = 1 if len(self.layout.names(axis)) == 1 else 2
            for tail in (text, text.partition(" ")[2].lstrip()):
                parts = names.parted(tail, axis)
                if len(parts) >= least and all(names.is_unit(part.rest) for part in parts):
                    return tuple(part.place for part in parts)
        return None

    def _headed_cells(self, pieces: Pieces) -> Heading | None:
        names = self.names
        if len(pieces) > 2 and not any(names.whole(it) or names.is_total(it) for it in pieces[:2]):
            pieces = pieces[1:]  # 序号 before what heads the names
        places = [None if names.is_total(piece) else names.whole(piece) for piece in pieces]
        behind = list(zip(pieces[1:], places[1:], strict=True))
        known = [place for _, place in behind if place is not None]
        if any(place is None and piece and not names.is_total(piece) for piece, place in behind):
            return None
        if len({axis for axis, _ in known}) != 1:
            return None
        if len(known) == 1 and not any(names.whole(piece, exactly=True) for piece, _ in behind):
            return None  # 没有 is an answer, though a label may hold it
        first = places[0]
        if first is None:
            return tuple(places[1:])
        return tuple(places) if first[0] == known[0][0] else None

    def _is_total(self, text: str, pieces: Pieces | None) -> bool:
        names = self.names
        words = pieces or text.replace("：", ":").partition(":")[0].split(maxsplit=1)
        first = words[0] if words else ""
        return names.is_total(first) and names.whole(first) is None

    def _entry(self, text: str, pieces: Pieces | None) -> Entry:
        names = self.names
        if pieces is not None:
            if len(pieces) > 1 and _SERIAL.fullmatch(pieces[0]) and names.whole(pieces[1], exactly=True):
                pieces = pieces[1:]
            place = names.whole(pieces[0])
            return Entry(text=text, pieces=pieces if place is None else pieces[1:], place=place, rest=text)
        found = next(names.at_start(text), None)
        if found is None:
            return Entry(text=text, pieces=None, rest=text)
        return Entry(text=text, pieces=None, place=found.place, rest=found.rest)
