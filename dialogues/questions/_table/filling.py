"""Puts what was read into a table: head counts become percentages, and what adds up leaves zeros for the rest.

Nothing that was there is lost but what the reply itself overwrites or clears, and a reply of which a part cannot be
read overwrites nothing: where its rest would, all of it is refused. A number that is out of its limits
or breaks a total stays as well, and is complained about: `standing.py` sees to it that it never counts as done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogues.question import Problem
from dialogues.questions._saying import lines, one_line
from dialogues.questions._table.complaints import unread_lines
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Sum
from dialogues.questions._table.parts import is_part, reckoned
from dialogues.questions._table.reading import (
    LONGEST_TEXT,
    read_cell,
    says_not_recorded,
    says_nothing,
)
from dialogues.questions._table.standing import look_at, may_be_none, nobody
from dialogues.questions._table.sums import Standing, converted, standing
from dialogues.questions._table.typed import Fill
from dialogues.questions._table.wording import Wording
from dialogues.reading.shares import read_share

#: more readings that differ from what was typed are not listed
_MOST_NOTES = 6
_LONGEST_QUOTED = 40
#: what is said where a rest that could be read is not kept either
_REFUSED = {
    "table_lines_unread": "refused",
    "table_lines_unknown": "unknown_refused",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A table after a reply."""

    filled: Filled
    #: what the reply gave something, or emptied
    given: tuple[Cell, ...] = ()
    #: what was understood, where it differs from what was typed
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: nothing was taken
    is_refused: bool = False

    def touched(self, wording: Wording) -> tuple[str, ...]:
        """The lines that the reply was about."""
        return tuple(
            line.name for line in wording.layout.lines if any(cell in self.given for cell in line.cells)
        )


def fill_in(fill: Fill, filled: Filled, wording: Wording) -> Outcome:
    """The table with what this reply says."""
    outcome = _with_names(fill, Outcome(filled=filled), wording)
    percent: set[str] = set()
    parts = {
        path: typed
        for path, typed in fill.cells.items()
        if is_part(wording.layout.cells[path], typed, wording.layout)
    }
    for path, typed in fill.cells.items():
        if path in parts:
            continue
        outcome = _with_cell(wording.layout.cells[path], typed, outcome, percent, wording)
    for one in wording.layout.sums:
        outcome = _with_kind(one, outcome, is_said=not percent.isdisjoint(cell.path for cell in one.cells))
    outcome = _with_parts(parts, outcome, wording)
    if wording.layout.is_ticked:
        outcome = replace(outcome, filled=_named_where_ticked(outcome.filled))
    for one in wording.layout.sums:
        if any(cell in outcome.given for cell in (*one.cells, one.count)):
            outcome = _settled(one, outcome, wording)
            if standing(one, outcome.filled, wording.layout).holds:
                outcome = replace(outcome, filled=outcome.filled.with_heads(one.name, are_heads=None))
    if outcome.problems and outcome.filled.overwrites(filled):
        problems = tuple(_refused(problem, fill, wording) for problem in outcome.problems)
        return Outcome(filled=filled, problems=problems, is_refused=True)
    return replace(outcome, problems=(*outcome.problems, *_missed(fill, outcome, wording)))


def _refused(problem: Problem, fill: Fill, wording: Wording) -> Problem:
    """Told without saying that the rest is kept."""
    code = _REFUSED.get(problem.code)
    return problem if code is None else unread_lines(fill.unread, (), wording, code)


def _open_rows(fill: Fill, filled: Filled, wording: Wording) -> list[str]:
    """The rows that nothing is said of, before or in this reply."""
    said = {path.partition("/")[0] for path in (*fill.cells, *filled.cells, *filled.unrecorded)}
    return [row for row in wording.layout.rows if row not in said | filled.none | set(fill.unrecorded)]


def _with_names(fill: Fill, outcome: Outcome, wording: Wording) -> Outcome:
    """What is nothing, and what rows are called."""
    filled, given, problems = outcome.filled, list(outcome.given), list(outcome.problems)
    for axis, name in fill.none:
        cells = wording.layout.along(axis, name)
        count = nobody(axis, name, wording.layout)
        if count is None:
            filled = filled.with_none(cells, axis, name)
        else:
            filled = filled.without(cells, axis, name).with_cells({count.path: "0"})
        given.extend(cells)
    for row in fill.unrecorded:
        filled, cells = _unrecorded(row, filled, wording)
        given.extend(cells)
    for row, typed in fill.labels.items():
        label = one_line(typed)
        if label and len(label) <= LONGEST_TEXT:
            filled = filled.with_label(row, label)
            given.extend(wording.layout.along("row", row))
        else:
            problems.append(Problem(code="table_name", fields={"row": wording.short("row", row)}))
    if fill.unread:
        code = "unknown" if fill.unknown else "unread"
        problems.append(unread_lines(fill.unread, _open_rows(fill, filled, wording), wording, code))
    return replace(outcome, filled=filled, given=tuple(given), problems=tuple(problems))


def _unrecorded(row: str, filled: Filled, wording: Wording) -> tuple[Filled, tuple[Cell, ...]]:
    """A row that nobody keeps: all of it, or what it still lacks. One that the applicant would have named is none."""
    cells = wording.layout.along("row", row)
    if wording.layout.rows[row].named and may_be_none("row", row, wording.layout):
        return filled.with_none(cells, "row", row), cells
    left = tuple(cell for cell in cells if not filled.text(cell))
    return filled.with_unrecorded(left or cells), cells


def _named_where_ticked(filled: Filled) -> Filled:
    """What there is not needs no name."""
    there_is_not = {path.partition("/")[0] for path, text in filled.cells.items() if text == "no"}
    return replace(
        filled, labels={row: label for row, label in filled.labels.items() if row not in there_is_not}
    )


def _with_cell(cell: Cell, typed: str, outcome: Outcome, percent: set[str], wording: Wording) -> Outcome:
    given = (*outcome.given, cell)
    if says_not_recorded(cell, typed):
        return replace(outcome, filled=outcome.filled.with_unrecorded((cell,)), given=given)
    if says_nothing(cell, typed):
        filled = outcome.filled.with_cells({cell.path: ""})
        if len(wording.layout.columns) == 1 and may_be_none("row", cell.row, wording.layout):
            filled = filled.with_none((cell,), "row", cell.row)
        return replace(outcome, filled=filled, given=given)
    readings = read_cell(cell, typed, wording)
    if len(readings) != 1:
        problem = _unread(cell, typed, outcome.filled, wording)
        return replace(outcome, given=given, problems=(*outcome.problems, problem))
    reading = readings[0]
    if reading.percent:
        percent.add(cell.path)
    notes = outcome.notes
    if not reading.as_typed and len(notes) < _MOST_NOTES:
        value = wording.value(cell, reading.text)
        notes = (
            *notes,
            wording.here.say("table.read_as", cell=wording.whole(cell), typed=typed, value=value),
        )
    filled = outcome.filled.with_cells({cell.path: reading.text})
    if cell.type == "duration" and not reading.as_typed:
        filled = replace(filled, typed={**filled.typed, cell.path: one_line(typed)})
    return replace(outcome, filled=filled, given=given, notes=notes)


def _with_parts(typed: Mapping[str, str], outcome: Outcome, wording: Wording) -> Outcome:
    """一半 and 其余 as figures, now that the others are there."""
    parts, lost = reckoned(typed, outcome.filled, wording)
    told = (
        wording.here.say(
            "table.read_as", cell=wording.whole(part.cell), typed=typed[part.cell.path], value=part.value
        )
        for part in parts
    )
    return replace(
        outcome,
        filled=outcome.filled.with_cells({part.cell.path: part.text for part in parts}),
        given=(*outcome.given, *(part.cell for part in parts), *lost),
        notes=(*outcome.notes, *told),
        problems=(
            *outcome.problems,
            *(_unread(cell, typed[cell.path], outcome.filled, wording) for cell in lost),
        ),
    )


def _unread(cell: Cell, typed: str, filled: Filled, wording: Wording) -> Problem:
    """What is wanted in a cell instead of this."""
    kind = "part" if cell.is_figure and read_share(typed) is not None else cell.type
    fields = {"cell": wording.whole(cell, filled), "typed": typed[:_LONGEST_QUOTED]}
    return Problem(code=f"table_cell_{kind}", fields=fields)


def _with_kind(one: Sum, outcome: Outcome, *, is_said: bool) -> Outcome:
    """Per cent signs say that there are no heads in a line, until it is said anew, with its count."""
    if one.count is None or not (is_said or one.count in outcome.given):
        return outcome
    told = outcome.filled.with_heads(one.name, are_heads=False if is_said else None)
    return replace(outcome, filled=told)


def _settled(one: Sum, outcome: Outcome, wording: Wording) -> Outcome:
    """Heads to percentages, unless these are said to be some; zeros in the cells that nothing is left for."""
    now = standing(one, outcome.filled, wording.layout)
    rates = converted(now, outcome.filled)
    if not rates and not now.is_exact:
        return outcome
    zeros = tuple(
        cell
        for cell in now.empty
        if cell.needed and cell.takes(now.rest * 0) and _is_asked(cell, one, wording)
    )
    filled = outcome.filled.with_cells({**rates, **{cell.path: "0" for cell in zeros}})
    notes = [_conversion(now, rates, filled, wording)] if rates else []
    if zeros:
        value = wording.value(zeros[0], "0")
        notes.append(wording.here.say("table.zeros", cells=wording.cells(zeros, one.axis), value=value))
    return replace(outcome, filled=filled, notes=(*outcome.notes, *notes))


def _is_asked(cell: Cell, one: Sum, wording: Wording) -> bool:
    """An optional row stays empty in a column; once it is begun, it is filled like any other."""
    return one.axis == "row" or wording.layout.rows[cell.row].required


def _conversion(was: Standing, rates: Mapping[str, str], filled: Filled, wording: Wording) -> str:
    say, one = wording.here.say, was.sum
    line = wording.label(one.axis, one.name, filled)
    head = say("table.converted_shares", line=line)
    if was.is_whole and one.count is not None:
        count = wording.value(one.count, filled.text(one.count))
        head = say("table.converted", line=line, count=count, shares=len(rates), sum=filled.text(one.count))
    cells = [cell for cell in one.cells if cell.path in rates]
    shown = [
        say(
            "table.cell_value",
            value=wording.value(cell, rates[cell.path]),
            cell=wording.listed(cell, one.axis),
        )
        for cell in cells
    ]
    added = standing(one, filled, wording.layout).added
    target = wording.number(cells[0], one.equals)
    off = (
        ""
        if added == one.equals
        else say("table.rounded", target=target, sum=wording.number(cells[0], added))
    )
    return lines(head, *shown, off)


def _missed(fill: Fill, outcome: Outcome, wording: Wording) -> tuple[Problem, ...]:
    """A cell that has to be filled, and was said to be nothing."""
    cells = wording.layout.cells
    nothing = {
        path
        for path, typed in fill.cells.items()
        if says_nothing(cells[path], typed) and not says_not_recorded(cells[path], typed)
    }
    for line in wording.layout.lines:
        for cell in look_at(line, outcome.filled, wording.layout).lacking:
            if cell.path in nothing:
                return (Problem(code="table_needed", fields={"cell": wording.whole(cell, outcome.filled)}),)
    return ()
