"""A table's share of its prompt: what is filled, the line that is asked, and its buttons. The words for a line are
in `asking.py`, a list to tick in `ticks.py`.
"""

from __future__ import annotations

from dialogues.prompt import Button, Expects
from dialogues.question import Face
from dialogues.questions._table.asking import asked, left
from dialogues.questions._table.buttons import LONG_TABLE, clearing, nothings, other_lines, packed, repairs
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.shown import running
from dialogues.questions._table.standing import current, is_done, look_at, off_elsewhere
from dialogues.questions._table.wording import Wording
from dialogues.reply import Command


def face_of(filled: Filled, hint: str, wording: Wording) -> Face:
    """What is on screen; `hint` is the author's."""
    layout, say = wording.layout, wording.here.say
    line = current(filled, layout)
    done: tuple[Button, ...] = ()
    if is_done(filled, layout):
        done = (Button(label=say("button.done_next"), reply=Command(name="done")),)
    began = bool(filled.cells or filled.labels or filled.none or filled.skipped)
    body = (running(filled, wording),) if began or len(layout.lines) > LONG_TABLE else ()
    if filled.asking:
        return Face(expects=Expects(kind="text"), hint=_asked_name(filled, wording), body=body)
    if line is None:
        off = off_elsewhere(filled, layout)
        told = left(off[0], filled, wording) if off else say("table.review")
        offered = repairs(off[0], filled, wording) if off else ()
        actions = packed(offered, other_lines("", filled, wording), done)
        return Face(expects=Expects(kind="cells"), hint=told, body=body, actions=actions)
    state = look_at(line, filled, layout)
    actions = packed(
        repairs(state.off[0], filled, wording) if state.off and state.off[0].numbers else (),
        nothings(state, filled, wording),
        *_ways_on(other_lines(line.name, filled, wording), clearing(line, filled, wording)),
        done,
    )
    return Face(
        expects=Expects(kind="cells", multiline=True),
        hint=asked(line, state, filled, hint, wording),
        body=body,
        actions=actions,
    )


def _ways_on(others: tuple[Button, ...], clear: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """A grid of numbers stands alone; a few buttons share their row."""
    return (others, clear) if len(others) > LONG_TABLE - 1 else ((*others, *clear),)


def _asked_name(filled: Filled, wording: Wording) -> str:
    return wording.here.say("table.ask_name", row=wording.short("row", filled.asking))
