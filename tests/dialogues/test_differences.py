"""What a later submission says otherwise: changed, new, gone with its question; no contact data where none may be."""

from __future__ import annotations

from dataclasses import replace

from dialogues.dialogue import Dialogue
from dialogues.differences import differences
from dialogues.loading import load
from dialogues.scene import Scene
from tests.conversation import Conversation
from tests.test_transcripts import FOLDER, WORDS, acted, definition


def scene(dialogue: Dialogue, *acts: str) -> Scene:
    conversation = Conversation(dialogue, WORDS, "en")
    for act in ("open", *acts):
        acted(conversation, act)
    return Scene(conversation.view(), "en", WORDS)


def told(before: Scene, after: Scene, *, contact: bool = True) -> list[tuple[str, str, str]]:
    return [(it.item.code, it.before, it.after) for it in differences(before, after, contact=contact)]


VOLUNTEER = definition("volunteer_intake")


def test_changed_new_and_gone() -> None:
    """In the order of the paper; what leaves with its question stands behind."""
    first = scene(VOLUNTEER, "Driving", "yes", "Ada", "skip")
    second = scene(VOLUNTEER, "Cooking", "Ada", "Tea")
    assert told(first, second) == [
        ("1.1", "Driving", "Cooking"),
        ("1.4", "not filled in", "Tea"),
        ("1.2", "Yes", "not filled in"),
    ]
    assert told(second, first)[1] == ("1.2", "not filled in", "Yes")
    assert told(first, first) == []


def test_who_answers_again_the_same_has_changed_nothing() -> None:
    """Another time and another wording are no difference; another reason is."""
    checks = definition("checks")
    first, second = scene(checks, "10", "12", "Four to spare"), scene(checks, "十", "12", "A spare room")
    assert told(first, second) == [("1.2", "12", "12")]


def test_a_long_answer_is_shortened() -> None:
    first, second = (
        scene(VOLUNTEER, "Cooking", "Ada", "x" * 500),
        scene(VOLUNTEER, "Cooking", "Ada", "y" * 500),
    )
    assert told(first, second) == [("1.4", "x" * 79 + "…", "y" * 79 + "…")]


def test_contact_data_stays_out() -> None:
    """For the reviewers' room."""
    text = (FOLDER / "dialogues" / "volunteer_intake.yaml").read_text(encoding="utf-8")
    loaded = load(text.replace("{name: name, ", "{name: name, contact: true, "), file="x")
    assert loaded.dialogue is not None
    first, second = scene(loaded.dialogue, "Cooking", "Ada"), scene(loaded.dialogue, "Cooking", "Grace")
    assert told(first, second, contact=False) == []
    assert len(told(first, second)) == 1


def test_in_the_language_that_is_read() -> None:
    """Both are shown in it."""
    clinic = definition("clinic")
    first, second = (replace(scene(clinic, age, "none"), language="zh-Hans") for age in ("40", "41"))
    assert told(first, second) == [("1.1", "40", "41")]
