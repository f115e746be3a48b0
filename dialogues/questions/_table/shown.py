"""A table as it is shown: the whole of it as rows and columns, as a list while it is filled, an answer in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from dialogues.prompt import Listing, ListItem, Table
from dialogues.questions._saying import joined
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Line
from dialogues.questions._table.standing import look_at
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


def listed(filled: Filled, wording: Wording) -> Listing:
    """All of it as a list while it is filled, one row a line: a long table numbered, with what lacks; another with
    its counts first, and what its figures are of at the end."""
    if wording.layout.is_overviewed:
        return _numbered(filled, wording)
    layout, say = wording.layout, wording.here.say
    heads = [column for column in layout.columns if not _is_counted(column, wording)]
    rows = []
    for row in layout.rows:
        label = wording.spoken("row", row, filled)
        if row in filled.none:
            rows.append(say("table.show_none", row=label))
            continue
        cells = layout.along("row", row)
        shares = [cell for cell in cells if cell.column in heads]
        said = any(filled.is_said(cell) for cell in shares)
        told = (
            _between(shares, wording).join(_written(cell, filled, wording) for cell in shares) if said else ""
        )
        text = say("table.list_row", row=label, cells=told) if told else label
        counts = [cell for cell in cells if cell.column not in heads and filled.text(cell)]
        if counts:
            value = wording.value(counts[0], filled.text(counts[0]))
            text = say("table.cell_value", value=value, cell=text)
        rows.append(text)
    return Listing(items=tuple(map(_item, (*rows, *_legend(heads, wording)))), bulleted=False)


def line_so_far(line: Line, filled: Filled, wording: Wording) -> Listing:
    """One line as it stands, a cell a line."""
    sums = wording.layout.sums_on(line)
    count = next((one.count for one in sums if one.count is not None and filled.text(one.count)), None)
    title = ""
    if count is not None:
        label, value = wording.label(line.axis, line.name, filled), wording.value(count, filled.text(count))
        title = wording.here.say("table.value_cell", cell=label, value=value)
    key = "table.cell_value" if sums else "table.value_cell"
    cells = [(cell, wording.listed(cell, line.axis, filled)) for cell in line.cells if cell != count]
    people = {
        path: amount(now, number, wording)
        for now in (standing(one, filled, wording.layout) for one in sums)
        if now.counts_heads
        for path, number in now.numbers.items()
    }
    items = tuple(
        _item(
            wording.here.say(
                key, value=people.get(cell.path) or _written(cell, filled, wording, unit=True), cell=name
            )
        )
        for cell, name in cells
    )
    return Listing(title=title, items=items, bulleted=False)


def _numbered(filled: Filled, wording: Wording) -> Listing:
    layout, say = wording.layout, wording.here.say
    began = any(filled.is_said(cell) for cell in layout.cells.values()) or bool(filled.none or filled.labels)
    items = []
    for number, line in enumerate(layout.lines, start=1):
        state = look_at(line, filled, layout)
        if line.name in filled.none:
            told = say("table.none")
        elif all(cell.path in filled.unrecorded for cell in line.cells):
            told = say("table.not_recorded")
        elif began and not any(filled.is_said(cell) for cell in line.cells):
            told = say("table.unfilled")
        else:
            told = _between(line.cells, wording).join(
                say("table.missing", cell=wording.within(cell, "row"))
                if began and cell in state.lacking
                else _written(cell, filled, wording, unit=True)
                for cell in line.cells
            )
        label = wording.spoken("row", line.name, filled)
        items.append(_item(say("table.list_numbered", number=number, row=label, cells=told)))
    heads = [wording.label("column", column) for column in layout.columns]
    title = _between(layout.lines[0].cells, wording).join(heads) if len(heads) > 1 else heads[0]
    return Listing(title=title, items=tuple(items), bulleted=False)


def _item(text: str) -> ListItem:
    return ListItem(text=text)


def _is_counted(column: str, wording: Wording) -> bool:
    """Whether a column counts what the others are shares of."""
    sums = [one for one in wording.layout.sums if one.axis == "row" and one.count is not None]
    return bool(sums) and all(one.count is not None and one.count.column == column for one in sums)


def _between(cells: Sequence[Cell], wording: Wording) -> str:
    key = "table.between_cells" if all(cell.is_number for cell in cells) else "table.between_texts"
    return wording.here.say(key)


def _legend(heads: Sequence[str], wording: Wording) -> Iterator[str]:
    """What the figures are of, and in what."""
    if len(heads) < 2:
        return
    names = wording.here.say("table.between_cells").join(wording.spoken("column", column) for column in heads)
    units = {_common_unit(column, wording) for column in heads}
    if len(units) == 1 and "" not in units:
        yield wording.here.say("table.legend_unit", columns=names, unit=units.pop())
    else:
        yield wording.here.say("table.legend", columns=names)


def _written(cell: Cell, filled: Filled, wording: Wording, *, unit: bool = False) -> str:
    """What stands in a cell; a duration with how it was typed, as long as that can be looked at again."""
    if cell.path in filled.unrecorded:
        return wording.here.say("table.not_recorded")
    if not (text := filled.text(cell)):
        return _EMPTY
    value = wording.value(cell, text, unit=unit or not _common_unit(cell.column, wording))
    typed = filled.typed.get(cell.path)
    return value if typed is None else wording.here.say("table.with_typed", value=value, typed=typed)


def in_one_line(filled: Filled, wording: Wording) -> str:
    """Row after row, its cells with their units; nothing of what stayed empty."""
    say = wording.here.say
    if wording.layout.is_ticked:
        return _ticked(filled, wording)
    rows = []
    for row in wording.layout.rows:
        cells = wording.layout.along("row", row)
        values = [
            say("table.not_recorded")
            if cell.path in filled.unrecorded
            else wording.value(cell, text)
            if (text := filled.text(cell))
            else _EMPTY
            for cell in cells
        ]
        while values and values[-1] == _EMPTY:
            values.pop()
        label = wording.spoken("row", row, filled)
        if row in filled.none:
            rows.append(say("table.show_none", row=label))
        elif all(cell.path in filled.unrecorded for cell in cells):
            rows.append(say("table.show_not_recorded", row=label))
        elif values:
            is_marked = any(cell.bounded or cell.type == "text" for cell in cells)
            between = "table.between_texts" if is_marked else "table.between_cells"
            rows.append(say("table.show_row", row=label, cells=say(between).join(values)))
    return say("table.between_rows").join(rows)


def named_cells(filled: Filled, parts: AbstractSet[str], wording: Wording) -> str:
    """Cells by their names, those of whole rows and columns as well; all in one line for the table itself."""
    if "" in parts:
        return in_one_line(filled, wording)
    named = {"/".join(part.split("/")[:2]) for part in parts}  # of bounds the cell
    cells = (cell for cell in wording.layout.cells.values() if {cell.path, cell.row, cell.column} & named)
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


def _head(column: str, wording: Wording) -> str:
    """A column's label, with the unit that all its cells have unless the label says it already."""
    label = wording.label("column", column)
    unit = _common_unit(column, wording)
    is_said = label.rstrip("）)]").endswith(unit)
    return label if is_said else wording.here.say("table.head", column=label, unit=unit)


def _common_unit(column: str, wording: Wording) -> str:
    cells = wording.layout.along("column", column)
    if any(cell.type in ("duration", "ratio") for cell in cells):
        return ""
    units = {wording.unit(cell) for cell in cells}
    return units.pop() if len(units) == 1 else ""


def _row_label(row: str, filled: Filled, wording: Wording) -> str:
    label = wording.label("row", row, filled)
    return wording.here.say("table.show_none", row=label) if row in filled.none else label


def _cell(cell: Cell, filled: Filled, wording: Wording) -> str:
    if cell.path in filled.unrecorded:
        return wording.here.say("table.not_recorded")
    text = filled.text(cell)
    return wording.value(cell, text, unit=not _common_unit(cell.column, wording)) if text else _EMPTY
