"""Which cells of a line so many pieces are for, where they are fewer than the line has.

Every way is for asking back; where there is one, it is taken. What the pieces mean is for `reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import repeat
from typing import TypeAlias

from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Line
from dialogues.questions._table.parts import is_part
from dialogues.questions._table.reading import read_cell
from dialogues.questions._table.standing import look_at
from dialogues.questions._table.wording import Wording

Way: TypeAlias = tuple[Cell, ...]


def places(pieces: Sequence[str], line: Line, filled: Filled, wording: Wording) -> tuple[Way, ...]:
    """All cells; or those that are empty still; or those that must be filled, whatever may stay empty between."""
    cells, given = line.cells, len(pieces)
    if given == len(cells):
        return (cells,)
    if given > len(cells):
        return ()
    needed = tuple(cell for cell in cells if _is_needed(cell, line, wording))
    empty = tuple(cell for cell in cells if not filled.text(cell))
    if len(empty) == len(cells):
        return _ways((cells[:given], *_shares_alone(pieces, line, wording), needed), given)
    if look_at(line, filled, wording.layout).is_done or not empty:
        # What is sent anew must cover all that is there; one piece alone may be for any cell.
        if all(cell in cells[:given] or cell in empty for cell in cells):
            return (cells[:given],)
        return tuple((cell,) for cell in cells) if given == 1 else _ways((needed,), given)
    if _begins_anew(pieces, line, empty, wording, filled):
        return (cells[:given],)
    if _might_begin_anew(pieces, line, filled, wording):
        return (empty[:given], cells[:given])
    if given <= len(empty):
        return _ways((empty[:given], tuple(cell for cell in empty if cell in needed)), given)
    return _ways((cells[:given], needed), given)


def _begins_anew(pieces: Sequence[str], line: Line, empty: Way, wording: Wording, filled: Filled) -> bool:
    """Whether the count is said again before its shares: what is more than all of them is no share."""
    first, there = line.cells[0], filled.number(line.cells[0])
    if len(pieces) < 2 or first.type != "integer" or there is None or empty[0].type != "percent":
        return False
    read = read_cell(first, pieces[0], wording)
    return len(read) == 1 and Decimal(read[0].text) > 100 and Decimal(read[0].text) >= there


def _might_begin_anew(pieces: Sequence[str], line: Line, filled: Filled, wording: Wording) -> bool:
    """Whether what might be heads behind the count, 18, 60 and 30 of 210, might as well be another count with its
    percentages: 18 people, 60 % and 30 % of them. Two shares at least, so that heads may come one by one."""
    for one in wording.layout.sums_on(line):
        there = None if one.count is None else filled.number(one.count)
        readings = [read_cell(cell, piece, wording) for cell, piece in zip(line.cells, pieces, strict=False)]
        numbers = [Decimal(reading[0].text) for reading in readings if len(reading) == 1]
        if there and line.cells[0] == one.count and len(numbers) == len(pieces) > 2 and one.is_percentages:
            is_begun = any(filled.text(cell) for cell in one.cells)
            return not is_begun and sum(numbers[1:]) <= one.equals < sum(numbers) <= there
    return False


def _shares_alone(pieces: Sequence[str], line: Line, wording: Wording) -> Iterable[Way]:
    """What adds up by itself may be the shares without the count before them: 40 35 15 10."""
    for one in wording.layout.sums_on(line):
        readings = [read_cell(cell, piece, wording) for cell, piece in zip(one.cells, pieces, strict=False)]
        numbers = [Decimal(reading[0].text) for reading in readings if len(reading) == 1]
        parts = sum(map(is_part, one.cells, pieces, repeat(wording.layout)))
        adds_up = sum(numbers) < one.equals if parts else sum(numbers) == one.equals
        if len(numbers) + parts == len(pieces) == len(one.cells) and adds_up:
            yield one.cells


def _is_needed(cell: Cell, line: Line, wording: Wording) -> bool:
    """On a column a cell of an optional row may be left out as well."""
    return cell.needed and (line.axis == "row" or wording.layout.rows[cell.row].required)


def _ways(ways: Iterable[Way], given: int) -> tuple[Way, ...]:
    """Those with exactly so many cells, each once."""
    return tuple(dict.fromkeys(way for way in ways if len(way) == given))
