"""The program is killed while it commits: what it was told is kept, is kept."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import tables
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import Applicant

PEOPLE = 20


async def commit_for_ever(home: Home) -> None:
    """Everybody answers as fast as they can; each revision is told after its commit, and not before."""
    async with await home.open("killed") as storage:

        async def answer(person: Applicant) -> None:
            await storage.commit(person.begun())
            while True:
                snapshot = await storage.load(person.key)
                assert snapshot.application is not None
                done = await storage.commit(person.answered(snapshot.application, snapshot.revision))
                print(person.name, done.revision, flush=True)  # noqa: T201 - the test reads it

        await asyncio.gather(*(answer(Applicant(name=str(number))) for number in range(PEOPLE)))


@pytest.mark.parametrize("lines", [1, 100, 700])
async def test_what_was_acknowledged_is_there(empty: Storage, home: Home, lines: int) -> None:
    """Of everybody, whole, in a file that is sound, after SIGKILL; and it goes on from there."""
    program = [sys.executable, "-m", "tests.storage.test_killed_writer", str(home.folder), home.url]
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = [(await process.stdout.readline()).decode() for _ in range(lines)]
    process.kill()
    told += (await process.stdout.read()).decode().splitlines(keepends=True)
    assert await process.wait() == -9

    acknowledged = {
        name: int(revision) for name, revision in (line.split() for line in told if line.endswith("\n"))
    }
    assert len(told) >= lines
    for name, revision in acknowledged.items():
        person = Applicant(name=name)
        snapshot = await empty.load(person.key)
        assert snapshot.application is not None
        assert snapshot.revision >= revision
        assert set(snapshot.application.answers) == {f"q{turn}" for turn in range(1, snapshot.revision)}
        assert snapshot.cursor == person.cursor(snapshot.revision)
        journal = await empty.verify_journal(person.application.id)
        assert (journal.entries, journal.broken) == (snapshot.revision, None)
        again = await empty.commit(person.answered(snapshot.application, revision - 1))
        assert again.duplicate == f"seen {revision - 1}"
        await empty.commit(person.answered(snapshot.application, snapshot.revision))

    events = await empty._database.read(lambda c: c.scalar(select(func.count()).select_from(tables.inbox)))
    answers = await empty._database.read(lambda c: c.scalar(select(func.count()).select_from(tables.answers)))
    assert events == answers
    if not home.is_postgres:
        assert home.rows("PRAGMA integrity_check") == [("ok",)]


if __name__ == "__main__":
    asyncio.run(commit_for_ever(Home(folder=Path(sys.argv[1]), url=sys.argv[2])))
