"""What follows from a table's definition alone: its cells, the lines it is asked by, and the sums within them.

A table is asked line by line: by rows, except where its totals run down columns or it has a single column, which
is then one message for all rows. What is filled is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dialogues.questions._table.definition import NUMBERS, CellType, Column, Row, Total
from dialogues.text import Text

Axis = Literal["row", "column"]


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

    @property
    def path(self) -> str:
        return f"{self.row}/{self.column}"

    @property
    def is_number(self) -> bool:
        """Whether it can be added up."""
        return self.type in NUMBERS

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


def laid_out(rows: Mapping[str, Row], columns: Mapping[str, Column], totals: tuple[Total, ...]) -> Layout:
    """The layout of a definition, also of one that `check` complains about."""
    cells = {cell.path: cell for cell in _cells(rows, columns)}
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


def _cells(rows: Mapping[str, Row], columns: Mapping[str, Column]) -> Iterator[Cell]:
    for row_name, row in rows.items():
        for column_name, column in columns.items():
            kind = row.type or column.type
            own = kind == column.type
            percent = kind == "percent"
            yield Cell(
                row=row_name,
                column=column_name,
                type=kind,
                unit=row.unit or (column.unit if own else None),
                needed=column.required and column_name not in row.optional,
                # A column's limits are for its own kind of cell; a row of another kind has none but 0 to 100 %.
                least=column.min if own and column.min is not None else Decimal(0) if percent else None,
                most=column.max if own and column.max is not None else Decimal(100) if percent else None,
            )


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
