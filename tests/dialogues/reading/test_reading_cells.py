"""Reply → the cells of a line; paste → the rows of a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.reading.cells import is_nothing, read_cells, read_grid

#: reply, how many cells the line has, the one way to split it
SPLIT = [
    # one separator
    ("40 35 25", 3, ["40", "35", "25"]),
    ("40　35  25", 3, ["40", "35", "25"]),
    ("40/35/25", 3, ["40", "35", "25"]),
    ("40，35，25", 3, ["40", "35", "25"]),
    ("40,35,25", 3, ["40", "35", "25"]),
    ("40, 35, 25", 3, ["40", "35", "25"]),
    ("40 ,35 ,25", 3, ["40", "35", "25"]),
    ("40;35；25", 3, ["40", "35", "25"]),
    ("40%、35%、25%", 3, ["40%", "35%", "25%"]),
    ("210、98、76、26、10", 5, ["210", "98", "76", "26", "10"]),
    ("40|35｜25", 3, ["40", "35", "25"]),
    ("40\n35\n25", 3, ["40", "35", "25"]),
    ("40\t35\t25", 3, ["40", "35", "25"]),
    # several
    ("120 40 35 15 10", 5, ["120", "40", "35", "15", "10"]),
    ("120、40 35 15 10", 5, ["120", "40", "35", "15", "10"]),
    ("210、98，76", 3, ["210", "98", "76"]),
    # groups of three
    ("1,234 5 6", 3, ["1,234", "5", "6"]),
    ("1 234、5", 2, ["1 234", "5"]),
    ("1,234、5、6", 3, ["1,234", "5", "6"]),
    ("1,234, 5, 6", 3, ["1,234", "5", "6"]),
    ("1,234\t5", 2, ["1,234", "5"]),
    # commas
    ("60,40", 2, ["60", "40"]),
    ("1,5 2,5", 2, ["1.5", "2.5"]),
    ("1,5 2,5", 3, ["1.5", "2.5"]),
    ("1,5 2,5", 4, ["1", "5", "2", "5"]),
    ("1,2,3 4", 2, ["1", "2", "3", "4"]),
    ("甲,乙 丙", 3, ["甲", "乙", "丙"]),
    # units and marks stay with their figure
    ("210 人 98 人", 2, ["210 人", "98 人"]),
    ("40 % 35 %", 2, ["40 %", "35 %"]),
    ("80小时/年 40小时/年", 2, ["80小时/年", "40小时/年"]),
    ("≤300秒 285秒", 2, ["≤300秒", "285秒"]),
    ("服务水平 80/20 82/20", 3, ["服务水平", "80/20", "82/20"]),
    ("1:15 1:20", 2, ["1:15", "1:20"]),
    # nothing
    ("- 285秒", 2, ["", "285秒"]),
    ("—— 5", 2, ["", "5"]),
    ("30\t\t20\t", 4, ["30", "", "20", ""]),
    ("\t30\t20", 3, ["", "30", "20"]),
    ("40,,25", 3, ["40", "", "25"]),
    ("40，，25，", 3, ["40", "", "25"]),
    ("40//25", 3, ["40", "", "25"]),
    ("有 无 没有", 3, ["有", "无", "没有"]),
    # fewer and more than asked
    ("40 35", 3, ["40", "35"]),
    ("40 35 25", 2, ["40", "35", "25"]),
    ("1,234 5", 1, ["1,234 5"]),
    ("1,234", 1, ["1,234"]),
    ("40、35", 1, ["40、35"]),
    ("-", 1, [""]),
]


@pytest.mark.parametrize(("reply", "count", "cells"), SPLIT)
def test_one_way_to_split(reply: str, count: int, cells: list[str]) -> None:
    """One candidate, its cells as they were typed."""
    assert read_cells(reply, count) == (tuple(cells),)


DOUBTFUL = [
    ("1,3", 2, [["1", "3"], ["1.3"]]),
    ("1,3", 3, [["1", "3"], ["1.3"]]),
    ("1,3", 1, [["1.3"], ["13"]]),
    ("1，3", 1, [["1.3"], ["13"]]),
    ("1,3%", 1, [["1.3%"], ["13%"]]),
    ("1,234", 2, [["1", "234"], ["1,234"]]),
    ("1,234", 3, [["1", "234"], ["1,234"]]),
    ("1,234,567", 3, [["1", "234", "567"], ["1,234,567"]]),
    ("1,234 5 6", 4, [["1", "234", "5", "6"], ["1,234", "5", "6"]]),
]


@pytest.mark.parametrize(("reply", "count", "candidates"), DOUBTFUL)
def test_two_ways_to_split(reply: str, count: int, candidates: list[list[str]]) -> None:
    """Two candidates where a comma may part two cells or belong to one, the likelier first."""
    assert read_cells(reply, count) == tuple(map(tuple, candidates))


@pytest.mark.parametrize("reply", ["", " ", "\n\n", "\u3000"])
def test_no_cells_in_a_blank_text(reply: str) -> None:
    """Where nothing was typed there is nothing to split."""
    assert read_cells(reply, 3) == ()


@given(
    st.lists(st.integers(0, 999), min_size=2, max_size=8),
    st.sampled_from(["\t", " ", "、", "，", ",", ", ", "/", "；", "\n"]),
)
@settings(deadline=None, max_examples=300)
def test_every_separator_gives_the_same_cells(figures: list[int], separator: str) -> None:
    """A line of figures reads back whatever stands between them, in the likelier reading at least."""
    cells = tuple(map(str, figures))
    assert read_cells(separator.join(cells), len(cells))[0] == cells


@pytest.mark.parametrize(
    ("cell", "nothing"),
    [
        ("", True),
        ("  ", True),
        ("——", True),
        ("无", True),
        ("沒有", True),
        ("N/A", True),
        ("0", False),
        ("有", False),
    ],
)
def test_words_for_nothing(cell: str, nothing: bool) -> None:
    """A mark or a word says that there is nothing; a zero does not."""
    assert is_nothing(cell) is nothing


TABLES = [
    ("目标\t达成\n≤300秒\t4分45秒\n", [["目标", "达成"], ["≤300秒", "4分45秒"]]),
    ("a\t\tb\n\t1\t\n\nc\td", [["a", "", "b"], ["", "1", ""], ["c", "d"]]),
    ('"two\nlines"\t"a ""word"""\n5\t6', [["two\nlines", 'a "word"'], ["5", "6"]]),
    ('"tab\there"\t5', [["tab\there", "5"]]),
    ('"open\t5\n6\t7', [['"open', "5"], ["6", "7"]]),
    ('5"\t6"', [['5"', '6"']]),
    ("全职 120 40\n兼职 18 60", [["全职", "120", "40"], ["兼职", "18", "60"]]),
    ("全职、120、40\n\n兼职、18、-", [["全职", "120", "40"], ["兼职", "18", ""]]),
    ("| 全职 | 120 |\n| 兼职 | 18 |", [["全职", "120"], ["兼职", "18"]]),
    ("25岁以下：30\n25-35岁: 45%", [["25岁以下", "30"], ["25-35岁", "45%"]]),
    ("全职：210、98\n兼职：1 2 3", [["全职", "210", "98"], ["兼职", "1", "2", "3"]]),
    ("1,234 5\n2,345 6", [["1,234", "5"], ["2,345", "6"]]),
    ("40,35\n1,2", [["40", "35"], ["1", "2"]]),
    ("1,5 2\n3 4", [["1", "5", "2"], ["3", "4"]]),
    ("甲、乙：丙\n丁、戊", [["甲", "乙：丙"], ["丁", "戊"]]),
]


@pytest.mark.parametrize(("paste", "rows"), TABLES)
def test_a_pasted_table(paste: str, rows: list[list[str]]) -> None:
    """Its rows, as long as they were typed, with quotes as spreadsheets write them."""
    assert read_grid(paste) == tuple(map(tuple, rows))


@pytest.mark.parametrize(
    "text",
    ["", "一行 两格", "一格\n一格", "1,234\n2,345", "10:30\n11:45", "https://a.cn\nhttps://b.cn", "a b\nc"],
)
def test_no_table(text: str) -> None:
    """One line, or lines of one cell, are no table."""
    assert read_grid(text) is None
