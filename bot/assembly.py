"""The composition root: the only place that names concrete channels and the database, and puts them together.

What the parts do is theirs; the commands that a person types are in `cli.py`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import doctoring, organising
from bot.alarms import Alarms
from bot.alone import alone
from bot.channels.base import Channel
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.checkup import Place, checkup
from bot.channels.telegram.webhook import Webhook
from bot.channels.terminal.channel import Terminal, console_on
from bot.channels.terminal.lines import lines_of
from bot.channels.terminal.preview import ask_organiser as preview_window
from bot.channels.terminal.window import only_window
from bot.clock import Clock
from bot.engine import Engine
from bot.fetching import Fetcher
from bot.findings import Finding
from bot.intake import Inboxed
from bot.members import Members
from bot.relay import Relay
from bot.rooms import Room, Rooms
from bot.settings import Settings
from bot.shelf import Shelf, Shelved
from dialogues.catalogue import load_words
from dialogues.previewing import Cancelled, Preview, Sending
from dialogues.reminder_rounds import ReminderRound, Unfinished
from dialogues.summary import Summary
from storage.changes import AddressKey
from storage.ids import Ids
from storage.records import Reach, Stuck
from storage.store import Storage

#: how long a process may hold a row of the outbox without a sign of life
LEASE = timedelta(seconds=10)
#: the name of a server that is alone on its data folder
SERVE = "serve"


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


async def run_chat(
    settings: Settings, shelved: Shelved, *, person: str, language: str, chosen: bool, again: str
) -> None:
    """One window of the terminal. Raises SecondWindow when this person has another one."""
    words = load_words()
    rooms = settings.rooms
    shown = {room.external_id for room in rooms if room.channel == Terminal.name}
    with only_window(settings.data, person):
        async with opened(settings, worker=f"terminal {person}") as storage:
            parts: Running

            async def settled() -> None:
                await parts.relay.settled(person, *shown)

            terminal = Terminal(
                external_id=person,
                rooms=shown,
                dialogue=shelved.dialogue.id,
                language=language,
                chosen=chosen,
                again=again,
                folder=settings.data / "handed",
                session=secrets.token_hex(8),
                lines=lines_of(sys.stdin, sys.stdout),
                console=console_on(sys.stdout, os.environ),
                words=words,
                settled=settled,
                now=now,
            )
            async with running(storage, [shelved], [terminal], rooms) as parts:
                await terminal.run(
                    parts.engine.handle, Inboxed(storage=storage, channel=terminal.name, now=now)
                )


async def run_serve(settings: Settings, offered: Sequence[Shelved], started: Callable[[], None]) -> None:
    """Every channel that has credentials, until it is told to stop. Raises Misconfigured."""
    telegram = _telegram(settings)
    try:
        with alone(settings.data, SERVE) as is_only:
            # the only one on its database has at once what it had before it died, or people would wait for a lease
            worker = SERVE if is_only and not settings.database_url else ""
            async with (
                opened(settings, worker) as storage,
                running(
                    storage, offered, [telegram], settings.rooms, organisers=settings.organisers_at
                ) as parts,
            ):
                started()
                intake = Inboxed(storage=storage, channel=telegram.name, now=now)
                await telegram.run(parts.engine.handle, intake)
    finally:
        await telegram.close()


def _telegram(settings: Settings) -> Telegram:
    host, port = settings.listens_at
    webhook = None
    if settings.telegram_webhook:
        secret = settings.telegram_secret.get_secret_value()
        webhook = Webhook(address=settings.telegram_webhook, secret=secret, host=host, port=port)
    return Telegram(
        token=settings.telegram_token.get_secret_value(),
        words=load_words(),
        now=now,
        api=settings.telegram_api,
        webhook=webhook,
    )


async def summary_of(settings: Settings, reference: str, language: str) -> Summary | None:
    """`formbot summary`."""
    async with opened(settings) as storage:
        return await organising.summary_of(storage, Shelf(storage=storage, offered=()), reference, language)


async def unfinished(settings: Settings, dialogue: str) -> ReminderRound | None:
    """What `formbot remind` shows."""
    async with opened(settings) as storage:
        return await organising.unfinished(storage, Shelf(storage=storage, offered=()), dialogue, now())


async def ask_organiser(preview: Preview) -> Sending | Cancelled:
    """What `formbot remind` asks. No database is open meanwhile: somebody may think for an hour."""
    return await preview_window(preview, lines_of(sys.stdin, sys.stdout), console_on(sys.stdout, os.environ))


async def remind(settings: Settings, dialogue: str, wanted: Sending) -> tuple[Unfinished, ...]:
    """What `formbot remind` does: those who will be reminded."""
    async with opened(settings) as storage:
        shelf = Shelf(storage=storage, offered=())
        return await organising.remind(storage, shelf, dialogue, now(), only=wanted.only, text=wanted.text)


async def dialogues(settings: Settings) -> tuple[str, ...]:
    """What `formbot remind` knows."""
    async with opened(settings) as storage:
        return await organising.dialogues(storage)


async def outbox(settings: Settings) -> Stuck:
    """`formbot outbox`."""
    async with opened(settings) as storage:
        return await storage.stuck()


async def doctor(settings: Settings, names: Sequence[str]) -> list[Finding]:
    """`formbot doctor`; `names` are the definitions that are offered."""
    token = settings.telegram_token.get_secret_value()
    channels = [Telegram.name] if token else []
    found = [
        *doctoring.of_settings(Path(".env"), channels),
        *doctoring.of_dialogues(names, settings.rooms, channels),
        *await doctoring.of_database(settings.data, settings.database_url),
    ]
    if token:
        rooms = [
            Place(room.external_id, room.topic) for room in settings.rooms if room.channel == Telegram.name
        ]
        people = [person.external_id for person in settings.organisers_at if person.channel == Telegram.name]
        found += await checkup(
            token=token,
            api=settings.telegram_api,
            webhook=settings.telegram_webhook,
            rooms=rooms,
            organisers=people,
        )
    return found


async def upgrade(settings: Settings) -> None:
    """`formbot db upgrade`."""
    async with opened(settings):
        pass


@asynccontextmanager
async def opened(settings: Settings, worker: str = "") -> AsyncIterator[Storage]:
    """The database of these settings, migrated. A `worker` that is alone by its name takes over at once what one
    of the same name held when it died."""
    alone = bool(worker)
    worker = worker or f"{os.getpid()}-{secrets.token_hex(4)}"
    storage = await Storage.open(settings.data, worker=worker, url=settings.database_url, lease=LEASE)
    try:
        await storage.upgrade()
        if alone:
            await storage.release()
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def running(
    storage: Storage, offered: Sequence[Shelved], channels: Sequence[Channel], rooms: Sequence[Room],
    *, organisers: Sequence[AddressKey] = (), clock: Callable[[], datetime] = now,
) -> AsyncIterator[Running]:  # fmt: skip
    """Engine, relay and clock for these channels, until the block ends."""
    shelf, ids = Shelf(storage=storage, offered=offered), Ids()
    await shelf.open(clock())
    named = {channel.name: channel for channel in channels}
    engine = Engine(
        storage=storage,
        shelf=shelf,
        words=load_words(),
        rooms=Rooms(tuple(rooms), brief=frozenset(_brief(channels))),
        members=Members(channels=named, now=clock),
        ids=ids,
        now=clock,
        longest={channel.name: channel.manner.longest for channel in channels},
        sent=lambda rows: relay.wake(rows),  # noqa: PLW0108 - the relay is made below, of the engine
    )
    reach = Reach(
        channels=frozenset(channel.name for channel in channels if channel.chats is None),
        chats={channel.name: channel.chats for channel in channels if channel.chats is not None},
    )
    fetcher = Fetcher(storage=storage, happen=engine.happen, now=clock)
    relay = Relay(
        storage=storage,
        channels=named,
        reach=reach,
        fetcher=fetcher,
        alarms=Alarms(
            storage=storage,
            organisers=[organiser for organiser in organisers if organiser.channel in reach.channels],
            language=next((room.language for room in rooms), ""),
            words=load_words(),
            ids=ids,
            now=clock,
        ),
        now=clock,
        lease=LEASE,
    )
    ticking = Clock(
        storage=storage, shelf=shelf, happen=engine.happen, fall=engine.fall, reach=reach, now=clock
    )
    try:
        async with asyncio.TaskGroup() as group:  # neither may end unnoticed: the window ends with it
            tasks = [
                group.create_task(relay.run(), name="relay"),
                group.create_task(ticking.run(), name="clock"),
            ]
            yield Running(storage=storage, engine=engine, relay=relay, clock=ticking, shelf=shelf)
            for task in tasks:
                task.cancel()
    finally:
        await relay.close()


def _brief(channels: Sequence[Channel]) -> Iterator[str]:
    """Channels whose rooms like it brief, also those that another program reaches."""
    for name, manner in ((Telegram.name, Telegram.manner), *((it.name, it.manner) for it in channels)):
        if manner.brief:
            yield name
