"""What the screens say of where one stands is so: counts, marks, what is owed, what is left to do."""

from __future__ import annotations

import pytest

from dialogues.dialogue import Dialogue
from dialogues.loading import load
from dialogues.scene import Scene
from dialogues.screens import LISTED, language_name
from tests.conversation import Conversation
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
    assert "< · A Where to 0/3 · 2 required" in talk("excursion").type("/map")


def test_where_everything_is_answered_nothing_is_left() -> None:
    """No minutes, in words or on the map."""
    conversation = talk("volunteer_intake", "Cooking", "Ada", "none")
    assert conversation.type("/where") == ["i 3 of 3 answered", "i Everything required is there."]
    assert not [line for line in conversation.type("/map") if "minute" in line]


def test_a_reminder_of_what_is_only_to_be_handed_in() -> None:
    """It says so, and leads to the review."""
    conversation = talk("clinic", "17", "no", "40 35 65", "tap No Part time", "tap Done, next question")
    assert conversation.wait(3) == [
        "(2026-03-04 10:00)",
        "i Clinic intake: 3 of 3 saved.",
        "i",
        "i Everything required is there; it has not been submitted yet.",
        "i [ Check before submitting ]",
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
        loaded.dialogue,
        "17",
        "yes",
        "tap Explain later",
        "40 35 65",
        "tap No Part time",
        "tap Done, next question",
        "1.1",
        "60",
    )
    conversation.type("/review")
    assert conversation.prompt is not None
    (first, *_), *_ = conversation.prompt.actions
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
