"""`python -m tests.torture.kills N`: a hundred people, and N kills, each point on each way in and each database in turn, and
three programs at once behind a balancer. First the checker has to find three programs that are broken on purpose; then a
line for each combination says what was found.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.databases import Home, database, server
from tests.torture.kills import fleet
from tests.torture.kills.broken import BROKEN
from tests.torture.kills.checker import Tally, table
from tests.torture.kills.life import ANYWHERE, ASKED, Life
from tests.torture.kills.nursery import Nursery, nursery
from tests.torture.kills.points import POINTS
from tests.torture.kills.ways import WAYS, Way

PEOPLE = 100
#: kills while the same people fill in their forms
TOGETHER = 5
#: seconds that somebody waits, on a machine that a hundred people and a platform share with the program
LONG = 120.0
#: behind a balancer, and the ways in that can have one
PROGRAMS = 3
BALANCED: tuple[Way, ...] = ("webhook", "http")
#: what becomes of a broken program is seen with fewer people, and soon
FEW, SOON = 20, 5.0


@contextmanager
def place(make: str) -> Iterator[Home]:
    """A database of this make, which is gone behind the block."""
    with TemporaryDirectory() as folder:
        if make == "sqlite":
            yield Home(folder=Path(folder) / "data")
            return
        with database() as url:
            yield Home(folder=Path(folder) / "data", url=url)


async def killed(nursery: Nursery, way: Way, make: str, kills: int, first: str) -> Tally:
    """So many times; what was counted of all."""
    tally, points, numbers = Tally(), cycle((*POINTS, ANYWHERE, ASKED)), count()
    while tally.kills < kills and tally.is_whole:
        with place(make) as home:
            some = list(islice(points, min(TOGETHER, kills - tally.kills)))
            life = Life(
                way=way,
                home=home,
                kills=some,
                people=PEOPLE,
                seed=f"{first} {next(numbers)}",
                patience=LONG,
                lease=5,
            )
            tally.add(await life.lived(nursery))
    return tally


async def fleets(way: Way, kills: int, first: str) -> Tally:
    """The same, where three programs share a PostgreSQL and the others go on."""
    tally, numbers = Tally(), count()
    while tally.kills < kills and tally.is_whole:
        with place("postgres") as home:
            tally.add(
                await fleet.lived(
                    way,
                    home,
                    programs=PROGRAMS,
                    people=FEW,
                    deaths=min(TOGETHER, kills - tally.kills),
                    seed=f"{first} {next(numbers)}",
                    lease=5,
                )
            )
    return tally


async def found(broken: str, nursery: Nursery) -> Tally:
    """What the checker says of a program that is broken."""
    with place("sqlite") as home:
        kills = ["before commit", "after commit", "before mark"]
        life = Life(
            way="webhook", home=home, kills=kills, people=FEW, seed=broken, broken=broken, patience=SOON
        )
        return await life.lived(nursery)


async def main(kills: int) -> int:
    """How many combinations failed."""
    first, began = str(int(time.time())), time.monotonic()
    makes = ["sqlite", *(["postgres"] if server() else [])]
    with nursery() as loaded:
        missed = 0
        for broken in BROKEN:
            tally = await found(broken, loaded)
            missed += tally.is_whole
            sys.stdout.write(f"{broken}: {'NOT FOUND' if tally.is_whole else 'found'}\n")
        lives: list[tuple[str, Callable[[int, str], Awaitable[Tally]]]] = [
            (f"{way} {make}", partial(killed, loaded, way, make)) for make in makes for way in WAYS
        ]
        if "postgres" in makes:
            lives += [(f"{way} fleet", partial(fleets, way)) for way in BALANCED]
        rows = []
        for at, (label, lived) in enumerate(lives):
            share = kills // len(lives) + (at < kills % len(lives))
            rows.append((label, await lived(share, f"{first} {at}")))
            sys.stdout.write(f"{table(rows[-1:])}\n" if not at else table(rows[-1:]).split("\n", 1)[1] + "\n")
            sys.stdout.flush()
    every = Tally()
    for _, tally in rows:
        every.add(tally)
    seconds = time.monotonic() - began
    sys.stdout.write(table([("all", every)]).split("\n", 1)[1] + f"\nseed {first}, {seconds:.0f} s\n")
    return missed + sum(not tally.is_whole for _, tally in rows)


if __name__ == "__main__":
    sys.exit(bool(asyncio.run(main(int(sys.argv[1])))))
