"""Where a table stands as a whole: what each line lacks, which line is next, and whether all is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from dialogues.questions._table.figures import figure
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Cell, Layout, Line
from dialogues.questions._table.sums import Standing, standing


@dataclass(frozen=True, kw_only=True, slots=True)
class LineStanding:
    """What one line still lacks; nothing of all this, and it is done."""

    #: cells that must be filled
    lacking: tuple[Cell, ...]
    #: rows or columns that may be nothing, and nobody has said so
    unsaid: tuple[tuple[Axis, str], ...]
    #: cells with a number out of their limits
    beyond: tuple[Cell, ...]
    #: sums that are not what they must be
    off: tuple[Standing, ...]
    #: rows to be named
    unnamed: tuple[str, ...]

    @property
    def is_filled(self) -> bool:
        """Whether at most a name is wanting."""
        return not (self.lacking or self.unsaid or self.beyond or self.off)

    @property
    def is_done(self) -> bool:
        return self.is_filled and not self.unnamed


def look_at(line: Line, filled: Filled, layout: Layout) -> LineStanding:
    """What a line lacks."""
    if filled.is_none(line.axis, line.name):
        return LineStanding(lacking=(), unsaid=(), beyond=(), off=(), unnamed=())
    sums = tuple(standing(one, filled, layout) for one in layout.sums_on(line))
    exempt = {cell.path for one in sums if _is_nobody(one, filled) for cell in one.sum.cells}
    in_heads = {cell.path for one in sums if one.counts_heads for cell in one.sum.cells}
    empty = tuple(cell for cell in line.cells if not filled.is_said(cell) and cell.path not in exempt)
    unsaid = _unsaid(line, empty, sums, filled, layout)
    rows = dict.fromkeys(cell.row for cell in line.cells)
    return LineStanding(
        lacking=()
        if unsaid and line.axis == "row"
        else tuple(cell for cell in empty if _lacks(cell, line, filled, layout)),
        unsaid=unsaid,
        beyond=tuple(cell for cell in line.cells if cell.path not in in_heads and _is_beyond(cell, filled)),
        off=tuple(one for one in sums if not one.holds),
        unnamed=tuple(row for row in rows if _is_unnamed(row, filled, layout)),
    )


def may_be_none(axis: Axis, name: str, layout: Layout) -> bool:
    """Whether a row, or a column, may be nothing at all."""
    if axis == "column":
        return not layout.columns[name].required
    return not layout.rows[name].required or not any(cell.needed for cell in layout.along("row", name))


def nobody(axis: Axis, name: str, layout: Layout) -> Cell | None:
    """The count that is 0 where somebody says that there are no such people: 没有全职座席 is 0 of them."""
    if axis == "column" or layout.rows[name].named:
        return None
    counts = (one.count for one in layout.sums if (one.axis, one.name) == (axis, name))
    return next((cell for cell in counts if cell is not None and cell.takes(Decimal(0))), None)


def is_done(filled: Filled, layout: Layout) -> bool:
    """Whether this is an answer: every line done, every sum right."""
    return not off_elsewhere(filled, layout) and all(
        look_at(line, filled, layout).is_done for line in layout.lines
    )


def off_elsewhere(filled: Filled, layout: Layout) -> tuple[Standing, ...]:
    """Sums that run across the lines and are not right: they count once all lines are filled."""
    across = (standing(one, filled, layout) for one in layout.sums if one.axis != layout.axis)
    return tuple(one for one in across if not one.holds)


def current(filled: Filled, layout: Layout) -> Line | None:
    """The line that is asked; None where the table as a whole is on screen: a long one until a row is taken up, any
    other when all its lines are done."""
    if (line := layout.line(filled.at)) is not None:
        return line
    if len(layout.lines) == 1:
        return layout.lines[0]
    if layout.is_overviewed:
        return None
    return next((line for line in layout.lines if not look_at(line, filled, layout).is_done), None)


def open_lines(filled: Filled, layout: Layout) -> tuple[Line, ...]:
    """The lines that are not done."""
    return tuple(line for line in layout.lines if not look_at(line, filled, layout).is_done)


def moved_on(filled: Filled, layout: Layout, touched: tuple[str, ...]) -> Filled:
    """At the line to ask next: a line just touched that is not done, the one being asked, or the next open one. A
    long table goes on to the rows below; from the whole of it, and after several rows at once, to the whole."""
    undone = [line.name for line in open_lines(filled, layout)]
    names = [line.name for line in layout.lines]
    start = names.index(filled.at) if filled.at in names else 0
    if layout.is_overviewed:
        wrong = [name for name in touched if name in undone and _is_wrong(name, filled, layout)]
        below = names[start:] if filled.at and len(touched) < 2 else []
        order = [*wrong, *below]
    else:
        order = [*(name for name in names if name in touched), *names[start:], *names[:start]]
    return asked_at(next((name for name in order if name in undone), ""), filled, layout)


def asked_at(at: str, filled: Filled, layout: Layout) -> Filled:
    """At this line, and at the name of its row where nothing else is wanting."""
    line = layout.line(at)
    state = None if line is None else look_at(line, filled, layout)
    asking = state.unnamed[0] if state is not None and state.is_filled and state.unnamed else ""
    return replace(filled, at=at, asking=asking, choosing=False)


def _is_wrong(name: str, filled: Filled, layout: Layout) -> bool:
    """Whether there is more to do about this line than to fill what is empty."""
    line = layout.line(name)
    state = None if line is None else look_at(line, filled, layout)
    return state is not None and bool(state.off or state.beyond)


def _is_nobody(one: Standing, filled: Filled) -> bool:
    """A row of 0 people asks no percentages."""
    return one.sum.count is not None and filled.number(one.sum.count) == 0 and one.added == 0


def _unsaid(
    line: Line, empty: tuple[Cell, ...], sums: tuple[Standing, ...], filled: Filled, layout: Layout
) -> tuple[tuple[Axis, str], ...]:
    untouched = not any(filled.is_said(cell) for cell in line.cells)
    if untouched and line.name not in filled.labels and may_be_none(line.axis, line.name, layout):
        return ((line.axis, line.name),)
    if line.axis == "row":
        return ()
    settled = {cell.path for one in sums if one.is_checked and one.holds for cell in one.sum.cells}
    rows = [cell.row for cell in empty if cell.path not in settled and cell.row not in filled.none]
    return tuple(("row", row) for row in rows if not layout.rows[row].required)


def _lacks(cell: Cell, line: Line, filled: Filled, layout: Layout) -> bool:
    if not cell.needed or cell.row in filled.none or cell.column in filled.skipped:
        return False
    return line.axis == "row" or layout.rows[cell.row].required


def _is_beyond(cell: Cell, filled: Filled) -> bool:
    if not (cell.is_figure or cell.type == "year") or not (text := filled.text(cell)):
        return False
    kept = figure(text)
    return kept is not None and not all(map(cell.takes, kept.numbers))


def _is_unnamed(row: str, filled: Filled, layout: Layout) -> bool:
    if not layout.rows[row].named or row in filled.labels or row in filled.none:
        return False
    return any(filled.text(cell) not in ("", "0", "no") for cell in layout.along("row", row))
