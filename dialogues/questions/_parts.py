"""The parts of a long text: words and files in the order in which they were sent.

A draft is {"parts": [...]}, and where the text that is there was shown or is being changed {"full": true} too:
what is typed then goes to {"new": [...]} until the person has said whether it replaces the words or follows them.
An answer of words only is a plain string; with files it is {"parts": [...]}, in which no two texts follow each
other. How it is asked for is for `text.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from dialogues.application import Json
from dialogues.attachments import Entry

#: words, or a file
Part: TypeAlias = str | Mapping[str, Any]
Parts: TypeAlias = tuple[Part, ...]

#: A client cuts a longer text at its own limit, within a sentence if need be. None that we know cuts earlier.
_MAY_BE_CUT = 3500
_ENDS = tuple("。！？…；：.!?;:”」』）)\n")


def parts_of(value: Json) -> Parts:
    """The parts of an answer."""
    return (value,) if isinstance(value, str) else tuple(value["parts"])


def as_answer(parts: Iterable[Part]) -> Json:
    """The answer that the parts make."""
    runs = joined(parts)
    return words_of(runs) if all(isinstance(part, str) for part in runs) else {"parts": list(runs)}


def words_of(parts: Iterable[Part]) -> str:
    """The words alone."""
    text = ""
    before = ""
    for part in parts:
        if isinstance(part, str):
            text = _continued(text, before, part) if text else part
            before = part
        else:
            before = ""
    return text


def files_of(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """The files alone."""
    return tuple(part for part in parts if not isinstance(part, str))


def joined(parts: Iterable[Part]) -> Parts:
    """Texts that follow each other as one."""
    runs: list[Part] = []
    before = ""
    for part in parts:
        last = runs[-1] if runs else None
        if isinstance(part, str) and isinstance(last, str):
            runs[-1] = _continued(last, before, part)
        else:
            runs.append(part)
        before = part if isinstance(part, str) else ""
    return tuple(runs)


def _continued(text: str, before: str, part: str) -> str:
    """A part begins a new line, unless it was cut off from the one before."""
    was_cut = len(before) >= _MAY_BE_CUT and not before.endswith(_ENDS)
    if not was_cut:
        return f"{text}\n{part}"
    return f"{text} {part}" if before[-1].isascii() and part[0].isascii() else text + part
