"""`table`: rows × columns of cells, filled line by line or pasted whole, with totals that must come out.

A value is {row: {"cells": {column: text}, "label"?, "not_applicable"?, "not_recorded"?: [columns]}}, cells that stay
empty left out: numbers as canonical decimal strings (12.5 for 12.5 %), durations in seconds, ratios as 1:15, each of
them with a sign (>=85) or as a range (80..85) where it may have one; "yes" and "no", names of choices, dates in ISO
8601. A draft is {"rows": the same, "at"?: line, "asking"?: row, "choosing"?, "skipped"?: [columns], "typed"?: {path:
text}}: all that was typed, also what does not add up yet. The parts of it stand in `_table/`, each with its own
purpose; here they only meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

import pydantic

from dialogues.application import Json, Nothing, Path
from dialogues.expressions import Value
from dialogues.fields import Field
from dialogues.prompt import Block
from dialogues.question import Face, Here, Problem, Question, Read
from dialogues.questions._table.checking import mistakes
from dialogues.questions._table.definition import Column, Columns, Row, Rows, Total, Totals
from dialogues.questions._table.face import face_of
from dialogues.questions._table.figures import figure
from dialogues.questions._table.filled import from_draft, from_value
from dialogues.questions._table.forms import table_fields, wrong_cells
from dialogues.questions._table.layout import Axis, Cell, Layout, laid_out
from dialogues.questions._table.replying import Replies
from dialogues.questions._table.shown import grid, in_one_line, named_cells
from dialogues.questions._table.ticks import Ticks
from dialogues.questions._table.wording import Wording
from dialogues.reading.bounds import SIGNS
from dialogues.reply import Reply
from dialogues.text import Flag, Text

#: what expressions see of a cell that may have bounds, besides its number
_BOUNDS = ("least", "most", "text")


class Table(Question):
    """Rows and columns."""

    type: Literal["table"]
    rows: Annotated[Rows, pydantic.Field(min_length=1)]
    columns: Annotated[Columns, pydantic.Field(min_length=1)]
    total: Totals = ()
    #: its figures may be said not to be recorded
    not_recorded: Flag = False

    minutes: ClassVar[float] = 3
    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.DECLINED,)

    @cached_property
    def layout(self) -> Layout:
        """Cells, lines and sums."""
        return laid_out(self.rows, self.columns, self.total, not_recorded=self.not_recorded)

    @property
    def part_names(self) -> tuple[str, ...]:
        """What may stand behind the name in an expression: rows, columns and "row/column"; of a cell that may have
        bounds its parts too."""
        bounds = (
            f"{cell.path}/{part}" for cell in self.layout.cells.values() if cell.bounded for part in _BOUNDS
        )
        return tuple(dict.fromkeys((*self.rows, *self.columns, *self.layout.cells, *bounds)))

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
        if self.not_recorded and self.total:
            what = "what must add up cannot be said not to be recorded"
            yield ("not_recorded",), "bad_table", what, "remove it, or `total`"

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        wording = Wording(layout=self.layout, here=here)
        filled = from_draft(self.reopened(value) if draft is None and value is not None else draft)
        hint = here.text(self.hint) if self.hint is not None else ""
        if self.layout.is_ticked:
            return Ticks(wording=wording, filled=filled).face(hint)
        face = face_of(filled, hint, wording)
        return replace(face, tells_answer=bool(face.body)) if draft is None and value is not None else face

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        return Replies(wording=Wording(layout=self.layout, here=here), draft=draft).read(reply)

    def fields(self, path: Path, draft: Json, here: Here) -> tuple[Field, ...]:
        """Its cells in a form; nothing where they are too many."""
        return table_fields(path, draft, Wording(layout=self.layout, here=here))

    def wrong(self, cells: Mapping[str, str], draft: Json, here: Here) -> Mapping[str, Problem]:
        """What is wrong with these cells of a form, by the cell under which that is said."""
        return wrong_cells(cells, draft, Wording(layout=self.layout, here=here))

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

    def is_step(self, before: Json, after: Json) -> bool:
        """Whatever was filled or emptied; to go from line to line is none."""
        was, now = (from_draft(draft) for draft in (before, after))
        return was.as_value(self.layout) != now.as_value(self.layout) or was.skipped != now.skipped

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
            cell.path: seen
            for cell in self.layout.cells.values()
            if (text := filled.text(cell)) and (seen := _typed(cell, text)) is not None
        }
        said = [cell for cell in self.layout.cells.values() if filled.text(cell)]
        bounds = {
            f"{cell.path}/{part}": seen
            for cell in said
            if cell.bounded
            for part, seen in _parts(filled.text(cell)).items()
        }
        axes: tuple[tuple[Axis, Iterable[str]], ...] = (("column", self.columns), ("row", self.rows))
        lines = {
            name: tuple(cells[cell.path] for cell in self.layout.along(axis, name) if cell.path in cells)
            for axis, names in axes
            for name in names
        }
        rows = tuple(
            row for row in self.rows if any(filled.text(cell) for cell in self.layout.along("row", row))
        )
        return {**lines, **cells, **bounds, "": rows}

    def outline(self) -> Mapping[str, Any]:
        totals = [{key: getattr(total, key) for key in Total.model_fields} for total in self.total]
        return {
            **super().outline(),
            "rows": [_outlined(name, row, Row) for name, row in self.rows.items()],
            "columns": [_outlined(name, column, Column) for name, column in self.columns.items()],
            "total": totals[0] if len(totals) == 1 else totals or None,
            **({"not_recorded": True} if self.not_recorded else {}),
        }


def _outlined(name: str, one: Row | Column, model: type[Row | Column]) -> Mapping[str, Any]:
    """One row or column with its keys; of choices their names and labels."""
    keys = {key: getattr(one, key) for key in model.model_fields}
    if isinstance(one, Column):
        keys["choices"] = [{"name": choice, "label": it.label} for choice, it in one.choices.items()]
    return {"name": name, **keys}


def _typed(cell: Cell, text: str) -> Value | None:
    """A figure is its number: of a comparison the bound, of a ratio the second by the first, of a range nothing."""
    kept = figure(text) if cell.is_figure else None
    if kept is not None:
        return None if kept.sign == ".." else kept.numbers[0]
    if cell.type == "year":
        return Decimal(text)
    return date.fromisoformat(text) if cell.type == "date" else text


def _parts(text: str) -> Mapping[str, Value]:
    """Of bounds the least, the most, and how they are written, without a unit."""
    kept = figure(text)
    if kept is None:
        return {}
    written = f"{SIGNS.get(kept.sign, '')}{'–'.join(kept.ends)}"
    parts = {"least": kept.least, "most": kept.most, "text": written}
    return {part: seen for part, seen in parts.items() if seen is not None}
