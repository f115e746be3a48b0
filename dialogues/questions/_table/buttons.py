"""The buttons of a table.

The commands, whose arguments are names of the definition, so that a press means the same in every language:
`put` "row/column=value" · `share` line: the rest evenly to its empty cells · `heads`, `shares` line:
its numbers are people, or percentages · `row_none` row, `column_none` column: it is nothing · `not_recorded` row: nobody keeps it · `line` line: go there ·
`clear_line` line · `table`, `choose`: back to all of a long one, to tap a row of it · `paste`: how that goes ·
`done`. `reread` leaves all as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from dialogues.expressions import as_text
from dialogues.prompt import Button
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Cell, Line
from dialogues.questions._table.standing import LineStanding, is_done, look_at, may_be_none, nobody
from dialogues.questions._table.sums import Standing
from dialogues.questions._table.wording import Wording, cut
from dialogues.reply import Command
from dialogues.widths import BUDGET, rows, wide

Rows: TypeAlias = tuple[tuple[Button, ...], ...]

#: a label that is wider stands alone on its row, or among the numbers of rows not at all
_MOST_IN_GRID, _WIDEST_NUMBER, _WIDEST_GAP = 5, BUDGET[5], BUDGET[3]
#: what is offered at once, of each sort
_MOST_BUTTONS = 20
#: with more lines open than these, a long table offers all its rows, not only what lacks
MOST_GAPS = 4


def repairs(one: Standing, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """What would put a sum right with one press, each with what it leads to."""
    say = wording.here.say
    is_only = len(one.rests) == len(one.empty) == 1
    buttons = [
        Button(
            label=say("table.button_yes", value=amount(one, rest, wording))
            if is_only
            else say(
                "table.button_rest",
                cell=_within(one, cell, filled, wording),
                value=amount(one, rest, wording),
            ),
            reply=Command(name="put", argument=f"{cell.path}={as_text(rest)}"),
        )
        for cell, rest in one.rests
    ]
    if one.share is not None:
        label = say("table.button_share", value=amount(one, one.share, wording))
        buttons.append(Button(label=label, reply=Command(name="share", argument=one.sum.name)))
    for cell, number in one.corrections:
        old, new = as_text(one.numbers[cell.path]), as_text(number)
        label = say("table.button_correct", cell=_within(one, cell, filled, wording), old=old, new=new)
        buttons.append(Button(label=label, reply=Command(name="put", argument=f"{cell.path}={new}")))
    if one.is_either:
        other = "shares" if one.counts_heads else "heads"
        reply = Command(name=other, argument=one.sum.name)
        buttons.append(Button(label=say(f"table.button_{other}"), reply=reply))
    return tuple(buttons[-_MOST_BUTTONS:])


def nothings(state: LineStanding, line: Line, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """What may be said to be nothing now: people that there are none of, rows or a column that may stay empty, a row
    that nobody keeps."""
    if is_begun(line, filled) and (state.lacking or state.off) and not _is_recordable(line):
        return ()
    buttons = []
    if nobody(line.axis, line.name, wording.layout) is not None and not is_begun(line, filled):
        buttons.append(_none(line.axis, line.name, filled, wording))
    elif not (state.lacking or state.off):
        buttons.extend(_none(axis, name, filled, wording) for axis, name in state.unsaid[:_MOST_BUTTONS])
    is_own = line.axis == "row" and wording.layout.rows[line.name].named
    if _is_recordable(line) and not is_own and (state.lacking or state.unsaid):
        label = wording.here.say("table.button_not_recorded")
        buttons.append(Button(label=label, reply=Command(name="not_recorded", argument=line.name)))
    return tuple(buttons)


def none_named(row: str, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """That there is no such row after all, while its name is asked."""
    return (_none("row", row, filled, wording),) if may_be_none("row", row, wording.layout) else ()


def aside(line: Line, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """At the first line, before anything is filled: how to paste all of them."""
    lines = wording.layout.lines
    if (
        len(lines) == 1
        or wording.layout.is_overviewed
        or line is not lines[0]
        or _is_any_begun(filled, wording)
    ):
        return ()
    key = "table.button_paste_rows" if line.axis == "row" else "table.button_paste"
    label = wording.here.say(key, count=len(lines)) if line.axis == "row" else wording.here.say(key)
    return (Button(label=label, reply=Command(name="paste")),)


def grid(filled: Filled, wording: Wording) -> Rows:
    """Every line by its number, in rows of one length; a row that the applicant names is easier found by its word."""
    say = wording.here.say
    buttons = []
    for number, line in enumerate(wording.layout.lines, start=1):
        label = say("table.button_line", number=number)
        named = say("table.button_line_named", number=number, row=wording.short("row", line.name))
        is_own = wording.layout.rows[line.name].named and line.name not in filled.labels
        label = named if is_own and wide(named) <= _WIDEST_NUMBER else label
        buttons.append(Button(label=label, reply=Command(name="line", argument=line.name)))
    count = math.ceil(len(buttons) / math.ceil(len(buttons) / _MOST_IN_GRID))
    return tuple(tuple(buttons[at : at + count]) for at in range(0, len(buttons), count))


def starting(line: Line, *, began: bool, wording: Wording) -> tuple[Button, ...]:
    """Line by line from here."""
    number = wording.layout.lines.index(line) + 1
    key = "table.button_go_on" if began else "table.button_start"
    return (
        Button(label=wording.here.say(key, number=number), reply=Command(name="line", argument=line.name)),
    )


def gaps(lines: Sequence[Line], filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """To each line that lacks something, by what it lacks, where that is short; its number stands in the list."""
    buttons = []
    for line in lines:
        number, what = wording.layout.lines.index(line) + 1, _gap(line, filled, wording)
        label = wording.here.say("table.button_gap", number=number, what=what)
        if wide(label) > _WIDEST_GAP:
            label = wording.here.say("table.button_gap", number=number, what="").rstrip()
        buttons.append(Button(label=label, reply=Command(name="line", argument=line.name)))
    return tuple(buttons)


def nothing_left(lines: Sequence[Line], filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """That there is none of what may stay empty."""
    states = (look_at(line, filled, wording.layout) for line in lines)
    return tuple(
        _none(axis, name, filled, wording)
        for state in states
        if not (state.lacking or state.off)
        for axis, name in state.unsaid
    )


def changes(at: str, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """To each other line that is begun."""
    return tuple(
        Button(
            label=wording.here.say("button.change_row", row=wording.short(line.axis, line.name, filled)),
            reply=Command(name="line", argument=line.name),
        )
        for line in wording.layout.lines
        if line.name != at and is_begun(line, filled)
    )


def whole(wording: Wording) -> tuple[Button, ...]:
    """Back to all of a long table."""
    return (Button(label=wording.here.say("table.button_table"), reply=Command(name="table")),)


def choosing(wording: Wording) -> tuple[Button, ...]:
    """To any line, filled or not."""
    return (Button(label=wording.here.say("table.button_choose"), reply=Command(name="choose")),)


def finish(wording: Wording) -> tuple[Button, ...]:
    """All is filled, and all of it is on screen."""
    return (Button(label=wording.here.say("button.done_next"), reply=Command(name="done")),)


def clearing(line: Line, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """To fill this line anew."""
    if not is_begun(line, filled):
        return ()
    say = wording.here.say
    if len(wording.layout.lines) > 1:
        label = say(f"table.button_clear_{line.axis}")
    elif all(cell.is_number for cell in line.cells):
        label = say("table.button_refill", count=len(line.cells))
    else:
        label = say("button.refill")
    return (Button(label=label, reply=Command(name="clear_line", argument=line.name)),)


def is_begun(line: Line, filled: Filled) -> bool:
    """Whether anything has been said about this line."""
    return filled.is_none(line.axis, line.name) or any(filled.is_said(cell) for cell in line.cells)


def packed(*groups: Sequence[Button]) -> Rows:
    """Each group in rows of its own, as many in a row as fit a narrow phone; a label that fits none is cut."""
    labelled = ([replace(it, label=cut(it.label, BUDGET[1])) for it in group] for group in groups)
    return tuple(row for group in labelled for row in rows(group))


def _within(one: Standing, cell: Cell, filled: Filled, wording: Wording) -> str:
    return wording.within(cell, one.sum.axis, filled)


def _is_recordable(line: Line) -> bool:
    return line.axis == "row" and any(cell.recordable for cell in line.cells)


def _is_any_begun(filled: Filled, wording: Wording) -> bool:
    return any(is_begun(line, filled) for line in wording.layout.lines)


def _gap(line: Line, filled: Filled, wording: Wording) -> str:
    """What a line lacks: all of it by its own name, else the cell or the name."""
    state = look_at(line, filled, wording.layout)
    if not is_begun(line, filled):
        return wording.short(line.axis, line.name, filled)
    if state.lacking:
        return wording.within(state.lacking[0], line.axis)
    return wording.here.say("table.name") if state.unnamed else wording.short(line.axis, line.name, filled)


def _none(axis: Axis, name: str, filled: Filled, wording: Wording) -> Button:
    """没有兼职座席, and where nothing is counted 此项不适用; where a long table is on screen and nothing else is left,
    it says that it finishes."""
    layout, say = wording.layout, wording.here.say
    cells = layout.along(axis, name)
    row = wording.spoken(axis, name)
    ends = layout.is_overviewed or len(layout.lines) == 1
    ends = ends and is_done(filled.with_none(cells, axis, name), layout)
    is_counted = axis == "column" or len(layout.columns) == 1 or layout.rows[name].named
    if ends:
        label = say("table.button_none_done", row=row)
    elif is_counted or any(cell.type == "integer" for cell in cells):
        label = say("button.no_row", row=row)
    else:
        label = say("table.button_not_applicable")
    return Button(label=label, reply=Command(name=f"{axis}_none", argument=name))
