"""A summary as a post and its thread: what goes where, and how it is divided where a message holds little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dialogues.narrow import narrow
from dialogues.prompt import Block, Listing, ListItem, Paragraph, Table
from dialogues.summary import Summary
from dialogues.summary_messages import Fits, messages
from dialogues.summary_parts import Attached, Changed, Pointer
from dialogues.summary_thread import post, thread
from dialogues.units import units
from tests.dialogues.test_summary import ASSESSMENT, AWARD, FULL, REASONS, filled, handed_in, shipped, summary

TITLE = (Paragraph(text="T", style="strong"),)
FILE = 2_000_000


def small(longest: int) -> Fits:
    return lambda blocks: units(narrow(blocks)) <= longest


def anything(_: Sequence[Block]) -> bool:
    return True


def divided(longest: int, *blocks: Block) -> list[str]:
    return [narrow(message) for message in messages(TITLE, blocks, small(longest))]


def heading(text: str) -> Paragraph:
    return Paragraph(text=text, style="strong")


def listing(*lines: str, title: str = "") -> Listing:
    return Listing(title=title, items=tuple(ListItem(text=line) for line in lines), bulleted=False)


# One message after the other.


def test_what_fits_is_one_message() -> None:
    assert divided(100, heading("Q"), Paragraph(text="one"), Paragraph(text="two")) == ["T\nQ\none\n\ntwo"]


def test_nothing_is_no_message() -> None:
    """Nor is what nobody sees."""
    assert divided(100) == []
    assert divided(100, Paragraph(text=" \u200b")) == []


def test_the_title_stands_above_each() -> None:
    assert divided(8, Paragraph(text="one"), Paragraph(text="two")) == ["T\none", "T\ntwo"]


def test_headings_go_with_what_they_head() -> None:
    """The last two of them; with nothing below it a heading is a text."""
    assert divided(9, Paragraph(text="one"), heading("Q"), Paragraph(text="two")) == ["T\none", "T\nQ\ntwo"]
    assert divided(10, heading("P"), heading("Q"), heading("R"), Paragraph(text="four")) == [
        "T\nP", "T\nQ\nR\nfour",
    ]  # fmt: skip
    assert divided(9, Paragraph(text="one"), heading("Q")) == ["T\none\n\nQ"]


def test_a_heading_that_is_a_text_is_parted_like_one() -> None:
    assert "".join(divided(102, heading("w" * 301))).replace("T\n", "") == "w" * 301


def test_a_text_is_cut_where_it_may_be() -> None:
    """Between its paragraphs first."""
    assert divided(12, Paragraph(text="one two\n\nthree")) == ["T\none two", "T\nthree"]


def test_a_list_is_parted_between_its_lines() -> None:
    """Its title stays with the first of them."""
    assert divided(11, listing("one", "two", "six", "ten", title="L")) == ["T\nL\none\ntwo", "T\nsix\nten"]


def test_a_line_that_is_too_long_is_a_text() -> None:
    assert divided(8, listing("first then", title="List")) == ["T\nList", "T\nfirst ", "T\nthen"]


def test_a_table_is_parted_between_its_rows() -> None:
    """Under its columns; the row that is pointed at stays so."""
    table = Table(columns=("c",), rows=(("1", "a"), ("2", "b")), at=1)
    assert divided(9, table) == ["T\nc\n1\u3000a", "T\nc\n▸ 2\u3000b"]


def test_a_row_that_is_too_long_is_lines() -> None:
    assert divided(6, Table(columns=("c",), rows=(("1", "abcd"),))) == ["T\nc", "T\n1\u3000", "T\nabcd"]


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(text="one"),
        listing("one", title="L"),
        Table(columns=("c",), rows=()),
        Listing(items=(), title="L"),
    ],
)
def test_what_never_fits_is_said_all_the_same(block: Block) -> None:
    """In the least that it can be parted into."""
    told = divided(0, block)
    assert "".join(told).replace("T", "").replace("\n", "") == narrow((block,)).replace("\n", "")


# What goes where.


def award() -> Summary:
    of = shipped("award")
    return handed_in(of, filled(of, AWARD, REASONS), "en", contact=False)


def titles(told: Summary, largest: int = FILE) -> list[str]:
    """The first lines of the messages, and the names of the files between them."""
    return [
        entry.name if isinstance(entry, Attached) else narrow(entry[:1])
        for entry in thread(told, anything, largest)
    ]


def test_sections_in_order_with_their_files_below_them() -> None:
    """Below what is to be looked at; part titles stand above."""
    assert titles(summary(FULL, contact=False)) == [
        "Overview",
        "About you (A)",
        "Your story (B)",
        "report.pdf",
    ]
    told = titles(award())
    assert told.index("组织架构图.pdf") == 4
    assert told[3] == "Part one: Basic information"


def test_a_file_that_cannot_be_sent_is_said() -> None:
    *_, last = thread(summary(FULL, contact=False), anything, 1_000_000)
    assert "report.pdf (1.2 MB)" in narrow(last)  # type: ignore[arg-type]
    assert "larger than 1 MB" in narrow(last)  # type: ignore[arg-type]


def test_the_post_of_the_award() -> None:
    """Who, when, how it stands, headlines, what is empty, what contradicts and why."""
    lines = narrow(post(award())).splitlines()
    assert lines[0] == "A-7F3K · 示例银行股份有限公司"
    assert lines[1].endswith("5 March 2026, 17:42 · submission no. 1")
    assert lines[2] == "Applicant: 王小明 · Status: submitted · Language of the answers: Chinese (Simplified)"
    assert "· C11 Number of physical workstations: 300 workstations" in lines
    assert "2 answers kept despite a warning" in lines
    assert lines[-1].endswith("Reason: 统计口径不同。")


def test_the_post_of_the_assessment() -> None:
    """The score with a bar for each dimension; which questions fell short stands below."""
    of = shipped("cccs")
    paths = [node.path for node in of.outline.nodes if node.asked is not None]
    given = {path: "否" if at in ASSESSMENT["no"] else "是" for at, path in enumerate(paths, start=1)}
    told = handed_in(of, filled(of, given), "en", contact=False, language="zh-Hant")
    text = narrow(post(told))
    assert "Total 44 of 58 (76%)" in text
    assert text.count("▇▁") == 5
    assert "14 questions to work on" in text
    assert "1.3 " not in text
    overview, *_ = thread(told, anything, FILE)
    assert "1.3 " in narrow(overview)  # type: ignore[arg-type]


def test_contact_data_is_in_neither() -> None:
    told = summary(FULL, contact=False)
    every = [post(told), *(it for it in thread(told, anything, FILE) if not isinstance(it, Attached))]
    for text in map(narrow, every):
        assert "chen@example.com" not in text
        assert "passport" not in text


def test_changes_are_in_the_post() -> None:
    """Five of seven; all of them stand below."""
    item = Pointer(path="x", code="1.1", label="Question")
    changes = tuple(Changed(item=item, before=f"{at}", after="new\nline") for at in range(7))
    told = replace(summary(FULL), changes=changes)
    text = narrow(post(told))
    assert text.count("→ new line") == 5
    assert "2 more, in the thread" in text
    overview, *_ = thread(told, anything, FILE)
    assert narrow(overview).count("→") == 7  # type: ignore[arg-type]
