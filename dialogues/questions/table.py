"""`table`: rows × columns of cells, filled line by line or pasted whole, with totals that must come out.

A value is {row: {"cells": {column: text}, "label"?, "not_applicable"?}}, cells that stay empty left out: numbers
as canonical decimal strings (12.5 for 12.5 %), "yes" and "no", names of choices, dates in ISO 8601. A draft is
{"rows": the same, "at"?: line, "asking"?: row, "skipped"?: [columns]}: all that was typed, also what does not add
up yet. The parts of it stand in `_table/`, each with its own purpose; here they only meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dialogues.application import Json, Nothing
from dialogues.expressions import Value
from dialogues.prompt import Block
from dialogues.question import Face, Here, Question, Read
from dialogues.questions._table.checking import mistakes
from dialogues.questions._table.definition import Column, Columns, Row, Rows, Total, Totals
from dialogues.questions._table.face import face_of
from dialogues.questions._table.filled import from_draft, from_value
from dialogues.questions._table.layout import Axis, Cell, Layout, laid_out
from dialogues.questions._table.replying import Replies
from dialogues.questions._table.shown import grid, in_one_line, named_cells
from dialogues.questions._table.ticks import Ticks
from dialogues.questions._table.wording import Wording
from dialogues.reply import Reply
from dialogues.text import Text


class Table(Question):
    """Rows and columns."""

    type: Literal["table"]
    rows: Annotated[Rows, Field(min_length=1)]
    columns: Annotated[Columns, Field(min_length=1)]
    total: Totals = ()

    minutes: ClassVar[float] = 3
    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.DECLINED,)

    @cached_property
    def layout(self) -> Layout:
        """Cells, lines and sums."""
        return laid_out(self.rows, self.columns, self.total)

    @property
    def part_names(self) -> tuple[str, ...]:
        """What may stand behind the name in an expression: rows, columns and "row/column"."""
        return tuple(dict.fromkeys((*self.rows, *self.columns, *self.layout.cells)))

    def texts(self) -> Iterable[tuple[str, Text]]:
        yield from super().texts()
        for key, defined in (("rows", self.rows), ("columns", self.columns)):
            for one in defined.values():
                own = (one.label, one.short, one.unit, getattr(one, "hint", None))
                yield from ((key, text) for text in own if text is not None)
        for column in self.columns.values():
            yield from (("columns", choice.label) for choice in column.choices.values())

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        yield from mistakes(self.layout, self.total)

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        wording = Wording(layout=self.layout, here=here)
        filled = from_draft(self.reopened(value) if draft is None and value is not None else draft)
        hint = here.text(self.hint) if self.hint is not None else ""
        if self.layout.is_ticked:
            return Ticks(wording=wording, filled=filled).face(hint)
        return face_of(filled, hint, wording)

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        return Replies(wording=Wording(layout=self.layout, here=here), draft=draft).read(reply)

    def reopened(self, value: Json) -> Json:
        """The draft that changing an answer begins with: all of it, so that one line can be changed."""
        filled = from_value(value)
        empty = (
            name
            for name, column in self.columns.items()
            if not column.required
            and not any(filled.text(cell) for cell in self.layout.along("column", name))
        )
        skipped = frozenset(empty if self.layout.axis == "column" else ())
        return replace(filled, skipped=skipped).as_draft(self.layout)

    def show(self, value: Json, here: Here) -> str:
        return in_one_line(from_value(value), Wording(layout=self.layout, here=here))

    def show_parts(self, value: Json, parts: Iterable[str], here: Here) -> str:
        return named_cells(from_value(value), frozenset(parts), Wording(layout=self.layout, here=here))

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        return (grid(from_value(value), Wording(layout=self.layout, here=here)),)

    def raw(self, reply: Reply, value: Json, here: Here) -> str:
        """What was typed last is only all of it where one message may be."""
        return super().raw(reply, value, here) if len(self.layout.lines) == 1 else self.show(value, here)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        """Cells by "row/column"; a column and a row as the list of what is filled; "" the rows that are."""
        filled = from_value(value)
        cells = {
            cell.path: _typed(cell, text)
            for cell in self.layout.cells.values()
            if (text := filled.text(cell))
        }
        axes: tuple[tuple[Axis, Iterable[str]], ...] = (("column", self.columns), ("row", self.rows))
        lines = {
            name: tuple(cells[cell.path] for cell in self.layout.along(axis, name) if cell.path in cells)
            for axis, names in axes
            for name in names
        }
        rows = tuple(
            row for row in self.rows if any(cell.path in cells for cell in self.layout.along("row", row))
        )
        return {**lines, **cells, "": rows}

    def outline(self) -> Mapping[str, Any]:
        totals = [{key: getattr(total, key) for key in Total.model_fields} for total in self.total]
        return {
            **super().outline(),
            "rows": [_outlined(name, row, Row) for name, row in self.rows.items()],
            "columns": [_outlined(name, column, Column) for name, column in self.columns.items()],
            "total": totals[0] if len(totals) == 1 else totals or None,
        }


def _outlined(name: str, one: Row | Column, model: type[Row | Column]) -> Mapping[str, Any]:
    """One row or column with its keys; of choices their names and labels."""
    keys = {key: getattr(one, key) for key in model.model_fields}
    if isinstance(one, Column):
        keys["choices"] = [{"name": choice, "label": it.label} for choice, it in one.choices.items()]
    return {"name": name, **keys}


def _typed(cell: Cell, text: str) -> Value:
    if cell.is_number or cell.type == "year":
        return Decimal(text)
    return date.fromisoformat(text) if cell.type == "date" else text
