"""Several answers in one text: what is a claim, what is a run, and what is neither."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.reading.batch import Batch, Paper, Slot, may_be_batch, read_batch
from dialogues.reading.normalise import fold
from dialogues.reading.runs import Place


def place(code: str, *, follows: bool = True) -> Place:
    return Place(path=code, code=code, section=code[0], yes=("是", "有"), no=("否", "没有"), follows=follows)


PAPER = Paper(
    there=("· 现有:",),
    slots=(
        Slot(path="A1", code="A1", section="A", labels=("企业名称（必答）", "企业名称", "Company")),
        Slot(path="A3", code="A3", section="A", labels=("企业网址", "网址")),
        Slot(path="2.1", code="2.1", section="2", labels=("总体战略？",), is_long=True, furniture=frozenset({"· 提示"})),
        Slot(path="3.3a", code="3.3a", section="3", labels=("面试通过人员（人）", "面试通过人员")),
        Slot(path="5.1", code="5.1", section="5", labels=("流失率（%）", "流失率")),
        Slot(path="c/1", code="C3#1", section="C", labels=("电话",)),
        Slot(path="c/2", code="C3#2", section="C", labels=("电话",)),
        *(Slot(path=f"6.{n}", code=f"6.{n}", section="6", labels=(f"问{n}",), place=place(f"6.{n}", follows=n > 1)) for n in range(1, 6)),
        *(Slot(path=f"7.{n}", code=f"7.{n}", section="7", labels=(f"题{n}",), place=place(f"7.{n}", follows=n == 2)) for n in (1, 2, 4)),
    ),
    heads=frozenset({"答案写在后面"}),
    furniture=frozenset({"答案写在后面", "[6 流程]"}),
)  # fmt: skip


PAPER = replace(
    PAPER,
    slots=tuple(replace(it, names=frozenset(fold(label) for label in it.labels)) for it in PAPER.slots),
)


def read(text: str, **where: object) -> Batch | None:
    return read_batch(text, PAPER, **where)  # type: ignore[arg-type]


def claimed(text: str, **where: object) -> dict[str, str]:
    found = read(text, **where)
    return {} if found is None else {claim.path: claim.text for claim in found.claims}


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("5.1 18%", {"5.1": "18%"}),
        ("５．１　18%", {"5.1": "18%"}),
        ("5.1：18%", {"5.1": "18%"}),
        ("5.1、18%", {"5.1": "18%"}),
        ("（5.1）18%", {"5.1": "18%"}),
        ("5.1=18%", {"5.1": "18%"}),
        ("a3：www.example.com", {"A3": "www.example.com"}),
        ("Ａ３ www.example.com", {"A3": "www.example.com"}),
        ("A1企业名称：示例", {"A1": "示例"}),
        ("A1 企业名称（必答）：示例", {"A1": "示例"}),
        ("A1 企业名称 示例", {"A1": "示例"}),
        ("A1：企业名称：示例", {"A1": "企业名称：示例"}),
        ("3.3a 面试通过人员：126", {"3.3a": "126"}),
        ("3.3A 126", {"3.3a": "126"}),
        ("C3#2 021-5555", {"c/2": "021-5555"}),
        ("网址：www.example.com", {"A3": "www.example.com"}),
        ("company: Example", {"A1": "Example"}),
        ("5.1 18%\nA1 示例", {"5.1": "18%", "A1": "示例"}),
        ("5.1 流失率（%）：\n18%", {"5.1": "18%"}),
        ("2.1 第一段\n第二段\n\n第三段\n5.1 18%", {"2.1": "第一段\n第二段\n\n第三段", "5.1": "18%"}),
        ("2.1 总体战略？\n· 提示\n2.1：一\n  5.1 二\n    三\n5.1：18", {"2.1": "一\n5.1 二\n  三", "5.1": "18"}),
        ("6.2是", {"6.2": "是"}),
        ("6.1 是，每年一次", {"6.1": "是，每年一次"}),
    ],
)  # fmt: skip
def test_claims(text: str, claims: dict[str, str]) -> None:
    """By code, by label, with the label behind the code, over several lines."""
    assert claimed(text) == claims
    assert may_be_batch(text)


@pytest.mark.parametrize(
    "text",
    [
        "5.1", "A1", "18%", "2.3万", "2.3 million", "9.9 18%", "5.1万元", "示例银行", "网址", "https://5.1", "10:30", "A1 企业名称：", "",
        "我们的战略是\n第一\n第二", "5 18%", "1 3 4 9 11", "是否", "有没有", "是", "YES", "no", "都不一样",
    ],
)  # fmt: skip
def test_no_batch(text: str) -> None:
    """A code alone, a code of no question, prose, one answer."""
    assert read(text, current="6.1") is None


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("是否是是", {"6.1": "是", "6.2": "否", "6.3": "是", "6.4": "是"}),
        ("YNYY", {"6.1": "是", "6.2": "否", "6.3": "是", "6.4": "是"}),
        ("yes no", {"6.1": "是", "6.2": "否"}),
        ("是、否，是", {"6.1": "是", "6.2": "否", "6.3": "是"}),
        ("√×√", {"6.1": "是", "6.2": "否", "6.3": "是"}),
        ("是\n否", {"6.1": "是", "6.2": "否"}),
        ("1-3 是 4 否", {"6.1": "是", "6.2": "是", "6.3": "是", "6.4": "否"}),
        ("1、3有，2没有", {"6.1": "是", "6.2": "否", "6.3": "是"}),
        ("6.1-6.2 否\n6.3 是", {"6.1": "否", "6.2": "否", "6.3": "是"}),
        ("除 2、4 都是", {"6.1": "是", "6.2": "否", "6.3": "是", "6.4": "否", "6.5": "是"}),
        ("除了2和4以外，其他都没有", {"6.1": "否", "6.2": "是", "6.3": "否", "6.4": "是", "6.5": "否"}),
        ("1-3 除 2 都是", {"6.1": "是", "6.2": "否", "6.3": "是"}),
        ("all yes except 2 and 4", {"6.1": "是", "6.2": "否", "6.3": "是", "6.4": "否", "6.5": "是"}),
        ("7：除 2 都是", {"7.1": "是", "7.2": "否", "7.4": "是"}),
        ("第6章：1-4 否 5 是", {"6.1": "否", "6.2": "否", "6.3": "否", "6.4": "否", "6.5": "是"}),
    ],
)  # fmt: skip
def test_runs(text: str, claims: dict[str, str]) -> None:
    """Numbers within the section on screen, letters from the question on screen on."""
    assert claimed(text, current="6.1") == claims
    assert may_be_batch(text)


def test_letters_begin_at_the_question_on_screen() -> None:
    """As many as the section has are all of it."""
    assert claimed("否否", current="6.3") == {"6.3": "否", "6.4": "否"}
    assert list(claimed("是否是否是", current="6.3")) == ["6.1", "6.2", "6.3", "6.4", "6.5"]


def test_letters_on_a_card_are_for_the_card() -> None:
    """All of it, where there are as many; else from the first open one on."""
    card = ["6.1", "6.2", "6.3"]
    assert list(claimed("是否是", current="6.2", card=card, fields=["6.2", "6.3"])) == card
    assert list(claimed("是否", current="6.2", card=card, fields=["6.2", "6.3"])) == ["6.2", "6.3"]
    assert list(claimed("是否是否否", current="6.1", card=card)) == ["6.1", "6.2", "6.3", "6.4", "6.5"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("都是", "all"), ("全是", "all"), ("1-5 都是", "all"), ("1-5 是", "all"), ("6：都否", "all"), ("all yes", "all"), ("yes to all", "all"),
        ("是否是否是否", "count"), ("1-9 是", "numbers"), ("除 9 都是", "numbers"), ("1 是 1 否", "numbers"),
    ],
)  # fmt: skip
def test_runs_that_are_asked_back(text: str, why: str) -> None:
    """Nothing of them is taken; all of it stays as it was typed."""
    found = read(text, current="6.1")
    assert found is not None
    assert found.claims == ()
    assert [(it.text, it.why) for it in found.unclear] == [(text, why)]


def test_letters_stop_where_another_kind_is_asked() -> None:
    """7.3 is no yes/no question."""
    assert claimed("否否", current="7.1") == {"7.1": "否", "7.2": "否"}
    assert read("否否否", current="7.2").unclear[0].asked == 1  # type: ignore[union-attr]
    assert claimed("是否", current="5.1") == {}
    assert claimed("除 2 都是", current="5.1") == {}
    assert claimed("6：除 2、3、4 都是", current="5.1")["6.2"] == "否"


def test_what_is_nothing_known_stays() -> None:
    """Greetings, other codes, two answers to one question, a name of several questions."""
    found = read("您好\n5.1 18%\n9.9 x\n谢谢\nA1 甲\nA1 乙\n电话：021\nC3 020")
    assert found is not None
    assert [claim.path for claim in found.claims] == ["5.1"]
    assert [(it.text, it.why) for it in found.unclear] == [
        ("您好", "unknown"), ("9.9 x", "unknown"), ("谢谢", "unknown"), ("电话：021", "several"), ("C3 020", "several"),
        ("A1 甲", "twice"), ("A1 乙", "twice"),
    ]  # fmt: skip
    assert not found.leads


def test_lines_fill_the_fields_of_a_card() -> None:
    """In order, past those that are named; what is too many is unclear; one line alone is no batch."""
    fields = ["A1", "A3"]
    assert claimed("示例\nwww.example.com", current="A1", card=fields, fields=fields) == {
        "A1": "示例",
        "A3": "www.example.com",
    }
    assert claimed("网址：w.cn\n示例", current="A1", card=fields, fields=fields) == {
        "A1": "示例",
        "A3": "w.cn",
    }
    assert read("示例", current="A1", card=fields, fields=fields) is None
    found = read("一\n二\n三", current="A1", card=fields, fields=fields)
    assert found is not None
    assert [it.text for it in found.unclear] == ["三"]


def test_a_list_that_came_back_empty() -> None:
    """It is known by its head, and claims nothing."""
    found = read("答案写在后面\n【6 流程】\n6.1 问1：\nA1 企业名称：")
    assert found is not None
    assert found.is_list
    assert (found.claims, found.unclear) == ((), ())


LINES = st.lists(
    st.one_of(
        st.sampled_from(["5.1 18%", "A1 示例", "您好", "2.1 长", "网址：x", "1-3 是", "是否", "  缩进", "", "· 提示", "C3 1", "A1 别的", "6.1"]),
        st.text(max_size=12),
    ),
    max_size=7,
)  # fmt: skip


@given(LINES, st.sampled_from(["", "6.1", "2.1", "A1"]), st.booleans())
def test_no_line_is_lost(lines: list[str], current: str, fields: bool) -> None:
    """Whatever letters are typed stand in a claim, in an unclear line, or were printed by us, unless all of it is
    left to the question on screen."""
    text = "\n".join(lines)
    open_ = ["A1", "A3"] if fields else []
    found = read(text, current=current, card=open_, fields=open_)
    if found is None or found.is_run:
        return
    kept = "\n".join((*(claim.text for claim in found.claims), *(it.text for it in found.unclear)))
    for line in lines:
        bare = line.strip()
        is_run = read(bare, current=current, card=open_) is not None and not any(map(str.isdigit, bare[:1]))
        if (
            bare
            and bare not in ("· 提示", "6.1")
            and not is_run
            and not bare.startswith(("A", "5", "2", "网", "1-", "C"))
        ):
            assert all(part.strip() in kept for part in bare.split("\n")), (line, found)
