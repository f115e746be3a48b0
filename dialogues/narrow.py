"""Blocks as a phone shows them: a table is a list, one row a line, as nothing aligns where letters differ in width.

Shared by the channels of phones and by whatever has to know how long their messages are. Styles, markup and buttons are
for the channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from dialogues.plain import gap
from dialogues.prompt import Block, Listing, Paragraph, Table

_BULLET: Final = "· "
_HERE: Final = "▸ "
#: A1, 3.4, ①
_CODE: Final = re.compile(r"[A-Z]{0,2}[0-9]|[①-⑳]")
#: a full-width blank stands between a row and its cells: two columns in any letters
_BLANK: Final = "\u3000"
_COLUMN: Final = "｜"


def narrow(blocks: Iterable[Block]) -> str:
    """The blocks below one another."""
    text, before = "", None
    for block in blocks:
        text += (between(before, block) if before is not None else "") + "\n".join(lines(block))
        before = block
    return text


def between(before: Block, after: Block) -> str:
    """An empty line, but none below a heading, or above a small word on what was said."""
    if isinstance(before, Paragraph) and isinstance(after, Paragraph) and after.style == "quiet":
        return "\n\n" if before.style == "copied" else "\n"
    return gap(before)


def lines(block: Block) -> Iterator[str]:
    """The lines of one block."""
    match block:
        case Paragraph():
            yield block.text
        case Listing():
            yield from [block.title] if block.title else []
            bullet = _BULLET if is_bulleted(block) else ""
            yield from (bullet + item.text for item in block.items)
        case Table():
            if any(block.columns):
                yield _COLUMN.join(block.columns)
            for at, row in enumerate(block.rows):
                yield (_HERE if at == block.at else "") + _BLANK.join((row[0], _COLUMN.join(row[1:])))
        case _:
            assert_never(block)


def is_bulleted(listing: Listing) -> bool:
    """Lines that begin with codes, numbers, or what stands on a button need no other mark."""
    buttons = any(item.button is not None for item in listing.items)
    return listing.bulleted and not buttons and not all(_CODE.match(item.text) for item in listing.items)
