"""Several answers in one message, as a person has them: nothing is lost, nothing is replaced unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.application import Answer, Application, Nothing, PersonId
from dialogues.cards import on_card
from dialogues.cursor import Asking, Handing, Mapping, Reviewing, Sorting
from dialogues.effects import Ask, Refresh, Settle, Tell
from dialogues.prompt import Button, Listing, Paragraph, Prompt
from dialogues.reply import Command, Meant, Typed
from dialogues.scope import Item
from tests.conversation import ME, Conversation, button
from tests.test_transcripts import WORDS, definition


def talking(name: str = "award", *texts: str) -> Conversation:
    talk = Conversation(definition(name), WORDS)
    talk.open()
    for text in texts:
        talk.type(text)
    return talk


def told(talk: Conversation) -> list[Button]:
    """The buttons of what was told by the last step."""
    assert talk.last is not None
    notices = [effect.notice for effect in talk.last.effects if isinstance(effect, Tell)]
    return [button for notice in notices for row in notice.buttons for button in row]


def pressed(talk: Conversation, label: str) -> list[str]:
    """Press a button of what was told."""
    found = next(button for button in told(talk) if button.label == label)
    return talk.reply(found.reply)


def value(talk: Conversation, path: str) -> object:
    answer = talk.application.answers.get(path)
    return None if answer is None else answer.value


def elsewhere(talk: Conversation, path: str, to: str) -> None:
    """Somebody else, on another device, answers this."""
    answer = Answer(value=to, raw=to, who=PersonId("colleague"), at=talk.now)
    talk.application = talk.application.with_answer(path, answer)


def test_a_code_alone_where_a_number_is_asked_is_a_number() -> None:
    """And so is what begins like one, if no question with that code reads the rest."""
    talk = talking("award", "改 C12", "5.1")
    assert value(talk, "floor_area") == "5.1"
    talk = talking("award", "改 C14", "2.3 million")
    assert value(talk, "interactions") == "2300000"


def test_a_code_before_the_own_answer_is_left_out() -> None:
    """Nothing is asked: the code names the question on screen."""
    assert value(talking("award", "改 C6", "C6：银行"), "industry") == "银行"
    assert value(talking("award", "改 5.1", "5.1 18%"), "attrition") == "18"


def test_what_reads_as_both_is_asked() -> None:
    """At a question that any words answer; with a button for each reading."""
    talk = talking("award", "改 C6", "5.1 18%")
    assert value(talk, "industry") is None
    assert value(talk, "attrition") is None
    talk.tap("C6 从事行业")
    assert value(talk, "industry") == "5.1 18%"


def test_a_long_text_that_holds_numbered_lines_is_an_answer() -> None:
    """It begins with prose."""
    talk = talking("award", "改 2.1", "我们的战略：\n5.1 18%\n4.3 80")
    assert value(talk, "overall_strategy") == "我们的战略：\n5.1 18%\n4.3 80"
    assert value(talk, "attrition") is None


def test_a_code_and_an_answer_anywhere() -> None:
    """On the map, at the review, while a number is asked; the person stays where they were."""
    talk = talking("award", "目录", "5.1 18%")
    assert value(talk, "attrition") == "18"
    assert isinstance(talk.cursor.at, Mapping)
    talk = talking("award", "检查", "5.1 18%")
    assert talk.cursor.at == Reviewing()
    talk = talking("award", "改 C14", "5.1 18%")
    assert value(talk, "attrition") == "18"
    assert talk.cursor.at == Asking(path="interactions")


def test_an_answer_is_replaced_only_by_a_press() -> None:
    """It is shown with what it was; left alone, it stays."""
    talk = talking("award", "改 C14", "5.1 18%", "5.1 20%")
    assert isinstance(talk.cursor.at, Sorting)
    assert value(talk, "attrition") == "18"
    talk.tap("不改 5.1")
    assert value(talk, "attrition") == "18"
    assert talk.cursor.at == Asking(path="interactions")
    talk.type("5.1 20%")
    talk.tap("保存")
    assert value(talk, "attrition") == "20"


def test_what_another_device_changed_is_shown_before_it_is_replaced() -> None:
    """The press was for what stood on the screen."""
    talk = talking("award", "改 C14", "5.1 18%", "5.1 20%\n4.3 80")
    elsewhere(talk, "attrition", "19")
    talk.tap("保存")
    assert value(talk, "attrition") == "19"
    assert isinstance(talk.cursor.at, Sorting)
    assert talk.prompt is not None
    assert talk.prompt.problem
    talk.tap("保存")
    assert value(talk, "attrition") == "20"


def test_leaving_one_alone_never_replaces_what_was_not_shown() -> None:
    """Somebody else has answered another of them meanwhile."""
    talk = talking("award", "改 C14", "5.1 18%", "5.1 20%\n4.3 80")
    elsewhere(talk, "training_hours_new", "70")
    talk.tap("不改 5.1")
    assert value(talk, "training_hours_new") == "70"
    assert isinstance(talk.cursor.at, Sorting)


def test_a_half_filled_answer_is_not_replaced_either() -> None:
    """A table that has begun is somebody's work."""
    talk = talking("award", "改 C9", "120 40 35 15 10", "改 C14", "C9 没有")
    draft = talk.application.drafts["seats"]
    talk.type("C9 全职座席：100 40 35 15 10\n兼职座席：0\n远程客户代表：0")
    assert talk.application.drafts["seats"] == draft


def test_the_same_answer_again_is_nothing_new() -> None:
    """Also yes, where yes is explained already."""
    talk = talking("award", "改 C14", "5.1 18%", "5.1 18%")
    assert talk.cursor.at == Asking(path="interactions")
    talk.type("5.2 是，每年一次")
    talk.type("5.2 是\n4.3 80")
    assert value(talk, "satisfaction_survey") == {"picked": "yes", "explanation": "每年一次"}
    assert value(talk, "training_hours_new") == "80"


def test_yes_without_its_explanation_is_kept_and_the_explanation_missing() -> None:
    """As by "explain later"."""
    talk = talking("award", "改 C14", "5.2 是\n6.1 是")
    assert value(talk, "satisfaction_survey") == {"picked": "yes"}
    assert talk.view().facts["satisfaction_survey"].gaps == ("explanation",)


def test_one_answer_may_need_another_of_the_same_message() -> None:
    """They are taken in the order in which they are asked, whatever the order of the lines."""
    talk = talking("excursion", "C1 1", "A2 Paris\nA1 France")
    assert value(talk, "city") == {"picked": "paris"}


def test_what_would_set_others_aside_is_not_taken() -> None:
    """It is asked by itself, where that is confirmed."""
    talk = talking("award", "改 C14", "3.3 15%", "3.3a 126\n3.3b 840")
    assert value(talk, "accuracy_stated") == "15"
    assert talk.view().facts["accuracy_stated"].relevant
    notice = told(talk)
    assert "答 3.3b" in [button.label for button in notice] or isinstance(talk.cursor.at, Sorting)


def test_what_was_not_taken_is_one_press_away() -> None:
    """With what was said: a warning asks for its reason there."""
    talk = talking(
        "award",
        "改 C14",
        "C9 全职座席：10 40 35 15 10\n兼职座席：0\n远程客户代表：0",
        "改 C14",
        "C11 500\n4.3 80",
    )
    if isinstance(talk.cursor.at, Sorting):
        talk.tap("保存")
        assert value(talk, "workstations") is None
        pressed(talk, "答 C11")
    assert value(talk, "training_hours_new") == "80"


def test_going_elsewhere_says_what_is_not_saved() -> None:
    """With a button that shows it again, all of it."""
    talk = talking("award", "改 C14", "5.1 约18\n4.3 80\n2.1 一\n二\n谢谢")
    talk.type("目录")
    assert isinstance(talk.cursor.at, Mapping)
    assert value(talk, "training_hours_new") is None
    pressed(talk, "再看一下")
    assert isinstance(at := talk.cursor.at, Sorting)
    assert {claim.path: claim.text for claim in at.claims} == {
        "attrition": "约18", "training_hours_new": "80", "overall_strategy": "一\n二\n谢谢",
    }  # fmt: skip
    talk.tap("全部保存，5.1 记 18%")
    assert value(talk, "attrition") == "18"
    assert value(talk, "overall_strategy") == "一\n二\n谢谢"


def test_more_lines_join_the_decision() -> None:
    """A later line for the same question counts."""
    talk = talking("award", "改 C14", "5.1 约18\n4.3 80", "4.3 90\n4.4 40")
    assert isinstance(at := talk.cursor.at, Sorting)
    assert {claim.path: claim.text for claim in at.claims} == {
        "attrition": "约18", "training_hours_new": "90", "training_hours_serving": "40",
    }  # fmt: skip
    talk.tap("只存 2 项")
    assert value(talk, "attrition") is None
    assert value(talk, "training_hours_new") == "90"
    pressed(talk, "答 5.1")
    assert value(talk, "attrition") == "18"


def test_cancelling_stores_nothing() -> None:
    talk = talking("award", "改 C14", "5.1 约18\n4.3 80")
    talk.tap("取消")
    assert set(talk.application.answers) == set()
    assert talk.cursor.at == Asking(path="interactions")


def test_there_is_no_all_yes() -> None:
    """Each is looked at, whatever the words."""
    for text in ("都是", "全是", "all yes", "1-12 是", "1：都是"):
        talk = talking("cccs", text)
        assert not talk.application.answers, text
        assert any(isinstance(effect, Tell) for effect in talk.last.effects), text  # type: ignore[union-attr]


def test_a_batch_is_undone_as_one() -> None:
    talk = talking("award", "改 C14", "5.1 18%\n4.3 80", "撤销")
    assert value(talk, "attrition") is None
    assert value(talk, "training_hours_new") is None


def test_the_three_nothings_can_be_said() -> None:
    """Except where an answer is needed."""
    talk = talking("award", "改 C14", "A3 不适用\n4.3 不便提供\nB6 无\n5.1 不便提供")
    talk.tap("保存")
    kinds = {path: answer.nothing for path, answer in talk.application.answers.items()}
    assert kinds == {
        "company_website": Nothing.NOT_APPLICABLE,
        "training_hours_new": Nothing.DECLINED,
        "applicant_mobile": Nothing.NOT_APPLICABLE,
    }


# A colleague.


def test_what_a_colleague_is_asked_for_waits_and_is_passed_over() -> None:
    """Until somebody answers it."""
    talk = talking("award", "改 4.3", "交给同事")
    assert talk.cursor.at == Handing(source="人事")
    waiting = set(talk.application.waiting)
    assert {"training_hours_new", "attrition", "seats"} <= waiting
    assert all(talk.view().facts[path].state == "later" for path in waiting)
    talk.tap("回到填报")
    assert talk.prompt is not None
    assert talk.prompt.number == "4.5"
    talk.type("4.5 计划")
    assert value(talk, "development_plan") == "计划"
    assert talk.prompt.number == "5.2"
    talk.type("改 4.3")
    talk.type("80")
    assert "training_hours_new" not in talk.application.waiting


def test_asking_again_keeps_since_when() -> None:
    talk = talking("award", "改 4.3", "交给同事")
    since = talk.application.waiting["attrition"]
    talk.now += timedelta(days=1)
    talk.type("交给同事")
    assert talk.application.waiting["attrition"] == since


def test_there_may_be_nobody_to_ask() -> None:
    talk = talking("clinic", "/colleague")
    assert not talk.application.waiting
    assert isinstance(talk.cursor.at, Asking)


def test_an_empty_list_says_so() -> None:
    talk = talking("award", "改 4.3", "交给同事")
    text = next(block.text for block in talk.prompt.body if isinstance(block, Paragraph))  # type: ignore[union-attr]
    talk.type(text)
    assert not talk.application.answers
    assert talk.cursor.at == Handing(source="人事")


# Whatever is typed.

LINES = [
    "5.1 18%", "5.1 约20", "5.1 abc", "4.3 80", "4.4 四十", "C6 银行", "网址：www.example.com", "A3 www.example.org", "2.1 第一段", "第二段", "",
    "谢谢", "9.99 x", "C11 500", "C9 全职座席：10 40 35 15 10", "兼职座席：0", "3.3 15%", "3.3a 126", "3.3b 84", "B4 x", "5.2 是", "6.1 有 ISO9001",
    "1-3 是", "9.1-9.3 有 9.4 没有", "除 2 都有", "是否是", "电话：021-5555 0100", "C4 3", "C5 1 9", "10.3 否", "7：都是", "A1 示例", "李明", "无",
]  # fmt: skip
PLACES = [
    "目录",
    "检查",
    "改 C14",
    "改 2.1",
    "改 C6",
    "改 10.3",
    "改 4.3",
    "改 9.1",
    "改 A1",
    "改 C9",
    "交给同事",
]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PLACES), max_size=2),
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=7), min_size=1, max_size=3),
    st.data(),
)
def test_no_line_is_lost_and_nothing_is_replaced_unasked(
    places: list[str], messages: list[list[str]], data: st.DataObject
) -> None:
    """Each line is stored, asked back, or shown as unclear; an answer changes by a press only. (`tests/laws.py`
    holds for every step here.)"""
    talk = talking("award", *places)
    for lines in messages:
        before = talk.application
        on_screen = {item.path for item in _asked(talk)}
        talk.type("\n".join(lines))
        for path, answer in before.answers.items():
            if (
                answer.nothing is not Nothing.LATER and path not in on_screen
            ):  # typed at its own question: it is changed
                assert talk.application.answers[path] == answer
        _all_in_sight(talk, before, lines)
        if isinstance(talk.cursor.at, Sorting) and data.draw(st.booleans()):
            _press(talk, data)


def _asked(talk: Conversation) -> tuple[Item, ...]:
    """The questions on screen."""
    view, at = talk.view(), talk.cursor.at
    if not isinstance(at, Asking):
        return ()
    return on_card(view, talk.cursor, at) or (view.by_path[at.path],)


def _press(talk: Conversation, data: st.DataObject) -> None:
    before, at = talk.application, talk.cursor.at
    assert isinstance(at, Sorting)
    assert talk.prompt is not None
    labels = [it.label for row in talk.prompt.actions for it in row]
    label = data.draw(st.sampled_from(labels))
    reply = button(talk.prompt, label)
    talk.reply(reply, turn=talk.cursor.turn)
    if reply == Command(name="cancel"):
        assert replace(talk.application, touched=before.touched) == before
        return
    if not isinstance(talk.cursor.at, Sorting):
        seen = _seen(talk)
        for one in at.unclear:
            assert one.text in seen
        left = reply.argument if isinstance(reply, Command) and reply.name == "leave_out" else ""
        for claim in at.claims:
            is_stored = claim.path in talk.application.answers
            assert is_stored or claim.path == left or claim.text in seen, claim


def _seen(talk: Conversation) -> str:
    """All that the last step put in front of the person, and where its buttons carry it."""
    assert talk.last is not None
    parts: list[str] = []
    for effect in talk.last.effects:
        if isinstance(effect, Tell):
            parts += [_text_of(block) for block in effect.notice.blocks]
            parts += [_carried(it) for row in effect.notice.buttons for it in row]
        elif isinstance(effect, Ask | Refresh):
            parts += _of(effect.prompt)
        elif isinstance(effect, Settle):
            parts += effect.settled.lines
    return "\n".join(parts)


def _of(prompt: Prompt) -> list[str]:
    buttons = [it for row in prompt.actions for it in row]
    return [prompt.echo, prompt.problem, *(_text_of(block) for block in prompt.body), *map(_carried, buttons)]


def _text_of(block: object) -> str:
    if isinstance(block, Listing):
        return "\n".join((block.title, *(item.text for item in block.items)))
    return block.text if isinstance(block, Paragraph) else ""


def _carried(one: Button) -> str:
    reply = one.reply
    if isinstance(reply, Command) and reply.name == "batch":
        return reply.argument
    return reply.reply.text if isinstance(reply, Meant) and isinstance(reply.reply, Typed) else ""


def _all_in_sight(talk: Conversation, before: Application, lines: list[str]) -> None:
    """Every line that was typed is in an answer or a draft, waits on the screen, was told, or the question on screen
    said why it does not read it."""
    assert talk.last is not None
    at = talk.cursor.at
    raws = [answer.raw for answer in talk.application.answers.values()]
    kept = [str(draft) for draft in talk.application.drafts.values()]
    waits = (
        [*(claim.text for claim in at.claims), *(it.text for it in at.unclear)]
        if isinstance(at, Sorting)
        else []
    )
    everything = "\n".join((*raws, *kept, *waits, _seen(talk)))
    refused = any(isinstance(effect, Refresh) and effect.prompt.problem for effect in talk.last.effects)
    searched = any(isinstance(effect, Tell) for effect in talk.last.effects)
    asked = talk.cursor.pending is not None
    if refused or asked or (len("\n".join(lines).split()) <= 2 and searched):
        return
    moved = talk.application is not before or searched or isinstance(at, Sorting)
    assert moved, lines
    for line in lines:
        for word in line.split():
            rest = word.rpartition("：")[2]
            is_code = word == line.split()[0]
            assert is_code or rest in everything or _is_run(line), (line, word, everything)


def _is_run(line: str) -> bool:
    return line in ("1-3 是", "9.1-9.3 有 9.4 没有", "除 2 都有", "是否是", "7：都是")


@pytest.mark.parametrize("name", ["save", "leave_out", "batch", "colleague"])
def test_a_press_that_has_passed_changes_nothing(name: str) -> None:
    """A doubled press, or one on an old screen."""
    talk = talking("award", "改 C14", "5.1 18%", "5.1 20%")
    turn = talk.cursor.turn
    talk.tap("取消")
    before = talk.application
    talk.reply(Command(name=name, argument="all" if name == "save" else "attrition"), turn=turn)
    assert replace(talk.application, touched=before.touched) == before


def test_who_said_it_is_kept() -> None:
    talk = talking("award", "改 C14", "5.1 约18\n4.3 80")
    talk.tap("全部保存，5.1 记 18%")
    answer = talk.application.answers["attrition"]
    assert (answer.who, answer.raw) == (ME, "约18")


def test_undo_gives_back_what_was_put_together_bit_by_bit() -> None:
    """A table of six rows is typed once: taking its last press back does not empty it."""
    talk = talking("award", "去 C10", "35 45 12", "是，8%")
    assert value(talk, "ages") is not None
    talk.type("撤销")
    assert value(talk, "ages") is None
    assert "35" in str(talk.application.drafts["ages"])


def test_what_is_typed_on_a_decision_is_told_where_it_goes() -> None:
    """A screen that takes no text says so; nothing is passed over in silence."""
    talk = talking("award", "改 C14", "5.1 18左右\n4.3 80")
    for text in ("不知道", "mei@example.com"):
        assert isinstance(talk.cursor.at, Sorting)
        assert "先请点一个按钮" in "\n".join(talk.type(text)), text


def test_who_withdraws_what_was_handed_in_may_change_it_instead() -> None:
    """撤回 stands on the receipt as 撤回修改: that comes before the end of everything."""
    ones = "1：" + "是" * 12, "2：" + "是" * 15, "3：" + "是" * 7, "4：" + "是" * 12, "5：" + "是" * 12
    talk = talking("cccs", *ones, "提交", "撤回")
    talk.tap("撤回修改")
    assert isinstance(talk.cursor.at, Reviewing)
