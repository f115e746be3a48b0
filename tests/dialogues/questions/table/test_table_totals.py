"""Tables that must add up, as people fill them: heads become percentages, and what is off is said and mended by a tap."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.question import Unfinished
from dialogues.reply import Command, Typed
from tests.dialogues.questions.here import here, question
from tests.dialogues.questions.table.tables import (
    EDUCATION,
    Chat,
    assert_is_answer,
    cells_of,
)


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


def test_heads_and_percentages_are_told_apart() -> None:
    """What comes to the count are heads; more than the count no heads, more than 100 no percentages; with a per cent
    sign they are what it says."""
    heads = Chat("seats").type("18 10 8")
    assert heads.draft["rows"]["full"]["cells"] == {
        "total": "18",
        "bachelor": "55.6",
        "college": "44.4",
        "secondary": "0",
        "high": "0",
    }
    assert heads.echo.startswith("全职座席 18 人。后 2 个数正好加到 18，我按人数换算：")
    for typed, hint in (
        ("18 60 30", "还差 10%，放在哪里？"),
        ("210 98 76", "还差 36 人，放在哪里？"),
        ("18 10% 8%", "还差 82%，放在哪里？"),
        ("100 60 20", "还差 20%，放在哪里？"),
    ):
        assert Chat("seats").type(typed).hint == hint, typed
    assert Chat("seats").type("210 98 76").body[1] == "98 人 本科及以上"
    assert Chat("seats").type("18 10 8 1 0").problem == "「全职座席」一共 18 人，各项合计 19 人，多了 1 人。"


def test_what_may_be_heads_or_percentages_is_asked() -> None:
    """8 and 6 of 18 people: heads, as they are nearer to 18 than to 100, unless it is said that they are not."""
    chat = Chat("seats").type("18 8 6")
    assert chat.hint == "还差 4 人，放在哪里？\n先按人数算。是百分比，请点「按百分比算」。"
    assert chat.buttons == [["中专 4 人", "高中 4 人", "各 2 人"], ["按百分比算"], ["重填这行"]]
    chat.press("按百分比算")
    assert chat.hint == "还差 86%，放在哪里？\n先按百分比算。是人数，请点「按人数算」。"
    chat.press("按人数算").press("中专 4 人")
    assert chat.draft["rows"]["full"]["cells"]["secondary"] == "22.2"
    assert Chat("seats").type("210 60 30").hint.startswith("还差 10%")
    signed = Chat("seats").type("18 8% 6%").type("4 0")
    assert signed.problem == "「全职座席」合计 18%，少了 82%。"
    assert signed.type("18 8 6 4 0").echo.startswith("全职座席 18 人。后 4 个数正好加到 18")


def test_another_count_is_not_taken_for_heads() -> None:
    """210, and then 18 60 30: heads of the 210, or 18 people with percentages? Asked back."""
    chat = Chat("seats").type("210").type("18 60 30")
    assert list(chat.doubt) == ["本科 18 人、大专 60 人、中专 30 人", "总人数 18 人、本科 60%、大专 30%"]
    assert chat.draft["rows"] == {"full": {"cells": {"total": "210"}}}
    chat.press("总人数 18 人、本科 60%、大专 30%")
    assert chat.body[:3] == ["全职座席 18 人", "60% 本科及以上", "30% 大专"]
    assert Chat("seats").type("210").type("98 76").hint == "还差 36 人，放在哪里？"
    assert Chat("seats").type("210").type("40 35 15").hint.startswith("还差 10%")


@pytest.mark.parametrize(
    ("name", "typed", "cells"),
    [
        ("seats", "210 一半 30 其余 0", "210 50 30 20 0"),
        ("seats", "210 98 76 26 其余", "210 46.7 36.2 12.4 4.8"),
        ("seats", "210 98 一半 7 0", "210 46.7 50 3.3 0"),
        ("seats", "210 60% 其餘", "210 60 40 0 0"),
        ("seats", "本科 half、大专 rest", "50 50 0 0"),
        ("seats", "一半 30 其余 0", "50 30 20 0"),
        ("seats", "全职\t210\t98\t76\t26\t剩下的", "210 46.7 36.2 12.4 4.8"),
        ("ages", "35 48 12 其余", "35 48 12 5"),
        ("square", "甲 3 其余", "3 7"),
    ],
)
def test_a_part_of_a_total_is_a_figure(name: str, typed: str, cells: str) -> None:
    """一半 and 其余 are reckoned from the others, heads or percentages, and it is said what they make."""
    chat = Chat(name).type(typed)
    assert list(cells_of(chat).values()) == cells.split()
    assert "→" in chat.echo


def test_a_part_of_nothing_is_refused() -> None:
    """Without a total, with nothing left, or twice, nobody can reckon it; what was filled stays."""
    for name, typed in (
        ("kpis", "平均联系放弃率 5% 一半"),
        ("seats", "其余 60 30 10 0"),
        ("seats", "210 其余 其余"),
        ("seats", "210 60% 50% 其余"),
    ):
        assert "算不出来：要有合计" in Chat(name).type(typed).problem, typed
    chat = Chat("ages").type("35 48 12 5")
    assert "算不出来" in chat.type("40 50 20 其余").problem
    assert chat.shown.endswith("50岁以上 5%")


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


def test_an_off_total_is_left_for_later() -> None:
    """Whatever is off stays in the draft; it is no answer, and finishing says what is wrong."""
    for name, typed in (("ages", "35 48 12 8"), ("seats", "全职 120 40 35 15 20；兼职 0；远程 0")):
        chat = Chat(name).type(typed)
        assert chat.value is None
        before = cells_of(chat)
        chat.reply(Command(name="done"))
        assert (chat.value, cells_of(chat)) == (None, before)
        assert "多了" in chat.problem
        chat.type("完成")
        assert (chat.value, cells_of(chat)) == (None, before)
        assert "多了" in chat.problem


def test_what_is_written_over_is_told() -> None:
    """Old and new, wherever something filled is replaced by what is typed or pasted; a button says it itself, and
    what was wrong was asked to be changed."""
    chat = Chat("seats").type("全职 120 40 35 15 10；兼职 0；远程 0")
    assert "→" not in chat.echo
    chat.type("远程客户代表\t4\t50%\t50%\t\t\n全职座席\t200\t40%\t35%\t15%\t10%")
    told = ["全职座席：总人数 120 → 200 人", "远程客户代表：总人数 0 → 4 人"]
    assert chat.echo.splitlines()[2:] == [*told, "不对就发「撤销」，恢复原来的。"]
    assert chat.type("全职 200 40 35 15 10").echo == ""
    assert chat.type("没有全职座席").echo.startswith(
        "全职座席：总人数 200 → 0 人、本科 40 → —、大专 35 → —、中专 15 → —、高中 10 → —\n"
    )
    off = Chat("ages").type("35 48 12 8")
    assert off.press("<25岁 35→32").echo == ""
    assert Chat("ages").type("35 48 12 8").type("32 48 12 8").echo == ""
    assert off.type("30 50 12 8").echo.startswith("<25岁 32 → 30%、25-35 48 → 50%\n")
    assert chat.press("改 远程").press("重填这行").press("没有远程客户代表").echo == ""


def test_much_that_is_written_over_is_counted() -> None:
    """A few lines and cells are told, of the others how many there are."""
    rows = {f"r{number}": f"第{number}组" for number in range(6)}
    columns = {f"c{number}": {"label": f"{number}月", "type": "integer"} for number in range(8)}
    asked = question({"type": "table", "rows": rows, "columns": columns})
    cells = dict.fromkeys(columns, "1")
    text = "\n".join("\t".join([label, *"22222222"]) for label in rows.values())
    read = asked.read(Typed(text=text), {"rows": {row: {"cells": cells} for row in rows}}, here(asked))
    assert isinstance(read, Unfinished)
    lines = read.echo.splitlines()
    assert lines[1] == "第0组：0月 1 → 2、1月 1 → 2、2月 1 → 2、3月 1 → 2、4月 1 → 2、另有 3 处"
    assert lines[-2:] == ["另有 2 行也改了。", "不对就发「撤销」，恢复原来的。"]


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
