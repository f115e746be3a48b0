"""Dropping what nobody agreed to: all of it, nothing else, and nobody who agrees in the same moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogues.application import Application, ApplicationId, Consent, State
from storage import dropping
from storage.changes import ApplicationChange, Changes, Committed, Moved, Role, Submitted
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW, SECOND

ASKING = frozenset({("award", "v1")})
LATER = NOW + SECOND


def tables_with(home: Home, text: str) -> set[str]:
    return {name for name, found in home.everything().items() if text in found}


async def hang_on(storage: Storage) -> None:
    """A bit of everything that can hang on an application without an answer."""
    await storage.commit(
        Changes(
            outbox=(ADA.outgoing(1), ADA.outgoing(2, application=None)),
            messages=(ADA.message(1), ADA.message(2, application=None, direction="in")),
            due=(ADA.due(NOW + timedelta(days=2)),),
            application=ApplicationChange(
                application=ADA.application.with_draft("q1", {"part": 1}),
                expected=1,
                drafts={"q1": {"part": 1}},
            ),
        )
    )


async def test_nothing_is_left(storage: Storage, other: Storage, home: Home) -> None:
    """Of them, in any table; the chain of the journal holds, with ids that point nowhere, and Ben is still there."""
    await storage.commit(BEN.begun())
    await storage.commit(BEN.answered(BEN.application, 1))
    bens = tables_with(home, "ben")
    await hang_on(storage)
    assert await storage.unagreed_versions(LATER) == ASKING
    while await storage.drop_unagreed(LATER, ASKING):
        pass
    assert tables_with(home, "ada") == {"journal"}
    assert ADA.key.external_id not in home.everything()["journal"]
    check = await storage.verify_journal(ADA.application.id)
    assert (check.entries, check.erased, check.broken) == (1, 1, None)
    assert tables_with(home, "ben") == bens
    for program in (storage, other):
        found = await program.load(ADA.key)
        assert (found.address, found.application) == (None, None)
    assert await storage.unagreed_versions(LATER) == frozenset()


async def test_not_before_the_time(storage: Storage) -> None:
    """Untouched since then, and not one moment less."""
    assert await storage.unagreed_versions(NOW) == frozenset()
    assert await storage.drop_unagreed(NOW, ASKING) == 0
    assert (await storage.load(ADA.key, fresh=True)).application == ADA.application


async def test_only_of_dialogues_that_ask(storage: Storage) -> None:
    """Whatever else was begun stays."""
    for others in (frozenset(), frozenset({("award", "v2"), ("fair", "v1")})):
        assert await storage.drop_unagreed(LATER, others) == 0
    assert (await storage.load(ADA.key, fresh=True)).application == ADA.application


@pytest.mark.parametrize(
    "more",
    [
        ApplicationChange(
            application=replace(ADA.application, consents={ADA.person: Consent(notice="n", at=NOW)}),
            expected=1,
        ),
        ApplicationChange(application=replace(ADA.application, state=State.SUBMITTED), expected=1),
        ADA.answered(ADA.application, 1).application,
    ],
)
async def test_what_was_agreed_to_or_answered_stays(storage: Storage, more: ApplicationChange) -> None:
    """A consent, a state or an answer is enough."""
    await storage.commit(Changes(application=more))
    assert await storage.unagreed_versions(LATER) == frozenset()
    assert await storage.drop_unagreed(LATER, ASKING) == 0
    assert (await storage.load(ADA.key, fresh=True)).application == more.application


async def test_what_was_handed_in_stays(storage: Storage) -> None:
    """Whatever else is missing."""
    submitted = Submitted(application=ADA.application.id, round=1, content="{}", sha256="0", at=NOW)
    await storage.commit(Changes(submission=submitted))
    assert await storage.drop_unagreed(LATER, ASKING) == 0


def second(consents: bool) -> Changes:
    """Ada's other application, which is not the current one."""
    application = Application(
        id=ApplicationId("second"), reference="A-second", dialogue="award", version="v1",
        started=NOW, touched=NOW, consents={ADA.person: Consent(notice="n", at=NOW)} if consents else {},
    )  # fmt: skip
    return Changes(
        application=ApplicationChange(
            application=application, expected=0, participants=((ADA.person, Role.OWNER),)
        ),
        cursor=replace(ADA.cursor(), application=application.id),
        messages=(ADA.message(7, application=application.id),),
    )


async def test_the_address_stays_where_something_else_hangs_on_it(storage: Storage, home: Home) -> None:
    """With the person, the other application, its message and what was said about none."""
    await storage.commit(second(consents=True))
    await hang_on(storage)
    assert await storage.drop_unagreed(LATER, ASKING) == 1
    assert await storage.drop_unagreed(LATER, ASKING) == 0
    found = await storage.load(ADA.key)
    assert found.address == replace(ADA.address, current=None)
    opened = await storage.load(ADA.key, ApplicationId("second"))
    assert opened.application is not None
    assert opened.cursor is not None
    assert tables_with(home, ADA.application.id) == {"journal"}
    assert (await storage.message_of(ADA.key, "7")) is not None
    assert (await storage.message_of(ADA.key, "2")) is not None
    assert (await storage.message_of(ADA.key, "1")) is None


async def test_an_address_in_use_stays_for_a_while(storage: Storage) -> None:
    """Who has only looked around since is dropped when that is long ago as well; an address that never began, too."""
    used = replace(ADA.address, current=None, used=LATER)
    await storage.commit(Changes(address=used))
    assert await storage.drop_unagreed(LATER, ASKING) == 1
    assert (await storage.load(ADA.key)).address == used
    assert await storage.drop_unagreed(LATER, ASKING) == 0
    assert await storage.drop_unagreed(LATER + SECOND, frozenset()) == 1
    assert (await storage.load(ADA.key)).address is None


async def test_who_was_somewhere_else_as_well(storage: Storage, home: Home) -> None:
    """Both addresses of a person go, and the person with the last of them."""
    elsewhere = replace(BEN.address, person=ADA.person, current=None, used=LATER)
    await storage.commit(Changes(address=elsewhere))
    await storage.drop_unagreed(LATER, ASKING)
    assert tables_with(home, ADA.address.id) == {"journal"}
    assert "people" in tables_with(home, ADA.person)
    await storage.drop_unagreed(LATER + SECOND, ASKING)
    assert tables_with(home, ADA.person) == {"journal"}


async def test_where_a_person_is_reached_who_takes_part_elsewhere(storage: Storage) -> None:
    """Nothing was begun at this address, but it is theirs, and their application is there."""
    await storage.commit(second(consents=True))
    elsewhere = replace(BEN.address, person=ADA.person, current=None)
    await storage.commit(Changes(address=elsewhere))
    assert await storage.drop_unagreed(LATER, ASKING) == 1
    assert await storage.drop_unagreed(LATER, ASKING) == 0
    assert (await storage.load(BEN.key)).address == elsewhere


async def test_an_address_that_stands_somewhere_stays(storage: Storage) -> None:
    """Even where the person takes no part, or no more."""
    await storage.commit(BEN.begun())
    await storage.commit(BEN.answered(BEN.application, 1))
    await storage.commit(Changes(cursor=replace(ADA.cursor(), application=BEN.application.id)))
    assert await storage.drop_unagreed(LATER, ASKING) == 1
    assert await storage.drop_unagreed(LATER, ASKING) == 0
    assert (await storage.load(ADA.key)).address is not None


async def test_a_room_that_is_called_like_a_person(storage: Storage) -> None:
    """What was said there is not theirs."""
    await storage.commit(
        Changes(
            outbox=(ADA.outgoing(1, address=None, application=None),),
            messages=(ADA.message(1, address=None, application=None),),
        )
    )
    assert await storage.drop_unagreed(LATER, ASKING) == 2
    assert await storage.message_of(ADA.key, "1") is not None
    assert (await storage.stuck()).waiting == {ADA.channel: 1}


async def test_a_read_that_began_before(storage: Storage) -> None:
    """Does not bring back what was dropped meanwhile."""
    cache = storage._cache
    since, found = cache.commit, await storage.load(ADA.key, fresh=True)
    assert await storage.drop_unagreed(LATER, ASKING) == 2
    cache.loaded(found, since=since)
    assert cache.snapshot(ADA.key, None) is None


async def test_who_agrees_in_the_same_moment(storage: Storage, home: Home) -> None:
    """Before it, they are kept; after it, they are told to load again. Never both. SQLite writes in the order in which
    it is asked."""
    agreed = Changes(
        application=ApplicationChange(
            application=replace(ADA.application, consents={ADA.person: Consent(notice="n", at=LATER)}),
            expected=1,
        ),
        cursor=ADA.cursor(2),
    )
    committed, dropped = await asyncio.gather(
        storage.commit(agreed), storage.drop_unagreed(LATER, ASKING), return_exceptions=True
    )
    if home.is_postgres and isinstance(committed, Moved):
        assert dropped == 2
    else:
        assert (committed, dropped) == (Committed(revision=2), 0)


async def test_who_agrees_one_moment_later(storage: Storage, other: Storage, home: Home) -> None:
    """From whichever program: nothing is written, and a fresh load finds nobody."""
    agreed = Changes(
        application=ApplicationChange(
            application=replace(ADA.application, consents={ADA.person: Consent(notice="n", at=LATER)}),
            expected=1,
        ),
        cursor=ADA.cursor(2),
    )
    await other.load(ADA.key)
    dropping_ = asyncio.create_task(storage.drop_unagreed(LATER, ASKING))
    if home.is_postgres:
        await asyncio.wait([dropping_])
    (refused,) = await asyncio.gather(storage.commit(agreed), return_exceptions=True)
    assert await dropping_ == 2
    assert isinstance(refused, Moved)
    with pytest.raises(Moved):
        await other.commit(agreed)
    for program in (storage, other):
        assert (await program.load(ADA.key, fresh=True)).address is None
    assert tables_with(home, ADA.person) == {"journal"}


async def test_many(empty: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some at a time, until there are no more."""
    monkeypatch.setattr(dropping, "AT_MOST", 2)
    for number in range(5):
        one = replace(ADA, name=f"n{number}")
        await empty.commit(one.begun())
    counts = []
    while count := await empty.drop_unagreed(LATER, ASKING):
        counts.append(count)
    assert sum(counts) == 10
    assert max(counts) == 4
    assert await empty.applications() == ()
