"""Reply → the options that it picks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.reading.choices import ChoiceReading, Doubtful, Picked, Unread, read_choices
from dialogues.reading.labels import Option
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import NOT_LETTERS, OTHER


def _options(*labels: str | tuple[str, ...], other: bool = False) -> tuple[Option, ...]:
    """Options named by their numbers; with `other`, the last is for words of one's own."""
    return tuple(
        Option(
            name="other" if other and number == len(labels) else f"o{number}",
            number=number,
            labels=(label,) if isinstance(label, str) else label,
            is_other=other and number == len(labels),
        )
        for number, label in enumerate(labels, start=1)
    )


#: as printed in 2.3 of the award, with its brackets, slashes and repeated beginnings
CHALLENGES = _options(
    "强化主动销售功能",
    "客户维系/保有",
    "提高员工生产力",
    "利用当前技术提升效益",
    "提高员工能力水平",
    "提高管理效率",
    "提高服务水平",
    "提高服务质量（客户体验）",
    "提高呼叫一次性解决率",
    "与其他客户沟通渠道集成",
    "整合技术及系统",
    "保持激励动力/人才发展文化",
    "优化可用资源的使用",
    "招聘更多的客服代表",
    "减少员工流失率",
    "更有效地使用数据/信息",
    "其他（请说明）",
    other=True,
)
BUSINESS = (
    Option(name="sales", number=1, labels=("销售", "銷售", "Sales")),
    Option(name="service", number=2, labels=("客户服务", "客戶服務", "Customer service")),
    Option(name="desk", number=3, labels=("服务台", "服務台", "Service desk")),
    Option(name="unknown", number=4, labels=("不知道", "I do not know"), is_exclusive=True),
    Option(name="other", number=5, labels=("其他（请说明）", "Other (please say)"), is_other=True),
)
EXPERIENCE = _options("1年以下", "1-3年", "3-5年", "5年以上")

HOURS = _options("5*8小时", "7*12小时", ("7*24小时", "24 hours a day"))

#: options, reply, the names that are picked, the words for `other`
PICKS = [
    # names and labels
    (BUSINESS, "sales", "sales", ""),
    (BUSINESS, "desk", "desk", ""),
    (BUSINESS, "销售", "sales", ""),
    (BUSINESS, "銷售", "sales", ""),
    (BUSINESS, "SALES", "sales", ""),
    (BUSINESS, "客户 服务。", "service", ""),
    (BUSINESS, "销售、客户服务", "sales service", ""),
    (BUSINESS, "客户服务，销售", "sales service", ""),
    (BUSINESS, "销售和客户服务", "sales service", ""),
    (BUSINESS, "销售以及服务台", "sales desk", ""),
    (BUSINESS, "sales and customer service", "sales service", ""),
    (BUSINESS, "Service desk, Sales; 客户服务", "sales service desk", ""),
    (BUSINESS, "销售\n服务台", "sales desk", ""),
    (BUSINESS, "销售 销售", "sales", ""),
    (BUSINESS, "其它", "other", ""),
    (CHALLENGES, "客户维系/保有", "o2", ""),
    (CHALLENGES, "提高服务质量(客户体验)", "o8", ""),
    (CHALLENGES, "提高服务质量", "o8", ""),
    (CHALLENGES, "保持激励动力/人才发展文化 减少员工流失率", "o12 o15", ""),
    (CHALLENGES, "整合技术及系统和优化可用资源的使用", "o11 o13", ""),
    (EXPERIENCE, "1-3年", "o2", ""),
    (EXPERIENCE, "1～3年", "o2", ""),
    # numbers
    *((BUSINESS, reply, "service", "") for reply in ("2", "２", "2.", "2、", "(2)", "（２）", "②", "⑵", "二", "第二个", "第2项", "2号", "#2")),
    *((BUSINESS, reply, "service", "") for reply in ("选2", "选 2", "我选2", "no. 2", "option 2", "选项2", "I choose 2", "2️⃣")),
    (CHALLENGES, "5 8 15", "o5 o8 o15", ""),
    (CHALLENGES, "15、8、5", "o5 o8 o15", ""),
    (CHALLENGES, "5，8，15", "o5 o8 o15", ""),
    (CHALLENGES, "5/8/15", "o5 o8 o15", ""),
    (CHALLENGES, "5 和 8", "o5 o8", ""),
    (CHALLENGES, "选 5、8 和 15", "o5 o8 o15", ""),
    (CHALLENGES, "5 5 5", "o5", ""),
    (CHALLENGES, "十五", "o15", ""),
    (CHALLENGES, "12", "o12", ""),
    (BUSINESS, "12", "sales service", ""),
    (BUSINESS, "135", "sales desk other", ""),
    (CHALLENGES, "1-4", "o1 o2 o3 o4", ""),
    (CHALLENGES, "1到3、8", "o1 o2 o3 o8", ""),
    (CHALLENGES, "2 至 4", "o2 o3 o4", ""),
    # a number with its label
    (BUSINESS, "2、客户服务", "service", ""),
    (BUSINESS, "2.客户服务", "service", ""),
    (BUSINESS, "2客户服务", "service", ""),
    (BUSINESS, "(2) 客户", "service", ""),
    (CHALLENGES, "1.强化主动销售功能 3.提高员工生产力", "o1 o3", ""),
    (CHALLENGES, "17：其他", "other", ""),
    # letters
    (BUSINESS, "B", "service", ""),
    (BUSINESS, "b.", "service", ""),
    (BUSINESS, "ACE", "sales desk other", ""),
    (BUSINESS, "a c e", "sales desk other", ""),
    (BUSINESS, "A、C", "sales desk", ""),
    (BUSINESS, "ＡＣ", "sales desk", ""),
    # parts of labels
    (CHALLENGES, "流失率", "o15", ""),
    (CHALLENGES, "客户体验", "o8", ""),
    (CHALLENGES, "生产力、流失率", "o3 o15", ""),
    (CHALLENGES, "生产力 流失率", "o3 o15", ""),
    (CHALLENGES, "招聘和流失率", "o14 o15", ""),
    (BUSINESS, "customer", "service", ""),
    (BUSINESS, "销售吧", "sales", ""),
    (BUSINESS, "我们主要做销售", "sales", ""),
    (BUSINESS, "我们做销售以及客户服务", "sales service", ""),
    (EXPERIENCE, "1-3", "o2", ""),
    (HOURS, "24小时", "o3", ""),
    (HOURS, "24 hours", "o3", ""),
    # words of one's own
    (CHALLENGES, "其他：外语、礼仪", "other", "外语、礼仪"),
    (CHALLENGES, "其他（请说明）：外语", "other", "外语"),
    (CHALLENGES, "17：外语", "other", "外语"),
    (CHALLENGES, "17 外语培训", "other", "外语培训"),
    (CHALLENGES, "17、其他（请说明）：外语", "other", "外语"),
    (CHALLENGES, "其他 外语", "other", "外语"),
    (CHALLENGES, "其他（外语）", "other", "外语"),
    (CHALLENGES, "其他——外语", "other", "外语"),
    (CHALLENGES, "1、3、其他：外语、礼仪", "o1 o3 other", "外语、礼仪"),
    (CHALLENGES, "1、7、其他：外语", "o1 o7 other", "外语"),
    (CHALLENGES, "5 8 17 外语培训", "o5 o8 other", "外语培训"),
    (CHALLENGES, "我们选其他：外语", "other", "外语"),
    (BUSINESS, "Other: Consulting, sales", "other", "Consulting, sales"),
    # all but
    (BUSINESS, "除了 2 都有", "sales desk", ""),
    (BUSINESS, "除2、3外都选", "sales", ""),
    (BUSINESS, "除销售以外，其他都有", "service desk", ""),
    (BUSINESS, "都有，除了 1", "service desk", ""),
    (BUSINESS, "all but 2", "sales desk", ""),
    (BUSINESS, "Everything except for sales and 3", "service", ""),
    (CHALLENGES, "除了 2 和 6 都有", " ".join(f"o{n}" for n in range(1, 17) if n not in (2, 6)), ""),
]  # fmt: skip


@pytest.mark.parametrize(("options", "reply", "names", "words"), PICKS)
def test_what_a_reply_picks(options: tuple[Option, ...], reply: str, names: str, words: str) -> None:
    """Every option that the reply names, once and in their own order, and the words for `other` as typed."""
    wanted = tuple(names.split())
    assert read_choices(reply, options, many=True) == Picked(names=wanted, other_text=words)


OTHERWISE: list[tuple[tuple[Option, ...], str, ChoiceReading]] = [
    # a part of several labels
    (CHALLENGES, "提高服务", Doubtful(candidates=("o7", "o8"), about="提高服务")),
    (CHALLENGES, "5、提高服务", Doubtful(candidates=("o7", "o8"), about="提高服务", understood=("o5",))),
    (BUSINESS, "服务", Doubtful(candidates=("service", "desk"), about="服务")),
    (BUSINESS, "service", Picked(names=("service",))),
    (_options("通话（内部）", "通话（外部）"), "通话", Doubtful(candidates=("o1", "o2"), about="通话")),
    (_options("通话", "通话（外部）"), "通话", Picked(names=("o1",))),
    (_options("甲", "甲"), "甲", Doubtful(candidates=("o1", "o2"), about="甲")),
    (_options("甲", "甲", "乙"), "甲、乙", Doubtful(candidates=("o1", "o2"), about="甲", understood=("o3",))),
    (_options("3.5小时", "35小时"), "3，5小时", Unread(about="3，5小时")),
    # a label among other words, or under another number
    (BUSINESS, "我们做很多销售工作", Doubtful(candidates=("sales",), about="我们做很多销售工作")),
    (BUSINESS, "2.销售", Doubtful(candidates=("sales", "service"), about="2.销售")),
    (BUSINESS, "其他咨询", Doubtful(candidates=("other",), about="其他咨询")),
    (BUSINESS, "提高、其他：外语", Unread(about="提高")),
    # the opposite
    (BUSINESS, "不做销售", Unread(about="不做销售")),
    (BUSINESS, "no sales", Unread(about="no sales")),
    (BUSINESS, "知道", Unread(about="知道")),
    (BUSINESS, "不", Unread(about="不")),
    # no option
    (_options("外包的服务", "自营"), "的", Unread(about="的")),
    (BUSINESS, "", Unread(about="")),
    (BUSINESS, "、", Unread(about="、")),
    (BUSINESS, "我们、我", Unread(about="我们、我")),
    (BUSINESS, "全部", Unread(about="全部")),
    (BUSINESS, "all", Unread(about="all")),
    (BUSINESS, "投诉", Unread(about="投诉")),
    (BUSINESS, "销售和投诉", Unread(about="投诉", understood=("sales",))),
    (BUSINESS, "除了投诉都有", Unread(about="投诉")),
    (BUSINESS, "除了 1-3 都有", Unread(about="除了 1-3 都有")),
    (BUSINESS, "x" * 3000, Unread(about="x" * 3000)),
    ((), "2", Unread(about="2")),
    # numbers and letters that are none
    *((BUSINESS, reply, Unread(about=reply)) for reply in ("0", "6", "3个", "1.5", "-1", "3-1", "百", "112", "170", "1对1", "2026")),
    *((BUSINESS, reply, Unread(about=reply)) for reply in ("F", "ace", "BAD", "AA", "NO", "ACF", "se")),
    (BUSINESS, "1,234", Unread(about="234", understood=("sales",))),
    (CHALLENGES, "NO", Unread(about="NO")),
    (CHALLENGES, "135", Unread(about="135")),
    (CHALLENGES, "5 8 foo", Unread(about="foo", understood=("o5", "o8"))),
    (CHALLENGES, "5 foo  bar 8", Unread(about="foo  bar", understood=("o5", "o8"))),
    (CHALLENGES, "5, foo, 8, bar", Unread(about="foo", more=("bar",), understood=("o5", "o8"))),
    (CHALLENGES, "not 5 8", Unread(about="not 5 8")),
    (_options("A级", "B级", "C级"), "ABC", Unread(about="ABC")),
    (_options("甲", "乙", "IVR 的 AC 选项"), "AC", Unread(about="AC")),
    (_options("A级", "B级", "C级"), "B", Unread(about="B")),
    (EXPERIENCE, "3年", Unread(about="3年")),
    (EXPERIENCE, "5年", Unread(about="5年")),
    (_options("25岁以下", "25-35岁"), "25岁", Unread(about="25岁")),
    (HOURS, "4小时", Unread(about="4小时")),
    # one thing with a slash in it is quoted as a whole
    (HOURS, "24/7", Unread(about="24/7")),
    (HOURS, "2026/10", Unread(about="2026/10")),
    (CHALLENGES, "24/7", Unread(about="24/7")),
    (CHALLENGES, "2026/10", Unread(about="2026/10")),
    # a choice that excludes the others is no text of one's own
    (BUSINESS, "1、其他：不知道", Doubtful(candidates=("unknown",), about="1、其他：不知道")),
]  # fmt: skip


@pytest.mark.parametrize(("options", "reply", "reading"), OTHERWISE)
def test_what_is_asked_back(options: tuple[Option, ...], reply: str, reading: ChoiceReading) -> None:
    """The part in question, what it may mean, and what else was understood."""
    assert read_choices(reply, options, many=True) == reading


SINGLE: list[tuple[str, ChoiceReading]] = [
    ("2", Picked(names=("service",))),
    ("C", Picked(names=("desk",))),
    ("2、客户服务", Picked(names=("service",))),
    ("其他：外语、礼仪", Picked(names=("other",), other_text="外语、礼仪")),
    ("5 外语", Picked(names=("other",), other_text="外语")),
    ("1 3", Doubtful(candidates=("sales", "desk"), about="1 3")),
    ("1-3", Doubtful(candidates=("sales", "service", "desk"), about="1-3")),
    ("销售或投诉", Doubtful(candidates=("sales",), about="销售或投诉")),
    ("12", Unread(about="12")),
    ("ACE", Unread(about="ACE")),
    ("除了 2 都有", Unread(about="除了 2 都有")),
]


@pytest.mark.parametrize(("reply", "reading"), SINGLE)
def test_where_only_one_may_be_picked(reply: str, reading: ChoiceReading) -> None:
    """Two picks are a doubt between them; what only makes sense for many is not read."""
    assert read_choices(reply, BUSINESS, many=False) == reading


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
NUMBERS = st.sets(st.integers(1, 16), min_size=1).map(sorted)


@given(NUMBERS, st.sampled_from(["、", "，", ", ", " ", ";", "/", "\n", " 和 ", " and "]))
@settings(deadline=None, max_examples=200)
def test_every_set_reads_back_however_it_is_written(numbers: list[int], separator: str) -> None:
    """By numbers, by labels, by both, by letters: the same picks, with any separator, and for letters with none."""
    wanted = Picked(names=tuple(f"o{number}" for number in numbers))
    labels = [CHALLENGES[number - 1].labels[0] for number in numbers]
    letters = [chr(ord("A") + number - 1) for number in numbers]
    both = [f"{number}.{label}" for number, label in zip(numbers, labels, strict=True)]
    for parts in (map(str, numbers), labels, both, letters):
        reply = separator.join(parts)
        assert read_choices(reply, CHALLENGES, many=True) == wanted, reply
    if "".join(letters).lower() not in NOT_LETTERS:
        assert read_choices("".join(letters), CHALLENGES, many=True) == wanted


@given(NUMBERS, WORDS.filter(lambda words: fold(words) not in ("17", *OTHER)))
@settings(deadline=None, max_examples=200)
def test_words_of_ones_own_stay_as_they_are(numbers: list[int], words: str) -> None:
    """Whatever follows 其他： is kept to the letter, and the picks before it too."""
    reply = "、".join([*map(str, numbers), f"其他：{words}"])
    found = read_choices(reply, CHALLENGES, many=True)
    assert found == Picked(names=(*(f"o{number}" for number in numbers), "other"), other_text=words)
