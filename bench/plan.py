"""What is measured, how often and how long: `make bench`, and `BENCH=full make bench`.

Bots take turns: each round looks at every one of them once, so that what else the machine does meets all alike, and
ratios are taken within a round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much."""

    name: str
    rounds: int
    #: of a window
    seconds: float
    #: of the window with a thousand applicants
    long_seconds: float
    #: applications that are stored in the largest database
    stored: int


#: below ten minutes on two cores
QUICK: Final = Plan(name="quick", rounds=3, seconds=4, long_seconds=15, stored=10_000)
#: with a thousand applicants it is long enough for PicklePersistence to write once
FULL: Final = Plan(name="full", rounds=7, seconds=8, long_seconds=120, stored=100_000)
#: to see whether everything runs
BRIEF: Final = Plan(name="brief", rounds=1, seconds=1, long_seconds=2, stored=200)
PLANS: Final = {plan.name: plan for plan in (QUICK, FULL, BRIEF)}

#: a round trip to the Bot API where it is not on loopback, in seconds
DISTANCE: Final = 0.05
MANY: Final = 1_000
QUESTIONS: Final = (10, 60, 240)
PEOPLE: Final = (10, 100, MANY)
STORED_FEW: Final = 100
