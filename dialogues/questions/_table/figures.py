"""A figure as a cell keeps it: "285", "1:15", with a sign before it (">=85"), or as a range ("80..85").

Canonical, and stable for ever: a duration is in seconds, a ratio has both its numbers. How a figure is typed is for
`reading.py`, how a person sees it for `wording.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dialogues.expressions import as_text
from dialogues.reading.bounds import Sign

_END = r"-?[0-9]+(?:\.[0-9]+)?(?::[0-9]+(?:\.[0-9]+)?)?"
_ONE = re.compile(rf"(?P<sign>>=|<=|>|<)?(?P<end>{_END})", re.ASCII)
_RANGE = re.compile(rf"(?P<low>{_END})\.\.(?P<high>{_END})", re.ASCII)
#: decimals of a ratio in expressions
_FINEST = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number or ratio with its sign, or the two ends of a range."""

    sign: Sign
    ends: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is kept."""
        return "..".join(self.ends) if self.sign == ".." else f"{self.sign}{self.ends[0]}"

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """Of a ratio the second by the first."""
        return tuple(map(_number, self.ends))

    @property
    def least(self) -> Decimal | None:
        """What it must be at least: of ≥85 and of 80–85, and of a figure alone the figure."""
        return self.numbers[0] if self.sign in ("", ">=", ">", "..") else None

    @property
    def most(self) -> Decimal | None:
        """What it may be at most."""
        return self.numbers[-1] if self.sign in ("", "<=", "<", "..") else None


def figure(text: str) -> Figure | None:
    """A kept figure; None for any other text."""
    if (found := _RANGE.fullmatch(text)) is not None:
        return Figure(sign="..", ends=(found["low"], found["high"]))
    if (found := _ONE.fullmatch(text)) is None:
        return None
    signs: dict[str | None, Sign] = {None: "", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}
    return Figure(sign=signs[found["sign"]], ends=(found["end"],))


def _number(end: str) -> Decimal:
    first, colon, second = end.partition(":")
    if not colon:
        return Decimal(first)
    return (
        Decimal(as_text(round(Decimal(second) / Decimal(first), _FINEST))) if Decimal(first) else Decimal(0)
    )
