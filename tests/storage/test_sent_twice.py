"""A message that a crash made come twice."""

from __future__ import annotations

from datetime import UTC, datetime

from dialogues.application import AddressId
from storage.cache import Cache
from storage.changes import Message


def shown(place: int) -> Message:
    return Message(
        address=AddressId("a"), channel="telegram", external_id="1", message_id=str(place), place=place,
        direction="out", message="name", turn=1, at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip


def test_it_stands_where_it_came_last() -> None:
    """Also when the first one is learnt of afterwards, by a press of it; a later one replaces both."""
    cache = Cache(10)
    cache.tell(shown(7), last=True)
    cache.tell(shown(5))
    assert cache.sent("name") == shown(7)
    cache.tell(shown(9), last=True)
    assert cache.sent("name") == shown(9)
