"""Reply → whether it is hardly an answer."""

from __future__ import annotations

import pytest

from dialogues.reading.smalltalk import are_picks, comes_later, means_attachment, read_talk

TALK = (
    *("你好", "您好", "您好。", "你好！", "嗨", "在吗", "在吗？", "您好，在吗？", "早上好", "好", "好的", "好的～", "ok", "OK", "Ok.", "收到", "谢谢"),
    *("好的，谢谢", "收到 谢谢", "谢谢您！", "稍等", "请稍等一下", "等一下", "等会", "等会儿", "嗯嗯", "👌", "🙏🏽", "ＯＫ"),
    *("您好，在嗎", "謝謝", "好的，謝謝您", "請稍等", "等一會兒", "等會"),
    *("下一节", "下一題", "好了", "完成", "完成了。", "下一步", "确定", "好的，下一题", "done", "Next question"),
    *("hi", "Hello!", "hello there", "thanks", "Thank you", "ok, thank you", "OK thanks a lot", "just a moment", "wait", "Hold on…"),
)  # fmt: skip
QUESTIONS = (
    *("这里填集团的还是中心的？", "这里填什么", "请问这里填集团的还是中心的", "怎么填", "可以跳过吗", "？", "这是什么意思", "什么？！", "「总机」是指哪个？"),
    *("這裡填什麼", "請問要填集團的嗎", "可以之後再填嗎"),
    *("What should I put here", "Which one?", "how do I fill this in", "Can I skip this one", "Is it the group?"),
)  # fmt: skip
ANSWERS = (
    *("", "无", "没有", "/", "——", "-", "是", "好客来公司", "你好漂亮美容院", "好的餐饮管理有限公司", "OK Bank Ltd", "OK便利店", "7*24", "7*24小时"),
    *("您好集团", "收到申请后 24 小时内回复", "谢谢惠顾有限公司", "等一下会再联系客户", "马上回访", "在线", "早班、晚班", "早8点到晚8点", "1", "张三"),
    *("Hello Kitty Ltd", "Thank you cards", "Hi-Tech Ltd", "hi@example.com", "Wait staff", "https://example.com/a?", "How we work: in teams"),
    *("无。谢谢。以客户为中心的服务，再次感谢", "我们的做法分三步：您好、请讲、谢谢，每一步都有录音和质检，员工都受过训练。"),
    "客户常问：这张卡怎么开？\n我们的做法是先核实身份。",
    ("我们每天都问自己同一个问题：今天客户满意了吗，服务的每一步是不是都做到位了，有没有哪里还能更快一点、更好一点，投诉的客户有没有回访，"
    "员工的建议有没有落实，流程还能不能再短一步，系统还能不能再快一秒，有没有人因为我们的服务而感到温暖？"),
)  # fmt: skip


@pytest.mark.parametrize("text", TALK)
def test_talk(text: str) -> None:
    """A greeting, an assent, a thank-you, a "wait": nobody's answer to anything."""
    assert read_talk(text) == "talk"


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions(text: str) -> None:
    """Who asks something wants an answer, not to give one."""
    assert read_talk(text) == "question"


@pytest.mark.parametrize("text", ANSWERS)
def test_answers(text: str) -> None:
    """Names that begin like a greeting, figures, prose, and that there is none."""
    assert read_talk(text) == ""


@pytest.mark.parametrize(
    "text", ["见附件", "详见附件。", "（见附件）", "請見附件", "見附檔", "See attachment", "see attached."]
)
def test_a_file_is_meant(text: str) -> None:
    """Words that only point at a file."""
    assert means_attachment(text)


@pytest.mark.parametrize(
    "text", ["", "见附件一至三，另有说明", "附件材料齐全", "See attachment 3 for the figures"]
)
def test_more_than_a_pointer(text: str) -> None:
    """Words that say something as well."""
    assert not means_attachment(text)


def test_numbers_of_choices() -> None:
    """Several small numbers and nothing else: typed one question too late."""
    assert all(map(are_picks, ("1 5 8 15", "1、3、5", "2,4", "(1 2 3)")))
    assert not any(
        map(are_picks, ("5", "2024", "120 人", "1 到 3 天", "400-555-0100", "2024 2025", "1. 招聘\n2. 培训"))
    )


def test_a_file_that_comes_later() -> None:
    """What is said in the place of a file, unless it asks something or is a link."""
    assert all(
        map(
            comes_later,
            ("文件在电脑上，晚点发", "还在用印中，明天发", "用印中", "稍後補上", "I will send it tomorrow"),
        )
    )
    assert not any(map(comes_later, ("晚点发可以吗？", "https://example.com/later", "我没有文件", "")))
