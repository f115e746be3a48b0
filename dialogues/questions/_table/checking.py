"""What can be wrong with the definition of a table as a whole. Single keys are checked by their types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TypeAlias

from dialogues.questions._table.definition import FIGURES, Row, Total
from dialogues.questions._table.layout import Layout, Sum, laid_out
from dialogues.reading.durations import time_unit
from dialogues.text import Text

#: keys to the place, kind, what is wrong, what to do
Mistake: TypeAlias = tuple[tuple[str, ...], str, str, str]


def mistakes(layout: Layout, totals: tuple[Total, ...]) -> Iterator[Mistake]:
    """Every mistake, in the order of the definition."""
    yield from _same_labels("rows", {name: row.label for name, row in layout.rows.items()})
    yield from _same_labels("columns", {name: column.label for name, column in layout.columns.items()})
    for name, row in layout.rows.items():
        if name in layout.columns:
            what = f"a row and a column are both called {name}, and ${{…/{name}}} is the row"
            yield ("rows", name), "duplicate_name", what, "rename one of them"
        for column in row.optional:
            if column not in layout.columns:
                yield (
                    ("rows", name, "optional"),
                    "bad_table",
                    f"there is no column {column}",
                    _meant(column, layout.columns),
                )
        yield from _row(name, row, layout)
    yield from _durations(layout)
    yield from _columns(layout)
    for position, total in enumerate(totals):
        place = ("total",) if len(totals) == 1 else ("total", str(position))
        yield from _total(total, place, layout)


def _same_labels(key: str, labels: dict[str, Text]) -> Iterator[Mistake]:
    seen: dict[tuple[str, ...], str] = {}
    for name, label in labels.items():
        first = seen.setdefault(label.everywhere(), name)
        if first != name:
            what = f"{first} and {name} have the same label, so that pasted lines cannot be told apart"
            yield (key, name, "label"), "bad_table", what, "word one of them differently"


def _row(name: str, row: Row, layout: Layout) -> Iterator[Mistake]:
    cells = layout.along("row", name)
    if row.min is not None and row.max is not None and row.min > row.max:
        yield ("rows", name, "min"), "bad_limits", "min is more than max", "swap the two, or remove one"
    if (row.min is not None or row.max is not None) and not any(
        cell.is_figure or cell.type == "year" for cell in cells
    ):
        key = "max" if row.min is None else "min"
        what = "no cell of this row is a number"
        yield ("rows", name, key), "no_effect", what, "remove it, or set `type`"


def _durations(layout: Layout) -> Iterator[Mistake]:
    """The unit of a duration says what a number alone counts."""
    places: dict[tuple[str, str, str], Text] = {}
    for cell in layout.cells.values():
        if cell.type == "duration" and cell.unit is not None:
            own = layout.rows[cell.row].unit is not None
            places[("rows", cell.row, "unit") if own else ("columns", cell.column, "unit")] = cell.unit
    for place, unit in places.items():
        sizes = {time_unit(form) for form in unit.everywhere()}
        if None in sizes or len(sizes) > 1:
            what = "the unit of a duration is a unit of time, the same one in each language"
            yield place, "bad_table", what, "write 秒, minutes, hours and the like"


def _columns(layout: Layout) -> Iterator[Mistake]:
    for name, column in layout.columns.items():
        types = {cell.type for cell in layout.along("column", name)}
        if "select_one" in types and not column.choices:
            yield ("columns", name), "missing_key", "cells to choose in have no choices", "add `choices`"
        if column.choices and types.isdisjoint({"select_one", "yes_no"}):
            yield (
                ("columns", name, "choices"),
                "no_effect",
                "no cell of this column has choices",
                "remove them, or set `type: select_one`",
            )
        if "yes_no" in types and column.choices and set(column.choices) != {"yes", "no"}:
            yield (
                ("columns", name, "choices"),
                "bad_table",
                "the answers of yes_no are yes and no",
                "name them yes and no, or set `type: select_one`",
            )
        if column.bounds and types.isdisjoint(FIGURES):
            what = "no cell of this column is a figure that could have bounds"
            yield ("columns", name, "bounds"), "no_effect", what, "remove it, or set `type`"
        if column.min is not None and column.max is not None and column.min > column.max:
            yield (
                ("columns", name, "min"),
                "bad_limits",
                "min is more than max",
                "swap the two, or remove one",
            )
        if (column.min is not None or column.max is not None) and types <= {
            "text",
            "yes_no",
            "select_one",
            "date",
        }:
            key = "max" if column.min is None else "min"
            yield (
                ("columns", name, key),
                "no_effect",
                "no cell of this column is a number",
                "remove it, or set `type`",
            )


def _total(total: Total, place: tuple[str, ...], layout: Layout) -> Iterator[Mistake]:
    added = layout.columns if total.along == "row" else layout.rows
    unknown = [("of", name, added) for name in total.of if name not in added]
    unknown += [("columns", name, layout.columns) for name in total.columns if name not in layout.columns]
    for key, name, names in unknown:
        kind = "row" if names is layout.rows else "column"
        yield (*place, key), "bad_total", f"there is no {kind} {name}", _meant(name, names)
    if total.columns and total.along == "row":
        yield (
            (*place, "columns"),
            "no_effect",
            "a total along a row is for every row",
            "remove it, or write `along: column`",
        )
    if unknown:
        return
    strange = tuple(_not_numbers(total, place, layout))
    yield from strange
    sums = () if strange else laid_out(layout.rows, layout.columns, (total,)).sums
    reason = next(filter(None, map(_impossible, sums)), None)
    if reason is not None:
        yield (*place, "equals"), "bad_total", reason, "check `equals`, or the limits of the cells"


def _not_numbers(total: Total, place: tuple[str, ...], layout: Layout) -> Iterator[Mistake]:
    """Whatever is named must have numbers somewhere; where nothing is named, there must be some."""
    columns = total.columns if total.along == "column" else ()
    cells = [cell for cell in layout.cells.values() if not columns or cell.column in columns]
    remedy = "name what has numbers, or change the type of the cells"
    for name in total.of:
        if not any(cell.is_number for cell in cells if cell.across(total.along) == name):
            yield (*place, "of"), "bad_total", f"{name} has no numbers to add up", remedy
    for name in columns:
        if not any(cell.is_number for cell in cells if cell.column == name):
            yield (*place, "columns"), "bad_total", f"{name} has no numbers to add up", remedy
    if not total.of and not columns and not any(cell.is_number for cell in cells):
        yield place, "bad_total", "there are no numbers to add up", remedy


def _impossible(one: Sum) -> str | None:
    """Whether the cells cannot come to what they must."""
    least = [cell.least for cell in one.cells]
    most = [cell.most for cell in one.cells]
    low = sum(bound for bound in least if bound is not None)
    high = sum(bound for bound in most if bound is not None)
    if None not in least and low > one.equals + one.tolerance:
        return f"{one.name} comes to {low} at least"
    if None not in most and high < one.equals - one.tolerance:
        return f"{one.name} comes to {high} at most"
    return None


def _meant(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f"did you mean {near[0]}?" if near else "write one of " + ", ".join(names)
