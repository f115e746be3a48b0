"""`formbot serve` with Telegram as a process of its own, to be killed, and a fake that can kill it while it calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket

from aiohttp import web

from bot.assembly import Running
from tests.channels.serving_apart import Program, apart
from tests.channels.telegram.guests import Guest
from tests.fakes.telegram import Telegram
from tests.fakes.telegram.chats import Changes
from tests.test_transcripts import FOLDER

SECRET = "the-secret-of-the-tests"


class Watched(Telegram):
    """A fake that says when it is called: something may happen just before or just after a call is applied."""

    called_now: Changes
    #: asked before and after every call; how many calls there were is for whoever asks
    strike: Callable[[], None] | None = None

    async def start(self) -> None:
        self.called_now = Changes()
        await super().start()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self._struck()
        response = await super()._serve(request)
        self._struck()
        return response

    def _struck(self) -> None:
        if self.strike is not None:
            self.strike()
        self.called_now.happen()


@asynccontextmanager
async def program(telegram: Watched, data: Path, *, webhook: bool = False) -> AsyncIterator[Program]:
    """A program that has been started, and is dead behind the block."""
    async with apart(telegram, data, settings(telegram, webhook=webhook)) as one:
        yield one


def settings(telegram: Watched, *, webhook: bool) -> dict[str, str]:
    """What a program needs that serves the picnic there."""
    found = {
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "DIALOGUES": str(FOLDER / "dialogues" / "picnic.yaml"),
    }
    if not webhook:
        return found
    place = f"127.0.0.1:{free_port()}"
    return {
        **found,
        "TELEGRAM_WEBHOOK_URL": f"http://{place}/updates",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "LISTEN": place,
    }


def free_port() -> int:
    """That nobody listens at now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def quiet(telegram: Watched, parts: Running, people: list[Guest]) -> None:
    """Until every update is handled and all that it led to is shown."""
    ids = [str(guest.user.id) for guest in people]
    while telegram.updates.waiting or (await parts.storage.stuck()).waiting:
        await telegram.called_now.until(lambda: None, 0.01)
        await parts.relay.settled(*ids)
