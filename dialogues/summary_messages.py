"""Blocks as messages that are shown whole: whether one is, the channel says, which alone knows its limits.

Nothing is shortened and nothing said twice but the title, which stands above every message. A heading goes with what
follows it. Where a block alone is too much it is parted: a text where it may be cut, a list between its items, a table
between its rows, with its columns named again. What cannot be parted further is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from dialogues.dividing import cut
from dialogues.narrow import lines, narrow
from dialogues.prompt import Block, Listing, ListItem, Paragraph, Table
from dialogues.units import is_seen, units

#: whether a message shows these blocks, with nothing missing
Fits: TypeAlias = Callable[[Sequence[Block]], bool]
Message: TypeAlias = tuple[Block, ...]

#: UTF-16 units of a heading, and how many stand above one block: more is a text of its own, so that there is always
#: room for what is headed
_HEADING: Final = 300
_HEADINGS: Final = 2


def messages(title: Message, blocks: Iterable[Block], fits: Fits) -> Iterator[Message]:
    """The blocks in as few messages as keep their order, each below the title; none where there is nothing to say."""
    message: Message = ()
    for headings, block in _headed(blocks):
        pieces = _pieces((*title, *headings), block, fits)
        for at, piece in enumerate(pieces):
            said = (*headings, piece) if at == 0 else (piece,)
            if message and not fits((*title, *message, *said)):
                yield (*title, *message)
                message = ()
            message = (*message, *said)
    if message:
        yield (*title, *message)


def _headed(blocks: Iterable[Block]) -> Iterator[tuple[Message, Block]]:
    """Each block with the headings above it; a heading that heads nothing is a block like others."""
    headings: Message = ()
    for block in blocks:
        if not is_seen(narrow((block,))):
            continue
        if isinstance(block, Paragraph) and block.style == "strong" and units(block.text) <= _HEADING:
            if len(headings) == _HEADINGS:
                yield (), headings[0]
                headings = headings[1:]
            headings = (*headings, block)
        else:
            yield headings, block
            headings = ()
    if headings:
        yield headings[:-1], headings[-1]


def _pieces(above: Message, block: Block, fits: Fits) -> tuple[Block, ...]:
    """The block in pieces that fit below what stands above it."""
    whole, done = [block], []
    while whole:
        piece = whole.pop(0)
        parts = () if fits((*above, piece)) else _parted(piece)
        whole[:0] = parts
        if not parts:
            done.append(piece)
    return tuple(done)


def _parted(block: Block) -> tuple[Block, ...]:
    """The block in two or more that are less; none where it has no parts."""
    match block:
        case Paragraph(text=text):
            return tuple(replace(block, text=part) for part in _halves(text))
        case Listing(items=()):
            return (Paragraph(text=block.title),) if block.title else ()
        case Listing(items=(item,)):
            return (*((Paragraph(text=block.title),) if block.title else ()), Paragraph(text=item.text))
        case Listing(items=items):
            half = len(items) // 2
            return replace(block, items=items[:half]), replace(block, title="", items=items[half:])
        case Table(rows=rows) if len(rows) > 1:
            half = len(rows) // 2
            return _rows(block, 0, half), _rows(block, half, len(rows))
        case Table():
            return (Listing(items=tuple(ListItem(text=line) for line in lines(block)), bulleted=False),)
        case _:
            assert_never(block)


def _rows(table: Table, start: int, end: int) -> Table:
    return replace(table, rows=table.rows[start:end], at=table.at - start if start <= table.at < end else -1)


def _halves(text: str) -> tuple[str, ...]:
    """Cut near its middle, as well as can be; none where it is one character."""
    parts = tuple(cut(text, max(1, (units(text) + 1) * 2 // 3)))
    return tuple(part for part in parts if is_seen(part)) if len(parts) > 1 else ()
