"""What is wrong with a line as it is filled, said as problems: a number out of its limits, a sum that is off.

Derived from what is filled, so that it can be said again whenever the line is on screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dialogues.question import Problem
from dialogues.questions._saying import joined, one_line
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell
from dialogues.questions._table.standing import LineStanding
from dialogues.questions._table.sums import Standing
from dialogues.questions._table.wording import Wording, cut

#: more lines that were not understood, and more rows, are only counted; full-width characters of a line
_MOST_QUOTED, _MOST_ROWS, _LONGEST_QUOTED = 6, 8, 14


def complaint(state: LineStanding, filled: Filled, wording: Wording) -> Problem | None:
    """The first thing that is wrong, or nothing: what merely lacks is no mistake."""
    for one in state.off:
        if (problem := sum_complaint(one, filled, wording)) is not None:
            return problem
    return limits_complaint(state.beyond[0], filled, wording) if state.beyond and not state.off else None


def sum_complaint(one: Standing, filled: Filled, wording: Wording) -> Problem | None:
    """The sum and the difference; nothing while cells are empty that may take the rest."""
    if one.holds or not one.numbers or (one.rest > 0 and one.empty):
        return None
    code = "over" if one.rest < 0 else "under"
    if one.counts_heads:
        code = f"heads_{code}"
    elif len(wording.layout.lines) > 1:
        code = f"line_{code}"
    return Problem(
        code=f"table_{code}",
        fields={
            "n": len(one.numbers),
            "line": wording.label(one.sum.axis, one.sum.name, filled),
            "sum": amount(one, one.added, wording),
            "difference": amount(one, abs(one.rest), wording),
            "target": amount(one, one.target, wording),
        },
    )


def amount(one: Standing, number: Decimal, wording: Wording) -> str:
    """A number in the unit of a sum; people, where heads are counted in place of percentages."""
    if one.counts_heads and one.sum.count is not None:
        return wording.number(one.sum.count, number)
    return wording.number(one.sum.cells[0], number)


def unread_lines(texts: Sequence[str], rows: Sequence[str], wording: Wording, code: str) -> Problem:
    """Lines of a paste that could not be taken, short, and the rows that they may be for: these, or all."""
    quoted = [wording.quoted(cut(one_line(text), _LONGEST_QUOTED)) for text in texts[:_MOST_QUOTED]]
    named = [wording.spoken("row", row) for row in rows or wording.layout.rows]
    return Problem(
        code=f"table_lines_{code}",
        fields={
            "n": len(texts),
            "lines": joined((*quoted, *(["…"] if len(texts) > _MOST_QUOTED else [])), wording.here),
            "rows": joined((*named[:_MOST_ROWS], *(["…"] if len(named) > _MOST_ROWS else [])), wording.here),
        },
    )


def limits_complaint(cell: Cell, filled: Filled, wording: Wording) -> Problem:
    """That a number is out of its limits."""
    bounds = {
        key: wording.number(cell, bound)
        for key, bound in (("min", cell.least), ("max", cell.most))
        if bound is not None
    }
    code = "table_between" if len(bounds) == 2 else "table_least" if "min" in bounds else "table_most"
    value = wording.value(cell, filled.text(cell))
    return Problem(code=code, fields={"cell": wording.whole(cell, filled), "typed": value, **bounds})
