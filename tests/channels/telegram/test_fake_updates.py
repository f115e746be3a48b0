"""How the fake Bot API server hands out updates: offsets, long polls, what is kept and what is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram import Telegram, User
from tests.fakes.telegram.by_hand import Caller, Clock
from tests.fakes.telegram.refusals import OTHER_POLL, WEBHOOK_ACTIVE


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[Telegram]:
    async with Telegram(clock=clock, longest_poll=5) as server:
        yield server


@pytest.fixture
def ann(server: Telegram) -> User:
    return server.user("Ann")


async def say(user: User, *texts: str) -> None:
    for text in texts:
        await user.say(text)


async def texts(bot: Caller, **args: object) -> list[str]:
    return [update["message"]["text"] for update in await bot.updates(**args)]


async def ask(ann: User, bot: Caller) -> None:
    await ann.say("/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=markup)


async def test_an_offset_confirms_what_is_before_it(bot: Caller, ann: User) -> None:
    await say(ann, "1", "2", "3")
    first, second, _ = await bot.updates()
    assert second["update_id"] == first["update_id"] + 1
    assert await texts(bot) == ["1", "2", "3"]
    assert await texts(bot, offset=second["update_id"]) == ["2", "3"]
    assert await texts(bot) == ["2", "3"]
    assert await texts(bot, offset=first["update_id"]) == ["2", "3"]


async def test_a_limit(bot: Caller, ann: User) -> None:
    await say(ann, *map(str, range(130)))
    assert len(await bot.updates()) == 100
    assert await texts(bot, limit=2) == ["0", "1"]


async def test_a_negative_offset_drops_what_is_older(bot: Caller, ann: User) -> None:
    await say(ann, "1", "2", "3")
    assert await texts(bot, offset=-2) == ["2", "3"]
    assert await texts(bot) == ["2", "3"]


async def test_a_long_poll_is_woken_at_once(server: Telegram, bot: Caller, ann: User) -> None:
    poll = asyncio.create_task(bot.updates(timeout=5))
    await server.polling.opened()
    began = time.monotonic()
    await ann.say("hello")
    assert len(await poll) == 1
    assert time.monotonic() - began < 1


async def test_a_long_poll_ends_where_the_test_says() -> None:
    async with Telegram(longest_poll=0.05) as server, Caller(server) as bot:
        assert await bot.updates(timeout=50) == []


async def test_the_older_of_two_polls_is_refused(server: Telegram, bot: Caller, ann: User) -> None:
    older = asyncio.create_task(bot.no("getUpdates", timeout=5))
    await server.polling.opened()
    newer = asyncio.create_task(bot.updates(timeout=5))
    assert await older == f"409 Conflict: {OTHER_POLL}"
    await ann.say("hello")
    assert len(await newer) == 1


async def test_a_poll_whose_bot_died_is_forgotten(server: Telegram, ann: User) -> None:
    async with Caller(server) as doomed:
        poll = asyncio.create_task(doomed.updates(timeout=5))
        await server.polling.opened()
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)
    async with Caller(server) as bot:
        await ann.say("hello")
        assert await texts(bot, timeout=5) == ["hello"]


async def test_no_polls_beside_a_webhook(bot: Caller) -> None:
    await bot.ok("setWebhook", url="http://127.0.0.1:9/")
    assert await bot.no("getUpdates") == f"409 Conflict: {WEBHOOK_ACTIVE}"
    await bot.ok("deleteWebhook")
    assert await bot.updates() == []


async def test_allowed_updates_are_remembered(bot: Caller, ann: User) -> None:
    await bot.updates(allowed_updates=["my_chat_member"])
    await ann.say("hello")
    await ann.block()
    assert ["my_chat_member" in update for update in await bot.updates()] == [True]
    await bot.updates(allowed_updates=[])
    await ann.unblock()
    await ann.say("hello")
    assert len(await bot.updates()) == 3


async def test_messages_are_kept_for_a_day(server: Telegram, bot: Caller, ann: User, clock: Clock) -> None:
    await ann.say("old")
    clock.pass_by(hours=23, minutes=59)
    await ann.say("new")
    assert await texts(bot) == ["old", "new"]
    clock.pass_by(minutes=1)
    assert await texts(bot) == ["new"]
    assert len(server.updates.expired) == 1


async def test_presses_are_kept_for_150_seconds(
    server: Telegram, bot: Caller, ann: User, clock: Clock
) -> None:
    await ask(ann, bot)
    await ann.press("Yes")
    await ann.say("yes")
    clock.pass_by(seconds=149)
    assert [list(update)[1] for update in await bot.updates()] == ["message", "callback_query", "message"]
    clock.pass_by(seconds=1)
    assert [list(update)[1] for update in await bot.updates()] == ["message", "message"]
    assert [update.kind for update in server.updates.expired] == ["callback_query"]


async def test_an_old_message_comes_inaccessible_with_its_press(bot: Caller, ann: User, clock: Clock) -> None:
    await ask(ann, bot)
    clock.pass_by(hours=48, seconds=1)
    await ann.press("Yes")
    (update,) = await bot.updates()
    chat = update["callback_query"]["message"].pop("chat")
    assert chat["id"] == ann.id
    assert update["callback_query"]["message"] == {"message_id": ann.chat.from_bot[0].id, "date": 0}


async def test_a_press_overtakes_a_message(server: Telegram, bot: Caller, ann: User) -> None:
    await ask(ann, bot)
    server.updates.hold()
    await ann.say("wait")
    await ann.press("Yes")
    assert len(await bot.updates()) == 1
    server.updates.release(backwards=True)
    _, press, message = await bot.updates()
    assert press["callback_query"]
    assert message["message"]["text"] == "wait"
    assert press["update_id"] < message["update_id"]


async def test_updates_come_twice_and_again(server: Telegram, bot: Caller, ann: User) -> None:
    server.updates.doubled = 1
    await say(ann, "1", "2")
    assert await texts(bot) == ["1", "1", "2"]
    last = (await bot.updates())[-1]
    assert await bot.updates(offset=last["update_id"] + 1) == []
    server.updates.replay(2)
    assert await texts(bot) == ["1", "2"]


async def test_the_server_goes_away_and_forgets_nothing(server: Telegram, ann: User) -> None:
    await server.stop()
    await ann.say("anybody?")
    await server.start()
    async with Caller(server) as bot:
        assert await texts(bot) == ["anybody?"]
