"""A table as it is shown: the whole of it as rows and columns, and an answer in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from dialogues.prompt import Table
from dialogues.questions._saying import joined
from dialogues.questions._table.buttons import LONG_TABLE
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Cell
from dialogues.questions._table.standing import current
from dialogues.questions._table.sums import standing
from dialogues.questions._table.wording import Wording

_EMPTY = "—"


def grid(filled: Filled, wording: Wording) -> Table:
    """All of it, for a summary: units in the heads of the columns, rows by the applicant's names."""
    layout = wording.layout
    return Table(
        columns=tuple(_head(column, wording) for column in layout.columns),
        rows=tuple(
            (
                _row_label(row, filled, wording),
                *(_cell(cell, filled, wording) for cell in layout.along("row", row)),
            )
            for row in layout.rows
        ),
    )


def running(filled: Filled, wording: Wording) -> Table:
    """The same while it is filled: numbered where it is long, with what adds up so far, and where one is."""
    layout, table = wording.layout, grid(filled, wording)
    columns, rows = table.columns, table.rows
    if layout.axis == "row" and len(rows) > LONG_TABLE:
        rows = tuple((f"{number} {row[0]}", *row[1:]) for number, row in enumerate(rows, start=1))
    total = wording.here.say("table.total")
    if along_rows := _added("row", filled, wording):
        columns = (*columns, total)
        rows = tuple((*row, along_rows.get(name, "")) for name, row in zip(layout.rows, rows, strict=True))
    if along_columns := _added("column", filled, wording):
        sums = (along_columns.get(name, "") for name in layout.columns)
        rows = (*rows, (total, *sums, *[""][: len(columns) - len(layout.columns)]))
    line = current(filled, layout)
    at = list(layout.rows).index(line.name) if line is not None and line.axis == "row" else -1
    return Table(columns=columns, rows=rows, at=at)


def in_one_line(filled: Filled, wording: Wording) -> str:
    """Row after row, its cells with their units; nothing of what stayed empty."""
    say = wording.here.say
    if wording.layout.is_ticked:
        return _ticked(filled, wording)
    rows = []
    for row in wording.layout.rows:
        cells = wording.layout.along("row", row)
        values = [wording.value(cell, text) if (text := filled.text(cell)) else _EMPTY for cell in cells]
        while values and values[-1] == _EMPTY:
            values.pop()
        label = wording.spoken("row", row, filled)
        if row in filled.none:
            rows.append(say("table.show_none", row=label))
        elif values:
            between = (
                "table.between_texts" if any(cell.type == "text" for cell in cells) else "table.between_cells"
            )
            rows.append(say("table.show_row", row=label, cells=say(between).join(values)))
    return say("table.between_rows").join(rows)


def named_cells(filled: Filled, parts: AbstractSet[str], wording: Wording) -> str:
    """Cells by their names, those of whole rows and columns as well; all in one line for the table itself."""
    if "" in parts:
        return in_one_line(filled, wording)
    cells = (cell for cell in wording.layout.cells.values() if {cell.path, cell.row, cell.column} & parts)
    return wording.here.say("table.between_rows").join(
        wording.here.say("table.show_row", row=wording.whole(cell, filled), cells=wording.value(cell, text))
        for cell in cells
        if (text := filled.text(cell))
    )


def _ticked(filled: Filled, wording: Wording) -> str:
    """What there is, and out of how much."""
    cells = wording.layout.cells.values()
    column = next(iter(wording.layout.columns))
    rows = [wording.spoken("row", cell.row, filled) for cell in cells if filled.text(cell) == "yes"]
    if not rows:
        return wording.here.say("table.show_no_ticks", no=wording.yes_no(column, "no"), total=len(cells))
    return wording.here.say(
        "table.show_ticks",
        yes=wording.yes_no(column, "yes"),
        count=len(rows),
        total=len(cells),
        rows=joined(rows, wording.here),
    )


def _added(axis: Axis, filled: Filled, wording: Wording) -> Mapping[str, str]:
    """What the sums of this direction have come to, by line."""
    return dict(_sums(axis, filled, wording))


def _sums(axis: Axis, filled: Filled, wording: Wording) -> Iterator[tuple[str, str]]:
    for one in wording.layout.sums:
        now = standing(one, filled, wording.layout)
        if one.axis == axis and now.numbers:
            yield one.name, amount(now, now.added, wording)


def _head(column: str, wording: Wording) -> str:
    """A column's label, with the unit that all its cells have unless the label says it already."""
    label = wording.label("column", column)
    unit = _common_unit(column, wording)
    is_said = label.rstrip("）)]").endswith(unit)
    return label if is_said else wording.here.say("table.head", column=label, unit=unit)


def _common_unit(column: str, wording: Wording) -> str:
    units = {wording.unit(cell) for cell in wording.layout.along("column", column)}
    return units.pop() if len(units) == 1 else ""


def _row_label(row: str, filled: Filled, wording: Wording) -> str:
    label = wording.label("row", row, filled)
    return wording.here.say("table.show_none", row=label) if row in filled.none else label


def _cell(cell: Cell, filled: Filled, wording: Wording) -> str:
    text = filled.text(cell)
    return wording.value(cell, text, unit=not _common_unit(cell.column, wording)) if text else _EMPTY
