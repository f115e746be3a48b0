"""The databases that tests run on: SQLite in a folder, and, where there is a server, PostgreSQL.

The server is the one at FORMBOT_TEST_POSTGRES (postgresql://…, of a user who may create databases), or one on this
machine. Each process of the tests makes a database of its own there, empties it for each test, and drops it. Where
there is no server, tests of PostgreSQL are left out and one line says so; with FORMBOT_INSIST=1 that is an error.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from sqlite3 import connect as sqlite
from typing import Any, TypeVar

import asyncpg
import pytest

from storage import tables
from storage.store import Storage

T = TypeVar("T")

#: where the server was found, for the processes of the tests; "" for nowhere
FOUND = "FORMBOT_TEST_POSTGRES_FOUND"
_HERE = ("postgresql://root@127.0.0.1:5432/postgres", "postgresql://postgres@127.0.0.1:5432/postgres")
_PATIENCE = 3.0

POSTGRES = [pytest.param("postgres", marks=pytest.mark.postgres)]
MAKES = ["sqlite", *POSTGRES]
_numbers = count()


@dataclass(frozen=True, kw_only=True)
class Home:
    """One database, and a folder for the files beside it."""

    folder: Path
    #: "" for SQLite in the folder
    url: str = ""

    @property
    def is_postgres(self) -> bool:
        return bool(self.url)

    async def open(self, worker: str = "one", **further: Any) -> Storage:
        """A program on it."""
        return await Storage.open(self.folder, worker=worker, url=self.url, **further)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement finds, past the program; what it changes is kept."""
        if self.url:
            return on_server(self.url, lambda server: _rows(server, statement))
        with closing(sqlite(self.folder / "formbot.sqlite3")) as file, file:
            return file.execute(statement).fetchall()

    def everything(self) -> dict[str, str]:
        """Every row of every table, as text."""
        return {
            name: repr(self.rows(f'SELECT * FROM "{name}"'))  # noqa: S608 - its own names
            for name in tables.metadata.tables
        }


async def _rows(server: asyncpg.Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await server.fetch(statement)]


@pytest.fixture(params=MAKES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A database of each make, without a row; that of PostgreSQL has its schema."""
    if request.param == "sqlite":
        return Home(folder=tmp_path)
    url: str = request.getfixturevalue("postgres")
    on_server(url, lambda server: server.execute(_EMPTY))
    return Home(folder=tmp_path, url=url)


@pytest.fixture(params=MAKES)
def bare_home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A database of each make without a schema, for one test alone."""
    if request.param == "sqlite":
        yield Home(folder=tmp_path)
        return
    with database() as url:
        yield Home(folder=tmp_path, url=url)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of this process's database, with its schema."""

    async def upgrade(url: str) -> None:
        async with await Storage.open(tmp_path_factory.mktemp("files"), worker="one", url=url) as storage:
            await storage.upgrade()

    with database() as url:
        _apart(upgrade(url))
        yield url


@contextmanager
def database() -> Iterator[str]:
    """A new database without a schema."""
    place = server()
    name = f"formbot_test_{os.getpid()}_{next(_numbers)}"
    statements = (
        f"CREATE DATABASE {name}",
        # nobody cuts the power in the middle of a test
        f"ALTER DATABASE {name} SET synchronous_commit = off",
    )
    for statement in statements:
        on_server(place, lambda connection, it=statement: connection.execute(it))
    try:
        yield f"{place.rpartition('/')[0]}/{name}"
    finally:
        on_server(place, lambda connection: connection.execute(f"DROP DATABASE {name} WITH (FORCE)"))


def on_server(url: str, act: Callable[[asyncpg.Connection], Coroutine[Any, Any, T]]) -> T:
    """Something on a connection of its own; blocks."""

    async def run() -> T:
        connection = await asyncpg.connect(url, timeout=_PATIENCE, command_timeout=30)
        try:
            return await act(connection)
        finally:
            await connection.close()

    return _apart(run())


def find_server(config: pytest.Config) -> None:
    """Once, before the processes of the tests begin: all of them must collect the same."""
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server")
    server()


def server() -> str:
    """Where it is, "" for nowhere; looked for once."""
    if FOUND not in os.environ:
        given = os.environ.get("FORMBOT_TEST_POSTGRES", "")
        os.environ[FOUND] = next(filter(_answers, (given,) if given else _HERE), "")
        if not os.environ[FOUND] and (given or os.environ.get("FORMBOT_INSIST") == "1"):
            raise pytest.UsageError("no PostgreSQL at FORMBOT_TEST_POSTGRES, or at 127.0.0.1:5432 without it")
    return os.environ[FOUND]


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests of PostgreSQL, where there is none."""
    if os.environ[FOUND]:
        return
    left = [item for item in items if item.get_closest_marker("postgres") is not None]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _answers(url: str) -> bool:
    try:
        on_server(url, lambda connection: connection.execute("SELECT 1"))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


def _apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs it on a loop of its own, wherever this is called from."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


#: what refers to a row goes before it
_EMPTY = ";".join(f'DELETE FROM "{table.name}"' for table in reversed(tables.metadata.sorted_tables))  # noqa: S608 - names of ours
