"""All rounds of a plan: bots and settings in turn, and what was seen of each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.bots import CEILING, DEFAULT, MEMORY, OURS, PEERS, Bot, on_postgres
from bench.plan import DISTANCE, MANY, PEOPLE, QUESTIONS, STORED_FEW, Plan
from bench.processes import Ended, Process
from bench.stored import fill
from bench.window import Measured, Setting, look

#: one look for each round; none where the bot could not be looked at
Looks = list[Measured]


@dataclass(kw_only=True, slots=True)
class Results:
    """What was seen, by the name of the bot or of the setting."""

    plan: Plan
    #: what else the machine did when it began, as its load; anything but 0 makes wall-clock figures worth little
    load: float = 0.0
    loopback: dict[str, Looks] = field(default_factory=dict)
    distant: dict[str, Looks] = field(default_factory=dict)
    crowd: dict[str, Looks] = field(default_factory=dict)
    #: (what grows, how much of it) → looks at our program
    growth: dict[tuple[str, int], Looks] = field(default_factory=dict)
    #: sentences about what could not be looked at
    left_out: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Rounds:
    """Runs a plan."""

    plan: Plan
    redis: tuple[str, Process] | None
    say: Callable[[str], None]

    async def run(self) -> Results:
        results = Results(plan=self.plan, load=os.getloadavg()[0])
        bots = self._bots(results)
        here = Setting(seconds=self.plan.seconds)
        far = Setting(seconds=self.plan.seconds, latency=DISTANCE)
        crowd = Setting(seconds=self.plan.long_seconds, applicants=MANY)
        await self._turns("no latency", results.loopback, dict.fromkeys(bots, here), results)
        some = (OURS, DEFAULT, MEMORY, CEILING)
        await self._turns(f"{DISTANCE * 1000:.0f} ms", results.distant, dict.fromkeys(some, far), results)
        for bot in (OURS, DEFAULT):
            await self._look(
                f"{MANY} applicants", bot, crowd, results.crowd.setdefault(bot.name, []), results
            )
        await self._growth(results)
        return results

    def _bots(self, results: Results) -> Sequence[Bot]:
        postgres = on_postgres()
        if postgres is None:
            results.left_out.append("PostgreSQL: no BENCH_DATABASE_URL was given.")
        if self.redis is None:
            results.left_out.append("aiogram with Redis: there is no redis-server on this machine.")
        bots = [OURS, *([postgres] if postgres is not None else []), *PEERS]
        return [bot for bot in bots if self.redis is not None or not bot.with_redis]

    async def _turns(
        self, what: str, into: dict[str, Looks], settings: Mapping[Bot, Setting], results: Results
    ) -> None:
        for _ in range(self.plan.rounds):
            for bot, setting in settings.items():
                await self._look(what, bot, setting, into.setdefault(bot.name, []), results)

    async def _growth(self, results: Results) -> None:
        with tempfile.TemporaryDirectory(prefix="formbot-bench-") as name:
            settings: dict[tuple[str, int], Setting] = {}
            for number in QUESTIONS:
                settings["questions", number] = self._growing(questions=number)
            for number in PEOPLE:
                settings["people", number] = self._growing(applicants=number)
            for number in (STORED_FEW, self.plan.stored):
                folder = Path(name) / str(number)
                self.say(f"storing {number} applications")
                await fill(folder, number, QUESTIONS[0])
                settings["stored", number] = self._growing(questions=QUESTIONS[0], stored=folder)
            for _ in range(self.plan.rounds):
                for (what, number), setting in settings.items():
                    looks = results.growth.setdefault((what, number), [])
                    await self._look(f"{what} {number}", OURS, setting, looks, results)

    def _growing(self, *, questions: int = 60, applicants: int = 100, stored: Path | None = None) -> Setting:
        return Setting(
            seconds=self.plan.seconds, mix="half", questions=questions, applicants=applicants, stored=stored
        )

    async def _look(self, what: str, bot: Bot, setting: Setting, looks: Looks, results: Results) -> None:
        try:
            measured = await look(bot, setting, self.redis)
        except (Ended, TimeoutError) as problem:
            said = next((line for line in reversed(str(problem).splitlines()) if line.strip()), "")
            sentence = f"{bot.title}: it did not run ({said.strip()[:120]})."
            if sentence not in results.left_out:
                results.left_out.append(sentence)
            self.say(f"{what:18} {bot.title:48} did not run")
            return
        looks.append(measured)
        self.say(
            f"{what:18} {bot.title:48} {measured.rate:7.0f} answers/s  {measured.cpu:6.2f} ms CPU"
            f"  p99 {measured.p99:6.0f} ms  {measured.peak_mb:4.0f} MB"
        )
