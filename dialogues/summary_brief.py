"""A summary in one message: what reviewers see of a submission in their room, before they open it.

Headlines, the score, how much is empty, what differs from the submission before, and what contradicts. How many
lines of each kind there are, and how long each is, is bounded here, so that the whole is never longer than `LONGEST`;
what does not fit is counted, and stands in the whole summary (`summary_drawing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dialogues.plain import width
from dialogues.prompt import Block, Listing, ListItem, Paragraph
from dialogues.summary_drawing import changes_told, score_told, warnings_told
from dialogues.summary_parts import Summary
from dialogues.units import shortened

#: UTF-16 units of the whole, on the platform that takes least
LONGEST: Final = 4096

# What follows adds up to less, line ends and what is said around the lists included:
# 2 of the head, 8 of headlines, 1 + 8 of the score, 1 of counts, 5 changes and 5 warnings.
_HEAD: Final = 200
_LINE: Final = 80
_CHANGE: Final = 120
_WARNING: Final = 200
_HEADLINES: Final = 8
_DIMENSIONS: Final = 8
_LISTED: Final = 5
#: columns into which several headlines are put: a line of a narrow phone
_COLUMNS: Final = 44


def in_brief(summary: Summary) -> tuple[Block, ...]:
    """The summary in one message; contact data is in it only where it is in the summary."""
    say = summary.say
    title, about = titles(summary)
    headlines = [
        shortened(say("room.headline", label=it.item.label, shown=it.shown), _LINE)
        for it in summary.headlines[:_HEADLINES]
    ]
    return (
        Paragraph(text=shortened(title, _HEAD), style="strong"),
        Paragraph(text=shortened(about, _HEAD)),
        *_lines(packed(headlines, say("room.separator"))),
        *_lines(_score(summary)),
        *_lines((say("room.separator").join(counts(summary)),)),
        *_listed(summary, "summary.changes", changes_told(summary), _CHANGE),
        *_listed(summary, "summary.warnings", warnings_told(summary), _WARNING),
    )


def titles(summary: Summary) -> tuple[str, str]:
    """Whose it is; what it is, and when it was handed in."""
    who = summary.organisation or summary.applicant
    return (
        summary.say("room.title", reference=summary.reference, who=who) if who else summary.reference,
        summary.say("room.about", title=summary.title, when=summary.when, round=summary.round),
    )


def packed(parts: Iterable[str], separator: str) -> Iterator[str]:
    """As many of them in a line as a narrow phone shows."""
    line = ""
    for part in parts:
        longer = f"{line}{separator}{part}" if line else part
        if line and width(longer) > _COLUMNS:
            yield line
            longer = part
        line = longer
    if line:
        yield line


def _score(summary: Summary) -> Iterator[str]:
    total, dimensions = score_told(summary)
    yield total
    yield from (shortened(line, _LINE) for line in dimensions[:_DIMENSIONS])


def counts(summary: Summary) -> Iterator[str]:
    """What is empty or withheld, and how many files there are; nothing of what there is none of."""
    for kind, skipped in summary.skipped.items():
        if n := sum(len(it.items) for it in skipped):
            yield summary.say(f"summary.{kind}", n=n)
    if summary.files:
        yield summary.say("summary.files", n=len(summary.files))


def _listed(summary: Summary, key: str, told: Sequence[str], longest: int) -> Iterator[Listing]:
    """The first of them under how many there are in all."""
    if told:
        lines = [shortened(" ".join(line.split()), longest) for line in told[:_LISTED]]
        yield Listing(
            title=summary.say(key, n=len(told)),
            items=tuple(
                ListItem(text=line)
                for line in (
                    *lines,
                    *([summary.say("room.more", n=len(told) - _LISTED)] if told[_LISTED:] else ()),
                )
            ),
        )


def _lines(lines: Iterable[str]) -> Iterator[Listing]:
    items = tuple(ListItem(text=line) for line in lines if line)
    if items:
        yield Listing(items=items, bulleted=False)
