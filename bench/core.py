"""How many answers a second the whole core takes in: engine, step, commit and relay, in one process, no network.

    .venv/bin/python -m bench.core --questions 60 --applicants 100 --seconds 5

Applicants answer the moment that they see the next question; who is done begins anew. Every answer is durable
(SQLite, WAL, synchronous=FULL) before its next question is shown. Beside it: a bare sqlite3 loop that writes
as many rows in groups of the same size, which is what the database alone could do.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.assembly import Running, running
from bot.channels.base import Handle, Inbound, Intake, Manner, Parcel, Sent
from bot.shelf import Shelved
from dialogues.effects import Ask
from dialogues.loading import load
from dialogues.reply import Chosen, Command, Reply, Typed
from storage.store import Storage


@dataclass
class Applicants:
    """A channel full of people who answer at once."""

    number: int
    name: str = "bench"
    chats: frozenset[str] | None = None
    manner: Manner = field(default_factory=Manner)
    handle: Handle | None = None
    answers: int = 0
    busy: bool = True
    waits: list[float] = field(default_factory=list)
    _since: dict[str, float] = field(default_factory=dict)
    _acts: Counter[str] = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, handle: Handle, intake: Intake | None = None) -> None:
        self.handle = handle
        for person in range(self.number):
            self._act(f"p{person}", Command(name="open", argument="bench"))

    async def send(self, parcel: Parcel) -> Sent:
        content = parcel.content
        if isinstance(content, Ask):
            since = self._since.get(parcel.external_id)
            if since is not None:
                self.waits.append(time.perf_counter() - since)
            if self.busy:
                self._act(parcel.external_id, _answer(content))
            return Sent(message_id=f"{parcel.external_id}:{content.turn}", place=content.turn)
        return Sent()

    async def is_member(self, room: str, external_id: str) -> bool:
        raise NotImplementedError

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        raise NotImplementedError
        yield b""

    def _act(self, person: str, reply: Reply) -> None:
        task = asyncio.create_task(self._told(person, reply))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _told(self, person: str, reply: Reply) -> None:
        assert self.handle is not None
        self._acts[person] += 1
        self._since[person] = time.perf_counter()
        await self.handle(
            Inbound(
                channel=self.name,
                key=f"{person}:{self._acts[person]}",
                external_id=person,
                at=datetime.now(UTC),
                content=reply,
            )
        )
        if isinstance(reply, Typed | Chosen):
            self.answers += 1


def _answer(ask: Ask) -> Reply:
    prompt = ask.prompt
    if prompt.screen == "review":
        return Command(name="submit")
    if prompt.screen == "done":
        return Command(name="new", argument="bench")
    return (
        Chosen(names=("yes",))
        if prompt.expects.kind == "choice"
        else Typed(text="Twelve words or so are what people write here")
    )


def definition(questions: int) -> Shelved:
    """Half free text, half choices, each relevant by the one before it."""
    lines = ["id: bench", "title: Bench", "languages: [en]", "default_language: en", "sections:"]
    for number in range(questions):
        if number % 10 == 0:
            lines += [f"  - name: s{number // 10}", f"    label: Section {number // 10}", "    questions:"]
        kind = "yes_no" if number % 2 else "text"
        relevant = f", relevant: \"${{q{number - 1}}} != 'no'\"" if number else ""
        lines.append(
            f"      - {{name: q{number}, type: {kind}, label: 'Question {number}', required: soft{relevant}}}"
        )
    source = "\n".join(lines)
    dialogue = load(source, file="bench.yaml").dialogue
    assert dialogue is not None
    return Shelved(dialogue=dialogue, source=source)


async def measured(
    questions: int, applicants: int, seconds: float, folder: Path
) -> tuple[float, float, float, float, Counter[int]]:
    people = Applicants(applicants)
    storage = await Storage.open(folder, worker="bench")
    groups: Counter[int] = Counter()
    async with storage:
        await storage.upgrade()
        async with running(storage, [definition(questions)], [people], []) as parts:
            _count_groups(parts, groups)
            await people.run(parts.engine.handle)
            await asyncio.sleep(0.7)  # the first questions are out
            people.answers, people.waits, cpu, start = 0, [], _cpu(), time.perf_counter()
            await asyncio.sleep(seconds)
            took, spent, answers = time.perf_counter() - start, _cpu() - cpu, people.answers
            waits = sorted(people.waits)
            people.busy = False
            await asyncio.gather(*people._tasks)  # noqa: SLF001 - its own class
            for person in range(applicants):
                await parts.relay.settled(f"p{person}")
    return (
        answers / took,
        spent / answers * 1000,
        waits[len(waits) // 2] * 1000,
        waits[len(waits) * 99 // 100] * 1000,
        groups,
    )


def _count_groups(parts: Running, groups: Counter[int]) -> None:
    """How many changes went into each commit."""
    database = parts.storage._database  # noqa: SLF001 - a bench may look inside
    settled = database._writer._settled  # noqa: SLF001

    def counted(changes: Sequence[object], outcomes: Sequence[object]) -> None:
        groups[len(changes)] += 1
        settled(changes, outcomes)

    database._writer._settled = counted  # noqa: SLF001


def bare(group: int, seconds: float, folder: Path) -> float:
    """Answers a second of a loop that only writes: nine rows an answer, `group` answers a transaction."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table in range(9):
        connection.execute(f"CREATE TABLE t{table} (a INTEGER PRIMARY KEY, b TEXT, c TEXT, d TEXT)")
    count, end, start = 0, time.perf_counter() + seconds, time.perf_counter()
    while time.perf_counter() < end:
        connection.execute("BEGIN IMMEDIATE")
        for table in range(9):
            rows = [
                (count + number, "x" * (400 if table in (3, 4, 5) else 60), "y" * 20, "z")
                for number in range(group)
            ]
            connection.executemany(f"INSERT INTO t{table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - a number of ours
        connection.execute("COMMIT")
        count += group
    return count / (time.perf_counter() - start)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, nargs="+", default=[10, 60, 240])
    parser.add_argument("--applicants", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=4)
    chosen = parser.parse_args()
    print("questions  answers/s  CPU ms/answer  p50 ms  p99 ms  answers/commit  bare sqlite3/s")
    for questions in chosen.questions:
        with tempfile.TemporaryDirectory() as folder:
            rate, cpu, p50, p99, groups = asyncio.run(
                measured(questions, chosen.applicants, chosen.seconds, Path(folder))
            )
            group = max(
                1, round(sum(size * times for size, times in groups.items()) / max(1, sum(groups.values())))
            )
            alone = bare(group, min(2.0, chosen.seconds), Path(folder))
        print(
            f"{questions:9}  {rate:9.0f}  {cpu:13.2f}  {p50:6.1f}  {p99:6.1f}  {group:14}  {alone:14.0f}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
