"""The schema: models and migrations agree, and programs that start at once do not race."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, inspect, literal, select

from storage import rows, tables
from storage.changes import Misuse, StorageUnavailable
from storage.columns import UTC as MOMENT
from storage.columns import micros
from storage.migrating import FOLDER, NewerDatabase
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, NOW


async def test_models_and_migrations_agree(empty: Storage) -> None:
    """A migrated database has nothing more and nothing less than the tables say."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), tables.metadata))

    assert await empty._database.read(differences) == []


async def test_constraints_are_named_as_in_the_models(empty: Storage) -> None:
    """A later migration must be able to name what it changes."""

    def names(connection: Connection) -> set[str | None]:
        found: set[str | None] = set()
        for name in inspect(connection).get_table_names():
            look = inspect(connection)
            found.add(look.get_pk_constraint(name)["name"])
            found.update(each["name"] for each in look.get_foreign_keys(name))
            found.update(each["name"] for each in look.get_unique_constraints(name))
            found.update(each["name"] for each in look.get_indexes(name))
        return found - {"alembic_version_pkc"}

    meant = {
        str(each.name)
        for table in tables.metadata.tables.values()
        for each in (*table.constraints, *table.indexes)
    }
    assert await empty._database.read(names) == meant


def test_migrations_are_one_line() -> None:
    """One beginning, one end: two of them would be a merge that nobody made."""
    script = ScriptDirectory(str(FOLDER))
    assert len(script.get_heads()) == len(script.get_bases()) == 1


async def test_a_second_upgrade_changes_nothing(storage: Storage) -> None:
    """What is there stays."""
    before = await storage.load(ADA.key)
    await storage.upgrade()
    assert await storage.load(ADA.key, fresh=True) == before


async def test_programs_of_one_process_upgrade_at_once(bare_home: Home) -> None:
    """In threads: one of them does it, the others find it done."""
    all_of_them = [await bare_home.open(str(number)) for number in range(5)]
    await asyncio.gather(*(storage.upgrade() for storage in all_of_them))
    for storage in all_of_them:
        assert await storage.applications() == ()
        await storage.close()


def test_programs_upgrade_at_once(bare_home: Home) -> None:
    """In processes, on a database in which nothing is yet."""
    program = (
        "import asyncio, pathlib, sys\n"
        "from tests.databases import Home\n"
        "async def main():\n"
        "    home = Home(folder=pathlib.Path(sys.argv[1]), url=sys.argv[2])\n"
        "    async with await home.open(sys.argv[3]) as storage:\n"
        "        await storage.upgrade()\n"
        "        print(len(await storage.applications()))\n"
        "asyncio.run(main())\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(bare_home.folder), bare_home.url, str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    ended = [(process.communicate()[0], process.returncode) for process in started]
    assert ended == [("0\n", 0)] * 4


async def test_a_migration_that_fails_leaves_nothing(storage: Storage) -> None:
    """Tables that it made and rows that it wrote are rolled back together."""

    def migrate(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO half VALUES (1)")
        connection.exec_driver_sql("UPDATE people SET since = 0")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(storage._database.migrate, migrate)
    assert not await storage._database.read(lambda c: inspect(c).has_table("half"))
    assert await storage._database.read(lambda c: c.scalar(select(tables.people.c.since))) == NOW


async def test_a_migration_may_not_leave_dangling_rows(storage: Storage) -> None:
    """SQLite checks references when all is done, PostgreSQL row by row."""
    with pytest.raises((RuntimeError, Misuse)):
        await asyncio.to_thread(
            storage._database.migrate, lambda c: c.exec_driver_sql("DELETE FROM people").close()
        )
    assert (await storage.load(ADA.key, fresh=True)).address == ADA.address


async def test_an_act_that_fails_leaves_nothing(storage: Storage) -> None:
    """The driver begins no transaction of its own: table and rows are rolled back together."""

    def act(connection: Connection) -> None:
        connection.execute(insert(tables.people), {"id": "half", "since": NOW})
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.execute(insert(tables.people), {"id": "other half", "since": NOW})
        raise ZeroDivisionError

    with pytest.raises(Misuse):
        await storage._database.write(act)
    assert not await storage._database.read(lambda c: inspect(c).has_table("half"))
    people = await storage._database.read(lambda c: c.scalar(select(func.count()).select_from(tables.people)))
    assert people == 1


async def test_a_database_of_a_newer_program_is_refused(bare_home: Home) -> None:
    """It says so, and changes nothing."""
    async with await bare_home.open() as storage:
        assert await storage.standing() == "none"
        await storage.upgrade()
        assert await storage.standing() == "current"
        bare_home.rows("UPDATE alembic_version SET version_num = '9999' RETURNING 1")
        assert await storage.standing() == "newer"
        with pytest.raises(NewerDatabase):
            await storage.upgrade()


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", PRAGMAS)
async def test_pragmas(storage: Storage, pragma: str) -> None:
    """WAL, FULL and foreign keys on every connection, and nobody waits for ever."""

    def read(connection: Connection) -> object:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

    assert await storage._database.read(read) == PRAGMAS[pragma]
    assert await storage._database.write(read) == PRAGMAS[pragma]


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
async def test_the_driver_begins_no_transaction_of_its_own(storage: Storage) -> None:
    """BEGIN is ours, for readers and for the writer."""

    def level(connection: Connection) -> object:
        driver = connection.connection.driver_connection
        assert driver is not None
        return driver.isolation_level

    assert [await storage._database.read(level), await storage._database.write(level)] == [None, None]


async def test_readers_cannot_write(storage: Storage) -> None:
    """Whoever writes does so where the locks are taken."""
    with pytest.raises(StorageUnavailable, match=r"(?i)readonly"):
        await storage._database.read(lambda c: c.exec_driver_sql("DELETE FROM due").close())


async def test_readers_see_one_moment(storage: Storage, home: Home) -> None:
    """What one load reads in several statements belongs together, whatever is committed meanwhile."""

    def read(connection: Connection) -> list[object]:
        people = select(func.count()).select_from(tables.people)
        before = connection.scalar(people)
        home.rows("INSERT INTO people VALUES ('meanwhile', 0) RETURNING id")
        return [before, connection.scalar(people)]

    assert await storage._database.read(read) == [1, 1]
    assert (
        await storage._database.read(lambda c: c.scalar(select(func.count()).select_from(tables.people))) == 2
    )


UNKNOWN = [
    "mysql://me:hunter2@db/formbot",
    "sqlite://",
    "hunter2",
    "postgresql://me:hunter2@db/x?passfile=hunter2",
]


@pytest.mark.parametrize("url", UNKNOWN)
async def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    """With a sentence that does not show the address, not with a missing module."""
    with pytest.raises(ValueError, match="database") as caught:
        await Storage.open(tmp_path, worker="one", url=url)
    assert "hunter2" not in str(caught.value)


async def test_the_database_can_lie_elsewhere(tmp_path: Path) -> None:
    """Files stay in the data folder."""
    url = f"sqlite+aiosqlite:///{tmp_path}/elsewhere.db"
    async with await Storage.open(tmp_path / "data", worker="one", url=url) as storage:
        await storage.upgrade()
    assert (tmp_path / "elsewhere.db").is_file()
    assert [path.name for path in sorted((tmp_path / "data").iterdir())] == ["files", "tmp"]


MOMENTS = [
    NOW,
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 1, 20, 0, 0, 1, tzinfo=timezone(timedelta(hours=8))),
]


@pytest.mark.parametrize("at", MOMENTS)
async def test_moments_come_back_exactly(storage: Storage, at: datetime) -> None:
    """To the microsecond, in UTC."""
    back = await storage._database.read(lambda c: c.scalar(select(literal(at, MOMENT))))
    assert back == at
    assert back.tzinfo is UTC


def test_moments_sort_as_they_are_stored() -> None:
    """Whatever zone they were written in."""
    assert sorted(MOMENTS) == sorted(MOMENTS, key=micros)


async def test_a_moment_without_a_zone_is_refused(storage: Storage) -> None:
    """Nobody could say later which one it was; None is no moment and goes through."""
    naive = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - what is tested
    with pytest.raises(Misuse, match="zone"):
        await storage._database.read(lambda c: c.scalar(select(literal(naive, MOMENT))))
    assert await storage._database.read(lambda c: c.scalar(select(literal(None, MOMENT)))) is None


FLAT = {
    "answers": rows.answer,
    "due": rows.due,
    "files": rows.file,
    "inbox": rows.inbox,
    "messages": rows.message,
    "outbox": rows.outgoing,
    "submissions": rows.submission,
    "dialogue_versions": rows.version,
}


@pytest.mark.parametrize("table", FLAT)
def test_every_field_of_a_flat_value_has_its_column(table: str) -> None:
    """A field that is added needs a column, and a migration."""
    assert set(FLAT[table].names) <= set(tables.metadata.tables[table].c.keys())


async def test_a_new_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite refuses at once to make it a WAL file, whatever its time-out says; it is tried again."""
    async with await Storage.open(tmp_path, worker="one") as opened:
        file = tmp_path / "formbot.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as first:
            first.execute("BEGIN IMMEDIATE")
            monkeypatch.setattr("storage.sqlite.time.sleep", lambda _: first.execute("COMMIT"))
            await opened.upgrade()
        assert await opened.applications() == ()
