"""People who fill in the form: they answer what stands last in their chat, and wait until it is something else.

Nobody ever helps the bot out by trying once more: whoever is left without their next question stays there, and is found.
But they are impatient (the same twice, or two buttons at once), go back, press what stands further up, and reply to old
messages. Some go on at a second address, and answer at both. Each answer names its question, so that one under another
question is seen.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from dialogues import codec
from dialogues.prompt import Button, Prompt
from dialogues.reply import Chosen, Command, Meant, Reply, Ticked, Typed
from tests.torture.simulation.platform import Message, Platform

#: of a person, which no other person or program rolls
Dice = random.Random
#: years of the answers to the one question that asks for a day
YEARS: Final = range(1901, 2000)
#: and numbers to the one that asks for a number
NUMBERS: Final = range(400, 500)
#: questions with choices
CHOSEN: Final = ("goods", "power", "days")
#: acts after which somebody only goes on
CURIOUS: Final = 30
#: commands of people with two addresses
ASIDE: Final = ("code", "another_code", "resume", "allow_claim", "refuse_claim")


def is_of(path: str, value: Any) -> bool:
    """Whether this can be an answer to the question at `path`."""
    match path:
        case "goods":
            return str(value["picked"]).startswith("goods_")
        case "days":
            return all(one.startswith("days_") for one in value["picked"])
        case "tables":
            return int(value) in NUMBERS
        case "since":
            return int(value[:4]) in YEARS
        case "power":
            return value["picked"] in ("yes", "no")
        case _:
            return isinstance(value, str) and value.startswith(f"{path}:")


@dataclass(kw_only=True, slots=True)
class Person:
    """One of them."""

    name: str
    dice: Dice
    platform: Platform
    #: when the platform says that it is
    stamp: Callable[[], str]
    #: how often they do something odd
    odd: float
    is_done: bool = False
    #: the prompt that they look at
    seen: Prompt | None = None
    #: how often they have done something
    acts: int = 0
    _last: tuple[int, int] = field(default=(0, -1))

    async def live(self) -> None:
        """Until the form is handed in."""
        await asyncio.sleep(self.dice.uniform(0, 2))
        self.say(Command(name="open", argument="market"))
        await self._fill()

    async def _fill(self) -> None:
        while not self.is_done:
            await asyncio.sleep(self.dice.uniform(0.3, 1.5))
            shown = self._news()
            if shown is not None:
                await self._answer(shown)

    def _news(self) -> Message | None:
        """The prompt that stands last, where anything in the chat is other than when they acted last."""
        chat = self.platform.chat(self.name)
        state = (sum(1 for one in chat if not one.is_theirs), sum(one.changed for one in chat))
        if state == self._last:
            return None
        shown = max(
            (one for one in chat if one.turn is not None), key=lambda one: (one.turn, one.id), default=None
        )
        if shown is None or shown.prompt is None:
            return None  # it was answered, and the next one is on its way
        self._last = state
        return shown

    async def _answer(self, shown: Message) -> None:
        prompt = shown.prompt
        assert prompt is not None
        self.seen = prompt
        if prompt.screen == "done":
            self.is_done = True
            return
        self.acts += 1
        if self.acts <= CURIOUS and self.dice.random() < self.odd:
            self._wander(shown)
        match prompt.screen:
            case "question":
                self._reply(shown, prompt)
            case _:
                buttons = [one for one in shown.buttons if not is_aside(one.reply)]
                self.press(shown, _named(shown, "submit") or self.dice.choice(buttons))

    def _wander(self, shown: Message) -> None:
        """Something that leads nowhere, or elsewhere, just before they answer."""
        chat = self.platform.chat(self.name)
        older = [one for one in chat if one.buttons and one.id < shown.id]
        theirs = [one for one in chat if one.prompt is None and one.settled]
        match self.dice.choice(("old", "reply", "back", "twice")):
            case "old" if older:
                message = self.dice.choice(older)
                button = self.dice.choice(message.buttons)
                if not is_aside(button.reply):
                    self.press(message, button)
            case "reply" if theirs:
                message = self.dice.choice(theirs)
                if message.settled in ("stall", "owner", "bakes"):
                    self._type(message.settled, about=message)
            case "back" if (back := _named(shown, "back")) is not None:
                self.press(shown, back)
            case "twice" if shown.prompt is not None and shown.prompt.screen == "question":
                self._reply(shown, shown.prompt)
            case _:
                pass

    def _reply(self, shown: Message, prompt: Prompt) -> None:
        if prompt.numbered or (
            prompt.path in CHOSEN and not prompt.choices
        ):  # there is something to decide first
            self.press(shown, self._decision(prompt))
            return
        match prompt.path:
            case "goods" | "power":
                self.press(shown, self.dice.choice(shown.buttons[: len(prompt.choices)]))
            case "days":
                ready = [one for one in shown.buttons if isinstance(one.reply, Chosen)] or [
                    one for one in (_named(shown, "done"),) if one is not None
                ]
                if ready and self.dice.random() < 0.7:
                    self.press(shown, ready[0])
                else:
                    ticks = [one for one in shown.buttons if isinstance(one.reply, Ticked)]
                    self.press(shown, self.dice.choice(ticks))
            case path:
                self._type(path)

    def _decision(self, prompt: Prompt) -> Button:
        """What they had meant, or anything else."""
        buttons = [one for row in prompt.actions for one in row]
        meant = [
            one
            for one in buttons
            if isinstance(one.reply, Meant)
            and isinstance(one.reply.reply, Typed)
            and _question_of(one.reply.reply.text) == one.reply.path
        ]
        others = [one for one in buttons if not isinstance(one.reply, Meant)]
        return self.dice.choice(meant or others or prompt.navigation)

    def _type(self, path: str, about: Message | None = None) -> None:
        match path:
            case "tables":
                text = str(self.dice.choice(NUMBERS))
            case "since":
                text = f"{self.dice.choice(YEARS)}-0{self.dice.randrange(1, 10)}-1{self.dice.randrange(10)}"
            case _:
                text = f"{path}: {self.name} {self.acts}"
        self.say(Typed(text=text, more=True), about)

    def press(self, shown: Message, button: Button) -> None:
        """A button of that message."""
        raw = {
            "turn": shown.turn,
            "application": shown.application,
            "about": str(shown.id),
            "place": shown.id,
        }
        self._act(button.reply, raw, is_message=False)

    def say(self, reply: Reply, about: Message | None = None) -> None:
        """A message of theirs."""
        self._act(reply, {"about": str(about.id)} if about is not None else {}, is_message=True)

    def _act(self, reply: Reply, raw: dict[str, Any], *, is_message: bool) -> None:
        content = codec.replies.dump_python(reply, mode="json")
        self.platform.act(self.name, {**raw, "content": content, "at": self.stamp()}, is_message=is_message)


@dataclass(kw_only=True, slots=True)
class Elsewhere(Person):
    """Somebody at a second address of theirs: with a code from the first one they go on there, and at both at once."""

    first: Person
    #: acts at the first address before they ask for the code
    after: int

    async def live(self) -> None:
        """Until it is handed in, and seen to be so here as well."""
        while self.first.acts < self.after and not self.first.is_done:
            await self._look()
        self.first.say(Command(name="code"))
        while not (codes := [one.code for one in self.platform.chat(self.first.name) if one.code]):
            await self._look()
        self.say(Command(name="resume", argument=codes[0]))
        while not (
            asked := [one for one in self.platform.chat(self.first.name) if _named(one, "allow_claim")]
        ):
            await self._look()
        allow = _named(asked[0], "allow_claim")
        assert allow is not None
        self.first.press(asked[0], allow)
        await self._fill()

    async def _look(self) -> None:
        await asyncio.sleep(self.dice.uniform(0.1, 0.5))


def is_aside(reply: Reply) -> bool:
    """A code is for people with two addresses, and no act of the form's."""
    return isinstance(reply, Command) and reply.name in ASIDE


def _question_of(text: str) -> str:
    """The question that this names."""
    path, colon, _ = text.partition(":")
    if colon:
        return path
    return "tables"


def _named(shown: Message, name: str) -> Button | None:
    return next(
        (one for one in shown.buttons if isinstance(one.reply, Command) and one.reply.name == name), None
    )
