"""`formbot serve` as a process of its own, as an organiser starts it: with a token and without, asked to end, refused,
and beside another one. The server that it talks to is the fake on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.telegram import TOKEN, Telegram

ROOT = Path(__file__).parents[2]
PROGRAM = "from bot.cli import main; main()"
#: seconds, of which a start takes two or three on a busy machine
PATIENCE = 60

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram() as server:
        yield server


@asynccontextmanager
async def started(folder: Path, settings: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process with these settings and no others; killed where the test leaves it running."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "FORMBOT_DATA": str(folder),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, "serve",
        cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
async def serve(telegram: Telegram, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the program on the fake server."""
    async with AsyncExitStack() as running:

        async def start(**settings: str) -> asyncio.subprocess.Process:
            usual = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "DIALOGUES": "cccs"}
            return await running.enter_async_context(started(tmp_path, {**usual, **settings}))

        yield start


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """The status, and what stands on stderr."""
    _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, told.decode()


async def test_it_serves_until_it_is_told_to_stop(telegram: Telegram, serve: Start) -> None:
    """A person gets the first question; SIGTERM ends it within five seconds, as done."""
    process = await serve()
    ann = telegram.user("Ann", language_code="en")
    await ann.say("/start")
    await ann.sees("Contact", within=PATIENCE)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        status, told = await ended(process)
    assert status == 0
    assert told == "Serving cccs on telegram. Stop with Ctrl-C.\n"
    assert telegram.violations == []


async def test_a_webhook_serves_as_well(telegram: Telegram, serve: Start, unused_tcp_port: int) -> None:
    """The same program, with an address for Telegram to post to."""
    address = f"127.0.0.1:{unused_tcp_port}"
    process = await serve(
        TELEGRAM_WEBHOOK_URL=f"http://{address}/hook", TELEGRAM_WEBHOOK_SECRET="s3cret", LISTEN=address
    )
    ann = telegram.user("Ann", language_code="en")
    await ann.say("/start")
    await ann.sees("Contact", within=PATIENCE)
    assert telegram.called("getUpdates") == []
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        assert (await ended(process))[0] == 0


async def test_without_a_token(serve: Start) -> None:
    """What to set, and what can be done without."""
    status, told = await ended(await serve(TELEGRAM_TOKEN=""))
    assert (status, told.count("\n")) == (2, 1)
    assert "Set TELEGRAM_TOKEN" in told
    assert "formbot chat award" in told


async def test_with_a_token_that_is_refused(serve: Start) -> None:
    """Where to look, and not the token itself."""
    status, told = await ended(await serve(TELEGRAM_TOKEN="42:nobody_has_this"))
    assert status == 1
    assert told.splitlines()[-1].startswith(
        "A platform refuses these settings (token_refused): formbot doctor "
    )
    assert "nobody_has_this" not in told
    assert "Traceback" not in told


async def test_with_a_dialogue_that_is_not_there(serve: Start) -> None:
    """It does not offer nothing instead."""
    status, told = await ended(await serve(DIALOGUES="awrd"))
    assert (status, told) == (2, "awrd is neither a dialogue nor a file; did you mean award?\n")


async def test_a_second_one_on_the_same_token(telegram: Telegram, serve: Start) -> None:
    """Each takes the poll from the other, which hears of it and tries again; people are served, and both live."""
    first = await serve()
    await telegram.polling.opened(within=PATIENCE)
    second = await serve()
    await telegram.polling._opened.until(lambda: refused_polls(telegram) or None, PATIENCE)
    ann = telegram.user("Ann", language_code="en")
    await ann.say("/start")
    await ann.sees("Contact", within=PATIENCE)
    assert refused_polls(telegram)
    assert (first.returncode, second.returncode) == (None, None)
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        status, told = await ended(process)
        assert status == 0
        assert "Traceback" not in told


def refused_polls(telegram: Telegram) -> int:
    return sum(call.method == "getUpdates" for call in telegram.refused)
