"""A table as fields of a form: its cells, row after row, and the names of rows that the applicant gives. And where in
the form a complaint about it belongs: what cannot be read under its cell, what does not add up under the last of those
that are added.

What a cell may hold is read by `reading.py`, and what is wrong with a line is said by `complaints.py`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from dialogues.application import Json, Path
from dialogues.fields import Field, Option
from dialogues.question import Problem
from dialogues.questions._table.complaints import limits_complaint, sum_complaint
from dialogues.questions._table.filled import Filled, from_draft
from dialogues.questions._table.filling import fill_in
from dialogues.questions._table.layout import Cell
from dialogues.questions._table.parts import is_part
from dialogues.questions._table.reading import LONGEST_TEXT
from dialogues.questions._table.standing import current, look_at
from dialogues.questions._table.sums import standing
from dialogues.questions._table.typed import Fill
from dialogues.questions._table.wording import Wording

#: fields of one form
MOST = 90
_Kind = Literal["text", "number", "date", "one"]


def table_fields(path: Path, draft: Json, wording: Wording) -> tuple[Field, ...]:
    """Every cell, or those of the line that is asked; nothing where even these are too many."""
    layout, filled = wording.layout, from_draft(draft)
    every = tuple(_fields(path, layout.cells.values(), filled, wording, whole=True))
    if len(every) <= MOST:
        return every
    line = current(filled, layout)
    some = tuple(_fields(path, line.cells, filled, wording, whole=False)) if line is not None else ()
    return some if len(some) <= MOST else ()


def _fields(
    path: Path, cells: Iterable[Cell], filled: Filled, wording: Wording, *, whole: bool
) -> Iterator[Field]:
    named: set[str] = set()
    for cell in cells:
        if wording.layout.rows[cell.row].named and cell.row not in named:
            named.add(cell.row)
            yield Field(
                name=f"{path}/{cell.row}", path=path, cell=cell.row, kind="text", whole=whole,
                label=wording.here.text(wording.layout.rows[cell.row].label),
                value=filled.labels.get(cell.row, ""), longest=LONGEST_TEXT,
            )  # fmt: skip
        yield _field(path, cell, filled, wording, whole=whole)


def _field(path: Path, cell: Cell, filled: Filled, wording: Wording, *, whole: bool) -> Field:
    text, unit = filled.text(cell), wording.unit(cell)
    kind = _kind(cell)
    value = wording.value(cell, text, unit=False) if text and kind in ("text", "one") else text
    label = wording.whole(cell, filled)
    return Field(
        name=f"{path}/{cell.path}",
        path=path,
        cell=cell.path,
        label=wording.here.say("form.with_unit", label=label, unit=unit) if unit else label,
        kind=kind,
        value=value,
        options=tuple(Option(name=word, label=word) for word in _words(cell, wording)),
        decimals=cell.type != "integer",
        longest=LONGEST_TEXT if cell.type == "text" else 0,
        whole=whole,
    )


def _kind(cell: Cell) -> _Kind:
    match cell.type:
        case "integer" | "decimal" | "percent" if not cell.bounded:
            return "number"
        case "yes_no" | "select_one":
            return "one"
        case "date":
            return "date"
        case _:
            return "text"


def _words(cell: Cell, wording: Wording) -> tuple[str, ...]:
    """What can be picked, in the words in which it is typed."""
    if cell.type == "yes_no":
        return tuple(wording.yes_no(cell.column, answer) for answer in ("yes", "no"))
    if cell.type == "select_one":
        choices = wording.layout.columns[cell.column].choices
        return tuple(dict.fromkeys(wording.value(cell, name) for name in choices))
    return ()


def wrong_cells(cells: Mapping[str, str], draft: Json, wording: Wording) -> Mapping[str, Problem]:
    """What is wrong with these cells once they are filled in, by the cell under which that is said."""
    before, layout = from_draft(draft), wording.layout
    found: dict[str, Problem] = {}
    texts = {path: text for path, text in cells.items() if path in layout.cells}
    for path, text in texts.items():
        if not is_part(layout.cells[path], text, layout):
            read = fill_in(Fill(cells={path: text}), Filled(), wording)
            found.update((path, problem) for problem in read.problems[:1] if _is_of_cell(problem))
    good = {path: text for path, text in texts.items() if path not in found}
    filled = fill_in(Fill(cells=good), before, wording).filled
    for line in layout.lines:
        for cell in look_at(line, filled, layout).beyond:
            found.setdefault(cell.path, limits_complaint(cell, filled, wording))
    for one in layout.sums:
        if (problem := sum_complaint(standing(one, filled, layout), filled, wording)) is not None:
            found.setdefault(one.cells[-1].path, problem)
    return found


def _is_of_cell(problem: Problem) -> bool:
    """Whether the text cannot be read; what else is wrong is seen when all are in their places."""
    return problem.code.startswith("table_cell_")
