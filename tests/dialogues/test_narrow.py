"""Blocks on a phone, and how long a text is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.narrow import narrow
from dialogues.prompt import Block, Button, Listing, ListItem, Paragraph, Table
from dialogues.reply import Command
from dialogues.units import beginning, is_seen, shortened, units


def items(*texts: str) -> tuple[ListItem, ...]:
    return tuple(ListItem(text=text) for text in texts)


def test_a_table_is_a_list_and_says_where_one_is() -> None:
    """The heads once, then a row a line."""
    rows = (("放弃率", "≤5%", "3.8%"), ("解决率", "≥85%", "87.2%"))
    assert narrow((Table(columns=("目标", "达成"), rows=rows, at=1),)) == (
        "目标｜达成\n放弃率\u3000≤5%｜3.8%\n▸ 解决率\u3000≥85%｜87.2%"
    )
    assert narrow((Table(columns=("",), rows=(("甲", "1"),)),)) == "甲\u30001"


@pytest.mark.parametrize(
    ("listing", "lines"),
    [
        (Listing(title="请备齐：", items=items("图", "章")), "请备齐：\n· 图\n· 章"),
        (Listing(items=items("图", "章"), bulleted=False), "图\n章"),
        (Listing(items=items("A1 名称", "3.4 准确率", "① 流失率")), "A1 名称\n3.4 准确率\n① 流失率"),
        (Listing(items=items("A1 名称", "… 还有 3 处")), "· A1 名称\n· … 还有 3 处"),
        (Listing(items=(ListItem(text="企业", button=Button(label="A", reply=Command(name="go"))),)), "企业"),
    ],
)
def test_bullets_stand_where_nothing_else_begins_a_line(listing: Listing, lines: str) -> None:
    assert narrow((listing,)) == lines


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (Paragraph(text="一"), Paragraph(text="二"), "一\n\n二"),
        (Paragraph(text="一", style="strong"), Paragraph(text="二"), "一\n二"),
        (Paragraph(text="已保存"), Paragraph(text="开头", style="quiet"), "已保存\n开头"),
        (Paragraph(text="一", style="copied"), Paragraph(text="附件", style="quiet"), "一\n\n附件"),
        (Listing(items=items("1 图")), Paragraph(text="二", style="quiet"), "1 图\n\n二"),
    ],
)
def test_what_stands_between_blocks(before: Block, after: Block, lines: str) -> None:
    assert narrow((before, after)) == lines


@given(st.text())
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(alphabet="a字😀\u0301\u200d👩👍🏽\n"), st.integers(0, 40))
def test_a_beginning_fits_and_is_one(text: str, longest: int) -> None:
    """And it is as long as it can be, but for a letter with its marks."""
    head = beginning(text, longest)
    assert text.startswith(head)
    assert units(head) <= longest
    assert head == text or units(head) > longest - 2 or any(mark in text for mark in "\u0301\u200d🏽")
    assert units(shortened(text, longest)) <= longest
    assert shortened(text, longest) in (text, "") or shortened(text, longest).endswith("…")


@pytest.mark.parametrize(
    ("text", "longest", "head"),
    [
        ("文e\u0301", 2, "文"),
        ("文👩\u200d👩", 5, "文"),
        ("文👍🏽", 4, "文"),
        ("a" + "\u0301" * 500, 100, "a" + "\u0301" * 99),
        ("\u0301\u0301\u0301", 2, "\u0301\u0301"),
        ("字", 0, ""),
    ],
)
def test_a_character_is_cut_only_where_it_never_ends(text: str, longest: int, head: str) -> None:
    assert beginning(text, longest) == head


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\ufeff", "\u3164\u2800", "\u0301", "\u202e", "\U000e0041"]
)
def test_what_nobody_sees(text: str) -> None:
    assert not is_seen(text)
    assert is_seen(f"{text}—")
