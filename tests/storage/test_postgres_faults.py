"""PostgreSQL goes away, says nothing, or undoes what was done: what is tried again, and what is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.util import await_only

from dialogues.application import Answer
from dialogues.effects import Fetch
from storage import postgres, tables
from storage.changes import Changes, Committed, Misuse, Moved, StorageUnavailable
from storage.store import Storage
from tests.databases import POSTGRES, Home
from tests.storage.samples import ADA, BEN, NOW, Applicant
from tests.storage.wire import Wire

pytestmark = pytest.mark.parametrize("home", POSTGRES, indirect=True)

#: what the server says, and whose fault it is
STATES = {
    "08006": StorageUnavailable, "25006": StorageUnavailable, "40001": StorageUnavailable,
    "53100": StorageUnavailable, "53300": StorageUnavailable, "55P03": StorageUnavailable,
    "57014": StorageUnavailable, "57P03": StorageUnavailable, "58030": StorageUnavailable,
    "XX001": StorageUnavailable, "22001": Misuse, "23502": Misuse, "23505": Misuse, "42P01": Misuse,
}  # fmt: skip


def fails(connection: Connection, state: str) -> None:
    """As the server fails, with a detail that quotes."""
    connection.exec_driver_sql(
        f"DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{state}', DETAIL = 'secret'; END $$"
    )


def told(error: BaseException) -> str:
    """All that a log could show of it."""
    found: BaseException | None = error
    said = ""
    while found is not None:
        said += f"{found} {found!r}"
        found = found.__cause__
    return said


@pytest.mark.parametrize("state", STATES)
async def test_whose_fault_it_is(empty: Storage, state: str) -> None:
    """By what the server says, whose own words are not passed on; then it goes on."""
    for verb in (empty._database.write, empty._database.read):
        with pytest.raises(STATES[state], match=state) as caught:
            await verb(lambda connection: fails(connection, state))
        assert "secret" not in told(caught.value)
    assert await empty.commit(ADA.begun()) == Committed(revision=1)


async def test_what_the_driver_says_of_values_is_not_told(storage: Storage) -> None:
    """It quotes what it cannot send, and the server what is there twice."""
    secret = Fetch(to=ADA.address.id, path="plan", token="my secret", name="my secret")
    answer = Answer(value="secret", raw="secret \x00", who=ADA.person, at=NOW)
    answered = ADA.answered(ADA.application, 1)
    assert answered.application is not None
    mistakes = [
        Changes(outbox=tuple(ADA.outgoing(5, payload=secret) for _ in range(2))),
        Changes(outbox=(ADA.outgoing(5, turn="secret"),)),
        Changes(application=replace(answered.application, answers={"q1": answer})),
    ]
    for mistake in mistakes:
        with pytest.raises(Misuse) as caught:
            await storage.commit(mistake)
        assert "secret" not in told(caught.value)


@pytest.mark.parametrize("state", ["40P01", "40001", "23505"])
async def test_what_others_have_undone_is_tried_again(storage: Storage, state: str) -> None:
    """The whole of it, and not for ever."""
    tries = 0

    def undone(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        connection.execute(update(tables.addresses).values(language=f"l{tries}"))
        if tries < 3:
            fails(connection, state)
        return tries

    assert await storage._database.write(undone) == 3
    found = (await storage.load(ADA.key, fresh=True)).address
    assert found is not None
    assert found.language == "l3"


async def test_two_who_wait_for_each_other(storage: Storage) -> None:
    """The server ends one of them, and both are done."""
    await storage.commit(BEN.begun())
    met = asyncio.Barrier(2)
    tries = 0

    def act(connection: Connection, *people: str) -> None:
        nonlocal tries
        tries += 1
        for number, person in enumerate(people):
            moved = update(tables.addresses).where(tables.addresses.c.person == person)
            connection.execute(moved.values(language=people[0]))
            if number == 0 and tries <= 2:
                await_only(met.wait())

    both = (ADA.person, BEN.person)
    await asyncio.gather(
        storage._database.write(lambda c: act(c, *both)),
        storage._database.write(lambda c: act(c, *reversed(both))),
    )
    assert tries >= 3, "nobody was in the way"


async def test_connections_that_the_server_has_ended(storage: Storage, home: Home) -> None:
    """Between two acts, all of them: nobody notices."""
    await asyncio.gather(*(storage.load(ADA.key, fresh=True) for _ in range(3)))
    ended = home.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert len(ended) > 1
    done = await asyncio.gather(
        storage.load(ADA.key, fresh=True), storage.commit(ADA.answered(ADA.application, 1))
    )
    assert done[1] == Committed(revision=2)


async def test_a_connection_that_ends_in_the_middle(storage: Storage) -> None:
    """Before it was asked to commit nothing is kept, so the whole is done again."""
    tries = 0

    def act(connection: Connection) -> int:
        nonlocal tries
        tries += 1
        connection.execute(update(tables.addresses).values(language=f"l{tries}"))
        if tries == 1:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return tries

    assert await storage._database.write(act) == 2


@pytest.fixture
async def wire(home: Home) -> AsyncIterator[Wire]:
    async with Wire(url=home.url) as wire:
        yield wire


@pytest.mark.usefixtures("storage")
async def test_a_connection_that_ends_while_it_commits(home: Home, wire: Wire) -> None:
    """Nobody can know: the caller is told so, and a second delivery finds what was kept."""
    async with await Home(folder=home.folder, url=wire.through).open("three") as three:
        await three.load(ADA.key)
        wire.cut_behind = b"COMMIT;"
        answered = ADA.answered(ADA.application, 1)
        with pytest.raises(StorageUnavailable):
            await three.commit(answered)
        assert await three.commit(answered) == Committed(duplicate="seen 1")
        again = await three.load(ADA.key, fresh=True)
        assert await three.commit(ADA.answered(ADA.application, 2)) == Committed(revision=3)
    assert again.revision == 2


@pytest.mark.usefixtures("storage")
async def test_a_server_that_says_nothing(home: Home, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, not for an old connection and not for a new one; afterwards all goes on."""
    monkeypatch.setattr(postgres, "STATEMENT", 0.2)
    monkeypatch.setattr(postgres, "CONNECTING", 0.2)
    monkeypatch.setattr(postgres, "SILENCE", 0.1)
    async with await Home(folder=home.folder, url=wire.through).open("three") as three:
        await three.load(ADA.key)
        wire.silence()
        async with asyncio.timeout(20):
            for _ in range(2):
                with pytest.raises(StorageUnavailable):
                    await three.commit(ADA.answered(ADA.application, 1))
                with pytest.raises(StorageUnavailable):
                    await three.load(ADA.key, fresh=True)
        wire.pass_on()
        wire.cut()
        assert await three.commit(ADA.answered(ADA.application, 1)) in (
            Committed(revision=2),
            Committed(duplicate="seen 1"),
        )


@pytest.mark.usefixtures("storage")
async def test_a_server_that_is_restarted(home: Home, wire: Wire) -> None:
    """Three times, while people answer as fast as they can and try again what was not kept: what they were told is kept,
    and nothing comes twice."""
    people = [Applicant(name=f"n{number}") for number in range(6)]
    acknowledged: list[str] = []
    enough = asyncio.Event()

    async def go_down_and_up(three: Storage) -> None:
        for _ in range(3):
            await enough.wait()
            await wire.go_down()
            with pytest.raises(StorageUnavailable):
                await three.load(ADA.key, fresh=True)
            enough.clear()
            await wire.come_up()

    async def answer(three: Storage, person: Applicant) -> None:
        for revision in range(1, 16):
            while True:
                try:
                    found = await three.load(person.key)
                    assert found.application is not None
                    done = await three.commit(
                        person.answered(found.application, revision, event=f"{person.name} {revision}")
                    )
                except (StorageUnavailable, Moved):
                    three._cache.forget()
                    await asyncio.sleep(0)
                else:
                    break
            assert done in (Committed(revision=revision + 1), Committed(duplicate=f"seen {revision}"))
            acknowledged.append(person.name)
            if len(acknowledged) % 15 == 0:
                enough.set()

    async with await Home(folder=home.folder, url=wire.through).open("three") as three:
        await asyncio.gather(*(three.commit(person.begun()) for person in people))
        restarting = asyncio.create_task(go_down_and_up(three))
        await asyncio.gather(*(answer(three, person) for person in people))
        await restarting
        for person in people:
            found = await three.load(person.key, fresh=True)
            assert found.application is not None
            assert (found.revision, len(found.application.answers)) == (16, 15)
            assert (await three.verify_journal(person.application.id)).broken is None


async def test_a_statement_that_takes_too_long(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server ends it."""
    monkeypatch.setattr(postgres, "STATEMENT", 0.1)
    async with await home.open() as storage:
        for verb in (storage._database.read, storage._database.write):
            with pytest.raises(StorageUnavailable, match="57014"):
                await verb(lambda connection: connection.execute(text("SELECT pg_sleep(60)")).close())


@pytest.mark.usefixtures("storage")
async def test_a_database_that_is_read_only(home: Home) -> None:
    """It is read, and whoever asks whether it can be written is told."""
    async with await home.open("two") as two:
        await two.writable()
        await two._database.write(
            lambda c: c.exec_driver_sql("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY").close()
        )
        assert (await two.load(ADA.key)).revision == 1
        with pytest.raises(StorageUnavailable, match="read only"):
            await two.writable()


async def test_a_server_that_is_not_there(home: Home) -> None:
    """Said at once, without its address."""
    async with await Home(folder=home.folder, url="postgresql://me:hunter2@127.0.0.1:1/x").open() as storage:
        with pytest.raises(StorageUnavailable, match="refused") as caught:
            await storage.writable()
        with pytest.raises(StorageUnavailable, match="refused"):
            await storage.upgrade()
    assert "hunter2" not in told(caught.value)
