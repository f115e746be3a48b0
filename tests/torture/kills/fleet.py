"""Several programs behind a balancer, on one database: people fill in a form, and one program after the other dies, the one
that leads more often than not; the others go on at once, and it is started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random
from signal import SIGKILL
from typing import Final

from tests.channels.telegram.program import free_port
from tests.databases import Home
from tests.torture.kills.checker import Tally, acknowledged, at_death
from tests.torture.kills.life import begin_filling, ended
from tests.torture.kills.nursery import Program, nursery
from tests.torture.kills.ways import Side, Way, side

#: what a program writes when it begins to send
LEADS: Final = "leads"
#: bytes that are handed on at once
_PIECE: Final = 64 * 1024
#: calls for each person between two deaths, at most
_BETWEEN: Final = 2
#: seconds that a program has to be there, and to follow one that led
_PATIENCE: Final = 30.0


@dataclass(kw_only=True)
class Balancer:
    """Hands each connection to the next place that answers."""

    places: Sequence[int]
    _next: int = 0
    _going: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def at(self, port: int) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._came, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()
            for task in self._going:
                task.cancel()
            await asyncio.gather(*self._going, return_exceptions=True)

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer), name="balancer")
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            for _ in self.places:
                self._next = (self._next + 1) % len(self.places)
                with suppress(OSError):
                    there, back = await asyncio.open_connection("127.0.0.1", self.places[self._next])
                    ends.append(back)
                    await asyncio.wait(
                        [
                            asyncio.create_task(_handed_on(reader, back)),
                            asyncio.create_task(_handed_on(there, writer)),
                        ],
                        return_when=asyncio.FIRST_COMPLETED,
                    )
                    return
        finally:
            for end in ends:
                end.close()


async def _handed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()


@dataclass(kw_only=True)
class Fleet:
    """What is behind the balancer; for `begin_filling`, as one program."""

    programs: Sequence[Program]
    since: float = 0

    @property
    def is_there(self) -> bool:
        """Somebody always is."""
        return True

    async def leader(self) -> Program:
        """Who sends now; raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for program in self.programs:
                    if program.is_there and LEADS in program.said_since:
                        return program
                await asyncio.sleep(0.02)


async def lived(
    way: Way, home: Home, *, programs: int, people: int, deaths: int, seed: str, lease: float
) -> Tally:
    """What came of it. Every second that dies is the one that leads."""
    dice, tally = Random(seed), Tally()
    home.folder.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(side(way, people))
        host, _, port = there.settings["LISTEN"].partition(":")
        places = [free_port() for _ in range(programs)]
        settings = there.settings | {"DATABASE_URL": home.url, "LOG_LEVEL": "info"}
        await stack.enter_async_context(Balancer(places=places).at(int(port)))
        fleet = Fleet(
            programs=[
                Program(
                    stack.enter_context(nursery()),
                    there.platform,
                    home.folder,
                    settings | {"LISTEN": f"{host}:{place}"},
                    name=f".{place}",
                )
                for place in places
            ]
        )
        for program in fleet.programs:
            stack.push_async_callback(program.close)
            await program.start(lease=lease)
        fleet.since = asyncio.get_running_loop().time()
        await fleet.leader()
        await there.there()
        filling = begin_filling(fleet, there, patience=_PATIENCE)
        try:
            for death in range(deaths):
                await _calls(there, dice.randint(1, _BETWEEN * people))
                leader = await fleet.leader()
                others = [program for program in fleet.programs if program is not leader]
                dies = dice.choice(others) if death % 2 else leader
                told = acknowledged(there.people)
                dies.tell(SIGKILL)
                assert await dies.ended() == -SIGKILL, dies.said
                died = await asyncio.to_thread(at_death, home, there.people, told)
                tally.add(replace(died, acknowledged=0, kills=1))
                await fleet.leader()
                await dies.start(lease=lease)
                await there.there()
            outcomes = await asyncio.gather(*filling, return_exceptions=True)
            tally.wrong += "; ".join(str(one) for one in outcomes if one is not None)
        finally:
            for task in filling:
                task.cancel()
            await asyncio.gather(*filling, return_exceptions=True)
        tally.add(await ended(home, there, fleet.programs, tally.kills))
    return tally


async def _calls(there: Side, count: int) -> None:
    """Once so many more have been made."""
    before = len(there.platform.calls)
    called = await there.platform.called_now.until(
        lambda: True if len(there.platform.calls) >= before + count else None, _PATIENCE
    )
    assert called, "nobody is served any more"
