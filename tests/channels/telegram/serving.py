"""The whole program on the fake Bot API server, in this process: as `formbot serve` puts it together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.assembly import Running, now, opened, running
from bot.channels.telegram.channel import Telegram as Channel
from bot.channels.telegram.webhook import Webhook
from bot.intake import Inboxed
from bot.rooms import Room
from bot.settings import Settings
from bot.shelf import Shelved
from dialogues.library import shipped, shipped_source
from tests.fakes.telegram import Telegram
from tests.test_transcripts import FOLDER, WORDS, definition


def shelved(name: str | Shelved) -> Shelved:
    """A shipped dialogue, or one of the tests' own; one that was made is as it is."""
    if isinstance(name, Shelved):
        return name
    file = FOLDER / "dialogues" / f"{name}.yaml"
    source = shipped_source(name) if name in shipped() else file.read_text(encoding="utf-8")
    return Shelved(dialogue=definition(name), source=source)


@asynccontextmanager
async def serving(
    telegram: Telegram,
    folder: Path,
    *dialogues: str | Shelved,
    rooms: Sequence[Room] = (),
    webhook: Webhook | None = None,
    url: str = "",
) -> AsyncIterator[Running]:
    """A program that serves these dialogues."""
    channel = Channel(token=telegram.token, words=WORDS, now=now, api=telegram.url, webhook=webhook)
    settings = Settings(FORMBOT_DATA=folder, DATABASE_URL=url, _env_file=None)  # type: ignore[call-arg]
    try:
        async with (
            opened(settings) as storage,
            running(storage, [shelved(name) for name in dialogues], [channel], rooms) as parts,
        ):
            intake = Inboxed(storage=storage, channel=channel.name, now=now)
            task = asyncio.create_task(channel.run(parts.engine.handle, intake, parts.screens))
            try:
                yield parts
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
    finally:
        await channel.close()
