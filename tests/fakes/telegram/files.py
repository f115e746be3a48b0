"""What was uploaded, by the bot or by people, and how the bot reaches it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fakes.telegram.refusals import bad

#: bytes that getFile gives out at most [tdlib/telegram-bot-api: 20 << 20]
DOWNLOAD = 20 << 20
#: bytes that a bot may upload
UPLOAD = 50 << 20
PHOTO = 10 << 20
#: seconds that a path is good for; the real server says: at least [Bot API, getFile]
LINK = 60 * 60


@dataclass(frozen=True)
class Stored:
    """`size` may say more than `content` holds: a file that is too big need not be made to be refused."""

    id: str
    unique: str
    content: bytes
    name: str
    mime: str
    size: int
    #: below /file/bot<token>/
    path: str
    kind: str


@dataclass(frozen=True)
class Upload:
    """A part of a multipart form."""

    content: bytes
    name: str
    mime: str


class Files:
    """Every file of the cloud by its id."""

    def __init__(self, now: Callable[[], float], rng: Random) -> None:
        self._now = now
        self._rng = rng
        self.by_id: dict[str, Stored] = {}
        #: path → until when it leads to the file, in seconds since 1970
        self._open: dict[str, float] = {}
        #: paths, as they were fetched
        self.downloads: list[str] = []

    def keep(
        self, kind: str, content: bytes, name: str, *, mime: str = "", size: int | None = None
    ) -> Stored:
        """`kind` is the folder: "documents", "photos", "voice", "stickers"."""
        unique = f"{self._rng.getrandbits(60):015x}"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        stored = Stored(
            id=f"BQAC{self._rng.getrandbits(160):040x}",
            unique=unique,
            content=content,
            name=name,
            mime=mime or mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=len(content) if size is None else size,
            path=f"{kind}/file_{len(self.by_id)}.{suffix}",
            kind=kind,
        )
        self.by_id[stored.id] = stored
        return stored

    def get(self, file_id: str) -> dict[str, Any]:
        """A File of the API."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if stored.size > DOWNLOAD:
            raise bad("file is too big")
        self._open[stored.path] = self._now() + LINK
        return {**_plain(stored), "file_path": stored.path}

    def download(self, path: str) -> Stored | None:
        """What a path of getFile leads to, while it does."""
        if self._open.get(path, 0) <= self._now():
            return None
        self.downloads.append(path)
        return next(stored for stored in self.by_id.values() if stored.path == path)


def _plain(stored: Stored) -> dict[str, Any]:
    return {"file_id": stored.id, "file_unique_id": stored.unique, "file_size": stored.size}


def document(stored: Stored) -> dict[str, Any]:
    return {**_plain(stored), "file_name": stored.name, "mime_type": stored.mime}


def photo(files: Files, stored: Stored, width: int = 1280, height: int = 960) -> list[dict[str, Any]]:
    """The sizes of a photo, the smallest first, as in the API."""
    small = files.keep("thumbnails", stored.content[:100], "small.jpg")
    return [
        {**_plain(small), "width": 90, "height": 67},
        {**_plain(stored), "width": width, "height": height},
    ]


def voice(stored: Stored, seconds: int = 3) -> dict[str, Any]:
    return {**_plain(stored), "duration": seconds, "mime_type": "audio/ogg"}


def sticker(stored: Stored) -> dict[str, Any]:
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {**_plain(stored), **shape, "emoji": "🙂"}
