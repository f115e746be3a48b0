"""One window: a bot is started, people answer it, and for some seconds it is looked at."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.applicants import Applicants
from bench.bot_api import BotApi
from bench.bots import Bot
from bench.form import questions
from bench.measuring import cpu_seconds, peak_mb
from bench.processes import BOT_CORE, Process, process

#: seconds until a bot has to ask for updates
START: Final = 60.0
#: seconds until the first answers are out and the window begins, at least and at most
WARM: Final = (1.0, 20.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What is asked of a bot."""

    applicants: int = 100
    #: seconds of a round trip to the Bot API
    latency: float = 0.0
    questions: int = 60
    mix: str = "award"
    seconds: float = 4.0
    #: the folder of a database of ours that is there already, and stays
    stored: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was seen."""

    rate: float
    #: ms from an update's delivery to the question that follows it
    p50: float
    p99: float
    #: ms of CPU time for an answer, Redis' included
    cpu: float
    #: calls of the Bot API for an answer, polls apart
    calls: float
    peak_mb: float
    #: the longest time in which nobody got an answer, in seconds
    stall: float
    #: share of its core that the harness used; near 1 it would be what is measured
    harness: float


async def look(bot: Bot, setting: Setting, redis: tuple[str, Process] | None) -> Measured:
    """Raises Ended, with what the bot has said, where it did not stay."""
    asked = questions(setting.questions, setting.mix)
    # chats that no window before has known, also in a database that stays
    people = Applicants(asked, first_chat=int(time.time() * 1000))
    api = BotApi(setting.latency, people.saw, people.delivered)
    address = await api.open()
    with tempfile.TemporaryDirectory(prefix="formbot-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environment = bot.environment(
            address, setting.questions, setting.mix, folder, redis[0] if redis is not None else ""
        )
        if setting.stored is not None:
            environment["FORMBOT_DATA"] = str(setting.stored)
        with process(bot.command(), BOT_CORE, folder, environment) as running:
            try:
                await _polled(api, running)
                others = [redis[1].pid] if redis is not None and bot.with_redis else []
                return await _seen(api, people, setting, running, others)
            finally:
                await api.close()


async def _polled(api: BotApi, running: Process) -> None:
    end = time.monotonic() + START
    while not api.polled.is_set():
        running.check()
        if time.monotonic() > end:
            raise TimeoutError(running.log.read_text(errors="replace")[-2000:])
        await asyncio.sleep(0.02)


async def _seen(
    api: BotApi, people: Applicants, setting: Setting, running: Process, others: list[int]
) -> Measured:
    people.measure()
    people.begin(setting.applicants, api)
    least, most = WARM
    begun = time.perf_counter()
    while (warm := time.perf_counter() - begun) < least or (
        warm < most and people.seen.answers < setting.applicants / 4
    ):
        running.check()
        await asyncio.sleep(0.05)
    pids = [running.pid, *others]
    calls, cpu, own = Counter(api.calls), sum(map(cpu_seconds, pids)), time.process_time()
    people.measure()
    begun = time.perf_counter()
    await asyncio.sleep(setting.seconds)
    now = time.perf_counter()
    took, seen = now - begun, people.seen
    spent, own = sum(map(cpu_seconds, pids)) - cpu, time.process_time() - own
    made = api.calls - calls
    made.pop("getUpdates", None)
    running.check()
    answers = max(1, seen.answers)
    waits = sorted(seen.waits) or [took]
    return Measured(
        rate=seen.answers / took,
        p50=waits[len(waits) // 2] * 1000,
        p99=waits[len(waits) * 99 // 100] * 1000,
        cpu=spent / answers * 1000,
        calls=made.total() / answers,
        peak_mb=peak_mb(running.pid),
        stall=max(seen.stall, now - seen.last),
        harness=own / took,
    )
