"""Blocks as plain text: what stands where, and that columns meet whatever a character's width."""

from __future__ import annotations

import pytest

from dialogues.plain import plain, width
from dialogues.prompt import Block, Listing, ListItem, Paragraph, Table


def listing(*lines: str, title: str = "") -> Listing:
    return Listing(title=title, items=tuple(ListItem(text=line) for line in lines))


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ((), ""),
        ((Paragraph(text="one\ntwo"),), "one\ntwo"),
        ((Paragraph(text="one"), Paragraph(text="two", style="quiet")), "one\n\ntwo"),
        # a heading keeps to what follows it
        ((Paragraph(text="Head", style="strong"), listing("a", "b")), "Head\n· a\n· b"),
        ((listing("a", title="Three"), listing("b")), "Three\n· a\n\n· b"),
        ((listing("first line\nsecond line"),), "· first line\n  second line"),
        ((listing(title="Nothing"),), "Nothing"),
    ],
)
def test_text(blocks: tuple[Block, ...], text: str) -> None:
    """Each kind of block, and the empty lines between them."""
    assert plain(blocks) == text


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("座席", 4),
        ("９％", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("가", 2),
        ("\u200b", 0),
        ("≤5%", 3),
        ("", 0),
    ],
)
def test_width(text: str, columns: int) -> None:
    """Full-width characters take two columns, marks that join another none."""
    assert width(text) == columns


def test_a_table_is_in_step() -> None:
    """Numbers at the right of their column, words at the left; no blanks at the end of a line."""
    table = Table(
        columns=("人數", "Remark"),
        rows=(("全職座席", "1,210", "多"), ("兼職", "18", ""), ("Remote", "", "none yet")),
    )
    assert plain((table,)).splitlines() == [
        "           人數  Remark",
        "全職座席  1,210  多",
        "兼職         18",
        "Remote           none yet",
    ]


def test_units_do_not_hide_a_number() -> None:
    """What begins with a digit, a sign or a comparison is a number, whatever stands behind."""
    table = Table(columns=("A", "B"), rows=(("x", "210 人", "≤5%"), ("y", "8 人", "12.5%")))
    assert plain((table,)).splitlines() == [
        "        A      B",
        "x  210 人    ≤5%",
        "y    8 人  12.5%",
    ]


def test_a_dash_stands_for_a_number() -> None:
    """A cell that stays empty does not turn its column to the left."""
    table = Table(columns=("A",), rows=(("x", "210"), ("y", "—")))
    assert plain((table,)).splitlines() == ["     A", "x  210", "y    —"]


def test_the_row_that_is_asked_is_marked() -> None:
    """The other rows stay in step with it."""
    table = Table(columns=("A",), rows=(("x", "1"), ("y", "2")), at=1)
    assert plain((table,)).splitlines() == ["     A", "  x  1", "▸ y  2"]


def test_a_cell_may_have_several_lines() -> None:
    """The rest of its row waits beside it."""
    table = Table(columns=("A", "B"), rows=(("x", "one\ntwo", "3"),))
    assert plain((table,)).splitlines() == ["   A    B", "x  one  3", "   two"]


def test_a_table_without_rows() -> None:
    """Its head alone."""
    assert plain((Table(columns=("A", "B"), rows=()),)) == "  A  B"
