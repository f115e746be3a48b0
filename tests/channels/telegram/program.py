"""`formbot serve` as a process of its own, to be killed, and a fake that can kill it while it calls."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket

from aiohttp import web

from bot.assembly import Running
from tests.channels.telegram.guests import Guest
from tests.fakes.telegram import Telegram
from tests.fakes.telegram.chats import Changes
from tests.test_transcripts import FOLDER

ROOT = Path(__file__).parents[3]
SECRET = "the-secret-of-the-tests"
#: seconds until a test gives up on a program that does not come up
PATIENCE = 30


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


class Program:
    """The program on a data folder; it can be started again and again."""

    def __init__(self, telegram: Watched, data: Path, *, webhook: bool = False) -> None:
        self.telegram = telegram
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("TELEGRAM")},
            "FORMBOT_DATA": str(data),
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "DIALOGUES": str(FOLDER / "dialogues" / "picnic.yaml"),
            "REVIEWERS": "",
        }
        self._is_webhook = webhook
        if webhook:
            port = free_port()
            self._environment |= {
                "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
                "TELEGRAM_WEBHOOK_SECRET": SECRET,
                "LISTEN": f"127.0.0.1:{port}",
            }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it has called for the first time: it stands then, and what it does next is measured."""
        calls = len(self.telegram.calls)
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from bot.cli import main; main()", "serve",
                cwd=ROOT, env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        called = await self.telegram.called_now.until(
            lambda: True if len(self.telegram.calls) > calls else None, PATIENCE
        )
        assert called, self.log.read_text()

    def strike(self) -> None:
        """SIGKILL, this very moment."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()

    async def gone(self) -> None:
        """Once it is dead."""
        assert self.process is not None
        await asyncio.wait_for(self.process.wait(), PATIENCE)

    def memory(self) -> int:
        """Bytes that it has in memory."""
        assert self.process is not None
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def program(telegram: Watched, data: Path, *, webhook: bool = False) -> AsyncIterator[Program]:
    """A program that has been started, and is dead behind the block."""
    one = Program(telegram, data, webhook=webhook)
    await one.start()
    try:
        yield one
    finally:
        one.strike()
        await one.gone()


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
