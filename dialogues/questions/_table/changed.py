"""What a reply wrote over: 总人数 210 → 200. Said wherever somebody might not have meant to.

Where a line was wrong before, it was asked to be changed, and nothing needs to be said.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.questions._saying import joined, lines
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Line
from dialogues.questions._table.standing import look_at
from dialogues.questions._table.wording import Wording

#: more lines, and more cells of one, are only counted
_MOST_LINES, _MOST_CELLS = 4, 6


def changes_told(before: Filled, after: Filled, wording: Wording) -> str:
    """Each line of which something filled was replaced or emptied, old and new, and how to take that back; or ""."""
    say = wording.here.say
    told = [text for line in wording.layout.lines if (text := _line(line, before, after, wording))]
    if not told:
        return ""
    more = len(told) - _MOST_LINES
    rest = say("table.changed_lines", n=more) if more > 0 else ""
    return lines(*told[:_MOST_LINES], rest, say("table.take_back"))


def _line(line: Line, before: Filled, after: Filled, wording: Wording) -> str:
    say, was = wording.here.say, look_at(line, before, wording.layout)
    if was.off or was.beyond:
        return ""
    told = list(_cells(line, before, after, wording))
    if len(told) > _MOST_CELLS:
        told = [*told[: _MOST_CELLS - 1], say("table.changed_cells", n=len(told) - _MOST_CELLS + 1)]
    if not told or len(wording.layout.lines) == 1:
        return joined(told, wording.here)
    return say("table.changed", line=wording.line(line, before), changes=joined(told, wording.here))


def _cells(line: Line, before: Filled, after: Filled, wording: Wording) -> Iterator[str]:
    say = wording.here.say
    old_name, new_name = before.labels.get(line.name, ""), after.labels.get(line.name, "")
    if line.axis == "row" and old_name and old_name != new_name:
        yield say("table.changed_cell", cell=say("table.name"), old=old_name, new=new_name or "—")
    for cell in line.cells:
        if before.is_said(cell) and _said(cell, before, wording) != _said(cell, after, wording):
            yield say(
                "table.changed_cell",
                cell=wording.within(cell, line.axis, before),
                old=_said(cell, before, wording, unit=not cell.is_figure),
                new=_said(cell, after, wording),
            )


def _said(cell: Cell, filled: Filled, wording: Wording, *, unit: bool = True) -> str:
    if cell.path in filled.unrecorded:
        return wording.here.say("table.not_recorded")
    text = filled.text(cell)
    return wording.value(cell, text, unit=unit) if text else "—"
