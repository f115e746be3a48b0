"""The composition root: the only place that names concrete channels and the database, and puts them together.

What the parts do is theirs; the commands that a person types are in `cli.py`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.base import Channel
from bot.clock import Clock
from bot.engine import Engine
from bot.fetching import Fetcher
from bot.relay import Relay
from bot.rooms import Room, Rooms
from bot.settings import Settings
from bot.shelf import Shelf, Shelved
from dialogues.catalogue import load_words
from dialogues.library import shipped, shipped_source
from dialogues.loading import load
from dialogues.mistakes import Mistake
from storage import Storage
from storage.ids import Ids

#: how long a process may hold a row of the outbox without a sign of life
LEASE = timedelta(seconds=30)


class NotADialogue(Exception):
    """No such dialogue, or a file with mistakes; `mistakes` are the author's."""

    def __init__(self, name: str, mistakes: Sequence[Mistake] = ()) -> None:
        super().__init__(name)
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The parts of a running program."""

    storage: Storage
    engine: Engine
    relay: Relay
    clock: Clock
    shelf: Shelf


def now() -> datetime:
    """The clock of the edge."""
    return datetime.now(UTC)


def definition(name: str) -> Shelved:
    """A shipped dialogue by its id, or one from a file. Raises NotADialogue."""
    if name in shipped():
        text, file = shipped_source(name), f"{name}.yaml"
    else:
        try:
            text, file = Path(name).read_text(encoding="utf-8"), name
        except (OSError, UnicodeDecodeError) as problem:
            raise NotADialogue(name) from problem
    loaded = load(text, file=file)
    if loaded.dialogue is None or loaded.mistakes:
        raise NotADialogue(name, loaded.mistakes)
    return Shelved(dialogue=loaded.dialogue, source=text)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Storage]:
    """The database of these settings, migrated."""
    storage = await Storage.open(
        settings.database_url, data=settings.data, worker=f"{os.getpid()}-{secrets.token_hex(4)}", lease=LEASE
    )
    try:
        await storage.upgrade()
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def running(
    storage: Storage, offered: Sequence[Shelved], channels: Sequence[Channel], rooms: Sequence[Room],
    *, clock: Callable[[], datetime] = now,
) -> AsyncIterator[Running]:  # fmt: skip
    """Engine, relay and clock for these channels, until the block ends."""
    shelf = Shelf(storage=storage, offered=offered)
    await shelf.open(clock())
    relay: Relay

    engine = Engine(
        storage=storage,
        shelf=shelf,
        words=load_words(),
        rooms=Rooms(tuple(rooms)),
        ids=Ids(),
        sent=lambda rows: relay.wake(rows),
    )
    by_name = {channel.name: channel for channel in channels}
    fetcher = Fetcher(storage=storage, happen=engine.happen, now=clock)
    relay = Relay(storage=storage, channels=by_name, fetcher=fetcher, now=clock, lease=LEASE)
    ticking = Clock(storage=storage, shelf=shelf, happen=engine.happen, channels=tuple(by_name), now=clock)
    tasks = [asyncio.create_task(relay.run(), name="relay"), asyncio.create_task(ticking.run(), name="clock")]
    try:
        yield Running(storage=storage, engine=engine, relay=relay, clock=ticking, shelf=shelf)
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await relay.close()
