"""The database cannot be written for a while, as a whole program on a fake platform meets it: people are told so, what they
did is not acknowledged, and when it can be written again all goes on by itself within seconds, and nothing came twice.

On SQLite the disk is full, for SQLite itself (`max_page_count`), or the file may only be read, or the kernel refuses what
is written to the log, or what was written cannot be synced: SQLite meets real errors of real calls, and says which. Or
PostgreSQL is not there. It is so for as long as the person needs to be told, rather than for half a minute: what waits longer waits in the same
loop, for the same pause.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, Engine, ExceptionContext, event

from storage.changes import Misuse
from storage.sqlite import Sqlite
from storage.store import Storage
from tests.channels.slack.people import Person, people
from tests.channels.slack.program import Watched as Slack
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.telegram.guests import Guest, guests
from tests.channels.telegram.program import Watched as Telegram
from tests.channels.telegram.serving import serving
from tests.databases import POSTGRES, Home
from tests.storage.wire import Wire

#: what is said, whatever it was that was not kept
TOLD = "could not be saved"
#: seconds in which all goes on
WITHIN = 5
#: seconds until Slack tells an event for the second time again
AGAIN = 64
#: longer than what is left of a page of the file
LONG = "words " * 600
LOG: Final = "formbot.sqlite3-wal"
#: bytes of a page in the log
PAGE: Final = 4096 + 24

#: what goes wrong with the writer's connections, and its log
Fault = Callable[[Engine, Path], AbstractContextManager[None]]


def pragma(words: str) -> Fault:
    """Each connection has this."""

    @contextmanager
    def fault(engine: Engine, _: Path) -> Iterator[None]:
        def connected(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA {words}")

        with listening(engine, connect=connected):
            yield

    return fault


@contextmanager
def unwritable(_: Engine, log: Path) -> Iterator[None]:
    """The log gets one page longer, and no more: what is beyond is refused to write(), in the middle of a commit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + PAGE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def unsynced(engine: Engine, log: Path) -> Iterator[None]:
    """The log takes what is written and has lost it when it is to be synced, as a disk whose error is only found then:
    in each commit, the descriptor of the writer is that of a device which does so."""
    mine: set[int] = set()

    def connected(connection: sqlite3.Connection, _: object) -> None:
        before = opened_as(log)
        connection.execute("SELECT 1 FROM sqlite_master").fetchall()  # which opens the log
        mine.clear()
        mine.update(opened_as(log) - before)

    def committing(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        if not driver.total_changes:
            return  # there is nothing to sync
        device = os.open(os.devnull, os.O_RDWR)
        for descriptor in mine:
            os.dup2(device, descriptor)  # SQLite closes it when it is told of the error
        os.close(device)

    with listening(engine, connect=connected, commit=committing):
        yield


FAULTS: Mapping[str, Fault] = {
    "full": pragma("max_page_count=1"),
    "read only": pragma("query_only=ON"),
    "not written": unwritable,
    "not synced": unsynced,
}
#: what SQLite says of it
SAID = {
    "full": "SQLITE_FULL",
    "read only": "SQLITE_READONLY",
    "not written": "SQLITE_IOERR_WRITE",
    "not synced": "SQLITE_IOERR_FSYNC",
}


@asynccontextmanager
async def trouble(storage: Storage, fault: str) -> AsyncIterator[None]:
    """Until the end of the block, each connection of the writer has this, and nothing else went wrong."""
    database = storage._database
    assert isinstance(database, Sqlite)
    engine, said = database._writer._engine, set[str]()

    def failed(context: ExceptionContext) -> None:
        assert isinstance(context.original_exception, sqlite3.Error)
        said.add(context.original_exception.sqlite_errorname)

    with FAULTS[fault](engine, database._file.with_name(LOG)):
        with suppress(Misuse):  # what fails ends the connection that there was
            await database.write(lambda connection: connection.exec_driver_sql("no statement"))
        with listening(engine, handle_error=failed):
            yield
    assert said == {SAID[fault]}


@contextmanager
def listening(engine: Engine, **heard: Callable[..., None]) -> Iterator[None]:
    """Called back on these events of the engine, before the product is."""
    for name, call in heard.items():
        event.listen(engine, name, call, insert=True)
    try:
        yield
    finally:
        for name, call in heard.items():
            event.remove(engine, name, call)


def opened_as(file: Path) -> set[int]:
    """The descriptors of this process that are this file."""
    found = set()
    for entry in Path("/dev/fd").iterdir():
        with suppress(OSError):  # that of the listing
            if os.path.samestat(os.fstat(int(entry.name)), file.stat()):
                found.add(int(entry.name))
    return found


@pytest.mark.parametrize("fault", FAULTS)
async def test_on_telegram(fault: str, tmp_path: Path) -> None:
    async with Telegram(longest_poll=1) as telegram, serving(telegram, tmp_path, "picnic") as parts:
        (ann,) = guests(telegram, 1)
        await ann.start()
        await ann.sees("name")
        async with trouble(parts.storage, fault):
            await not_kept(ann, telegram, parts.storage)
        await goes_on(ann, telegram, parts.storage)
        assert Home(folder=tmp_path).rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("home", POSTGRES, indirect=True)
async def test_on_telegram_without_a_server(home: Home, tmp_path: Path) -> None:
    async with (
        Wire(url=home.url) as wire,
        Telegram(longest_poll=1) as telegram,
        serving(telegram, tmp_path, "picnic", url=wire.through) as parts,
    ):
        (ann,) = guests(telegram, 1)
        await ann.start()
        await ann.sees("name")
        await wire.go_down()
        await not_kept(ann, telegram, None)
        await wire.come_up()
        await goes_on(ann, telegram, parts.storage)


@pytest.mark.parametrize("fault", FAULTS)
async def test_on_slack(fault: str, tmp_path: Path) -> None:
    async with Slack() as slack, serving_slack(slack, tmp_path, "outing") as parts:
        (ann,) = people(slack, 1)
        await ann.start()
        await ann.sees("name")
        async with trouble(parts.storage, fault):
            await not_kept_from_slack(ann, parts.storage)
        await goes_on_in_slack(ann, slack, parts.storage)
        assert Home(folder=tmp_path).rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("home", POSTGRES, indirect=True)
async def test_on_slack_without_a_server(home: Home, mode: Mode, tmp_path: Path) -> None:
    async with (
        Wire(url=home.url) as wire,
        Slack() as slack,
        serving_slack(slack, tmp_path, "outing", mode=mode, url=wire.through) as parts,
    ):
        (ann,) = people(slack, 1)
        await ann.start()
        await ann.sees("name")
        await wire.go_down()
        await not_kept_from_slack(ann, None)
        await wire.come_up()
        await goes_on_in_slack(ann, slack, parts.storage)


async def not_kept(ann: Guest, telegram: Telegram, storage: Storage | None) -> None:
    """They are told, and Telegram is not."""
    ann.acts += 1
    await ann.user.say(LONG)
    said = telegram.updates.history[-1]
    await ann.user.sees(TOLD, within=WITHIN)
    assert said in telegram.updates.waiting
    if storage is not None:
        assert await ann.answers(storage) == {}


async def goes_on(ann: Guest, telegram: Telegram, storage: Storage) -> None:
    await ann.sees("way", within=WITHIN)
    await whole(ann, storage)
    async with asyncio.timeout(WITHIN):
        while telegram.updates.waiting:
            await telegram.called_now.until(lambda: None, 0.01)


async def not_kept_from_slack(ann: Person, storage: Storage | None) -> None:
    """They are told, and Slack is not."""
    await ann.say(LONG)
    await ann.user.sees(lambda one: TOLD in one.body)
    assert not ann.deliveries[-1].acked
    if storage is not None:
        assert await ann.answers(storage) == {}


async def goes_on_in_slack(ann: Person, slack: Slack, storage: Storage) -> None:
    """What is told again is told when Slack does so."""
    await slack.advance(AGAIN)
    await ann.sees("way", within=WITHIN)
    await whole(ann, storage)
    assert ann.deliveries[-1].acked


async def whole(ann: Guest | Person, storage: Storage) -> None:
    """Their words are kept, once."""
    assert await ann.answers(storage) == {"name": LONG.strip()}
    assert await ann.events(storage) == ann.acts
