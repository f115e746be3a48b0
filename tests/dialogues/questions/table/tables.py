"""The tables of these tests, and a person with one of them on screen. Single replies stand in `cases/table.yaml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dialogues.codec import replies as reply_codec
from dialogues.plain import plain
from dialogues.question import Accepted, Doubtful, Here, Rejected, Unfinished
from dialogues.questions._table.figures import figure
from dialogues.questions.table import Table
from dialogues.reply import Reply, Typed
from tests.dialogues.questions.here import here, question, words

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


def cells_of(chat: Chat) -> dict[str, str]:
    """What is filled, of the draft or else of the answer."""
    rows = chat.draft["rows"] if chat.draft is not None else chat.value or {}
    return {f"{row}/{column}": text for row, said in rows.items() for column, text in said["cells"].items()}


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
