"""The measured part of `docs/performance.md`, between its marks; all else on that page is written by hand."""

from __future__ import annotations

import platform
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.bots import DEFAULT, OURS, PEERS, Bot, on_postgres
from bench.figures import Spread, cpu, goals, rate, ratio
from bench.measuring import machine
from bench.plan import MANY, Plan
from bench.processes import BOT_CORE, HARNESS_CORE, ROOT
from bench.rounds import Looks, Results

PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN: Final = "<!-- measured -->"
END: Final = "<!-- /measured -->"
#: shown in the sentence about how it was measured
_LIBRARIES: Final = ("python-telegram-bot", "aiogram", "aiogram-dialog", "redis", "httpx", "aiohttp")
_GROWS: Final = {"questions": "questions", "people": "people at once", "stored": "applications stored"}


def write(results: Results, plot: Path) -> None:
    """Puts the results into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, behind = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text(results, plot)}\n{END}{behind}", encoding="utf-8")


def text(results: Results, plot: Path) -> str:
    """What was measured, as Markdown."""
    return "\n".join(_text(results, plot))


def _text(results: Results, plot: Path) -> Iterator[str]:
    yield how(results)
    yield from ("", f"![Answers a second and CPU time of each bot]({plot.name})", "")
    yield from ("### What must hold", "", "| | wanted | measured | |", "|---|---|---|---|")
    for goal in goals(results):
        found = goal.found.show(2) if goal.found is not None else "not measured"
        word = ("holds" if goal.holds else "**missed**") if goal.found is not None else ""
        yield f"| {goal.what} | {goal.wanted} | {found} | {word} |"
    yield from ("", "### 100 applicants, no latency", "")
    yield from _table(results.loopback)
    yield from ("", "### 100 applicants, 50 ms to the Bot API and back", "")
    yield from _table(results.distant)
    yield from ("", f"### {MANY:,} applicants, {results.plan.long_seconds:g} s", "")
    yield from _crowd(results.crowd)
    yield from ("", "### What it costs as it grows", "")
    yield from _growth(results)
    if results.left_out:
        yield from ("", "Left out: " + " ".join(results.left_out))


def how(results: Results) -> str:
    """When, where and with what."""
    plan = results.plan
    looks = [look for seen in (results.loopback, results.distant) for each in seen.values() for look in each]
    harness = max((look.harness for look in looks), default=0.0)
    cores = "one core" if HARNESS_CORE == BOT_CORE else "the bot alone on one core, all else on another"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"Measured with `{_command(plan)}` on {date.today():%-d %B %Y} at revision {_revision()}: "  # noqa: DTZ011 - the day here
        f"{machine()}, {cores}; {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; {libraries}. {plan.rounds} rounds, windows of {plan.seconds:g} s. "
        f"The harness used at most {harness:.0%} of its core; the load of the machine before was {results.load:.1f}."
    )


def _command(plan: Plan) -> str:
    return "make bench" if plan.name == "quick" else f"BENCH={plan.name} make bench"


def _revision() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*", "--abbrev=7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - git, in our own folder
    return done.stdout.strip() or "unknown"


def _bots(seen: Mapping[str, Looks]) -> Iterator[tuple[Bot, Looks]]:
    postgres = on_postgres()
    for bot in (OURS, *([postgres] if postgres is not None else []), *PEERS):
        if seen.get(bot.name):
            yield bot, seen[bot.name]


def _table(seen: Mapping[str, Looks]) -> Iterator[str]:
    yield "| bot | on disk when it replies | answers/s | × PTB default | p50 / p99 ms | CPU ms an answer | × PTB default | calls an answer | CPU ms a call | peak MB |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for bot, looks in _bots(seen):
        rates, used = (ratio(figure, looks, seen.get(DEFAULT.name, [])) for figure in (rate, cpu))
        p50, p99 = _of(look.p50 for look in looks), _of(look.p99 for look in looks)
        cells = (
            bot.title,
            bot.keeps,
            _of(map(rate, looks)).show(),
            rates.show(2) if rates else "",
            f"{p50.middle:,.0f} / {p99.middle:,.0f}",
            _of(map(cpu, looks)).show(2),
            used.show(2) if used else "",
            f"{_of(look.calls for look in looks).middle:.2f}",
            f"{_of(look.cpu / look.calls for look in looks if look.calls).middle:.2f}",
            f"{_of(look.peak_mb for look in looks).middle:.0f}",
        )
        yield f"| {' | '.join(cells)} |"


def _crowd(seen: Mapping[str, Looks]) -> Iterator[str]:
    yield "| bot | answers/s | longest stall, s | p99 ms | CPU ms an answer | peak MB |"
    yield "|---|---|---|---|---|---|"
    for bot, looks in _bots(seen):
        look = looks[-1]
        yield (
            f"| {bot.title} | {look.rate:,.0f} | {look.stall:.2f} | {look.p99:,.0f} | {look.cpu:.2f} "
            f"| {look.peak_mb:.0f} |"
        )


def _growth(results: Results) -> Iterator[str]:
    yield "| Formbot, half typed, half pressed | answers/s | p99 ms | CPU ms an answer | peak MB |"
    yield "|---|---|---|---|---|"
    for (what, number), looks in results.growth.items():
        if looks:
            yield (
                f"| {number:,} {_GROWS[what]} | {_of(map(rate, looks)).show()} "
                f"| {_of(look.p99 for look in looks).middle:,.0f} | {_of(map(cpu, looks)).show(2)} "
                f"| {_of(look.peak_mb for look in looks).middle:.0f} |"
            )


def _of(figures: Iterator[float]) -> Spread:
    return Spread.of(list(figures) or [0.0])
