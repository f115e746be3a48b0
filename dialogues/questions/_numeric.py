"""Numbers: what `integer`, `decimal` and `percent` share. How a number is typed is for `reading/numbers.py`.

A value is the canonical decimal string: "12.5", without exponent and without zeros at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from dialogues.application import Json, Nothing
from dialogues.expressions import Value, as_text
from dialogues.prompt import Expects
from dialogues.question import Accepted, Doubtful, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._saying import doubt, excerpt, which, with_unit
from dialogues.reading.normalise import clean, fold
from dialogues.reading.numbers import NumberReading, is_same_unit, read_number
from dialogues.reply import Command, Reply, Typed
from dialogues.text import Number

#: How many zeros a unit such as 万元 or 亿元 begins with.
_SCALES = {"千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_EXAMPLES = tuple(map(Decimal, ("120", "18", "5", "1")))


class Numeric(Question):
    """A number, within bounds."""

    min: Number | None = None
    max: Number | None = None

    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.DECLINED,)
    #: the unit that every answer has, besides one that the definition gives
    sign: ClassVar[str] = ""

    @property
    def is_short(self) -> bool:
        return True

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        if self.min is not None and self.max is not None and self.min > self.max:
            yield ("min",), "bad_limits", "min is more than max", "swap the two, or remove one"

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        hint = "" if self.hint is not None else here.say("hint.number", example=self._example(here))
        return Face(expects=Expects(kind="number", unit=self._unit(here)), hint=hint)

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        match reply:
            case Typed(text=text):
                return self._understood(clean(text), here)
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                return Rejected(problem=self._problem("number", here))

    def _understood(self, text: str, here: Here) -> Read:
        scale = self._scale(text)
        readings = [(it.value.scaleb(-scale), it) for it in read_number(text)]
        if not readings:
            return Rejected(problem=self._problem("number", here))
        wrong = [self.wrong_with(value, it, here) for value, it in readings]
        # Of two readings only one may be an answer: 1,250 people are not 1.25.
        fitting = [reading for reading, problem in zip(readings, wrong, strict=True) if problem is None]
        match fitting:
            case []:
                # What is wrong with "3 hours" where minutes are asked is its unit, not that 3 is too little.
                if not self._is_ours(readings[0][1], text):
                    return Rejected(problem=self._problem("number_unit", here, unit=self._unit(here)))
                return Rejected(problem=wrong[0] or self._problem("number", here))
            case [(value, reading)]:
                return self._accepted(value, reading, text, here)
            case _:
                shown = {as_text(value): self.show(as_text(value), here) for value, _ in fitting}
                return which(
                    here.say("doubt.number", typed=excerpt(text)),
                    ((label, Typed(text=it)) for it, label in shown.items()),
                )

    def _accepted(self, value: Decimal, reading: NumberReading, text: str, here: Here) -> Accepted | Doubtful:
        canonical = as_text(value)
        shown = self.show(canonical, here)
        if not self._is_ours(reading, text):
            about = here.say("doubt.unit", unit=self._unit(here), answer=shown)
            return doubt(about, Typed(text=canonical), here)
        as_typed = reading.as_typed and value == reading.value
        return Accepted(value=canonical, echo="" if as_typed else here.say("echo.understood", value=shown))

    def wrong_with(self, value: Decimal, reading: NumberReading, here: Here) -> Problem | None:
        """Why this number is no answer here."""
        if reading.percent and not any(is_same_unit("%", fold(unit)) for unit in self._units()):
            return self._problem("number_percent", here)
        if (self.min is None or value >= self.min) and (self.max is None or value <= self.max):
            return None
        bounds = {
            key: self.show(as_text(bound), here)
            for key, bound in (("min", self.min), ("max", self.max))
            if bound is not None
        }
        code = "number_between" if len(bounds) == 2 else "number_least" if "min" in bounds else "number_most"
        return self._problem(code, here, typed=self.show(as_text(value), here), **bounds)

    def _problem(self, code: str, here: Here, **fields: str) -> Problem:
        return Problem(code=code, fields={**fields, "example": self._example(here)})

    def _example(self, here: Here) -> str:
        """A number that would do."""
        low = Decimal(0) if self.min is None else self.min
        candidates = (*_EXAMPLES, low if self.max is None else min(low, self.max))
        fits = (it for it in candidates if it >= low and (self.max is None or it <= self.max))
        return with_unit(as_text(next(fits, candidates[-1])), self.sign, here)

    def _unit(self, here: Here) -> str:
        return self.sign or (here.text(self.unit) if self.unit is not None else "")

    def _units(self) -> tuple[str, ...]:
        """Every wording of the unit."""
        return (self.sign,) if self.sign else self.unit.everywhere() if self.unit is not None else ()

    def _is_ours(self, reading: NumberReading, text: str) -> bool:
        """Whether the unit that was typed is the one that is asked for: 小时 for 小时/年, 平方米 for 平米."""
        typed, units = reading.unit, [fold(unit) for unit in self._units()]
        if self._scale(text):
            units = [unit.lstrip("".join(_SCALES)) or unit for unit in units]
        return not typed or not units or any(is_same_unit(typed, it) for it in units)

    def _scale(self, text: str) -> int:
        """How many zeros the unit stands for, where they were typed too: 300万, and 300万元, are 300 of 万元."""
        exponents = {_SCALES[unit[0]] for unit in self._units() if unit[:1] in _SCALES}
        return max(exponents & {_SCALES[it] for it in text if it in _SCALES}, default=0)

    def show(self, value: Json, here: Here) -> str:
        return with_unit(f"{Decimal(value):,f}", self._unit(here), here)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": Decimal(value)}

    def outline(self) -> Mapping[str, Any]:
        bounds = {"min": self.min, "max": self.max}
        return {
            **super().outline(),
            **{key: None if it is None else as_text(it) for key, it in bounds.items()},
        }
