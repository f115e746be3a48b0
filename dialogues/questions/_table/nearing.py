"""Names that nearly are a row's: 兼职流失率 where the table has 兼职人员流失率. Asked back, never taken.

Near is what has the letters of a name in their order, at least half of them, or most letters alike. To ask back is
cheap, a figure in the wrong row is not; so figures and words that are no name are the only ones left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from dialogues.prompt import Button
from dialogues.question import Doubtful
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.lines import Entry, Lines
from dialogues.questions._table.naming import Names, squeezed
from dialogues.questions._table.wording import Wording
from dialogues.reading.cells import is_nothing
from dialogues.reading.normalise import fold
from dialogues.reading.shares import read_share
from dialogues.reading.vocabulary import NOTHING
from dialogues.reply import Typed

#: of two names the share of letters that are alike and in order
_ALIKE = 0.7
#: rows that are offered
_MOST = 3
_SERIAL = re.compile(r"\A\s*[(（]?\d{1,3}(?:[)）.．、]\s*|\s+)")
_MARK = re.compile(r"[:：|｜=;；]")
_LEADING = re.compile(r"[^\s:：|｜,，、;；=]+")


def leading_name(entry: Entry) -> str:
    """What stands where a row's name would, if it may be one: two letters at least, and no figure."""
    if entry.pieces is not None:
        first = next((piece for piece in entry.pieces[:2] if not piece.strip("()（）.、").isdecimal()), "")
        first = "" if _MARK.search(first) else first
    else:
        found = _LEADING.match(_SERIAL.sub("", entry.text, count=1))
        first = found[0] if found is not None else ""
    first = first.strip()
    letters = sum(character.isalpha() for character in first)
    is_name = letters >= 2 and not any(map(str.isdecimal, first))
    return first if is_name and not is_nothing(first) and read_share(first) is None else ""


def near_rows(name: str, names: Names) -> tuple[str, ...]:
    """The rows whose name this nearly is, the nearest first."""
    said = squeezed(name)
    found: dict[str, float] = {}
    for form, (axis, row) in names.forms:
        if axis == "row" and (likeness := _likeness(said, form)) > found.get(row, 0):
            found[row] = likeness
    return tuple(sorted(found, key=lambda row: -found[row])[:_MOST])


def which_row(
    text: str, filled: Filled, names: Names, wording: Wording, *, is_unread: bool = False
) -> Doubtful | None:
    """The first line whose name nearly is a row's: that row, another, or the one that the applicant names. Of a text
    that could not be read also a line that merely begins with a name: 全职坐席, where 全职 is one."""
    lines = Lines(text, names, wording.layout)
    waiting = [
        row for row, defined in wording.layout.rows.items() if defined.named and row not in filled.labels
    ]
    for entry in lines.entries:
        is_named = entry.place is not None and not (is_unread and entry.pieces is None)
        name = "" if is_named else leading_name(entry)
        name = "" if names.whole(name, exactly=True) else name
        rows = [row for row in near_rows(name, names) if row not in waiting] if name else []
        if rows and not _denies(name, names):
            own = _own(entry, waiting[0], lines, wording) if waiting else _none(text, wording)
            buttons = (*_rows(entry, name, rows, lines, wording), own)
            key = "table.doubt_row" if len(rows) == 1 else "table.doubt_rows"
            about = wording.here.say(key, typed=name, row=wording.spoken("row", rows[0], filled))
            return Doubtful(about=about, readings=buttons)
    return None


def _rows(entry: Entry, name: str, rows: list[str], lines: Lines, wording: Wording) -> Iterator[Button]:
    """The same text, with the name of the row in place of what was typed."""
    for row in rows:
        label = wording.label("row", row)
        mark = "" if entry.pieces is not None else "："
        text = lines.with_line(entry, entry.text.replace(name, f"{label}{mark}", 1))
        yield Button(label=wording.spoken("row", row), reply=Typed(text=text))


def _own(entry: Entry, row: str, lines: Lines, wording: Wording) -> Button:
    """The same text, as the row that the applicant names."""
    mark = "\t" if entry.pieces is not None else "："
    text = lines.with_line(entry, f"{wording.label('row', row)}{mark}{entry.text}")
    label = wording.here.say("table.button_own", row=wording.spoken("row", row))
    return Button(label=label, reply=Typed(text=text))


def _none(text: str, wording: Wording) -> Button:
    """None of these rows: the other lines are kept, and of this one it is said that no row is called so."""
    return Button(label=wording.here.say("button.wrong"), reply=Typed(text=text, certain=True))


def _denies(name: str, names: Names) -> bool:
    """没有兼职座席: a word for nothing and a name."""
    said = fold(name)
    return any(said.startswith(word) and names.whole(said[len(word) :], exactly=True) for word in NOTHING)


def _likeness(said: str, name: str) -> float:
    """How near two names are, from 0 to 1; 0 where they are not."""
    short, long = sorted((said, name), key=len)
    ratio = SequenceMatcher(None, said, name, autojunk=False).ratio()
    letters = iter(long)
    in_order = len(short) > 1 and len(short) * 2 >= len(long) and all(letter in letters for letter in short)
    return ratio if in_order or ratio >= _ALIKE else 0
