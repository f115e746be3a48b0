"""What a summary consists of, as frozen values, and the same as JSON for programs.

Only data: how a scene is looked at, and how a summary is drawn, is in `summary.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dialogues.application import Json, Path, State
from dialogues.prompt import Block
from dialogues.scoring import Points

#: why there is no answer, or not a whole one
Kind = Literal["missing", "unexplained", "not_applicable", "declined"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointer:
    """An item as a list names it: its code on the paper and its short label."""

    path: Path
    code: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointers:
    """Items of one section that have something in common."""

    #: name of the section
    section: str
    title: str
    items: tuple[Pointer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """What a reviewer wants to know first: the answer or value of an entry with `summary: true`."""

    item: Pointer
    shown: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One answer, or one computed value."""

    item: Pointer
    #: the question's type, or "calculate"
    type: str
    #: the entry of a repeat that it belongs to, in words
    entry: str
    #: the answer's canonical JSON
    value: Json
    #: the answer in one line
    shown: str
    #: the answer whole
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section of the dialogue with what was answered in it."""

    name: str
    title: str
    #: title of the part that it stands in
    part: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """An earlier answer that another one contradicts."""

    item: Pointer
    #: of a table only the cells that are looked at
    shown: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Warned:
    """An answer that contradicts others, with those, and the reason for keeping it; "" where none was given.

    What the applicant was told to do about it is not for its readers.
    """

    item: Pointer
    #: of a table only the cells that are looked at
    shown: str
    #: what it is held against, or in what it is wrong where that is nothing
    message: str
    against: tuple[Against, ...]
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """An answer that is another than in the submission before; each in one line, shortened."""

    item: Pointer
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A file, or a link in its place, and the question that it answers."""

    item: Pointer
    name: str
    #: bytes
    size: int = 0
    #: media type
    type: str = ""
    sha256: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dimension:
    """What one dimension scored."""

    name: str
    label: str
    points: Points


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The score, with the dimensions and sections named."""

    total: Points
    dimensions: tuple[Dimension, ...]
    #: what could have scored more
    gaps: tuple[Pointers, ...]
    #: the dimensions as a picture in text, for channels without pictures
    bars: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """An application, whole, in one language; who it is for decides whether contact data is in it."""

    #: id of the dialogue
    dialogue: str
    title: str
    reference: str
    #: "" where the dialogue names no such question, or its answer is not there or not shown
    applicant: str
    organisation: str
    state: State
    #: how often it was submitted
    round: int
    submitted: datetime | None
    #: the same in words, in the dialogue's zone
    when: str
    #: tag of the language that the applicant answered in
    language: str
    #: the same in words
    language_name: str
    headlines: tuple[Headline, ...]
    score: Result | None
    warnings: tuple[Warned, ...]
    sections: tuple[Section, ...]
    files: tuple[Attached, ...]
    #: every kind, also where there is none of it
    skipped: Mapping[Kind, tuple[Pointers, ...]]
    #: since the submission before
    changes: tuple[Changed, ...] = ()
    #: a sentence of the catalogue, in the summary's language
    say: Callable[..., str] = field(repr=False, compare=False)


def as_json(summary: Summary) -> dict[str, Json]:
    """The summary for programs. Keys are stable; numbers that are not counts are decimal strings."""
    return {
        "dialogue": summary.dialogue,
        "title": summary.title,
        "reference": summary.reference,
        "applicant": summary.applicant,
        "organisation": summary.organisation,
        "state": summary.state.value,
        "round": summary.round,
        "submitted": summary.submitted.isoformat() if summary.submitted is not None else None,
        "language": summary.language,
        "headlines": [{**_item(line.item), "shown": line.shown} for line in summary.headlines],
        "score": _score(summary.score) if summary.score is not None else None,
        "warnings": [
            {
                **_item(it.item),
                "shown": it.shown,
                "against": [{**_item(other.item), "shown": other.shown} for other in it.against],
                "reason": it.reason,
            }
            for it in summary.warnings
        ],
        "changes": [{**_item(it.item), "before": it.before, "after": it.after} for it in summary.changes],
        "sections": [
            {
                "name": it.name,
                "title": it.title,
                "part": it.part,
                "answers": [_line(line) for line in it.lines],
            }
            for it in summary.sections
        ],
        "files": [
            {
                **_item(it.item),
                "name": it.name,
                "size": it.size,
                "type": it.type,
                "sha256": it.sha256,
                "link": it.link,
            }
            for it in summary.files
        ],
        "skipped": {kind: _pointers(found) for kind, found in summary.skipped.items()},
    }


def _score(result: Result) -> Json:
    return {
        "total": _points(result.total),
        "dimensions": [
            {"name": it.name, "label": it.label, **_points(it.points)} for it in result.dimensions
        ],
        "gaps": _pointers(result.gaps),
    }


def _points(points: Points) -> dict[str, str | None]:
    percent = points.percent
    return {
        "points": f"{points.points:f}",
        "of": f"{points.of:f}",
        "percent": None if percent is None else f"{percent:f}",
    }


def _line(line: Line) -> Json:
    return {
        **_item(line.item),
        "type": line.type,
        "entry": line.entry,
        "value": line.value,
        "shown": line.shown,
    }


def _pointers(found: Iterable[Pointers]) -> list[Json]:
    return [
        {"section": it.section, "title": it.title, "items": [_item(item) for item in it.items]}
        for it in found
    ]


def _item(item: Pointer) -> dict[str, str]:
    return {"path": item.path, "code": item.code, "label": item.label}
