"""Numbers written in Chinese characters: 三百二十, 两万五, 二零二六, 贰佰.

Own code, because the package for it was tried and left: it takes 二三百五 for 550 and 千百二 for 1020, raises
KeyError on 一亿二, goes through floats, and costs a tenth of a second to import. Only the characters are read
here; signs, percentages and units are for `numbers.py`.
"""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
#: Other ways to write a digit or a unit: traditional, of a cheque, the circle that stands for a zero.
_PLAIN = str.maketrans(
    "〇○兩两壹貳贰叁參肆伍陸陆柒捌玖拾佰仟萬億",
    "零零二二一二二三三四五六六七八九十百千万亿",
)
_TENS = {"廿": "二十", "卅": "三十"}
_UNITS = {"十": 10, "百": 100, "千": 1000}

HAN_DIGITS = "零〇○一二三四五六七八九兩两壹貳贰叁參肆伍陸陆柒捌玖"
#: every character that a number may consist of
HAN_NUMERALS = HAN_DIGITS + "十拾百佰千仟万萬亿億廿卅"
_NUMERALS = re.compile(f"[{HAN_NUMERALS}]{{1,24}}")


def han_integer(text: str) -> int | None:
    """The whole number that these characters write, or nothing.

    A unit that is left out at the end is understood: 三百二 is 320, 一万二 is 12000. Digits alone are a number
    when one is a zero or there are four or more (二零二六); 三四 means "three or four" and is none.
    """
    if not _NUMERALS.fullmatch(text):
        return None
    text = _plain(text)
    if set(text) <= set(_DIGITS) and (len(text) >= 4 or (len(text) > 1 and "零" in text)):
        return int(_ascii(text))
    return _large(text)


def han_decimal(text: str) -> str | None:
    """十二点五 as "12.5": the plain decimal that these characters write, or nothing."""
    whole, point, fraction = text.replace("點", "点").partition("点")
    number = han_integer(whole)
    if number is None or not point:
        return None if number is None else str(number)
    digits = _plain(fraction)
    return f"{number}.{_ascii(digits)}" if digits and set(digits) <= set(_DIGITS) else None


def _plain(text: str) -> str:
    for short, long in _TENS.items():
        text = text.replace(short, long)
    return text.translate(_PLAIN)


def _ascii(digits: str) -> str:
    return "".join(str(_DIGITS.index(digit)) for digit in digits)


def _large(text: str) -> int | None:
    for name, unit in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = text.rpartition(name)
        if not found:
            continue
        many = _large(head)
        if many is None or not 0 < many < unit:
            return None
        if not tail:
            return many * unit
        rest = _DIGITS.index(tail) * unit // 10 if tail in set(_DIGITS) else _large(tail)
        return many * unit + rest if rest else None
    return _small(text)


def _small(text: str) -> int | None:
    """Below ten thousand."""
    total, unit = 0, 10_000
    digit: int | None = None
    zero = False
    for character in text:
        if character == "零":
            if digit is not None or zero:
                return None
            zero = True
        elif character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS.index(character)
        else:
            smaller = _UNITS.get(character, unit)
            if smaller >= unit or (digit is None and smaller != 10):
                return None
            total, unit, digit, zero = total + (digit or 1) * smaller, smaller, None, False
    if digit is None:
        return None if (zero and total) or not text else total
    # After 十, after 零, and standing alone, a digit counts itself; in 三百二 it counts tens.
    return total + (digit if zero or unit in (10, 10_000) else digit * unit // 10)
