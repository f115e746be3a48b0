"""Files of applicants, by the SHA-256 of their content: `files/ab/abcd…` under the data folder.

The name that a person gave to a file never becomes a path. A file is written beside, synced, renamed into
place and its folder synced, all before its hash is told: what a commit refers to is there after a power cut.
The same content is kept once. What a file is called, who may see it and what type it has are not known here.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Self

from storage.changes import Misuse, StorageUnavailable

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: written in one go
_PIECE = 1 << 20


class FileTooLarge(Exception):
    """The content is longer than what was allowed; nothing of it was kept."""


class FileStore:
    """A folder of files by their content."""

    def __init__(self, data: Path) -> None:
        self._files = data / "files"
        self._unfinished = data / "tmp"

    @classmethod
    def open(cls, data: Path) -> Self:
        """The store under `data`, which is made, for this user alone, where it is not there."""
        store = cls(data)
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            store._files.mkdir(exist_ok=True)
            store._unfinished.mkdir(exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"{data}: {error.strerror}") from error
        return store

    async def keep(
        self, content: bytes | AsyncIterable[bytes], *, at_most: int | None = None
    ) -> tuple[str, int]:
        """The content's hash and length, once it is on disk. A content that breaks off is not kept."""
        incoming = _Incoming(self._unfinished, at_most)
        try:
            if isinstance(content, bytes):
                await asyncio.to_thread(incoming.write, content)
            else:
                async for piece in _gathered(content):
                    await asyncio.to_thread(incoming.write, piece)
            return await asyncio.to_thread(incoming.finish, self.path_of)
        except OSError as error:
            raise StorageUnavailable(f"{self._files}: {error.strerror}") from error
        finally:
            await asyncio.to_thread(incoming.drop)

    def path_of(self, sha256: str) -> Path:
        """Where a content lies, or would lie."""
        if _SHA256.fullmatch(sha256) is None:
            raise Misuse("not a SHA-256 in lower-case hexadecimal")
        return self._files / sha256[:2] / sha256

    def open_file(self, sha256: str) -> BinaryIO:
        """A content, for reading; FileNotFoundError where there is none."""
        return self.path_of(sha256).open("rb")

    def sweep(self, before: datetime) -> int:
        """Drops what was left unfinished before this by programs that died; how many."""
        dropped = 0
        for each in self._unfinished.iterdir():
            with suppress(FileNotFoundError):  # a download that has just ended is in its place
                if each.stat().st_mtime < before.timestamp():
                    each.unlink()
                    dropped += 1
        return dropped


class _Incoming:
    """A file that is being written. Every method blocks, and waits for the one before it: a caller that was
    cancelled drops the file while a thread may still be writing.
    """

    def __init__(self, folder: Path, at_most: int | None) -> None:
        self._folder = folder
        self._at_most = at_most
        self._lock = Lock()
        self._file: BinaryIO | None = None
        self._path = folder
        self._hash = sha256()
        self._length = 0

    def write(self, piece: bytes) -> None:
        with self._lock:
            self._length += len(piece)
            if self._at_most is not None and self._length > self._at_most:
                raise FileTooLarge(f"more than {self._at_most} bytes")
            self._hash.update(piece)
            self._opened().write(piece)

    def finish(self, place_of: Callable[[str], Path]) -> tuple[str, int]:
        """Into place. A file that is there already has the same content, and is replaced in one step."""
        with self._lock:
            file = self._opened()
            file.flush()
            os.fsync(file.fileno())
            digest = self._hash.hexdigest()
            place = place_of(digest)
            place.parent.mkdir(exist_ok=True)
            self._path.replace(place)
            _sync(place.parent)
            _sync(place.parent.parent)
            return digest, self._length

    def drop(self) -> None:
        """Closes the file; what is not in place is gone."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            descriptor, path = tempfile.mkstemp(dir=self._folder)
            self._file, self._path = os.fdopen(descriptor, "wb"), Path(path)
        return self._file


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def _gathered(content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in pieces that are worth a hop to another thread."""
    gathered = bytearray()
    async for piece in content:
        gathered += piece
        if len(gathered) >= _PIECE:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
