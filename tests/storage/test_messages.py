"""Messages: what a reply, a press or a settle is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.changes import AddressKey, Changes
from storage.store import Storage
from tests.storage.samples import ADA, BEN

ROOM = AddressKey(channel="telegram", external_id="-100")


@pytest.fixture(params=["known", "read"])
async def chat(request: pytest.FixtureRequest, storage: Storage) -> Storage:
    """A chat with prompts at 9 and 100, a notice at 101 and a text of Ada's at 102; from memory or not."""
    kept = Changes(
        messages=(
            ADA.message(9),
            ADA.message(100),
            ADA.message(101, turn=0),
            ADA.message(102, direction="in", message="", turn=0, album="x"),
        )
    )
    if request.param == "known":
        await storage.prompt_before(ADA.key, 0)
    await storage.commit(kept)
    if request.param == "read":
        storage._cache._clear()
    return storage


async def test_a_message_is_found_by_the_platforms_id(chat: Storage) -> None:
    """In its own chat only."""
    assert await chat.message_of(ADA.key, "102") == ADA.message(
        102, direction="in", message="", turn=0, album="x"
    )
    for key in (BEN.key, replace(ADA.key, team="T"), replace(ADA.key, channel="slack")):
        assert await chat.message_of(key, "102") is None


async def test_where_an_outgoing_message_was_delivered(chat: Storage) -> None:
    """By its own name; a text that came in has none."""
    assert await chat.sent_message("ada.100") == ADA.message(100)
    assert await chat.sent_message("ada.7") is None
    assert await chat.sent_message("") is None


@pytest.mark.parametrize(("place", "prompt"), [(9, None), (10, 9), (100, 9), (101, 100), (2**62, 100)])
async def test_the_prompt_that_a_text_belongs_to(chat: Storage, place: int, prompt: int | None) -> None:
    """The newest one before its place: by number, not by letters, and no notice is a prompt."""
    found = await chat.prompt_before(ADA.key, place)
    assert (found.place if found else None) == prompt
    found = await chat.prompt_before(ADA.key, place)
    assert (found.place if found else None) == prompt


async def test_a_new_prompt_is_the_newest_at_once(chat: Storage) -> None:
    """Also when an older one was delivered later, and where the newest was in memory."""
    assert await chat.prompt_before(ADA.key, 200) == ADA.message(100)
    await chat.commit(Changes(messages=(ADA.message(150),)))
    await chat.commit(Changes(messages=(ADA.message(50),)))
    assert await chat.prompt_before(ADA.key, 200) == ADA.message(150)
    assert await chat.prompt_before(ADA.key, 100) == ADA.message(50)


async def test_what_is_not_recorded_yet_is_known(chat: Storage) -> None:
    """By its id and by its place, whatever is forgotten, until it is on disk; then it is read like any other."""
    chat.seen(ADA.message(150))
    chat.seen(ADA.message(160, turn=0))
    chat._cache._clear()
    assert await chat.message_of(ADA.key, "150") == ADA.message(150)
    assert await chat.message_of(BEN.key, "150") is None
    for place, prompt in ((200, 150), (150, 100), (151, 150), (50, 9)):
        assert await chat.prompt_before(ADA.key, place) == ADA.message(prompt)
    await chat.commit(Changes(messages=(ADA.message(150), ADA.message(160, turn=0))))
    assert chat._cache.unrecorded(ADA.key) == ()
    assert await chat.message_of(ADA.key, "150") == ADA.message(150)


async def test_a_newer_state_that_is_not_recorded_yet_is_the_one_that_is_known(chat: Storage) -> None:
    """The record of the older one does not end that."""
    older, newer = ADA.message(150), ADA.message(150, path="elsewhere")
    chat.seen(older)
    chat.seen(newer)
    await chat.commit(Changes(messages=(older,)))
    assert await chat.message_of(ADA.key, "150") == newer


async def test_a_message_that_comes_twice_is_kept_once(chat: Storage) -> None:
    """Sent again after a crash it has two places, and the last is where it is found; edited, it has one."""
    twice = ADA.message(103, message="ada.100", turn=100)
    edited = ADA.message(100, turn=101, path="elsewhere")
    await chat.commit(Changes(messages=(twice, edited)))
    chat._cache._clear()
    assert await chat.sent_message("ada.100") == ADA.message(103, message="ada.100", turn=100)
    assert await chat.message_of(ADA.key, "100") == edited


async def test_a_rooms_messages(storage: Storage) -> None:
    """A room has no address, and its messages no turn."""
    post = ADA.message(
        5, address=None, external_id=ROOM.external_id, application=None, turn=0, message="summary.1"
    )
    await storage.commit(Changes(messages=(post,)))
    assert await storage.message_of(ROOM, "5") == post
    assert await storage.sent_message("summary.1") == post
    assert await storage.prompt_before(ROOM, 10) is None
