"""`formbot serve` as a process of its own, to be killed and started again, and a fake that says when it is called."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from tests.fakes.telegram.chats import Changes

ROOT = Path(__file__).parents[2]
#: seconds until a test gives up on a program that does not come up
PATIENCE = 30
#: settings that another test, or whoever runs the tests, may have
_SETTINGS = ("TELEGRAM", "SLACK", "LISTEN", "FORMBOT", "DATABASE_URL")


class Platform(Protocol):
    """A fake of one."""

    #: what it was called with
    @property
    def calls(self) -> Sequence[object]: ...

    #: asked before and after every call; how many calls there were is for whoever asks
    strike: Callable[[], None] | None
    called_now: Changes


class Program:
    """The program on a data folder; it can be started again and again."""

    def __init__(self, platform: Platform, data: Path, settings: Mapping[str, str]) -> None:
        self.platform = platform
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self._environment = environment(data, settings)
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it has called for the first time: it stands then, and what it does next is measured."""
        calls = len(self.platform.calls)
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from bot.cli import main; main()", "serve",
                cwd=ROOT, env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        called = await self.platform.called_now.until(
            lambda: True if len(self.platform.calls) > calls else None, PATIENCE
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

    def strike_at(self, moment: int) -> asyncio.Event:
        """It dies at this moment: two to a call, before and after it is applied."""
        struck, left = asyncio.Event(), moment

        def strike() -> None:
            nonlocal left
            left -= 1
            if left < 0 and not struck.is_set():
                self.strike()
                struck.set()

        self.platform.strike = strike
        return struck

    def memory(self) -> int:
        """Bytes that it has in memory."""
        assert self.process is not None
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def environment(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """What the program is started with: these settings and no others."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(_SETTINGS)},
        "FORMBOT_DATA": str(data),
        "REVIEWERS": "",
        **settings,
    }


@asynccontextmanager
async def apart(platform: Platform, data: Path, settings: Mapping[str, str]) -> AsyncIterator[Program]:
    """A program that has been started, and is dead behind the block."""
    one = Program(platform, data, settings)
    await one.start()
    try:
        yield one
    finally:
        one.strike()
        await one.gone()
