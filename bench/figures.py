"""Medians, spreads and ratios within a round, and whether what must hold does. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.bots import DEFAULT, MEMORY, OURS
from bench.plan import MANY, PEOPLE, QUESTIONS, STORED_FEW
from bench.rounds import Looks, Results
from bench.window import Measured

Figure = Callable[[Measured], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, the least and the greatest."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        return cls(median(figures), min(figures), max(figures))

    def show(self, digits: int = 0) -> str:
        if self.least == self.most:
            return f"{self.middle:,.{digits}f}"
        return f"{self.middle:,.{digits}f} [{self.least:,.{digits}f}, {self.most:,.{digits}f}]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """What must hold, and what was found; None where it was not measured."""

    what: str
    wanted: str
    found: Spread | None
    holds: bool


def rate(look: Measured) -> float:
    return look.rate


def cpu(look: Measured) -> float:
    return look.cpu


def memory(look: Measured) -> float:
    return look.peak_mb


def ratio(figure: Figure, looks: Looks, others: Looks) -> Spread | None:
    """Of the figures of the same round."""
    pairs = [(figure(one), figure(other)) for one, other in zip(looks, others, strict=False)]
    ratios = [one / other for one, other in pairs if other]
    return Spread.of(ratios) if ratios else None


def goals(results: Results) -> list[Goal]:
    """All that must hold."""
    here, far, crowd = results.loopback, results.distant, results.crowd
    ours, default = here.get(OURS.name, []), here.get(DEFAULT.name, [])
    far_ours = far.get(OURS.name, [])
    stalls = [look.stall for look in crowd.get(OURS.name, [])]
    return [
        _least("answers/s, 100 applicants, × PTB default", 3.5, ratio(rate, ours, default)),
        _least("answers/s at 50 ms, × PTB default", 30, ratio(rate, far_ours, far.get(DEFAULT.name, []))),
        _least(
            "answers/s at 50 ms, × aiogram in memory", 1.2, ratio(rate, far_ours, far.get(MEMORY.name, []))
        ),
        _most("CPU time for an answer, × PTB default", 0.3, ratio(cpu, ours, default)),
        _most(f"longest stall with {MANY:,} applicants, s", 0.3, Spread.of(stalls) if stalls else None),
        _grown(results, "questions", QUESTIONS[0], QUESTIONS[-1]),
        _grown(results, "people", PEOPLE[0], PEOPLE[-1]),
        _grown(results, "stored", STORED_FEW, results.plan.stored),
        _most("peak memory, × PTB default", 1.6, ratio(memory, ours, default)),
        _least("answers/s on PostgreSQL, × SQLite", 0.7, ratio(rate, here.get("formbot_postgres", []), ours)),
    ]


def _grown(results: Results, what: str, few: int, many: int) -> Goal:
    named = {"questions": "questions", "people": "people", "stored": "stored applications"}[what]
    grown = ratio(cpu, results.growth.get((what, many), []), results.growth.get((what, few), []))
    return _most(f"CPU time for an answer, {many:,} {named} × {few:,}", 1.1, grown)


def _least(what: str, wanted: float, found: Spread | None) -> Goal:
    return Goal(
        what=what, wanted=f"≥ {wanted:g}", found=found, holds=found is not None and found.middle >= wanted
    )


def _most(what: str, wanted: float, found: Spread | None) -> Goal:
    return Goal(
        what=what, wanted=f"≤ {wanted:g}", found=found, holds=found is not None and found.middle <= wanted
    )
