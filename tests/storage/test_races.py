"""Two programs on one database do the same thing at once, again and again: it is done once, whoever comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from dialogues.application import AddressId, ApplicationId, Consent
from storage.changes import (
    ApplicationChange,
    Changes,
    Committed,
    Inbox,
    Journalled,
    Moved,
)
from storage.codes import CodeChange, Join, ResumeCode
from storage.records import JournalCheck, Reach
from storage.store import LEASE, Storage
from tests.storage.samples import ADA, NOW, SECOND, Applicant

ROUNDS = 10
ALL = Reach(channels=frozenset({"telegram"}))


async def at_once(*commits: tuple[Storage, Changes]) -> list[Committed | BaseException]:
    """Each by its program."""
    return await asyncio.gather(
        *(program.commit(changes) for program, changes in commits), return_exceptions=True
    )


def kinds(outcomes: Sequence[Committed | BaseException]) -> list[str]:
    """What became of them, whoever was first."""
    return sorted(
        "duplicate" if isinstance(each, Committed) and each.duplicate is not None else type(each).__name__
        for each in outcomes
    )


async def test_an_event_that_is_delivered_to_two(storage: Storage, other: Storage) -> None:
    """One of them takes it, the other repeats the acknowledgement; also where nothing else would be changed."""
    application = ADA.application
    for number in range(ROUNDS):
        answered = ADA.answered(application, number + 1)
        assert answered.application is not None
        application = answered.application.application
        outcomes = await at_once((storage, answered), (other, answered))
        assert kinds(outcomes) == ["Committed", "duplicate"]
        plain = Changes(inbox=Inbox(channel="slack", key=str(number), acknowledgement="seen", at=NOW))
        assert kinds(await at_once((storage, plain), (other, plain))) == ["Committed", "duplicate"]
    assert (await other.load(ADA.key, fresh=True)).revision == ROUNDS + 1
    assert (await other.verify_journal(ADA.application.id)).entries == ROUNDS + 1


async def test_an_event_that_is_worked_off_by_two(storage: Storage, other: Storage) -> None:
    """It was received before; it is done once."""
    for number in range(ROUNDS):
        event = Inbox(channel="slack", key=str(number), status="received", raw="{}", at=NOW)
        done = Changes(inbox=replace(event, status="done"), outbox=(ADA.outgoing(number),))
        assert kinds(await at_once((storage, Changes(inbox=event)), (other, Changes(inbox=event)))) == [
            "Committed",
            "duplicate",
        ]
        assert kinds(await at_once((storage, done), (other, done))) == ["Committed", "duplicate"]
    assert (await storage.stuck()).waiting == {"telegram": ROUNDS}


async def test_two_answers_at_one_revision(storage: Storage, other: Storage) -> None:
    """The second is told to load again, and nothing of it is kept; also where no key of a row would be in its way."""
    application = ADA.application
    for number in range(ROUNDS):
        left, right = (
            replace(ADA.answered(application, number + 1, event=f"{side} {number}"), journal=())
            for side in "lr"
        )
        assert left.application is not None
        application = left.application.application
        assert kinds(await at_once((storage, left), (other, right))) == ["Committed", "Moved"]
    assert (await other.load(ADA.key, fresh=True)).revision == ROUNDS + 1


async def test_everybody_answers_at_two_programs(storage: Storage, other: Storage) -> None:
    """As fast as they can: each acknowledged revision is one answer, and none is lost."""
    people = [Applicant(name=f"n{number}") for number in range(4)]
    acknowledged: list[tuple[str, int]] = []

    async def answer(program: Storage, person: Applicant) -> None:
        fresh = False
        for number in range(ROUNDS):
            while True:
                found = await program.load(person.key, fresh=fresh)
                assert found.application is not None
                key = f"{person.name} {id(program)} {number}"
                try:
                    done = await program.commit(person.answered(found.application, found.revision, event=key))
                except Moved:
                    fresh = True
                else:
                    acknowledged.append((person.name, done.revision))
                    break

    await asyncio.gather(*(storage.commit(person.begun()) for person in people))
    await asyncio.gather(*(answer(program, person) for person in people for program in (storage, other)))
    assert sorted(acknowledged) == [
        (person.name, revision) for person in people for revision in range(2, 2 * ROUNDS + 2)
    ]
    for person in people:
        found = await storage.load(person.key, fresh=True)
        assert found.application is not None
        assert (found.revision, len(found.application.answers)) == (2 * ROUNDS + 1, 2 * ROUNDS)
        chain = await storage.verify_journal(person.application.id)
        assert chain == JournalCheck(entries=2 * ROUNDS + 1, broken=None, erased=0)


async def test_first_messages_and_references(storage: Storage, other: Storage) -> None:
    """Of one chat at once: one address. Of two chats with one reference: one of them makes another."""
    for number in range(ROUNDS):
        one = Applicant(name=f"n{number}")
        twin = replace(one.address, id=AddressId(f"twin{number}"), current=None)
        begun = one.begun()
        first = Changes(people=((one.person, NOW),), address=twin)
        assert kinds(await at_once((storage, begun), (other, first))) == ["Committed", "Moved"]
        left, right = (
            Changes(
                application=ApplicationChange(
                    application=replace(
                        ADA.application, id=ApplicationId(f"{side}{number}"), reference=f"R-{number}"
                    ),
                    expected=0,
                )
            )
            for side in "lr"
        )
        assert kinds(await at_once((storage, left), (other, right))) == ["Committed", "ReferenceTaken"]


async def test_an_address_is_led_to_two_places(storage: Storage, other: Storage) -> None:
    """What was made of it as it stood is refused to the second."""
    stood = ADA.address
    for number in range(ROUNDS):
        left, right = (
            Changes(address=replace(stood, language=f"{side}{number}"), stood=stood) for side in "lr"
        )
        assert kinds(await at_once((storage, left), (other, right))) == ["Committed", "Moved"]
        found = (await storage.load(ADA.key, fresh=True)).address
        assert found is not None
        stood = found


async def test_a_code_is_made_and_claimed_once(storage: Storage, other: Storage) -> None:
    """Whoever comes second saw another one."""
    was = None
    for number in range(ROUNDS):
        codes = [ResumeCode(owner=ADA.person, hash=f"{side}{number}", since=NOW) for side in "lr"]
        left, right = (Changes(codes=(CodeChange(owner=ADA.person, was=was, now=code),)) for code in codes)
        assert kinds(await at_once((storage, left), (other, right))) == ["Committed", "Moved"]
        was = await storage.code_of(ADA.person)


async def test_two_programs_write_one_chain(storage: Storage, other: Storage) -> None:
    """That of an application, without a revision to compare, and that which belongs to none."""
    nobody = Journalled(application=None, person=None, address=None, kind="started", payload="{}", at=NOW)
    entries = Changes(journal=(ADA.entry("turn"), nobody, ADA.entry("turn")))
    commits = [(program, entries) for program in (storage, other) for _ in range(ROUNDS)]
    assert set(kinds(await at_once(*commits))) == {"Committed"}
    chains = [await storage.verify_journal(of) for of in (ADA.application.id, None)]
    assert [(chain.entries, chain.broken) for chain in chains] == [(4 * ROUNDS + 1, None), (2 * ROUNDS, None)]


async def test_of_one_chat_two_programs_take_no_rows(storage: Storage, other: Storage) -> None:
    """Or its order would be gone; what one does not get the other does."""
    people = [Applicant(name=f"n{number}") for number in range(5)]
    rows = tuple(people[number % 5].outgoing(number, created=NOW - LEASE) for number in range(60))
    await storage.commit(Changes(outbox=rows))
    for _ in range(4):
        held = await asyncio.gather(*(program.lease(NOW, 7, reach=ALL) for program in (storage, other) * 2))
        mine, theirs = ({row.external_id for row in (*held[side], *held[side + 2])} for side in (0, 1))
        assert not mine & theirs
        assert mine | theirs
        await storage.release()
        await other.release()


async def test_a_due_row_is_taken_once(storage: Storage, other: Storage) -> None:
    """By whichever program."""
    people = [Applicant(name=f"n{number}") for number in range(10)]
    for person in people:
        await storage.commit(replace(person.begun(), due=(person.due(NOW),)))
    taken = await asyncio.gather(*(program.due_before(NOW, 3, reach=ALL) for program in (storage, other) * 3))
    fallen = [due.person for rows in taken for due in rows]
    assert sorted(fallen) == sorted(person.person for person in people)


async def test_who_agrees_while_it_is_dropped(storage: Storage, other: Storage) -> None:
    """By another program: they are kept, or told to begin anew; never half of it."""
    for number in range(ROUNDS):
        person = Applicant(name=f"n{number}")
        await storage.commit(person.begun())
        agreed = replace(person.application, consents={person.person: Consent(notice="n", at=NOW)})
        change = Changes(
            application=ApplicationChange(application=agreed, expected=1), cursor=person.cursor(2)
        )
        outcome, dropped = await asyncio.gather(
            storage.commit(change),
            other.drop_unagreed(NOW + SECOND, frozenset({("award", "v1")})),
            return_exceptions=True,
        )
        assert isinstance(dropped, int)
        found = await storage.load(person.key, fresh=True)
        if isinstance(outcome, Committed):
            assert found.application == agreed
        else:
            assert isinstance(outcome, Moved)
            assert found.address is None


async def test_what_comes_while_two_become_one(storage: Storage, other: Storage) -> None:
    """It is joined as well, or told to load again: nothing is left of the person who was joined."""
    for number in range(ROUNDS):
        person = Applicant(name=f"n{number}")
        await storage.commit(person.begun())
        later = replace(person.answered(person.application, 1), stood=person.address)
        join = Changes(join=Join(person=person.person, into=ADA.person))
        outcomes = await at_once((storage, later), (other, join))
        assert kinds(outcomes) in (["Committed", "Committed"], ["Committed", "Moved"])
        assert isinstance(outcomes[1], Committed)
        assert await storage.due_row("reminder", person.person, person.application.id) is None
        found = (await storage.load(person.key, fresh=True)).address
        assert found is not None
        assert found.person == ADA.person


async def test_one_version_is_kept_by_two(storage: Storage, other: Storage) -> None:
    """Both start with the same dialogue."""
    for number in range(ROUNDS):
        await asyncio.gather(
            *(
                program.keep_version("award", f"n{number}", 1, "id: award", NOW)
                for program in (storage, other)
            )
        )
