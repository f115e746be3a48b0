"""A backup while somebody writes, and what is put back from it."""

from __future__ import annotations

import asyncio
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.backup import BackupFailed, back_up, put_back
from storage.store import Storage
from tests.databases import Home, database
from tests.storage.samples import ADA


@pytest.fixture
def another(home: Home, tmp_path: Path) -> Iterator[Home]:
    """A database of the same make without a schema, and a folder of its own."""
    folder = tmp_path / "another"
    if not home.is_postgres:
        yield Home(folder=folder)
        return
    with database() as url:
        yield Home(folder=folder, url=url)


async def test_what_was_there_is_there_again(
    storage: Storage, home: Home, another: Home, tmp_path: Path
) -> None:
    """Rows and files, and a program goes on with them. What is committed after the moment is not in it."""
    hashes = [(await storage.files.keep(content))[0] for content in (b"one", b"two" * 1000)]
    archive = tmp_path / "a.tar"
    before = home.everything()
    copied = await asyncio.to_thread(back_up, home.folder, home.url, archive)
    await storage.commit(ADA.answered(ADA.application, 1))
    assert (copied.files, copied.size) == (2, archive.stat().st_size)
    assert archive.stat().st_mode & 0o077 == 0
    again = another
    await asyncio.to_thread(put_back, again.folder, again.url, archive)
    assert again.everything() == before
    async with await again.open("two") as back:
        await back.upgrade()
        assert (await back.verify_journal(None)).broken is None
        assert [back.files.path_of(each).is_file() for each in hashes] == [True, True]
        await back.commit(ADA.answered(ADA.application, 1))


async def test_somebody_writes_meanwhile(storage: Storage, home: Home, another: Home, tmp_path: Path) -> None:
    """Every commit is in it whole, or not at all, up to a moment; nobody is held up."""
    stopped = asyncio.Event()
    revision = 1

    async def writes() -> None:
        nonlocal revision
        while not stopped.is_set():
            await storage.commit(ADA.answered(ADA.application, revision))
            revision += 1

    writing = asyncio.create_task(writes())
    await asyncio.to_thread(back_up, home.folder, home.url, tmp_path / "a.tar")
    stopped.set()
    await writing
    again = another
    await asyncio.to_thread(put_back, again.folder, again.url, tmp_path / "a.tar")
    async with await again.open("two") as back:
        known = await back.load(ADA.key)
        check = await back.verify_journal(ADA.application.id)
    assert known.revision is not None
    assert 1 <= known.revision <= revision
    assert check.broken is None
    assert check.entries == known.revision


@pytest.mark.usefixtures("storage")
async def test_nothing_is_replaced(home: Home, tmp_path: Path) -> None:
    await asyncio.to_thread(back_up, home.folder, home.url, tmp_path / "a.tar")
    before = home.everything()
    with pytest.raises(BackupFailed, match=r"already|not empty"):
        await asyncio.to_thread(put_back, home.folder, home.url, tmp_path / "a.tar")
    assert home.everything() == before


def archive_of(place: Path, **contents: bytes) -> Path:
    with tarfile.open(place, "w") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return place


@pytest.mark.parametrize(
    "contents",
    [
        {},
        {"files/" + "0" * 64: b"x"},
        {"formbot.sqlite3": b"", "../evil": b"x"},
        {"formbot.sqlite3": b"", "files/../evil": b"x"},
        {"formbot.sqlite3": b"", "files/" + "0" * 64: b"another content"},
    ],
    ids=["empty", "no database", "outside", "outside below", "damaged"],
)
def test_what_is_no_backup(tmp_path: Path, contents: dict[str, bytes]) -> None:
    """And what is damaged: a sentence, and no database."""
    place = archive_of(tmp_path / "a.tar", **contents)
    with pytest.raises(BackupFailed):
        put_back(tmp_path / "data", "", place)
    assert not (tmp_path / "data" / "formbot.sqlite3").exists()
    assert not (tmp_path / "evil").exists()


def test_words_for_what_goes_wrong(tmp_path: Path) -> None:
    """No database, no backup, another kind."""
    with pytest.raises(BackupFailed, match="no database"):
        back_up(tmp_path, "", tmp_path / "a.tar")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "text").write_text("no tar")
    with pytest.raises(BackupFailed, match="no backup"):
        put_back(tmp_path / "data", "", tmp_path / "text")
    dumped = archive_of(tmp_path / "b.tar", **{"formbot.dump": b"x"})
    with pytest.raises(BackupFailed, match="PostgreSQL"):
        put_back(tmp_path / "data", "", dumped)
