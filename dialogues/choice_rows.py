"""The buttons of a prompt's choices, in their rows: what a channel with buttons draws, without deciding anything.

Up to eight short choices carry their own words; more, or longer ones, stand as a numbered list in the message, and
their buttons carry the numbers (`Prompt.grid`). What is picked is marked, beside its word or number.
"""

from __future__ import annotations

from dialogues.prompt import Button, Choice, Prompt
from dialogues.questions._picks import OTHER
from dialogues.widths import rows

_PICKED = "✅"


def choice_rows(prompt: Prompt) -> tuple[tuple[Button, ...], ...]:
    """The rows; none where the prompt has no choices."""
    label = _numbered if prompt.grid else _worded
    return rows([Button(label=label(choice), reply=choice.reply) for choice in prompt.choices])


def _numbered(choice: Choice) -> str:
    """A number; the choice that asks what says so."""
    marked = f"{_PICKED}{choice.number}" if choice.picked else str(choice.number)
    return f"{marked} {choice.short}" if choice.name == OTHER else marked


def _worded(choice: Choice) -> str:
    return f"{_PICKED} {choice.short}" if choice.picked else choice.short
