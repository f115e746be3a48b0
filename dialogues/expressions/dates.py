"""date(value) and format-date(date, format).

Dates are written with numbers only, without ODK's %a and %b: names of days and months would need a language.
What must not live here: reckoning with dates (operators.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Final

from dialogues.expressions.building import Run, of_one, of_two
from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.tree import Call, Constant
from dialogues.expressions.values import EMPTY, Value, as_date, as_text

_DIRECTIVE: Final = re.compile(r"%(.?)", re.DOTALL)
_WRITTEN: Final[dict[str, Callable[[datetime], str]]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "n": lambda moment: f"{moment.month}",
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: f"{moment.day}",
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: f"{moment.hour}",
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "3": lambda moment: f"{moment.microsecond // 1000:03}",
    "%": lambda _moment: "%",
}


def to_date(call: Call, runs: tuple[Run, ...]) -> Run:
    match call.arguments[0]:
        case Constant(value=value, at=at) if as_date(value) is None:
            raise ExpressionProblem(
                code="date",
                position=at,
                what=f"{as_text(value) or 'An empty text'} is not a day.",
                remedy="Write year, month and day, for example date('2026-03-05').",
            )
        case _:
            return of_one(_day)(call, runs)


def format_date(call: Call, runs: tuple[Run, ...]) -> Run:
    match call.arguments[1]:
        case Constant(value=pattern, at=at):
            for directive in _DIRECTIVE.finditer(as_text(pattern)):
                if directive[1] not in _WRITTEN:
                    raise ExpressionProblem(
                        code="argument",
                        position=at,
                        what=f"{directive[0]} is not a part of a date.",
                        remedy=f"There are {' '.join('%' + letter for letter in _WRITTEN)}.",
                    )
        case _:
            pass
    return of_two(_formatted)(call, runs)


def _day(value: Value) -> Value:
    day = as_date(value)
    return EMPTY if day is None else day


def _formatted(value: Value, pattern: Value) -> Value:
    day = as_date(value)
    if day is None:
        return EMPTY
    moment = value if isinstance(value, datetime) else datetime.combine(day, time())
    return _DIRECTIVE.sub(
        lambda found: _WRITTEN[found[1]](moment) if found[1] in _WRITTEN else found[0], as_text(pattern)
    )
