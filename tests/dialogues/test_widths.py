"""What fits on a button of a narrow phone, and how buttons lie in rows."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.catalogue import load_words
from dialogues.prompt import Button
from dialogues.reply import Command
from dialogues.widths import (
    BUDGET,
    ROOM_FOR_LINE,
    ROOM_FOR_SECTION,
    counts,
    fits,
    rows,
    stand_as_words,
    wide,
)

WORDS = load_words()
#: as wide as figures of a sum get: 12.5→11.5
FIGURES = {"value": "12.5%", "old": "12.5", "new": "11.5"}


@pytest.mark.parametrize(
    ("label", "width"),
    [
        ("", 0),
        ("全职", 2),
        ("ab", 1),
        ("改 A1", 2.5),
        ("35→32", 3),
        ("✅5", 1.5),
        ("下一题 ›", 4),
        ("é", 0.5),
    ],
)
def test_width(label: str, width: float) -> None:
    """A Chinese character is one, a letter a half, an arrow one, a mark above a letter nothing."""
    assert wide(label) == width


@pytest.mark.parametrize(("per_row", "most"), BUDGET.items())
def test_as_wide_as_the_budget(per_row: int, most: float) -> None:
    """That fits, and half a character more does not."""
    label = "." * int(most * 2)
    assert fits([label], per_row)
    assert not fits([label, f"{label}."], per_row)


@pytest.mark.parametrize(
    ("labels", "laid"),
    [
        ([], []),
        (["1", "2", "3", "4", "5", "6"], [5, 1]),
        (["A", "B", "C", "R", "S"], [5]),
        (["改 全职", "改 兼职", "改 远程"], [3]),
        (["改 A1", "改 A2", "改 A3", "改 A4", "改 A5"], [5]),
        (["中专 10%", "高中 10%", "各 5%", "重填这行"], [3, 1]),
        (["<25岁 35→32", "25-35 48→45", "35-50 12→9", ">50岁 8→5"], [2, 2]),
        (["a" * 40, "b"], [1, 1]),
        (["同意按上述告知处理", "a"], [1, 1]),
    ],
)
def test_rows(labels: list[str], laid: list[int]) -> None:
    """As many in a row as are not cut; what fits nowhere stands alone."""
    assert list(counts(labels)) == laid


@given(st.lists(st.text(max_size=20), max_size=30))
def test_rows_lose_nothing_and_cut_nothing(labels: list[str]) -> None:
    """Every button once, in order; none is cut that would not be cut alone."""
    buttons = [Button(label=label, reply=Command(name="done")) for label in labels]
    laid = rows(buttons)
    assert list(chain.from_iterable(laid)) == buttons
    for row in laid:
        assert len(row) == 1 or fits([button.label for button in row], len(row))


def test_words_or_numbers() -> None:
    """Up to eight short choices have their own words."""
    assert stand_as_words(["短"] * 8)
    assert not stand_as_words(["短"] * 9)
    assert not stand_as_words(["短", "长" * 18])


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize(
    "key",
    [
        "button.no_row", "button.change_row", "table.button_none_done", "table.button_rest",
        "table.button_correct", "button.next_section",
    ],
)  # fmt: skip
def test_a_name_leaves_room_for_what_is_said_with_it(language: str, key: str) -> None:
    """Authors are asked for names that fit into these buttons, in every language."""
    is_section = key == "button.next_section"
    name = "." * int(2 * (ROOM_FOR_SECTION if is_section else ROOM_FOR_LINE))
    label = WORDS.say(
        language, key, **{"section": name} if is_section else {"row": name, "cell": name, **FIGURES}
    )
    assert wide(label) <= BUDGET[1], label
