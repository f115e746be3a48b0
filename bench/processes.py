"""Bots as processes of their own, each on the core that is not the harness's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from typing import Final

ROOT: Final = Path(__file__).parents[1]
#: where the product is installed; it and the peers need different versions of pydantic
PRODUCT: Final = ROOT / ".venv" / "bin" / "python"
CORES: Final = sorted(os.sched_getaffinity(0))
#: the harness's and the bot's; on a machine with one core both are the same, and the report says so
HARNESS_CORE, BOT_CORE = CORES[0], CORES[-1]
#: seconds until a bot that was told to stop is killed
GRACE: Final = 5.0


class Ended(Exception):
    """A bot ended by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """A program that runs."""

    pid: int
    log: Path
    popen: subprocess.Popen[bytes]

    def check(self) -> None:
        if self.popen.poll() is not None:
            raise Ended(self.log.read_text(errors="replace")[-2000:])


@contextmanager
def process(
    command: Sequence[str], core: int, folder: Path, environment: Mapping[str, str]
) -> Iterator[Process]:
    """A program on one core, told to stop behind the block."""
    log = folder / "log.txt"
    with log.open("ab") as output:
        popen = subprocess.Popen(  # noqa: S603 - a bot of ours
            ["taskset", "-c", str(core), *command],  # noqa: S607 - wherever the machine has it
            cwd=ROOT,
            env={**_inherited(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield Process(pid=popen.pid, log=log, popen=popen)
    finally:
        popen.terminate()
        try:
            popen.wait(GRACE)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()


@contextmanager
def redis() -> Iterator[tuple[str, Process] | None]:
    """A Redis of our own on the harness's core, as it comes; None where the machine has none."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="formbot-bench-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        with process(command, HARNESS_CORE, Path(folder), {}) as running:
            _await_port(port, running)
            yield f"redis://127.0.0.1:{port}/0", running


def _await_port(port: int, running: Process) -> None:
    end = time.monotonic() + GRACE
    while True:
        running.check()
        try:
            create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _inherited() -> dict[str, str]:
    """The environment without settings of a bot that somebody really runs here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM_")}
    for name in ("DATABASE_URL", "FORMBOT_DATA", "DIALOGUES", "REVIEWERS", "ORGANISERS"):
        kept.pop(name, None)
    return kept


def peer(module: str) -> list[str]:
    """The command of a peer."""
    return [sys.executable, "-m", f"bench.peers.{module}"]


def product() -> list[str]:
    """The command of our program, as this folder has it."""
    return [str(PRODUCT), "-c", "from bot.cli import main; main()", "serve"]
