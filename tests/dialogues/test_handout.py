"""Questions as a text: all of them with their answers, which come back as they went."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.application import Answer, Application, Nothing
from dialogues.cursor import Sorting
from dialogues.dialogue import Dialogue
from dialogues.effects import Hand
from dialogues.handout import paper, questions_text, sources
from dialogues.question import Accepted
from dialogues.reading.batch import read_batch
from dialogues.relevance import derive
from dialogues.reply import Typed
from dialogues.scene import Scene
from dialogues.weighing import weigh
from tests.conversation import ME, START, Conversation
from tests.test_transcripts import WORDS, definition


def scene_of(dialogue: Dialogue, application: Application, language: str = "") -> Scene:
    return Scene(derive(dialogue, application, START), language or dialogue.default_language, WORDS)


@lru_cache
def filled(name: str) -> Conversation:
    """Everything answered that is answered in words."""
    talk = Conversation(definition(name), WORDS)
    talk.open()
    for line in ANSWERS[name]:
        talk.type(line)
    return talk


ANSWERS = {
    "award": [
        "示例银行\n400-555-0100\nwww.example.com\n无\n微信：示例", "李明\n客服部\n主任\nli@example.com\n021-5555 0100\n无\nliming\n：钉钉",
        "目录", "C4 3", "C5 1 其他：外呼、质检", "C6 银行：零售", "C7 周一至周五 9:00-18:00", "C8 1、2", "改 C9", "210 40 35 15 10", "0", "0", "目录",
        "C10 30 45 20 5", "目录", "C11 96", "C12 1200.5", "C13 不便提供", "C14 1280万", "改 2.1", "第一段\n  缩进的\n\n5.1 像一个编号\n· 列表", "目录",
        "2.3 5 8 15", "5.1 18%", "5.2 是，每年一次", "6.1 是", "6.2 没有", "3.3a 126\n3.3b 840", "7.5 其他：随时", "9.1-9.4 有", "10.3 否", "R8 同意", "R10 2026-03-01",
    ],
    "cccs": ["是否是是是是", "4：除 5、9 都是"],
    "clinic": ["phone", "40", "cough", "目录"],
    "excursion": ["France", "Paris", "2026-04-01", "300", "50"],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ANSWERS))
@pytest.mark.parametrize("back", [0, -1])
def test_the_list_comes_back_as_it_went(name: str, back: int) -> None:
    """Read into an empty application, whatever language it reads: each answer is the same one, or said to be unclear;
    read into its own, nothing is new."""
    talk = filled(name)
    dialogue, given_ = talk.dialogue, talk.application
    tag = dialogue.languages[back]
    text = questions_text(scene_of(dialogue, given_, tag))
    blank = Conversation(dialogue, WORDS).application
    scene = scene_of(dialogue, blank, dialogue.languages[0])
    batch = read_batch(text, paper(scene))
    assert batch is not None
    assert batch.is_list
    assert [it.text for it in batch.unclear] == []
    weighing = weigh(scene, batch.claims, ME, START)
    assert [(it.claim, it.why) for it in weighing.of("unclear", "doubt", "over")] == []
    read = weighing.view.application.answers
    known = {path: (answer.value, answer.nothing) for path, answer in given_.answers.items()}
    assert {path: (answer.value, answer.nothing) for path, answer in read.items()} == {
        path: kept for path, kept in known.items() if path in read
    }
    lost = [path for path in known if path not in read and known[path][1] is not Nothing.LATER]
    assert [path for path in lost if f"{tag}/{path}" not in UNWRITABLE] == []
    again = weigh(scene_of(dialogue, given_), batch.claims, ME, START)
    assert {it.kind for it in again.weighed} <= {"same"}


#: answers that no text gives back; they stand in the list as what is there now
UNWRITABLE: set[str] = set()


TEXTS = st.text(alphabet=st.sampled_from("甲乙:： 5.1A3\n·-1是否无【】(（"), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS)
def test_any_text_comes_back_or_is_left_out(long: str, short: str) -> None:
    """An answer that looks like a list of ours claims nothing else."""
    talk = Conversation(definition("award"), WORDS)
    talk.open()
    for path, text in (("overall_strategy", long), ("industry", short)):
        view = talk.view()
        item = view.by_path[path]
        read = item.question.read(
            Typed(text=text), None, scene_of(talk.dialogue, talk.application).here(item)
        )
        if isinstance(read, Accepted):
            talk.application = talk.application.with_answer(
                path, Answer(value=read.value, raw=text, who=ME, at=START)
            )
    scene = scene_of(talk.dialogue, Conversation(talk.dialogue, WORDS).application)
    batch = read_batch(questions_text(scene_of(talk.dialogue, talk.application)), paper(scene))
    assert batch is not None
    claims = {claim.path: claim.text for claim in batch.claims}
    assert set(claims) <= {"overall_strategy", "industry"}
    for path, text in claims.items():
        assert text == talk.application.answers[path].value
    assert batch.unclear == ()


def test_a_list_that_was_filled_in_is_taken_as_a_file() -> None:
    """And one that replaces something is shown first."""
    talk = Conversation(definition("award"), WORDS)
    talk.open()
    talk.type("全部问题")
    assert talk.last is not None
    hand = next(effect for effect in talk.last.effects if isinstance(effect, Hand))
    assert hand.name == "A-7F3K-全部问题.txt"
    text = hand.text.replace("A1 企业名称（必答）：", "A1 企业名称（必答）：示例").replace(
        "（必答、%）：", "（必答、%）：\n18%"
    )
    talk.give_back("", text)
    assert {path: answer.value for path, answer in talk.application.answers.items()} == {
        "company_name": "示例",
        "attrition": "18",
    }
    talk.give_back("", text.replace("18%", "20%"))
    assert isinstance(talk.cursor.at, Sorting)
    assert talk.application.answers["attrition"].value == "18"


def test_a_list_can_be_sent_where_no_file_is_asked() -> None:
    """A text file is fetched anywhere; any other needs a question for it."""
    talk = Conversation(definition("cccs"), WORDS)
    talk.open()
    assert "(fetch 全部題目.txt)" in talk.offer("全部題目.txt")
    assert not any("fetch" in line for line in talk.offer("圖.png"))


def test_sources_that_have_something_open() -> None:
    """In the order of their first questions, by their name in the dialogue's own language."""
    talk = Conversation(definition("award"), WORDS)
    scene = scene_of(talk.dialogue, talk.application, "en")
    assert list(sources(scene)) == ["人事", "行政", "运营", "IT"]
