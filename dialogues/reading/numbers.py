"""Reads one number as people type it: 1,234.5, １２, 三百二十, 百分之十二点五, 3成, 1.2万人, 约30%, about 30.

A range, a ratio, a bound and a list are no number. Splitting a line into cells is for `cells.py`; whether a
number fits its question, and what a head count means where a percentage is asked, is for the question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dialogues.reading.han import HAN_DIGITS, HAN_NUMERALS, han_decimal
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import (
    ABOUT,
    CURRENCIES,
    EQUAL_UNITS,
    MEASURES,
    NOT_A_UNIT,
    NOT_UNITS,
    OR_SO,
    PER_CENT,
    THERE_ARE,
    THOUSANDS,
    one_of,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberReading:
    """One number that a text may mean."""

    #: canonical: no exponent, no zeros at the end, never -0
    value: Decimal
    #: 12.5 and percent for 12.5 %
    percent: bool = False
    #: "约", "about", "左右"
    approximate: bool = False
    #: what follows the number, folded, or the currency before it
    unit: str = ""
    #: the canonical number stands in the text, so that an echo would add nothing
    as_typed: bool = False


#: Nobody types more, and a longer number would not fit the 28 digits that Decimal reckons with.
_LONGEST_TEXT, _LONGEST_NUMBER = 64, 28

_HAN_SCALE = r"(?:[十百千]?[万萬][亿億]?|[十百千]?[亿億]|[百千](?!分))"
_SHAPE = re.compile(
    rf"""
    (?P<before>(?:{one_of((*ABOUT, *THERE_ARE))}\s?)*+)
    (?P<sign>[-+负負])?\s?
    (?:(?P<currency>{one_of(CURRENCIES)})\s?)?
    (?:(?P<part>[百千]分之)\s?)?
    (?:
        (?P<terms>(?:[0-9]{{1,12}}(?:\.[0-9]{{1,4}})?\s?{_HAN_SCALE}){{2,}})
      | (?P<digits>\.?[0-9](?:[0-9., ]*[0-9])?)\s?(?P<scale>{_HAN_SCALE}|{one_of(THOUSANDS)}(?![a-z]))?
      | (?P<han>[{HAN_NUMERALS}]++(?:[点點][{HAN_DIGITS}]++)?)(?P<han_scale>{_HAN_SCALE})?
    )
    \s?
    (?:
        (?P<rate>{one_of((*PER_CENT, "‰"))}|成(?P<tenth>[{HAN_DIGITS}0-9])?)
      | (?P<unit>[\u4e00-\u9fff]{{1,8}}?(?:/[\u4e00-\u9fffa-z]{{1,6}}?)?
            | [a-zμ°][a-z°]*[23]?(?:\s?(?:/|\b(?:per|a)\b)\s?(?:[a-z]+|[\u4e00-\u9fff]{{1,4}}?))?)
    )??
    \s?(?P<or_so>{one_of(OR_SO)})?
    \s?[.!]?
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+),[0-9]+")
_ONE_COMMA = re.compile(r"([0-9]+),([0-9]+)")
_SIMPLE = re.compile(r"[0-9]*\.?[0-9]+")
_TERM = re.compile(rf"([0-9.]+)\s?({_HAN_SCALE})")
_EXPONENTS = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}


def read_number(text: str) -> tuple[NumberReading, ...]:
    """What number this is: none, one, or two where a comma may mean either ("1,3" is 1.3 or 13).

    "1,234" is read as a grouped number and "1.234" as a decimal one, as Chinese and English write them.
    """
    if len(text) > _LONGEST_TEXT or _has_power(text):
        return ()
    found = _SHAPE.fullmatch(re.sub("百分之?百", "100%", fold(text)))
    if found is None or _is_vague(found) or (found["part"] and (found["rate"] or found["unit"])):
        return ()
    sign = "-" if found["sign"] in ("-", "负", "負") else ""
    approximate = found["or_so"] is not None or any(word in found["before"] for word in ABOUT)
    readings = []
    for amount in _amounts(found):
        value = _canonical(Decimal(f"{sign}{amount}"))
        typed = sign + (found["digits"] or "")
        readings.append(
            NumberReading(
                value=value,
                percent=bool(found["part"] or found["rate"]),
                approximate=approximate,
                unit=found["unit"] or found["currency"] or "",
                as_typed=not approximate and typed == str(value) and typed in text,
            )
        )
    return tuple(readings)


def is_same_unit(typed: str, asked: str) -> bool:
    """Whether one folded unit is the other, or begins like it: 小时 and 小时/年, 平方米 and m2."""
    if typed.startswith(asked) or asked.startswith(typed):
        return True
    return any({typed.partition("/")[0], asked.partition("/")[0]} <= units for units in EQUAL_UNITS)


def _amounts(found: re.Match[str]) -> tuple[Decimal, ...]:
    """The unsigned value, or both of them."""
    shift = _rate_exponent(found["part"] or found["rate"] or "")
    if found["terms"]:
        return tuple(total.scaleb(shift) for total in _sum_of_terms(found["terms"]))
    if found["han"]:
        plain = han_decimal(found["han"])
        amounts = () if plain is None else _plain_digits(plain)
        shift += _exponent(found["han_scale"] or "")
    else:
        amounts = _plain_digits(found["digits"])
        shift += _exponent(found["scale"] or "")
    tenth = han_decimal(found["tenth"] or "") or found["tenth"] or 0
    return tuple(Decimal(amount).scaleb(shift) + Decimal(tenth) for amount in amounts)


def _plain_digits(typed: str) -> tuple[str, ...]:
    if len(typed) > _LONGEST_NUMBER:
        return ()
    if _SIMPLE.fullmatch(typed):
        return (typed,)
    if _GROUPED.fullmatch(typed):
        return (re.sub("[, ]", "", typed),)
    if _EUROPEAN.fullmatch(typed):
        return (re.sub("[. ]", "", typed).replace(",", "."),)
    if comma := _ONE_COMMA.fullmatch(typed):
        whole, fraction = comma.groups()
        decimal = f"{whole}.{fraction}"
        return (decimal,) if whole.startswith("0") else (decimal, whole + fraction)
    return ()


def _sum_of_terms(typed: str) -> tuple[Decimal, ...]:
    """1亿2000万: each term has its unit, and is smaller than the unit before it."""
    total, limit = Decimal(0), None
    for amount, scale in _TERM.findall(typed):
        unit = Decimal(1).scaleb(_exponent(scale))
        term = Decimal(amount) * unit
        if limit is not None and term >= limit:
            return ()
        total, limit = total + term, unit
    return (total,)


def _exponent(scale: str) -> int:
    return THOUSANDS[scale] if scale in THOUSANDS else sum(_EXPONENTS[unit] for unit in scale)


def _rate_exponent(rate: str) -> int:
    if rate.startswith("成"):
        return 1
    return -1 if rate in ("‰", "千分之") else 0


def _is_vague(found: re.Match[str]) -> bool:
    unit = found["unit"] or ""
    if found["han"] and unit and unit not in MEASURES:
        return True
    return any(word in unit for word in NOT_A_UNIT) or unit in NOT_UNITS


def _has_power(text: str) -> bool:
    """10², 1½: folding would make other digits of them."""
    return any(
        {unicodedata.category(left), unicodedata.category(right)} == {"Nd", "No"}
        for left, right in pairwise(text)
    )


def _canonical(number: Decimal) -> Decimal:
    return Decimal(f"{number.normalize():f}") if number else Decimal(0)
