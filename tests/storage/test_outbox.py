"""The outbox: who sends which row, in which order, and what is stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from storage.changes import Changes, Lane, Outgoing
from storage.records import Reach
from storage.store import LEASE, Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW, SECOND, delivery

LATER = NOW + LEASE


def ids(found: Sequence[Outgoing]) -> list[int]:
    """Their ids."""
    return [each.id for each in found]


async def take(
    storage: Storage, now: datetime, at_most: int = 9, channels: Sequence[str] = ("telegram", "slack")
) -> tuple[Outgoing, ...]:
    """What this program gets."""
    return await storage.lease(now, at_most, reach=Reach(channels=frozenset(channels)))


async def test_a_committed_row_is_its_own_programs(storage: Storage, other: Storage) -> None:
    """Nobody else gets it until its lease has ended; then it comes as it was written."""
    row = ADA.outgoing(2**62, turn=7, lane=Lane.ROOM, team="T1", address=None, application=None)
    await storage.commit(Changes(outbox=(row,)))
    before = LATER - timedelta(microseconds=1)
    assert await take(other, before) == ()
    assert await take(storage, before) == ()
    assert await take(other, LATER) == (row,)
    assert await take(storage, LATER) == ()


async def test_a_delivered_or_replaced_row_is_gone(storage: Storage) -> None:
    """So the outbox holds only what is still to be done."""
    await storage.commit(Changes(outbox=tuple(ADA.outgoing(number) for number in (1, 2, 3))))
    await storage.commit(Changes(deliveries=(delivery(1), delivery(2, "replaced"), delivery(99))))
    assert ids(await take(storage, LATER)) == [3]
    await storage.commit(Changes(deliveries=(delivery(3),)))
    assert await take(storage, LATER + LEASE) == ()


async def test_a_row_that_must_wait_stays_with_its_relay(storage: Storage, other: Storage) -> None:
    """Until a lease's length after it may be tried again; it counts its attempts."""
    await storage.commit(Changes(outbox=(ADA.outgoing(1),)))
    again = NOW + 60 * SECOND
    for _ in range(2):
        await storage.commit(Changes(deliveries=(delivery(1, "waiting", error="429", not_before=again),)))
    assert await take(other, again + LEASE - SECOND) == ()
    (row,) = await take(other, again + LEASE)
    assert row == ADA.outgoing(1, attempts=2, not_before=again)


async def test_a_row_of_a_later_time_is_nobodys_until_then(storage: Storage, other: Storage) -> None:
    """Not even of the program that commits it; and it holds up nothing meanwhile."""
    soon, tomorrow = NOW + SECOND, NOW + 86_400 * SECOND
    rows = (ADA.outgoing(1, not_before=soon), ADA.outgoing(2, not_before=tomorrow), ADA.outgoing(3))
    await storage.commit(Changes(outbox=rows))
    assert await take(other, NOW) == ()
    assert ids(await take(other, soon)) == [1]
    await other.commit(Changes(deliveries=(delivery(1),)))
    assert ids(await take(other, LATER)) == [3]
    await other.commit(Changes(deliveries=(delivery(3),)))
    assert ids(await take(storage, tomorrow)) == [2]


async def test_one_chat_has_one_order(storage: Storage, other: Storage) -> None:
    """A later row is not handed out while an earlier one of its chat is with somebody else."""
    await storage.commit(Changes(outbox=(ADA.outgoing(1),)))
    await other.commit(
        Changes(outbox=(ADA.outgoing(2, created=NOW - LEASE), BEN.outgoing(3, created=NOW - LEASE)))
    )
    assert ids(await take(other, NOW)) == [3]
    assert ids(await take(storage, NOW)) == [2]
    await storage.commit(Changes(deliveries=(delivery(1), delivery(2))))
    assert ids(await take(other, LATER + SECOND)) == [3]


async def test_a_row_that_waits_to_be_tried_again_holds_up_its_chat(storage: Storage, other: Storage) -> None:
    """Also when the program that tried it has given it back."""
    again = NOW + 60 * SECOND
    await storage.commit(Changes(outbox=(ADA.outgoing(1), ADA.outgoing(2), BEN.outgoing(3))))
    await storage.commit(Changes(deliveries=(delivery(1, "waiting", not_before=again),)))
    await storage.release()
    assert ids(await take(other, NOW)) == [3]
    assert ids(await take(other, again)) == [1, 2, 3]


async def test_the_oldest_rows_come_first(storage: Storage, other: Storage) -> None:
    """As many as are asked for."""
    await storage.commit(Changes(outbox=tuple(BEN.outgoing(number) for number in (5, 3, 9, 1))))
    assert ids(await take(other, LATER, 3)) == [1, 3, 5]
    assert ids(await take(other, LATER, 3)) == [9]


async def test_only_rows_of_channels_that_run_here(storage: Storage, other: Storage) -> None:
    """The rest is left to the program that has those channels."""
    rows = (ADA.outgoing(1), replace(BEN, channel="slack").outgoing(2))
    await storage.commit(Changes(outbox=rows))
    assert ids(await take(other, LATER, channels=("slack", "terminal"))) == [2]
    assert await take(other, LATER, channels=()) == ()
    assert ids(await take(other, LATER)) == [1]


async def test_only_rows_of_chats_that_are_reached_from_here(storage: Storage, other: Storage) -> None:
    """A channel may reach only some of its chats: the others' rows stay where they are."""
    rows = (ADA.outgoing(1), BEN.outgoing(2), replace(ADA, channel="slack").outgoing(3))
    await storage.commit(Changes(outbox=rows))
    reach = Reach(chats={"telegram": frozenset({BEN.key.external_id}), "terminal": frozenset()})
    assert ids(await other.lease(LATER, 9, reach=reach)) == [2]
    assert ids(await take(other, LATER)) == [1, 3]
    assert [reach.has("telegram", who.key.external_id) for who in (ADA, BEN)] == [False, True]


async def test_a_lease_can_be_extended(storage: Storage, other: Storage) -> None:
    """By the program that has it; it learns what it has lost."""
    await storage.commit(Changes(outbox=(ADA.outgoing(1), BEN.outgoing(2))))
    assert await storage.extend([1], NOW + LEASE / 2) == {1}
    assert ids(await take(other, LATER)) == [2]
    assert await storage.extend([1, 2, 7], LATER) == {1}
    assert await storage.extend([], LATER) == frozenset()
    assert await take(other, LATER + LEASE - SECOND) == ()
    assert ids(await take(other, LATER + LEASE)) == [1, 2]


async def test_a_clock_that_was_put_back_leaves_no_lease_for_hours(storage: Storage, other: Storage) -> None:
    """Of a program that died, and whose clock was ahead: neither its row nor what comes behind it waits for that."""
    hour = timedelta(hours=1)
    await storage.commit(Changes(outbox=(ADA.outgoing(1, created=NOW + hour),)))
    await other.commit(Changes(outbox=(ADA.outgoing(2, not_before=NOW),)))
    assert ids(await take(other, NOW)) == [1, 2]


async def test_leases_are_given_back(storage: Storage, other: Storage) -> None:
    """All of one program's, none of another's."""
    await storage.commit(Changes(outbox=(ADA.outgoing(1),)))
    await other.commit(Changes(outbox=(BEN.outgoing(2),)))
    await storage.release()
    assert ids(await take(other, NOW)) == [1]


async def test_a_program_takes_over_from_one_of_its_name(storage: Storage, home: Home) -> None:
    """After a crash the next one need not wait for the leases of the one before."""
    await storage.commit(Changes(outbox=(ADA.outgoing(1),)))
    async with await home.open("one") as again:
        await again.release()
        assert ids(await take(again, NOW)) == [1]


async def test_what_is_set_aside_is_listed_and_blocks_nothing(storage: Storage, other: Storage) -> None:
    """With the code of the refusal; what waits is counted by channel."""
    rows = (ADA.outgoing(1), ADA.outgoing(2), replace(BEN, channel="slack").outgoing(3))
    await storage.commit(Changes(outbox=rows))
    refused = delivery(1, "set_aside", error="message is too long", at=NOW + SECOND)
    await storage.commit(Changes(deliveries=(refused,)))
    assert ids(await take(other, LATER)) == [2, 3]
    stuck = await storage.stuck()
    assert [(each.outgoing.id, each.error, each.at) for each in stuck.set_aside] == [
        (1, "message is too long", NOW + SECOND)
    ]
    assert stuck.waiting == {"telegram": 1, "slack": 1}
