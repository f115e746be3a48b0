"""Reads a date as people type it: 2026-03-05, 2026年3月5日, 二〇二六年三月五日, 5 March 2026, 去年3月, 昨天.

Own forms only, no guessing: a number is never a date, and two digits are never a year. Which days a question
allows, and how a date is written back, is for the question.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from dialogues.reading.han import HAN_NUMERALS, han_integer
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import DAYS, LAST_MONTHS, LAST_YEARS, MONTHS, one_of

Precision: TypeAlias = Literal["day", "month", "year"]


class _Parts(NamedTuple):
    year: int
    month: int | None = None
    day: int | None = None


_LONGEST_TEXT = 40
_HAN_RUN = re.compile(rf"[{HAN_NUMERALS}]+(?=\s?[年月日号號]|$)")

_YEAR = "(?P<year>[1-9][0-9]{3})"
_MONTH = "(?P<month>[0-9]{1,2})"
_DAY = "(?P<day>[0-9]{1,2})"
_MONTH_DAY = rf"{_MONTH}\s?月(?:份|\s?{_DAY}\s?[日号號]?)?"
_NAME = rf"(?P<name>{one_of(MONTHS)})\.?"
_NTH_DAY = rf"{_DAY}(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}\s?年?",
        rf"{_YEAR}(?P<mark>[-/. ]){_MONTH}(?:(?P=mark){_DAY})?",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})?",
        rf"{_YEAR}\s?年\s?{_MONTH_DAY}",
        rf"{_MONTH}[-/.]{_YEAR}",
        _MONTH_DAY,
        rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])(?P<second>[0-9]{{1,2}})(?P=mark){_YEAR}",
        rf"{_NTH_DAY}[- ]?(?:of )?{_NAME},?(?:[- ]?{_YEAR})?",
        rf"{_NAME}[- ]?{_NTH_DAY}(?:,? ?{_YEAR})?",
        rf"{_NAME},?(?:[- ]?{_YEAR})?",
    )
)


def read_date(text: str, *, today: date, precision: Precision) -> tuple[date, ...]:
    """What date this is: none, one, or two where day and month may change places (05/03/2026).

    A day without its year is in the year of `today`, even when that is still to come. What is more exact than
    asked is cut: to the first of the month, or of the year. What is less exact is no date.
    """
    folded = fold(text).rstrip(".") if len(text) <= _LONGEST_TEXT else ""
    dates = (
        _date(parts, precision)
        for parts in _parts(_with_digits(_from_today(folded, today)), today, precision)
    )
    return tuple(dict.fromkeys(found for found in dates if found is not None))


def read_year(text: str, *, today: date) -> tuple[int, ...]:
    """What year this is, written alone or in a date."""
    return tuple(found.year for found in read_date(text, today=today, precision="year"))


def _from_today(text: str, today: date) -> str:
    """去年3月 as 2025年3月, yesterday as its date."""
    for days, words in DAYS.items():
        if text in words:
            try:
                return (today + timedelta(days=days)).isoformat()
            except OverflowError:
                return ""
    for periods, months in ((LAST_MONTHS, 1), (LAST_YEARS, 12)):
        for offset, words in periods.items():
            if said := next(filter(text.startswith, words), None):
                year, month = divmod(today.year * 12 + today.month - 1 + offset * months, 12)
                named = f"{year}年{month + 1}月" if months == 1 else f"{year}年"
                return named + text.removeprefix(said)
    return text


def _with_digits(text: str) -> str:
    def digits(run: re.Match[str]) -> str:
        number = han_integer(run[0])
        return run[0] if number is None else str(number)

    return _HAN_RUN.sub(digits, text)


def _parts(text: str, today: date, precision: Precision) -> tuple[_Parts, ...]:
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        return ()
    said = found.groupdict()
    if said.get("year") is None and precision == "year":
        return ()
    year = int(said.get("year") or today.year)
    if said.get("first"):
        first, second = int(said["first"]), int(said["second"])
        return (_Parts(year, second, first), _Parts(year, first, second))
    month = MONTHS[said["name"]] if said.get("name") else said.get("month")
    day = said.get("day")
    return (_Parts(year, None if month is None else int(month), None if day is None else int(day)),)


def _date(parts: _Parts, precision: Precision) -> date | None:
    if (precision != "year" and parts.month is None) or (precision == "day" and parts.day is None):
        return None
    try:
        # All that was said has to exist, also what is cut: in 2026-02-30 something is mistyped.
        said = date(parts.year, *(1 if part is None else part for part in (parts.month, parts.day)))
    except ValueError:
        return None
    if precision == "day":
        return said
    return said.replace(day=1) if precision == "month" else said.replace(month=1, day=1)
