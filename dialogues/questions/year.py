"""`year`: a year of the calendar, kept as "2019"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from dialogues.application import Json, Nothing
from dialogues.expressions import Value
from dialogues.prompt import Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._saying import echo
from dialogues.reading.dates import read_year
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Dated, Reply, Typed

CalendarYear: TypeAlias = Annotated[int, Field(ge=1000, le=9999)]


class Year(Question):
    """A year, within bounds."""

    type: Literal["year"]
    min: CalendarYear = 1000
    max: CalendarYear = 9999

    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.DECLINED,)

    @property
    def is_short(self) -> bool:
        return True

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        if self.min > self.max:
            yield ("min",), "bad_limits", "min is later than max", "swap the two, or remove one"

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        hint = "" if self.hint is not None else here.say("hint.year", example=self._example(here))
        return Face(expects=Expects(kind="number"), hint=hint)

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        match reply:
            case Typed(text=text):
                typed = clean(text)
                years = read_year(typed, today=here.today)
            case Dated(day=day):
                typed, years = str(day.year), (day.year,)
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                typed, years = "", ()
        if not years:
            return Rejected(problem=Problem(code="year", fields={"example": self._example(here)}))
        year = years[0]  # there are two readings of a day, but none of a year
        if not self.min <= year <= self.max:
            return Rejected(problem=self._beyond(year, here))
        return Accepted(value=str(year), echo=echo(typed, str(year), here))

    def _beyond(self, year: int, here: Here) -> Problem:
        """Where the author gave one bound only, the other, which is the calendar's, is not spoken of."""
        if {"min", "max"} <= self.model_fields_set:
            code, bounds = "number_between", {"min": str(self.min), "max": str(self.max)}
        elif year < self.min:
            code, bounds = "number_least", {"min": str(self.min)}
        else:
            code, bounds = "number_most", {"max": str(self.max)}
        return Problem(code=code, fields={"typed": str(year), **bounds, "example": self._example(here)})

    def _example(self, here: Here) -> str:
        return str(min(max(here.today.year - 1, self.min), self.max))

    def show(self, value: Json, here: Here) -> str:
        return str(value)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": Decimal(value)}

    def outline(self) -> Mapping[str, Any]:
        return {**super().outline(), "min": self.min, "max": self.max}
