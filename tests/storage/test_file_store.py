"""The folder of files: kept whole under their hash, or not at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from storage.changes import Misuse, StorageUnavailable
from storage.files import FileStore, FileTooLarge


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """An empty store."""
    return FileStore.open(tmp_path / "data")


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """A download."""
    for part in parts:
        yield part


def everything(store: FileStore) -> list[Path]:
    """All files of the store, unfinished ones as well."""
    return [path for path in store.path_of("0" * 64).parents[2].rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"seal", b"x" * 3_000_000])
async def test_a_file_is_kept_under_its_hash(store: FileStore, content: bytes) -> None:
    """Whether it comes whole or in pieces, once."""
    digest = sha256(content).hexdigest()
    assert await store.keep(content) == (digest, len(content))
    assert await store.keep(pieces(content[:5], content[5:2_000_000], content[2_000_000:])) == (
        digest,
        len(content),
    )
    path = store.path_of(digest)
    assert path.parts[-3:] == ("files", digest[:2], digest)
    assert everything(store) == [path]
    with store.open_file(digest) as file:
        assert file.read() == content


async def test_a_file_that_was_damaged_is_mended_by_the_next_copy(store: FileStore) -> None:
    """The same content is put in its place."""
    digest, _ = await store.keep(b"seal")
    store.path_of(digest).write_bytes(b"sea")
    await store.keep(b"seal")
    assert store.path_of(digest).read_bytes() == b"seal"


async def test_a_file_over_the_limit_is_not_kept(store: FileStore) -> None:
    """However it comes; a file of exactly the limit is."""
    for content in (b"12345", pieces(b"123", b"45")):
        with pytest.raises(FileTooLarge):
            await store.keep(content, at_most=4)
    assert everything(store) == []
    assert (await store.keep(pieces(b"12", b"34"), at_most=4))[1] == 4


async def test_a_download_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    """Its error goes to whoever asked."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 2_000_000
        raise ConnectionResetError

    with pytest.raises(StorageUnavailable):
        await store.keep(broken())
    assert everything(store) == []


async def test_a_caller_that_is_cancelled_leaves_nothing(store: FileStore) -> None:
    """In the middle of a download."""
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * 2_000_000
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(store.keep(endless()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert everything(store) == []


async def test_many_at_once_keep_one(store: FileStore) -> None:
    """The same content from several people in the same moment."""
    kept = await asyncio.gather(*(store.keep(b"same") for _ in range(20)))
    assert set(kept) == {(sha256(b"same").hexdigest(), 4)}
    assert everything(store) == [store.path_of(kept[0][0])]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", "٣" * 64])
def test_only_a_hash_is_a_name(store: FileStore, name: str) -> None:
    """Nothing that a person wrote becomes a path."""
    with pytest.raises(Misuse):
        store.path_of(name)


def test_a_file_that_is_not_there(store: FileStore) -> None:
    """Erased, or never kept."""
    with pytest.raises(FileNotFoundError):
        store.open_file("0" * 64)


async def test_what_dead_programs_left_is_swept(store: FileStore, tmp_path: Path) -> None:
    """What is older than a moment; what is being written stays."""
    old, new = (tmp_path / "data" / "tmp" / name for name in ("old", "new"))
    for path, at in ((old, 1_000), (new, 3_000)):
        path.write_bytes(b"half")
        os.utime(path, (at, at))
    digest, _ = await store.keep(b"seal")
    assert store.sweep(datetime.fromtimestamp(2_000, UTC)) == 1
    assert sorted(everything(store)) == sorted([new, store.path_of(digest)])


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where a file stands in its way."""
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StorageUnavailable):
        FileStore.open(tmp_path / "data")


async def test_a_disk_that_takes_nothing(store: FileStore, tmp_path: Path) -> None:
    """It is the disk's fault, to be tried again."""
    (tmp_path / "data" / "tmp").rmdir()
    with pytest.raises(StorageUnavailable):
        await store.keep(b"seal")


def test_the_folder_is_for_its_user_alone(store: FileStore, tmp_path: Path) -> None:
    """Answers and seals are in it."""
    assert store.path_of("0" * 64).is_relative_to(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


async def test_a_sweep_while_a_download_ends(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put into place between two looks is no longer there to be looked at."""
    unfinished = tmp_path / "data" / "tmp"
    for name in ("ended", "left"):
        (unfinished / name).write_bytes(b"half")
        os.utime(unfinished / name, (1_000, 1_000))
    look = Path.iterdir

    def ends(folder: Path) -> list[Path]:
        found = list(look(folder))
        (unfinished / "ended").unlink()
        return found

    monkeypatch.setattr(Path, "iterdir", ends)
    assert store.sweep(datetime.fromtimestamp(2_000, UTC)) == 1
