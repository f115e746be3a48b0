"""What holds of a table whatever people send: nothing is lost, nothing raises, an answer is complete and adds up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.prompt import Button
from dialogues.question import Rejected, Unfinished
from dialogues.reading.cells import read_cells
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import EMPTY_MARKS, NOT_RECORDED, NOTHING
from dialogues.reply import Cells, Chosen, Command, Reply, Ticked, Typed, Uploaded
from dialogues.widths import BUDGET, wide
from tests.dialogues.questions.here import LANGUAGES, here
from tests.dialogues.questions.table.tables import (
    DEFINITIONS,
    Chat,
    assert_is_answer,
    cells_of,
    table,
)

NUMBERS = st.one_of(
    st.integers(0, 210).map(str),
    st.sampled_from(
        [
            "40%",
            "12.5",
            "约30",
            "三十",
            "1,3",
            "-",
            "没有",
            "-5",
            "1e5",
            "９",
            "100%",
            "0.25",
            "秒",
            "≤3",
            "abc",
            "4分45秒",
            "1:15",
            "80-85%",
            "不统计",
            "n/a",
            "一半",
            "其余",
        ]
    ),
)


SEPARATORS = st.sampled_from([" ", "、", "/", ",", "\t", "，", " | "])


def lines_for(name: str) -> st.SearchStrategy[str]:
    """A line of figures, with or without the name of a row or column before it."""
    definition = DEFINITIONS[name]
    labels = [
        it if isinstance(it, str) else it["label"]
        for axis in ("rows", "columns")
        for it in definition[axis].values()
    ]
    figures = st.builds(
        lambda parts, mark: mark.join(parts), st.lists(NUMBERS, min_size=1, max_size=6), SEPARATORS
    )
    named = st.builds(
        lambda label, mark, rest: label + mark + rest,
        st.sampled_from(labels),
        st.sampled_from(["：", " ", "\t", ""]),
        figures,
    )
    return st.one_of(
        figures,
        named,
        st.sampled_from([*labels, "没有", "-", "0", "合计 100", "都没有", "1 3", "除了 2 都有"]),
    )


def replies_for(name: str) -> st.SearchStrategy[Any]:
    """Anything a person or a channel can send: a number stands for the button at this place."""
    read = table(name)
    names = st.sampled_from([*read.rows, *read.columns, *read.layout.cells, "gone", ""])
    line = lines_for(name)
    return st.one_of(
        line.map(lambda text: Typed(text=text)),
        st.lists(line, min_size=2, max_size=5).map(lambda rows: Typed(text="\n".join(rows))),
        st.text(max_size=30).map(lambda text: Typed(text=text)),
        st.integers(0, 12),
        st.builds(Ticked, name=names, on=st.booleans()),
        st.builds(
            Command,
            name=st.sampled_from(
                [
                    *("put", "share", "row_none", "column_none", "line", "clear_line", "done", "reread", "x"),
                    *("not_recorded", "table", "choose", "paste", "heads"),
                ]
            ),
            argument=st.one_of(names, st.builds(lambda cell, number: f"{cell}={number}", names, NUMBERS)),
        ),
        st.dictionaries(names, NUMBERS, max_size=3).map(lambda cells: Cells(cells=cells)),
        st.lists(names, max_size=3).map(lambda chosen: Chosen(names=tuple(chosen))),
        st.just(Uploaded(files=())),
    )


@st.composite
def conversations(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A table, and a dozen replies to it."""
    name = draw(st.sampled_from(sorted(DEFINITIONS)))
    return name, draw(st.lists(replies_for(name), min_size=1, max_size=12))


def may_empty(reply: Reply) -> bool:
    """Whether a reply says that something is nothing, or is to be cleared."""
    match reply:
        case Typed(text=text):
            blank = any("" in way for line in text.splitlines() for way in read_cells(line, 6))
            words = (*NOTHING, *EMPTY_MARKS, *NOT_RECORDED, "没", "沒")
            return blank or any(word in fold(text) for word in words)
        case Command(name=name):
            return name in ("row_none", "column_none", "clear_line", "put", "not_recorded")
        case Ticked(on=on):
            return not on
        case Cells(cells=cells):
            return any(text in ("-", "没有", "", "不统计", "n/a") for text in cells.values())
        case _:
            return False


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_nothing_is_lost_and_nothing_raises(said: tuple[str, list[Any]]) -> None:
    """Every reply is read, every screen is drawn, a cell is emptied only by a reply that says so, and an answer
    is complete, within its limits, and adds up."""
    name, replies = said
    chat = Chat(name)
    for reply in replies:
        face = chat.table.face(chat.value, chat.draft, chat.here)
        if isinstance(reply, int):
            buttons = [*chat.doubt.values(), *(button.reply for row in face.actions for button in row)]
            if not buttons:
                continue
            reply = buttons[reply % len(buttons)]  # noqa: PLW2901 - the button is the reply
        before = cells_of(chat)
        assert_fits(face.actions)
        chat.reply(reply)
        after = cells_of(chat)
        assert_is_told(reply, before, after, chat)
        if not may_empty(reply):
            assert set(before) <= set(after), reply
        if isinstance(reply, Uploaded) or (isinstance(reply, Command) and reply.name in ("line", "reread")):
            assert before == after
        if chat.value is not None:
            assert_is_answer(name, chat.value)
            for language in LANGUAGES:
                shown = here(chat.table, language=language)
                assert chat.table.show(chat.value, shown)
                assert chat.table.blocks(chat.value, shown)
            assert set(chat.table.as_value(chat.value)) <= {"", *chat.table.part_names}


def assert_fits(rows: tuple[tuple[Button, ...], ...]) -> None:
    """No label is cut on a narrow phone."""
    for row in rows:
        assert all(0 < wide(button.label) <= BUDGET[len(row)] for button in row), row


def assert_is_told(reply: Reply, before: Mapping[str, str], after: Mapping[str, str], chat: Chat) -> None:
    """Whatever is typed changes the table, is asked back, is refused in words, or is there already; never is it just
    gone. A name leads to its row, a figure again changes nothing."""
    if not isinstance(reply, Typed) or before != after or chat.doubt or chat.problem or chat.echo:
        return
    draft = chat.draft or {}
    moved = bool(draft.get("at") or draft.get("asking"))
    said = any(said.keys() - {"cells"} for said in (draft.get("rows") or chat.value or {}).values())
    assert moved or said or chat.value is not None or draft.get("skipped") or set(before.values()), reply


#: problems that say that a reply, or a part of it, could not be read
UNREAD = (
    "table_cell_",
    "table_lines_",
    "table_name",
    "table_unread",
    "table_unsplit",
    "table_too_",
    "table_shape",
)


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_what_is_refused_changes_nothing_that_is_filled(said: tuple[str, list[Any]]) -> None:
    """A reply that is rejected, or of which a part cannot be read, leaves every filled cell as it was."""
    name, replies = said
    chat = Chat(name)
    for reply in replies:
        if isinstance(reply, int):
            continue
        before = cells_of(chat)
        draft = (
            chat.draft if chat.draft is not None or chat.value is None else chat.table.reopened(chat.value)
        )
        read = chat.table.read(reply, draft, chat.here)
        chat.reply(reply)
        if isinstance(read, Rejected):
            assert cells_of(chat) == before
        elif isinstance(read, Unfinished) and read.problem and read.problem.code.startswith(UNREAD):
            assert before.items() <= cells_of(chat).items(), (reply, read.problem)


ROWS = st.tuples(st.integers(1, 500), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)).map(
    lambda it: (it[0], *_shares(it[1:]))
)


def _shares(cuts: tuple[int, ...]) -> tuple[int, ...]:
    """Four numbers that add up to 100."""
    marks = [0, *sorted(cuts), 100]
    return tuple(high - low for low, high in pairwise(marks))


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(ROWS, ROWS, ROWS), st.permutations([0, 1, 2]), st.permutations([0, 1, 2, 3, 4]), st.booleans()
)
def test_pasting_in_any_order_is_typing_in_order(
    rows: tuple[tuple[int, ...], ...],
    order: list[int],
    columns: list[int],
    spreadsheet: bool,
) -> None:
    """Rows are found by their names and columns by their headings, in whatever order they are pasted."""
    typed = Chat("seats")
    for row in rows:
        typed.type(" ".join(map(str, row)))
    labels = ["全职座席", "兼职座席", "远程客户代表"]
    heads = ["总人数/人", "本科及以上/%", "大专/%", "中专/%", "高中及以下/%"]
    if spreadsheet:
        grid = [["坐席类型", *(heads[at] for at in columns)]]
        grid += [[labels[at], *(str(rows[at][column]) for column in columns)] for at in order]
        text = "\n".join("\t".join(line) for line in grid)
    else:
        text = "\n".join(f"{labels[at]}：{' '.join(map(str, rows[at]))}" for at in order)
    pasted = Chat("seats").type(text).press("完成，下一题 ›")
    assert pasted.value == typed.press("完成，下一题 ›").value


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_an_answer_reopened_is_the_same(said: tuple[str, list[Any]]) -> None:
    """Changing an answer and then changing nothing gives the answer again."""
    name, replies = said
    chat = Chat(name)
    for reply in replies:
        if not isinstance(reply, int):
            chat.reply(reply)
        if chat.draft is None and chat.value is not None:
            value = chat.value
            assert chat.reply(Command(name="done")).value == value
            assert chat.draft is None
