"""What reviewers get, as Slack shows it: whether a part of a summary is one message, and what stands above a file. Pure.

How a post or a message of its thread looks is `render.notice`: what is told in a room is told as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.channels.slack import blocks
from bot.channels.slack.blocks import MOST_BLOCKS
from bot.channels.slack.escaping import LONGEST_TEXT, escaped
from bot.channels.slack.render import LONGEST_JSON
from dialogues import units
from dialogues.effects import Give
from dialogues.prompt import Block, Table

#: characters of JSON that the id of a block takes (`blocks.named`)
_ID: Final = 32


def fits(every: Sequence[Block]) -> bool:
    """Whether one message shows all of this: no text shortened, a table as a table, and the plain form whole, as that is
    what a screen reader reads (docs.slack.dev, accessibility). Nothing stands below a table: a client shows it last
    wherever it stands."""
    pieces = blocks.pieces(every)
    if _escaped(blocks.said(pieces)) > LONGEST_TEXT:
        return False
    drawn = [*blocks.drawn(pieces)]
    tables = [at for at, one in enumerate(drawn) if one["type"] == "table"]
    cells = (cell for one in pieces for row in one.rows for cell in row)
    return (
        sum(isinstance(block, Table) for block in every) == len(tables)
        and tables in ([], [len(drawn) - 1])
        and all(units.units(cell) <= blocks.LONGEST_TEXT for cell in cells)
        and len(drawn) <= MOST_BLOCKS
        and blocks.size(drawn) + _ID * len(drawn) <= LONGEST_JSON
    )


def _escaped(text: str) -> int:
    """Units of a text with its escapes, without making them: this is asked of every place where a summary may be cut."""
    return units.units(text) + 4 * text.count("&") + 3 * text.count("<") + 3 * text.count(">")


def caption(give: Give) -> str:
    """What stands above a file; it may be empty."""
    return escaped(give.caption.strip())
