"""The program dies at every boundary between it and the world, one after the other, and the next one goes on.

A boundary is before or after a commit, a lease, a send, a download. What was acknowledged is there, once; nobody
waits for a question that never comes; no prompt comes after one that followed it. To the world, a program that
is dead is one from which nothing comes out any more, so that is how it dies here.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import LEASE, Running
from bot.channels.base import Inbound, Offered, Parcel, Sent, Unanswered, Unsaved
from dialogues.application import Answer
from dialogues.effects import Ask
from dialogues.reply import Command, Reply, Typed
from storage.changes import AddressKey, StorageUnavailable
from tests.bot.world import Memory, World

ANN = AddressKey(channel="memory", external_id="ann")
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Life:
    """Ends at the boundary number `until`; 0 is for ever."""

    until: int = 0
    passed: int = 0
    end: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ended(self) -> bool:
        return self.end.is_set()

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self.until:
            self.end.set()

    async def call(self, fault: Exception, verb: Callable[[], Awaitable[Any]]) -> Any:
        """Unless it ends before: the world has it. Unless it ends after: the program knows."""
        if self.ended:
            raise fault
        self._pass()
        if self.ended:
            raise fault
        result = await verb()
        self._pass()
        if self.ended:
            raise fault
        return result


@dataclass
class Mortal(Memory):
    """A channel of a program that dies."""

    life: Life | None = None

    async def send(self, parcel: Parcel) -> Sent:
        assert self.life is not None
        sent: Sent = await self.life.call(Unanswered("dead"), lambda: Memory.send(self, parcel))
        return sent

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        assert self.life is not None

        async def fetched() -> bytes:
            return b"".join([chunk async for chunk in Memory.fetch(self, token)])

        yield await self.life.call(Unanswered("dead"), fetched)


def mortal(parts: Running, life: Life) -> None:
    """From now on this program's database is beyond a boundary as well."""
    database = parts.storage._database
    for name in ("commit", "write"):
        verb: Callable[..., Awaitable[Any]] = getattr(database, name)

        async def through(*given: Any, _verb: Callable[..., Awaitable[Any]] = verb, **named: Any) -> Any:
            return await life.call(StorageUnavailable("dead"), lambda: _verb(*given, **named))

        setattr(database, name, through)


@dataclass
class Story:
    """What happened in the end."""

    answers: dict[str, Answer]
    world: World
    boundaries: int


async def lived(
    folder: Path, dialogue: str, seen: Sequence[Parcel], inbounds: Sequence[Inbound], until: int
) -> Story:
    """The conversation, with one death on the way. The platform delivers again what was not acknowledged, before
    the program has looked round; the person waits for an answer before they go on."""
    channel = Mortal(files={"t1": PDF}, parcels=list(seen))
    world = World(folder, dialogue=dialogue, channel=channel)
    waiting, unsaved = list(inbounds), False
    for life in (Life(until), Life()):
        channel.life = life
        async with world.program(f"until {life.until}") as parts:
            mortal(parts, life)
            with suppress(Unsaved, StorageUnavailable):
                if len(waiting) < len(inbounds) and not unsaved:
                    await look_round(world, parts, life)
                while waiting and not life.ended:
                    unsaved = True
                    await parts.engine.handle(replace(waiting[0], at=world.now))
                    unsaved = not waiting.pop(0)
                    await look_round(world, parts, life)
            if not life.ended:
                stuck = await parts.storage.stuck()
                assert (stuck.set_aside, stuck.waiting) == ((), {})
                assert len(await parts.storage.applications()) == 1
                application = (await parts.storage.load(ANN, fresh=True)).application
                assert application is not None
                return Story(dict(application.answers), world, life.passed)
        world.now += LEASE + timedelta(seconds=1)
    raise AssertionError("two lives were not enough")


async def look_round(world: World, parts: Running, life: Life) -> None:
    """Everything is sent, or it is over; if not, the person sees the question that they stand at."""
    await parts.relay.scan()
    either = [
        asyncio.create_task(parts.relay.settled("ann", "reviewers")),
        asyncio.create_task(life.end.wait()),
    ]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    for task in either:
        task.cancel()
    if not life.ended:
        cursor = (await parts.storage.load(ANN, fresh=True)).cursor
        assert cursor is not None
        assert asked(world)[-1] == cursor.turn, "left without the next question"


def asked(world: World) -> list[int]:
    """The turns of the questions that ann has seen, in order."""
    return [
        parcel.content.turn
        for parcel in world.channel.parcels
        if parcel.external_id == "ann" and isinstance(parcel.content, Ask)
    ]


def conversation(*replies: Reply | Offered | str) -> list[Inbound]:
    """As a platform delivers it."""
    keys = count()
    return [
        Inbound(
            channel="memory",
            key=f"u{next(keys)}",
            external_id="ann",
            at=World(Path()).now,
            content=Typed(text=reply) if isinstance(reply, str) else reply,
        )
        for reply in replies
    ]


#: by dialogue, with how many of its events are past when it gets dangerous
CONVERSATIONS = {
    "volunteer_intake": (
        0,
        conversation(
            Command(name="open", argument="volunteer_intake"), "neither", "Cooking", "Ada", "skip", "submit"
        ),
    ),
    "checks": (
        9,
        conversation(
            Command(name="open", argument="checks"), "10", "5", "skip", "skip", "skip", "skip", "skip",
            "skip", Offered(token="t1", name="proof.pdf"), "done", "I agree",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("dialogue", CONVERSATIONS)
async def test_it_dies_everywhere(dialogue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the end all is as if it had lived."""
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.001,))
    past, inbounds = CONVERSATIONS[dialogue]
    world = World(tmp_path / "past", dialogue=dialogue)
    async with world.program() as parts:
        for inbound in inbounds[:past]:
            await parts.engine.handle(inbound)
            await parts.relay.settled("ann")

    async def until(boundary: int) -> Story:
        folder = tmp_path / str(boundary)
        shutil.copytree(tmp_path / "past", folder)
        return await lived(folder, dialogue, world.channel.parcels, inbounds[past:], boundary)

    whole = await until(0)
    values = {path: answer.value for path, answer in whole.answers.items()}
    posts = len(whole.world.posts())
    assert asked(whole.world) == sorted(set(asked(whole.world)))
    assert whole.boundaries >= 30
    for boundary in range(1, whole.boundaries + 1):
        try:
            story = await until(boundary)
        except BaseException as problem:
            problem.add_note(f"died at boundary {boundary}")
            raise
        turns = asked(story.world)
        assert turns == sorted(turns), f"an older question came after a newer one, at {boundary}"
        assert len(turns) - len(set(turns)) <= 1, f"shown more than twice, at {boundary}"
        assert {path: answer.value for path, answer in story.answers.items()} == values, boundary
        assert posts <= len(story.world.posts()) <= posts + 1, boundary
