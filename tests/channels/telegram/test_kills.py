"""The program is killed with SIGKILL in the middle of batches, and started again: every answer is there, once, under its
own question, and everybody has their next question within five seconds of the restart.

The kills are at calls, not at times: the seed says at which call of the batch, and whether before or after Telegram
applied it. So the program dies between a commit and its reply, within a commit, and before it has heard of the batch.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from bot.assembly import opened
from bot.settings import Settings
from tests.channels.telegram.guests import SUBMITTED, Guest, guests
from tests.channels.telegram.program import Program, Watched, program

PEOPLE = 20
#: steps whose batches are cut by a kill
KILLED = ("name", "likes", "packs")
#: seconds of a restart until everybody has their next question
WITHIN = 5


async def batch(telegram: Watched, people: list[Guest], step: str) -> None:
    """All that these people do now, in one go: of ticks a hundred updates, else each twice."""
    telegram.updates.hold()
    for guest in people:
        await guest.answer(step)
    telegram.updates.doubled = 0 if step in {"likes", "packs"} else PEOPLE
    telegram.updates.release()


async def all_see(people: list[Guest], step: str, within: float) -> None:
    await asyncio.gather(*(guest.sees(step, within=within) for guest in people))


def kill_at(telegram: Watched, one: Program, moment: int) -> asyncio.Event:
    """The program dies at this moment: two to a call, before and after it is applied."""
    struck, left = asyncio.Event(), moment

    def strike() -> None:
        nonlocal left
        left -= 1
        if left < 0 and not struck.is_set():
            one.strike()
            struck.set()

    telegram.strike = strike
    return struck


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_in_the_middle_of_batches(webhook: bool, tmp_path: Path) -> None:
    dice, data = Random(webhook), tmp_path / "data"
    async with Watched(webhook_delay=0.05) as telegram:
        people = guests(telegram, PEOPLE)
        async with program(telegram, data, webhook=webhook) as one:
            for guest in people:
                await guest.start()
            await all_see(people, "name", 20)
            for step, following in pairwise([*people[0].steps]):
                if step not in KILLED:
                    await batch(telegram, people, step)
                    await all_see(people, following, 20)
                    continue
                struck = kill_at(telegram, one, dice.randrange(90))
                await batch(telegram, people, step)
                async with asyncio.timeout(20):
                    await struck.wait()
                await one.gone()
                telegram.strike = None
                await one.start()
                await all_see(people, following, WITHIN)
            await batch(telegram, people, "review")
            for guest in people:
                await guest.user.sees(SUBMITTED, within=20)
        assert "Traceback" not in one.log.read_text()
        assert telegram.violations == [one for one in telegram.violations if one.kind == "bulk"]
        await whole(people, data)
        for guest in people:
            shown = Counter(message.text for message in guest.user.chat.from_bot)
            assert max(shown.values()) <= 1 + len(KILLED), guest.user.screen


async def whole(people: list[Guest], data: Path) -> None:
    """Every answer once, none under a wrong question, and not an event too many."""
    async with opened(Settings(FORMBOT_DATA=data, _env_file=None)) as storage:  # type: ignore[call-arg]
        for guest in people:
            assert await guest.answers(storage) == guest.expected
            assert await guest.events(storage) == guest.acts
            address = await storage.load(guest.key)
            assert address.address is not None
            assert len(await storage.applications(person=address.address.person)) == 1
        assert await storage.received("telegram") == ()
