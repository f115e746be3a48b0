"""The definition as a value: its outline, the codes on the paper, texts in several languages."""

from __future__ import annotations

import pytest

from dialogues.loading import load
from tests.test_transcripts import definition

HEAD = "id: test\ntitle: Test\nlanguages: [en, zh-Hans]\ndefault_language: en\n"
QUESTION = (
    "sections:\n  - name: all\n    label: All\n    questions:\n      - {name: a, type: text, label: %s}\n"
)


def test_codes_are_counted_in_their_section() -> None:
    """A1 behind letters, 3.4 behind a figure; a note and what is computed have none, a repeat comes behind its own."""
    nodes = {node.entry.name: node.number for node in definition("excursion").outline.nodes}
    assert nodes == {
        "country": "A1", "city": "A2", "day": "A3", "budget": "B1", "deposit": "B2", "cabin": "B3", "once_each": "",
        "child": "C4", "given": "C1", "age": "C2", "medicine": "C3", "months": "", "youngest": "", "helper": "C5",
        "picture": "C6", "thanks": "",
    }  # fmt: skip
    assert [node.number for node in definition("branches").outline.nodes][:3] == ["1.1", "1.2", "1.3"]


def test_what_is_computed_without_a_label_says_nothing() -> None:
    """It stands in no text."""
    named = definition("excursion").outline.by_name
    assert list(named["months"].entry.texts()) == []
    assert [key for key, _ in named["youngest"].entry.texts()] == ["label"]


@pytest.mark.parametrize(
    ("label", "wrong"),
    [("{en: A, zh-Hans: [甲]}", "must be a text"), ("{en: A, zh-Hans: {x: 甲}}", "must be a text"),
     ("{en: A}", "no text in zh-Hans"), ("{en: A, fr: B}", "fr"), ("[A]", "must be a text"), ('""', "empty")],
)  # fmt: skip
def test_what_is_no_text(label: str, wrong: str) -> None:
    """A text is one, or one in every language that the dialogue has."""
    loaded = load(HEAD + QUESTION % label, file="x.yaml")
    assert loaded.dialogue is None
    assert any(wrong in mistake.what for mistake in loaded.mistakes), [
        str(mistake) for mistake in loaded.mistakes
    ]


def test_a_zone_that_there_is_not() -> None:
    """Names of zones only."""
    loaded = load(HEAD + "timezone: Shanghai\n" + QUESTION % "A", file="x.yaml")
    assert loaded.dialogue is None
    assert any("Shanghai is not a time zone" in mistake.what for mistake in loaded.mistakes)
