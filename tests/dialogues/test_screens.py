"""What the screens say of where one stands is so: counts, marks, what is owed, what is left to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogues.cursor import Disputing, Pausing, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Due
from dialogues.loading import load
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.screens import LISTED, language_name
from tests.conversation import ME, Conversation
from tests.test_transcripts import FOLDER, WORDS, acted, definition

NO_LONGER = ("France", "Paris", "skip", "skip", "skip", "skip", "no", "skip", "/edit A1", "Germany", "keep")


def talk(dialogue: str | Dialogue, *acts: str) -> Conversation:
    conversation = Conversation(definition(dialogue) if isinstance(dialogue, str) else dialogue, WORDS)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def test_a_section_with_an_answer_that_no_longer_fits_is_not_done() -> None:
    """Whatever the count says; nor is one that owes an answer."""
    conversation = talk(
        "excursion", "France", "Paris", "2027-01-01", "/edit A1", "Germany", "tap Leave as it is"
    )
    assert "< · A Where to 3/3 · please look" in conversation.type("/map")
    assert conversation.type("/where")[-2:] == ["i 1 answer needs another look.", "i About 4 minutes left."]
    conversation.type("A2")
    conversation.type("Bonn")
    assert "< · A Where to 3/3 ✅" in conversation.type("/map")
    assert "< · A Where to 0/3 · 2 required ▸ you are here" in talk("excursion").type("/map")


def test_where_everything_is_answered_nothing_is_left() -> None:
    """No minutes, in words or on the map."""
    conversation = talk("volunteer_intake", "Cooking", "Ada", "none")
    assert conversation.type("/where") == ["i 3 of 3 answered", "i Everything required is there."]
    assert not [line for line in conversation.type("/map") if "minute" in line]


def test_a_reminder_of_what_is_only_to_be_handed_in() -> None:
    """It says so, and leads to the review."""
    conversation = talk("clinic", "17", "no", "40 35 65", "tap No Part time, done")
    assert conversation.wait(3) == [
        "(2026-03-04 10:00)",
        "i Clinic intake: 3 of 3 saved.",
        "i",
        "i Everything required is there; it has not been submitted yet.",
        "i [ Check before submitting ]",
        "i [ Today 18:00 ] [ Tomorrow 9:00 ]",
        "i [ No more reminders ]",
    ]


def test_a_reminder_names_what_is_owed() -> None:
    """The first three of it, and a button to the first."""
    conversation = talk("excursion", "skip")
    assert conversation.wait(1.5)[1:] == [
        "i Class trip: 0 of 5 saved.",
        "i",
        "i 2 required questions are missing:",
        "i · A1 Which country?",
        "i · A2 Which city?",
        "i",
        "i About 5 minutes left.",
        "i [ Continue from A1 › ]",
        "i [ Today 18:00 ] [ Tomorrow 9:00 ]",
        "i [ No more reminders ]",
    ]


def test_a_long_list_of_gaps_says_how_many_more_there_are() -> None:
    """Twelve are enough to read."""
    conversation = talk("award")
    lines = conversation.type("/review")
    title = next(line for line in lines if line.startswith("< 还差"))
    listed = lines[lines.index(title) + 1 : lines.index(title) + 2 + LISTED]
    assert len(listed) == LISTED + 1
    assert listed[-1].startswith("< · … 还有")


def test_the_button_counts_each_gap_once() -> None:
    """An answer that does not fit and lacks its explanation is one."""
    text = (FOLDER / "dialogues" / "clinic.yaml").read_text(encoding="utf-8")
    loaded = load(
        text.replace(
            "        explain: yes\n",
            "        explain: yes\n        constraint: \". = 'no' or ${age} < 50\"\n",
        ),
        file="x",
    )
    assert loaded.dialogue is not None
    conversation = talk(
        loaded.dialogue, "17", "yes", "tap Explain later", "40 35 65", "tap No Part time, done", "1.1", "60"
    )
    conversation.type("/review")
    assert conversation.prompt is not None
    (settle,), (first,), *_ = conversation.prompt.actions
    assert settle.label == "Settle ①"
    missing = [
        item.path
        for item in conversation.view().asked()
        if conversation.view().facts[item.path].missing or conversation.view().facts[item.path].problem
    ]
    assert first.label == f"Fill the {len(missing)} gaps"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("zh-Hant", "繁體中文"),
        ("fr", "français"),
        ("pt-BR", "português (Brasil)"),
        ("zh", "中文"),
        ("tlh", "tlh"),
        ("x", "x"),
    ],
)
def test_a_language_is_called_what_it_calls_itself(tag: str, name: str) -> None:
    """Also one that the program does not speak; where nobody knows, by its tag."""
    conversation = talk("volunteer_intake")
    assert language_name(Scene(conversation.view(), "en", WORDS), tag) == name


def waiting(conversation: Conversation, *paths: str) -> Conversation:
    """The same, a colleague asked for these."""
    conversation.application = replace(
        conversation.application, waiting=dict.fromkeys(paths, conversation.now)
    )
    return conversation


def test_what_waits_for_a_colleague() -> None:
    """On the map, in its section, on a list of its own, and in a reminder; not once it is answered."""
    conversation = waiting(talk("fair", "茶馆"), "stall", "tables", "photos")
    lines = conversation.type("/map")
    assert "< · A 您的摊位 1/3 · 必答 1 · 等同事 1 ▸ 您在这里" in lines
    assert "< [ 只看必答 ] [ 等同事 2 ] [ 全部答案 ]" in lines
    assert conversation.tap("等同事 2")[1:6] == [
        "< 等同事的有 2 题",
        "< 发编号，就到那一题。",
        "< · A3 要几张桌子",
        "< · B2 照片",
        "< [ A3 ] [ B2 ]",
    ]
    acted(conversation, "tap ‹ 全部章节")
    assert "< · A3 要几张桌子：—— · 等同事" in conversation.tap("A")
    assert "i 等同事的 2 题也可以再催一下。" in conversation.wait(2.5)
    conversation = waiting(talk("fair", "茶馆"))
    conversation.reply(Command(name="only", argument="waiting"))
    assert conversation.prompt is not None
    assert conversation.prompt.label == "没有等同事的题"


def test_nothing_owed_says_so() -> None:
    conversation = talk("volunteer_intake", "Cooking", "Ada")
    conversation.reply(Command(name="only", argument="required"))
    assert conversation.prompt is not None
    assert conversation.prompt.label == "Everything required is there."


def test_both_places_of_a_contradiction() -> None:
    """Changed at either, or explained; one that has gone meanwhile leads back to the review."""
    acts = ("茶馆", "3", "2", "skip", "skip", "skip", "A2", "1", "tap 处理 ①")
    conversation = talk("fair", *acts, "tap 改 A3", "1")
    assert conversation.cursor.at == Reviewing()
    assert not conversation.view().facts["tables"].problem
    conversation.reply(Command(name="settle", argument="tables"))
    assert conversation.cursor.at == Reviewing()
    conversation.reply(Command(name="explain", argument="tables"))
    assert conversation.cursor.at == Reviewing()
    conversation = talk("fair", *acts, "back")
    assert conversation.cursor.at == Reviewing()
    conversation = talk("fair", *acts, "tap 都对，写明原因", "一张备用")
    assert conversation.application.answers["tables"].reason == "一张备用"
    assert conversation.cursor.at == Reviewing()
    conversation = talk("fair", *acts, "/map", "back")
    assert conversation.cursor.at == Disputing(path="tables")


def test_an_answer_that_cannot_stay_is_only_changed() -> None:
    """There is no reason for a choice that is gone."""
    conversation = talk(
        "excursion", *NO_LONGER[:8], "/edit A1", "Germany", "confirm", "/review", "tap Settle ①"
    )
    assert conversation.prompt is not None
    assert [button.label for row in conversation.prompt.actions for button in row] == ["Change A2"]


def test_no_more_reminders() -> None:
    """But for those that are asked for."""
    conversation = talk("clinic", "40", "no more reminders")
    assert conversation.application.muted == (ME,)
    conversation.type("cough")
    assert conversation.wait(30) == []
    for act in ("/stop", "tap Friday 9:00"):
        acted(conversation, act)
    assert conversation.wait(10)[0] == "(2026-04-03 09:00)"
    assert conversation.due == Due(who=ME, at=None, number=1)


def test_a_snooze_that_is_pressed_late() -> None:
    """The same time of the next day."""
    conversation = talk("clinic", "40")
    conversation.wait(2.1)
    press = Command(name="remind", argument="2026-03-04T18:00")
    conversation.now += timedelta(days=2)
    assert conversation.reply(press) == ["(You will be reminded: Today 18:00.)"]
    conversation.now += timedelta(hours=10)
    assert conversation.reply(press) == ["(You will be reminded: Tomorrow 18:00.)"]
    conversation.reply(Command(name="remind", argument="ghost"))
    assert isinstance(conversation.cursor.at, Pausing)


def test_a_pause_at_the_review() -> None:
    """There is nothing to go on with but that."""
    conversation = talk("volunteer_intake", "Cooking", "Ada", "none")
    assert conversation.type("/stop")[0] == "< Saved; 3 of 3 answered."
    acted(conversation, "tap Continue")
    assert conversation.cursor.at == Reviewing()


def test_who_comes_back_to_the_review_is_greeted() -> None:
    conversation = talk("volunteer_intake", "Cooking", "Ada", "none")
    assert "< Welcome back; 3 of 3 answered." in conversation.open()
