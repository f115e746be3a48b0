"""Applicants who fill in a form while the program dies again and again: the people of the channels' own tests, with what is
known of each of their acts. What they do next they read from their chat; what became of an act they know from the
platform, as far as it knows: whether it was told that it is done with it, or has given it up.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from bot.channels.slack import parse
from tests.channels.slack.people import STEPS as OUTING
from tests.channels.slack.people import Person
from tests.channels.telegram.guests import DOUBT, LIKES, PACKS, SUBMITTED, Guest
from tests.fakes.slack import Delivery
from tests.fakes.telegram.chats import Changes
from tests.fakes.telegram.updates import Update

START: Final = "start"
END: Final = "submitted"
#: seconds between looks of somebody for whom nothing changes
_LOOK: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Key:
    """By which an event is found in the inbox: as it was kept when it came, or as it was done; all of the latter."""

    kept: str
    done: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Act:
    """What somebody did for one step, in one go."""

    step: str
    #: what the platform has to tell of it
    told: Sequence[Any]


@dataclass(eq=False, kw_only=True)
class Applicant(ABC):
    """One of them."""

    #: who they are on their platform
    one: Any
    acts: list[Act] = field(default_factory=list)
    #: in which step they stand, and since when they wait for the next, in seconds of the loop
    at: str = START
    since: float = 0
    #: the longest that they waited for the next question, from their act or from the last start of the program
    waited: float = 0
    channel: ClassVar[str]

    async def fill(self, up: Callable[[], float | None], *, patience: float, again: float) -> None:
        """From the start to the end, each step as soon as it is seen. `up` says for how long the program has been
        there, None while it is not; whoever's press was given up presses once more when it has been there for `again`
        seconds. Raises TimeoutError where nothing comes for `patience` seconds."""
        for step, following in zip((START, *self.steps), (*self.steps, END), strict=True):
            self.at, asked = step, "" if step == START else step
            await self._do(step)
            while not await self._sees(following):
                there, stands = up(), self.stands()
                if stands == DOUBT and self.acts[-1].step != DOUBT:
                    await self._do(DOUBT)
                elif there is None:
                    continue
                elif self.is_given_up(self.acts[-1]) and there > again and stands in {DOUBT, asked}:
                    await self._do(DOUBT if stands == DOUBT else step)
                elif min(there, self._now() - self.since) > patience:
                    raise TimeoutError(
                        f"{step} is not followed by {following} but by {stands!r}; the screen:\n{self.screen}"
                    )
            there, waited = up(), self._now() - self.since
            self.waited = max(self.waited, waited if there is None else min(waited, there))
        self.at = END

    async def _sees(self, following: str) -> bool:
        awaited = {following} if self.acts[-1].step == DOUBT else {following, DOUBT}
        await self.changes.until(lambda: True if self.stands() in awaited else None, _LOOK)
        return self.stands() == following

    async def _do(self, step: str) -> None:
        self.since = self._now()
        self.acts.append(Act(step=step, told=await self.told_of(step)))

    async def _act(self, step: str) -> None:
        if step == START:
            await self.one.start()
        elif step == DOUBT:
            explained = self.one.explain(self.at)
            if explained is not None:
                await explained
        else:
            await self.one.answer(step)

    def stands(self) -> str:
        """The step that is asked for now."""
        if self.at == "review" and any(SUBMITTED in text for text in self.texts[-3:]):
            return END
        return str(self.one.asked())

    def paths(self, step: str) -> tuple[str, ...]:
        """What is answered by this step."""
        return (step,) if step in self.one.expected else ()

    @property
    def screen(self) -> str:
        return str(self.one.user.screen)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    @property
    @abstractmethod
    def steps(self) -> tuple[str, ...]: ...

    @property
    @abstractmethod
    def changes(self) -> Changes:
        """Of their chat."""

    @property
    @abstractmethod
    def texts(self) -> list[str]:
        """Of the bot's messages in their chat."""

    @property
    @abstractmethod
    def events(self) -> tuple[int, int]:
        """How many events of theirs that count are in the journal in the end, at least and at most."""

    @staticmethod
    @abstractmethod
    def is_counted(payload: str) -> bool:
        """Whether it is known how often an event like this one is in the journal."""

    @abstractmethod
    async def told_of(self, step: str) -> Sequence[Any]:
        """Does it; what the platform has to tell of it."""

    @abstractmethod
    def is_acknowledged(self, act: Act) -> bool:
        """Whether the platform was told that all of it is done."""

    @abstractmethod
    def is_given_up(self, act: Act) -> bool:
        """Whether the platform will not tell some of it again."""

    @abstractmethod
    def keys(self, act: Act) -> list[Key]:
        """Of what it has to tell."""


@dataclass(eq=False, kw_only=True)
class OnTelegram(Applicant):
    """Whatever they do is told again until it is done."""

    one: Guest
    channel: ClassVar[str] = "telegram"

    @property
    def steps(self) -> tuple[str, ...]:
        return self.one.steps

    @property
    def changes(self) -> Changes:
        return self.one.user.chat.changes

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.one.user.chat.from_bot]

    @property
    def events(self) -> tuple[int, int]:
        return self.one.acts, self.one.acts

    @staticmethod
    def is_counted(payload: str) -> bool:
        return bool(payload)

    def paths(self, step: str) -> tuple[str, ...]:
        return {"likes": LIKES, "packs": PACKS}.get(step) or super().paths(step)

    async def told_of(self, step: str) -> Sequence[Update]:
        history = self.one.telegram.updates.history
        before = len(history)
        await self._act(step)  # of which nothing waits, so nobody else has a turn meanwhile
        return history[before:]

    def is_acknowledged(self, act: Act) -> bool:
        waiting = self.one.telegram.updates.waiting
        return not any(update in waiting for update in act.told)

    def is_given_up(self, act: Act) -> bool:
        return False

    def keys(self, act: Act) -> list[Key]:
        names = [f"{self.one.telegram.cloud.bot['id']}:{update.id}" for update in act.told]
        return [Key(kept=name, done=(name,)) for name in names]


@dataclass(eq=False, kw_only=True)
class OnSlack(Applicant):
    """A message is told again; of a press, and of a command, they see that it has failed, and do it again."""

    one: Person
    channel: ClassVar[str] = "slack"

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(OUTING)

    @property
    def changes(self) -> Changes:
        return self.one.user.dm.changes

    @property
    def texts(self) -> list[str]:
        return [message.body for message in self.one.user.dm.from_bot]

    @property
    def events(self) -> tuple[int, int]:
        ticks = sum(len(act.told) - len(_counting(act)) for act in self.acts)
        unsure = sum(not delivery.acked for act in self.acts for delivery in _counting(act))
        return self.one.acts - ticks - unsure, self.one.acts - ticks

    @staticmethod
    def is_counted(payload: str) -> bool:
        """Each tick says what all boxes are, so another may have said it before, or two programs may at once."""
        return '"ticked"' not in payload

    async def told_of(self, step: str) -> Sequence[Delivery]:
        before = len(self.one.deliveries)
        await self._act(step)
        return self.one.deliveries[before:]

    def is_acknowledged(self, act: Act) -> bool:
        return all(delivery.acked for delivery in _counting(act))

    def is_given_up(self, act: Act) -> bool:
        return any(delivery.failed for delivery in _counting(act))

    def keys(self, act: Act) -> list[Key]:
        return [_key(delivery.payload) for delivery in _counting(act)]


def _counting(act: Act) -> Sequence[Delivery]:
    """Of ticks and the button that ends them that one alone: it says what all boxes are, also where a tick is lost."""
    return act.told[-1:] if act.step == "likes" else act.told


def _key(body: dict[str, Any]) -> Key:
    """As the product knows it again when it is delivered once more."""
    kept, at = parse.key_of(body), datetime.now(UTC)
    match parse.kind_of(body):
        case "press":
            return Key(kept=kept, done=tuple(inbound.key for inbound in parse.pressed(body, at)))
        case "message":
            return Key(kept=kept, done=tuple(inbound.key for inbound in parse.event(body, at)))
        case _:
            return Key(kept=kept, done=(kept,))
