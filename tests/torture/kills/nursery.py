"""The other end of `child.py`: programs that are started in tenths of a second, killed, and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.channels.serving_apart import PATIENCE, ROOT, Platform, environment
from tests.torture.kills.child import Start


class Nursery:
    """A process that has loaded the program."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.kills.child"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, start: Start) -> int:
        """The number of a new process; blocks. Nothing else is started until it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(start)) + "\n")
        self._process.stdin.flush()
        return self.read()

    def read(self) -> int:
        """What it says next: of one that was started, its end; blocks."""
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def close(self) -> None:
        with self._process as process:
            process.kill()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Until the block ends; then all that it started is dead."""
    nursery = Nursery()
    try:
        yield nursery
    finally:
        nursery.close()


class Program:
    """`formbot serve` on a data folder, to be killed and started again."""

    def __init__(
        self, nursery: Nursery, platform: Platform, data: Path, settings: Mapping[str, str], name: str = ""
    ) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}{name}.log"
        #: seconds of the loop when it last was there
        self.since = 0.0
        self._nursery = nursery
        self._platform = platform
        self._environment = environment(data, settings)
        #: seconds that it took to end, from when it was last told to
        self.ending = 0.0
        self._told = 0.0
        self._pid = 0
        #: characters that it had written before it was last started
        self._said = 0
        self._end: asyncio.Future[int] | None = None

    async def start(self, *, point: str = "", number: int = 0, broken: str = "", lease: float = 0) -> None:
        """Returns when it has called for the first time."""
        calls, self._said = len(self._platform.calls), len(self.said)
        start = Start(
            environment=self._environment, log=str(self.log), point=point, number=number, broken=broken,
            lease=lease,
        )  # fmt: skip
        self._pid = await asyncio.to_thread(self._nursery.start, start)
        self._end = asyncio.ensure_future(self._waited())
        called = await self._platform.called_now.until(
            lambda: True if len(self._platform.calls) > calls else None, PATIENCE
        )
        assert called, self.said
        self.since = asyncio.get_running_loop().time()

    @property
    def is_there(self) -> bool:
        """Whether it has been started, and has not ended."""
        return self._end is not None and not self._end.done()

    @property
    def said(self) -> str:
        """All that it has written."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    @property
    def said_since(self) -> str:
        """What it has written since it was last started."""
        return self.said[self._said :]

    def tell(self, what: signal.Signals = signal.SIGKILL) -> None:
        """This very moment, if it is still there."""
        if self.is_there:
            self._told = asyncio.get_running_loop().time()
            os.kill(self._pid, what)

    async def _waited(self) -> int:
        end = await asyncio.to_thread(self._nursery.read)
        self.ending = asyncio.get_running_loop().time() - self._told
        return end

    async def ended(self, within: float = PATIENCE) -> int:
        """How it ended, as `waitstatus_to_exitcode` has it; raises TimeoutError."""
        assert self._end is not None
        async with asyncio.timeout(within):
            return await asyncio.shield(self._end)

    async def close(self) -> None:
        """It is dead."""
        self.tell()
        if self._end is not None:
            await self._end
