"""Texts, lists and tables as blocks that only show: pure. What can be pressed is in `controls.py`.

A message is made of pieces, each a plain text in one form; only `drawn` makes blocks of them, so whatever counts or
cuts sees plain text. No text is mrkdwn (`escaping.py` says why). Limits: docs.slack.dev, block kit reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from bot.channels.layers import shown
from dialogues import units
from dialogues.narrow import is_bulleted, lines
from dialogues.prompt import Block, Listing, Paragraph, Table

#: of blocks in one message
MOST_BLOCKS: Final = 50
#: of a text object; a rich text has no limit of its own that is written down
LONGEST_TEXT: Final = 3000
#: of a context element, and of all cells of a table together
LONGEST_QUIET: Final = 2000
LONGEST_CELLS: Final = 10_000
#: the row of headings included
MOST_ROWS: Final = 100
MOST_COLUMNS: Final = 20
#: of a list that is drawn as one; a longer one is lines of text, which take less room
MOST_ITEMS: Final = 40
#: nothing stands in this cell: Slack refuses an empty one
_EMPTY: Final = "–"
_HERE: Final = "▸ "

#: as Slack's JSON has it
Drawing: TypeAlias = dict[str, Any]
Form = Literal["text", "bold", "quiet", "copied", "items"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A plain text in one form; `beside` stands behind a bold one. The lines of "items" are those of a list, and a
    table has its cells, with its text for where no table fits."""

    text: str
    form: Form = "text"
    beside: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


Pieces = tuple[Piece, ...]


def piece(text: str, form: Form = "text", beside: str = "") -> Pieces:
    """One piece of a text from outside; none where nothing of it is seen."""
    text, beside = shown(text).strip("\n"), shown(beside)
    return (Piece(text, form, beside),) if units.is_seen(text) else ()


def pieces(blocks: Iterable[Block], titles: Form = "text") -> Pieces:
    """The body of a prompt, or what is told; below a question only that is bold."""
    return tuple(one for block in blocks for one in _pieces(block, titles))


def said(every: Iterable[Piece]) -> str:
    """What is read where no blocks are."""
    bullets = ("· " + one.text.replace("\n", "\n· ") if one.form == "items" else one.text for one in every)
    return "\n\n".join(text + one.beside for text, one in zip(bullets, every, strict=True))


def shortened(every: Pieces, longest: int) -> Pieces:
    """The pieces from the beginning that fit into so many UTF-16 units, ending with … where something is missing; a
    table is its lines."""
    left, kept = longest, []
    for one in (replace(one, rows=(), form="text" if one.form == "items" else one.form) for one in every):
        text = units.shortened(one.text, left)
        if not text:
            break
        kept.append(replace(one, text=text))
        left -= units.units(text) + 1
        if text != one.text:
            break
    return tuple(kept)


def size(blocks: Sequence[Drawing]) -> int:
    """Characters of JSON, which Slack counts without saying how (`msg_blocks_too_long`, bolt-js #2509)."""
    return units.units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def drawn(every: Iterable[Piece]) -> Iterator[Drawing]:
    """A block for each piece; one table is a table, as a message takes no second one."""
    has_table = False
    for one in every:
        if one.rows and not has_table:
            has_table = True
            yield {"type": "table", "rows": [[_cell(text) for text in row] for row in one.rows]}
        elif one.form == "quiet" and units.units(one.text) <= LONGEST_QUIET:
            yield {"type": "context", "elements": [plain(one.text)]}
        else:
            yield {"type": "rich_text", "elements": [_rich(one)]}


def joined(blocks: Sequence[Drawing], most: int) -> list[Drawing]:
    """At most so many blocks: texts that follow one another are one, from the first on."""
    left = list(blocks)
    at = 0
    while len(left) > most and at + 1 < len(left):
        one, other = left[at : at + 2]
        if one["type"] == other["type"] == "rich_text":
            gap = {"type": "rich_text_section", "elements": [{"type": "text", "text": "\n"}]}
            left[at : at + 2] = [{**one, "elements": [*one["elements"], gap, *other["elements"]]}]
        else:
            at += 1
    return left


def named(every: Sequence[Drawing]) -> tuple[Drawing, ...]:
    """With their ids: the same for the same message, and new where anything of it is ("if a message is updated, use a
    new block_id", docs.slack.dev, blocks): a client keeps what was picked in a block whose id it knows."""
    content = json.dumps(every, ensure_ascii=False, sort_keys=True).encode()
    name = hashlib.sha256(content).hexdigest()[:12]
    return tuple({**block, "block_id": f"{name}.{at}"} for at, block in enumerate(every))


def plain(text: str) -> Drawing:
    """A text object that is shown as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _pieces(block: Block, titles: Form) -> Iterator[Piece]:
    match block:
        case Paragraph(text=text, style=style):
            yield from piece(text, {"strong": "bold", "plain": "text"}.get(style, style))  # type: ignore[arg-type]
        case Listing(items=items) if is_bulleted(block) and len(items) <= MOST_ITEMS:
            yield from piece(block.title, titles)
            # a line end within an item is no item of its own
            yield from piece("\n".join(" ".join(item.text.splitlines()) for item in items), "items")
        case Table():
            yield from (
                replace(one, rows=rows) if (rows := _rows(block)) else one
                for one in piece("\n".join(lines(block)))
            )
        case Listing():
            yield from piece(block.title, titles)
            yield from piece("\n".join(lines(replace(block, title=""))))


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """With its headings, which Slack takes from the first row; none where it is no table for Slack."""
    marked = ((_HERE + row[0] if at == table.at else row[0], *row[1:]) for at, row in enumerate(table.rows))
    rows = tuple(tuple(shown(cell) for cell in row) for row in (("", *table.columns), *marked))
    fits = len(rows) <= MOST_ROWS and len(table.columns) < MOST_COLUMNS
    seen = [units.units(cell) for row in rows for cell in row]
    is_short = sum(seen) <= LONGEST_CELLS and max(seen) <= LONGEST_TEXT
    return rows if table.rows and any(table.columns) and fits and is_short else ()


def _cell(text: str) -> Drawing:
    return {"type": "raw_text", "text": text if units.is_seen(text) else _EMPTY}


def _rich(one: Piece) -> Drawing:
    if one.form == "copied":
        return {"type": "rich_text_preformatted", "elements": [*_texts(one.text)]}
    if one.form == "items":
        items = [line for line in one.text.split("\n") if line]
        sections = [{"type": "rich_text_section", "elements": [*_texts(item)]} for item in items]
        return {"type": "rich_text_list", "style": "bullet", "elements": sections}
    style = {"style": {"bold": True}} if one.form == "bold" else {}
    parts = [{**text, **style} for text in _texts(one.text)]
    return {"type": "rich_text_section", "elements": [*parts, *_texts(one.beside)]}


def _texts(text: str) -> Iterator[Drawing]:
    while text:
        head = units.beginning(text, LONGEST_TEXT)
        yield {"type": "text", "text": head}
        text = text[len(head) :]
