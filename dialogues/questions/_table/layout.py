"""What follows from a table's definition alone: its cells, the lines it is asked by, and the sums within them.

A table is asked line by line: by rows, except where its totals run down columns or it has a single column, which
is then one message for all rows. What is filled is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dialogues.questions._table.definition import FIGURES, NUMBERS, CellType, Column, Row, Total
from dialogues.reading.durations import time_unit
from dialogues.text import Text

Axis = Literal["row", "column"]
#: with more lines than these every line has its number and its button
LONG_TABLE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell."""

    row: str
    column: str
    type: CellType
    #: None for per cent, whose sign needs no author
    unit: Text | None
    #: must be filled where its row is
    needed: bool
    least: Decimal | None
    most: Decimal | None
    #: may have a comparison sign, or be a range
    bounded: bool = False
    #: may be said not to be recorded
    recordable: bool = False
    #: of a duration the seconds that a number alone counts
    size: Decimal = Decimal(1)

    @property
    def path(self) -> str:
        return f"{self.row}/{self.column}"

    @property
    def is_number(self) -> bool:
        """Whether it can be added up."""
        return self.type in NUMBERS and not self.bounded

    @property
    def is_figure(self) -> bool:
        """Whether it is kept as a figure: a number, a duration, a ratio, or bounds of one."""
        return self.type in FIGURES

    def across(self, axis: Axis) -> str:
        """What tells it from the others on a line along `axis`: on a row its column."""
        return self.column if axis == "row" else self.row

    def takes(self, number: Decimal) -> bool:
        """Whether this number may stand here."""
        return (
            (self.type != "integer" or number == number.to_integral_value())
            and (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What is asked in one message: a row, or a column."""

    axis: Axis
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """Cells of one line that must add up."""

    axis: Axis
    #: of the row or the column
    name: str
    cells: tuple[Cell, ...]
    #: how many there are in all, where the line has one such number beside the cells
    count: Cell | None
    equals: Decimal
    tolerance: Decimal

    @property
    def is_percentages(self) -> bool:
        """Whether it is of percentages, all of them: only there heads can be meant."""
        return self.equals == 100 and all(cell.type == "percent" for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A table, laid out."""

    rows: Mapping[str, Row]
    columns: Mapping[str, Column]
    #: by "row/column", row after row
    cells: Mapping[str, Cell]
    axis: Axis
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]

    @property
    def is_ticked(self) -> bool:
        """Whether it is one column of yes or no: a list to tick."""
        return len(self.columns) == 1 and all(cell.type == "yes_no" for cell in self.cells.values())

    @property
    def is_overviewed(self) -> bool:
        """Whether it has so many rows that the whole table is on screen first, with a button a row."""
        return self.axis == "row" and len(self.lines) > LONG_TABLE

    def names(self, axis: Axis) -> Mapping[str, Row] | Mapping[str, Column]:
        """The rows, or the columns."""
        return self.rows if axis == "row" else self.columns

    def line(self, name: str) -> Line | None:
        """The line of this name, of those that are asked."""
        return next((line for line in self.lines if line.name == name), None)

    def along(self, axis: Axis, name: str) -> tuple[Cell, ...]:
        """The cells of any row, or of any column."""
        return _along(self.cells, axis, name)

    def sums_on(self, line: Line) -> tuple[Sum, ...]:
        """What must add up within a line."""
        return tuple(one for one in self.sums if (one.axis, one.name) == (line.axis, line.name))


def laid_out(
    rows: Mapping[str, Row],
    columns: Mapping[str, Column],
    totals: tuple[Total, ...],
    *,
    not_recorded: bool = False,
) -> Layout:
    """The layout of a definition, also of one that `check` complains about."""
    cells = {cell.path: cell for cell in _cells(rows, columns, recordable=not_recorded)}
    down = len(columns) == 1 or (bool(totals) and all(total.along == "column" for total in totals))
    axis: Axis = "column" if down else "row"
    return Layout(
        rows=rows,
        columns=columns,
        cells=cells,
        axis=axis,
        lines=tuple(
            Line(axis=axis, name=name, cells=_along(cells, axis, name))
            for name in (columns if down else rows)
        ),
        sums=tuple(found for total in totals for found in _sums(total, cells, rows, columns)),
    )


def _cells(rows: Mapping[str, Row], columns: Mapping[str, Column], *, recordable: bool) -> Iterator[Cell]:
    for row_name, row in rows.items():
        for column_name, column in columns.items():
            kind = row.type or column.type
            own = kind == column.type
            unit = row.unit or (column.unit if own else None)
            size = _size(unit) if kind == "duration" else Decimal(1)
            # A column's limits are for its own kind of cell; a row of another kind has its own, or 0 to 100 %.
            limits = (
                row.min if row.min is not None else column.min if own else None,
                row.max if row.max is not None else column.max if own else None,
            )
            usual = (Decimal(0), Decimal(100)) if kind == "percent" else (None, None)
            least, most = (
                other if limit is None else limit * size for limit, other in zip(limits, usual, strict=True)
            )
            yield Cell(
                row=row_name,
                column=column_name,
                type=kind,
                unit=unit,
                needed=column.required and column_name not in row.optional,
                least=least,
                most=most,
                bounded=column.bounds and kind in FIGURES,
                recordable=recordable,
                size=size,
            )


def _size(unit: Text | None) -> Decimal:
    """The seconds of a unit of time; one that is none is complained about by `check`."""
    sizes = [size for form in (unit.everywhere() if unit is not None else ()) if (size := time_unit(form))]
    return sizes[0] if sizes else Decimal(1)


def _along(cells: Mapping[str, Cell], axis: Axis, name: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells.values() if (cell.row if axis == "row" else cell.column) == name)


def _sums(
    total: Total, cells: Mapping[str, Cell], rows: Mapping[str, Row], columns: Mapping[str, Column]
) -> Iterator[Sum]:
    for name in rows if total.along == "row" else total.columns or columns:
        line = _along(cells, total.along, name)
        added = tuple(
            cell for cell in line if cell.is_number and (not total.of or cell.across(total.along) in total.of)
        )
        counts = [cell for cell in line if cell.type == "integer" and cell not in added]
        if added:
            yield Sum(
                axis=total.along,
                name=name,
                cells=added,
                count=counts[0] if len(counts) == 1 else None,
                equals=total.equals,
                tolerance=total.tolerance,
            )
