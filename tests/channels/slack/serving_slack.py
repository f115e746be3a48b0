"""The whole program on the fake workspace, in this process: as `formbot serve` puts it together."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

import aiohttp

from bot.assembly import Running, now, opened, receive, running
from bot.channels.doors import Doors
from bot.channels.slack.channel import ByHttp, BySocket
from bot.channels.slack.channel import Slack as Channel
from bot.channels.slack.door import PATH
from bot.rooms import Room
from bot.settings import Settings
from bot.shelf import Shelved
from storage.changes import AddressKey
from tests.channels.telegram.serving import shelved
from tests.fakes.slack import Slack
from tests.test_transcripts import WORDS

Mode = Literal["socket", "http"]
MODES: tuple[Mode, ...] = ("socket", "http")


def a_channel(slack: Slack, mode: Mode) -> tuple[Channel, str]:
    """The channel, and the address that Slack posts to, "" by a socket."""
    port = free_port() if mode == "http" else 0
    incoming = (
        ByHttp(secret=slack.secret, doors=Doors("127.0.0.1", port))
        if mode == "http"
        else BySocket(token=slack.app_token)
    )
    channel = Channel(
        token=slack.token, incoming=incoming, words=WORDS, now=now, api=slack.base_url, timer=slack.timer
    )
    return channel, f"http://127.0.0.1:{port}{PATH}" if port else ""


@asynccontextmanager
async def serving_slack(
    slack: Slack,
    folder: Path,
    *dialogues: str | Shelved,
    rooms: Sequence[Room] = (),
    organisers: Sequence[AddressKey] = (),
    mode: Mode = "socket",
    url: str = "",
) -> AsyncIterator[Running]:
    """A program that serves these dialogues, once it is there."""
    channel, address = a_channel(slack, mode)
    settings = Settings(FORMBOT_DATA=folder, DATABASE_URL=url, _env_file=None)  # type: ignore[call-arg]
    try:
        async with (
            opened(settings) as storage,
            running(
                storage, [shelved(name) for name in dialogues], [channel], rooms, organisers=organisers
            ) as parts,
        ):
            task = asyncio.create_task(receive([channel], parts))
            await there(slack, address)
            try:
                yield parts
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
    finally:
        await channel.close()


async def there(slack: Slack, address: str) -> None:
    """Until it is connected, or answers at its address."""
    async with asyncio.timeout(20):
        if not address:
            while not slack.sockets.open:  # noqa: ASYNC110 - a connection that is being made has no event here
                await asyncio.sleep(0.005)
            return
        while True:
            with suppress(OSError, aiohttp.ClientError, AssertionError):
                await slack.http.verify(address)
                return
            await asyncio.sleep(0.01)


def free_port() -> int:
    """Of 127.0.0.1."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
