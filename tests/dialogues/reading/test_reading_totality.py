"""No text that a person can send makes a reader raise, and what comes back keeps the reader's promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogues.reading.cells import is_nothing, read_cells, read_grid
from dialogues.reading.choices import Picked, read_choices
from dialogues.reading.commands import read_command
from dialogues.reading.dates import read_date, read_year
from dialogues.reading.han import han_decimal, han_integer
from dialogues.reading.labels import Option
from dialogues.reading.normalise import clean, fold
from dialogues.reading.numbers import read_number
from dialogues.reading.smalltalk import means_attachment, read_talk
from dialogues.reading.yes_no import read_yes_no

TODAY = date(2026, 11, 22)
OPTIONS = (
    Option(name="sales", number=1, labels=("销售", "Sales")),
    Option(name="care", number=2, labels=("客户维系/保有", "Customer care (all)")),
    Option(name="unknown", number=3, labels=("不知道", "I don't know"), is_exclusive=True),
    Option(name="other", number=4, labels=("其他（请说明）", "Other (please say)"), is_other=True),
)
NAMES = tuple(option.name for option in OPTIONS)

#: Pieces that readers look at; the test puts them together in ways that no person would.
PIECES = """
0 9 1,3 1.5 ,. - — 负 + % ‰ 成 百分之 千分之 百 万 亿 兆 零 〇 廿 点 半 约 左右 k ~ ½ ² ① １２ ١٢٣ ۵ 𝟘 1e309 NaN -0 inf
年 月 日 号 2026 二〇二六 去年 上个月 今天 march 5th / ／ 、 ， ; ： : ( ） ﷺ ǅ ß İ ΐ 是 否 没有 不 yes no " "" @ ? 👍🏽 1️⃣
A ACE 除了 都有 和 and 其他 other 销售 客户 保有 维系 知道 第 个 选 1-4 改 去 /back
"""
MARKS = ("\t", "\n", "\r\x00", "\ud800", "\u200b", "\u3000", "\ufeff", "")
PIECE = st.sampled_from((*PIECES.split(), *MARKS))
TYPED = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(PIECE, max_size=12).map("".join),
    st.lists(PIECE, max_size=12).map(" ".join),
)
#: These have broken readers elsewhere.
NOTORIOUS = (
    *("", "1e309", "-0", "NaN", "١٢٣", "\ud800", "\x00"),
    *("9" * 5000, "二" * 5000, "1," * 3000, '"' * 3000, "除了" * 900 + "都有"),
)


def every_text(test: Callable[..., None]) -> Callable[..., None]:
    """Arbitrary texts, and the notorious ones."""
    for text in NOTORIOUS:
        test = example(text=text)(test)
    return settings(deadline=None, max_examples=200)(given(text=TYPED)(test))


@every_text
def test_what_is_cleaned_can_be_stored_and_is_clean(text: str) -> None:
    """Cleaning leaves nothing that UTF-8 or a database refuses, and cleaning twice is cleaning once."""
    cleaned = clean(text)
    cleaned.encode()
    assert not any(ord(character) < 32 and character not in "\n\t" for character in cleaned)
    assert clean(cleaned) == cleaned


@every_text
def test_folding_ends_in_single_blanks(text: str) -> None:
    """What is compared has no blanks at its ends and no two of them together."""
    folded = fold(text)
    assert folded == " ".join(folded.split())


@every_text
def test_numbers_are_canonical(text: str) -> None:
    """A reading is a finite number without exponent, useless zeros, or a negative nothing; at most two of them."""
    readings = read_number(text)
    assert len(readings) <= 2
    for reading in readings:
        written = str(reading.value)
        assert reading.value.is_finite()
        assert "E" not in written
        assert written != "-0"
        assert "." not in written or not written.endswith("0")
        assert not reading.as_typed or written in text


@every_text
def test_chinese_numbers_are_numbers(text: str) -> None:
    """What is read from Chinese characters is never negative, and its decimal form begins with its whole part."""
    number = han_integer(text)
    assert number is None or (number >= 0 and han_decimal(text) == str(number))


@every_text
def test_cells_hold_no_mark_and_no_outer_blank(text: str) -> None:
    """Whatever the split, a cell is tidy, and there are one or two ways to split at most."""
    for count in (0, 1, 3):
        candidates = read_cells(text, count)
        assert len(candidates) <= 2
        for cells in candidates:
            assert cells
            assert all(cell == cell.strip() and cell not in ("-", "——") for cell in cells)
            assert all(isinstance(is_nothing(cell), bool) for cell in cells)


@every_text
def test_a_grid_has_rows_of_cells(text: str) -> None:
    """A pasted table has no row without cells."""
    grid = read_grid(text)
    assert grid is None or all(grid)


@pytest.mark.parametrize("today", [date.min, TODAY, date.max])
@every_text
def test_dates_fit_their_precision(today: date, text: str) -> None:
    """A month is its first day, a year its first of January, wherever today stands in the calendar."""
    assert all(isinstance(found, date) for found in read_date(text, today=today, precision="day"))
    assert all(found.day == 1 for found in read_date(text, today=today, precision="month"))
    years = read_date(text, today=today, precision="year")
    assert all((found.month, found.day) == (1, 1) for found in years)
    assert read_year(text, today=today) == tuple(found.year for found in years)


@pytest.mark.parametrize("many", [False, True])
@example(text="0 其 其他 0")
@every_text
def test_picks_are_options_in_order(many: bool, text: str) -> None:
    """Whatever is picked is an option, once, in the order of the definition; one at most unless many may be."""
    found = read_choices(text, OPTIONS, many=many)
    names = found.names if isinstance(found, Picked) else found.understood
    assert names == tuple(name for name in NAMES if name in names)
    if isinstance(found, Picked):
        assert names
        assert many or len(names) == 1
        assert not found.other_text or (found.other_text in text and "other" in names)
    else:
        assert found.about in text
    assert read_choices(text, (), many=many) != found or not isinstance(found, Picked)


@every_text
def test_an_explanation_is_what_was_typed(text: str) -> None:
    """The explanation stands in the reply, word for word."""
    found = read_yes_no(text, ("有", "Yes"), ("没有", "No"))
    assert found is None or found.explanation in text


@every_text
def test_commands_are_known(text: str) -> None:
    """Whatever is a command has a name."""
    found = read_command(text)
    assert found is None or found.name.isalpha()


@every_text
def test_small_talk_is_short(text: str) -> None:
    """What is asked back is a short text, and pointing at a file is no talk."""
    found = read_talk(text)
    assert found in ("", "talk", "question")
    assert not found or len(fold(text)) <= 100
    assert not (found and means_attachment(text))
