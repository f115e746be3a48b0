"""What the other bots are told and what they say: the same words, and so the same calls for an answer.

An answer is followed by `sendMessage` with the next question and by `editMessageText`, which shows the question
before with its answer and without its buttons; a press is answered by `answerCallbackQuery` too. That is what our
program does. Where a library has a way of its own (aiogram-dialog), it keeps to that.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.form import DONE, Question, questions

__all__ = ["DONE", "Given", "asked", "read", "settled"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the harness tells a bot."""

    #: address of the Bot API
    api: str
    token: str
    asked: tuple[Question, ...]
    #: where it may keep files
    folder: Path
    #: address of a Redis, "" where there is none
    redis: str

    @classmethod
    def here(cls) -> Given:
        return cls(
            api=os.environ["BENCH_API"],
            token=os.environ["BENCH_TOKEN"],
            asked=questions(int(os.environ["BENCH_QUESTIONS"]), os.environ["BENCH_MIX"]),
            folder=Path(os.environ["BENCH_FOLDER"]),
            redis=os.environ.get("BENCH_REDIS", ""),
        )


def asked(question: Question, total: int) -> str:
    """A question, as HTML."""
    return f"Question {question.number + 1} of {total}\n\n<b>{question.label}</b>"


def settled(question: Question, answer: str) -> str:
    """A question with its answer, as HTML; what people write here has nothing to escape."""
    return f"{question.label}\n✅ {answer}"


def read(question: Question, text: str) -> str | None:
    """An answer as it is kept; None where it is none."""
    if question.kind == "number":
        return str(int(text)) if text.isdecimal() else None
    return text.strip() or None
