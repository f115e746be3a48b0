"""A table as a whole: on screen with a button a row, walked through, pasted, ticked, in three languages."""

from __future__ import annotations

from dialogues.reply import Command, Ticked, Typed
from tests.dialogues.questions.here import here, question
from tests.dialogues.questions.table.tables import (
    Chat,
)


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


def test_how_to_paste_is_told() -> None:
    """A button says it, and changes nothing."""
    chat = Chat("seats").press("3 行一起粘贴")
    assert chat.echo.startswith("从表格软件复制 3 行 5 列")
    assert chat.draft == {"rows": {}}


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
