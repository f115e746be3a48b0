"""What programs tell each other on PostgreSQL: what they may remember is dropped, and whoever sends is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import notices
from storage.cache import Cache
from storage.changes import AddressKey, Changes, Committed, Moved, Snapshot
from storage.codes import Join
from storage.notices import Notice
from storage.postgres import Postgres
from storage.records import Heard, Lease
from storage.store import Storage
from tests.databases import POSTGRES, Home
from tests.storage.samples import ADA, BEN, NOW, SECOND

#: a moment that no test sets
LEASE = Lease(worker="one", duration=SECOND)
MARK = NOW + timedelta(days=999)
on_postgres = pytest.mark.parametrize("home", POSTGRES, indirect=True)


async def told(by: Storage, to: Storage) -> None:
    """All that was told until now has come through: notices keep their order."""
    assert isinstance(to._database, Postgres)
    before, came = to._database._told, asyncio.Event()

    def heard(what: Heard) -> None:
        if what == Heard(due=MARK):
            came.set()
        elif before is not None:
            before(what)

    to.listen(heard)
    await by.move_due(ADA.due(MARK), MARK)
    async with asyncio.timeout(10):
        await came.wait()
    to._database._told = before


async def hears(storage: Storage) -> Storage:
    """A program that listens."""
    assert isinstance(storage._database, Postgres)
    storage._database._listener.start()
    await storage._database._listener.listening.wait()
    return storage


def known(storage: Storage) -> Snapshot | None:
    """What it remembers of Ada."""
    return storage._cache.snapshot(ADA.key, None)


@on_postgres
async def test_what_another_has_written_is_forgotten(storage: Storage, other: Storage) -> None:
    """Of that conversation alone, soon, and without a commit of one's own."""
    await hears(other)
    await storage.commit(BEN.begun())
    await told(storage, other)
    for person in (ADA, BEN):
        await other.load(person.key)
    changes = ADA.answered(ADA.application, 1)
    await storage.commit(changes)
    await told(storage, other)
    assert known(other) is None
    assert (await other.load(ADA.key)).revision == 2
    assert other._cache.snapshot(BEN.key, None) is not None


@on_postgres
@pytest.mark.parametrize(
    "changes",
    [
        Changes(address=replace(ADA.address, language="zh-Hans")),
        Changes(cursor=ADA.cursor(7)),
    ],
)
async def test_an_address_and_a_cursor(storage: Storage, other: Storage, changes: Changes) -> None:
    """Where nothing of the application has changed."""
    await hears(other)
    await other.load(ADA.key)
    await storage.commit(changes)
    await told(storage, other)
    assert known(other) is None
    assert await other.load(ADA.key) == await storage.load(ADA.key)


@on_postgres
async def test_where_a_message_stands(storage: Storage, other: Storage) -> None:
    """And which prompt is the newest of a chat."""
    await hears(other)
    await storage.commit(Changes(messages=(ADA.message(5),)))
    other.seen(ADA.message(5))
    assert await other.prompt_before(ADA.key, 100) == ADA.message(5)
    await storage.commit(Changes(messages=(ADA.message(9, message="ada.5"), ADA.message(9, message="ada.5"))))
    await told(storage, other)
    assert await other.prompt_before(ADA.key, 100) == ADA.message(9, message="ada.5")
    assert await other.sent_message("ada.5") == ADA.message(9, message="ada.5")


@on_postgres
@pytest.mark.parametrize("act", ["join", "drop"])
async def test_what_cannot_be_named(storage: Storage, other: Storage, act: str) -> None:
    """Everything is forgotten."""
    await hears(other)
    await storage.commit(BEN.begun())
    await told(storage, other)
    await other.load(BEN.key)
    if act == "join":
        await storage.commit(Changes(join=Join(person=BEN.person, into=ADA.person)))
    else:
        await storage.drop_unagreed(NOW, frozenset())
    await told(storage, other)
    assert other._cache.snapshot(BEN.key, None) is None


@on_postgres
async def test_ones_own_notices_are_nothing_new(storage: Storage, other: Storage) -> None:
    """What was committed here is remembered here, and nobody is told."""
    await hears(storage)
    await hears(other)
    heard: list[Heard] = []
    await storage.commit(ADA.answered(ADA.application, 1))
    await told(other, storage)
    storage.listen(heard.append)
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.release()
    await other.move_due(ADA.due(NOW), NOW + SECOND)
    await told(other, storage)
    assert heard == [Heard(due=NOW + SECOND)]
    assert known(storage) is not None


@on_postgres
async def test_what_has_come_for_whoever_sends(storage: Storage, other: Storage) -> None:
    """Rows that nobody has taken, the nearest moment that was set; and nothing where there is nothing."""
    heard: list[Heard] = []
    await hears(other)
    other.listen(heard.append)
    await storage.commit(Changes(outbox=(ADA.outgoing(1),)))
    await storage.commit(Changes(outbox=(ADA.outgoing(2, not_before=NOW + SECOND),)))
    await storage.commit(BEN.begun())
    await storage.commit(Changes(due=(ADA.due(NOW + timedelta(days=1)), BEN.due(NOW + SECOND))))
    await storage.move_due(BEN.due(NOW + SECOND), NOW)
    await storage.move_due(BEN.due(NOW), None)
    await told(storage, other)
    assert heard == [Heard(outbox=True), Heard(due=NOW + SECOND), Heard(due=NOW)]


@on_postgres
async def test_a_connection_that_is_lost(storage: Storage, other: Storage, home: Home) -> None:
    """What was missed meanwhile is not known, so nothing is; then it listens again."""
    database = (await hears(other))._database
    assert isinstance(database, Postgres)
    await other.load(ADA.key)
    lost, forget = asyncio.Event(), other._cache.forget
    database._listener._lost = lambda: (forget(), lost.set())  # type: ignore[func-returns-value]
    home.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )
    async with asyncio.timeout(10):
        await lost.wait()
        assert known(other) is None
        await database._listener.listening.wait()
    await other.load(ADA.key)
    await storage.commit(ADA.answered(ADA.application, 1))
    await told(storage, other)
    assert known(other) is None


@on_postgres
async def test_nothing_depends_on_it(storage: Storage, other: Storage) -> None:
    """Who hears nothing is told by their commit."""
    database = (await hears(other))._database
    assert isinstance(database, Postgres)
    await database._listener.close()
    await other.load(ADA.key)
    await storage.commit(ADA.answered(ADA.application, 1))
    with pytest.raises(Moved):
        await other.commit(ADA.answered(ADA.application, 1, event="late"))
    assert (await other.load(ADA.key, fresh=True)).revision == 2


@on_postgres
async def test_a_group_with_more_than_fits(storage: Storage, other: Storage) -> None:
    """It is told in several pieces."""
    await hears(other)
    await other.load(ADA.key)
    messages = tuple(ADA.message(number, message=f"{number}" + "x" * 200) for number in range(100))
    await storage.commit(Changes(messages=messages, cursor=ADA.cursor(5)))
    await told(storage, other)
    assert known(other) is None


def test_a_notice_comes_as_it_was_written() -> None:
    """In pieces that a server takes."""
    marks = tuple(("sent", f"数 {number}" * 20) for number in range(200))
    heard = Heard(outbox=True, due=NOW + timedelta(microseconds=1))
    notice = Notice(by="one", marks=marks, heard=heard)
    pieces = notices.written(notice)
    assert len(pieces) > 1
    assert max(len(piece.encode()) for piece in pieces) < 8000
    read = [notices.read(piece) for piece in pieces]
    assert tuple(mark for each in read for mark in each.marks) == marks
    assert {(each.by, each.everything, each.heard) for each in read} == {("one", False, heard)}
    (everything,) = notices.written(Notice(by="one", everything=True))
    assert notices.read(everything) == Notice(by="one", everything=True)


def test_what_was_refused_is_not_told() -> None:
    """Nor what was there already."""
    refused = [Moved(), Committed(duplicate="")]
    assert notices.of_group("one", [ADA.answered(ADA.application, 1)] * 2, refused, LEASE) is None
    assert notices.of_group("one", [Changes()], [Committed()], LEASE) is None


def test_a_read_that_began_before_is_not_kept() -> None:
    """It may have missed what a notice tells; one that began after it is kept."""
    cache = Cache(10)
    for since, expected in ((0, None), (1, ADA.address)):
        cache.commit = since
        if since == 0:
            cache.drop([("address", ADA.address.id)])
        cache.loaded(Snapshot(key=ADA.key, address=replace(ADA.address, current=None)), since=since)
        found = cache.snapshot(ADA.key, None)
        assert (None if found is None else found.address) == (
            None if expected is None else replace(expected, current=None)
        )


def test_marks_that_a_newer_program_makes() -> None:
    """Everything is dropped: it may be any of it."""
    cache = Cache(10)
    cache.loaded(Snapshot(key=ADA.key, address=replace(ADA.address, current=None)), since=0)
    cache.drop([("chat", "telegram", "", "somebody"), ("sent", "x")])
    assert cache.snapshot(ADA.key, None) is not None
    cache.drop([("colour", "green")])
    assert cache.snapshot(ADA.key, None) is None
    assert cache.newest_prompt(AddressKey(channel="telegram", external_id="somebody")) is None
