"""What stands in a message and in which order, for every channel that draws prompts as messages with buttons: pure.

Four layers (`dialogues/prompt.py`). Texts are plain here; markup, escaping and limits are the channel's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Final, Literal

from dialogues.prompt import Block, Button, Listing, Progress, Prompt, Settled
from dialogues.reply import Command

#: a sentence of the catalogue in the language of what is drawn
Say = Callable[..., str]

PICKED: Final = "✅ "
#: of what was settled and what is told: such a button says the same whatever is on screen
ANY_TURN: Final = 0

Part = Literal["said", "where", "notes", "question", "hint", "body", "choices", "told"]
#: in which order they are shortened where the message is too long, the start of the question last of all
SHORTENED: Final[tuple[Part, ...]] = ("notes", "body", "hint", "choices", "said", "where", "question")

#: C0 but the line end, C1, and what turns the direction of a line
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HALVES = re.compile(r"[\ud800-\udfff]")


def shown(text: str) -> str:
    """A text without what platforms refuse or drop: control characters, half characters, turned lines. Never longer
    than it was."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return _HALVES.sub("\ufffd", _UNSEEN.sub("", text))


def order(prompt: Prompt) -> tuple[Part, ...]:
    """How to answer stands below what it is about: numbers below their list, what to send below what there is."""
    if prompt.grid:
        answer: tuple[Part, ...] = ("choices", "body", "hint")
    elif prompt.expects.kind == "cells" or prompt.expects.multiline:
        answer = ("body", "choices", "hint")
    else:
        answer = ("hint", "body", "choices")
    return ("said", "where", "notes", "question", *answer, "told")


def marked(echo: str) -> str:
    """What was understood."""
    return PICKED + echo if echo else ""


def where(prompt: Prompt, say: Say) -> str:
    """Where the person is, in one line."""
    parts = (prompt.header, *(_counts(prompt.progress, say) if prompt.progress is not None else ()))
    # a full-width bracket has its blank already
    return " · ".join(part for part in parts if part).replace("） · ", "）· ")


def asked(prompt: Prompt, say: Say) -> tuple[str, str, str]:
    """The first line of the question, what stands beside it, and the lines below."""
    first, _, rest = prompt.label.partition("\n")
    unit = prompt.expects.unit if prompt.expects.unit != "%" else ""  # the example has it
    required = say("state.required") if prompt.required == "required" else ""
    beside = "".join(f" · {told}" for told in (unit, required) if told)
    return f"{prompt.number} {first}".strip(), beside, rest


def settled_lines(settled: Settled) -> tuple[str, str]:
    """The question, and below it what was answered."""
    # one line for each question; what follows says why it was kept
    marks = (PICKED if settled.answered and at < len(settled.changes) else "" for at in count())
    told = "\n".join(mark + line for mark, line in zip(marks, settled.lines, strict=False))
    return f"{settled.number} {settled.label}".strip(), told


def where_all_is(prompt: Prompt) -> Button | None:
    """The button that leads to everything, where the prompt has one."""
    every = (button for row in prompt.actions for button in row)
    return next((button for button in every if button.reply == Command(name="show_all")), None)


def leading(blocks: Iterable[Block], known: Sequence[object]) -> list[Button]:
    """The buttons of lists that no other button stands for."""
    found: list[Button] = []
    said = list(known)  # not a set: a reply that fills cells cannot be hashed
    for block in blocks:
        for item in block.items if isinstance(block, Listing) else ():
            if item.button is not None and item.button.reply not in said:
                found.append(item.button)
                said.append(item.button.reply)
    return found


def _counts(progress: Progress, say: Say) -> Iterator[str]:
    position, total = progress.section_position, progress.section_total
    if total and progress.section_last > position:
        yield say("header.questions_of", position=position, last=progress.section_last, total=total)
    elif total:
        yield say("header.question_of", position=position, total=total)
    yield say("header.answered", answered=progress.answered, total=progress.total)
