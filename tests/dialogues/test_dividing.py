"""A long notice as several messages: all of it, once, in order, each short enough."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.dividing import cut, divided
from dialogues.narrow import narrow
from dialogues.prompt import Block, Button, Listing, ListItem, Notice, Paragraph, Table
from dialogues.reply import Command
from dialogues.units import is_seen, units

ROW = ((Button(label="改", reply=Command(name="edit")),),)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.builds(
        lambda text, n: text * n,
        st.sampled_from(["字", "句子。", "行\n", "段\n\n", "a word ", "😀", "e\u0301", "\u0301", "👩‍👩‍👧 "]),
        st.integers(1, 90),
    ),
)
ITEMS = st.builds(ListItem, text=TEXTS, button=st.none() | st.just(ROW[0][0]))
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, text=TEXTS, style=st.sampled_from(["plain", "quiet", "strong", "copied"])),
    st.builds(Listing, items=st.lists(ITEMS, max_size=6).map(tuple), title=TEXTS, bulleted=st.booleans()),
    st.builds(Table, columns=st.just(("目标", "达成")), rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4).map(tuple)),
)  # fmt: skip
NOTICES = st.builds(
    Notice, blocks=st.lists(BLOCKS, max_size=6).map(tuple), buttons=st.just(ROW), language=st.just("en")
)


def bare(blocks: tuple[Block, ...]) -> str:
    """What is said, without blanks, line ends and bullets, which a part may have more or fewer of."""
    return "".join(narrow(blocks).replace("·", "").split())


@settings(deadline=None)
@given(NOTICES, st.integers(12, 300))
def test_nothing_is_lost_or_said_twice(notice: Notice, longest: int) -> None:
    parts = divided(notice, longest)
    said = "".join(bare(part.blocks) for part in parts)
    assert list(filter(is_seen, said)) == list(filter(is_seen, bare(notice.blocks)))
    assert {part.language for part in parts} == {"en"}


@settings(deadline=None)
@given(NOTICES, st.integers(12, 300))
def test_every_part_fits_and_says_something(notice: Notice, longest: int) -> None:
    parts = divided(notice, longest)
    assert all(units(narrow(part.blocks)) <= longest for part in parts)
    assert len(parts) == 1 or all(is_seen(narrow(part.blocks)) for part in parts)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [ROW]


@settings(deadline=None)
@given(NOTICES, st.integers(12, 300))
def test_what_is_copied_stays_so(notice: Notice, longest: int) -> None:
    """And nothing else becomes so; each button of a list stays, once."""

    def copied(blocks: tuple[Block, ...]) -> str:
        texts = [block.text for block in blocks if isinstance(block, Paragraph) and block.style == "copied"]
        return "".join(character for text in texts for character in text if is_seen(character))

    def buttons(blocks: tuple[Block, ...]) -> int:
        items = [item for block in blocks if isinstance(block, Listing) for item in block.items]
        return sum(item.button is not None and is_seen(item.text) for item in items)

    every = tuple(block for part in divided(notice, longest) for block in part.blocks)
    assert copied(every) == copied(notice.blocks)
    assert buttons(every) == buttons(notice.blocks)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 60))
def test_a_text_is_cut_without_loss(text: str, longest: int) -> None:
    """To the last mark, but for the ends of lines."""
    pieces = list(cut(text, longest))
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")
    assert all(units(piece) <= max(longest, 2) for piece in pieces)


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("一段。\n\n二段。\n三行。", 8, ["一段。", "二段。\n三行。"]),
        ("一行\n二行\n三行", 6, ["一行\n二行", "三行"]),
        ("一句。二句。三句。", 7, ["一句。二句。", "三句。"]),
        ("two words here", 9, ["two ", "words ", "here"]),
        ("一二三四五", 2, ["一二", "三四", "五"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("文e\u0301e\u0301", 4, ["文e\u0301", "e\u0301"]),
        ("", 4, []),
    ],
)
def test_where_a_text_is_cut(text: str, longest: int, pieces: list[str]) -> None:
    """The best place that leaves a part well filled; never inside a character, even a joined one."""
    assert list(cut(text, longest)) == pieces


def test_a_heading_goes_with_what_it_heads() -> None:
    notice = Notice(
        blocks=(Paragraph(text="一" * 8), Paragraph(text="标题", style="strong"), Paragraph(text="二" * 10)),
    )
    assert [narrow(part.blocks) for part in divided(notice, 14)] == ["一" * 8, "标题\n" + "二" * 10]


def test_a_heading_that_leaves_no_room_stands_alone() -> None:
    notice = Notice(blocks=(Paragraph(text="标" * 10, style="strong"), Paragraph(text="二" * 10)))
    assert [narrow(part.blocks) for part in divided(notice, 14)] == ["标" * 10, "二" * 10]


def test_of_what_nobody_sees_nothing_is_left() -> None:
    """But its buttons."""
    blank = Notice(blocks=(Paragraph(text="\u200b" * 20),), buttons=ROW)
    assert divided(blank, 14) == (Notice(blocks=(), buttons=ROW),)


def test_a_notice_that_fits_is_left_as_it_is() -> None:
    notice = Notice(blocks=(Paragraph(text="好" * 20),), buttons=ROW)
    assert divided(notice, 20) == (notice,)
    assert len(divided(notice, 19)) == 2
