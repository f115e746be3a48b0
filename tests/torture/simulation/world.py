"""One run, from its seed: people, a platform, a disk, programs that die and are started again, and a checker."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

import structlog

from bot import joining
from bot.assembly import Running
from bot.channels.base import Handle, Manner
from bot.clock import REMEMBERED
from bot.shelf import Shelved
from dialogues.catalogue import load_words
from dialogues.loading import load
from dialogues.words import Words
from storage.changes import StorageUnavailable
from tests.torture.simulation import loop as virtual
from tests.torture.simulation.checker import Checker
from tests.torture.simulation.disk import Disk
from tests.torture.simulation.faults import Faults
from tests.torture.simulation.people import Elsewhere, Person
from tests.torture.simulation.platform import Platform, Receiver
from tests.torture.simulation.program import NAME, Program
from tests.torture.simulation.way import Way

START: Final = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
#: out of the parts of a program, what handles what comes in
Built = Callable[[Running], Handle]
#: seconds in which faults happen, in which everybody must have come to the end, and in which what is left is done
FAULTS, END, REST = 60.0, 300.0, 90.0
#: updates that are delivered once more in the end
REPLAYED = 3
#: the chance that two people are one, at two addresses
ELSEWHERE = 0.5
#: seconds that a program is gone
GONE = (0.2, 5.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What became of it."""

    seed: int
    trace: tuple[str, ...]
    violations: tuple[str, ...]
    #: how often each fault happened
    faults: dict[str, int]

    @property
    def mark(self) -> str:
        """The same for the same trace."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()


@cache
def _market() -> tuple[Shelved, Words]:
    source = (Path(__file__).parent / "market.yaml").read_text(encoding="utf-8")
    loaded = load(source, file="market.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return Shelved(dialogue=loaded.dialogue, source=source), load_words()


def whole(parts: Running) -> Handle:
    """The program as it is."""
    return parts.engine.handle


def lived(seed: int, built: Built = whole, *, copies: int = 0, apart: bool = False) -> Story:
    """The whole of one run. `built` may break the program. With `copies` each update is delivered so often, within
    some seconds, and nothing else goes wrong. Two people are now and then one at two addresses, unless they are to be
    `apart`."""
    with _silent(), _uncollected(), _cheap():
        return virtual.run(partial(_live, seed, built, copies, apart))


async def _live(seed: int, built: Built, copies: int, apart: bool) -> Story:
    return await _World(seed=seed, built=built, copies=copies, apart=apart).live()


@contextmanager
def _uncollected() -> Iterator[None]:
    """When garbage is collected is not the same in two processes, and what it ends may have a turn in the loop."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _silent() -> Iterator[None]:
    """The programs' logs say nothing here."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    try:
        yield
    finally:
        structlog.configure(**before)


@contextmanager
def _cheap() -> Iterator[None]:
    """To hash a resume code is dear on purpose; here nobody is kept from trying them all."""
    with patch.object(joining, "hash_of", lambda code: hashlib.sha256(code.encode()).hexdigest()[:48]):
        yield


@dataclass(kw_only=True, slots=True)
class _World:
    seed: int
    built: Built
    copies: int
    apart: bool
    disk: Disk = field(default_factory=Disk)
    programs: dict[int, Program] = field(default_factory=dict)
    #: of the programs' machine; the platform's clock is right
    wrong_by: timedelta = timedelta()
    dice: random.Random = field(init=False)
    faults: Faults = field(init=False)
    checker: Checker = field(init=False)
    platform: Platform = field(init=False)
    people: list[Person] = field(init=False)
    workers: int = field(init=False)
    _stamps: int = 0

    def __post_init__(self) -> None:
        time = asyncio.get_running_loop().time
        self.dice = random.Random(f"world {self.seed}")
        self.faults = Faults.drawn(random.Random(f"faults {self.seed}"), time, FAULTS)
        manner = Manner(below=self.dice.random() < 0.7, room=(1, 5.0), bulk=2.0)
        shelved, words = _market()
        polled = self.dice.random() < 0.5
        if self.copies:
            polled, self.faults.chances = False, {}
        self.workers = 1 if polled or self.dice.random() < 0.6 else 2
        self.checker = Checker(
            disk=self.disk, time=time, manner=manner, channel=NAME, workers=self.workers,
            dialogue=shelved.dialogue, words=words, is_calm=self.copies > 0,
        )  # fmt: skip
        self.platform = Platform(
            faults=self.faults,
            witness=self.checker,
            receivers=self._receivers,
            polled=polled,
            copies=self.copies,
        )
        odd = self.dice.choice((0.0, 0.1, 0.3))
        self.people = [
            Person(
                name=f"person {number}", dice=random.Random(f"person {self.seed} {number}"),
                platform=self.platform, stamp=self._stamp, odd=odd,
            )
            for number in range(self.dice.choice((1, 1, 1, 2)))
        ]  # fmt: skip
        # of its own dice, so that the other lives of a seed stay what they are
        elsewhere = random.Random(f"elsewhere {self.seed}")
        if len(self.people) > 1 and not self.copies and not self.apart and elsewhere.random() < ELSEWHERE:
            first, second = self.people
            self.people[1] = Elsewhere(
                name=second.name, dice=second.dice, platform=self.platform, stamp=self._stamp, odd=odd,
                first=first, after=elsewhere.randrange(1, 8),
            )  # fmt: skip

    async def live(self) -> Story:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: self.checker.wrong("unhandled", context)
        )
        keepers = [
            asyncio.create_task(self._keep(number, alone=self.workers == 1)) for number in range(self.workers)
        ]
        keepers.append(asyncio.create_task(self._jump()))
        living = [asyncio.create_task(person.live()) for person in self.people]
        await asyncio.wait(living, timeout=END)
        for task in living:
            if task.done():
                task.result()  # a mistake of the people's, rather than of the product's
            task.cancel()
        self.faults.until = 0
        await self._rest()
        await self._replay()
        for keeper in keepers:
            keeper.cancel()
        self.checker.end(self.platform, self.people)
        return Story(
            seed=self.seed, trace=tuple(self.checker.trace), violations=tuple(self.checker.violations),
            faults=self.faults.seen,
        )  # fmt: skip

    async def _rest(self) -> None:
        """Until nothing is left to be done, or that has taken too long."""
        end = asyncio.get_running_loop().time() + REST
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(1)
            waits = self.disk.ask("SELECT 1 FROM outbox LIMIT 1")
            if not waits and all(update.is_confirmed for update in self.platform.updates):
                break
        await asyncio.sleep(1)

    async def _replay(self) -> None:
        """What was delivered long ago comes once more: nothing is done, and nobody hears of it."""
        before = self._said()
        for update in self.dice.sample(self.platform.updates, min(len(self.platform.updates), REPLAYED)):
            self.platform.replay(update)
        await asyncio.sleep(5)
        if self._said() != before:
            self.checker.wrong("said something to what was delivered before", before, self._said())

    def _said(self) -> dict[str, int]:
        """How often each chat was written to."""
        return {
            name: sum(1 + one.changed for one in chat if not one.is_theirs)
            for name, chat in self.platform.chats.items()
        }

    async def _keep(self, number: int, *, alone: bool) -> None:
        """A program, and the next one whenever it is gone."""
        life = 0
        shelved, words = _market()
        while True:
            life += 1
            name = f"{number}.{life}"
            self.programs[number] = program = Program(
                name=name, worker="serve" if alone else name, alone=alone, disk=self.disk, platform=self.platform,
                faults=self.faults, words=words, shelved=shelved, manner=self.checker.manner, now=self._now,
                others=partial(self._others, number),
                died=self._died, built=self.built,
            )  # fmt: skip
            self.checker.note("start", name)
            program.start()
            await program.gone.wait()
            await program.bury()
            if not program.is_dead and not isinstance(program.end, StorageUnavailable):
                self.checker.wrong(
                    "ended", name, "".join(__import__("traceback").format_exception(program.end))
                )
            await asyncio.sleep(self.faults.between(*GONE))

    def _died(self, name: str, where: str) -> None:
        self.checker.note("died", name, where)
        self.checker.dead.add(name)

    @property
    def jumps(self) -> tuple[float, ...]:
        """Seconds. A lease that nobody knows of ends by the clock: set back by an hour, it is an hour until somebody
        takes what was held."""
        forgotten = self.workers > 1 or "commit_unknown" in self.faults.chances
        return (-30.0, 30.0, 3600.0, 2 * 86400.0 + 1, *(() if forgotten else (-3600.0,)))

    async def _jump(self) -> None:
        """The programs' clock is put right, or wrong."""
        while self.dice.random() < 0.4:
            await asyncio.sleep(self.dice.uniform(1, FAULTS / 2))
            by = self.dice.choice(self.jumps)
            if self.wrong_by + timedelta(seconds=by) >= REMEMBERED:
                continue  # nothing is delivered again when the program has forgotten it
            self.checker.jumped(by)
            self.wrong_by += timedelta(seconds=by)

    def _others(self, number: int) -> list[Way]:
        return [program.way for other, program in self.programs.items() if other != number]

    def _receivers(self) -> list[Receiver]:
        return list(self.programs.values())

    def _now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time()) + self.wrong_by

    def _stamp(self) -> str:
        """The platform's time, which is another for each thing that happens."""
        self._stamps += 1
        seconds = round(asyncio.get_running_loop().time(), 3)
        return (START + timedelta(seconds=seconds, microseconds=self._stamps)).isoformat()
