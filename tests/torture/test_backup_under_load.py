"""A backup while people fill in their forms: what the platform had been told by the moment that it began is in the copy, and
nothing in it is half."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.backup import back_up, put_back
from storage.files import FileStore
from tests.databases import Home, database
from tests.torture.kills.checker import acknowledged, at_death
from tests.torture.kills.life import begin_filling
from tests.torture.kills.nursery import Nursery, Program
from tests.torture.kills.ways import side

PEOPLE = 8
#: acts of all together until the backup begins
ACTS = 4 * PEOPLE


@pytest.fixture
def another(place: Home, tmp_path: Path) -> Iterator[Home]:
    """Of the same make, for what is put back."""
    if not place.is_postgres:
        yield Home(folder=tmp_path / "another")
        return
    with database() as url:
        yield Home(folder=tmp_path / "another", url=url)


async def test_what_was_told_is_in_the_copy(
    place: Home, another: Home, loaded: Nursery, tmp_path: Path
) -> None:
    """With its files; and the one that it was made of is as it was."""
    store = await asyncio.to_thread(FileStore.open, place.folder)
    kept = [(await store.keep(content))[0] for content in (b"one", b"two" * 1000)]
    async with side("polling", PEOPLE) as there:
        settings = there.settings | ({"DATABASE_URL": place.url} if place.url else {})
        program = Program(loaded, there.platform, place.folder, settings)
        filling = []
        try:
            await program.start()
            filling = begin_filling(program, there, patience=30)
            busy = await there.platform.called_now.until(
                lambda: sum(len(person.acts) for person in there.people) >= ACTS or None, 60
            )
            assert busy
            told = acknowledged(there.people)
            await asyncio.to_thread(back_up, place.folder, place.url, tmp_path / "a.tar")
            await asyncio.gather(*filling)
        finally:
            for task in filling:
                task.cancel()
            await program.close()
        await asyncio.to_thread(put_back, another.folder, another.url, tmp_path / "a.tar")
        copy = at_death(another, there.people, told)
        assert copy.is_whole, copy
        assert copy.acknowledged == len(told) > PEOPLE
        assert at_death(place, there.people).is_whole
        async with await another.open("checker") as storage:
            assert all(storage.files.path_of(each).is_file() for each in kept)
            for listed in await storage.applications():
                assert (await storage.verify_journal(listed.application.id)).broken is None
