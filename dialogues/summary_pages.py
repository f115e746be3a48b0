"""A summary as pages of one message that is turned: a section a page, a long one several.

Under which buttons they are turned is for the shell; how a table becomes a list, for `narrow.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from dialogues.dividing import cut, divided
from dialogues.prompt import Block, Notice, Paragraph
from dialogues.summary_drawing import section_drawn, skipped_drawn
from dialogues.summary_parts import Section, Summary
from dialogues.units import shortened

#: UTF-16 units of the line that says whose it is, and of the section's title
_HEAD: Final = 200
#: of both, with the empty lines below them
_HEADS: Final = 2 * (_HEAD + 2)


def pages(summary: Summary, longest: int) -> tuple[tuple[Block, ...], ...]:
    """The pages, at least one, each of at most `longest` UTF-16 units, at least 1,000."""
    turned = tuple(page for section in summary.sections for page in _pages(summary, section, longest))
    return turned or ((_head(summary),),)


def _pages(summary: Summary, section: Section, longest: int) -> Iterator[tuple[Block, ...]]:
    blocks = (*section_drawn(summary, section), *skipped_drawn(summary, section))
    title = Paragraph(text=shortened(section.title, _HEAD), style="strong")
    room = longest - _HEADS
    for part in divided(Notice(blocks=tuple(_cut(blocks, room - _HEAD))), room):
        yield _head(summary), title, *part.blocks


def _cut(blocks: Iterable[Block], longest: int) -> Iterator[Block]:
    """A long text in pieces that leave room for the question above them, which would stand alone otherwise."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (replace(block, text=text) for text in cut(block.text, longest))
        else:
            yield block


def _head(summary: Summary) -> Paragraph:
    who = summary.organisation or summary.applicant
    key = "room.page" if who else "room.page_of_nobody"
    text = summary.say(key, reference=summary.reference, who=who, round=summary.round)
    return Paragraph(text=shortened(text, _HEAD))
