"""Buttons as Telegram's inline keyboard: pure. What stands on them is the core's; here is what fits.

A keyboard has at most 100 buttons, 8 in a row, and about 10 KB ("reply markup is too long"). What is left out can be
typed: every number and code can.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.channels.layers import leading, shown
from bot.channels.telegram.tokens import pack
from dialogues.application import ApplicationId
from dialogues.choice_rows import choice_rows
from dialogues.prompt import Block, Button, Prompt
from dialogues.units import is_seen, shortened
from dialogues.widths import BUDGET, fits, rows

MOST_BUTTONS: Final = 100
#: bytes of JSON, with room for what the library adds
MOST_BYTES: Final = 9_000
#: of choices: more numbers than this are typed sooner than found
MOST_NUMBERS: Final = 40
#: units of a label: a phone cuts it long before
LONGEST_LABEL: Final = 48
#: bytes of a label at most: every unit escaped, and the quotes
_LARGEST_LABEL: Final = LONGEST_LABEL * len("\\uffff") + 2
#: bytes beside the label: a token takes up to 64, and its key and quotes 24 more
_BESIDE: Final = 88
#: stands on a button that has no words of its own
_NAMELESS: Final = "…"

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A button, and one of: the token that a press sends, an address that it opens, a text that it copies
    (1-256 characters)."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""


Keys = tuple[tuple[Key, ...], ...]


def of_prompt(prompt: Prompt) -> tuple[Buttons, bool]:
    """The rows: choices, what shapes the answer, where the lines of a list lead, and the quiet row last; and whether
    some had to be left out."""
    choices = tuple(
        choice if is_seen(shown(choice.short)) else replace(choice, short=str(choice.number))
        for choice in prompt.choices
    )
    too_many = len(choices) > MOST_NUMBERS
    numbers = () if too_many else choice_rows(replace(prompt, choices=choices))
    actions, quiet = laid(prompt.actions), laid((prompt.navigation,))
    known = [button.reply for row in (*actions, *quiet) for button in row]
    listed = rows(leading(prompt.body, known))
    kept = _kept((*numbers, *actions, *listed), len(listed), quiet)
    return (*kept, *quiet), too_many or len(kept) < len(numbers) + len(actions) + len(listed)


def of_notice(blocks: Iterable[Block], buttons: Buttons) -> Buttons:
    """The rows of something said beside the conversation."""
    actions = laid(buttons)
    listed = rows(leading(blocks, [button.reply for row in actions for button in row]))
    return _kept((*actions, *listed), len(listed), ())


def laid(given: Buttons) -> Buttons:
    """The rows as they were given, but for those whose labels would be cut."""
    every: list[tuple[Button, ...]] = []
    for row in given:
        labels = [button.label for button in row]
        every.extend((row,) if len(row) in BUDGET and fits(labels, len(row)) else rows(row))
    return tuple(every)


def keys(buttons: Buttons, turn: int, application: ApplicationId | None) -> Keys:
    """With their tokens."""
    return tuple(
        tuple(Key(label=_label(button.label), data=pack(turn, application, button.reply)) for button in row)
        for row in buttons
        if row
    )


@lru_cache(maxsize=4096)
def _label(label: str) -> str:
    label = " ".join(shown(label).split("\n")).strip()
    return shortened(label, LONGEST_LABEL) if is_seen(label) else _NAMELESS


def _kept(every: Buttons, listed: int, quiet: Buttons) -> Buttons:
    """The rows that a keyboard holds beside the quiet ones. Where there are too many, those go that are easily typed:
    first what lists lead to, then full rows of numbers or codes, from the last."""
    kept = list(every)
    while kept and not _fit((*kept, *quiet)):
        codes = [at for at, row in enumerate(kept) if len(row) == max(BUDGET)]
        if listed:
            kept.pop()
            listed -= 1
        else:
            kept.pop(codes[-1] if codes else len(kept) - 1)
    return tuple(kept)


def _fit(buttons: Buttons) -> bool:
    count = sum(map(len, buttons))
    if count * (_LARGEST_LABEL + _BESIDE) <= MOST_BYTES:
        return True
    size = sum(len(json.dumps(_label(button.label))) + _BESIDE for row in buttons for button in row)
    return count <= MOST_BUTTONS and size <= MOST_BYTES
