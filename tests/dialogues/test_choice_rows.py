"""Choices as buttons: with their words where they are few and short, else by number."""

from __future__ import annotations

from dialogues.choice_rows import choice_rows
from dialogues.prompt import Choice, Prompt
from dialogues.reply import Chosen
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, acted, definition


def labels(prompt: Prompt) -> list[list[str]]:
    return [[button.label for button in row] for row in choice_rows(prompt)]


def test_few_and_short_ones_carry_their_words() -> None:
    """Two in a row where they fit; what is picked is marked beside its word."""
    picked = {"是"}
    choices = tuple(
        Choice(
            name=word,
            label=word,
            short=word,
            number=number,
            reply=Chosen(names=(word,)),
            picked=word in picked,
        )
        for number, word in enumerate(("是", "否"), start=1)
    )
    assert labels(Prompt(screen="question", label="?", choices=choices)) == [["✅ 是", "否"]]


def test_many_carry_numbers_five_in_a_row() -> None:
    """All in sight, "other" by name; for a screen reader there is no grid."""
    conversation = Conversation(definition("award"), WORDS)
    for act in ("open", "改 2.3", "tap 8"):
        acted(conversation, act)
    assert conversation.prompt is not None
    assert conversation.prompt.grid
    assert labels(conversation.prompt)[1:] == [
        ["6", "7", "✅8", "9", "10"],
        ["11", "12", "13", "14", "15"],
        ["16", "17 其他"],
    ]
    acted(conversation, "/plain")
    assert not conversation.prompt.grid
