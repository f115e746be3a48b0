"""The log of SQLite ends anywhere, as behind a power cut: what opens is whole, and is all that was committed up to there,
and nothing of what came after it."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, NOW

COMMITS = 40
#: places of each seed at which it is cut
CUTS = 20
DATABASE, LOG = "formbot.sqlite3", "formbot.sqlite3-wal"


@pytest.fixture
async def written(tmp_path: Path) -> tuple[Path, list[int]]:
    """A folder as it is while a program runs, and how long the log was behind each commit."""
    folder, lengths = tmp_path / "left", []
    async with await Storage.open(tmp_path / "data", worker="one") as storage:
        await storage.upgrade()
        await storage.keep_version("award", "v1", 1, "id: award", NOW)
        await storage.commit(ADA.begun())
        lengths.append((tmp_path / "data" / LOG).stat().st_size)
        for revision in range(1, COMMITS):
            found = await storage.load(ADA.key)
            assert found.application is not None
            await storage.commit(ADA.answered(found.application, revision))
            lengths.append((tmp_path / "data" / LOG).stat().st_size)
        folder.mkdir()
        for name in (DATABASE, LOG):
            shutil.copyfile(tmp_path / "data" / name, folder / name)
    assert all(shorter < longer for shorter, longer in pairwise(lengths)), "the log was begun anew"
    return folder, lengths


@pytest.mark.parametrize("seed", range(2))
async def test_cut_anywhere(seed: int, written: tuple[Path, list[int]], tmp_path: Path) -> None:
    """Also in the middle of a commit, and one byte before its end."""
    left, lengths = written
    dice = Random(seed)
    ends = dice.sample(lengths, 3)
    cuts = [dice.randrange(lengths[0], lengths[-1] + 1) for _ in range(CUTS)]
    for cut in (*cuts, *ends, *(end - 1 for end in ends if end > lengths[0])):
        folder = tmp_path / str(cut)
        shutil.copytree(left, folder, dirs_exist_ok=True)
        with (folder / LOG).open("r+b") as log:
            log.truncate(cut)
        whole = sum(length <= cut for length in lengths)
        async with await Storage.open(folder, worker="two") as storage:
            found = await storage.load(ADA.key)
            assert found.revision == whole, f"cut at {cut}"
            assert found.application is not None
            assert found.application.answers.keys() == {f"q{turn}" for turn in range(1, whole)}
            journal = await storage.verify_journal(ADA.application.id)
            assert (journal.entries, journal.broken) == (whole, None)
            await storage.commit(ADA.answered(found.application, whole))  # and it goes on
        assert Home(folder=folder).rows("PRAGMA integrity_check") == [("ok",)]
