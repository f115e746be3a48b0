"""What frames a question: its groups, its neighbours' answers, the entries of a repeat."""

from __future__ import annotations

import pytest

from dialogues.dialogue import Dialogue
from dialogues.loading import load
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, definition

SAFETY = """
id: safety
title: Safety
languages: [en, zh-Hans]
default_language: en
sections:
  - name: all
    label: Safety
    hint: All of it concerns your own rooms.
    questions:
      - {name: company, type: text, label: Company}
      - name: equipment
        type: group
        label: Which of these do you have?
        questions:
          - {name: kit, type: yes_no, label: First-aid kit}
          - {name: blanket, type: yes_no, label: Fire blanket}
      - {name: more, type: text, label: "Anything else, ${coalesce(company, 'stranger')}?", default: "${company}"}
"""


def dialogue(text: str) -> Dialogue:
    loaded = load(text, file="safety.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return loaded.dialogue


def test_a_group_asks_with_its_first_question_and_whenever_one_is_changed() -> None:
    """Alone, "First-aid kit" asks nothing."""
    talk = Conversation(dialogue(SAFETY), WORDS)
    assert "< All of it concerns your own rooms." in talk.open()
    assert "< Which of these do you have?" in talk.type("Example Ltd")
    assert "< Which of these do you have?" not in talk.type("yes")
    talk.type("no")
    assert "< Which of these do you have?" in talk.type("/edit 1.3")


def test_a_group_that_nothing_stands_before_asks_once() -> None:
    """Notes and what is not asked in it stand for nothing."""
    group = SAFETY[SAFETY.index("      - name: equipment") : SAFETY.index("      - {name: more")]
    text = SAFETY[: SAFETY.index("      - {name: company")].replace(
        "    hint: All of it concerns your own rooms.\n", ""
    )
    noted = group.replace(
        "        questions:\n",
        "        questions:\n          - {name: told, type: note, label: Only what hangs on a wall.}\n",
    )
    talk = Conversation(dialogue(text + noted), WORDS)
    opened = talk.open()
    assert [opened[0], *opened[4:7]] == [
        "< Safety (1) · 1/2 · 0/2",
        "< Only what hangs on a wall.",
        "< Which of these do you have?",
        "< 1.1 First-aid kit",
    ]
    assert "< Which of these do you have?" not in talk.type("yes")


def test_what_was_put_off_is_no_name() -> None:
    """In labels and defaults a skipped answer is empty, not "later"."""
    talk = Conversation(dialogue(SAFETY), WORDS)
    talk.open()
    talk.type("skip")
    talk.type("yes")
    lines = talk.type("no")
    assert "< 1.4 Anything else, stranger?" in lines
    assert "< [ Later ]" in lines


def test_a_repeat_lists_its_entries() -> None:
    """So that "Remove no. 2" says which."""
    talk = Conversation(definition("branches"), WORDS)
    talk.open()
    for reply in ("Example Ltd", "Berlin", "40", "yes", "Wien"):
        talk.type(reply)
    lines = talk.type("80")
    assert [line for line in lines if "· Branch" in line and ":" in line] == [
        "< · Branch 1: Berlin",
        "< · Branch 2: Wien",
    ]


@pytest.mark.parametrize(
    ("named", "tag"),
    [("zh-TW", "en"), ("zh-CN", "zh-Hans"), ("简体中文", "zh-Hans"), ("中文", "zh-Hans"), ("ENGLISH", "en")],
)
def test_a_language_by_its_tag_or_its_name(named: str, tag: str) -> None:
    """What is not offered changes nothing."""
    talk = Conversation(
        dialogue(SAFETY.replace("label: Safety\n", "label: {en: Safety, zh-Hans: 安全}\n")), WORDS
    )
    talk.open()
    talk.type(f"/language {named}")
    assert talk.cursor.language == tag


def test_a_list_cuts_by_width() -> None:
    """A Chinese character takes two columns, so half as many fit."""
    long = SAFETY.replace("label: Company", f"label: {'a' * 60}").replace("First-aid kit", "急" * 30)
    talk = Conversation(dialogue(long), WORDS)
    talk.open()
    lines = talk.type("map") + talk.type("1")
    assert any(f"1.1 {'a' * 47}…" in line for line in lines)
    assert any(f"1.2 {'急' * 23}…" in line for line in lines)
