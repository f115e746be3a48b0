"""A desk to try a receiver at: everything that stands round it, and remembers what it was told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Inbound, Outcome, Unsaved
from bot.channels.lanes import Raw
from bot.channels.telegram.parse import Parsed, lane_of
from bot.channels.telegram.receiving import Receiver
from dialogues.reply import Typed
from tests.channels.telegram.serving import now

BOT = 7


def text(number: int, chat: int = 1, said: str = "") -> dict[str, Any]:
    """An update: somebody wrote."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": said or f"text {number}"}}


def press(number: int, chat: int = 1) -> dict[str, Any]:
    message = {"chat": {"id": chat}}
    return {"update_id": number, "callback_query": {"id": f"q{number}", "message": message}}


@dataclass
class Desk:
    """Everything round a receiver, and what it was told."""

    handled: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    #: keys of what was kept, and is handled
    worked_off: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    toasts: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    #: what handling waits for, by update
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    #: what handling raises, by update, as often as it stands here
    failing: dict[int, list[Exception]] = field(default_factory=dict)
    #: whether nothing can be kept
    is_full: bool = False

    def receiver(self) -> Receiver:
        return Receiver(
            bot=BOT, handle=self.handle, intake=self, read=self.read, answer=self.answer, tell=self.tell,
            greet=self.greet,
        )  # fmt: skip

    def read(self, raw: Raw) -> Parsed | None:
        number = int(raw["update_id"])
        inbound = Inbound(
            channel="telegram",
            key=f"{BOT}:{number}",
            external_id=lane_of(raw),
            at=now(),
            content=Typed(text=""),
        )
        return Parsed(inbound=inbound, query=raw.get("callback_query", {}).get("id", ""))

    async def handle(self, inbound: Inbound) -> Outcome:
        number = int(inbound.key.partition(":")[2])
        self.begun.append(number)
        if (gate := self.gates.get(number)) is not None:
            await gate.wait()
        if failing := self.failing.get(number):
            raise failing.pop()
        self.handled.append(number)
        return Outcome(toast=f"toast {number}")

    async def keep(self, key: str, raw: str) -> None:
        if self.is_full:
            raise Unsaved("full")
        self.kept[key] = raw

    async def done(self, key: str) -> None:
        self.worked_off.append(key)

    async def set_aside(self, key: str, raw: str) -> None:
        self.aside[key] = raw

    async def left(self) -> tuple[str, ...]:
        return self.before

    async def abandoned(self) -> tuple[str, ...]:
        return ()

    async def answer(self, query: str, toast: str) -> None:
        self.toasts[query] = toast

    async def tell(self, chat: str, sentence: str) -> None:
        self.told.append(sentence)

    async def greet(self, talk: object) -> None:
        raise AssertionError(talk)


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not what():  # noqa: ASYNC110 - what comes to its end there has no event
            await asyncio.sleep(0)
