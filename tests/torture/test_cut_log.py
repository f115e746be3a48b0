"""The power is cut, wherever SQLite was just then: what opens is whole, and is all that was committed up to there, and
nothing of what came after it.

The log ends anywhere; or its pages are on their way into the main file (a checkpoint), of which some have arrived, in any
order and some in part, while the log is whole, as it is synced before; or it is begun anew, behind a checkpoint, over what
stood there. These are the states that a disk can leave which keeps no order but around a sync, as SQLite's own tests of
power cuts make them.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random
from sqlite3 import connect

import pytest

from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, NOW

COMMITS = 40
#: places of each seed at which it is cut
CUTS = 20
#: cuts of each seed in a checkpoint
ARRIVALS = 10
DATABASE, LOG = "formbot.sqlite3", "formbot.sqlite3-wal"
#: bytes of a page, and of what a disk writes in one piece
PAGE, SECTOR = 4096, 512
#: of the log's head, and of a page in it
HEAD, FRAME = 32, 24 + PAGE


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
        _copy(tmp_path / "data", folder)
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
        _copy(left, folder)
        with (folder / LOG).open("r+b") as log:
            log.truncate(cut)
        whole = sum(length <= cut for length in lengths)
        await _holds(folder, whole, f"cut at {cut}")


@pytest.mark.parametrize("seed", range(2))
async def test_cut_in_a_checkpoint(seed: int, written: tuple[Path, list[int]], tmp_path: Path) -> None:
    """Everything is there that was committed, as all of it stands in the log."""
    left, lengths = written
    dice = Random(seed)
    before, after = _pages(left / DATABASE), _pages(_checkpointed(left, tmp_path / "after") / DATABASE)
    moved = [number for number, page in enumerate(after) if before[number : number + 1] != [page]]
    assert len(moved) > len(before) / 10
    for number in range(ARRIVALS):
        folder = tmp_path / str(number)
        _copy(left, folder)
        arrived = dice.sample(moved, dice.choice((1, dice.randrange(1, len(moved)), len(moved))))
        torn = {page: dice.randrange(SECTOR, PAGE, SECTOR) for page in arrived if dice.random() < 0.2}
        with (folder / DATABASE).open("r+b") as file:
            for page in arrived:
                file.seek(page * PAGE)
                file.write(after[page][: torn.get(page)])
        await _holds(folder, len(lengths), f"{arrived} have arrived, of which {torn} in part")


@pytest.mark.parametrize("seed", range(2))
async def test_cut_where_the_log_is_begun_anew(
    seed: int, written: tuple[Path, list[int]], tmp_path: Path
) -> None:
    """Behind a checkpoint the log is written over from its start: what still stands there of the log before counts for
    nothing, and what was committed since is there as far as it has arrived."""
    left, lengths = written
    dice = Random(seed)
    going, anew, ends = tmp_path / "going", tmp_path / "anew", list[int]()
    old = (left / LOG).read_bytes()
    _copy(left, going)
    async with await Storage.open(going, worker="one") as storage:
        with closing(connect(going / DATABASE)) as other:
            assert other.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()[0] == 0
            for revision in range(len(lengths), len(lengths) + 5):
                found = await storage.load(ADA.key)
                assert found.application is not None
                await storage.commit(ADA.answered(found.application, revision))
                new = (going / LOG).read_bytes()
                starts = range(HEAD, len(old), FRAME)
                changed = (at for at in starts if new[at : at + FRAME] != old[at : at + FRAME])
                ends.append(max(changed) + FRAME)
            _copy(going, anew)
    assert len(new) == len(old), "the log was not begun anew"
    for cut in (*(dice.randrange(ends[-1] + 1) for _ in range(ARRIVALS)), *ends[:2]):
        folder = tmp_path / str(cut)
        _copy(anew, folder)
        (folder / LOG).write_bytes(new[:cut] + old[cut:])
        whole = len(lengths) + sum(end <= cut for end in ends)
        await _holds(folder, whole, f"begun anew up to {cut}")


async def _holds(folder: Path, whole: int, cut: str) -> None:
    """What opens there has so many commits, all of each, and goes on."""
    async with await Storage.open(folder, worker="two") as storage:
        found = await storage.load(ADA.key)
        assert found.revision == whole, cut
        assert found.application is not None
        assert found.application.answers.keys() == {f"q{turn}" for turn in range(1, whole)}
        journal = await storage.verify_journal(ADA.application.id)
        assert (journal.entries, journal.broken) == (whole, None)
        await storage.commit(ADA.answered(found.application, whole))  # and it goes on
    assert Home(folder=folder).rows("PRAGMA integrity_check") == [("ok",)]


def _copy(source: Path, folder: Path) -> None:
    """What a power cut leaves: both files, and nothing of what was in memory only."""
    folder.mkdir(exist_ok=True)
    for name in (DATABASE, LOG):
        shutil.copyfile(source / name, folder / name)


def _checkpointed(source: Path, folder: Path) -> Path:
    """The same, with all that is in the log in the main file."""
    _copy(source, folder)
    with closing(connect(folder / DATABASE)) as file:
        assert file.execute("PRAGMA wal_checkpoint(FULL)").fetchone()[0] == 0
    return folder


def _pages(file: Path) -> list[bytes]:
    content = file.read_bytes()
    return [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
