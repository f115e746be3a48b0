"""The program is killed with SIGKILL while many people fill in a form at once, at random moments and at every named point, on
each way in and each database; and it is started again. How it is done is in `kills/`; `make torture` does it five
hundred times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import Home
from tests.torture.kills.life import ANYWHERE, ASKED, Life
from tests.torture.kills.nursery import Nursery
from tests.torture.kills.points import POINTS
from tests.torture.kills.ways import WAYS, Way

#: people at once; on Slack a conversation has a pace, so that more would only take longer
PEOPLE = {"polling": 12, "webhook": 12, "socket": 6, "http": 6}
#: seconds after an act, or after the program is there again, in which everybody has their next question: two or three on
#: a machine with nothing else to do
WITHIN = 10
COMBINATIONS = [(way, make) for make in ("sqlite", "postgres") for way in WAYS]
#: of each combination: two points of its own, and a moment anywhere; all together, each point
PLAN = {
    combination: (POINTS[2 * at % 12], ANYWHERE, POINTS[(2 * at + 7) % 12])
    for at, combination in enumerate(COMBINATIONS)
}
#: where it is also asked to end, in the middle of all: it is gone within five seconds, and nothing is lost by that either
TOLD_TO_END = {("polling", "sqlite"), ("webhook", "postgres")}


@pytest.mark.parametrize("way", WAYS)
async def test_killed_again_and_again(way: Way, place: Home, loaded: Nursery) -> None:
    make = "postgres" if place.is_postgres else "sqlite"
    kills = PLAN[way, make]
    if (way, make) in TOLD_TO_END:
        kills = (*kills, ASKED)
    tally = await Life(way=way, home=place, kills=kills, people=PEOPLE[way], seed=f"{way} {make}").lived(
        loaded
    )
    assert tally.is_whole, tally
    assert tally.kills == len(kills)
    assert tally.slowest < WITHIN, tally


async def test_a_broken_program_is_found_out(tmp_path: Path, loaded: Nursery) -> None:
    """One that says "done" before it has committed loses what the platform does not tell again."""
    life = Life(
        way="webhook", home=Home(folder=tmp_path / "data"), kills=["before commit"], people=8, seed="broken",
        broken="acknowledge_before_commit",
    )  # fmt: skip
    tally = await life.lived(loaded)
    assert tally.kills == 1
    assert tally.lost > 0


def test_every_point_is_one_of_them() -> None:
    assert {point for points in PLAN.values() for point in points} == {ANYWHERE, *POINTS}
