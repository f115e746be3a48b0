"""Several questions with two answers on one screen of a message (`Prompt.card`): each is a section with its radio
buttons beside it. Pure. As a rule they are a modal (`views.py`); here is how they are asked in the chat itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.channels.layers import PICKED, shown
from bot.channels.slack.blocks import LONGEST_TEXT, Drawing, plain
from bot.channels.slack.controls import LONGEST_LABEL, Owner
from bot.channels.slack.tokens import action_id, pack_option
from dialogues.prompt import Button, Listing, Prompt
from dialogues.reply import Meant
from dialogues.units import shortened

#: stands between a question and what is picked (`card.line` of the catalogue)
_ANSWERED: Final = f" {PICKED}"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a card: its line, and its answers with whether each is picked."""

    text: str
    answers: tuple[tuple[Button, bool], ...]


def questions(prompt: Prompt) -> tuple[Question, ...]:
    """The questions of a card whose every line has its answers; none of any other prompt."""
    rows = [row for row in prompt.actions if _is_answers(row)]
    lines = [item.text for block in prompt.body if isinstance(block, Listing) for item in block.items]
    if not rows or not len(rows) == len(lines) == len(prompt.card):
        return ()
    return tuple(_question(shown(line), row) for line, row in zip(lines, rows, strict=True))


def without(prompt: Prompt) -> Prompt:
    """The prompt with all that is beside its questions."""
    return replace(
        prompt,
        body=tuple(block for block in prompt.body if not isinstance(block, Listing)),
        actions=tuple(row for row in prompt.actions if not _is_answers(row)),
    )


def sections(asked: tuple[Question, ...], owner: Owner) -> tuple[Drawing, ...]:
    """A block for each question, in a message."""
    return tuple(
        {
            "type": "section",
            "text": plain(shortened(one.text, LONGEST_TEXT)),
            "accessory": _radios(one, at, owner),
        }
        for at, one in enumerate(asked)
    )


def _is_answers(row: tuple[Button, ...]) -> bool:
    paths = {button.reply.path for button in row if isinstance(button.reply, Meant)}
    return len(paths) == 1 and all(isinstance(button.reply, Meant) for button in row)


def _question(line: str, row: tuple[Button, ...]) -> Question:
    """What is picked leaves the line, as a control can change before the line
    does, unless it is explained there; and the code leaves the answers, as the line has it."""
    code, _, _ = line.partition(" ")
    is_on = [button.picked for button in row]
    words = [button.label.removeprefix(PICKED).removeprefix(f"{code} ") for button in row]
    answers = tuple(
        (replace(button, label=word), on) for button, word, on in zip(row, words, is_on, strict=True)
    )
    said = [f"{_ANSWERED}{word}" for word, on in zip(words, is_on, strict=True) if on]
    return Question(line.removesuffix(said[0]) if said else line, answers)


def _radios(asked: Question, at: int, owner: Owner) -> Drawing:
    options = [
        {
            "text": plain(shortened(shown(button.label), LONGEST_LABEL)),
            "value": pack_option(owner.turn, owner.application, button.reply),
        }
        for button, _ in asked.answers
    ]
    on = [option for option, (_, is_on) in zip(options, asked.answers, strict=True) if is_on]
    initial = {"initial_option": on[0]} if len(on) == 1 else {}
    said = action_id("one", at, owner.turn, owner.application)
    return {"type": "radio_buttons", "action_id": said, "options": options, **initial}
