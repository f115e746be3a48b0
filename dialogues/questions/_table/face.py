"""A table's share of its prompt: the line that is asked, or all of it, with the buttons.

One message asks one line, and shows of the table only what that line has so far. A long table begins as a whole,
a button a row; any other shows itself when its lines are filled, to be looked over. The words for a line are in
`asking.py`, the lists in `shown.py`, a list to tick in `ticks.py`.
"""

from __future__ import annotations

from dialogues.prompt import Block, Expects
from dialogues.question import Face
from dialogues.questions._table.asking import asked, left, place
from dialogues.questions._table.buttons import (
    MOST_GAPS,
    aside,
    changes,
    choosing,
    clearing,
    finish,
    gaps,
    grid,
    is_begun,
    none_named,
    nothing_left,
    nothings,
    packed,
    repairs,
    starting,
    whole,
)
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Line
from dialogues.questions._table.shown import line_so_far, listed
from dialogues.questions._table.standing import (
    LineStanding,
    current,
    is_done,
    look_at,
    off_elsewhere,
    open_lines,
)
from dialogues.questions._table.wording import Wording


def face_of(filled: Filled, hint: str, wording: Wording) -> Face:
    """What is on screen; `hint` is the author's."""
    line = current(filled, wording.layout)
    if filled.asking:
        return _naming(filled, wording)
    if line is not None:
        return _line(line, filled, hint, wording)
    return _long(filled, wording) if wording.layout.is_overviewed else _short(filled, wording)


def _line(line: Line, filled: Filled, hint: str, wording: Wording) -> Face:
    """One line: what to send, what would put it right, and what else can be said of it."""
    layout = wording.layout
    state = look_at(line, filled, layout)
    off = state.off[0] if state.off and state.off[0].numbers else None
    none = (*nothings(state, line, filled, wording), *aside(line, filled, wording))
    anew = clearing(line, filled, wording)
    others = changes(line.name, filled, wording)
    actions = packed(
        repairs(off, filled, wording) if off is not None else (),
        *(((*none, *anew, *whole(wording)),) if layout.is_overviewed else (none, (*anew, *others))),
        finish(wording) if is_done(filled, layout) else (),
    )
    return Face(
        expects=Expects(kind="cells", multiline=True),
        place=place(line, filled, wording),
        hint=asked(line, state, filled, hint, wording),
        body=_so_far(line, state, filled, wording),
        actions=actions,
    )


def _so_far(line: Line, state: LineStanding, filled: Filled, wording: Wording) -> tuple[Block, ...]:
    """What a line has, unless the buttons say all of it."""
    if not is_begun(line, filled):
        return ()
    off = state.off[0] if state.off else None
    if off is not None and len(off.empty) == 1 and off.rests and off.sum.count is None:
        return ()
    if off is not None and len(off.corrections) == len(off.sum.cells):
        return ()
    return (line_so_far(line, filled, wording),)


def _short(filled: Filled, wording: Wording) -> Face:
    """All of it, its lines filled: to be looked over, changed by a tap, and finished."""
    layout = wording.layout
    off = off_elsewhere(filled, layout)
    return Face(
        expects=Expects(kind="cells", multiline=True),
        hint=left(off[0], filled, wording) if off else wording.here.say("table.review"),
        body=(listed(filled, wording),),
        actions=packed(
            repairs(off[0], filled, wording) if off else (),
            changes("", filled, wording),
            () if off else finish(wording),
        ),
    )


def _long(filled: Filled, wording: Wording) -> Face:
    """All of it, a button a row; once it is begun, a button for what lacks."""
    layout, say = wording.layout, wording.here.say
    opened, off = open_lines(filled, layout), off_elsewhere(filled, layout)
    began = any(is_begun(line, filled) for line in layout.lines)
    expects, body = Expects(kind="cells", multiline=True), (listed(filled, wording),)
    if filled.choosing:
        return Face(
            expects=expects,
            hint=say("table.which_line"),
            body=body,
            actions=(*grid(filled, wording), *packed(whole(wording))),
        )
    if not began or len(opened) > MOST_GAPS:
        rows, columns = len(layout.rows), len(layout.columns)
        hint = say("table.overview", rows=rows, columns=columns)
        rest = (*grid(filled, wording), *packed(starting(opened[0], began=began, wording=wording)))
        return Face(expects=expects, hint=hint, body=body, actions=rest)
    ending = () if opened or off else finish(wording)
    told = say("table.review_long") if not opened else say("table.overview_open")
    return Face(
        expects=expects,
        hint=left(off[0], filled, wording) if off and not opened else told,
        body=body,
        actions=packed(
            repairs(off[0], filled, wording) if off and not opened else (),
            gaps(opened, filled, wording),
            ending,
            (*nothing_left(opened, filled, wording), *choosing(wording)),
        ),
    )


def _naming(filled: Filled, wording: Wording) -> Face:
    """Only the name of a row is wanting."""
    line = wording.layout.line(filled.asking)
    asks = wording.here.say("table.ask_name", row=wording.short("row", filled.asking))
    body = (line_so_far(line, filled, wording),) if line is not None else ()
    back = whole(wording) if wording.layout.is_overviewed else ()
    none = none_named(filled.asking, filled, wording)
    return Face(expects=Expects(kind="text"), hint=asks, body=body, actions=packed((*none, *back)))
