"""Several programs behind a balancer on one PostgreSQL, of which one after the other is killed while people fill in a form:
the others go on, and what the dead one had taken is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Home, database
from tests.torture.kills.fleet import lived
from tests.torture.kills.ways import Way

PROGRAMS = 3
PEOPLE = {"webhook": 18, "http": 6}
#: two of the program that leads, and one of another
DEATHS = 3
#: seconds in which everybody has their next question, whoever dies
WITHIN = 15


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Home]:
    with database() as url:
        yield Home(folder=tmp_path / "data", url=url)


@pytest.mark.parametrize("way", PEOPLE)
async def test_one_after_the_other_dies(way: Way, shared: Home) -> None:
    tally = await lived(way, shared, programs=PROGRAMS, people=PEOPLE[way], deaths=DEATHS, seed=way, lease=2)
    assert tally.is_whole, tally
    assert tally.kills == DEATHS
    assert tally.slowest < WITHIN, tally
