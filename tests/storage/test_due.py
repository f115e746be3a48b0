"""Due rows: one program turns each into an event, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogues.application import AddressId
from storage.changes import Changes
from storage.records import Reach
from storage.store import LEASE, Storage
from tests.storage.samples import ADA, BEN, NOW, SECOND

ALL = Reach(channels=frozenset({"telegram", "slack"}))


async def test_a_due_row_moves_and_goes(storage: Storage) -> None:
    """One per kind, person and application."""
    assert await storage.next_due(NOW - SECOND) is None
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.commit(Changes(due=(ADA.due(NOW + SECOND, number=2),)))
    assert await storage.next_due(NOW - SECOND) == NOW + SECOND
    one = ("reminder", ADA.person, ADA.application.id)
    assert await storage.due_row(*one) == ADA.due(NOW + SECOND, number=2)
    await storage.commit(Changes(due=(ADA.due(None),)))
    assert (await storage.next_due(NOW - SECOND), await storage.due_row(*one)) == (None, None)


async def test_due_rows_come_when_their_moment_has_come(storage: Storage) -> None:
    """The earliest first, as many as are asked for."""
    await storage.commit(BEN.begun())
    await storage.commit(Changes(due=(ADA.due(NOW + SECOND), BEN.due(NOW))))
    assert await storage.due_before(NOW - timedelta(microseconds=1), 9, reach=ALL) == ()
    assert await storage.due_before(NOW + SECOND, 1, reach=ALL) == (BEN.due(NOW),)
    assert await storage.due_before(NOW + SECOND, 9, reach=ALL) == (ADA.due(NOW + SECOND),)


async def test_one_program_takes_a_due_row(storage: Storage, other: Storage) -> None:
    """Another gets it only when the lease has ended without an event."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    assert await storage.due_before(NOW, 9, reach=ALL) == (ADA.due(NOW),)
    assert await other.due_before(NOW + LEASE - SECOND, 9, reach=ALL) == ()
    assert await other.next_due(NOW) == NOW + LEASE
    assert await other.due_before(NOW + LEASE, 9, reach=ALL) == (ADA.due(NOW),)


async def test_the_events_own_commit_moves_the_row(storage: Storage, other: Storage) -> None:
    """The moved row is free at its new moment, not at the end of a lease."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.due_before(NOW, 9, reach=ALL)
    await storage.commit(Changes(due=(ADA.due(NOW + 2 * SECOND, number=2),)))
    assert await other.next_due(NOW) == NOW + 2 * SECOND
    assert await other.due_before(NOW + 2 * SECOND, 9, reach=ALL) == (ADA.due(NOW + 2 * SECOND, number=2),)


async def test_due_rows_are_given_back(storage: Storage, other: Storage) -> None:
    """With the rest of what a program has taken."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.due_before(NOW, 9, reach=ALL)
    await other.release()
    assert await other.due_before(NOW, 9, reach=ALL) == ()
    await storage.release()
    assert await other.due_before(NOW, 9, reach=ALL) == (ADA.due(NOW),)


async def test_a_due_row_is_for_whoever_reaches_the_person(storage: Storage, other: Storage) -> None:
    """Where they were last; one who is reached nowhere is anybody's."""
    await storage.commit(BEN.begun())
    await storage.commit(Changes(due=(ADA.due(NOW), BEN.due(NOW))))
    slack = replace(
        ADA.address,
        id=AddressId("slack"),
        key=replace(ADA.key, channel="slack"),
        current=None,
        used=NOW + SECOND,
    )
    await storage.commit(Changes(address=slack))
    chat = Reach(chats={"slack": frozenset({ADA.key.external_id}), "telegram": frozenset({"another"})})
    assert await other.due_before(NOW, 9, reach=Reach()) == ()
    assert await other.due_before(NOW, 9, reach=chat) == (ADA.due(NOW),)
    assert await storage.due_before(NOW, 9, reach=ALL) == (BEN.due(NOW),)
    await storage.release()
    await storage.commit(Changes(address=replace(BEN.address, reachable=False)))
    assert await storage.due_before(NOW, 9, reach=Reach()) == (BEN.due(NOW),)


async def test_what_is_due_and_not_ours_is_not_waited_for(storage: Storage) -> None:
    """Or a clock would never sleep; what is still to come is."""
    await storage.commit(BEN.begun())
    await storage.commit(Changes(due=(ADA.due(NOW), BEN.due(NOW + SECOND))))
    assert await storage.due_before(NOW, 9, reach=Reach()) == ()
    assert await storage.next_due(NOW) == NOW + SECOND
    assert await storage.next_due(NOW + SECOND) is None


async def test_a_due_row_that_was_moved_meanwhile_stays(storage: Storage, other: Storage) -> None:
    """Whoever took it may move it or take it away as long as it stands as it was."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    (taken,) = await storage.due_before(NOW, 9, reach=ALL)
    assert await storage.move_due(taken, NOW + SECOND)
    assert await other.due_before(NOW + SECOND, 9, reach=ALL) == (ADA.due(NOW + SECOND),)
    assert not await storage.move_due(taken, NOW + 9 * SECOND)
    assert not await storage.move_due(taken, None)
    assert await storage.due_row("reminder", ADA.person, ADA.application.id) == ADA.due(NOW + SECOND)
    assert await storage.move_due(ADA.due(NOW + SECOND), None)
    assert await storage.due_row("reminder", ADA.person, ADA.application.id) is None


async def test_a_round_says_something_with_a_row(storage: Storage, other: Storage) -> None:
    """It stays when a clock moves the row, and goes when the person's own act does; what somebody has taken is left
    alone until their lease has ended."""
    one = ("reminder", ADA.person, ADA.application.id)
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    assert await storage.move_due(ADA.due(NOW), NOW, text="words")
    assert await storage.due_before(NOW, 9, reach=ALL) == (replace(ADA.due(NOW), text="words"),)
    assert not await other.move_due(ADA.due(NOW), NOW + LEASE - SECOND, text="others")
    assert await storage.move_due(ADA.due(NOW), NOW + SECOND)
    assert await storage.due_row(*one) == replace(ADA.due(NOW + SECOND), text="words")
    assert not await storage.move_due(ADA.due(NOW), NOW, text="late")
    await storage.commit(Changes(due=(ADA.due(NOW + 2 * SECOND, number=2),)))
    assert await storage.due_row(*one) == ADA.due(NOW + 2 * SECOND, number=2)
    await storage.due_before(NOW + 2 * SECOND, 9, reach=ALL)
    assert await other.move_due(ADA.due(NOW + 2 * SECOND), NOW + 2 * SECOND + LEASE, text="")
    assert await storage.due_row(*one) == replace(ADA.due(NOW + 2 * SECOND + LEASE, number=2), text="")


async def test_when_somebody_was_last_reminded(storage: Storage) -> None:
    """Of this application; what else happened does not count."""
    assert await storage.last_reminded(ADA.person, ADA.application.id) is None
    for at in (NOW, NOW + SECOND):
        await storage.commit(Changes(journal=(replace(ADA.entry("reminder_fell"), at=at),)))
    await storage.commit(Changes(journal=(replace(ADA.entry("replied"), at=NOW + 2 * SECOND),)))
    assert await storage.last_reminded(ADA.person, ADA.application.id) == NOW + SECOND
    assert await storage.last_reminded(BEN.person, ADA.application.id) is None
