"""The composition root: the only place that names concrete channels and the database, and puts them together.

What the parts do is theirs; the commands that a person types are in `cli.py`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import doctoring, organising
from bot.alarms import Alarms
from bot.alone import alone
from bot.channels.base import Channel, Manner
from bot.channels.doors import Doors
from bot.channels.slack.channel import ByHttp, BySocket, Slack
from bot.channels.slack.checkup import Place as SlackPlace
from bot.channels.slack.checkup import checkup as slack_checkup
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.checkup import Place as TelegramPlace
from bot.channels.telegram.checkup import checkup as telegram_checkup
from bot.channels.telegram.webhook import Webhook
from bot.channels.terminal.channel import Terminal, console_on
from bot.channels.terminal.lines import lines_of
from bot.channels.terminal.preview import ask_organiser as preview_window
from bot.channels.terminal.window import only_window
from bot.clock import Clock
from bot.duty import Duty, while_leading
from bot.engine import Engine
from bot.fetching import QUOTA, Fetcher
from bot.findings import Finding, of_channel
from bot.intake import Inboxed
from bot.measuring import Measures
from bot.members import Members
from bot.relay import Relay
from bot.rooms import Room, Rooms
from bot.screens import Looking
from bot.settings import Settings
from bot.shelf import Shelf, Shelved
from bot.watching import Watched
from dialogues.catalogue import load_words
from dialogues.previewing import Cancelled, Preview, Sending
from dialogues.reminder_rounds import ReminderRound, Unfinished
from dialogues.summary import Summary
from dialogues.words import Words
from storage.changes import AddressKey
from storage.ids import Ids
from storage.records import Reach, Stuck
from storage.store import Storage

#: how long a process may hold a row of the outbox without a sign of life
LEASE = timedelta(seconds=10)
MEGABYTE = 1024 * 1024
#: the name of a server that is alone on its data folder
SERVE = "serve"


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The parts of a running program."""

    storage: Storage
    engine: Engine
    duty: Duty
    clock: Clock
    shelf: Shelf
    screens: Looking
    measures: Measures

    @property
    def relay(self) -> Relay:
        """Who sends."""
        return self.duty.relay


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
            quota = settings.files_per_person * MEGABYTE
            async with running(storage, [shelved], [terminal], rooms, quota=quota) as parts:
                intake = Inboxed(storage=storage, channel=terminal.name, now=now)
                await terminal.run(parts.engine.handle, intake, parts.screens)


async def run_serve(settings: Settings, offered: Sequence[Shelved], started: Callable[[], None]) -> None:
    """Every channel that has credentials, until it is told to stop. Raises Misconfigured."""
    channels = served(settings)
    try:
        with alone(settings.data, SERVE) as is_only:
            # the only one on its database has at once what it had before it died, or people would wait for a lease
            worker = SERVE if is_only and not settings.is_shared else ""
            async with (
                opened(settings, worker) as storage,
                running(
                    storage,
                    offered,
                    channels,
                    settings.rooms,
                    organisers=settings.organisers_at,
                    shared=settings.is_shared,
                    quota=settings.files_per_person * MEGABYTE,
                ) as parts,
                _watched(settings, parts),
            ):
                started()
                await receive(channels, parts)
    finally:
        for channel in channels:
            await channel.close()


@asynccontextmanager
async def _watched(settings: Settings, parts: Running) -> AsyncIterator[None]:
    """Metrics and health, where the settings name a place for them."""
    if settings.watched_at is None:
        yield
        return
    watched = Watched(storage=parts.storage, duty=parts.duty, measures=parts.measures, now=now)
    async with watched.at(*settings.watched_at):
        yield


async def receive(channels: Sequence[Channel], parts: Running) -> None:
    """What comes in by any of these channels, until cancelled; where one cannot go on, all end."""
    async with asyncio.TaskGroup() as group:
        for channel in channels:
            group.create_task(_receive(channel, parts), name=channel.name)


async def _receive(channel: Channel, parts: Running) -> None:
    intake = Inboxed(storage=parts.storage, channel=channel.name, now=now)

    async def run() -> None:
        await channel.run(parts.engine.handle, intake, parts.screens)

    if channel.is_single:
        await while_leading(parts.storage, f"receiving {channel.name}", run)
    else:
        await run()


def served(settings: Settings) -> list[Telegram | Slack]:
    """The channels that have credentials."""
    doors = Doors(*settings.listens_at)
    return [
        *([_telegram(settings, doors)] if settings.has_telegram else []),
        *([_slack(settings, doors)] if settings.has_slack else []),
    ]


def _telegram(settings: Settings, doors: Doors) -> Telegram:
    webhook = None
    if settings.telegram_webhook:
        secret = settings.telegram_secret.get_secret_value()
        webhook = Webhook(address=settings.telegram_webhook, secret=secret, doors=doors)
    return Telegram(
        token=settings.telegram_token.get_secret_value(),
        words=load_words(),
        now=now,
        api=settings.telegram_api,
        webhook=webhook,
    )


def _slack(settings: Settings, doors: Doors) -> Slack:
    app = settings.slack_app.get_secret_value()
    secret = settings.slack_secret.get_secret_value()
    return Slack(
        token=settings.slack_bot.get_secret_value(),
        incoming=BySocket(token=app) if app else ByHttp(secret=secret, doors=doors),
        words=load_words(),
        now=now,
        api=settings.slack_api,
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
    channels = [channel.name for channel in served(settings)]
    return [
        *doctoring.of_settings(Path(".env"), channels),
        *doctoring.of_dialogues(names, settings.rooms, channels),
        *await doctoring.of_database(settings.data, settings.database_url),
        *of_channel(Telegram.name, await _telegram_checkup(settings) if settings.has_telegram else ()),
        *of_channel(Slack.name, await _slack_checkup(settings) if settings.has_slack else ()),
    ]


async def _telegram_checkup(settings: Settings) -> list[Finding]:
    return await telegram_checkup(
        token=settings.telegram_token.get_secret_value(),
        api=settings.telegram_api,
        webhook=settings.telegram_webhook,
        rooms=[
            TelegramPlace(room.external_id, room.topic)
            for room in settings.rooms
            if room.channel == Telegram.name
        ],
        organisers=[it.external_id for it in settings.organisers_at if it.channel == Telegram.name],
    )


async def _slack_checkup(settings: Settings) -> list[Finding]:
    return await slack_checkup(
        bot_token=settings.slack_bot.get_secret_value(),
        app_token=settings.slack_app.get_secret_value(),
        signing_secret=settings.slack_secret.get_secret_value(),
        api=settings.slack_api,
        rooms=[SlackPlace(it.team, it.external_id) for it in settings.rooms if it.channel == Slack.name],
        organisers=[
            SlackPlace(it.team, it.external_id) for it in settings.organisers_at if it.channel == Slack.name
        ],
    )


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
    *, organisers: Sequence[AddressKey] = (), clock: Callable[[], datetime] = now, shared: bool = False,
    words: Words | None = None, ids: Ids | None = None, quota: int = QUOTA,
) -> AsyncIterator[Running]:  # fmt: skip
    """Engine, relay and clock for these channels, until the block ends; on a `shared` database others may send."""
    shelf, ids, words = Shelf(storage=storage, offered=offered), ids or Ids(), words or load_words()
    await shelf.open(clock())
    named = {channel.name: channel for channel in channels}
    manners = {channel.name: channel.manner for channel in channels}
    measures = Measures()
    engine = Engine(
        storage=storage,
        shelf=shelf,
        words=words,
        rooms=Rooms(tuple(rooms), manners=_manners(channels)),
        members=Members(channels=named, now=clock),
        ids=ids,
        now=clock,
        manners=manners,
        measures=measures,
        sent=lambda rows: duty.wake(rows),  # noqa: PLW0108 - who sends is made below, of the engine
    )
    screens = Looking(storage=storage, shelf=shelf, voices=engine.voices, manners=manners, now=clock)
    reach = Reach(
        channels=frozenset(channel.name for channel in channels if channel.chats is None),
        chats={channel.name: channel.chats for channel in channels if channel.chats is not None},
    )
    fetcher = Fetcher(storage=storage, happen=engine.happen, now=clock, quota=quota)
    alarms = Alarms(
        storage=storage,
        organisers=[organiser for organiser in organisers if organiser.channel in reach.channels],
        language=next((room.language for room in rooms), ""),
        words=words,
        ids=ids,
        now=clock,
    )

    def make_relay() -> Relay:
        return Relay(
            storage=storage,
            channels=named,
            reach=reach,
            fetcher=fetcher,
            alarms=alarms,
            measures=measures,
            now=clock,
            lease=LEASE,
        )

    ticking = Clock(
        storage=storage, shelf=shelf, happen=engine.happen, fall=engine.fall, reach=reach, now=clock
    )
    duty = Duty(storage=storage, make_relay=make_relay, clock=ticking, reach=reach, shared=shared)
    try:
        async with asyncio.TaskGroup() as group:  # it may not end unnoticed: the window ends with it
            task = group.create_task(duty.run(), name="duty")
            yield Running(
                storage=storage,
                engine=engine,
                duty=duty,
                clock=ticking,
                shelf=shelf,
                screens=screens,
                measures=measures,
            )
            task.cancel()
    finally:
        await duty.relay.close()


def _manners(channels: Sequence[Channel]) -> dict[str, Manner]:
    """How rooms are posted to, also those that another program reaches."""
    known = {Telegram.name: Telegram.manner, Slack.name: Slack.manner}
    return known | {channel.name: channel.manner for channel in channels}
