"""Reads a figure that is said as a part of a known whole: 一半, 其余, half, the rest.

What the whole is, and so which number it makes, is for the table.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import ONE_HALF, REMAINDER

Share: TypeAlias = Literal["half", "rest"]


def read_share(text: str) -> Share | None:
    """Which part is meant, if these words mean one."""
    said = fold(text).strip(" .。!")
    if said in ONE_HALF:
        return "half"
    return "rest" if said in REMAINDER else None
