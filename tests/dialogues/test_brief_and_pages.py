"""A submission in one message, and as pages: within their length whatever was answered, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dialogues.narrow import narrow
from dialogues.prompt import Paragraph
from dialogues.scoring import Points
from dialogues.summary import Summary
from dialogues.summary_brief import LONGEST, in_brief, packed
from dialogues.summary_pages import pages
from dialogues.summary_parts import (
    Attached,
    Changed,
    Dimension,
    Headline,
    Pointer,
    Pointers,
    Result,
    Warned,
)
from dialogues.units import units
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

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
#: two units each
ENDLESS = "𠀀" * 5_000
ITEM = Pointer(path="x", code="9.99", label=ENDLESS)


def award() -> Summary:
    of = shipped("award")
    return handed_in(of, filled(of, AWARD, REASONS), "zh-Hans", contact=False)


def test_the_award_in_brief() -> None:
    """As the model conversation shows it: who, when, headlines, what is empty, what contradicts and why."""
    assert narrow(in_brief(award())) == (
        "A-7F3K　示例银行股份有限公司\n"
        "中国十佳呼叫中心奖（卓越全渠道客服）评选申报表 · 2026年3月5日 17:42 · 第 1 次提交\n\n"
        "全职座席 210 人 · 物理坐席数 300 个\n"
        "年度总交互量 12,800,000 个\n"
        "全职员工年度流失率 18%\n"
        "首次联系解决率（括号内为目标） 87.2% (≥85%)\n"
        "平均联系放弃率（括号内为目标） 3.8% (≤5%)\n\n"
        "未填 74 题 · 不适用 1 题 · 不便提供 1 题 · 附件 1 个\n\n"
        "疑问 2 处\n"
        "C11 物理坐席数：300 个 · 对照 C9 座席员数：全职·总人数 210 人；兼职·总人数 18 人；远程·总人数 0 人"
        " · 原因：三班倒，含备用职场。\n"
        "8.2 运营支撑指标：全职人员流失率·达成 15.2% · 对照 5.1 全职员工年度流失率：18% · 原因：统计口径不同。"
    )


def test_the_score_in_brief() -> None:
    """In all and by dimension; which questions fell short is for the whole."""
    of = shipped("cccs")
    paths = [node.path for node in of.outline.nodes if node.asked is not None]
    given = {path: "否" if at in ASSESSMENT["no"] else "是" for at, path in enumerate(paths, start=1)}
    text = narrow(in_brief(handed_in(of, filled(of, given), "zh-Hant", contact=False, language="zh-Hant")))
    assert "44/58（76%）" in text
    assert text.count("%") == 6
    assert "組織定位" not in text


def test_contact_data_is_in_neither() -> None:
    told = summary(FULL, contact=False)
    for text in (narrow(in_brief(told)), *(narrow(page) for page in pages(told, 4096))):
        assert "chen@example.com" not in text
        assert "passport" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_brief_fits(language: str) -> None:
    """Whatever people write, and however much there is of each kind."""
    told = replace(summary(FULL, "en" if language == "zh-Hant" else language), title=ENDLESS)
    points = Points(points=Decimal(10) ** 20, of=Decimal(10) ** 20)
    many = tuple(Pointers(section="x", title=ENDLESS, items=(ITEM,) * 9_999) for _ in range(2))
    told = replace(
        told,
        organisation=ENDLESS,
        headlines=(Headline(item=ITEM, shown=ENDLESS),) * 50,
        score=Result(
            total=points,
            dimensions=(Dimension(name="d", label=ENDLESS, points=points),) * 50,
            gaps=many,
            bars=ENDLESS,
        ),
        warnings=(Warned(item=ITEM, shown=ENDLESS, message=ENDLESS, against=(), reason=ENDLESS),) * 50,
        files=(Attached(item=ITEM, name=ENDLESS),) * 9_999,
        skipped=dict.fromkeys(told.skipped, many),
        changes=(Changed(item=ITEM, before=ENDLESS, after=ENDLESS),) * 50,
    )
    assert units(narrow(in_brief(told))) <= LONGEST


def test_what_is_more_is_counted() -> None:
    """Five of seven are shown."""
    changes = tuple(
        Changed(item=replace(ITEM, label=f"Q{n}"), before="old", after="new\nline") for n in range(7)
    )
    text = narrow(in_brief(replace(summary(FULL), changes=changes)))
    assert "7 changes" in text
    assert text.count("→") == 5
    assert "new line" in text
    assert "2 more" in text


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ([], []),
        (["one", "two"], ["one · two"]),
        (["x" * 40, "two", "three"], ["x" * 40, "two · three"]),
        (["x" * 60, "two"], ["x" * 60, "two"]),
    ],
)
def test_headlines_share_a_line(parts: list[str], lines: list[str]) -> None:
    assert list(packed(parts, " · ")) == lines


def test_a_section_a_page() -> None:
    """Under whose it is and the section's title, with what is missing there below."""
    first, second = pages(summary(FULL, contact=False), 4096)
    assert narrow(first).splitlines()[:1] == ["C-7F3K · Sun Ltd · submission no. 1"]
    assert [page[1] for page in (first, second)] == [
        Paragraph(text="About you (A)", style="strong"),
        Paragraph(text="Your story (B)", style="strong"),
    ]
    assert "Stays" in narrow(second)
    assert "not filled in" in narrow(second)


def test_a_long_section_is_several_pages() -> None:
    """Each under the section's title, none a heading alone, and every word of it is there."""
    tale = "It went on and on. " * 900
    told = summary({**FULL, "tale": tale}, contact=False)
    turned = pages(told, 4096)
    assert all(units(narrow(page)) <= 4096 for page in turned)
    assert sum(narrow(page).count("It went on and on.") for page in turned) == 900
    assert all(getattr(page[-1], "style", "") != "strong" for page in turned)
    assert {page[1] for page in turned[1:]} == {Paragraph(text="Your story (B)", style="strong")}


def test_heads_that_never_end_leave_room() -> None:
    told = summary(FULL, contact=False)
    section = replace(told.sections[0], title=ENDLESS)
    turned = pages(replace(told, organisation=ENDLESS, sections=(section,)), 1_000)
    assert all(units(narrow(page)) <= 1_000 for page in turned)


def test_nothing_answered_is_a_page_as_well() -> None:
    told = replace(summary(FULL), sections=(), organisation="", applicant="")
    assert [narrow(page) for page in pages(told, 4096)] == ["C-7F3K · submission no. 1"]
