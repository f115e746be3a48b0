"""People who fill in a form at the same time, and a program that dies again and again meanwhile, each time at another point,
and is started again at once; and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from signal import SIGKILL, SIGTERM, Signals
from typing import Final, Protocol

from tests.databases import Home
from tests.torture.kills.checker import Tally, acknowledged, at_death, in_the_end, until_worked_off
from tests.torture.kills.nursery import Nursery, Program
from tests.torture.kills.points import at_most
from tests.torture.kills.ways import Side, Way, side

#: a kill at no point of the program's own, but at some moment while it is busy
ANYWHERE: Final = "anywhere"
#: it is asked to end at such a moment (SIGTERM), and has to be gone within so many seconds
ASKED: Final = "asked"
ENDING: Final = 5.0
#: seconds in which what was delivered twice, or kept by a program that died, is worked off when all is filled in
_WORKING_OFF: Final = 30.0
#: seconds that a program may take to come by at a point
_COMING: Final = 60.0
#: seconds behind a call within which "anywhere" is
_LATER: Final = 0.03


@dataclass(frozen=True, kw_only=True)
class Life:
    """One run."""

    way: Way
    home: Home
    #: points, in this order, or ANYWHERE, or ASKED
    kills: Sequence[str]
    people: int
    #: what decides at which passing of each
    seed: str
    #: what is wrong with the program, of BROKEN
    broken: str = ""
    #: seconds until somebody whose next question does not come counts as left without it
    patience: float = 30
    #: seconds of a lease where others may be on the database: a program that follows one that was killed waits for as
    #: long until it sends what that one had to. It is ten in the product; only time is shortened. It must be longer than
    #: a commit takes on a busy machine, or nothing is ever sent.
    lease: float = 2

    async def lived(self, nursery: Nursery) -> Tally:
        """What came of it. Fails where a point is never come to."""
        async with side(self.way, self.people) as platform:
            settings = platform.settings | ({"DATABASE_URL": self.home.url} if self.home.url else {})
            program = Program(nursery, platform.platform, self.home.folder, settings)
            try:
                return await self._lived(program, platform)
            finally:
                await program.close()

    async def _lived(self, program: Program, there: Side) -> Tally:
        tally, filling = Tally(), list[asyncio.Task[None]]()
        begin = partial(program.start, broken=self.broken, lease=self.lease if self.home.is_postgres else 0)
        try:
            for number, point in enumerate(self.kills):
                dice = Random(f"{self.seed} {number}")
                passing = dice.randint(1, at_most(point, self.way, self.people))
                if point in (ANYWHERE, ASKED):
                    await begin()
                    what = SIGTERM if point == ASKED else SIGKILL
                    _strike(program, there, passing, dice.uniform(0, _LATER), what)
                else:
                    await begin(point=point, number=passing)
                await _ready(program, there)
                if not filling:
                    again = self.lease + 1 if self.home.is_postgres else 1.0
                    filling = begin_filling(program, there, patience=self.patience, again=again)
                status = await program.ended(_COMING)
                there.platform.strike = None
                wanted = 0 if point == ASKED else -SIGKILL
                assert status == wanted, f"ended with {status}: {program.said}"
                if point == ASKED and (took := program.ending) > ENDING:
                    tally.wrong += f"took {took:.1f} s to end; "
                died = await asyncio.to_thread(at_death, self.home, there.people)
                tally.kills += 1
                tally.add(replace(died, acknowledged=0))  # most of it is counted at the next death again
                if not tally.is_whole:  # what follows is not worth the time
                    return tally
            await begin()
            await _ready(program, there)
            outcomes = await asyncio.gather(*filling, return_exceptions=True)
            tally.wrong += "; ".join(str(one) for one in outcomes if one is not None)
        finally:
            for task in filling:
                task.cancel()
            await asyncio.gather(*filling, return_exceptions=True)
        tally.add(await ended(self.home, there, [program], tally.kills))
        return tally


async def ended(home: Home, there: Side, programs: Sequence[Program], kills: int) -> Tally:
    """What is found when everybody has come to their end, and the programs have ended, too."""
    await until_worked_off(home, _WORKING_OFF)
    tally = Tally(wrong=there.violations)
    for program in programs:
        await program.close()
        if "Traceback" in program.said:
            tally.wrong += "a traceback; "
    async with await home.open("checker") as storage:
        tally.add(await in_the_end(home, storage, there.people, kills))
    return replace(tally, acknowledged=len(acknowledged(there.people)))


class Served(Protocol):
    """By whom people are served."""

    @property
    def since(self) -> float: ...

    @property
    def is_there(self) -> bool: ...


def begin_filling(
    program: Served, there: Side, *, patience: float, again: float = 1.0
) -> list[asyncio.Task[None]]:
    """All of them, at once."""

    def up() -> float | None:
        return asyncio.get_running_loop().time() - program.since if program.is_there else None

    return [
        asyncio.create_task(person.fill(up, patience=patience, again=again), name="applicant")
        for person in there.people
    ]


async def _ready(program: Program, there: Side) -> None:
    """Unless it dies before."""
    ready = asyncio.ensure_future(there.there())
    ended = asyncio.ensure_future(program.ended(_COMING))
    await asyncio.wait([ready, ended], return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if not ready.done():
        ready.cancel()
    await asyncio.gather(ready, ended, return_exceptions=True)


def _strike(program: Program, there: Side, calls: int, later: float, what: Signals) -> None:
    """Some moment behind so many calls of the program."""
    left = calls
    loop = asyncio.get_running_loop()

    def called() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            loop.call_later(later, program.tell, what)

    there.platform.strike = called
