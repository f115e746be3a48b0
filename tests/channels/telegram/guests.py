"""People who fill in the picnic on their phones, each at once when they see what is asked: for many at the same time.

What a guest writes names the question that was on screen, so that an answer under another one is seen. Nobody waits
for the program here: a guest looks at the chat, and is woken when something changes in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from storage.changes import AddressKey
from storage.store import Storage
from tests.fakes.telegram import Message, Press, Telegram, User

LIKES: Final = ("bread", "cheese", "olives", "grapes", "cake")
PACKS: Final = ("plates", "knives", "cups", "cloth", "games")
#: what is asked, in order, and what is seen of it; after "+", when all of it is ticked
STEPS: Final[Mapping[str, str]] = {
    "name": "What is your name?",
    "way": "How do you come?",
    "likes": "What do you like?",
    "likes+": "What do you like?",
    "dish": "What do you bring?",
    "job": "How do you help?",
    "packs": "What do you pack?",
    "packs+": "What do you pack?",
    "wish": "What do you wish for?",
    "review": "Submit",
}
_PICKED: Final = {"way": "boat", "job": "songs"}
_TICKED: Final = {"likes": LIKES, "packs": PACKS}
_ON: Final = "Go on ›"
#: asked for which question a text was
DOUBT: Final = "?"
SUBMITTED: Final = "Submitted, reference"


@dataclass(eq=False)
class Guest:
    """One of them."""

    telegram: Telegram
    user: User
    #: one press for each group of ticks, where the number of updates does not matter
    is_brief: bool = False
    #: what they did; each is one event
    acts: int = 0
    presses: list[Press] = field(default_factory=list)
    #: seconds that they waited for what is asked next
    waited: float = 0

    @property
    def key(self) -> AddressKey:
        return AddressKey(channel="telegram", external_id=str(self.user.id))

    @property
    def expected(self) -> dict[str, Any]:
        """The answers that they give."""
        ticked = dict.fromkeys((*LIKES, *PACKS), "no" if self.is_brief else "yes")
        typed = {name: self._words(name) for name in ("name", "dish", "wish")}
        return {name: {"picked": picked} for name, picked in (_PICKED | ticked).items()} | typed

    async def start(self) -> None:
        self.acts += 1
        await self.user.say("/start")

    async def answer(self, step: str) -> None:
        """Does what this step asks for, at once; presses are left in `presses`."""
        match step:
            case "way" | "job":
                self.press(f".c{_PICKED[step]}")
            case "likes" | "packs" if self.is_brief:
                self.press(".!rest_no")
            case "likes" | "packs":
                for name in _TICKED[step]:
                    self.press(f".+{name}")
            case "likes+" | "packs+":
                self.press_labelled(_ON)
            case "review":
                self.press(".!submit")
            case _:
                self.acts += 1
                await self.user.say(self._words(step))

    def press(self, data: str) -> Press:
        """The newest button with data that ends so."""
        return self._press(lambda button: button.get("callback_data", "").endswith(data), data)

    def press_labelled(self, label: str) -> Press:
        return self._press(lambda button: button["text"] == label, label)

    def _press(self, holds: Any, what: str) -> Press:
        for message in self.user.chat.newest_first():
            for button in (button for row in message.keyboard for button in row):
                if holds(button):
                    self.acts += 1
                    self.presses.append(self.user.press_raw(message, button["callback_data"]))
                    return self.presses[-1]
        raise AssertionError(f"no button {what!r}; the screen:\n{self.user.screen}")

    def explain(self, step: str) -> None:
        """What they wrote was for this step."""
        labels = self.user.chat.from_bot[-1].labels
        self.press_labelled(next(label for label in labels if STEPS[step] in label))

    def asked(self) -> str:
        """The step that stands open on the newest prompt, "" where there is none."""
        message = next(filter(_is_open, self.user.chat.newest_first()), None)
        return _step(message) if message is not None else ""

    async def sees(self, *steps: str, within: float = 20) -> None:
        """Once one of these is what is asked."""
        seen = await self.user.chat.changes.until(lambda: True if self.asked() in steps else None, within)
        assert seen, (
            f"{steps} not asked within {within} s, but {self.asked()!r}; the screen:\n{self.user.screen}"
        )

    async def fill(self, *, within: float = 20) -> None:
        """From the start to the end, each step as soon as it is seen."""
        await self.start()
        before = ""
        for step in self.steps:
            began = self.telegram.timer()
            await self.sees(step, DOUBT, within=within)
            if self.asked() == DOUBT:
                self.explain(before)
                await self.sees(step, within=within)
            self.waited += self.telegram.timer() - began
            await self.answer(step)
            before = step
        await self.user.sees(SUBMITTED, within=within)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(step for step in STEPS if not (self.is_brief and step.endswith("+")))

    async def answers(self, storage: Storage) -> dict[str, Any]:
        """What is kept of theirs."""
        application = (await storage.load(self.key, fresh=True)).application
        return {path: answer.value for path, answer in application.answers.items()} if application else {}

    async def events(self, storage: Storage) -> int:
        """How many events of theirs are in the journal."""
        application = (await storage.load(self.key, fresh=True)).application
        return (await storage.verify_journal(application.id)).entries if application else 0

    def _words(self, step: str) -> str:
        return f"{step} of {self.user.name}"


def guests(telegram: Telegram, count: int, *, brief: bool = False) -> list[Guest]:
    """So many people, who have not written yet."""
    return [
        Guest(telegram, telegram.user(f"Guest{number}", language_code="en"), is_brief=brief)
        for number in range(count)
    ]


def _is_open(message: Message) -> bool:
    return message.by_bot and ("Map" in message.labels or "Submit" in message.labels)


def _step(message: Message) -> str:
    if "Submit" in message.labels:
        return "review"
    if "Which question is" in message.text:
        return DOUBT
    place, name = max((message.text.rfind(STEPS[step]), step) for step in STEPS if not step.endswith("+"))
    if place < 0:  # above the question there may stand what was understood of the one before
        return ""
    return f"{name}+" if _ON in message.labels else name
