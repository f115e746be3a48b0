"""People who fill in the form, each at once when they see what is asked; who is done begins anew in another chat.

They know the form and nothing of the bot: they look for the mark of the question that comes next, in new messages
and in changed ones, press the button with their choice where the question has choices, and type otherwise. Around
the form they press what leads on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from bench.bot_api import BotApi, Keyboard
from bench.form import DONE, NUMBER, WORDS, Question

#: buttons that lead on, before the first question and behind the last one
ONWARD: Final = ("Start", "Submit")
#: words that say that the form is handed in
ENDS: Final = (DONE, "Submitted")


@dataclass(slots=True)
class Applicant:
    """Where one of them stands."""

    #: of the question that they wait for
    next: int = 0
    #: when they did what nobody has answered yet, and when the bot got it; 0 where there is no such thing
    sent: float = 0.0
    delivered: float = 0.0


@dataclass(slots=True)
class Seen:
    """What a window of time has shown."""

    answers: int = 0
    forms: int = 0
    #: seconds from an update's delivery to the question that follows it, and from when it was sent
    waits: list[float] = field(default_factory=list)
    whole_waits: list[float] = field(default_factory=list)
    #: the longest time in which nobody got an answer
    stall: float = 0.0
    last: float = 0.0


class Applicants:
    """All of them."""

    def __init__(self, asked: Sequence[Question], first_chat: int) -> None:
        self.seen = Seen()
        self._asked = asked
        self._marks = [question.mark for question in asked]
        self._chats = count(first_chat)
        self._there: dict[int, Applicant] = {}
        self._api: BotApi | None = None

    def begin(self, number: int, api: BotApi) -> None:
        """So many come in at once."""
        self._api = api
        for _ in range(number):
            self._come()

    def measure(self) -> None:
        """A new window begins."""
        self.seen = Seen(last=time.perf_counter())

    def delivered(self, chat: int, now: float) -> None:
        applicant = self._there.get(chat)
        if applicant is not None and not applicant.delivered:
            applicant.delivered = now

    def saw(self, chat: int, text: str, keyboard: Keyboard, message: dict[str, Any]) -> None:
        """A message came, or was changed."""
        applicant = self._there.get(chat)
        if applicant is None:
            return
        if applicant.next < len(self._marks):
            if self._marks[applicant.next] in text:
                self._answer(chat, applicant, keyboard, message)
                return
            if applicant.next:
                return
        onward = _labelled(keyboard, ONWARD)
        if onward:
            self._acts(applicant)
            self._press(chat, message, onward)
        elif any(words in text for words in ENDS) and applicant.next:
            self._count(applicant)
            self.seen.forms += 1
            del self._there[chat]
            self._come()

    def _answer(self, chat: int, applicant: Applicant, keyboard: Keyboard, message: dict[str, Any]) -> None:
        question = self._asked[applicant.next]
        if question.choices:
            pressed = _labelled(keyboard, (question.choices[0][1],))
            if not pressed:
                return  # the question stands there, its buttons do not yet
        if applicant.next:
            self._count(applicant)
        applicant.next += 1
        self._acts(applicant)
        if question.choices:
            self._press(chat, message, pressed)
        else:
            self._write(chat, NUMBER if question.kind == "number" else WORDS)

    def _count(self, applicant: Applicant) -> None:
        now = time.perf_counter()
        seen = self.seen
        seen.answers += 1
        seen.waits.append(now - (applicant.delivered or now))
        seen.whole_waits.append(now - applicant.sent)
        seen.stall = max(seen.stall, now - seen.last)
        seen.last = now

    def _acts(self, applicant: Applicant) -> None:
        applicant.sent, applicant.delivered = time.perf_counter(), 0.0

    def _come(self) -> None:
        chat = next(self._chats)
        applicant = self._there[chat] = Applicant()
        self._acts(applicant)
        self._write(chat, "/start")

    def _write(self, chat: int, text: str) -> None:
        assert self._api is not None
        self._api.write(chat, text)

    def _press(self, chat: int, message: dict[str, Any], data: str) -> None:
        assert self._api is not None
        self._api.press(chat, message, data)


def _labelled(keyboard: Keyboard, labels: Sequence[str]) -> str:
    """What the first button with one of these words says to the bot; "" where there is none."""
    for row in keyboard:
        for button in row:
            if any(label in button["text"] for label in labels):
                return str(button.get("callback_data", ""))
    return ""
