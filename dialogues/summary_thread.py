"""A summary as a post and what stands in its thread: what reviewers judge from first, then each section with its files.

In the post is what a glance should tell; what is shortened or only counted there stands whole in the first message below
it. How long a message may be, and what it is sent with, is the channel's and the shell's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from dialogues.prompt import Block, Listing, ListItem, Paragraph
from dialogues.summary_brief import counts, titles
from dialogues.summary_drawing import (
    all_skipped_drawn,
    changes_told,
    file_told,
    headlines_told,
    result_drawn,
    score_told,
    section_drawn,
    skipped_drawn,
    warnings_told,
)
from dialogues.summary_messages import Fits, Message, messages
from dialogues.summary_parts import Attached, Section, Summary
from dialogues.units import shortened

#: what goes into the thread, in order
Entry: TypeAlias = Message | Attached

# Of the post: UTF-16 units of a line, and how many there are of each kind.
_LINE: Final = 150
_WARNING: Final = 250
_NAME: Final = 60
_HEADLINES: Final = 8
_DIMENSIONS: Final = 8
_LISTED: Final = 5
_MEGABYTE: Final = 1_000_000


def post(summary: Summary) -> Message:
    """What reviewers see in their room; contact data is in it only where it is in the summary."""
    say = summary.say
    title, about = titles(summary)
    headlines = [shortened(line, _LINE) for line in headlines_told(summary)[:_HEADLINES]]
    total, _ = score_told(summary)
    bars = summary.score.bars.split("\n")[:_DIMENSIONS] if summary.score is not None and total else ()
    counted = [*counts(summary), *_gaps_counted(summary)]
    return (
        _strong(shortened(title, _LINE)),
        Paragraph(text=shortened(about, _LINE), style="quiet"),
        Paragraph(text=shortened(_whose(summary), _LINE), style="quiet"),
        *((_items(headlines),) if headlines else ()),
        *((_strong(total),) if total else ()),
        *(
            (Paragraph(text="\n".join(shortened(bar, _LINE) for bar in bars), style="copied"),)
            if bars
            else ()
        ),
        *((Paragraph(text=say("room.separator").join(counted)),) if counted else ()),
        *_first(summary, "summary.changes", changes_told(summary), _LINE),
        *_first(summary, "summary.warnings", warnings_told(summary), _WARNING),
    )


def thread(summary: Summary, fits: Fits, largest: int) -> Iterator[Entry]:
    """What stands below it: all that is to be looked at, then each section, in messages that fit, and after them its
    files of at most `largest` bytes."""
    title = _strong(summary.say("room.overview"))
    yield from messages((title,), _titled(_overview(summary)), fits)
    for section in summary.sections:
        files = _files_of(summary, section)
        blocks = _titled(_section(summary, section, files, largest))
        yield from messages(_heads(section), blocks, fits)
        yield from (file for file in files if file.sha256 and file.size <= largest)


def _whose(summary: Summary) -> str:
    """Who filled it in, in which language, and how it stands."""
    say = summary.say
    who = shortened(summary.applicant, _NAME)
    return say("room.separator").join(
        (
            *((say("summary.applicant", applicant=who),) if who else ()),
            say("summary.state", state=say(f"state.{summary.state.value}")),
            say("summary.language", language=summary.language_name),
        )
    )


def _gaps_counted(summary: Summary) -> Iterator[str]:
    if summary.score is not None and (n := sum(len(it.items) for it in summary.score.gaps)):
        yield summary.say("result.gaps", n=n)


def _first(summary: Summary, key: str, told: Sequence[str], longest: int) -> Iterator[Block]:
    """The first of them under how many there are in all, each by itself."""
    if told:
        yield _strong(summary.say(key, n=len(told)))
        yield from (Paragraph(text=_line(it, longest)) for it in told[:_LISTED])
        if (more := len(told) - _LISTED) > 0:
            yield Paragraph(text=summary.say("room.more_below", n=more), style="quiet")


def _line(text: str, longest: int) -> str:
    return shortened(" ".join(text.split()), longest)


def _overview(summary: Summary) -> Iterator[Block]:
    """What differs and what contradicts, unless the post shows it whole; what the score consists of, and all that is
    not answered."""
    for key, told, longest in (
        ("summary.changes", changes_told(summary), _LINE),
        ("summary.warnings", warnings_told(summary), _WARNING),
    ):
        if told[_LISTED:] or any(_line(it, longest) != it for it in told):
            yield _strong(summary.say(key, n=len(told)))
            yield from (Paragraph(text=it) for it in told)
    yield from result_drawn(summary)
    yield from all_skipped_drawn(summary)


def _heads(section: Section) -> Message:
    """The part that it stands in, small, and its title."""
    part = (Paragraph(text=shortened(section.part, _LINE), style="quiet"),) if section.part else ()
    return (*part, _strong(shortened(section.title, _LINE)))


def _section(summary: Summary, section: Section, files: Iterable[Attached], largest: int) -> Iterator[Block]:
    yield from section_drawn(summary, section)
    too_large = [file_told(summary, file) for file in files if file.size > largest]
    if too_large:
        size = largest // _MEGABYTE
        yield _items(too_large, summary.say("room.too_large", n=len(too_large), size=size))
    yield from skipped_drawn(summary, section)


def _files_of(summary: Summary, section: Section) -> list[Attached]:
    paths = {line.item.path for line in section.lines}
    return [file for file in summary.files if file.item.path in paths]


def _titled(blocks: Iterable[Block]) -> Iterator[Block]:
    """With the titles of lists as headings, so that they are found."""
    for block in blocks:
        if isinstance(block, Listing) and block.title:
            yield _strong(block.title)
            yield replace(block, title="")
        else:
            yield block


def _strong(text: str) -> Paragraph:
    return Paragraph(text=text, style="strong")


def _items(lines: Iterable[str], title: str = "") -> Listing:
    return Listing(title=title, items=tuple(ListItem(text=line) for line in lines))
