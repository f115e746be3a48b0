"""Blocks as plain text: for a terminal without colours, a pipe, a file.

Tables are padded by the width that characters have in a terminal, where Chinese takes two columns. What a
block says is decided before; nothing is worded or cut here. What turns the direction of a line is left out: else what a
person wrote would turn our words beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, assert_never
from unicodedata import category, east_asian_width, normalize

from dialogues.prompt import Block, Listing, Paragraph, Table

_GAP: Final = "  "
_BULLET: Final = "· "
#: beside the row that is being asked
_HERE: Final = "▸ "
#: a number, with what may stand before it, or a dash in its place; a column of such is aligned at its right
_NUMBER: Final = re.compile(r"[-+−<>=≤≥~±]*\s*\d|[-–—]+$")
#: directions that are set by hand; letters that are read from right to left are so by themselves
_TURNING: Final = re.compile(r"[\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(blocks: Iterable[Block]) -> str:
    """The blocks below one another, with an empty line between them, but none after a heading."""
    text, before = "", None
    for block in blocks:
        if before is not None:
            text += gap(before)
        text += "\n".join(_lines(block))
        before = block
    return _TURNING.sub("", text)


def gap(before: Block) -> str:
    """What stands between a block and the next one."""
    return "\n" if isinstance(before, Paragraph) and before.style == "strong" else "\n\n"


def width(text: str) -> int:
    """In columns of a terminal."""
    return sum(_columns(character) for character in normalize("NFC", text))


def _columns(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _lines(block: Block) -> Iterable[str]:
    match block:
        case Paragraph():
            return block.text.split("\n")
        case Listing():
            bullet = _BULLET if block.bulleted else ""
            items = (bullet + item.text.replace("\n", "\n" + " " * len(bullet)) for item in block.items)
            return (block.title, *items) if block.title else tuple(items)
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    marked = table.at >= 0
    rows = [
        ((_HERE if at == table.at else " " * len(_HERE)) + row[0], *row[1:]) if marked else row
        for at, row in enumerate(table.rows)
    ]
    # by columns; a cell may have several lines
    columns = [
        [cell.split("\n") for cell in column] for column in zip(("", *table.columns), *rows, strict=True)
    ]
    widths = [max(width(line) for cell in column for line in cell) for column in columns]
    right = [at > 0 and _is_numeric(column[1:]) for at, column in enumerate(columns)]
    for row in zip(*columns, strict=True):
        for lines in zip_longest(*row, fillvalue=""):
            padded = (_pad(line, to, right=side) for line, to, side in zip(lines, widths, right, strict=True))
            yield _GAP.join(padded).rstrip()


def _is_numeric(cells: list[list[str]]) -> bool:
    return all(not line or _NUMBER.match(line) is not None for cell in cells for line in cell)


def _pad(text: str, to: int, *, right: bool) -> str:
    blanks = " " * (to - width(text))
    return blanks + text if right else text + blanks
