"""Two hundred people at once: all finish, nobody waits much longer than the others, and nothing is left behind."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median

from tests.channels.telegram.guests import SUBMITTED, Guest, guests
from tests.channels.telegram.program import Watched, program
from tests.channels.telegram.serving import serving

PEOPLE = 200
ROUNDS = 5


async def round_of_help(people: list[Guest]) -> None:
    """Everybody asks for their answers once more, and gets them."""

    async def ask(guest: Guest) -> None:
        before = len(guest.user.chat.from_bot)
        await guest.user.say("/help")
        answered = await guest.user.chat.changes.until(
            lambda: True if len(guest.user.chat.from_bot) > before else None, 20
        )
        assert answered, guest.user.screen

    await asyncio.gather(*map(ask, people))


async def test_two_hundred_at_once(tmp_path: Path) -> None:
    """The slowest waits, over the whole dialogue, less than twice as long as the one in the middle; and what the
    program has in memory does not grow with what passes through it."""
    async with Watched() as telegram, program(telegram, tmp_path / "data") as one:
        people = guests(telegram, PEOPLE, brief=True)
        await asyncio.gather(*(guest.fill(within=60) for guest in people))
        waits = [guest.waited for guest in people]
        assert max(waits) < 2 * median(waits)
        assert all(SUBMITTED in guest.user.screen for guest in people)
        await round_of_help(people)  # what is loaded once is loaded
        before = one.memory()
        for _ in range(ROUNDS):
            await round_of_help(people)
        assert one.memory() < before * 1.02
        assert "Traceback" not in one.log.read_text()
    assert [one for one in telegram.violations if one.kind != "bulk"] == []


async def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """No lock, no lane, no queue, no task, when all is done."""
    async with Watched(longest_poll=1) as telegram:
        people = guests(telegram, 30, brief=True)
        async with serving(telegram, tmp_path, "picnic") as parts:
            await telegram.polling.opened()
            there = named()
            await asyncio.gather(*(guest.fill() for guest in people))
            await parts.relay.settled(*(str(guest.user.id) for guest in people))
            async with asyncio.timeout(5):  # the last acknowledgements are on their way
                while named() != there:
                    await telegram.called_now.until(lambda: None, 0.01)
            assert parts.engine._locks == {}
            assert parts.relay._queues == {}
            assert parts.relay._held == {}
            assert parts.relay._inherited == set()
            assert parts.relay._recorder._messages == {}
            assert (await parts.storage.stuck()).waiting == {}
            for guest in people:
                assert await guest.answers(parts.storage) == guest.expected


def named() -> set[str]:
    """The tasks that the program runs; those of the fake and of connections come and go."""
    return {
        name
        for task in asyncio.all_tasks()
        if (name := task.get_name()) == "update" or name.startswith("relay")
    }
