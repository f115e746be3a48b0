"""The buttons of a table.

The commands, whose arguments are names of the definition, so that a press means the same in every language:
`put` "row/column=value" · `share` line: the rest evenly to its empty cells · `row_none` row, `column_none` column:
it is nothing · `line` line: go there · `clear_line` line · `done`. `reread` leaves all as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from dialogues.expressions import as_text
from dialogues.prompt import Button
from dialogues.questions._table.complaints import amount
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Cell, Line
from dialogues.questions._table.standing import LineStanding, is_done
from dialogues.questions._table.sums import Standing
from dialogues.questions._table.wording import Wording
from dialogues.reply import Command
from dialogues.widths import rows

Rows: TypeAlias = tuple[tuple[Button, ...], ...]

#: what is offered at once, of each sort
_MOST_BUTTONS = 20
#: with more lines than these every line has its number and its button
LONG_TABLE = 4


def repairs(one: Standing, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """What would put a sum right with one press, each with what it leads to."""
    say = wording.here.say
    buttons = [
        Button(
            label=say(
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
    return tuple(buttons[:_MOST_BUTTONS])


def nothings(state: LineStanding, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """Rows, or a column, that may be said to be nothing now."""
    if state.lacking or state.off:
        return ()
    return tuple(
        Button(
            label=_none_label(axis, name, filled, wording), reply=Command(name=f"{axis}_none", argument=name)
        )
        for axis, name in state.unsaid[:_MOST_BUTTONS]
    )


def other_lines(at: str, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """The way to the other lines: to each in a long table, to those that are begun in a short one."""
    lines = [(number, line) for number, line in enumerate(wording.layout.lines, start=1) if line.name != at]
    if len(wording.layout.lines) > LONG_TABLE:
        return tuple(
            Button(
                label=wording.here.say("table.button_line", number=number),
                reply=Command(name="line", argument=line.name),
            )
            for number, line in lines[:_MOST_BUTTONS]
        )
    return tuple(
        Button(
            label=wording.here.say("button.change_row", row=wording.short(line.axis, line.name, filled)),
            reply=Command(name="line", argument=line.name),
        )
        for _, line in lines
        if is_begun(line, filled)
    )


def clearing(line: Line, filled: Filled, wording: Wording) -> tuple[Button, ...]:
    """To fill this line anew."""
    if not is_begun(line, filled):
        return ()
    key = "button.refill" if len(wording.layout.lines) == 1 else f"table.button_clear_{line.axis}"
    return (Button(label=wording.here.say(key), reply=Command(name="clear_line", argument=line.name)),)


def is_begun(line: Line, filled: Filled) -> bool:
    """Whether anything has been said about this line."""
    return filled.is_none(line.axis, line.name) or any(filled.text(cell) for cell in line.cells)


def packed(*groups: Sequence[Button]) -> Rows:
    """Each group in rows of its own, as many in a row as fit a narrow phone."""
    return tuple(row for group in groups for row in rows(group))


def _within(one: Standing, cell: Cell, filled: Filled, wording: Wording) -> str:
    return wording.within(cell, one.sum.axis, filled)


def _none_label(axis: Axis, name: str, filled: Filled, wording: Wording) -> str:
    """没有兼职座席; 不统计此项 where a row counts nothing; and it says so where nothing else is left to do."""
    layout, say = wording.layout, wording.here.say
    cells = layout.along(axis, name)
    row = wording.spoken(axis, name)
    if is_done(filled.with_none(cells, axis, name), layout):
        return say("table.button_none_done", row=row)
    counts = axis == "column" or layout.rows[name].named or any(cell.type == "integer" for cell in cells)
    return say("button.no_row", row=row) if counts else say("table.button_not_kept")
