"""Filling tables: whole conversations as people have them, and what holds whatever they send.

Single replies stand in `cases/table.yaml`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dialogues.codec import replies as reply_codec
from dialogues.question import Accepted, Doubtful, Here, Rejected, Unfinished
from dialogues.questions.table import Table
from dialogues.reading.cells import read_cells
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import EMPTY_MARKS, NOTHING
from dialogues.reply import Cells, Chosen, Command, Reply, Ticked, Typed, Uploaded
from tests.dialogues.questions.here import LANGUAGES, here, question, words

EDUCATION = ("bachelor", "college", "secondary", "high")
DEFINITIONS: dict[str, Mapping[str, Any]] = {
    "seats": {
        "rows": {
            "full": {"label": "全职座席", "short": "全职"},
            "part": {"label": "兼职座席", "short": "兼职", "required": "false", "optional": list(EDUCATION)},
            "remote": {"label": "远程客户代表", "short": "远程", "required": "false"},
        },
        "columns": {
            "total": {"label": "总人数", "type": "integer", "unit": "人", "min": "0"},
            "bachelor": {"label": "本科及以上", "short": "本科", "type": "percent"},
            "college": {"label": "大专", "type": "percent"},
            "secondary": {"label": "中专", "type": "percent"},
            "high": {"label": "高中及以下", "short": "高中", "type": "percent"},
        },
        "total": {"along": "row", "of": list(EDUCATION), "equals": "100", "tolerance": "0.5"},
    },
    "ages": {
        "rows": {
            "young": {"label": "25岁以下", "short": "<25岁"},
            "from_25": {"label": "25-35岁", "short": "25-35"},
            "from_35": {"label": "35-50岁", "short": "35-50"},
            "old": {"label": "50岁以上", "short": ">50岁"},
        },
        "columns": {"share": {"label": "百分比（%）", "type": "percent"}},
        "total": {"along": "column", "equals": "100"},
    },
    "calls": {
        "rows": {
            "phone": "电话",
            "mail": "邮件",
            "ivr": "IVR",
            "bot": {"label": "机器人", "required": "false"},
        },
        "columns": {
            "in": {"label": "呼入（占%）", "short": "呼入", "type": "percent"},
            "out": {"label": "呼出（占%）", "short": "呼出", "type": "percent", "required": "false"},
        },
        "total": {"along": "column", "equals": "100", "tolerance": "0.5"},
    },
    "indicators": {
        "rows": {
            "time": "平均联系处理时间",
            "after": "平均联系后处理时间",
            "lost": {"label": "平均联系放弃率", "required": "false"},
            "solved": "首次联系解决率",
            "quality": "质量分值",
            "other": {"label": "其他（请说明）", "short": "其他", "named": "true", "required": "false"},
        },
        "columns": {
            "target": {"label": "目标", "required": "false"},
            "actual": {"label": "过去12个月的达成情况", "short": "达成"},
        },
    },
    "facilities": {
        "rows": {
            "prepare": "准备室",
            "train": "培训室",
            "rest": "休息室",
            "gym": "健身房",
            "other": {"label": "其它（请说明）", "short": "其它", "named": "true", "required": "false"},
        },
        "columns": {"has": {"label": "有/没有", "type": "yes_no", "choices": {"yes": "有", "no": "没有"}}},
    },
    "mixed": {
        "rows": {"north": "北京", "south": "上海"},
        "columns": {
            "kind": {"label": "业务", "type": "select_one", "choices": {"inward": "呼入", "outward": "呼出"}},
            "since": {"label": "开始年份", "type": "year", "min": "1980"},
            "cost": {"label": "成本", "type": "decimal", "unit": "万元", "min": "0", "max": "1000"},
        },
    },
    "square": {
        "rows": {"a": "甲", "b": "乙"},
        "columns": {"x": {"label": "一", "type": "integer"}, "y": {"label": "二", "type": "integer"}},
        "total": [{"along": "row", "equals": "10"}, {"along": "column", "equals": "10"}],
    },
}


def table(name: str) -> Table:
    """One of the tables of this file."""
    read = question({"type": "table", **DEFINITIONS[name]})
    assert isinstance(read, Table)
    return read


@dataclass
class Chat:
    """A person with a table on screen: types, presses a button by its label, and reads what is said."""

    name: str
    language: str = "zh-Hans"
    draft: Any = None
    value: Any = None
    echo: str = ""
    problem: str = ""
    toast: str = ""
    doubt: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.table = table(self.name)

    @property
    def here(self) -> Here:
        return here(self.table, language=self.language)

    @property
    def hint(self) -> str:
        return self.table.face(self.value, self.draft, self.here).hint

    @property
    def buttons(self) -> list[list[str]]:
        return [
            [button.label for button in row]
            for row in self.table.face(self.value, self.draft, self.here).actions
        ]

    def type(self, text: str) -> Chat:
        return self.reply(Typed(text=text))

    def press(self, label: str) -> Chat:
        face = self.table.face(self.value, self.draft, self.here)
        pressed = {button.label: button.reply for row in face.actions for button in row} | self.doubt
        return self.reply(pressed[label])

    def reply(self, reply: Reply) -> Chat:
        self.echo = self.problem = self.toast = ""
        self.doubt = {}
        if self.draft is None and self.value is not None:
            self.draft = self.table.reopened(self.value)
        through_json = reply_codec.validate_json(reply_codec.dump_json(reply))
        match self.table.read(through_json, self.draft, self.here):
            case Accepted(value=value, echo=echo):
                self.value, self.draft, self.echo = json.loads(json.dumps(value)), None, echo
            case Unfinished(draft=draft, echo=echo, problem=problem, toast=toast):
                self.draft, self.echo, self.toast = json.loads(json.dumps(draft)), echo, toast
                self.problem = "" if problem is None else self._said(problem.code, problem.fields)
            case Rejected(problem=problem):
                self.problem = self._said(problem.code, problem.fields)
            case Doubtful(readings=readings):
                self.doubt = {button.label: button.reply for button in readings}
        return self

    def _said(self, code: str, fields: Mapping[str, Any]) -> str:
        return words().say(self.language, f"problem.{code}", **fields)

    @property
    def shown(self) -> str:
        return self.table.show(self.value, self.here)


# Conversations


def test_seats_are_filled_row_by_row() -> None:
    """Heads become percentages and it says so; what is left is offered; an answer when the last row is said."""
    chat = Chat("seats")
    assert chat.hint.startswith(
        "第 1/3 行：全职座席\n请发 5 个数：总人数，再按本科及以上、大专、中专、高中及以下\n例："
    )
    chat.type("210、98、76、26、10")
    assert chat.echo.splitlines() == [
        "全职座席 210 人。后面几个数正好加到这个数，我按人数换算：",
        "46.7% 本科及以上",
        "36.2% 大专",
        "12.4% 中专",
        "4.8% 高中及以下",
        "四舍五入后合计 100.1%",
    ]
    assert chat.hint.startswith("第 2/3 行：兼职座席")
    assert chat.buttons == [["没有兼职座席"], ["改 全职"]]
    chat.type("18 60 30")
    assert chat.hint == "第 2/3 行：兼职座席\n还差 10%，放在哪里？"
    assert chat.buttons == [["中专 10%", "高中 10%", "各 5%"], ["改 全职", "重填这行"]]
    chat.press("中专 10%")
    assert chat.hint.startswith("第 3/3 行：远程客户代表")
    chat.press("没有远程客户代表，完成 ›")
    assert (
        chat.shown
        == "全职座席 210 人 / 46.7% / 36.2% / 12.4% / 4.8%；兼职座席 18 人 / 60% / 30% / 10%；远程客户代表（不适用）"
    )


def test_seats_are_changed_one_row_at_a_time() -> None:
    """An answer that is being changed keeps its other rows, and is an answer again with the row that was sent."""
    chat = Chat("seats").type("全职座席 120 40 35 15 10；兼职座席 0；远程客户代表 0")
    assert chat.buttons == [["改 全职", "改 兼职", "改 远程"], ["完成，下一题 ›"]]
    chat.press("改 兼职").type("18 60 30 20")
    assert chat.problem == "「兼职座席」合计 110%，多了 10%。"
    assert chat.buttons[0] == ["本科 60→50", "大专 30→20"]
    chat.press("大专 30→20")
    assert (
        chat.shown
        == "全职座席 120 人 / 40% / 35% / 15% / 10%；兼职座席 18 人 / 60% / 20% / 20%；远程客户代表 0 人"
    )


def test_ages_are_one_column_in_one_message() -> None:
    """Too little offers the rest, too much a correction of each; the sum is said, never only that it is wrong."""
    chat = Chat("ages").type("35 48 12.5")
    assert (chat.hint, chat.buttons) == ("还差 4.5%，放在哪里？", [[">50岁 4.5%"], ["重填"]])
    chat.type("35 48 12 8")
    assert chat.problem == "4 项合计 103%，多了 3%。"
    assert chat.buttons[:2] == [["<25岁 35→32", "25-35 48→45"], ["35-50 12→9", ">50岁 8→5"]]
    chat.press("<25岁 35→32")
    assert chat.shown == "25岁以下 32%；25-35岁 48%；35-50岁 12%；50岁以上 8%"


def test_call_kinds_are_asked_by_column() -> None:
    """First the whole inbound column, then the outbound one, which may be nothing."""
    chat = Chat("calls").type("60 20 15 5")
    assert chat.hint.startswith("第 2/2 列：呼出（占%）\n请发 4 个数：电话、邮件、IVR、机器人")
    assert chat.buttons == [["没有呼出，完成 ›"], ["改 呼入"]]
    chat.type("80 30")
    assert chat.problem == "「呼出（占%）」合计 110%，多了 10%。"
    chat.press("邮件 30→20")
    assert chat.shown == "电话 60% / 80%；邮件 20% / 20%；IVR 15%；机器人 5%"


def test_indicators_are_pasted_and_completed() -> None:
    """Six lines without names fill six rows; what lacks is one tap away; the last row is named by the applicant."""
    chat = Chat("indicators").type("≤300秒\t4分45秒\n≤60秒\t52秒\n5%以内\t3.8%\n≥85%\t87.2%\n90")
    assert chat.echo == "读到 5 行，还差 2 处。"
    assert chat.hint == "第 5/6 行：质量分值\n还缺：过去12个月的达成情况。请接着发。"
    assert chat.buttons == [["第1行", "第2行", "第3行", "第4行", "第6行"], ["重填这行"]]
    chat.type("91.5")
    assert chat.hint.startswith("第 6/6 行：其他（请说明）\n请发 3 项：名称、目标、过去12个月的达成情况")
    assert chat.buttons[0] == ["没有其他，完成 ›"]
    chat.type("服务水平 80/20 82/20")
    assert chat.value["other"] == {"cells": {"target": "80/20", "actual": "82/20"}, "label": "服务水平"}
    assert chat.shown.endswith("质量分值 90｜91.5；服务水平 80/20｜82/20")


def test_indicators_can_be_jumped_to() -> None:
    """A row by its button, by its name, or not at all."""
    chat = Chat("indicators").press("第3行")
    assert chat.buttons[0] == ["不统计此项"]
    chat.press("不统计此项").type("质量分值 90 91").type("285秒")
    assert list(chat.doubt) == ["目标 285秒", "达成 285秒"]
    chat.press("达成 285秒")
    assert chat.draft["rows"] == {
        "lost": {"cells": {}, "not_applicable": True},
        "quality": {"cells": {"target": "90", "actual": "91"}},
        "solved": {"cells": {"actual": "285秒"}},
    }


def test_facilities_are_ticked() -> None:
    """A tap says what there is; nothing counts as no before Done, which says how many it will make so."""
    chat = Chat("facilities").reply(Ticked(name="gym", on=True))
    assert chat.toast == "4 健身房：有 · 共 1 项"
    chat.reply(Ticked(name="other", on=True)).reply(Ticked(name="gym", on=True))
    assert chat.draft["rows"] == {"gym": {"cells": {"has": "yes"}}, "other": {"cells": {"has": "yes"}}}
    chat.press("其余 3 项没有，完成 ›")
    assert chat.hint == "「其它」是什么？请发名称。"
    chat.type("母婴室")
    assert chat.shown == "有 2/5：健身房、母婴室"
    chat.reply(Ticked(name="other", on=False)).press("其余 4 项没有，完成 ›")
    assert chat.shown == "有 1/5：健身房"


def test_a_table_speaks_the_language_of_the_person() -> None:
    """The same table in Traditional Chinese and in English, its problems and buttons too."""
    chat = Chat("ages", language="zh-Hant").type("35 48 12 8")
    assert chat.problem == "4 項合計 103%，多了 3%。"
    assert chat.hint == "合計應為 100%，改哪一項？也可以全部重傳。"
    chat = Chat("ages", language="en").type("35 48 12")
    assert chat.hint == "5% left: where does it belong?"
    assert chat.buttons == [[">50岁 5%"], ["Fill in again"]]


def test_what_was_typed_is_kept_where_it_is_all() -> None:
    """The raw reply of a table in one message is that message; of one in several it is the answer."""
    ages, seats = (
        Chat("ages").type("30 45 20 5"),
        Chat("seats").type("全职座席 0；兼职座席 0；远程客户代表 0"),
    )
    assert ages.table.raw(Typed(text="30 45 20 5"), ages.value, ages.here) == "30 45 20 5"
    assert ages.table.raw(Command(name="done"), ages.value, ages.here) == ages.shown
    assert (
        seats.table.raw(Typed(text="0"), seats.value, seats.here)
        == "全职座席 0 人；兼职座席 0 人；远程客户代表 0 人"
    )


def test_prose_is_no_line_of_figures() -> None:
    """What is far too long for a line is not split at all; it is said how to answer."""
    chat = Chat("seats").type("我们的座席人数随季节变化很大，" * 200)
    assert chat.problem.startswith("没读懂。请发 5 项：")


# Definitions


@pytest.mark.parametrize("name", DEFINITIONS)
def test_tables_here_are_right(name: str) -> None:
    """Their author is told nothing, and they say what they hold."""
    checked = table(name)
    assert list(checked.check()) == []
    assert set(checked.part_names) >= {*checked.rows, *checked.columns}
    assert [row["name"] for row in checked.outline()["rows"]] == list(checked.rows)
    assert {key for key, _ in checked.texts()} == {"label", "rows", "columns"}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_example_is_an_answer(name: str) -> None:
    """What the hint gives as an example fills the first line, total and all."""
    chat = Chat(name)
    example = next(
        (line.partition("：")[2] for line in chat.hint.splitlines() if line.startswith("例：")), ""
    )
    without = {"indicators": "≤1 1", "facilities": "1 3"}
    assert example or name in without
    chat.type(example or without[name])
    assert chat.problem == ""
    assert chat.value is not None or chat.draft["rows"]


def test_the_schema_takes_a_bare_label() -> None:
    """A row, a column and a total may be given short; an editor's schema knows it."""
    schema = TypeAdapter(Table).json_schema()
    (row,) = schema["properties"]["rows"]["patternProperties"].values()
    assert {"type": "string"} in row["anyOf"]
    assert {"$ref": "#/$defs/Row"} in row["anyOf"]
    assert {"$ref": "#/$defs/Total"} in schema["properties"]["total"]["anyOf"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": {}, "columns": {"x": "一"}},
        {"rows": {"a": "甲"}, "columns": {}},
        {"rows": {"a": "甲"}, "columns": {"x": {"label": "一", "type": "file"}}},
        {"rows": {"a": {"label": "甲", "strange": "1"}}, "columns": {"x": "一"}},
        {"rows": {"A": "甲"}, "columns": {"x": "一"}},
        {"rows": {"a": "甲"}, "columns": {"x": "一"}, "total": {"along": "diagonal"}},
        {"rows": {"a": "甲"}, "columns": {"x": "一"}, "total": {"along": "row", "tolerance": "-1"}},
    ],
)
def test_a_definition_is_refused(wrong: Mapping[str, Any]) -> None:
    """Unknown keys, empty tables and cells that no table has are mistakes of form."""
    with pytest.raises(ValidationError):
        question({"type": "table", **wrong})


def test_a_text_may_be_translated() -> None:
    """A row is a label in one language or in all of them; a pasted name counts in any."""
    read = question(
        {
            "type": "table",
            "rows": {"a": {"zh-Hans": "全职", "zh-Hant": "全職", "en": "Full time"}, "b": {"label": "兼职"}},
            "columns": {"x": {"label": "人数", "type": "integer"}, "y": {"label": "班组", "type": "integer"}},
        }
    )
    for typed in ("全职 3 4", "全職：3 4", "full time 3 4", "Full time\t3\t4"):
        read_as = read.read(Typed(text=typed), None, here(read, language="en"))
        assert isinstance(read_as, Unfinished)
        assert read_as.draft["rows"] == {"a": {"cells": {"x": "3", "y": "4"}}}


# Whatever they send

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
                ["put", "share", "row_none", "column_none", "line", "clear_line", "done", "reread", "x"]
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


def cells_of(chat: Chat) -> dict[str, str]:
    """What is filled, of the draft or else of the answer."""
    rows = chat.draft["rows"] if chat.draft is not None else chat.value or {}
    return {f"{row}/{column}": text for row, said in rows.items() for column, text in said["cells"].items()}


def may_empty(reply: Reply) -> bool:
    """Whether a reply says that something is nothing, or is to be cleared."""
    match reply:
        case Typed(text=text):
            blank = any("" in way for line in text.splitlines() for way in read_cells(line, 6))
            return blank or any(word in fold(text) for word in (*NOTHING, *EMPTY_MARKS, "没", "沒"))
        case Command(name=name):
            return name in ("row_none", "column_none", "clear_line", "put")
        case Ticked(on=on):
            return not on
        case Cells(cells=cells):
            return any(text in ("-", "没有", "") for text in cells.values())
        case _:
            return False


def assert_is_answer(name: str, value: Mapping[str, Any]) -> None:
    """What holds for every answer, computed here anew: what is needed is there, numbers are canonical, totals fit."""
    definition = table(name)
    for row, row_definition in definition.rows.items():
        said = value.get(row, {"cells": {}})
        assert set(said) <= {"cells", "label", "not_applicable"}
        assert not (said.get("not_applicable") and said["cells"])
        begun = row_definition.required or (bool(said["cells"]) and name not in ("calls", "ages"))
        nobody = said["cells"].get("total") == "0"
        for column, column_definition in definition.columns.items():
            text = said["cells"].get(column)
            needed = column_definition.required and column not in row_definition.optional and begun
            assert text is not None or not needed or (nobody and column in EDUCATION), (row, column)
            if text is not None and definition.layout.cells[f"{row}/{column}"].is_number:
                assert text == f"{Decimal(text):f}"
                assert text.strip("-") == "0" or not text.strip("-").startswith("0") or text.startswith("0.")
        named = row_definition.named and set(said["cells"].values()) - {"no", "0"}
        assert not named or said["label"]
    for total in definition.total:
        for line in definition.rows if total.along == "row" else definition.columns:
            cells = definition.layout.along(total.along, line)
            texts = [
                text
                for cell in cells
                if not total.of or cell.across(total.along) in total.of
                if (text := value.get(cell.row, {"cells": {}})["cells"].get(cell.column)) is not None
            ]
            nobody = value.get(line, {"cells": {}})["cells"].get("total") == "0" and set(texts) <= {"0"}
            if texts and not nobody:
                assert abs(sum(map(Decimal, texts)) - total.equals) <= total.tolerance, (line, texts)


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
        chat.reply(reply)
        after = cells_of(chat)
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
    assert Chat("seats").type(text).value == typed.value
    assert typed.value is not None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=4, max_size=4).filter(lambda it: sum(it) > 0))
def test_heads_are_always_an_answer(heads: list[int]) -> None:
    """Head counts that add up to the row's count become percentages that pass the total, whatever is rounded."""
    chat = Chat("seats").type(" ".join(map(str, (sum(heads), *heads)))).type("没有").type("没有")
    assert_is_answer("seats", chat.value)
    rates = [Decimal(chat.value["full"]["cells"][column]) for column in EDUCATION]
    exact = [Decimal(100) * head / sum(heads) for head in heads]
    assert all(abs(rate - share) <= Decimal("0.5") for rate, share in zip(rates, exact, strict=True))


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
