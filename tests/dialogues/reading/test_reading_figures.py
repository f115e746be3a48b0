"""Durations, ratios and bounds: what people type, and what comes of it; each is read back from how it is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.expressions import as_text
from dialogues.questions._table.figures import Figure, figure
from dialogues.reading.bounds import Bounded, Sign, read_bounds
from dialogues.reading.durations import read_duration, time_unit
from dialogues.reading.ratios import read_ratio

DURATIONS = {
    "285": "285",
    "285秒": "285",
    "285 s": "285",
    "１２０秒": "120",
    "4分45秒": "285",
    "4 分钟 45 秒": "285",
    "4分鐘45秒": "285",
    "四分四十五秒": "285",
    "4'45\"": "285",
    "4′45″": "285",
    "4'": "240",
    '45"': "45",
    "4:45": "285",
    "4：45": "285",
    "1:02:03": "3723",
    "4 min 45 s": "285",
    "1h30m": "5400",
    "4分45": "285",
    "2小时30": "9000",
    "4分半": "270",
    "4.5分": "270",
    "半小时": "1800",
    "一个半小时": "5400",
    "1,200秒": "1200",
    "约300秒": "300",
    "300秒左右": "300",
    "500毫秒": "0.5",
    "5天": "432000",
    "0": "0",
}
NO_DURATIONS = (
    *(
        "",
        "秒",
        "分45秒",
        "4分5分",
        "45秒4分",
        "5人",
        "12%",
        "-5",
        "1,5分",
        "4:75",
        "4::45",
        "1:2:3:4",
        "abc",
        "9" * 50,
    ),
    *("4分45秒吗", "3天5", "半", "4分100", "5毫秒3", "一二三秒秒", "约", "1e5"),
)


@pytest.mark.parametrize(("typed", "seconds"), DURATIONS.items())
def test_duration(typed: str, seconds: str) -> None:
    """In whatever way it is typed, seconds come out."""
    assert read_duration(typed) == Decimal(seconds)


@pytest.mark.parametrize("typed", NO_DURATIONS)
def test_no_duration(typed: str) -> None:
    """What is something else, or may be two things, is none."""
    assert read_duration(typed) is None


def test_a_number_alone_counts_the_unit_that_is_asked_for() -> None:
    """5 where minutes are asked is 300 seconds, and 8:30 where hours are asked is half past eight hours."""
    assert read_duration("5", size=Decimal(60)) == 300
    assert read_duration("5秒", size=Decimal(60)) == 5
    assert read_duration("8:30", size=Decimal(3600)) == 30600
    assert (time_unit("分钟"), time_unit("Hours"), time_unit("人")) == (60, 3600, None)


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_durations_go_round(hours: int, minutes: int, seconds: int) -> None:
    """However the same time is written, it is the same number of seconds; and as that, it is read back."""
    total = hours * 3600 + minutes * 60 + seconds
    written = (
        f"{hours}小时{minutes}分{seconds}秒",
        f"{hours}h {minutes}m {seconds}s",
        f"{hours}:{minutes:02}:{seconds:02}",
        f"{hours * 60 + minutes}分{seconds}秒",
        f"{hours * 60 + minutes}'{seconds:02}\"",
        f"{hours * 60 + minutes}:{seconds:02}",
        str(total),
        f"{total}秒",
        f"{total} s",
    )
    assert {read_duration(each) for each in written} == {Decimal(total)}


RATIOS = {
    "1:15": (1, 15),
    "1：15": (1, 15),
    "1∶15": (1, 15),
    "1比15": (1, 15),
    "1 to 15": (1, 15),
    "1/15": (1, 15),
    "1 : 15": (1, 15),
    "一比十五": (1, 15),
    "15": (1, 15),
    "15人": (1, 15),
    "2:30": (2, 30),
    "1:15左右": (1, 15),
    "1:12.5": (1, 12.5),
    "1:0": (1, 0),
}


@pytest.mark.parametrize(("typed", "numbers"), RATIOS.items())
def test_ratio(typed: str, numbers: tuple[float, float]) -> None:
    """Both numbers as they were said; a number alone is of one."""
    assert read_ratio(typed) == tuple(map(Decimal, map(str, numbers)))


@pytest.mark.parametrize(
    "typed", ["", "0:5", "1:2:3", "15%", "1:15%", "-1:15", "1:", ":15", "a:b", "1,3", "5秒", "1" * 50]
)
def test_no_ratio(typed: str) -> None:
    """Nothing of nothing, per cent, and what has other parts."""
    assert read_ratio(typed) is None


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_ratios_go_round(first: int, second: int) -> None:
    """Written in any way, it is the same; nothing is reduced."""
    numbers = (Decimal(first), Decimal(second))
    for mark in (":", "：", "比", " 比 ", "/", " to "):
        assert read_ratio(f"{first}{mark}{second}") == numbers


BOUNDS: dict[str, tuple[Sign, *tuple[str, ...]]] = {
    "≥85%": (">=", "85%"),
    "≧85%": (">=", "85%"),
    ">=85%": (">=", "85%"),
    "不低于85%": (">=", "85%"),
    "不低於85%": (">=", "85%"),
    "至少 85%": (">=", "85%"),
    "85%以上": (">=", "85%"),
    "85%及以上": (">=", "85%"),
    "85%+": (">=", "85%"),
    "at least 85%": (">=", "85%"),
    "85% or more": (">=", "85%"),
    "≥85%以上": (">=", "85%"),
    "≤5%": ("<=", "5%"),
    "5%以内": ("<=", "5%"),
    "5%以下": ("<=", "5%"),
    "300秒内": ("<=", "300秒"),
    "不超过5%": ("<=", "5%"),
    "控制在5%以内": ("<=", "5%"),
    "within 5 min": ("<=", "5 min"),
    "＞90": (">", "90"),
    "超过90": (">", "90"),
    "over 90": (">", "90"),
    "＜3": ("<", "3"),
    "不满3": ("<", "3"),
    "less than 3": ("<", "3"),
    "80-85%": ("..", "80%", "85%"),
    "80–85%": ("..", "80%", "85%"),
    "80—85%": ("..", "80%", "85%"),
    "80%~85%": ("..", "80%", "85%"),
    "80至85%": ("..", "80%", "85%"),
    "80 to 85%": ("..", "80%", "85%"),
    "80到85%之间": ("..", "80%", "85%"),
    "between 80 and 85%": ("..", "80%", "85%"),
    "4-5分": ("..", "4分", "5分"),
    "1:10-1:15": ("..", "1:10", "1:15"),
    "80..85": ("..", "80", "85"),
    "85%": ("", "85%"),
    "80/20": ("", "80/20"),
    "-5": ("", "-5"),
    "": ("", ""),
    "≥": ("", "≥"),
    "以上": ("", "以上"),
}


@pytest.mark.parametrize(("typed", "parts"), BOUNDS.items())
def test_bounds(typed: str, parts: tuple[Sign, *tuple[str, ...]]) -> None:
    """The sign, and what is left for the reader of its kind."""
    sign, *figures = parts
    assert read_bounds(typed) == Bounded(sign=sign, figures=tuple(figures))


def test_what_contradicts_itself_is_left_to_be_refused() -> None:
    """≥5%以内 is no figure, and what is far too long is none either."""
    assert read_bounds("≥5%以内") == Bounded(sign=">=", figures=("5%以内",))
    assert read_bounds("≥" * 80) == Bounded(sign="", figures=("≥" * 80,))


NUMBERS = st.decimals(0, 10**6, places=2).map(as_text)
ENDS = st.one_of(NUMBERS, st.tuples(NUMBERS, NUMBERS).map(":".join))
FIGURES = st.one_of(
    st.builds(
        lambda sign, end: Figure(sign=sign, ends=(end,)), st.sampled_from(["", ">=", "<=", ">", "<"]), ENDS
    ),
    st.builds(lambda low, high: Figure(sign="..", ends=(low, high)), ENDS, ENDS),
)


@given(FIGURES)
def test_figures_go_round(kept: Figure) -> None:
    """A figure is read back from how it is kept, by the code and, as it is typed, by the readers."""
    assert figure(kept.text) == kept
    assert read_bounds(kept.text) == Bounded(sign=kept.sign, figures=kept.ends)


def test_other_texts_are_no_figures() -> None:
    """Nothing is taken for a figure that none was kept as."""
    assert [figure(text) for text in ("", "≥85", "80/20", "85%", "1:2:3", "a", "１", "--1")] == [None] * 8
    assert Figure(sign="", ends=("0:5",)).numbers == (Decimal(0),)
    assert Figure(sign="", ends=("3:40",)).numbers == (Decimal("13.333333"),)


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_readers_are_total(text: str) -> None:
    """Whatever is typed, nothing raises."""
    seconds, ratio = read_duration(text), read_ratio(text)
    assert seconds is None or seconds >= 0
    assert ratio is None or ratio[0] > 0
    assert read_bounds(text).figures
