"""Parts a comparison, or a range, from the figures in it: ≥85%, 5%以内, 不低于85%, at least 90, 80–85%.

What is left is for the reader of its kind: a number, a duration, a ratio. 以上, 以下 and 以内 include the figure
itself, as Chinese law has it; 超过, 不满, over and under do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import BOUNDS_BEFORE, BOUNDS_BEHIND, one_of

Sign: TypeAlias = Literal["", ">=", "<=", ">", "<", ".."]

#: the same for people, in the same order
SIGNS: dict[Sign, str] = {"": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_LONGEST_TEXT = 60
_BEFORE = re.compile(rf"(?P<word>{one_of(BOUNDS_BEFORE)})\s*(?P<rest>.+)")
_BEHIND = re.compile(rf"(?P<rest>.*?[^\s])\s*(?P<word>{one_of(BOUNDS_BEHIND)})[.!]?")
_RANGE = re.compile(
    r"(?:(?:between|from|介于|介於|在|从|從)\s*)?(?P<low>[0-9][^-~—―至到]*?)\s*"
    r"(?:\.\.|[-~—―]+|至|到|\bto\b|\band\b)\s*(?P<high>[0-9].*?)\s*(?:之间|之間)?"
)
#: what stands behind the digits of the upper end, and is left out at the lower one: 80-85%
_UNIT = re.compile(r"[0-9.,:/]+\s*(?P<unit>.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounded:
    """One figure with a sign, or the two ends of a range; folded."""

    sign: Sign
    figures: tuple[str, ...]


def read_bounds(text: str) -> Bounded:
    """The text taken apart; where it has no sign and is no range, it is the one figure."""
    folded = fold(text)
    if len(text) > _LONGEST_TEXT:
        return Bounded(sign="", figures=(folded,))
    before, behind = _BEFORE.fullmatch(folded), _BEHIND.fullmatch(folded)
    if before is not None:
        sign, rest = BOUNDS_BEFORE[before["word"]], before["rest"]
        again = _BEHIND.fullmatch(rest)
        # ≥85%以上 says it twice; what says one thing before and another behind is no figure
        if again is not None and BOUNDS_BEHIND[again["word"]][0] == sign[0]:
            rest = again["rest"]
        return Bounded(sign=sign, figures=(rest,))
    if behind is not None:
        return Bounded(sign=BOUNDS_BEHIND[behind["word"]], figures=(behind["rest"],))
    if (found := _RANGE.fullmatch(folded)) is not None:
        return Bounded(sign="..", figures=(_whole(found["low"], found["high"]), found["high"]))
    return Bounded(sign="", figures=(folded,))


def _whole(low: str, high: str) -> str:
    """The lower end with the unit that only the upper one has."""
    unit, own = _UNIT.fullmatch(high), _UNIT.fullmatch(low)
    return low + unit["unit"] if unit is not None and own is not None and not own["unit"] else low
