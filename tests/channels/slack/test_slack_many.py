"""A hundred people at once: all finish, nobody waits much longer than the others, and nothing is left behind."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests.channels.slack.people import SUBMITTED, Person, people, whole
from tests.channels.slack.program import Watched, program, quiet
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs

PEOPLE = 100
ROUNDS = 2


async def round_of_help(some: list[Person]) -> None:
    """Everybody asks how it goes once more, and is told."""

    async def ask(person: Person) -> None:
        before = len(person.user.dm.from_bot)
        await person.user.command("/form help")
        answered = await person.user.dm.changes.until(
            lambda: len(person.user.dm.from_bot) > before or None, 30
        )
        assert answered, person.user.screen

    await asyncio.gather(*map(ask, some))


async def test_a_hundred_at_once(tmp_path: Path) -> None:
    """At the pace that Slack grants a conversation: the slowest waits, at the question where they wait longest, less than
    twice as long as the one in the middle; and what the program has in memory does not grow with what passes through."""
    async with Watched() as slack, program(slack, tmp_path / "data", "socket") as served:
        some = people(slack, PEOPLE)
        await asyncio.gather(*(person.fill(within=60) for person in some))
        waits = [person.waited for person in some]
        assert max(waits) < 2 * median(waits)
        assert all(SUBMITTED in person.user.screen for person in some)
        await round_of_help(some)  # what is loaded once is loaded
        before = served.one.memory()
        for _ in range(ROUNDS):
            await round_of_help(some)
        assert served.one.memory() < before * 1.03
        assert "Traceback" not in served.one.log.read_text()
    assert Counter(one.kind for one in wrongs(slack)) == {}


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_is_left_behind(tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock, no lane, no queue, no task, when all is done."""
    unpaced(monkeypatch)
    async with Watched() as slack:
        some = people(slack, 10)
        async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
            there = named()
            await asyncio.gather(*(person.fill() for person in some))
            await quiet(slack, parts, *some)
            async with asyncio.timeout(5):  # the last acknowledgements are on their way
                while named() != there:
                    await slack.called_now.until(lambda: None, 0.01)
            assert parts.engine._locks == {}
            assert parts.relay._queues == {}
            assert parts.relay._recorder._messages == {}
            await whole(parts.storage, *some)
        assert named() == set()
    assert wrongs(slack) == []


def named() -> set[str]:
    """The tasks that the program runs; those of the fake and of connections come and go."""
    return {
        name
        for task in asyncio.all_tasks()
        if (name := task.get_name()) in {"delivery", "slack socket"} or name.startswith("relay")
    }
