"""`date`: a day, a month or a year, kept in ISO 8601: "2026-03-05", "2026-03" or "2026".

How a date is typed is for `reading/dates.py`; how it is written back is the catalogue's pattern in Babel's hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._saying import echo, excerpt, which
from dialogues.reading.dates import read_date
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Dated, Reply, Typed

Precision: TypeAlias = Literal["day", "month", "year"]
#: how much of 2026-03-05 is kept
_LENGTH: Mapping[Precision, int] = {"day": 10, "month": 7, "year": 4}
_TODAY = "today"
_REMEDY = "write one such as 2026-03-05, 2026-03 or 2026, or today"


def _bound(value: str) -> str:
    try:
        first_day(value)
    except ValueError:
        if value != _TODAY:
            raise PydanticCustomError("bad_time", "not a date", {"remedy": _REMEDY}) from None
    return value


def first_day(value: str) -> date:
    """Of a date of any precision, its first day."""
    return date.fromisoformat(value + "-01" * ((10 - len(value)) // 3))


Bound: TypeAlias = Annotated[str, AfterValidator(_bound)]


class Date(Question):
    """A date, within bounds that count themselves."""

    type: Literal["date"]
    precision: Precision = "day"
    min: Bound | None = None
    max: Bound | None = None

    @property
    def is_short(self) -> bool:
        return True

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        if self.min is not None and self.max is not None and _TODAY not in (self.min, self.max):
            length = min(len(self.min), len(self.max))
            if self.min[:length] > self.max[:length]:
                yield ("min",), "bad_limits", "min is later than max", "swap the two, or remove one"

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        hint = "" if self.hint is not None else here.say("hint.date", example=self._example(here))
        kind: Literal["date", "text"] = (
            "date" if self.precision == "day" else "text"
        )  # nobody picks a month as a day
        return Face(expects=Expects(kind=kind), hint=hint)

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        match reply:
            case Typed(text=text):
                typed = clean(text)
                days = read_date(typed, today=here.today, precision=self.precision)
            case Dated(day=day):
                typed, days = self._kept(day), (day,)
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                typed, days = "", ()
        # Of two readings only one may be possible: 05/03/2026 is no day in May before that May.
        possible = [day for day in days if self._wrong_with(day, here) is None]
        match possible:
            case []:
                problem = self._wrong_with(days[0], here) if days else None
                return Rejected(
                    problem=problem or Problem(code="date", fields={"example": self._example(here)})
                )
            case [day]:
                shown = self.show(self._kept(day), here)
                same = _figures(typed) == _figures(self._kept(day))
                return Accepted(value=self._kept(day), echo="" if same else echo(typed, shown, here))
            case _:
                about = here.say("doubt.date", typed=excerpt(typed))
                return which(about, ((self.show(self._kept(day), here), Dated(day=day)) for day in possible))

    def _kept(self, day: date) -> str:
        return day.isoformat()[: _LENGTH[self.precision]]

    def _wrong_with(self, day: date, here: Here) -> Problem | None:
        """Bounds count as far as both the date and the bound are exact."""
        value = self._kept(day)
        for code, bound in (("date_early", self.min), ("date_late", self.max)):
            if bound is None:
                continue
            limit = (here.today.isoformat() if bound == _TODAY else bound)[: len(value)]
            seen = value[: len(limit)]
            if seen < limit if code == "date_early" else seen > limit:
                fields = {"typed": self.show(value, here), "limit": self._shown(limit, here)}
                return Problem(code=code, fields={**fields, "example": self._example(here)})
        return None

    def _example(self, here: Here) -> str:
        day = here.today
        if self.max not in (None, _TODAY):
            day = min(day, first_day(self.max))
        if self.min not in (None, _TODAY):
            day = max(day, first_day(self.min))
        return self._kept(day)

    def show(self, value: Json, here: Here) -> str:
        return self._shown(value, here)

    @staticmethod
    def _shown(value: str, here: Here) -> str:
        pattern = next(f"format.{precision}" for precision, length in _LENGTH.items() if len(value) == length)
        return format_date(first_day(value), here.say(pattern), _locale(here.language))

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": first_day(value)}

    def outline(self) -> Mapping[str, Any]:
        return {**super().outline(), "precision": self.precision, "min": self.min, "max": self.max}


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """Names of months; a language that Babel does not know has those of the catalogue that stands in for it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _figures(text: str) -> list[int]:
    """The numbers in a text, in their order: 2026/3/5 and 2026-03-05 say the same."""
    return [int(figure) for figure in "".join(it if it.isdecimal() else " " for it in text).split()]
