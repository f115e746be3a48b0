"""`integer`: a whole number."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from dialogues.question import Here, Problem
from dialogues.questions._numeric import Numeric
from dialogues.reading.numbers import NumberReading


class Integer(Numeric):
    """A whole number. A percentage is refused, and so is a fraction: what it is rounded to is the person's matter."""

    type: Literal["integer"]

    def wrong_with(self, value: Decimal, reading: NumberReading, here: Here) -> Problem | None:
        if not reading.percent and value != value.to_integral_value():
            return self._problem("number_whole", here)
        return super().wrong_with(value, reading, here)
