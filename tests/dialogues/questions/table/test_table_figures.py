"""Durations, ratios, signs and ranges in a table, and what nobody records."""

from __future__ import annotations

from decimal import Decimal

from dialogues.plain import plain
from tests.dialogues.questions.table.tables import (
    Chat,
)

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
