"""Resume codes and joined people in the tables: one living code a person, one row of everything for the joined."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogues import codec
from dialogues.application import AddressId, Consent
from storage.changes import AddressKey, ApplicationChange, Changes, Committed, Due, Moved, Role
from storage.codes import CodeChange, Guesses, Join, ResumeCode, hash_of
from storage.commit import apply
from storage.records import Lease
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW, SECOND

JOIN = Changes(join=Join(person=BEN.person, into=ADA.person))
LATER = NOW + timedelta(days=8)


def code(of: str = "one", **further: object) -> ResumeCode:
    return replace(ResumeCode(owner=ADA.person, hash=of, since=NOW), **further)


def changed(was: ResumeCode | None, now: ResumeCode | None) -> Changes:
    return Changes(codes=(CodeChange(owner=ADA.person, was=was, now=now),))


# Codes.


async def test_a_code_as_it_was_seen(storage: Storage, other: Storage) -> None:
    """Whoever saw another one than is there does not change it: in one group, and from another program."""
    both = await asyncio.gather(
        storage.commit(changed(None, code("one"))),
        storage.commit(changed(None, code("two"))),
        return_exceptions=True,
    )
    assert [type(each) for each in both].count(Moved) == 1
    with pytest.raises(Moved):
        await other.commit(changed(None, code("three")))
    assert await other.code_of(ADA.person) == code("one")


async def test_a_claim_is_made_once(storage: Storage, other: Storage) -> None:
    """A second claimant saw a code that nobody had claimed."""
    await storage.commit(BEN.begun())
    await storage.commit(changed(None, code()))
    claim = code(claimant=BEN.address.id, application=ADA.application.id, until=LATER)
    await storage.commit(changed(code(), claim))
    with pytest.raises(Moved):
        await other.commit(changed(code(), code(claimant=ADA.address.id)))
    with pytest.raises(Moved):
        await other.commit(changed(code(), None))
    assert await other.code_by("one") == claim
    assert await other.claims_by(BEN.person) == (claim,)
    assert not await other.is_spent("one")


async def test_a_spent_code_leaves_its_hash(storage: Storage, home: Home) -> None:
    """And not whose it was."""
    await storage.commit(changed(None, code("one")))
    await storage.commit(changed(code("one"), code("two")))
    assert await storage.is_spent("one")
    assert await storage.code_by("one") is None
    assert not await storage.is_spent("two")
    assert home.rows("SELECT * FROM spent_codes") == [("one",)]


def test_a_hash_is_slow_and_the_same() -> None:
    """It is looked up by, and says nothing."""
    assert hash_of("KX7M-9Q3D") == hash_of("KX7M-9Q3D") != hash_of("KX7M-9Q3C")
    assert "KX7M" not in hash_of("KX7M-9Q3D")


# Two people become one.


async def test_everything_is_the_others(storage: Storage, other: Storage, home: Home) -> None:
    """Also the addresses and applications that nobody names, for programs that remember them otherwise."""
    await storage.commit(BEN.begun())
    second = replace(
        BEN.address, id=AddressId("second"), key=AddressKey(channel="slack", external_id="second")
    )
    await storage.commit(Changes(address=second))
    await storage.commit(Changes(due=(BEN.due(LATER),)))
    stale = await other.load(BEN.key)
    await storage.load(second.key)
    await storage.commit(JOIN)
    for key in (BEN.key, second.key):
        found = (await storage.load(key)).address
        assert found is not None
        assert found.person == ADA.person
    assert await storage.participants(BEN.application.id) == ((ADA.person, Role.OWNER),)
    assert await storage.due_row("reminder", ADA.person, BEN.application.id) is not None
    assert home.rows("SELECT kind FROM due WHERE person = 'person-ben'") == []
    assert stale.address is not None
    with pytest.raises(Moved):
        await other.commit(Changes(address=stale.address, stood=stale.address))
    with pytest.raises(Moved):  # what another program has loaded of it, it loads again
        await other.commit(BEN.answered(BEN.application, 1))


async def test_what_comes_with_it_in_one_group(storage: Storage) -> None:
    """Before it: joined as well. After it: seen otherwise, so refused."""
    await storage.commit(BEN.begun())
    before = Changes(due=(BEN.due(LATER),))
    after = Changes(address=replace(BEN.address, language="zh-Hans"), stood=BEN.address)
    lease = Lease(worker="one", duration=SECOND)
    group = [before, JOIN, after]
    outcomes = await storage._database.write(lambda connection: apply(connection, group, lease))
    assert [type(outcome) for outcome in outcomes] == [Committed, Committed, Moved]
    found = (await storage.load(BEN.key, fresh=True)).address
    assert found is not None
    assert (found.person, found.language) == (ADA.person, "en")
    assert await storage.due_row("reminder", ADA.person, BEN.application.id) is not None


@pytest.mark.parametrize("role", list(Role))
async def test_where_both_take_part(storage: Storage, role: Role) -> None:
    """The stronger role stays, and one reminder: that of the person who stays."""
    await storage.commit(BEN.begun())
    await storage.commit(
        Changes(
            application=ApplicationChange(
                application=BEN.application, expected=1, participants=((ADA.person, role),)
            ),
            due=(BEN.due(LATER), replace(BEN.due(NOW), person=ADA.person)),
        )
    )
    await storage.commit(JOIN)
    assert await storage.participants(BEN.application.id) == ((ADA.person, Role.OWNER),)
    row = await storage.due_row("reminder", ADA.person, BEN.application.id)
    assert row is not None
    assert row.at == NOW


async def test_what_was_agreed_to_and_muted(storage: Storage) -> None:
    """The person who stays has said it."""
    await storage.commit(BEN.begun())
    consent = Consent(notice="n", at=NOW)
    said = replace(BEN.application, consents={BEN.person: consent}, muted=(BEN.person,))
    await storage.commit(Changes(application=ApplicationChange(application=said, expected=1)))
    await storage.commit(JOIN)
    found = (await storage.load(BEN.key)).application
    assert found is not None
    assert (found.consents, found.muted) == ({ADA.person: consent}, (ADA.person,))


def test_what_both_have_said() -> None:
    """Once each."""
    consent = Consent(notice="n", at=NOW)
    both = replace(
        ADA.application, consents={ADA.person: consent, BEN.person: consent}, muted=(BEN.person, ADA.person)
    )
    joined = codec.further_from(codec.further_joined(codec.further(both), BEN.person, ADA.person))
    assert joined == {"consents": {ADA.person: consent}, "muted": (ADA.person,)}
    assert codec.further_joined(None, BEN.person, ADA.person) == {}


# Dropping.


async def test_who_only_guessed_is_dropped(storage: Storage, home: Home) -> None:
    """With the count; who waits for an answer, and who has a code, is not."""
    guesses = Guesses(address=BEN.address.id, since=NOW, wrong=2)
    bens = Changes(people=((BEN.person, NOW),), address=replace(BEN.address, current=None), guesses=guesses)
    await storage.commit(bens)
    assert await storage.guesses_of(BEN.address.id) == guesses
    claim = code(claimant=BEN.address.id, application=ADA.application.id, until=LATER)
    await storage.commit(changed(None, claim))
    due = Due(kind="claim", person=BEN.person, application=ADA.application.id, at=LATER)
    await storage.commit(Changes(due=(due,)))
    assert await storage.drop_unagreed(LATER, frozenset()) == 0
    await storage.commit(replace(changed(claim, None), due=(replace(due, at=None),)))
    while await storage.drop_unagreed(LATER, frozenset()):
        pass
    assert home.rows("SELECT id FROM people") == [(ADA.person,)]
    assert home.rows("SELECT * FROM code_guesses") == []
