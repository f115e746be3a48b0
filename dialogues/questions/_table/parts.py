"""Figures that are said as parts of a line's total: 一半, 其余. They are reckoned when the other cells are filled.

Only where there is a total; a rest only once in it, and where the others leave one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dialogues.expressions import as_text
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Layout, Sum
from dialogues.questions._table.sums import standing
from dialogues.questions._table.wording import Wording
from dialogues.reading.shares import read_share


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What a part comes to."""

    cell: Cell
    text: str
    #: as a person reads it: heads as people
    value: str


def total_of(cell: Cell, layout: Layout) -> Sum | None:
    """What a cell is a part of: the total of the line that is asked, before one across it."""
    sums = [one for one in layout.sums if cell in one.cells]
    return next((one for one in sums if one.axis == layout.axis), next(iter(sums), None))


def is_part(cell: Cell, typed: str, layout: Layout) -> bool:
    """Whether this is said as a part of a total."""
    return read_share(typed) is not None and total_of(cell, layout) is not None


def reckoned(
    typed: Mapping[str, str], filled: Filled, wording: Wording
) -> tuple[tuple[Part, ...], tuple[Cell, ...]]:
    """What these parts come to, by "row/column", in a table where all else is filled; and those that come to nothing.
    Halves before what they leave."""
    layout = wording.layout
    filled = filled.with_cells(dict.fromkeys(typed, ""))
    found: list[Part] = []
    lost: list[Cell] = []
    rests = [
        total_of(layout.cells[path], layout) for path, text in typed.items() if read_share(text) == "rest"
    ]
    for path in sorted(typed, key=lambda path: read_share(typed[path]) == "rest"):
        cell, is_rest = layout.cells[path], read_share(typed[path]) == "rest"
        one = total_of(cell, layout)
        number = (
            None
            if one is None or (is_rest and rests.count(one) > 1)
            else _number(one, filled, layout, is_rest=is_rest)
        )
        if one is None or number is None:
            lost.append(cell)
            continue
        filled = filled.with_cells({path: as_text(number)})
        value = amount(standing(one, filled, layout), number, wording)
        found.append(Part(cell=cell, text=as_text(number), value=value))
    return tuple(found), tuple(lost)


def _number(one: Sum, filled: Filled, layout: Layout, *, is_rest: bool) -> Decimal | None:
    now = standing(one, filled, layout)
    if is_rest and not now.numbers:
        return None
    number = now.rest if is_rest else now.target / 2
    is_whole = number == number.to_integral_value()
    return number if number >= 0 and (is_whole or not now.counts_heads) else None
