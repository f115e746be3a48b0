"""Reply → yes or no, and its explanation."""

from __future__ import annotations

import pytest

from dialogues.reading.yes_no import YesNoReading, denies, read_yes_no

YES_LABELS = ("是（请说明）", "Yes")
NO_LABELS = ("否", "No")

ANSWERS = [
    *((reply, True, "") for reply in ("是", "有", "对", "對", "是的", "有的。", "yes", "Yes!", "Y", "ＹＥＳ", "1", "1.", "（1）", "①", "✔️", "√", "👍", "👍🏽")),
    *((reply, False, "") for reply in ("否", "没有", "沒有", "没", "无", "不", "不是", "不对", "不会", "不會", "👎", "no", "No.", "N", "2", "２", "(2)", "×")),
    *((reply, False, "") for reply in ("没做过", "沒做過", "没有做", "从来不", "从来没有做过", "还没", "還沒有", "尚未开展", "未做", "目前没有", "我们暂时没有", "never", "Not yet.")),
    # with an explanation
    ("还没，计划明年", False, "计划明年"),
    ("是，每年一次，第三方执行", True, "每年一次，第三方执行"),
    ("是,每年一次", True, "每年一次"),
    ("是：每年一次", True, "每年一次"),
    ("是\n每年一次", True, "每年一次"),
    ("是（请说明）：每年一次", True, "每年一次"),
    ("是（每年一次）", True, "每年一次"),
    ("是（每年）由第三方", True, "每年）由第三方"),
    ("有 ISO9001", True, "ISO9001"),
    ("有ISO9001、27001", True, "ISO9001、27001"),
    ("有——外包", True, "外包"),
    ("yes: by an agency", True, "by an agency"),
    ("yes by an agency", True, "by an agency"),
    ("Yes - by us", True, "by us"),
    ("1：每年一次", True, "每年一次"),
    ("是，没有问题", True, "没有问题"),
    ("没有，计划明年", False, "计划明年"),
    ("没有 预算不够", False, "预算不够"),
    ("no, not yet", False, "not yet"),
    ("否。", False, ""),
    # said twice
    ("是，是的", True, ""),
    ("不，没有", False, ""),
]  # fmt: skip

NO_ANSWERS = [
    *(
        "",
        "，",
        "每年一次",
        "每年一次，第三方",
        "不知道",
        "不一定",
        "不会 用",
        "不便提供",
        "有待改进",
        "有时候",
        "是否有做",
        "没有数据",
        "对不起",
        "3",
        "12",
    ),
    # a question, both, several
    *(
        "是否？",
        "是吗?",
        "是，每年一次？",
        "是/否",
        "是 / 否",
        "是或否",
        "yes or no",
        "是 否 是",
        "是，没有",
        "1、2",
        "n/a",
    ),
    # the word belongs to what follows
    *(
        "no idea",
        "y 轴",
        "对 客户满意度",
        "不 知道",
        "2 次",
        "1次",
        "2、3 次",
        "nothing",
        "yesterday",
        "是每年一次",
    ),
    "是的" * 50,
]


@pytest.mark.parametrize(("reply", "value", "explanation"), ANSWERS)
def test_an_answer(reply: str, value: bool, explanation: str) -> None:
    """Yes or no, and the explanation as it was typed."""
    assert read_yes_no(reply, YES_LABELS, NO_LABELS) == YesNoReading(value=value, explanation=explanation)


@pytest.mark.parametrize("reply", NO_ANSWERS)
def test_no_answer(reply: str) -> None:
    """A question, a list of answers, or a sentence that only begins like one, is no answer."""
    assert read_yes_no(reply, YES_LABELS, NO_LABELS) is None


def test_the_labels_of_the_question_come_first() -> None:
    """Where the paper gives a word its own meaning, that holds; an empty label means nothing."""
    assert read_yes_no("自营", ("自营", ""), ("外包",)) == YesNoReading(value=True)
    assert read_yes_no("外包：某公司", ("自营",), ("外包", "")) == YesNoReading(
        value=False, explanation="某公司"
    )
    assert read_yes_no("有", ("没有问题",), ("有",)) == YesNoReading(value=False)
    assert read_yes_no("", ("",), ("",)) is None


@pytest.mark.parametrize(
    ("text", "is_no"),
    [
        *((text, True) for text in ("没有固定做", "不会用", "目前没有专人做", "we don't do that")),
        *(
            (text, False)
            for text in ("不定期，每年两三次", "不少于两次", "未来两年每季度一次", "无记名问卷", "每年一次")
        ),
        *((text, None) for text in ("不知道", "不清楚", "不一定", "暂时不方便说", "not sure")),
    ],
)
def test_what_begins_like_a_no(text: str, is_no: bool | None) -> None:
    assert denies(text) is is_no
