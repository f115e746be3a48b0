"""Names of rows that are not quite those of the table: asked back where they are near, named where they are not."""

from __future__ import annotations

import pytest

from tests.dialogues.questions.table.tables import Chat


@pytest.mark.parametrize("mark", [" ", "\t"])
def test_a_name_near_a_rows_is_asked_back(mark: str) -> None:
    """Nothing is stored before the tap; then it is that row, or the one that the applicant names."""
    typed = mark.join(("平均放弃率", "≤5%", "3%"))
    for at in ((), ("7其他",)):
        chat = Chat("kpis")
        for row in at:
            chat.press(row)
        before = chat.draft
        chat.type(typed)
        assert list(chat.doubt) == ["平均联系放弃率", "不是，记在「其他」"]
        assert (chat.draft, chat.value) == (before, None)
        chat.press("平均联系放弃率")
        assert chat.draft["rows"] == {"lost": {"cells": {"target": "<=5", "actual": "3"}}}
        own = Chat("kpis").type(typed).press("不是，记在「其他」")
        cells = {"target": "≤5%", "actual": "3%"}
        assert own.draft["rows"] == {"other": {"cells": cells, "label": "平均放弃率"}}


def test_each_near_name_of_a_paste_is_asked_in_turn() -> None:
    """The other lines wait with it, and none is lost."""
    chat = Chat("kpis").type("3 平均放弃率 ≤5% 3%\n质量分值 90 91\n平均等候 ≤5分 2\n外呼接通率 30% 28%")
    assert list(chat.doubt) == ["平均联系放弃率", "不是，记在「其他」"]
    chat.press("平均联系放弃率")
    assert list(chat.doubt) == ["平均等待", "不是，记在「其他」"]
    assert chat.draft is None
    chat.press("平均等待")
    assert chat.draft["rows"] == {
        "lost": {"cells": {"target": "<=5", "actual": "3"}},
        "quality": {"cells": {"target": "90", "actual": "91"}},
        "wait": {"cells": {"target": "<=300", "actual": "120"}},
        "other": {"cells": {"target": "30%", "actual": "28%"}, "label": "外呼接通率"},
    }


def test_a_name_that_begins_with_a_rows_is_asked_back_where_it_cannot_be_read() -> None:
    """全职坐席 is 全职座席 typed otherwise, though 全职 alone is its name too; 全职共 120 人 is the row itself."""
    chat = Chat("seats").type("全职坐席 120 40 35 15 10")
    assert list(chat.doubt) == ["全职座席", "不对"]
    chat.press("全职座席")
    assert chat.draft["rows"]["full"]["cells"]["total"] == "120"
    assert not Chat("seats").type("没有全职座席").doubt


def test_what_is_no_name_is_not_asked_about() -> None:
    """Figures, words for nothing and parts are none; nor is a name that is like no other."""
    for typed in ("约40%", "没有", "一半 30 其余 0", "白班 120 40 35 15 10", "120人 40 35 15 10"):
        assert not Chat("seats").type(typed).doubt, typed


def test_lines_with_unknown_names_are_named() -> None:
    """What is recognised is kept; the others are quoted, short, with the rows that they may be for."""
    chat = Chat("seats").type("白班 120 40 35 15 10 以及一些说明文字\n兼职\t0\n夜班\t18\t60\t40\t0\t0")
    assert chat.draft["rows"] == {"part": {"cells": {"total": "0"}}}
    assert chat.problem == (
        "有 2 行的行名没认出：「白班 120 40 35 15 10 以及…」、「夜班 18 60 40 0 0」。"
        "其他的都已记下。请把没认出的换成表里的行名再发：全职座席、远程客户代表。"
    )
    alone = Chat("seats").type("白班 120 40 35 15 10\n夜班 18 60 40 0 0")
    assert alone.draft is None
    assert alone.problem.startswith(
        "有 2 行的行名没认出：「白班 120 40 35 15 10」、「夜班 18 60 40 0 0」。表没有改动。"
    )
    chat = Chat("seats").type("全职客服 120 40 35 15 10\n兼职 0").press("不对")
    assert chat.draft["rows"] == {"part": {"cells": {"total": "0"}}}
    assert "「全职客服 120 40 35 15 10」" in chat.problem


def test_many_unknown_lines_are_counted() -> None:
    """Six are quoted, of the others it is said that there are more."""
    text = "\n".join(f"{name}组\t1\t2" for name in "甲乙丙丁戊己庚辛")
    chat = Chat("seats").type(text)
    assert chat.problem.startswith("有 8 行的行名没认出：")
    assert "「己组 1 2」、…" in chat.problem
