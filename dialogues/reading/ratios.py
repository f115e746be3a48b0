"""Reads a ratio: 1:15, 1：15, 1比15, 1/15, 1 to 15, or the second number alone, of one: 15 is 1:15.

Both numbers stay as they were said, nothing is reduced: 2:30 is not 1:15 to whoever counted. A comparison sign
before it is for `bounds.py`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dialogues.reading.normalise import fold
from dialogues.reading.numbers import read_number
from dialogues.reading.vocabulary import ABOUT, OR_SO, one_of

_LONGEST_TEXT = 40
_SAID_ABOUT = re.compile(rf"(?:{one_of(ABOUT)}\s?)?(?P<text>.+?)\s?{one_of(OR_SO)}?[.!]?")
_BETWEEN = re.compile(r"\s*(?:[:/∶]|比|对|對|\bto\b)\s*")


def read_ratio(text: str) -> tuple[Decimal, Decimal] | None:
    """The two numbers, both above nothing but the second may be 0; None where this is no ratio."""
    if len(text) > _LONGEST_TEXT:
        return None
    found = _SAID_ABOUT.fullmatch(fold(text))
    parts = _BETWEEN.split(found["text"]) if found is not None else []
    if len(parts) not in (1, 2):
        return None
    numbers = [_number(part) for part in (["1", *parts] if len(parts) == 1 else parts)]
    first, second = numbers
    return (first, second) if first is not None and second is not None and first > 0 else None


def _number(text: str) -> Decimal | None:
    """A plain number; people may be said to be people."""
    readings = [it for it in read_number(text) if not it.percent and it.unit in ("", "人", "名", "位")]
    return readings[0].value if len(readings) == 1 and readings[0].value >= 0 else None
