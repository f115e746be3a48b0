"""Loading: what is known of an address, and how far the cache is to be trusted."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dialogues.application import Application, ApplicationId
from storage.cache import Recent
from storage.changes import AddressKey, ApplicationChange, Changes, Committed, Moved, Role, Snapshot
from storage.groups import Group
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN
from tests.storage.test_notices import hears, told


def application_of(changes: Changes) -> Application:
    """The application that these changes leave."""
    assert changes.application is not None
    return changes.application.application


async def test_an_address_never_seen_is_empty(empty: Storage) -> None:
    """All None and zero, and it is asked for again the next time."""
    assert await empty.load(ADA.key) == Snapshot(key=ADA.key)
    await empty.commit(ADA.begun())
    assert (await empty.load(ADA.key)).address == ADA.address


async def test_the_three_parts_of_a_key_tell_addresses_apart(storage: Storage) -> None:
    """The same external id in another channel or team is somebody else."""
    for key in (replace(ADA.key, channel="slack"), replace(ADA.key, team="T1")):
        assert (await storage.load(key)).address is None


async def test_an_address_without_an_application(storage: Storage) -> None:
    """In the lobby there is no application and no cursor."""
    await storage.commit(Changes(address=replace(ADA.address, current=None)))
    for fresh in (False, True):
        snapshot = await storage.load(ADA.key, fresh=fresh)
        assert (snapshot.application, snapshot.revision, snapshot.cursor) == (None, 0, None)


async def test_another_application_of_the_address(storage: Storage) -> None:
    """It is named; the current one stays what it is, and an address that never stood there has no cursor."""
    await storage.commit(BEN.begun())
    for fresh in (True, False):
        snapshot = await storage.load(ADA.key, BEN.application.id, fresh=fresh)
        assert snapshot.application is not None
        assert (snapshot.application.id, snapshot.revision) == (BEN.application.id, 1)
        assert (snapshot.address, snapshot.cursor) == (ADA.address, None)
    nothing = await storage.load(ADA.key, ApplicationId("unknown"))
    assert (nothing.address, nothing.application) == (ADA.address, None)


async def test_an_application_for_an_address_that_is_not_known(storage: Storage) -> None:
    """A chat that was never seen can still be led to an application."""
    snapshot = await storage.load(AddressKey(channel="slack", external_id="U1"), ADA.application.id)
    assert (snapshot.address, snapshot.revision) == (None, 1)


async def test_what_was_committed_is_loaded_as_the_same_object(storage: Storage) -> None:
    """Derived views hang on it: neither a load nor a fresh one makes a copy of the same revision."""
    changes = ADA.answered(ADA.application, 1)
    await storage.commit(changes)
    for fresh in (False, True, False):
        assert (await storage.load(ADA.key, fresh=fresh)).application is application_of(changes)
    by_reference = await storage.application_by_reference("A-ada")
    assert by_reference is not None
    assert (by_reference[0] is application_of(changes), by_reference[1]) == (True, 2)
    assert await storage.application_by_reference("A-none") is None


async def test_another_program_makes_it_move(storage: Storage, other: Storage) -> None:
    """Whatever the cache still says: the commit refuses, a fresh load finds the other's work."""
    theirs = ADA.answered(ADA.application, 1)
    await other.commit(theirs)
    with pytest.raises(Moved):
        await storage.commit(ADA.answered(ADA.application, 1, event="late"))
    fresh = await storage.load(ADA.key, fresh=True)
    assert (fresh.revision, fresh.application) == (2, application_of(theirs))
    await storage.commit(ADA.answered(application_of(theirs), 2))
    assert (await other.load(ADA.key, fresh=True)).revision == 3


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
async def test_any_commit_notices_that_another_program_wrote(storage: Storage, other: Storage) -> None:
    """SQLite tells only that. After it nothing older is believed, not even of other people and where nothing would have
    moved."""
    await storage.commit(BEN.begun())
    moved = replace(ADA.address, language="zh-Hant")
    await other.commit(Changes(address=moved, cursor=ADA.cursor(5)))
    assert (await storage.load(ADA.key)).address == ADA.address
    await storage.commit(BEN.answered(BEN.application, 1))
    snapshot = await storage.load(ADA.key)
    assert (snapshot.address, snapshot.cursor) == (moved, ADA.cursor(5))
    assert (await storage.load(BEN.key)).revision == 2


async def test_own_commits_keep_the_cache(storage: Storage) -> None:
    """Leases and other acts of this program are no reason to read everything again."""
    known = (await storage.load(ADA.key)).application
    await storage.release()
    await storage.commit(BEN.begun())
    assert (await storage.load(ADA.key)).application is known


async def test_a_read_does_not_put_the_past_over_a_commit(storage: Storage) -> None:
    """A load that began before a commit and ends after it leaves the commit's values in the cache."""
    before = await storage.load(ADA.key, fresh=True)
    since = storage._cache.commit
    changes = ADA.answered(ADA.application, 1)
    await storage.commit(changes)
    storage._cache.loaded(before, since=since)
    snapshot = await storage.load(ADA.key)
    assert (snapshot.revision, snapshot.application) == (2, application_of(changes))
    assert snapshot.cursor == changes.cursor


async def test_a_load_that_is_overtaken_by_a_commit_gives_what_was_committed(storage: Storage) -> None:
    """Whoever waits for a read does not step from what is already past."""
    changes = ADA.answered(ADA.application, 1)
    load = asyncio.create_task(storage.load(ADA.key, fresh=True))
    await asyncio.sleep(0)  # the read has begun
    storage._cache.settled([changes], Group(outcomes=[Committed(revision=2)]))
    assert (await load).revision == 2


async def test_a_read_from_before_a_clearing_is_not_kept(
    storage: Storage, other: Storage, home: Home
) -> None:
    """Another program wrote, and this one knows: what was read before that is not put into the empty cache."""
    if home.is_postgres:
        await hears(storage)
    before, since = await storage.load(ADA.key, fresh=True), storage._cache.commit
    await other.commit(ADA.answered(ADA.application, 1))
    await storage.commit(BEN.begun())
    if home.is_postgres:
        await told(other, storage)
    storage._cache.loaded(before, since=since)
    assert (await storage.load(ADA.key)).revision == 2


async def test_loads_and_commits_at_once_agree(storage: Storage) -> None:
    """Everybody answers and loads at the same time: the cache ends as the database does."""
    people = [replace(ADA, name=f"n{number}") for number in range(12)]

    async def answer(number: int) -> None:
        person = people[number]
        await storage.commit(person.begun())
        for revision in range(1, 6):
            snapshot = await storage.load(person.key, fresh=revision % 2 == 0)
            assert snapshot.application is not None
            assert snapshot.revision == revision
            await storage.commit(person.answered(snapshot.application, revision))

    await asyncio.gather(*(answer(number) for number in range(12)))
    cached = [await storage.load(person.key) for person in people]
    storage._cache._clear()
    assert cached == [await storage.load(person.key) for person in people]
    assert {snapshot.revision for snapshot in cached} == {6}


async def test_the_cache_is_bounded(home: Home, empty: Storage) -> None:
    """The application used longest ago goes; it is read again when it is wanted."""
    assert empty is not None
    async with await home.open("small", cached=2) as small:
        people = [replace(ADA, name=f"n{number}") for number in range(4)]
        for person in people:
            await small.commit(person.begun())
        assert len(small._cache._applications) == 2
        assert small._cache.snapshot(people[0].key, None) is None
        assert (await small.load(people[0].key)).revision == 1


def test_the_entry_used_last_stays() -> None:
    """Getting counts as using."""
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1, 1)
    recent.put("b", 2, 1)
    assert recent.get("a") == 1
    recent.put("c", 3, 1)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


async def test_nothing_to_change_on_the_application(storage: Storage) -> None:
    """An empty change of it still counts: the revision is that of every event that touched it."""
    change = ApplicationChange(application=ADA.application, expected=1)
    assert (await storage.commit(Changes(application=change))).revision == 2
    storage._cache._clear()
    assert (await storage.load(ADA.key)).application == ADA.application


async def test_who_takes_part_is_known_with_the_application(storage: Storage, other: Storage) -> None:
    """Also what became of it by commits of one's own, and of another program once those are known."""
    await storage.commit(BEN.begun())
    for to, role in ((storage, Role.EDITOR), (other, Role.VIEWER)):
        there = await to.load(ADA.key, fresh=True)
        change = ApplicationChange(
            application=ADA.application, expected=there.revision, participants=((BEN.person, role),)
        )
        await to.commit(Changes(application=change))
        for fresh in (to is other, False):
            ada, ben = [await storage.load(one.key, ADA.application.id, fresh=fresh) for one in (ADA, BEN)]
            assert ada.participants == ben.participants == {ADA.person: Role.OWNER, BEN.person: role}
            assert (ada.is_theirs, ben.is_theirs) == (True, role is Role.EDITOR)
    assert not (await storage.load(AddressKey(channel="x", external_id="x"), ADA.application.id)).is_theirs


async def test_what_is_done_by_who_takes_part_no_more(storage: Storage, home: Home) -> None:
    """By hand, in the database alone: nobody was told and no revision has moved; the commit finds it all the same."""
    first = replace(ADA.answered(ADA.application, 1), stood=ADA.address)
    assert await storage.commit(first) == Committed(revision=2)
    home.rows("DELETE FROM participants WHERE person = 'person-ada'")
    assert (await storage.load(ADA.key)).is_theirs
    with pytest.raises(Moved):
        await storage.commit(replace(ADA.answered(application_of(first), 2), stood=ADA.address))
    fresh = await storage.load(ADA.key, fresh=True)
    assert (fresh.is_theirs, fresh.participants, fresh.cursor) == (False, {}, ADA.cursor(2))
