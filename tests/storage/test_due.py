"""Due rows: one program turns each into an event, once."""

from __future__ import annotations

from datetime import timedelta

from storage.changes import Changes
from storage.store import LEASE, Storage
from tests.storage.samples import ADA, BEN, NOW, SECOND


async def test_a_due_row_moves_and_goes(storage: Storage) -> None:
    """One per kind, person and application."""
    assert await storage.next_due() is None
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.commit(Changes(due=(ADA.due(NOW + SECOND, number=2),)))
    assert await storage.next_due() == NOW + SECOND
    one = ("reminder", ADA.person, ADA.application.id)
    assert await storage.due_row(*one) == ADA.due(NOW + SECOND, number=2)
    await storage.commit(Changes(due=(ADA.due(None),)))
    assert (await storage.next_due(), await storage.due_row(*one)) == (None, None)


async def test_due_rows_come_when_their_moment_has_come(storage: Storage) -> None:
    """The earliest first, as many as are asked for."""
    await storage.commit(BEN.begun())
    await storage.commit(Changes(due=(ADA.due(NOW + SECOND), BEN.due(NOW))))
    assert await storage.due_before(NOW - timedelta(microseconds=1), 9) == ()
    assert await storage.due_before(NOW + SECOND, 1) == (BEN.due(NOW),)
    assert await storage.due_before(NOW + SECOND, 9) == (ADA.due(NOW + SECOND),)


async def test_one_program_takes_a_due_row(storage: Storage, other: Storage) -> None:
    """Another gets it only when the lease has ended without an event."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    assert await storage.due_before(NOW, 9) == (ADA.due(NOW),)
    assert await other.due_before(NOW + LEASE - SECOND, 9) == ()
    assert await other.next_due() == NOW + LEASE
    assert await other.due_before(NOW + LEASE, 9) == (ADA.due(NOW),)


async def test_the_events_own_commit_moves_the_row(storage: Storage, other: Storage) -> None:
    """The moved row is free at its new moment, not at the end of a lease."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.due_before(NOW, 9)
    await storage.commit(Changes(due=(ADA.due(NOW + 2 * SECOND, number=2),)))
    assert await other.next_due() == NOW + 2 * SECOND
    assert await other.due_before(NOW + 2 * SECOND, 9) == (ADA.due(NOW + 2 * SECOND, number=2),)


async def test_due_rows_are_given_back(storage: Storage, other: Storage) -> None:
    """With the rest of what a program has taken."""
    await storage.commit(Changes(due=(ADA.due(NOW),)))
    await storage.due_before(NOW, 9)
    await other.release()
    assert await other.due_before(NOW, 9) == ()
    await storage.release()
    assert await other.due_before(NOW, 9) == (ADA.due(NOW),)
