"""Reply → date, month or year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.reading.dates import Precision, read_date, read_year

TODAY = date(2026, 11, 22)

DAYS = [
    *(("2026-03-05", "2026-03-05"), ("2026-3-5", "2026-03-05"), ("2026/3/5", "2026-03-05"), ("2026.3.5", "2026-03-05")),
    *(("2026 3 5", "2026-03-05"), ("20260305", "2026-03-05"), ("2026-12-31。", "2026-12-31"), ("2024-02-29", "2024-02-29")),
    *(("2026年3月5日", "2026-03-05"), ("2026年3月5号", "2026-03-05"), ("2026年3月5號", "2026-03-05"), ("2026 年 3 月 5 日", "2026-03-05")),
    *(("２０２６年３月５日", "2026-03-05"), ("２０２６／３／５", "2026-03-05"), ("٢٠٢٦-٠٣-٠٥", "2026-03-05")),
    *(("二〇二六年三月五日", "2026-03-05"), ("二零二六年三月五日", "2026-03-05"), ("二○二六年十二月三十一日", "2026-12-31")),
    *(("5 March 2026", "2026-03-05"), ("March 5, 2026", "2026-03-05"), ("5 Mar 2026", "2026-03-05"), ("5-Mar-2026", "2026-03-05")),
    *(("5th of March, 2026", "2026-03-05"), ("MARCH 5 2026", "2026-03-05"), ("Sept. 1st, 2026", "2026-09-01")),
    # of this year, even when it is still to come
    *(("3月5日", "2026-03-05"), ("十二月三十一日", "2026-12-31"), ("5 March", "2026-03-05"), ("March 5", "2026-03-05")),
    # from today
    *(("今天", "2026-11-22"), ("today", "2026-11-22"), ("昨天", "2026-11-21"), ("Yesterday", "2026-11-21"), ("前天", "2026-11-20")),
    *(("明天", "2026-11-23"), ("後天", "2026-11-24"), ("去年3月5日", "2025-03-05"), ("今年三月五号", "2026-03-05")),
    *(("上个月5号", "2026-10-05"), ("本月1日", "2026-11-01"), ("明年1月1日", "2027-01-01")),
    # only one order of day and month exists
    *(("13/03/2026", "2026-03-13"), ("03/13/2026", "2026-03-13"), ("05.05.2026", "2026-05-05")),
]  # fmt: skip

MONTHS = [
    *(("2026-03", "2026-03"), ("2026/3", "2026-03"), ("2026.10", "2026-10"), ("202603", "2026-03"), ("03/2026", "2026-03")),
    *(("2026年3月", "2026-03"), ("2026年3月份", "2026-03"), ("二〇二六年三月", "2026-03"), ("3月", "2026-03"), ("三月份", "2026-03")),
    *(("March 2026", "2026-03"), ("Mar. 2026", "2026-03"), ("March, 2026", "2026-03"), ("march", "2026-03"), ("May", "2026-05")),
    *(("上个月", "2026-10"), ("last month", "2026-10"), ("本月", "2026-11"), ("下個月", "2026-12"), ("去年三月", "2025-03")),
    # a day is cut
    *(("2026-03-05", "2026-03"), ("昨天", "2026-11"), ("13/03/2026", "2026-03")),
]  # fmt: skip

YEARS = [
    *(
        ("2026", 2026),
        ("2026年", 2026),
        ("２０２６", 2026),
        ("二〇二六", 2026),
        ("二零二六年", 2026),
        ("两千年", 2000),
    ),
    *(("1000", 1000), ("9999", 9999), ("今年", 2026), ("去年", 2025), ("last year", 2025), ("前年", 2024)),
    *(("2026-03", 2026), ("2026年3月5日", 2026), ("05/03/2026", 2026), ("March 2026", 2026)),
]

NOT_DATES: list[tuple[str, Precision]] = [
    # nothing that exists
    *((text, "day") for text in ("2026-02-30", "2026-02-29", "0000-00-00", "2026-13-01", "2026-00-10", "2026-01-00", "32/01/2026")),
    *((text, "day") for text in ("10000-01-01", "0026-01-01", "20261301", "2月30日", "31 June 2026", "2026-3/5", "2026-03-05-01")),
    # numbers, prose, less than was asked
    *((text, "day") for text in ("", "40", "3.4", "5", "12-5", "1,5", "05/03/26", "无", "today or tomorrow", "一", "2026年3月5日" * 9)),
    *((text, "day") for text in ("2026-03", "2026年3月", "March 2026", "2026", "去年", "上个月", "3月")),
    *((text, "month") for text in ("2026", "去年", "3", "三", "13月", "2026-13", "2026-02-30", "00/2026", "三十三月", "十十月")),
    *((text, "year") for text in ("26", "3月", "3月5日", "march", "999", "10000", "0999", "五", "2026-02-30")),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "day"), DAYS)
def test_a_day(reply: str, day: str) -> None:
    """One reading, to the day."""
    assert read_date(reply, today=TODAY, precision="day") == (date.fromisoformat(day),)


@pytest.mark.parametrize(("reply", "month"), MONTHS)
def test_a_month(reply: str, month: str) -> None:
    """One reading, as the first of its month."""
    assert read_date(reply, today=TODAY, precision="month") == (date.fromisoformat(f"{month}-01"),)


@pytest.mark.parametrize(("reply", "year"), YEARS)
def test_a_year(reply: str, year: int) -> None:
    """One reading, whatever else was said of the date."""
    assert read_year(reply, today=TODAY) == (year,)


@pytest.mark.parametrize(("reply", "precision"), NOT_DATES)
def test_no_date(reply: str, precision: Precision) -> None:
    """What does not exist, is less exact than asked, or is a number, is no date."""
    assert read_date(reply, today=TODAY, precision=precision) == ()


@pytest.mark.parametrize("reply", ["05/03/2026", "5-3-2026", "05.03.2026"])
def test_day_and_month_may_change_places(reply: str) -> None:
    """Two readings, the day first; as a year they are the same."""
    assert read_date(reply, today=TODAY, precision="day") == (date(2026, 3, 5), date(2026, 5, 3))
    assert read_date(reply, today=TODAY, precision="month") == (date(2026, 3, 1), date(2026, 5, 1))
    assert read_year(reply, today=TODAY) == (2026,)


def test_months_and_days_pass_the_end_of_a_year() -> None:
    """Before the first of January comes last year."""
    new_year = date(2026, 1, 1)
    assert read_date("上个月", today=new_year, precision="month") == (date(2025, 12, 1),)
    assert read_date("昨天", today=new_year, precision="day") == (date(2025, 12, 31),)


def test_the_calendar_has_ends() -> None:
    """The day before the first day, and the day after the last, are no dates."""
    assert read_date("昨天", today=date.min, precision="day") == ()
    assert read_date("明天", today=date.max, precision="day") == ()


ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@given(st.dates(date(1000, 1, 1)))
@settings(deadline=None, max_examples=300)
def test_every_way_to_write_a_date_reads_back(day: date) -> None:
    """The same day, however it was written."""
    name = ENGLISH[day.month - 1]
    chinese = f"{day.year}年{day.month}月{day.day}日"
    forms = [
        *(
            day.isoformat(),
            f"{day:%Y%m%d}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
        ),
        *(chinese, chinese.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})),
        *(
            f"{day.day} {name} {day.year}",
            f"{name} {day.day}, {day.year}",
            f"{day.day}-{name[:3]}-{day.year}",
        ),
    ]
    for form in forms:
        assert read_date(form, today=TODAY, precision="day") == (day,), form
    assert day in read_date(f"{day.day}/{day.month}/{day.year}", today=TODAY, precision="day")
