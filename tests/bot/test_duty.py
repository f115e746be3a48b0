"""Several programs on one PostgreSQL: one of them sends, and where it ends, another does."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.assembly import Running
from bot.duty import while_leading
from dialogues.reply import Typed
from storage.leading import Leading
from tests.bot.world import Memory, World
from tests.databases import Home

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("home", ["postgres"], indirect=True)]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that who follows leads at once."""
    monkeypatch.setattr("storage.leading.AGAIN", 0.02)
    monkeypatch.setattr("storage.leading.LOOK", 0.02)


async def sent(channel: Memory, count: int) -> None:
    """Once so many were sent through this channel."""
    async with asyncio.timeout(20):
        while len(channel.parcels) < count:
            channel.came.clear()
            await channel.came.wait()


async def leads(parts: Running) -> None:
    """Once this program leads."""
    async with asyncio.timeout(20):
        while not parts.duty.leads:  # noqa: ASYNC110 - it is told by the database, not by an event here
            await asyncio.sleep(0.005)


@pytest.mark.usefixtures("soon")
async def test_one_sends_for_all(home: Home) -> None:
    """Whoever took the event: what is said goes out by the one who leads, in order, and at once."""
    one, two = (World(home.folder, url=home.url, shared=True, channel=Memory()) for _ in range(2))
    async with one.program("one") as first:
        await leads(first)
        async with two.program("two") as second:
            await two.open(second)
            await sent(one.channel, 1)
            for reply, count in (("Cooking", 3), ("Ada", 5)):
                await second.engine.handle(two.inbound(Typed(text=reply), key=f"typed {reply}"))
                await sent(one.channel, count)
            assert [prompt.number for prompt in one.prompts()] == ["1.1", "1.3", "1.4"]
            assert two.channel.parcels == []
            assert not second.duty.leads


@pytest.mark.usefixtures("soon")
async def test_who_follows_takes_over(home: Home) -> None:
    """With what was committed while nobody led."""
    one, two = (World(home.folder, url=home.url, shared=True, channel=Memory()) for _ in range(2))
    async with AsyncExitStack() as ending:
        first = await ending.enter_async_context(one.program("one"))
        await leads(first)
        async with two.program("two") as second:
            await two.open(second)
            await sent(one.channel, 1)
            one.channel.gate = asyncio.Event()  # what it sends now it never ends
            await second.engine.handle(two.inbound(Typed(text="Cooking")))
            await sent(one.channel, 2)
            one.channel.gate.set()
            await ending.aclose()
            await leads(second)
            await second.engine.handle(two.inbound(Typed(text="Ada")))
            await sent(two.channel, 1)
            assert [prompt.number for prompt in two.prompts()][-1] == "1.4"


@pytest.mark.usefixtures("soon")
async def test_a_connection_that_is_cut_gives_up_the_lead(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what only the leader does is stopped, until it leads again."""
    began, ended = asyncio.Event(), asyncio.Event()
    times = 0

    async def do() -> None:
        nonlocal times
        times += 1
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with await home.open() as storage:
        held: list[Leading] = []
        leading = storage.leading

        def kept(name: str) -> Leading:
            held.append(leading(name))
            return held[-1]

        monkeypatch.setattr(storage, "leading", kept)
        task = asyncio.create_task(while_leading(storage, "test", do))
        async with asyncio.timeout(20):
            await began.wait()
            began.clear()
            await held[0].close()
            await ended.wait()
            await began.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert times == 2


async def test_only_one_has_it(home: Home) -> None:
    """As long as it is not given up."""
    async with await home.open() as storage:
        one, two, other = (storage.leading(name) for name in ("a", "a", "b"))
        await one.gained()
        await other.gained()
        waiting = asyncio.create_task(two.gained())
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert not done
        await one.close()
        async with asyncio.timeout(20):
            await waiting
        for leading in (two, other):
            await leading.close()
