"""The values of expressions, and how each kind is read as another.

Every function here is total: whatever the value, it returns; nonsense is EMPTY or None.

- *Empty* is the empty text. A list without items is empty too.
- *A number* is a Decimal, or text that reads as one (plain digits, no exponent). Booleans are 1 and 0.
- *A date* is a date, or text of the form 2026-03-05. A date is no number: a difference of dates is.
- *A list* reads as its items joined by spaces, so one item reads as itself.

What must not live here: what operators make of values (operators.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

#: Numbers are always Decimal, moments (now) are datetimes that know their zone, a list is a tuple.
Value: TypeAlias = "Decimal | str | bool | date | tuple[Value, ...]"

EMPTY: Final = ""

#: The longest number that is written out, and the most places behind the point.
MOST_DIGITS: Final = 300
#: More days, digits or characters than any date, number or text has.
FARTHEST: Final = Decimal(10**7)

_PLAIN: Final = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_NUMBER: Final = 64  # characters; longer runs of digits are text


def is_empty(value: Value) -> bool:
    return isinstance(value, str | tuple) and not value


def as_boolean(value: Value) -> bool:
    """XPath's: a number other than 0, a text or a list that is not empty, any date."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value.is_finite() and bool(value)
    return isinstance(value, date) or bool(value)


def as_number(value: Value) -> Decimal | None:
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, str):
        if value and len(value) <= _LONGEST_NUMBER and _PLAIN.fullmatch(value):
            return Decimal(value.strip())
        return None
    if isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, tuple) and len(value) == 1:
        return as_number(value[0])
    return None


def as_date(value: Value) -> date | None:
    """The day; of a moment, the day in its own zone."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            return None
    if isinstance(value, tuple) and len(value) == 1:
        return as_date(value[0])
    return None


def as_text(value: Value) -> str:
    """A number without exponent and without zeros behind it; a date in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return _number_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(as_text(item) for item in value)
    return value.isoformat()


def _number_text(number: Decimal) -> str:
    if not number.is_finite() or number.adjusted() > MOST_DIGITS:
        return EMPTY
    if not number or number.adjusted() < -MOST_DIGITS:
        return "0"
    text = format(number, "f")  # exact, whereas normalize() rounds to a context's precision
    return text.rstrip("0").rstrip(".") if "." in text else text


def flatten(value: Value) -> Iterator[Value]:
    """The items of a list, of lists in it too; another value is its own only item."""
    if isinstance(value, tuple):
        for item in value:
            yield from flatten(item)
    else:
        yield value


def whole(value: Value) -> int | None:
    """For counts and indices: a whole number, cut off towards zero and at a size that can be reckoned with."""
    number = as_number(value)
    if number is None:
        return None
    return int(max(-FARTHEST, min(FARTHEST, number)))
