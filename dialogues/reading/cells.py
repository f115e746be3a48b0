"""Splits typed or pasted text into the cells of a table; a cell stays as it was typed.

What a cell means is for the reader of its kind, and which row or column it belongs to is for the table. A cell
with nothing but a mark (-, ——), or nothing at all between two separators, comes out as "".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from dialogues.reading.normalise import fold
from dialogues.reading.numbers import read_number
from dialogues.reading.vocabulary import EMPTY_MARKS, MEASURES, NOTHING

Cells: TypeAlias = tuple[str, ...]

#: These part cells wherever they stand. The comma of ASCII is not among them: it groups digits too.
_MARKS = re.compile(r"[、，;；|｜]")
_SLASH = re.compile(r"[/／]")
_DIGIT = "[0-9０-９]"
#: Blanks part cells, and so does a comma that does not stand between two digits.
_BLANKS = re.compile(rf",\s+|,(?!{_DIGIT})|(?<!{_DIGIT}),|\s+(?:,\s*)?")
_BLANKS_AND_COMMAS = re.compile(r",\s*|\s+(?:,\s*)?")
_COMMA_INSIDE = re.compile(rf"(?<={_DIGIT}),(?={_DIGIT})")
_GROUPED = re.compile(rf"{_DIGIT}{{1,3}}(?:,{_DIGIT}{{3}})+(?!{_DIGIT}).*", re.DOTALL)
#: nothing but what many would read as one number with one decimal
_ONE_DECIMAL = re.compile(rf"{_DIGIT}+,{_DIGIT}")
#: between a label and its cells; not in 10:30 and not in https://
_COLON = re.compile(rf"(?<!{_DIGIT})[:：](?!//)")

#: A cell as spreadsheets copy it: in quotes when it holds a tab, a line end or a quote, its own quotes doubled.
#: A quote that does not close before a tab or a line end is just a quote.
_PASTED = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\n])|([^\t\n]*))([\t\n])')


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, a mark, or a word such as 无 or n/a.

    `read_cells` leaves the words standing, since in a column of yes or no 无 is an answer.
    """
    folded = fold(cell)
    return not folded or folded in EMPTY_MARKS or folded in NOTHING


def read_cells(text: str, count: int) -> tuple[Cells, ...]:
    """The ways to take one line as `count` cells, the likelier first; two of them are for asking back.

    Only a comma between digits can be in doubt. "1,3" is 1 and 3, or 1.3, and as one cell 1.3, or 13; but "60,40"
    as two cells is 60 and 40, since that fills the line. Fewer cells than `count` are an unfinished line,
    and when more come back there is no way to take the text as fewer.
    """
    text = text.strip(" \n\u3000")
    if not text:
        return ()
    if "\t" in text:
        return (_tidied(text.split("\t")),)
    if count <= 1:
        if len(read_number(text)) > 1:
            return tuple(_tidied([re.sub("[,，]", point, text)]) for point in (".", ""))
        return (_tidied([text]),)
    if "\n" in text:
        return (_typed(text.split("\n")),)
    if _MARKS.search(text):
        return (_by_marks(text, count),)
    if len(halves := _SLASH.split(text)) > 1 and all(map(_is_figure, halves)):
        return (_typed(halves),)
    return _by_blanks_and_commas(text, count)


def read_grid(text: str) -> tuple[Cells, ...] | None:
    """The rows of a pasted table, each as long as it was typed, or nothing when the text is no table.

    With a tab it is a spreadsheet's. Without one it has two lines or more, and each of them has two cells or
    more: split as a line is, or a label, a colon and its cells.
    """
    if "\t" in text:
        return _spreadsheet(text)
    rows = tuple(_line(line.strip()) for line in text.split("\n") if line.strip())
    return rows if len(rows) > 1 and all(len(row) > 1 for row in rows) else None


def _by_marks(text: str, count: int) -> Cells:
    """Blanks part cells as well where too few are found and only figures would be parted: 120、40 35 15 10."""
    cells = _typed(_MARKS.split(text))
    finer = _typed(re.split(rf"{_MARKS.pattern}\s*|\s+(?:{_MARKS.pattern}\s*)?", text))
    return finer if len(cells) < count and all(map(_is_figure, finer)) else cells


def _by_blanks_and_commas(text: str, count: int) -> tuple[Cells, ...]:
    apart = _typed(_BLANKS_AND_COMMAS.split(text))
    together = _typed(_BLANKS.split(text))
    numbers = [cell for cell in together if _COMMA_INSIDE.search(cell)]
    if not all(map(read_number, numbers)):
        return (apart,)
    whole = tuple(cell if _GROUPED.match(cell) else _COMMA_INSIDE.sub(".", cell) for cell in together)
    if not numbers or len(whole) == count or len(apart) > count:
        return (whole,)
    if len(apart) == count and not any(map(_GROUPED.match, numbers)) and not _ONE_DECIMAL.fullmatch(text):
        return (apart,)
    return (apart, whole)


def _line(line: str) -> Cells:
    """One line of a table that may begin with a label. Here no count helps: digits in threes are one number."""
    label, colon, rest = _parted(line)
    if colon:
        return (label, *_line(rest))
    if _MARKS.search(line):
        return _typed(_MARKS.split(line.strip("|｜")))
    together = _typed(_BLANKS.split(line))
    grouped = all(_GROUPED.match(cell) for cell in together if _COMMA_INSIDE.search(cell))
    return together if grouped else _typed(_BLANKS_AND_COMMAS.split(line))


def _parted(line: str) -> tuple[str, bool, str]:
    colon = _COLON.search(line)
    if colon is None or _MARKS.search(line, 0, colon.start()):
        return "", False, line
    return line[: colon.start()].strip(), True, line[colon.end() :].strip()


def _spreadsheet(text: str) -> tuple[Cells, ...]:
    rows: list[Cells] = []
    row: list[str] = []
    for quoted, plain, end in _PASTED.findall(text + "\n"):
        row.append(quoted.replace('""', '"') or plain)
        if end == "\n":
            rows.append(_tidied(row))
            row = []
    return tuple(row for row in rows if row != ("",))


def _typed(cells: Iterable[str]) -> Cells:
    """Tidied, with a unit back at its number ("40 %"), and nothing for a separator at the very end."""
    joined: list[str] = []
    for cell in map(str.strip, cells):
        if fold(cell) in MEASURES and joined and joined[-1][-1:].isdecimal():
            joined[-1] += f" {cell}"
        else:
            joined.append(cell)
    if len(joined) > 1 and not joined[-1]:
        joined.pop()
    return _tidied(joined)


def _tidied(cells: Iterable[str]) -> Cells:
    return tuple("" if fold(cell) in EMPTY_MARKS else cell.strip() for cell in cells)


def _is_figure(cell: str) -> bool:
    return not cell.strip() or fold(cell) in EMPTY_MARKS or bool(read_number(cell))
