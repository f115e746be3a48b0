"""A summary as a Slack channel shows it: golden pictures of both dialogues, and that nothing is refused or shortened,
whatever its size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.layers import shown
from bot.channels.slack import render
from bot.channels.slack.render import Drawn
from bot.channels.slack.room import caption, fits
from bot.giving import given as handed
from dialogues.effects import Give
from dialogues.narrow import narrow
from dialogues.prompt import Block, Listing, ListItem, Notice, Paragraph, Table
from dialogues.reply import Command, StoredFile, Typed, Uploaded
from dialogues.scoring import Points
from dialogues.summary import Summary
from dialogues.summary_messages import messages
from dialogues.summary_parts import (
    Attached,
    Changed,
    Dimension,
    Headline,
    Line,
    Pointer,
    Pointers,
    Result,
    Section,
    Warned,
)
from dialogues.summary_thread import post, thread
from dialogues.units import is_seen
from tests.channels.hostile import BLOCKS, TEXTS
from tests.channels.slack.drawing_blocks import accepted, as_lines
from tests.dialogues.test_summary import (
    ASSESSMENT,
    AWARD,
    FULL,
    REASONS,
    filled,
    handed_in,
    shipped,
    summary,
)
from tests.fakes.slack.checks import message_blocks

GOLDEN = Path(__file__).parent / "golden_room"
#: bytes
UPLOAD = 10_000_000
TITLE = (Paragraph(text="Title", style="strong"),)
CASE = "第{n}个案例：客户先在微信咨询，再转到电话。坐席看到了全部记录，没有再问一遍，当天就解决了问题。"
ENDLESS = "字" * 5_000


def taken(blocks: Sequence[Block]) -> Drawn:
    """One message, which Slack takes."""
    message = render.notice(Notice(blocks=tuple(blocks)), None)
    accepted(message)
    message_blocks(json.loads(json.dumps(message.blocks)))
    return message


def whole(blocks: Sequence[Block]) -> Drawn:
    """The same, with nothing missing, neither for the eye nor for the ear."""
    assert fits(blocks)
    message = taken(blocks)
    assert sum(block["type"] == "table" for block in message.blocks) == any(
        isinstance(block, Table) for block in blocks
    )
    said, meant = letters(unescape(message.text)), letters(narrow(blocks))
    assert said == meant
    return message


def letters(text: str) -> str:
    """What is seen of it, without what stands between."""
    return "".join(letter for letter in shown(text) if letter.isalnum() and is_seen(letter))


def picture(told: Summary) -> Iterator[str]:
    """What a member of the channel sees."""
    yield f"--- post\n{as_lines(taken(post(told)))}"
    for entry in thread(told, fits, UPLOAD):
        if isinstance(entry, Attached):
            file = handed(entry, told.files.index(entry) + 1)
            yield f"--- file below {caption(file)}\n{file.name}"
        else:
            yield f"--- in its thread\n{as_lines(whole(entry))}"


def award(language: str) -> Summary:
    """Half filled in, with a text that is longer than a message, a picture, and a file that is too large to send."""
    of = shipped("award")
    book = StoredFile(sha256="cd" * 32, name="总结.pdf", size=12_000_000, type="application/pdf")
    photo = StoredFile(sha256="ef" * 32, name="", size=400_000, type="image/jpeg", caption="大厅")
    further = {
        "success_cases": (
            Typed(text="\n\n".join(CASE.format(n=n) for n in range(1, 91))),
            Command(name="done"),
        ),
        "layout_pictures": (Uploaded(files=(photo,)), Command(name="done")),
        "overall_summary": (Uploaded(files=(book,)), Command(name="done")),
    }
    application = filled(of, {**AWARD, **further}, REASONS)
    return handed_in(of, application, language, contact=False, language="zh-Hans")


def assessment(language: str) -> Summary:
    of = shipped("cccs")
    paths = [node.path for node in of.outline.nodes if node.asked is not None]
    said = {path: "否" if at in ASSESSMENT["no"] else "是" for at, path in enumerate(paths, start=1)}
    return handed_in(of, filled(of, said), language, contact=False, language="zh-Hant")


SUMMARIES: dict[str, tuple[Callable[[str], Summary], str]] = {
    "award": (award, "zh-Hans"),
    "award_in_english": (award, "en"),
    "cccs": (assessment, "zh-Hant"),
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_golden(name: str, *, update: bool) -> None:
    """`--update` rewrites the files, and their diff is the review."""
    made, language = SUMMARIES[name]
    golden, now = GOLDEN / f"{name}.txt", "\n\n".join(picture(made(language))) + "\n"
    if update:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == {*SUMMARIES}


# Any size.


def lines_of(block: Block) -> list[Line]:
    item = Pointer(path="x", code="1.1", label="Question")
    return [Line(item=item, type="text", entry="", value=None, shown="…", blocks=(block,))]


@settings(max_examples=40, deadline=None)
@given(st.lists(BLOCKS, max_size=8))
def test_any_blocks_are_messages_that_lose_nothing(blocks: list[Block]) -> None:
    """In their order, each message whole, below the title."""
    divided = [*messages(TITLE, blocks, fits)]
    for message in divided:
        assert message[0] == TITLE[0]
        whole(message)
    said = [narrow(message[1:]) for message in divided]
    columns = "".join(narrow((Table(columns=it.columns, rows=()),)) for it in blocks if isinstance(it, Table))
    if not columns:  # which are named again with each part of a table
        assert letters("".join(said)) == letters("".join(narrow((block,)) for block in blocks))


@settings(max_examples=25, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=6), TEXTS, TEXTS, TEXTS)
def test_any_summary_is_taken(blocks: list[Block], title: str, name: str, about: str) -> None:
    """Whoever is called what, and whatever they wrote."""
    lines = tuple(line for block in blocks for line in lines_of(block))
    section = Section(name="s", title=title, part=about, lines=lines)
    file = Attached(item=Pointer(path="x", code=name, label=about), name=name, sha256="ab" * 32)
    told = replace(
        summary(FULL), title=title, organisation=name, applicant=about, sections=(section,), files=(file,)
    )
    taken(post(told))
    entries = [*thread(told, fits, UPLOAD)]
    assert entries[-1] == file
    for entry in entries[:-1]:
        assert not isinstance(entry, Attached)
        whole(entry)
    assert not {*"<>"} & {*caption(handed(file, 1))}


@pytest.mark.parametrize("rows", [1, 99, 100, 150])
@pytest.mark.parametrize("columns", [1, 5, 19, 20])
def test_a_table_of_any_size(rows: int, columns: int) -> None:
    """Native while Slack has tables so wide, in parts where it is long, each under its columns; else as lines."""
    table = Table(
        columns=tuple(f"Column {at}" for at in range(columns)),
        rows=tuple((f"Row {row}", *(f"{row}.{at}" for at in range(columns))) for row in range(rows)),
    )
    divided = [*messages(TITLE, [Paragraph(text="Question", style="strong"), table, table], fits)]
    drawn = [whole(message) for message in divided]
    if columns < 20:
        tables = [block for message in drawn for block in message.blocks if block["type"] == "table"]
        assert len(tables) == len(drawn)
        assert all(block["rows"][0][1]["text"] == "Column 0" for block in tables)
        labels = [row[0]["text"] for block in tables for row in block["rows"][1:]]
        assert labels == [f"Row {row}" for row in range(rows)] * 2
    else:
        text = " ".join(message.text for message in drawn)
        assert text.count(f"{rows - 1}.{columns - 1}") >= 2


def test_cells_that_fill_a_message() -> None:
    """A row with a text that is longer than any message is lines, and all of it is there."""
    table = Table(columns=("Why",), rows=(("One", "x" * 9_000), ("Two", "short")))
    divided = [*messages(TITLE, [table], fits)]
    assert sum(narrow(message).count("x") for message in divided) == 9_000
    assert any(isinstance(message[-1], Table) for message in divided)
    for message in divided:
        whole(message)


def test_a_heading_goes_with_what_follows_it() -> None:
    """No message ends with one, and one that is a text of its own is no heading."""
    blocks: list[Block] = []
    for at in range(40):
        blocks += [Paragraph(text=f"Question {at}", style="strong"), Paragraph(text="An answer. " * at * 4)]
    divided = [*messages(TITLE, [*blocks, Paragraph(text="w" * 9_000, style="strong")], fits)]
    assert all(getattr(message[-1], "style", "") == "plain" for message in divided[:-3])
    assert sum(narrow(message).count("w" * 100) for message in divided[-3:]) >= 85
    for message in divided:
        whole(message)


def test_the_longest_post_is_taken() -> None:
    """However much there is of everything; what is not there is counted."""
    item = Pointer(path="x", code="9.99", label=ENDLESS)
    points = Points(points=Decimal(10) ** 20, of=Decimal(10) ** 20)
    many = tuple(Pointers(section="x", title=ENDLESS, items=(item,) * 999) for _ in range(2))
    told = summary(FULL)
    told = replace(
        told,
        title=ENDLESS,
        organisation=ENDLESS,
        applicant=ENDLESS,
        headlines=(Headline(item=item, shown=ENDLESS),) * 50,
        score=Result(
            total=points,
            dimensions=(Dimension(name="d", label=ENDLESS, points=points),) * 50,
            gaps=many,
            bars="\n".join([f"▇▇▇ 80% {ENDLESS}"] * 50),
        ),
        warnings=(Warned(item=item, shown=ENDLESS, message=ENDLESS, against=(), reason=ENDLESS),) * 50,
        changes=(Changed(item=item, before=ENDLESS, after=ENDLESS),) * 50,
        skipped=dict.fromkeys(told.skipped, many),
    )
    message = taken(post(told))
    assert "45 more, in the thread" in message.text
    assert "C-7F3K" in message.text


def test_what_the_post_shortens_stands_whole_below_it() -> None:
    """What differs and what contradicts; what the post has whole is not repeated."""
    item = Pointer(path="x", code="1.1", label="Question")
    told = replace(summary(FULL), changes=(Changed(item=item, before="old", after="new"),), warnings=())
    overview, *_ = thread(told, fits, UPLOAD)
    assert "old → new" in narrow(post(told))
    assert "old → new" not in narrow(overview)  # type: ignore[arg-type]
    told = replace(told, changes=(*told.changes, Changed(item=item, before="old", after=ENDLESS)))
    overview, *_ = (entry for entry in thread(told, fits, UPLOAD) if not isinstance(entry, Attached))
    assert "old → new" in narrow(overview)


def test_nothing_to_look_at_is_no_message() -> None:
    """Where all is answered and nothing contradicts, the thread begins with the first section."""
    told = replace(summary(FULL), warnings=(), skipped={})
    first, *_ = thread(told, fits, UPLOAD)
    assert narrow(first[:1]) == "About you (A)"  # type: ignore[index]


@pytest.mark.parametrize(
    ("blocks", "is_one"),
    [
        ([Paragraph(text="x" * 4_000)], True),
        ([Paragraph(text="x" * 4_001)], False),
        ([Paragraph(text="<" * 1_001)], False),
        ([Paragraph(text="one")] * 50, True),
        ([Paragraph(text="one")] * 51, False),
        ([Table(columns=("a",), rows=(("b", "c"),)), Paragraph(text="below")], False),
        ([Listing(items=(ListItem(text="one"),)), Table(columns=("a",), rows=(("b", "c"),))], True),
        ([Table(columns=("a",), rows=(("b", "c"),))] * 2, False),
        ([Table(columns=("a",), rows=(("b", "c" * 3_001),))], False),
    ],
)
def test_what_one_message_shows(blocks: list[Block], is_one: bool) -> None:
    assert fits(blocks) is is_one


def test_a_caption_calls_nobody() -> None:
    """It is mrkdwn, the only text of ours that is seen as such."""
    give = Give(to=None, sha256="ab" * 32, name="x", caption=" <!channel> & C1 ")
    assert caption(give) == "&lt;!channel&gt; &amp; C1"
