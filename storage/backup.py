"""A copy of everything in one file, made while programs serve, and put back where nothing is.

A tar: first the database as it was at one moment (SQLite's online backup, or pg_dump), then every file of the applicants
by its SHA-256. A file is on disk before any row refers to it, so whatever the database knows is in the archive. What is
put back is looked over: a file whose content is not what its name says is refused.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from sqlalchemy import URL

from storage.database import address_of

_SQLITE: Final = "formbot.sqlite3"
_DUMP: Final = "formbot.dump"
_FILE: Final = re.compile(r"files/([0-9a-f]{64})")
_PIECE: Final = 1 << 20


class BackupFailed(Exception):
    """Nothing was made, or put back; `str()` says why, and what to do. It holds no address and no password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """What an archive holds."""

    #: files of applicants
    files: int
    #: of the archive
    size: int


def back_up(data: Path, url: str, to: Path) -> Copied:
    """Everything, into one file, which is there only when it is whole. Blocks. Raises BackupFailed."""
    unfinished = to.with_name(f"{to.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".formbot-") as folder:
            name, database = _copied(data, url, Path(folder))
            unfinished.touch(mode=0o600)
            with tarfile.open(unfinished, "w") as archive:
                archive.add(database, name)
                count = sum(_added(archive, file) for file in _files(data))
        with unfinished.open("rb") as whole:
            os.fsync(whole.fileno())
        size = unfinished.stat().st_size
        unfinished.replace(to)
    except OSError as problem:
        raise BackupFailed(f"{to}: {problem.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return Copied(files=count, size=size)


def put_back(data: Path, url: str, source: Path) -> Copied:
    """An archive, into a folder and a database that hold nothing yet. Blocks. Raises BackupFailed."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            tarfile.open(source, "r:") as archive,
            tempfile.TemporaryDirectory(dir=data, prefix=".formbot-") as folder,
        ):
            names = _names(archive)
            database = Path(folder) / names[0]
            _extract(archive, names[0], database)
            for name in names[1:]:
                _put_file(archive, name, data, Path(folder))
            _restored(database, data, url)
        return Copied(files=len(names) - 1, size=source.stat().st_size)
    except tarfile.TarError:
        raise BackupFailed(f"{source} is no backup of formbot") from None
    except OSError as problem:
        raise BackupFailed(f"{problem.filename or source}: {problem.strerror}") from None


# The database.


def _copied(data: Path, url: str, folder: Path) -> tuple[str, Path]:
    """What it is called in an archive, and where the copy lies."""
    address = address_of(url, data)
    if address.get_backend_name() == "sqlite":
        place = Path(str(address.database))
        if not place.is_file():
            raise BackupFailed(f"there is no database at {place}")
        with (
            closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(folder / _SQLITE)) as copy,
        ):
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupFailed("the database is damaged: keep it as it is, and ask")
        return _SQLITE, folder / _SQLITE
    _run("pg_dump", address, "--format=custom", "--no-owner", f"--file={folder / _DUMP}")
    return _DUMP, folder / _DUMP


def _restored(database: Path, data: Path, url: str) -> None:
    address = address_of(url, data)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite != (database.name == _SQLITE):
        kind = "SQLite" if database.name == _SQLITE else "PostgreSQL"
        raise BackupFailed(f"this is a backup of {kind}: set DATABASE_URL to one of that kind")
    if not is_sqlite:
        _run("pg_restore", address, "--no-owner", "--exit-on-error", "--single-transaction", str(database))
        return
    place = Path(str(address.database))
    if place.exists():
        raise BackupFailed(f"{place} is there already: move it away first")
    shutil.move(database, place)


def _run(tool: str, address: URL, *options: str) -> None:
    """One of PostgreSQL's tools. The password is in none of its arguments: those can be seen by all on the machine."""
    plain = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database
    ).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    try:
        subprocess.run(  # noqa: S603 - its own options
            [tool, f"--dbname={plain}", *options], check=True, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip
    except FileNotFoundError:
        raise BackupFailed(f"{tool} is not installed: it comes with PostgreSQL's client") from None
    except subprocess.CalledProcessError as problem:
        said = problem.stderr.decode(errors="replace")
        full = "already exists" in said
        why = "the database is not empty: make a new one" if full else "does the database answer?"
        raise BackupFailed(f"{tool} ended with status {problem.returncode}; {why}") from None


# The files.


def _files(data: Path) -> Iterator[Path]:
    yield from sorted((data / "files").glob("??/*"))


def _added(archive: tarfile.TarFile, file: Path) -> bool:
    name = f"files/{file.name}"
    if _FILE.fullmatch(name) is None:
        return False
    try:
        archive.add(file, name)
    except FileNotFoundError:  # what was forgotten meanwhile is in no row of a later moment
        return False
    return True


def _names(archive: tarfile.TarFile) -> list[str]:
    """The database first, then files; whatever else is there is not ours."""
    members = archive.getmembers()
    names = [member.name for member in members]
    are_files = all(member.isfile() for member in members)
    if (
        not names
        or names[0] not in {_SQLITE, _DUMP}
        or not are_files
        or not all(map(_FILE.fullmatch, names[1:]))
    ):
        raise tarfile.TarError
    return names


def _put_file(archive: tarfile.TarFile, name: str, data: Path, folder: Path) -> None:
    found = _FILE.fullmatch(name)
    hash_ = found[1] if found is not None else ""
    if _extract(archive, name, folder / hash_) != hash_:
        raise BackupFailed(f"{name} is damaged in this backup")
    place = data / "files" / hash_[:2] / hash_
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / hash_).replace(place)


def _extract(archive: tarfile.TarFile, name: str, to: Path) -> str:
    """Its SHA-256."""
    digest = sha256()
    with _opened(archive, name) as content, to.open("wb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


@contextmanager
def _opened(archive: tarfile.TarFile, name: str) -> Iterator[IO[bytes]]:
    content = archive.extractfile(name)
    if content is None:
        raise tarfile.TarError
    with content:
        yield content
