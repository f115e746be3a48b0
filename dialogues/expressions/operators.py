"""What comparing and reckoning mean, for values of every kind.

Every function here is total: reckoning with nonsense gives EMPTY, as does dividing by zero; ordering it is false.
Empty equals only empty. A list is XPath's set of nodes: a comparison is true as soon as it is for one item; a list
without items is compared as empty.
What must not live here: how one kind is read as another (values.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from dialogues.expressions.values import (
    EMPTY,
    FARTHEST,
    MOST_DIGITS,
    Value,
    as_boolean,
    as_date,
    as_number,
    flatten,
    whole,
)

#: Nothing is trapped: what overflows or has no result becomes a number that is not finite, and that is EMPTY.
_CONTEXT: Final = Context(prec=28, Emin=-MOST_DIGITS, Emax=MOST_DIGITS, traps=[])
_MICROSECONDS_PER_DAY: Final = Decimal(86_400_000_000)


def equal(left: Value, right: Value) -> bool:
    if type(left) is str and type(right) is str:  # by far the most frequent
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return as_boolean(left) == as_boolean(right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(_same(one, other) for one in _items(left) for other in _items(right))
    return _same(left, right)


def different(left: Value, right: Value) -> bool:
    """The opposite of equal, but for lists: true as soon as one item differs."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        if isinstance(left, bool) or isinstance(right, bool):
            return as_boolean(left) != as_boolean(right)
        return any(not _same(one, other) for one in _items(left) for other in _items(right))
    return not equal(left, right)


def ordered(signs: frozenset[int], left: Value, right: Value) -> bool:
    """Whether left stands to right in one of these orders: -1 before, 0 the same, 1 after."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(_order(one, other) in signs for one in _items(left) for other in _items(right))
    return _order(left, right) in signs


def _items(value: Value) -> tuple[Value, ...]:
    return tuple(flatten(value)) or (EMPTY,)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return as_boolean(left) == as_boolean(right)
    return _order(left, right) == 0


def _order(left: Value, right: Value) -> int | None:
    """None where the two have no order."""
    number, other_number = as_number(left), as_number(right)
    if number is not None and other_number is not None:
        return (number > other_number) - (number < other_number)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left > right) - (left < right)
    day, other_day = as_date(left), as_date(right)
    if day is not None and other_day is not None:
        return (day > other_day) - (day < other_day)
    return None


# Reckoning


def add(left: Value, right: Value) -> Value:
    number, other = as_number(left), as_number(right)
    if number is not None and other is not None:
        return _finite(_CONTEXT.add(number, other))
    if other is not None:
        return _later(left, other)
    if number is not None:
        return _later(right, number)
    return EMPTY


def subtract(left: Value, right: Value) -> Value:
    number, other = as_number(left), as_number(right)
    if other is not None:
        return (
            _later(left, other.copy_negate()) if number is None else _finite(_CONTEXT.subtract(number, other))
        )
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _CONTEXT.divide(Decimal((left - right) // timedelta(microseconds=1)), _MICROSECONDS_PER_DAY)
    day, other_day = as_date(left), as_date(right)
    if day is not None and other_day is not None:
        return Decimal((day - other_day).days)
    return EMPTY


def multiply(left: Value, right: Value) -> Value:
    number, other = as_number(left), as_number(right)
    return EMPTY if number is None or other is None else _finite(_CONTEXT.multiply(number, other))


def divide(left: Value, right: Value) -> Value:
    """By zero: empty, where XPath has infinity."""
    number, other = as_number(left), as_number(right)
    return EMPTY if number is None or other is None else _finite(_CONTEXT.divide(number, other))


def remainder(left: Value, right: Value) -> Value:
    """With the sign of the left, as in XPath."""
    number, other = as_number(left), as_number(right)
    return EMPTY if number is None or other is None else _finite(_CONTEXT.remainder(number, other))


def negate(value: Value) -> Value:
    return subtract(Decimal(0), value)


def round_to(value: Value, digits: Value) -> Value:
    """A half goes up, towards the greater number: 2.5 is 3 and -2.5 is -2, as in XPath. Digits may be negative."""
    number, places = as_number(value), whole(digits)
    if number is None or places is None:
        return EMPTY
    half = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    shifted = number if places == 0 else _CONTEXT.scaleb(number, Decimal(places))
    result = shifted.to_integral_value(half, _CONTEXT)
    return _finite(result if places == 0 else _CONTEXT.scaleb(result, Decimal(-places)))


def floor(value: Value) -> Value:
    return _integral(value, ROUND_FLOOR)


def ceiling(value: Value) -> Value:
    return _integral(value, ROUND_CEILING)


def truncate(value: Value) -> Value:
    return _integral(value, ROUND_DOWN)


def _integral(value: Value, rounding: str) -> Value:
    number = as_number(value)
    return EMPTY if number is None else _finite(number.to_integral_value(rounding, _CONTEXT))


def _later(start: Value, days: Decimal) -> Value:
    """A date moves by whole days, a moment by parts of days too."""
    days = max(-FARTHEST, min(FARTHEST, days))
    try:
        if isinstance(start, datetime):
            return start + timedelta(microseconds=int(_CONTEXT.multiply(days, _MICROSECONDS_PER_DAY)))
        day = as_date(start)
        return EMPTY if day is None else day + timedelta(days=int(days))
    except OverflowError:
        return EMPTY


def _finite(number: Decimal) -> Value:
    return number if number.is_finite() else EMPTY


_BEFORE: Final = frozenset({-1})
_NOT_AFTER: Final = frozenset({-1, 0})
_AFTER: Final = frozenset({1})
_NOT_BEFORE: Final = frozenset({0, 1})

#: All binary operators but `and` and `or`, which do not always look at both sides.
OPERATORS: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "=": equal,
    "!=": different,
    "<": lambda left, right: ordered(_BEFORE, left, right),
    "<=": lambda left, right: ordered(_NOT_AFTER, left, right),
    ">": lambda left, right: ordered(_AFTER, left, right),
    ">=": lambda left, right: ordered(_NOT_BEFORE, left, right),
    "+": add,
    "-": subtract,
    "*": multiply,
    "div": divide,
    "mod": remainder,
}
