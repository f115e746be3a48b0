"""What is filled of a table so far, as a value; and its two forms in JSON, the answer's and the draft's.

The answer is {row: {"cells": {column: text}, "label"?, "not_applicable"?, "not_recorded"?: [columns]}}, cells that
stay empty left out. The draft is {"rows": the same, "at"?, "asking"?, "choosing"?, "skipped"?, "heads"?, "typed"?}. Whether it
is enough is for `standing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dialogues.application import Json
from dialogues.questions._table.layout import Axis, Cell, Layout


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """Cells, names and what does not apply."""

    #: canonical text by "row/column"
    cells: Mapping[str, str] = field(default_factory=dict)
    #: what the applicant calls a row
    labels: Mapping[str, str] = field(default_factory=dict)
    #: rows said not to apply
    none: frozenset[str] = frozenset()
    #: columns said to stay empty
    skipped: frozenset[str] = frozenset()
    #: "row/column" of cells said not to be recorded
    unrecorded: frozenset[str] = frozenset()
    #: lines whose numbers were said to be people, or percentages, where they may be both
    heads: Mapping[str, bool] = field(default_factory=dict)
    #: how a cell was typed, by "row/column", where that may be looked at again
    typed: Mapping[str, str] = field(default_factory=dict)
    #: the line that is asked; "" for the table as a whole
    at: str = ""
    #: the row whose name is asked
    asking: str = ""
    #: which row to change is being asked
    choosing: bool = False

    def text(self, cell: Cell) -> str:
        """What stands in a cell, or ""."""
        return self.cells.get(cell.path, "")

    def number(self, cell: Cell) -> Decimal | None:
        """The number in a cell that holds one."""
        text = self.cells.get(cell.path)
        return None if text is None or not cell.is_number else Decimal(text)

    def is_said(self, cell: Cell) -> bool:
        """Whether a cell has something in it, or is said not to be recorded."""
        return cell.path in self.cells or cell.path in self.unrecorded

    def is_none(self, axis: Axis, name: str) -> bool:
        """Whether this row, or this column, was said to be nothing."""
        return name in (self.none if axis == "row" else self.skipped)

    def overwrites(self, before: Filled) -> bool:
        """Whether anything that was said before is no longer there."""
        said = {*before.cells.items(), *before.labels.items()}
        gone = (
            (before.none - self.none)
            | (before.skipped - self.skipped)
            | (before.unrecorded - self.unrecorded)
        )
        return bool(gone or said - {*self.cells.items(), *self.labels.items()})

    def with_cells(self, cells: Mapping[str, str]) -> Filled:
        """These cells put in, those with "" emptied. What gets a cell does apply."""
        merged = {path: text for path, text in {**self.cells, **cells}.items() if text}
        given = [path.split("/") for path, text in cells.items() if text]
        return replace(
            self,
            cells=merged,
            typed={path: typed for path, typed in self.typed.items() if path not in cells},
            unrecorded=self.unrecorded - set(cells),
            none=self.none - {row for row, _ in given},
            skipped=self.skipped - {column for _, column in given},
        )

    def with_unrecorded(self, cells: Iterable[Cell]) -> Filled:
        """These cells said not to be recorded; what stood in them is gone."""
        paths = {cell.path: "" for cell in cells}
        emptied = self.with_cells(paths)
        rows = {path.partition("/")[0] for path in paths}
        return replace(emptied, unrecorded=emptied.unrecorded | set(paths), none=emptied.none - rows)

    def with_label(self, row: str, label: str) -> Filled:
        return replace(self, labels={**self.labels, row: label}, none=self.none - {row})

    def with_heads(self, line: str, *, are_heads: bool | None) -> Filled:
        """The numbers of a line said to be people, or percentages; or nothing said of them."""
        said = {other: kind for other, kind in self.heads.items() if other != line}
        return replace(self, heads=said if are_heads is None else {**said, line: are_heads})

    def without(self, cells: tuple[Cell, ...], axis: Axis, name: str) -> Filled:
        """A line emptied: its cells, and of a row its name and that it does not apply."""
        emptied = self.with_cells({cell.path: "" for cell in cells}).with_heads(name, are_heads=None)
        if axis == "column":
            return replace(emptied, skipped=self.skipped - {name})
        labels = {row: label for row, label in self.labels.items() if row != name}
        return replace(emptied, labels=labels, none=self.none - {name})

    def with_none(self, cells: tuple[Cell, ...], axis: Axis, name: str) -> Filled:
        """A line said to be nothing; what stood in it is gone."""
        emptied = self.without(cells, axis, name)
        if axis == "column":
            return replace(emptied, skipped=emptied.skipped | {name})
        return replace(emptied, none=emptied.none | {name})

    def as_value(self, layout: Layout) -> Json:
        """The answer, in the order of the definition; untouched rows left out."""
        rows = {row: self._row(row, layout) for row in layout.rows}
        return {row: filled for row, filled in rows.items() if filled is not None}

    def as_draft(self, layout: Layout) -> Json:
        typed = {path: typed for path, typed in self.typed.items() if path in self.cells}
        extra = {
            "at": self.at,
            "asking": self.asking,
            "choosing": self.choosing,
            "skipped": sorted(self.skipped),
            "heads": dict(self.heads),
            "typed": typed,
        }
        return {"rows": self.as_value(layout), **{key: said for key, said in extra.items() if said}}

    def _row(self, row: str, layout: Layout) -> Json:
        cells = {cell.column: self.text(cell) for cell in layout.along("row", row) if self.text(cell)}
        said: dict[str, Json] = {"cells": cells}
        if row in self.labels:
            said["label"] = self.labels[row]
        if row in self.none:
            said["not_applicable"] = True
        if columns := [cell.column for cell in layout.along("row", row) if cell.path in self.unrecorded]:
            said["not_recorded"] = columns
        return said if cells or len(said) > 1 else None


def from_value(rows: Json) -> Filled:
    """An answer that is to be shown or changed."""
    return Filled(
        cells={
            f"{row}/{column}": text for row, said in rows.items() for column, text in said["cells"].items()
        },
        labels={row: said["label"] for row, said in rows.items() if "label" in said},
        none=frozenset(row for row, said in rows.items() if said.get("not_applicable")),
        unrecorded=frozenset(
            f"{row}/{column}" for row, said in rows.items() for column in said.get("not_recorded", ())
        ),
    )


def from_draft(draft: Json) -> Filled:
    """What is there of an unfinished answer; None is nothing yet."""
    if not draft:
        return Filled()
    return replace(
        from_value(draft["rows"]),
        skipped=frozenset(draft.get("skipped", ())),
        heads=draft.get("heads", {}),
        typed=draft.get("typed", {}),
        choosing=bool(draft.get("choosing")),
        at=draft.get("at", ""),
        asking=draft.get("asking", ""),
    )
