"""Reads how long something takes: 4分45秒, 285秒, 4'45", 4:45, 1h30m, 一个半小时, or a number alone in the unit asked for.

Decimal seconds come out, so that what was typed in any of these ways is the same answer. What a person writes in
a definition (30m, 2d) is for `dialogues/durations.py`; a comparison sign before it for `bounds.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dialogues.reading.han import HAN_NUMERALS
from dialogues.reading.normalise import fold
from dialogues.reading.numbers import read_number
from dialogues.reading.vocabulary import ABOUT, HALF, OR_SO, TIME_UNITS, one_of

_LONGEST_TEXT = 40
#: seconds of each unit, the longest first
_SIZES = tuple(sorted({size for _, size in TIME_UNITS.items()}, reverse=True))
_SAID_ABOUT = re.compile(rf"(?:{one_of(ABOUT)}\s?)?(?P<text>.+?)\s?{one_of(OR_SO)}?[.!]?")
#: 4:45, 1:02:03
_CLOCK = re.compile(r"(?P<first>[0-9]{1,4}):(?P<second>[0-5][0-9])(?::(?P<third>[0-5][0-9]))?")
#: 4'45", 4', 45"
_PRIMES = re.compile(r"(?:(?P<minutes>[0-9]{1,4})['′]\s?)?(?:(?P<seconds>[0-9]{1,4})(?:\"|''|′′)?)?")
_TERM = re.compile(
    rf"\s*(?P<number>[0-9][0-9,.]*|[{HAN_NUMERALS}点點]+?)?\s?(?:[个個]\s?)?(?P<half>{HALF})?\s?"
    rf"(?P<unit>{one_of(TIME_UNITS)})(?![a-z])(?P<and_half>{HALF})?"
)
_TAIL = re.compile(r"\s*(?P<number>[0-9]{1,2})")


def read_duration(text: str, *, size: Decimal = Decimal(1)) -> Decimal | None:
    """In seconds; None where this is no duration. A number alone counts units of `size` seconds."""
    if len(text) > _LONGEST_TEXT:
        return None
    found = _SAID_ABOUT.fullmatch(fold(text))
    if found is None:
        return None
    said = found["text"]
    for read in (_clock, _primes, _terms):
        if (seconds := read(said, size)) is not None:
            return _canonical(seconds)
    numbers = [it for it in read_number(said) if not it.percent and not it.unit and it.value >= 0]
    return _canonical(numbers[0].value * size) if len(numbers) == 1 else None


def time_unit(word: str) -> Decimal | None:
    """How many seconds the unit of this name has: 分钟, hours."""
    return TIME_UNITS.get(fold(word))


def _clock(text: str, size: Decimal) -> Decimal | None:
    """Two parts are minutes and seconds, unless hours are asked for."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    first, second, third = (Decimal(found[name] or 0) for name in ("first", "second", "third"))
    if found["third"] is not None:
        return first * 3600 + second * 60 + third
    return first * 3600 + second * 60 if size >= 3600 else first * 60 + second


def _primes(text: str, _: Decimal) -> Decimal | None:
    found = _PRIMES.fullmatch(text)
    if found is None or not re.search("['′\"]", text):
        return None
    return Decimal(found["minutes"] or 0) * 60 + Decimal(found["seconds"] or 0)


def _terms(text: str, _: Decimal) -> Decimal | None:
    """Numbers with their units, each unit smaller than the one before; 4分45 leaves the last unit out."""
    total, last, at = Decimal(0), None, 0
    while (found := _TERM.match(text, at)) is not None:
        unit, amounts = TIME_UNITS[found["unit"]], list(_amounts(found))
        if len(amounts) != 1 or (last is not None and unit >= last):
            return None
        total, last, at = total + amounts[0] * unit, unit, found.end()
    if last is None:
        return None
    if at < len(text):
        tail, smaller = _TAIL.fullmatch(text, at), next((size for size in _SIZES if size < last), None)
        if tail is None or smaller is None or last > 3600:
            return None
        total += Decimal(tail["number"]) * smaller
    return total


def _amounts(found: re.Match[str]) -> Iterator[Decimal]:
    half = Decimal("0.5") if found["half"] or found["and_half"] else Decimal(0)
    if found["number"] is None:
        if half:
            yield half
        return
    for reading in read_number(found["number"]):
        if not reading.unit and not reading.percent and reading.value >= 0:
            yield reading.value + half


def _canonical(number: Decimal) -> Decimal:
    return Decimal(f"{number.normalize():f}") if number else Decimal(0)
