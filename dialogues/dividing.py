"""A notice that is too long for one message, as several: nothing is lost, nothing said twice.

It is cut between blocks, then between paragraphs, lines, sentences, and only then inside one. What is copied by a tap
stays so in each part; the buttons stand below the last. How long a part is, `narrow.py` says; which length a platform
takes is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from dialogues.narrow import is_bulleted, lines, narrow
from dialogues.prompt import Block, Listing, ListItem, Notice, Paragraph, Table
from dialogues.units import beginning, is_seen, units

#: where a text may be cut, the best first: behind each of these
_ENDS: Final = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"[。！？；]|[.!?;](?=\s)"),
    re.compile(r"\s"),
)
#: a better place is taken where at least so much of a part is filled
_FILLED: Final = 1 / 3
#: of "· "
_BULLET: Final = 2


def divided(notice: Notice, longest: int) -> tuple[Notice, ...]:
    """The notice in parts of at most `longest` UTF-16 units each, at least 8; itself where it fits."""
    if units(whole := narrow(notice.blocks)) <= longest:
        return (notice,)
    if not is_seen(whole):
        return (replace(notice, blocks=()),)
    parts: list[tuple[Block, ...]] = [()]
    for piece in (piece for block in notice.blocks for piece in _pieces(block, longest)):
        together = (*parts[-1], piece)
        if units(narrow(together)) <= longest:
            parts[-1] = together
        else:
            heads, rest = _heading(parts[-1])
            if units(narrow((*rest, piece))) > longest:
                heads, rest = parts[-1], ()
            parts[-1:] = [*([heads] if heads else []), (*rest, piece)]
    parts = [part for part in parts if is_seen(narrow(part))]
    return tuple(
        replace(notice, blocks=part, buttons=notice.buttons if at == len(parts) - 1 else ())
        for at, part in enumerate(parts)
    )


def cut(text: str, longest: int) -> Iterator[str]:
    """A text in pieces that each fit; the ends of lines between two pieces go."""
    while units(text) > longest:
        head = beginning(text, longest) or text[0]
        at = _end(head)
        yield text[:at].rstrip("\n")
        text = text[at:].lstrip("\n")
    if text:
        yield text


def _end(head: str) -> int:
    for pattern in _ENDS:
        ends = [found.end() for found in pattern.finditer(head)]
        if ends and ends[-1] >= len(head) * _FILLED:
            return ends[-1]
    return len(head)


def _heading(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What stays in a part, and a heading at its end, which goes with what follows it."""
    at = len(blocks)
    while at and isinstance(last := blocks[at - 1], Paragraph) and last.style == "strong":
        at -= 1
    return blocks[:at], blocks[at:]


def _pieces(block: Block, longest: int) -> Iterator[Block]:
    """The block, or as many of its kind as it takes; none where it says nothing."""
    if not is_seen(narrow((block,))):
        return
    if units(narrow((block,))) <= longest:
        yield block
        return
    match block:
        case Paragraph():
            yield from (replace(block, text=text) for text in cut(block.text, longest))
        case Listing():
            yield from _listings(block, longest)
        case Table():
            items = tuple(ListItem(text=line) for line in lines(block))
            yield from _pieces(Listing(items=items, bulleted=False), longest)
        case _:
            assert_never(block)


def _listings(listing: Listing, longest: int) -> Iterator[Listing | Paragraph]:
    *heads, title = [*cut(listing.title, longest // 2)] or [""]
    yield from (Paragraph(text=head) for head in heads)
    part = Listing(items=(), title=title, bulleted=is_bulleted(listing))
    for item in _items(listing.items, longest - (_BULLET if part.bulleted else 0)):
        longer = replace(part, items=(*part.items, item))
        if units(narrow((longer,))) <= longest:
            part = longer
        else:
            yield part
            part = replace(part, items=(item,), title="")
    yield part


def _items(items: Iterable[ListItem], longest: int) -> Iterator[ListItem]:
    """The items; one that is too long as several, its button with the last."""
    for item in items:
        *texts, last = [*cut(item.text, longest)] or [""]
        yield from (ListItem(text=text) for text in texts)
        yield replace(item, text=last)
