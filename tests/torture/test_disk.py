"""The database cannot be written for a while, as a whole program on a fake platform meets it: people are told so, what they
did is not acknowledged, and when it can be written again all goes on by itself within seconds, and nothing came twice.

On SQLite the disk is full, for SQLite itself (`max_page_count`), or the file may only be read; PostgreSQL is not there. It
is not there for as long as the person needs to be told, rather than for half a minute: what waits longer waits in the same
loop, for the same pause.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.sqlite import Sqlite
from storage.store import Storage
from tests.channels.slack.people import Person, people
from tests.channels.slack.program import Watched as Slack
from tests.channels.slack.serving_slack import serving_slack
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


@asynccontextmanager
async def trouble(storage: Storage, pragma: str) -> AsyncIterator[None]:
    """The writer's connection has this now, and so has each that it opens until the end of the block."""
    database = storage._database
    assert isinstance(database, Sqlite)
    engine = database._writer._engine

    def troubled(connection: object, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    event.listen(engine, "connect", troubled)
    await database.write(lambda connection: connection.exec_driver_sql(f"PRAGMA {pragma}").close())
    try:
        yield
    finally:
        event.remove(engine, "connect", troubled)


FAULTS = {"full": "max_page_count=1", "read only": "query_only=ON"}


@pytest.mark.parametrize("fault", FAULTS)
async def test_on_telegram(fault: str, tmp_path: Path) -> None:
    async with Telegram(longest_poll=1) as telegram, serving(telegram, tmp_path, "picnic") as parts:
        (ann,) = guests(telegram, 1)
        await ann.start()
        await ann.sees("name")
        async with trouble(parts.storage, FAULTS[fault]):
            await not_kept(ann, telegram, parts.storage)
        await goes_on(ann, telegram, parts.storage)


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
    """What is told again is told when Slack does so."""
    async with Slack() as slack, serving_slack(slack, tmp_path, "outing") as parts:
        (ann,) = people(slack, 1)
        await ann.start()
        await ann.sees("name")
        async with trouble(parts.storage, FAULTS[fault]):
            await ann.say(LONG)
            await ann.user.sees(lambda one: TOLD in one.body)
            assert not ann.deliveries[-1].acked
            assert await ann.answers(parts.storage) == {}
        await slack.advance(AGAIN)
        await ann.sees("way", within=WITHIN)
        await whole(ann, parts.storage)
        assert ann.deliveries[-1].acked


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


async def whole(ann: Guest | Person, storage: Storage) -> None:
    """Their words are kept, once."""
    assert await ann.answers(storage) == {"name": LONG.strip()}
    assert await ann.events(storage) == ann.acts
