"""What is taken, in what order, and when it is said to be done: the receiver without a network."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.base import Unsaved
from bot.channels.lanes import TRIES
from tests.channels.telegram.desk import BOT, Desk, press, text, until


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what waits for these waits hardly."""
    monkeypatch.setattr("bot.channels.lanes.PATIENCE", 0.02)
    monkeypatch.setattr("bot.channels.telegram.receiving.SPINNER", 0.02)


# Order, and who waits for whom.


async def test_one_chat_is_served_in_order() -> None:
    """Though the first takes long, and for presses of it too."""
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await asyncio.gather(receiver.take(text(1)), receiver.take(press(2)), receiver.take(text(3)))
    assert desk.begun == [1]
    desk.gates[1].set()
    await until(lambda: not receiver.lanes.busy)
    assert desk.handled == [1, 2, 3]


async def test_a_slow_person_stalls_nobody() -> None:
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await asyncio.gather(receiver.take(text(1)), *(receiver.take(text(n, chat=n)) for n in range(2, 50)))
    assert sorted(desk.handled) == [*range(2, 50)]
    assert f"{BOT}:1" in desk.kept, "said to be done only because it is kept"
    desk.gates[1].set()
    await until(lambda: 1 in desk.handled)
    assert desk.handled.count(1) == 1, "it went on all the time"


async def test_done_means_handled_or_kept() -> None:
    """Neither: it is not done, and goes on to be tried."""
    desk = Desk(gates={1: asyncio.Event()}, is_full=True)
    receiver = desk.receiver()
    with pytest.raises(Unsaved):
        await receiver.take(text(1))
    desk.gates[1].set()
    await receiver.take(text(1))
    assert desk.handled
    assert not receiver.lanes.busy


async def test_what_is_kept_is_tried_again_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody delivers it again; the person is told once, and what comes behind it in the chat waits."""
    monkeypatch.setattr("bot.channels.lanes.AGAIN", 0.001)
    desk = Desk(gates={1: asyncio.Event()}, failing={1: [Unsaved("away"), Unsaved("away")]})
    receiver = desk.receiver()
    await asyncio.gather(receiver.take(text(1)), receiver.take(text(2)))
    assert set(desk.kept) == {f"{BOT}:1", f"{BOT}:2"}
    desk.gates[1].set()
    await until(lambda: not receiver.lanes.busy)
    assert desk.handled == [1, 2]
    assert desk.told == ["away"]
    assert not receiver.lanes._kept


async def test_a_known_update_is_not_looked_at() -> None:
    desk = Desk()
    receiver = desk.receiver()
    await receiver.take(text(1))
    await receiver.take(text(1))
    assert desk.begun == [1]


async def test_what_was_left_goes_first() -> None:
    desk = Desk(before=(json.dumps(text(1)), "{broken", json.dumps(text(2, chat=2))))
    receiver = desk.receiver()
    await receiver.resume()
    await receiver.take(text(3))
    assert desk.handled.index(1) < desk.handled.index(3)
    await until(lambda: not receiver.lanes.busy)
    assert sorted(desk.handled) == [1, 2, 3]


# What cannot be kept, and what the program cannot cope with.


async def test_what_could_not_be_kept_is_said_and_comes_again() -> None:
    desk = Desk(failing={1: [Unsaved("Try again.")], 2: [Unsaved("Try again.")]})
    receiver = desk.receiver()
    for update in (text(1), press(2)):
        with pytest.raises(Unsaved):
            await receiver.take(update)
        await receiver.take(update)
    await until(lambda: not receiver._aside)
    assert desk.told == ["Try again."]
    assert desk.toasts["q2"] == "toast 2"
    assert desk.handled == [1, 2]


async def test_poison_is_tried_three_times_and_kept_aside() -> None:
    """And what comes behind it is served each time."""
    desk = Desk(failing={1: [ValueError("poison")] * 100})
    receiver = desk.receiver()
    for _ in range(TRIES - 1):
        with pytest.raises(Unsaved):
            await receiver.take(text(1))
    await receiver.take(text(1))
    await receiver.take(text(2))
    assert desk.begun == [1] * TRIES + [2]
    assert desk.aside == {f"{BOT}:1": json.dumps(text(1))}
    assert not receiver.lanes._failures


async def test_a_press_is_answered_before_it_is_done() -> None:
    """Once only."""
    desk = Desk(gates={1: asyncio.Event()})
    receiver = desk.receiver()
    await receiver.take(press(1))
    await until(lambda: "q1" in desk.toasts)
    assert desk.toasts == {"q1": ""}
    desk.gates[1].set()
    await until(lambda: not receiver.lanes.busy)
    assert desk.handled == [1]
    assert desk.toasts == {"q1": ""}


async def test_nothing_goes_on_behind_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of a press whose answer is still waited for."""
    monkeypatch.setattr("bot.channels.telegram.receiving.SPINNER", 60)
    desk = Desk(gates={n: asyncio.Event() for n in (1, 2)})
    receiver = desk.receiver()
    there = asyncio.all_tasks()
    await asyncio.gather(receiver.take(text(1)), receiver.take(press(2, chat=2)))
    await receiver.close()
    await until(lambda: asyncio.all_tasks() == there)
    assert desk.handled == []
