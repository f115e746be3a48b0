"""A summary as blocks that every channel can draw, what a reviewer wants to know first before the answers.

Where lines stand and what is said around the answers is decided here, in the summary's language; nothing is cut,
since how long a message may be is a channel's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Final

from dialogues.application import State
from dialogues.plain import width
from dialogues.prompt import Block, Listing, ListItem, Paragraph
from dialogues.summary_parts import Attached, Changed, Line, Pointer, Pointers, Section, Summary, Warned

#: columns of an answer that still stands in one line with its label: 120 letters, or 60 Chinese characters
ONE_LINE: Final = 120
#: a label that ends in one of these takes no colon
_MARKS: Final = tuple("?？!！.。:：…")
#: states that "submitted on …" says already
_HANDED_IN: Final = frozenset({State.SUBMITTED, State.RESUBMITTED})
_MEGABYTE: Final = 1024 * 1024


def as_blocks(summary: Summary) -> tuple[Block, ...]:
    """The summary as every channel can draw it, what a reviewer wants to know first before the answers."""
    return (
        *_head(summary),
        *result_drawn(summary),
        *_listing(summary, "summary.changes", changes_told(summary)),
        *_listing(summary, "summary.warnings", warnings_told(summary)),
        *_sections_drawn(summary),
        *_listing(summary, "summary.files", [file_told(summary, file) for file in summary.files]),
        *all_skipped_drawn(summary),
    )


def _head(summary: Summary) -> Iterator[Block]:
    say = summary.say
    yield Paragraph(
        text=say("summary.title", reference=summary.reference, title=summary.title), style="strong"
    )
    lines = []
    if summary.organisation:
        lines.append(say("summary.organisation", organisation=summary.organisation))
    if summary.applicant:
        lines.append(say("summary.applicant", applicant=summary.applicant))
    if summary.when:
        lines.append(say("summary.submitted", when=summary.when, round=summary.round))
    if not summary.when or summary.state not in _HANDED_IN:
        lines.append(say("summary.state", state=say(f"state.{summary.state.value}")))
    lines.append(say("summary.language", language=summary.language_name))
    yield _items(lines)
    if summary.headlines:
        yield _items(headlines_told(summary))


def headlines_told(summary: Summary) -> list[str]:
    """What a reviewer wants to know first, a line each."""
    return [_labelled(summary, it.item, it.shown) for it in summary.headlines]


def result_drawn(summary: Summary) -> Iterator[Block]:
    """The score of each dimension and in all, and the gaps; nothing where nothing is scored yet."""
    say, result = summary.say, summary.score
    if result is None or result.total.percent is None:
        return
    total, lines = score_told(summary)
    yield _items(lines, total)
    if result.gaps:
        yield from _pointed_at(summary, "result.gaps", result.gaps)
    else:
        yield Paragraph(text=say("result.no_gaps"))


def score_told(summary: Summary) -> tuple[str, list[str]]:
    """The score in all, and a line for each dimension; "" where nothing is scored yet."""
    say, result = summary.say, summary.score
    if result is None or result.total.percent is None:
        return "", []
    total, lines = result.total, []
    for label, points in ((it.label, it.points) for it in result.dimensions):
        if points.percent is None:
            lines.append(say("summary.dimension_open", label=label))
        else:
            score = {"score": points.points, "of": points.of, "percent": points.percent}
            lines.append(say("result.dimension", label=label, **score))
    return say("result.total", score=total.points, of=total.of, percent=total.percent), lines


def changes_told(summary: Summary) -> list[str]:
    """What differs from the submission before, a line each."""
    return [_change_told(summary, it) for it in summary.changes]


def warnings_told(summary: Summary) -> list[str]:
    """What contradicts, a line each."""
    return [_warning_told(summary, it) for it in summary.warnings]


def _change_told(summary: Summary, changed: Changed) -> str:
    """What an answer was, and what it is."""
    told = summary.say("summary.change", before=changed.before, after=changed.after)
    return _labelled(summary, changed.item, told)


def _sections_drawn(summary: Summary) -> Iterator[Block]:
    part = ""
    for section in summary.sections:
        if section.part and section.part != part:
            yield Paragraph(text=section.part, style="strong")
        part = section.part
        yield Paragraph(text=section.title, style="strong")
        yield from section_drawn(summary, section)


def section_drawn(summary: Summary, section: Section) -> Iterator[Block]:
    """What was answered in a section, without its title."""
    for entry, lines in groupby(section.lines, key=lambda line: line.entry):
        if entry:
            yield Paragraph(text=entry, style="strong")
        yield from _lines_drawn(summary, lines)


def skipped_drawn(summary: Summary, section: Section) -> Iterator[Block]:
    """What has no answer in a section, or not a whole one, by kind."""
    separator = summary.say("list.separator")
    for kind, skipped in summary.skipped.items():
        items = [item for it in skipped if it.section == section.name for item in it.items]
        if items:
            yield _items([separator.join(map(coded, items))], summary.say(f"summary.{kind}", n=len(items)))


def all_skipped_drawn(summary: Summary) -> Iterator[Block]:
    """The same for all sections, also those in which nothing is answered."""
    for kind, skipped in summary.skipped.items():
        yield from _pointed_at(summary, f"summary.{kind}", skipped)


def _lines_drawn(summary: Summary, lines: Iterable[Line]) -> Iterator[Block]:
    """Short answers gathered in listings; what is long or a table under a heading of its own."""
    gathered: list[str] = []
    for line in lines:
        match line.blocks:
            case (Paragraph(text=text),) if _is_short(text):
                gathered.append(_labelled(summary, line.item, text))
            case _:
                if gathered:
                    yield _items(gathered)
                    gathered = []
                yield Paragraph(text=coded(line.item), style="strong")
                yield from line.blocks
    if gathered:
        yield _items(gathered)


def _warning_told(summary: Summary, warned: Warned) -> str:
    """The answer is repeated where it is short; a table stands in its section."""
    key = "summary.warning" if warned.reason else "summary.warning_unexplained"
    answer = _labelled(summary, warned.item, warned.shown) if _is_short(warned.shown) else coded(warned.item)
    return summary.say(key, answer=answer, message=warned.message, reason=warned.reason)


def file_told(summary: Summary, file: Attached) -> str:
    """A file with the code of its question and its size, or a link."""
    key = "summary.link" if file.link else "summary.file"
    # at least 0.1, as the question itself lists its files
    size = f"{max(file.size / _MEGABYTE, 0.1):,.1f}".removesuffix(".0")
    return summary.say(key, code=file.item.code, name=file.name, size=size)


def _labelled(summary: Summary, item: Pointer, answer: str) -> str:
    label = coded(item)
    return summary.say(
        "summary.asked" if label.endswith(_MARKS) else "summary.labelled", label=label, answer=answer
    )


def coded(item: Pointer) -> str:
    """Code and label."""
    return f"{item.code} {item.label}".strip()


def _is_short(answer: str) -> bool:
    return "\n" not in answer and width(answer) <= ONE_LINE


def _pointed_at(summary: Summary, key: str, found: Collection[Pointers]) -> Iterator[Block]:
    """A line for each section, under how many there are in all."""
    separator = summary.say("list.separator")
    lines = [
        summary.say("summary.of_section", section=it.title, questions=separator.join(map(coded, it.items)))
        for it in found
    ]
    if lines:
        yield _items(lines, summary.say(key, n=sum(len(it.items) for it in found)))


def _listing(summary: Summary, key: str, lines: list[str]) -> Iterator[Block]:
    if lines:
        yield _items(lines, summary.say(key, n=len(lines)))


def _items(lines: Iterable[str], title: str = "") -> Listing:
    return Listing(title=title, items=tuple(ListItem(text=line) for line in lines))
