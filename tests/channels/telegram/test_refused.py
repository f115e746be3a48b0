"""What Telegram will never take: it is set aside, and blocks nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rooms import Room
from tests.channels.telegram.guests import DOUBT, guests
from tests.channels.telegram.program import Watched, quiet
from tests.channels.telegram.serving import serving
from tests.fakes.telegram.refusals import bad


@pytest.fixture
async def telegram() -> AsyncIterator[Watched]:
    async with Watched(longest_poll=1) as server:
        yield server


async def test_what_is_refused_is_set_aside_and_blocks_nothing(telegram: Watched, tmp_path: Path) -> None:
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic") as parts:
        await guest.start()
        await guest.sees("name")
        telegram.faults.refuse(bad("something that nobody has heard of"), methods=("sendMessage",))
        await guest.answer("name")
        await quiet(telegram, parts, [guest])
        assert [row.error for row in (await parts.storage.stuck()).set_aside] == ["bad_request"]
        await guest.user.say("By boat")
        await guest.sees(DOUBT)
        guest.explain("way")
        await guest.sees("likes")


@pytest.mark.parametrize("gone", ["blocked", "deactivated"])
async def test_who_cannot_be_reached_is_marked(telegram: Watched, tmp_path: Path, gone: str) -> None:
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic") as parts:
        await guest.start()
        await guest.sees("name")
        telegram.updates.hold()
        await guest.answer("name")
        cloud = telegram.cloud
        (cloud.blocked if gone == "blocked" else cloud.deactivated).add(guest.user.id)
        telegram.updates.release()
        await quiet(telegram, parts, [guest])
        address = (await parts.storage.load(guest.key, fresh=True)).address
        assert address is not None
        assert not address.reachable
        assert {row.error for row in (await parts.storage.stuck()).set_aside} == {gone}
        assert await guest.answers(parts.storage) == {"name": guest.expected["name"]}


async def test_a_group_that_became_a_supergroup(telegram: Watched, tmp_path: Path) -> None:
    """What is for it arrives there; the old id is tried once."""
    people = guests(telegram, 2, brief=True)
    old = telegram.group("Reviewers", people[0].user)
    room = Room(dialogue="*", channel="telegram", external_id=str(old.id))
    async with serving(telegram, tmp_path, "picnic", rooms=[room]) as parts:
        await old.sees("Here I am")
        new = await old.migrate()
        for guest in people:
            await guest.fill()
            await new.sees(guest.user.name)
        await parts.relay.settled(str(old.id))
        assert (await parts.storage.stuck()).set_aside == ()
    assert len([call for call in telegram.refused if call.chat_id == old.id]) == 1
    assert len(old.chat.from_bot) == 1
