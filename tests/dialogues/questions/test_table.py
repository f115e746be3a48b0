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
from dialogues.plain import plain
from dialogues.prompt import Button
from dialogues.question import Accepted, Doubtful, Here, Rejected, Unfinished
from dialogues.questions._table.figures import figure
from dialogues.questions.table import Table
from dialogues.reading.cells import read_cells
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import EMPTY_MARKS, NOT_RECORDED, NOTHING
from dialogues.reply import Cells, Chosen, Command, Reply, Ticked, Typed, Uploaded
from dialogues.widths import BUDGET, wide
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
    "kpis": {
        "not_recorded": "true",
        "rows": {
            "time": {"label": "平均联系处理时间", "type": "duration"},
            "wait": {"label": "平均等待", "type": "duration", "unit": "分钟", "max": "600"},
            "lost": {"label": "平均联系放弃率", "type": "percent"},
            "busy": {"label": "工时有效率（占用率）", "short": "工时有效率", "type": "percent"},
            "quality": {"label": "质量分值", "type": "decimal"},
            "staff": {"label": "管理人员对比人员的比例", "short": "管理人员比例", "type": "ratio"},
            "other": {"label": "其他（请说明）", "short": "其他", "named": "true", "required": "false"},
        },
        "columns": {
            "target": {"label": "目标", "required": "false", "bounds": "true"},
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
    def place(self) -> str:
        return self.table.face(self.value, self.draft, self.here).place

    @property
    def body(self) -> list[str]:
        """All of it, line by line, as it is drawn without colours."""
        return plain(self.table.face(self.value, self.draft, self.here).body).splitlines()

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
    assert chat.place == "第 1/3 行：全职座席"
    assert chat.hint.startswith("请发 5 个数：总人数，再按本科及以上、大专、中专、高中及以下\n例：")
    assert chat.buttons == [["没有全职座席", "3 行一起粘贴"]]
    chat.type("210、98、76、26、10")
    assert chat.echo.splitlines() == [
        "全职座席 210 人。后 4 个数正好加到 210，我按人数换算：",
        "46.7% 本科及以上",
        "36.2% 大专",
        "12.4% 中专",
        "4.8% 高中及以下",
        "合计 100%（四舍五入后 100.1%）",
    ]
    assert (chat.place, chat.body) == ("第 2/3 行：兼职座席", [])
    assert chat.buttons == [["没有兼职座席"], ["改 全职"]]
    chat.type("18 60 30")
    assert chat.hint == "还差 10%，放在哪里？"
    assert chat.body == ["兼职座席 18 人", "60% 本科及以上", "30% 大专", "— 中专", "— 高中及以下"]
    assert chat.buttons == [["中专 10%", "高中 10%", "各 5%"], ["重填这行", "改 全职"]]
    chat.press("中专 10%")
    assert chat.place == "第 3/3 行：远程客户代表"
    chat.press("没有远程客户代表")
    assert (chat.place, chat.value) == ("", None)
    assert chat.body == [
        "210 人 全职座席：46.7 / 36.2 / 12.4 / 4.8",
        "18 人 兼职座席：60 / 30 / 10 / —",
        "0 人 远程客户代表",
        "（本科及以上 / 大专 / 中专 / 高中及以下，%）",
    ]
    assert chat.buttons == [["改 全职", "改 兼职", "改 远程"], ["完成，下一题 ›"]]
    chat.press("完成，下一题 ›")
    assert (
        chat.shown
        == "全职座席 210 人 / 46.7% / 36.2% / 12.4% / 4.8%；兼职座席 18 人 / 60% / 30% / 10%；远程客户代表 0 人"
    )


def test_nobody_is_asked_for_shares() -> None:
    """A row of 0 people asks no percentages, said in any way; a row that must be there may be 0 as well."""
    for way in ("没有", "0", "没有全职座席", "全职：没有", "-"):
        assert Chat("seats").type(way).draft["rows"] == {"full": {"cells": {"total": "0"}}}, way
    chat = Chat("seats").press("没有全职座席")
    assert (chat.place, chat.draft["rows"]) == ("第 2/3 行：兼职座席", {"full": {"cells": {"total": "0"}}})


def test_a_few_heads_may_be_meant() -> None:
    """18 people, 10 and 8 of them: percentages with the rest missing, or people; one tap says that they are people."""
    chat = Chat("seats").type("18 10 8")
    assert chat.hint == "还差 82%，放在哪里？"
    assert chat.buttons[0] == ["按人数换算", "中专 82%", "高中 82%"]
    chat.press("按人数换算")
    assert chat.draft["rows"]["full"]["cells"] == {
        "total": "18",
        "bachelor": "55.6",
        "college": "44.4",
        "secondary": "0",
        "high": "0",
    }
    assert chat.echo.startswith("全职座席 18 人。后 2 个数正好加到 18，我按人数换算：")


def test_how_to_paste_is_told() -> None:
    """A button says it, and changes nothing."""
    chat = Chat("seats").press("3 行一起粘贴")
    assert chat.echo.startswith("从表格软件复制 3 行 5 列")
    assert chat.draft == {"rows": {}}


def test_seats_are_changed_one_row_at_a_time() -> None:
    """An answer that is being changed keeps its other rows; it stays what it was until all of it is looked over."""
    chat = Chat("seats").type("全职座席 120 40 35 15 10；兼职座席 0；远程客户代表 0").press("完成，下一题 ›")
    assert chat.buttons == [["改 全职", "改 兼职", "改 远程"], ["完成，下一题 ›"]]
    chat.press("改 兼职").type("18 60 30 20")
    assert chat.problem == "「兼职座席」合计 110%，多了 10%。"
    assert chat.buttons[0] == ["本科 60→50", "大专 30→20"]
    chat.press("大专 30→20")
    assert chat.value["part"] == {"cells": {"total": "0"}}
    chat.press("完成，下一题 ›")
    assert (
        chat.shown
        == "全职座席 120 人 / 40% / 35% / 15% / 10%；兼职座席 18 人 / 60% / 20% / 20%；远程客户代表 0 人"
    )


def test_ages_are_one_column_in_one_message() -> None:
    """Too little offers the rest, too much a correction of each; the sum is said, never only that it is wrong."""
    chat = Chat("ages").type("35 48 12.5")
    assert chat.hint == "还差 4.5%。50岁以上是 4.5% 吗？"
    assert chat.buttons == [["是，4.5%"], ["重填 4 个数"]]
    chat.type("35 48 12 8")
    assert chat.problem == "4 项合计 103%，多了 3%。"
    assert (chat.hint, chat.body) == ("改哪一项？", [])
    assert chat.buttons == [["<25岁 35→32", "25-35 48→45"], ["35-50 12→9", ">50岁 8→5"], ["重填 4 个数"]]
    chat.press("<25岁 35→32")
    assert chat.shown == "25岁以下 32%；25-35岁 48%；35-50岁 12%；50岁以上 8%"


def test_call_kinds_are_asked_by_column() -> None:
    """First the whole inbound column, then the outbound one, which may be nothing."""
    chat = Chat("calls").type("60 20 15 5")
    assert chat.place == "第 2/2 列：呼出（占%）"
    assert chat.hint.startswith("请发 4 个数：电话、邮件、IVR、机器人")
    assert chat.buttons == [["没有呼出"], ["改 呼入"]]
    chat.type("80 30")
    assert chat.problem == "「呼出（占%）」合计 110%，多了 10%。"
    chat.press("邮件 30→20").press("完成，下一题 ›")
    assert chat.shown == "电话 60% / 80%；邮件 20% / 20%；IVR 15%；机器人 5%"


def test_indicators_are_pasted_and_completed() -> None:
    """Six lines without names fill six rows; what lacks is one tap away; the last row is named by the applicant."""
    chat = Chat("indicators").type("≤300秒\t4分45秒\n≤60秒\t52秒\n5%以内\t3.8%\n≥85%\t87.2%\n90")
    assert chat.echo == "读到 5 行，还差 2 处。"
    assert chat.buttons == [["补 5 达成", "补 6 其他"], ["没有其他", "改一行"]]
    assert chat.body[5:] == ["5 质量分值　90｜缺达成", "6 其他　未填"]
    chat.press("补 5 达成")
    assert (chat.place, chat.hint) == ("第 5/6 行：质量分值", "还缺：过去12个月的达成情况。请接着发。")
    chat.type("91.5")
    assert chat.place == "第 6/6 行：其他（请说明）"
    assert chat.hint.startswith("请发 3 项：名称、目标、过去12个月的达成情况")
    assert chat.buttons[0] == ["没有其他，完成 ›", "‹ 回到表"]
    chat.type("服务水平 80/20 82/20").press("完成，下一题 ›")
    assert chat.value["other"] == {"cells": {"target": "80/20", "actual": "82/20"}, "label": "服务水平"}
    assert chat.shown.endswith("质量分值 90｜91.5；服务水平 80/20｜82/20")


def test_indicators_can_be_jumped_to() -> None:
    """A row by its button, by its name, or not at all."""
    chat = Chat("indicators")
    assert chat.buttons == [["1", "2", "3"], ["4", "5", "6其他"], ["从第 1 行开始 ›"]]
    chat.press("3")
    assert chat.buttons[0] == ["此项不适用", "‹ 回到表"]
    chat.press("此项不适用").type("质量分值 90 91").type("285秒")
    assert list(chat.doubt) == ["目标 285秒", "达成 285秒"]
    chat.press("达成 285秒")
    assert chat.draft["rows"] == {
        "lost": {"cells": {}, "not_applicable": True},
        "quality": {"cells": {"target": "90", "actual": "91"}},
        "solved": {"cells": {"actual": "285秒"}},
    }


PASTE = "≤300秒\t4分45秒\n≤5分\t2.5\n5%以内\t3.8%\n80-85%\t83%\n不低于90\t\n15\t1比14"


def test_figures_keep_what_they_are() -> None:
    """Durations, ratios, signs and ranges of a paste, row by row; a duration shows how it was typed."""
    chat = Chat("kpis").type(PASTE)
    assert chat.echo == "读到 6 行，还差 2 处。"
    assert chat.body == [
        "目标｜过去12个月的达成情况",
        "1 平均联系处理时间　≤300秒｜285秒（4分45秒）",
        "2 平均等待　≤5分钟｜2.5分钟",
        "3 平均联系放弃率　≤5%｜3.8%",
        "4 工时有效率　80–85%｜83%",
        "5 质量分值　≥90｜缺达成",
        "6 管理人员对比人员的比例　1:15｜1:14",
        "7 其他　未填",
    ]
    assert chat.buttons == [["补 5 达成", "补 7 其他"], ["没有其他", "改一行"]]
    chat.press("补 5 达成").press("不统计此项").press("没有其他，完成 ›")
    assert {row: said["cells"] for row, said in chat.value.items()} == {
        "time": {"target": "<=300", "actual": "285"},
        "wait": {"target": "<=300", "actual": "150"},
        "lost": {"target": "<=5", "actual": "3.8"},
        "busy": {"target": "80..85", "actual": "83"},
        "quality": {"target": ">=90"},
        "staff": {"target": "1:15", "actual": "1:14"},
        "other": {},
    }
    assert chat.value["quality"]["not_recorded"] == ["actual"]
    assert chat.shown == (
        "平均联系处理时间 ≤300秒｜285秒；平均等待 ≤5分钟｜2.5分钟；平均联系放弃率 ≤5%｜3.8%；"
        "工时有效率 80–85%｜83%；质量分值 ≥90｜不统计；管理人员对比人员的比例 1:15｜1:14；其他（不适用）"
    )


def test_what_expressions_see_of_figures() -> None:
    """A number where it is one; of a comparison the bound; of a range nothing but its ends; of what is not recorded
    nothing at all."""
    chat = Chat("kpis").type(PASTE).type("质量分值 ≥90 不统计").type("没有")
    seen = chat.table.as_value(chat.value)
    assert {
        path: seen[path] for path in seen if path.startswith(("time/", "busy/", "quality/", "staff/"))
    } == {
        "time/target": Decimal(300),
        "time/target/most": Decimal(300),
        "time/target/text": "≤300",
        "time/actual": Decimal(285),
        "busy/target/least": Decimal(80),
        "busy/target/most": Decimal(85),
        "busy/target/text": "80–85",
        "busy/actual": Decimal(83),
        "quality/target": Decimal(90),
        "quality/target/least": Decimal(90),
        "quality/target/text": "≥90",
        "staff/target": Decimal(15),
        "staff/target/least": Decimal(15),
        "staff/target/most": Decimal(15),
        "staff/target/text": "1:15",
        "staff/actual": Decimal(14),
    }
    assert seen["actual"] == tuple(map(Decimal, ("285", "150", "3.8", "83", "14")))


def test_what_is_not_recorded_is_an_answer() -> None:
    """A row that must be filled is answered by 不统计, in words or by its button, alone or behind its name, in a
    paste too; a cell of it as well, and n/a where there has to be a figure."""
    whole = {"lost": {"cells": {}, "not_recorded": ["target", "actual"]}}
    for way in ("平均联系放弃率 不统计", "平均联系放弃率：未统计", "平均联系放弃率 not recorded"):
        assert Chat("kpis").type(way).draft["rows"] == whole, way
    assert Chat("kpis").press("3").type("不统计").draft["rows"] == whole
    assert Chat("kpis").press("3").press("不统计此项").draft["rows"] == whole
    for way in ("≤5% 不统计", "≤5%、n/a"):
        rows = Chat("kpis").press("3").type(way).draft["rows"]
        assert rows == {"lost": {"cells": {"target": "<=5"}, "not_recorded": ["actual"]}}, way
    pasted = Chat("kpis").type("平均联系放弃率\t不统计\t\n质量分值\t90\t未统计").draft["rows"]
    assert pasted == whole | {"quality": {"cells": {"target": "90"}, "not_recorded": ["actual"]}}
    refused = Chat("kpis").press("3").type("没有")
    assert refused.problem.startswith("「平均联系放弃率」要填。没有统计就发「不统计」")
    again = Chat("kpis").press("3").press("不统计此项").type("平均联系放弃率 ≤5% 3.8%")
    assert again.draft["rows"] == {"lost": {"cells": {"target": "<=5", "actual": "3.8"}}}


def test_columns_are_never_swapped_silently() -> None:
    """Another order of the columns counts by their headings; a sign in the wrong place is asked about."""
    headed = Chat("kpis").type("指标\t达成\t目标\n平均联系放弃率\t3.8%\t≤5%")
    assert headed.draft["rows"] == {"lost": {"cells": {"target": "<=5", "actual": "3.8"}}}
    numbered = Chat("kpis").type("序号\t指标\t达成\t目标\n3\t平均联系放弃率\t3.8%\t≤5%")
    assert numbered.draft["rows"] == headed.draft["rows"]
    chat = Chat("kpis").press("3").type("3.8% ≤5%")
    assert list(chat.doubt) == ["目标 ≤5%、达成 3.8%", "不对"]
    assert chat.draft["rows"] == {}
    chat.press("目标 ≤5%、达成 3.8%")
    assert chat.draft["rows"] == headed.draft["rows"]
    silent = Chat("kpis").type("3.8%\t≤5%\n285秒\t≤300秒")
    assert silent.draft is None or not silent.draft["rows"] or silent.problem


def test_a_figure_of_another_kind_is_refused_with_words() -> None:
    """What fits another row is not squeezed into this one."""
    for row, typed, about in (
        ("1", "≤5% 3%", "要时长"),
        ("3", "≤300秒 285秒", "要百分比"),
        ("6", "≤5% 3%", "要比例"),
        ("2", "≤601分 5", "平均等待"),
    ):
        chat = Chat("kpis").press(row).type(typed)
        assert about in chat.problem, (row, typed, chat.problem)


def test_one_duration_may_be_two() -> None:
    """4分 45秒 is one duration, or a target and what was achieved: asked back."""
    chat = Chat("kpis").press("1").type("4分 45秒")
    assert list(chat.doubt) == ["目标 240秒、达成 45秒", "目标 285秒", "达成 285秒"]
    chat.press("达成 285秒")
    assert chat.draft["rows"] == {"time": {"cells": {"actual": "285"}}}
    assert Chat("kpis").press("1").type("≤ 5 分 4分 45秒").draft["rows"] == {
        "time": {"cells": {"target": "<=300", "actual": "285"}}
    }


def test_a_long_table_is_walked_through() -> None:
    """From the first row, row after row, and back to the whole of it; a row by its number; nothing is lost by it."""
    chat = Chat("kpis").press("从第 1 行开始 ›").type("≤300秒 285秒")
    assert chat.place == "第 2/7 行：平均等待"
    chat.press("‹ 回到表")
    assert chat.buttons[-1] == ["从第 2 行继续 ›"]
    chat.type("6")
    assert chat.place == "第 6/7 行：管理人员对比人员的比例"
    chat.type("15 14").press("‹ 回到表")
    assert chat.draft["rows"] == {
        "time": {"cells": {"target": "<=300", "actual": "285"}},
        "staff": {"cells": {"target": "1:15", "actual": "1:14"}},
    }
    chat.type("平均等待 - 2\n工时有效率 - 80\n质量分值 - 90\n平均联系放弃率 - 3").press("改一行")
    assert chat.buttons == [["1", "2", "3", "4"], ["5", "6", "7其他"], ["‹ 回到表"]]
    chat.press("1").type("≤280 270").press("没有其他，完成 ›")
    assert chat.value["time"] == {"cells": {"target": "<=280", "actual": "270"}}


def test_a_long_name_is_cut_on_a_button() -> None:
    """What the applicant calls a row may be long; its button is not."""
    asked = question(
        {
            "type": "table",
            "rows": {"a": "甲", "b": {"label": "其他", "named": "true", "required": "false"}},
            "columns": {"x": {"label": "人数", "type": "integer"}, "y": {"label": "组数", "type": "integer"}},
        }
    )
    draft = {
        "rows": {
            "a": {"cells": {"x": "1", "y": "2"}},
            "b": {"cells": {"x": "3", "y": "4"}, "label": "长" * 40},
        }
    }
    (changes, _) = asked.face(None, draft, here(asked)).actions, None
    assert [[button.label for button in row] for row in changes] == [
        ["改 甲"],
        ["改 " + "长" * 14 + "…"],
        ["完成，下一题 ›"],
    ]


def test_what_is_not_recorded_is_shown_to_reviewers() -> None:
    """In the table of the summary too; and a formula that names its cells says nothing of it."""
    chat = Chat("kpis").type(PASTE).type("质量分值 ≥90 不统计").type("没有")
    (block,) = chat.table.blocks(chat.value, chat.here)
    assert plain((block,)).splitlines()[5].split() == ["质量分值", "≥90", "不统计"]
    parts = ("quality/actual", "time/target/text", "time/actual")
    assert (
        chat.table.show_parts(chat.value, parts, chat.here)
        == "平均联系处理时间·目标 ≤300秒；平均联系处理时间·达成 285秒"
    )


def test_an_off_total_is_left_for_later() -> None:
    """Whatever is off stays in the draft; it is no answer, and finishing says what is wrong."""
    for name, typed in (("ages", "35 48 12 8"), ("seats", "全职 120 40 35 15 20；兼职 0；远程 0")):
        chat = Chat(name).type(typed)
        assert chat.value is None
        before = cells_of(chat)
        chat.reply(Command(name="done"))
        assert (chat.value, cells_of(chat)) == (None, before)
        assert "多了" in chat.problem


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
    assert chat.hint == "改哪一項？"
    chat = Chat("ages", language="en").type("35 48 12")
    assert chat.hint == "5% left. Is 50岁以上 5%?"
    assert chat.buttons == [["Yes, 5%"], ["Fill in 4 again"]]


def test_what_was_typed_is_kept_where_it_is_all() -> None:
    """The raw reply of a table in one message is that message; of one in several it is the answer."""
    ages, seats = (
        Chat("ages").type("30 45 20 5"),
        Chat("seats").type("全职座席 0；兼职座席 0；远程客户代表 0").press("完成，下一题 ›"),
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
    without = {"indicators": "平均联系处理时间 ≤1 1", "kpis": "平均等待 ≤1 1", "facilities": "1 3"}
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
            "4分45秒",
            "1:15",
            "80-85%",
            "不统计",
            "n/a",
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


def cells_of(chat: Chat) -> dict[str, str]:
    """What is filled, of the draft or else of the answer."""
    rows = chat.draft["rows"] if chat.draft is not None else chat.value or {}
    return {f"{row}/{column}": text for row, said in rows.items() for column, text in said["cells"].items()}


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


def assert_is_answer(name: str, value: Mapping[str, Any]) -> None:
    """What holds for every answer, computed here anew: what is needed is there, numbers are canonical, totals fit."""
    definition = table(name)
    for row, row_definition in definition.rows.items():
        said = value.get(row, {"cells": {}})
        assert set(said) <= {"cells", "label", "not_applicable", "not_recorded"}
        unrecorded = said.get("not_recorded", ())
        assert not (said.get("not_applicable") and (said["cells"] or unrecorded))
        assert set(said["cells"]).isdisjoint(unrecorded)
        assert definition.not_recorded or not unrecorded
        begun = row_definition.required or (bool(said["cells"]) and name not in ("calls", "ages"))
        nobody = said["cells"].get("total") == "0"
        for column, column_definition in definition.columns.items():
            text = said["cells"].get(column)
            needed = column_definition.required and column not in row_definition.optional and begun
            assert (
                text is not None or not needed or column in unrecorded or (nobody and column in EDUCATION)
            ), (row, column)
            cell = definition.layout.cells[f"{row}/{column}"]
            if text is not None and cell.is_figure:
                kept = figure(text)
                assert kept is not None
                assert kept.text == text
                assert all(map(cell.takes, kept.numbers))
                assert cell.bounded or not kept.sign
            if text is not None and cell.is_number:
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
@given(st.lists(st.integers(0, 400), min_size=4, max_size=4).filter(lambda it: sum(it) > 0))
def test_heads_are_always_an_answer(heads: list[int]) -> None:
    """Head counts that add up to the row's count become percentages that pass the total, whatever is rounded."""
    chat = Chat("seats").type(" ".join(map(str, (sum(heads), *heads)))).type("没有").type("没有")
    chat.press("完成，下一题 ›")
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
