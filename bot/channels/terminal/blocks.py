"""Texts and blocks as rich draws them: the one place where a text from outside becomes a `Text`.

Nothing from a person or a definition is read as markup, and nothing in it is obeyed by a terminal: control
characters, escape sequences and what turns the direction of a line are removed. Prompts are in `render.py`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final, assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from bot.channels.terminal.layout import Grid, Prose
from dialogues.prompt import Block, Button, Listing, ListItem, Paragraph, Table

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"  # OSC and strings: titles, links
    r"|\x1b[ -/]*[0-~]",
    re.DOTALL,
)
#: C0 but the line end, C1, half characters, and what turns the direction of a line
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: a number with its sign, comparison or unit stands at the right of its column
_NUMERIC: Final = frozenset("0123456789.,:：/%+-–−—<>=≤≥~ ")

_STYLES: Final = {"plain": "", "quiet": "dim", "strong": "bold", "copied": ""}


def shown(text: str) -> str:
    """A text without anything that a terminal would obey."""
    return _UNSEEN.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\t", "  ")))


def as_text(text: str, style: str = "") -> Text:
    """A text from outside, ready to be drawn."""
    return Text(shown(text), style=style)


def drawn_button(button: Button, number: int | None = None, style: str = "") -> Text:
    """A button as it can be typed: by its words, or by its number where it has one."""
    head = (f"{number} ", "cyan") if number is not None else ""
    return Text.assemble("[", head, as_text(button.label), "]", style=style)


def drawn(block: Block) -> RenderableType:
    """A paragraph, a list or a table."""
    match block:
        case Paragraph():
            return Prose(as_text(block.text, _STYLES[block.style]))
        case Listing():
            lines: list[RenderableType] = [Prose(as_text(block.title, "bold"))] if block.title else []
            bullet = "" if any(item.button for item in block.items) else "· "
            return Group(*lines, *(_item(item, bullet) for item in block.items))
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _item(item: ListItem, bullet: str) -> RenderableType:
    if item.button is None:
        return Prose(as_text(item.text), Text(bullet))
    label = shown(item.button.label)
    line = as_text(item.text)
    if line.plain.startswith(f"{label} "):
        return Prose(line[len(label) + 1 :], Text(f"{label} ", style="cyan"))
    return Prose(Text.assemble(line, " ", drawn_button(item.button)))


def _table(table: Table) -> RenderableType:
    columns: list[tuple[str, ...]] = list(zip_longest(*table.rows, fillvalue=""))[1:]
    right = [
        position < len(columns) and all(map(_NUMERIC.issuperset, columns[position]))
        for position in range(len(table.columns))
    ]
    rows = [[as_text(cell) for cell in row] for row in table.rows]
    for at, row in enumerate(rows if table.at >= 0 else ()):
        row[0] = Text.assemble(
            "▸ " if at == table.at else "  ", row[0], style="bold" if at == table.at else ""
        )
    return Grid(columns=[as_text(title) for title in table.columns], rows=rows, right=right)
