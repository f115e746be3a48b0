"""Reply → the number it means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.reading.han import han_decimal, han_integer
from dialogues.reading.numbers import NumberReading, read_number

#: reply, canonical value, unit, and of what the reading says: % percent, ~ approximate, = as typed
CLEAR = [
    # digits
    ("12", "12", "", "="),
    ("0", "0", "", "="),
    ("-3", "-3", "", "="),
    ("12.5", "12.5", "", "="),
    ("1.234", "1.234", "", "="),
    ("+5", "5", "", "="),
    ("-0", "0", "", ""),
    ("007", "7", "", ""),
    ("3.50", "3.5", "", ""),
    (".5", "0.5", "", ""),
    ("5.", "5", "", "="),
    ("12！", "12", "", "="),
    ("１２", "12", "", ""),
    ("－３", "-3", "", ""),
    ("−3", "-3", "", ""),
    ("１２。５", "12.5", "", ""),
    ("١٢٣", "123", "", ""),
    # groups of three
    ("1,234", "1234", "", ""),
    ("1,234.5", "1234.5", "", ""),
    ("１，２３４", "1234", "", ""),
    ("1,234,567.89", "1234567.89", "", ""),
    ("12 345", "12345", "", ""),
    ("1 234,5", "1234.5", "", ""),
    ("1.234,5", "1234.5", "", ""),
    ("0,5", "0.5", "", ""),
    # Chinese
    ("十", "10", "", ""),
    ("十二", "12", "", ""),
    ("三百二十", "320", "", ""),
    ("三百二", "320", "", ""),
    ("三百零二", "302", "", ""),
    ("两百", "200", "", ""),
    ("四十", "40", "", ""),
    ("廿五", "25", "", ""),
    ("一万零一", "10001", "", ""),
    ("十万零一百零一", "100101", "", ""),
    ("贰佰伍拾", "250", "", ""),
    ("兩萬五", "25000", "", ""),
    ("一亿二", "120000000", "", ""),
    ("二零二六", "2026", "", ""),
    ("二〇", "20", "", ""),
    ("三零", "30", "", ""),
    ("零", "0", "", ""),
    ("十二点五", "12.5", "", ""),
    ("三點零五", "3.05", "", ""),
    ("负三", "-3", "", ""),
    ("負三", "-3", "", ""),
    # scales
    ("1.2万", "12000", "", ""),
    ("1.2 萬", "12000", "", ""),
    ("3亿", "300000000", "", ""),
    ("3千", "3000", "", ""),
    ("3百万", "3000000", "", ""),
    ("2万亿", "2000000000000", "", ""),
    ("三点五万", "35000", "", ""),
    ("1.2k", "1200", "", ""),
    ("1.2K", "1200", "", ""),
    ("5w", "50000", "", ""),
    ("2 million", "2000000", "", ""),
    ("1亿2000万", "120000000", "", ""),
    ("3万5千人", "35000", "人", ""),
    # per cent
    ("30%", "30", "", "%="),
    ("30 %", "30", "", "%="),
    ("30％", "30", "", "%="),
    ("-12.5%", "-12.5", "", "%="),
    ("30 percent", "30", "", "%="),
    ("百分之十", "10", "", "%"),
    ("百分之十二点五", "12.5", "", "%"),
    ("百分之12.5", "12.5", "", "%="),
    ("百分之百", "100", "", "%"),
    ("百分百", "100", "", "%"),
    ("一成", "10", "", "%"),
    ("3成", "30", "", "%"),
    ("三成五", "35", "", "%"),
    ("3成5", "35", "", "%"),
    ("5‰", "0.5", "", "%"),
    ("千分之五", "0.5", "", "%"),
    # more or less
    ("约30%", "30", "", "%~"),
    ("約30%", "30", "", "%~"),
    ("30%左右", "30", "", "%~"),
    ("大概三十", "30", "", "~"),
    ("大概有三十人", "30", "人", "~"),
    ("~30", "30", "", "~"),
    ("～30", "30", "", "~"),
    ("about 30", "30", "", "~"),
    ("approx. 30 %", "30", "", "%~"),
    ("30 or so", "30", "", "~"),
    ("18左右", "18", "", "~"),
    ("20人左右", "20", "人", "~"),
    ("30吧", "30", "", "~"),
    ("共210人", "210", "人", "="),
    # units
    ("210人", "210", "人", "="),
    ("80 小时", "80", "小时", "="),
    ("80小时/年", "80", "小时/年", "="),
    ("80 hours per year", "80", "hours per year", "="),
    ("120ms", "120", "ms", "="),
    ("50m²", "50", "m2", "="),
    ("1200㎡", "1200", "m2", "="),
    ("25°C", "25", "°c", "="),
    ("2千克", "2000", "克", ""),
    ("80kg", "80", "kg", "="),
    ("$1,200", "1200", "$", ""),
    ("￥3万", "30000", "¥", ""),
    ("$5 USD", "5", "usd", "="),
    ("一个月", "1", "个月", ""),
    ("四十小时", "40", "小时", ""),
    ("2026年", "2026", "年", "="),
]

#: A comma between other than three digits: both readings, the decimal one first.
TWOFOLD = [
    ("1,3", ("1.3", "13")),
    ("1，3", ("1.3", "13")),
    ("12,34", ("12.34", "1234")),
    ("1,2345", ("1.2345", "12345")),
    ("-1,3%", ("-1.3", "-13")),
    ("1,3万", ("13000", "130000")),
]

NONE = [
    *("", "无", "没有", "—", "——", "-", "+", ".", ",", "%", "约", "人", "no", "about", "NaN", "inf", "Infinity", "1e309", "0x10"),
    # several numbers, ranges, ratios, bounds
    *("3.4.5", "1.234.567", "1,2,3", "1,23,4", "1, 234", "1 3", "2-3", "2 or 3", "80-85%", "1、3", "1/2", "1:15", "24/7"),
    *("≤300秒", ">5", "5%以内", "30以上", "30岁以上", "300+", "--3", "—3", "4分45秒", "2026-03-05", "3月5日"),
    # not exact, not numbers
    *("二十多", "20多人", "20余人", "二十几", "3天半", "3点", "三四", "二三十", "一般", "一点", "十分满意", "两者", "万一", "百货"),
    *("12 not sure", "12 or", "3rd", "12pm", "ISO9001", "人3", "百分之", "百分之十人", "百分之3%", "30%人", "3百分点"),
    # wrong Chinese, other digits
    *("一二三", "二三百五", "千百二", "百", "千", "万", "万万", "十十", "一百零", "一万万", "一亿三亿", "十点", "百分之", "点五"),
    *("½", "1½", "10²", "²5", "1万2", "2千3万", "9" * 29, "三点" + "一" * 40, "1" * 65),
]  # fmt: skip


def _marks(reading: NumberReading) -> str:
    return "%" * reading.percent + "~" * reading.approximate + "=" * reading.as_typed


@pytest.mark.parametrize(("reply", "value", "unit", "marks"), CLEAR)
def test_a_clear_number(reply: str, value: str, unit: str, marks: str) -> None:
    """One reading, its value in canonical form, and what was said beside it."""
    assert [(str(one.value), one.unit, _marks(one)) for one in read_number(reply)] == [(value, unit, marks)]


@pytest.mark.parametrize(("reply", "values"), TWOFOLD)
def test_a_comma_that_may_mean_either(reply: str, values: tuple[str, str]) -> None:
    """Two readings, and neither is what was typed."""
    readings = read_number(reply)
    assert tuple(str(reading.value) for reading in readings) == values
    assert not any(reading.as_typed for reading in readings)


@pytest.mark.parametrize("reply", NONE)
def test_no_number(reply: str) -> None:
    """What is no single exact number is none, rather than a wrong one."""
    assert read_number(reply) == ()


HAN_NONE = [
    "",
    "点",
    "十二点",
    "点五",
    "十点十",
    "二点五点",
    "五" * 25,
    "10",
    "零百",
    "三零十",
    "十零零五",
    "三百百",
    "五亿亿",
    "一千零",
]


@pytest.mark.parametrize("text", HAN_NONE)
def test_no_chinese_number(text: str) -> None:
    """Characters that write no number write none, however many of them are numerals."""
    assert han_decimal(text) is None


def _han(number: int) -> str:
    """As a Chinese writer puts it, with 零 where a place is left out."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    scales = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
    unit, name = next((unit, name) for unit, name in scales if number >= unit)
    many, rest = divmod(number, unit)
    gap = "零" if 0 < rest < unit // 10 else ""
    return _han(many) + name + gap + (_han(rest) if rest else "")


@given(st.integers(0, 10**12) | st.integers(0, 200_000))
@settings(deadline=None, max_examples=300)
def test_chinese_numbers_read_back(number: int) -> None:
    """Every whole number reads back: as it is spoken, in traditional characters, and as on a cheque."""
    written = _han(number)
    spoken = written.removeprefix("一") if written.startswith("一十") else written
    traditional = written.replace("万", "萬").replace("亿", "億")
    cheque = written.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert [han_integer(form) for form in (written, spoken, traditional, cheque)] == [number] * 4


@given(st.decimals(-(10**9), 10**9, places=3))
@settings(deadline=None, max_examples=300)
def test_every_way_to_write_a_number_reads_back(number: Decimal) -> None:
    """Grouped, full-width, with a unit, a percent sign or a word before it: the same value."""
    plain = f"{number:f}"
    wide = plain.translate({ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789.-"})
    grouped = f"{number:,f}"
    forms = [plain, wide, grouped, f"{plain}人", f"{plain} %", f"约{plain}", f"{grouped} hours", f"{plain}。"]
    for form in forms:
        assert [reading.value for reading in read_number(form)] == [number], form
