"""What goes wrong in one run: drawn from its seed before it begins, and then asked for at each point where something
may.

Each run has some kinds of faults and not others, so that a rare kind is not drowned by a frequent one. After `until`
nothing goes wrong any more, and what was held up must come to its end.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

#: faults that may be, each with the chance at one point that it may happen at
KINDS: Final = {
    "crash_before_commit": 0.02,
    "crash_after_commit": 0.02,
    "crash_before_send": 0.02,
    "crash_after_send": 0.02,
    "database_away": 0.04,
    "commit_unknown": 0.02,
    "throttled": 0.05,
    "broken": 0.05,
    "cut_before": 0.04,
    "cut_after": 0.03,
    "slow_send": 0.05,
    "slow_database": 0.02,
    "duplicate": 0.2,
    "overtaken": 0.2,
    "unheard": 0.1,
    "notice_lost": 0.1,
    "lead_lost": 0.05,
}
#: how often a program may die in one run
DEATHS: Final = 4


@dataclass(kw_only=True, slots=True)
class Faults:
    """The dice of what goes wrong in one run, and of how long everything takes."""

    dice: random.Random
    #: of the loop
    time: Callable[[], float]
    #: seconds
    until: float
    #: by kind
    chances: dict[str, float] = field(default_factory=dict)
    deaths: int = 0
    #: how often each happened
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def drawn(cls, dice: random.Random, time: Callable[[], float], until: float) -> Faults:
        """Some kinds, each weaker or stronger."""
        share = dice.choice((0.0, 0.2, 0.5, 1.0))
        chances = {
            kind: chance * dice.choice((0.5, 1.0, 3.0))
            for kind, chance in KINDS.items()
            if dice.random() < share
        }
        return cls(dice=dice, time=time, until=until, chances=chances)

    def strikes(self, kind: str) -> bool:
        """Whether it happens, here and now."""
        chance = self.chances.get(kind, 0.0)
        if not chance or self.time() >= self.until or self.dice.random() >= chance:
            return False
        if kind.startswith("crash"):
            if self.deaths >= DEATHS:
                return False
            self.deaths += 1
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return True

    def between(self, least: float, most: float) -> float:
        """Seconds that something takes."""
        return self.dice.uniform(least, most)
