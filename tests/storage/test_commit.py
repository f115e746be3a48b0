"""What a commit keeps, what it refuses, and that the fault of one costs the others nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import asyncpg
import pytest
from sqlalchemy import Connection, func, select

from dialogues.application import Answer, ApplicationId, Nothing, PersonId, State
from dialogues.cursor import Asking, Confirm, Reviewing
from dialogues.effects import Fetch
from storage import locks, tables
from storage.changes import (
    ApplicationChange,
    Changes,
    Committed,
    Inbox,
    KeptFile,
    Misuse,
    Moved,
    ReferenceTaken,
    Role,
    StorageUnavailable,
    Submitted,
)
from storage.commit import apply
from storage.postgres import Postgres
from storage.records import Lease
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW, SECOND


@pytest.fixture(autouse=True)
def _one_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is handed in together is one group."""
    monkeypatch.setattr("storage.postgres.LANES", 1)


async def count(storage: Storage, table: str) -> int:
    """The rows of a table."""

    def read(connection: Connection) -> int:
        return connection.scalar(select(func.count()).select_from(tables.metadata.tables[table])) or 0

    return await storage._database.read(read)


@asynccontextmanager
async def held(storage: Storage, pragma: str = "user_version") -> AsyncIterator[None]:
    """Nobody can write meanwhile, so that what is committed gathers to one group."""
    if isinstance(storage._database, Postgres):
        async with gate_closed(storage._database):
            yield
        return
    busy, go = Event(), Event()

    def wait(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA {pragma}").close()
        busy.set()
        go.wait()

    waiting = asyncio.create_task(storage._database.write(wait))
    await asyncio.to_thread(busy.wait)
    try:
        yield
    finally:
        go.set()
        await waiting


@asynccontextmanager
async def gate_closed(database: Postgres) -> AsyncIterator[None]:
    """As by a program that must be alone."""
    url = database._url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1, $2)", locks._SPACE, locks._GATE)
        yield
    finally:
        await connection.close()


async def together(
    storage: Storage, changes: Sequence[Changes], pragma: str = "user_version"
) -> list[Committed | BaseException]:
    """Commits them in one group, in this order, on a connection where this pragma was run."""
    async with held(storage, pragma):
        tasks = [asyncio.create_task(storage.commit(each)) for each in changes]
        await asyncio.sleep(0)  # each has been handed in now
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_all_of_an_application_comes_back(storage: Storage) -> None:
    """Answers of each kind, drafts, entries, state, and where the address stands."""
    answers = {
        "name": Answer(value="数据", raw="数据 ", who=ADA.person, at=NOW),
        "share": Answer(value="12.5", raw="12.5%", who=ADA.person, at=NOW, reason="as agreed"),
        "fax": Answer(value=None, raw="-", who=ADA.person, at=NOW, nothing=Nothing.NOT_APPLICABLE),
        "branches/3f/city": Answer(value=["b", "a"], raw="b a", who=ADA.person, at=NOW),
    }
    application = replace(
        ADA.application,
        state=State.RETURNED,
        touched=NOW + SECOND,
        round=1,
        answers=answers,
        drafts={"seats": {"rows": {"full": ["1", None]}}},
        entries={"branches": ("3f", "4f")},
        next_entry=5,
    )
    cursor = replace(
        ADA.cursor(7),
        at=Reviewing(section="about"),
        pending=Confirm(value={"picked": "no"}, raw="No", paths=("a", "b")),
        back=Asking(path="q3", sweep=True),
        ahead=("q4", "q5"),
    )
    change = ApplicationChange(
        application=application, expected=1, answers=answers, drafts=application.drafts
    )
    done = await storage.commit(Changes(application=change, cursor=cursor))
    assert done == Committed(revision=2)
    storage._cache._clear()
    snapshot = await storage.load(ADA.key)
    assert (snapshot.application, snapshot.cursor, snapshot.revision) == (application, cursor, 2)
    assert snapshot.address == ADA.address


async def test_answers_and_drafts_can_be_taken_away(storage: Storage) -> None:
    """None takes the row away; the last word of a group on a path holds."""
    first = ADA.answered(ADA.application, 1)
    assert first.application is not None
    with_draft = first.application.application.with_draft("seats", {"a": 1})
    change = replace(first.application, application=with_draft, drafts={"seats": {"a": 1}})
    without = with_draft.with_draft("seats", None).without_answer("q1")
    taken = ApplicationChange(application=without, expected=2, answers={"q1": None}, drafts={"seats": None})
    again = ADA.answered(without, 3)
    outcomes = await together(
        storage, [replace(first, application=change), Changes(application=taken), again]
    )
    assert outcomes == [Committed(revision=2), Committed(revision=3), Committed(revision=4)]
    fresh = await storage.load(ADA.key, fresh=True)
    storage._cache._clear()
    read = await storage.load(ADA.key)
    assert fresh.application == read.application
    assert read.application is not None
    assert (list(read.application.answers), read.application.drafts) == (["q3"], {})


async def test_a_second_delivery_changes_nothing(storage: Storage) -> None:
    """It gets the first one's acknowledgement, whatever it would have changed."""
    first = ADA.answered(ADA.application, 1, event="update-1")
    assert await storage.commit(first) == Committed(revision=2)
    second = replace(ADA.answered(ADA.application, 2, event="update-1"), outbox=(ADA.outgoing(9),))
    assert await storage.commit(second) == Committed(duplicate="seen 1")
    assert await count(storage, "outbox") == 0
    assert (await storage.load(ADA.key, fresh=True)).revision == 2


async def test_a_second_delivery_in_the_same_group_changes_nothing(storage: Storage) -> None:
    """Two copies of one event reach the writer at once."""
    once = ADA.answered(ADA.application, 1, event="update-1")
    assert await together(storage, [once, once]) == [Committed(revision=2), Committed(duplicate="seen 1")]


async def test_the_same_key_of_another_channel_is_another_event(storage: Storage) -> None:
    """Keys are unique per channel only, also where a group asks for both channels and both keys."""
    one, two, three, four = (
        Changes(inbox=Inbox(channel=channel, key=key, at=NOW))
        for channel, key in (("slack", "1"), ("telegram", "1"), ("slack", "2"), ("telegram", "2"))
    )
    assert await storage.commit(one) == Committed()
    assert await together(storage, [two, three, four]) == [Committed()] * 3


async def test_a_received_event_is_done_once(storage: Storage) -> None:
    """It is kept with its raw form, then done by a later commit; a redelivery meanwhile adds nothing."""
    event = Inbox(channel="telegram", key="7", status="received", raw='{"update_id":7}', at=NOW)
    assert await storage.commit(Changes(inbox=event)) == Committed()
    assert await storage.commit(Changes(inbox=event)) == Committed(duplicate="")
    assert await storage.received() == (event,)
    assert await storage.received("slack") == ()
    assert await storage.commit(ADA.answered(ADA.application, 1, event="7")) == Committed(revision=2)
    assert await storage.received() == ()
    assert await storage.commit(Changes(inbox=event)) == Committed(duplicate="seen 1")


async def test_an_event_that_was_set_aside_is_left_alone_until_it_is_asked_for(storage: Storage) -> None:
    """A redelivery does not bring it back; whoever can cope with it works it off."""
    event = Inbox(channel="telegram", key="7", status="received", raw="{}", at=NOW)
    later = replace(event, key="8", at=NOW + timedelta(seconds=1))
    for each in (event, later):
        await storage.commit(Changes(inbox=each))
    assert await storage.received("telegram", before=later.at) == (event,)
    aside = replace(event, status="set_aside")
    assert await storage.commit(Changes(inbox=aside)) == Committed()
    for again in (aside, event):
        assert await storage.commit(Changes(inbox=again)) == Committed(duplicate="")
    assert await storage.received() == (later,)
    assert await storage.received(set_aside=True) == (aside, later)
    assert (await storage.backlog(NOW)).received == 1
    assert (await storage.backlog(NOW)).set_aside == 1
    assert await storage.commit(ADA.answered(ADA.application, 1, event="7")) == Committed(revision=2)
    assert await storage.received(set_aside=True) == (later,)


async def test_a_commit_on_an_older_revision_is_refused(storage: Storage) -> None:
    """Nothing of it is kept."""
    await storage.commit(ADA.answered(ADA.application, 1))
    late = replace(ADA.answered(ADA.application, 1, event="late"), outbox=(ADA.outgoing(1),))
    with pytest.raises(Moved):
        await storage.commit(late)
    assert (await count(storage, "outbox"), await count(storage, "inbox")) == (0, 1)


async def test_of_two_in_one_group_the_first_wins(storage: Storage) -> None:
    """Both were made from the same revision."""
    left, right = (ADA.answered(ADA.application, 1, event=event) for event in ("left", "right"))
    first, second = await together(storage, [left, right])
    assert first == Committed(revision=2)
    assert isinstance(second, Moved)


async def test_an_application_that_is_gone_has_moved(storage: Storage) -> None:
    """An expected revision of something that is not there."""
    with pytest.raises(Moved):
        await storage.commit(BEN.answered(BEN.application, 4))


async def test_an_application_begins_and_goes_on_in_one_group(empty: Storage) -> None:
    """The second change finds what the first of the same group has made."""
    begun = ADA.begun()
    assert await together(empty, [begun, ADA.answered(ADA.application, 1)]) == [
        Committed(revision=1),
        Committed(revision=2),
    ]
    empty._cache._clear()
    snapshot = await empty.load(ADA.key)
    assert (snapshot.revision, len(snapshot.application.answers) if snapshot.application else 0) == (2, 1)
    assert (await empty.verify_journal(ADA.application.id)).entries == 2


async def test_a_reference_is_given_once(storage: Storage) -> None:
    """To nobody else, neither in the database nor in the same group."""
    taken = replace(BEN.application, reference=ADA.application.reference)
    begun = BEN.begun()
    with pytest.raises(ReferenceTaken):
        await storage.commit(replace(begun, application=ApplicationChange(application=taken, expected=0)))
    twin = replace(BEN.application, id=ApplicationId("twin"))
    outcomes = await together(
        storage, [begun, Changes(application=ApplicationChange(application=twin, expected=0))]
    )
    assert outcomes[0] == Committed(revision=1)
    assert isinstance(outcomes[1], ReferenceTaken)


async def test_faults_are_found_before_anything_is_written(empty: Storage) -> None:
    """No error of the database is needed to see them, so a group need not be taken apart for them."""
    again = replace(BEN.application, reference=ADA.application.reference)
    group = [
        ADA.begun(),
        ADA.begun(),
        Changes(application=ApplicationChange(application=again, expected=0)),
        Changes(address=replace(ADA.address, id="another")),
        BEN.answered(BEN.application, 1),
        Changes(journal=(BEN.entry("opened"),)),
    ]
    lease = Lease(worker="one", duration=SECOND)
    outcomes = await empty._database.write(lambda connection: apply(connection, group, lease))
    assert [type(each) for each in outcomes] == [Committed, Misuse, ReferenceTaken, Moved, Moved, Misuse]


async def test_two_first_messages_of_one_chat_make_one_address(empty: Storage) -> None:
    """The second is told to load again, and nothing of it is kept."""
    twin = replace(ADA.address, id="another", person=PersonId("another"), current=None)
    first, second = await together(
        empty, [ADA.begun(), Changes(people=((PersonId("another"), NOW),), address=twin)]
    )
    assert first == Committed(revision=1)
    assert isinstance(second, Moved)
    assert await count(empty, "people") == 1


async def test_an_address_is_updated(storage: Storage) -> None:
    """By its id; a person who is there already stays as old as they were."""
    moved = replace(ADA.address, language="zh-Hans", reachable=False, current=None, used=NOW + SECOND)
    await storage.commit(Changes(people=((ADA.person, NOW + SECOND),), address=moved))
    assert (await storage.load(ADA.key, fresh=True)).address == moved
    assert await storage.last_address(ADA.person) is None
    since = await storage._database.read(lambda c: c.scalar(select(tables.people.c.since)))
    assert since == NOW


MISTAKES: list[tuple[str, Changes]] = [
    ("a lone surrogate", Changes(inbox=Inbox(channel="telegram", key="1", raw="\ud800", at=NOW))),
    ("no zone", Changes(inbox=Inbox(channel="telegram", key="1", at=datetime(2026, 3, 1)))),  # noqa: DTZ001
    ("the same id twice", Changes(outbox=(ADA.outgoing(5), ADA.outgoing(5)))),
    ("nobody's cursor", Changes(cursor=replace(ADA.cursor(), address="nobody"))),
    ("a value that is not JSON", ADA.answered(ADA.application, 1)),
    ("an application that is there", Changes(application=ApplicationChange(application=ADA.application, expected=0))),
    ("a version that is not kept", Changes(application=ApplicationChange(application=replace(BEN.application, version="v2"), expected=0))),
    ("nobody's journal", Changes(journal=(BEN.entry("opened"),))),
    ("no address", Changes(due=(BEN.due(NOW),))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[name for name, _ in MISTAKES])
async def test_a_mistake_of_ours_fails_alone(storage: Storage, name: str, mistake: Changes) -> None:
    """The others of its group are committed, and it leaves nothing behind."""
    if name == "a value that is not JSON":
        assert mistake.application is not None
        answers = {"q1": Answer(value={1, 2}, raw="", who=ADA.person, at=NOW)}
        mistake = replace(mistake, application=replace(mistake.application, answers=answers))
    rows = Changes(inbox=Inbox(channel="slack", key="before", at=NOW))
    after = Changes(inbox=Inbox(channel="slack", key="after", at=NOW))
    first, second, third = await together(storage, [rows, mistake, after])
    assert (first, third) == (Committed(), Committed())
    assert isinstance(second, Misuse)
    assert (await count(storage, "inbox"), await count(storage, "outbox")) == (2, 0)
    assert (await storage.load(ADA.key, fresh=True)).revision == 1


async def test_a_mistake_does_not_tell_what_was_answered(storage: Storage) -> None:
    """Answers are never in logs, so they are not in the text of an error."""
    secret = Fetch(to=ADA.address.id, path="plan", token="my secret", name="my secret")
    twice = tuple(ADA.outgoing(5, payload=secret) for _ in range(2))
    with pytest.raises(Misuse) as caught:
        await storage.commit(Changes(outbox=twice))
    error: BaseException | None = caught.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", ["max_page_count = 1", "query_only = ON"])
async def test_a_database_that_cannot_be_written_fails_the_group(storage: Storage, pragma: str) -> None:
    """A full disk and a read-only file: everyone is told, nothing is kept, and the next group is committed."""
    big = ADA.outgoing(1, path="x" * 100_000)
    group = [Changes(outbox=(big,)), ADA.answered(ADA.application, 1)]
    outcomes = await together(storage, group, pragma)
    assert [type(each) for each in outcomes] == [StorageUnavailable] * 2
    assert (await count(storage, "inbox"), await count(storage, "outbox")) == (0, 0)
    assert await together(storage, group) == [Committed(), Committed(revision=2)]


async def test_a_lock_that_is_not_given_back(
    other: Storage, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes for longer than anybody waits: nothing is lost, and it goes on afterwards."""
    for make in ("sqlite", "postgres"):
        monkeypatch.setattr(f"storage.{make}.PATIENCE", 0.01)
    async with await home.open("hasty") as hasty:
        async with held(other):
            with pytest.raises(StorageUnavailable):
                await hasty.commit(ADA.answered(ADA.application, 1))
        assert await hasty.commit(ADA.answered(ADA.application, 1)) == Committed(revision=2)


async def test_a_caller_that_is_cancelled_loses_nothing(storage: Storage) -> None:
    """What was handed in is committed whole, and the cache agrees with the database."""
    changes = ADA.answered(ADA.application, 1)
    async with held(storage):
        task = asyncio.create_task(storage.commit(changes))
        await asyncio.sleep(0)  # it has been handed in
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await storage.commit(Changes(inbox=Inbox(channel="telegram", key="later", at=NOW)))
    known = await storage.load(ADA.key)
    assert changes.application is not None
    assert known.application is changes.application.application
    assert known == await storage.load(ADA.key, fresh=True)


async def test_what_was_handed_in_is_committed_before_closing(storage: Storage, other: Storage) -> None:
    """And nothing is taken afterwards."""
    async with held(storage):
        task = asyncio.create_task(storage.commit(ADA.answered(ADA.application, 1)))
        await asyncio.sleep(0)
        closing = asyncio.create_task(storage.close())
    await closing
    assert await task == Committed(revision=2)
    assert (await other.load(ADA.key)).revision == 2
    with pytest.raises(StorageUnavailable):
        await storage.commit(ADA.answered(ADA.application, 2))


async def test_a_submission_is_kept_once(storage: Storage) -> None:
    """What was handed in never changes."""
    first = Submitted(application=ADA.application.id, round=1, content='{"a":1}', sha256="aa", at=NOW)
    await storage.commit(Changes(submission=first))
    with pytest.raises(Misuse):
        await storage.commit(Changes(submission=replace(first, content="{}")))
    second = replace(first, round=2)
    await storage.commit(Changes(submission=second))
    found: Callable[..., Awaitable[Submitted | None]] = storage.submission
    assert [await found("A-ada"), await found("A-ada", 1), await found("A-ada", 3), await found("A-ben")] == [
        second,
        first,
        None,
        None,
    ]


async def test_participants_and_files_are_kept(storage: Storage) -> None:
    """A role can change; a file's first moment stays."""
    kept = KeptFile(sha256="ab" * 32, size=2**40, type="application/pdf", at=NOW)
    joined = ApplicationChange(
        application=ADA.application, expected=1, participants=((BEN.person, Role.VIEWER),)
    )
    await storage.commit(Changes(people=((BEN.person, NOW),), application=joined, files=(kept,)))
    raised = replace(joined, expected=2, participants=((BEN.person, Role.EDITOR),))
    await storage.commit(Changes(application=raised, files=(replace(kept, at=NOW + SECOND),)))
    assert await storage.participants(ADA.application.id) == (
        (ADA.person, Role.OWNER),
        (BEN.person, Role.EDITOR),
    )
    assert await storage.kept_file(kept.sha256) == kept
    assert await storage.kept_file("none") is None


@pytest.mark.parametrize(
    "moved",
    [
        {"current": None},
        {"language": "zh-Hans"},
        {"reachable": False},
    ],
)
async def test_an_address_that_was_led_elsewhere_has_moved(
    storage: Storage, other: Storage, moved: dict[str, object]
) -> None:
    """By another program: what was made of the address as it stood is not kept. When it was used is no matter."""
    await other.commit(Changes(address=replace(ADA.address, used=NOW + SECOND)))
    late = ADA.answered(ADA.application, 1)
    assert await storage.commit(replace(late, stood=ADA.address)) == Committed(revision=2)
    await other.commit(Changes(address=replace(ADA.address, **moved), stood=ADA.address))
    later = replace(ADA.answered(ADA.application, 2), stood=ADA.address)
    with pytest.raises(Moved):
        await storage.commit(later)
    assert (await storage.load(ADA.key, fresh=True)).revision == (2 if "current" not in moved else 0)


async def test_an_address_is_led_elsewhere_in_the_same_group(storage: Storage) -> None:
    """The second of two acts at one address was made of what the first has changed."""
    away = replace(ADA.address, current=None)
    first, second = await together(
        storage,
        [
            Changes(address=away, stood=ADA.address),
            replace(ADA.answered(ADA.application, 1), stood=ADA.address),
        ],
    )
    assert first == Committed()
    assert isinstance(second, Moved)
