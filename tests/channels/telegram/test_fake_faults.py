"""What goes wrong on the fake Bot API server, and what it notes of a bot that does not take care."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.telegram import Fault, Telegram, User
from tests.fakes.telegram.by_hand import Caller
from tests.fakes.telegram.refusals import OTHER_POLL


class Timer:
    """Seconds, moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
async def server(timer: Timer) -> AsyncIterator[Telegram]:
    async with Telegram(timer=timer, longest_poll=1) as server:
        yield server


@pytest.fixture
async def ann(server: Telegram) -> User:
    user = server.user("Ann")
    await user.say("/start")
    return user


async def send(bot: Caller, user: User, text: str = "Hello") -> None:
    await bot.ok("sendMessage", chat_id=user.id, text=text)


async def test_429_closes_the_chat_and_no_other(
    server: Telegram, bot: Caller, ann: User, timer: Timer
) -> None:
    ben = server.user("Ben")
    await ben.say("/start")
    server.faults.throttle(3, chat_id=ann.id)
    answer = await bot.raw("sendMessage", json={"chat_id": ann.id, "text": "x"})
    assert answer["description"] == "Too Many Requests: retry after 3"
    assert answer["parameters"] == {"retry_after": 3}
    await send(bot, ben)
    assert await bot.no("sendMessage", chat_id=ann.id, text="x") == "429 Too Many Requests: retry after 3"
    assert not server.violations, "this one was under way"
    timer.now += 1.5
    assert await bot.no("sendMessage", chat_id=ann.id, text="x") == "429 Too Many Requests: retry after 2"
    assert [one.kind for one in server.violations] == ["closed"]
    timer.now += 1.5
    await send(bot, ann)
    assert ann.screen == "Ann: /start\nbot: Hello"


async def test_429_for_all(server: Telegram, bot: Caller, ann: User, timer: Timer) -> None:
    server.faults.close_all(2)
    assert await bot.no("sendMessage", chat_id=ann.id, text="x") == "429 Too Many Requests: retry after 2"
    await bot.ok("getMe")
    timer.now += 2
    await send(bot, ann)


async def test_so_many_times_and_no_more(server: Telegram, bot: Caller, ann: User) -> None:
    server.faults.fail(times=2, methods=("sendMessage",))
    await bot.ok("sendChatAction", chat_id=ann.id, action="typing")
    for _ in range(2):
        assert await bot.no("sendMessage", chat_id=ann.id, text="x") == "500 Internal Server Error"
    await send(bot, ann)
    server.faults.forbid(chat_id=ann.id)
    assert (
        await bot.no("sendMessage", chat_id=ann.id, text="x") == "403 Forbidden: bot was blocked by the user"
    )
    server.faults.conflict()
    assert await bot.no("getUpdates") == f"409 Conflict: {OTHER_POLL}"
    assert len(server.faults.hit) == 4


async def test_a_gateway_answers_in_html(server: Telegram) -> None:
    server.faults.fail(502)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.base_url}{server.token}/getMe") as answer,
    ):
        assert answer.status == 502
        assert answer.content_type == "text/html"


@pytest.mark.parametrize(("after", "seen"), [(False, 0), (True, 1)])
async def test_a_cut_connection(server: Telegram, bot: Caller, ann: User, seen: int, *, after: bool) -> None:
    server.faults.cut(after=after)
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(bot, ann)
    assert len(ann.chat.from_bot) == seen
    assert [call.error is None for call in server.calls] == [after]


async def test_slow(server: Telegram, bot: Caller, ann: User) -> None:
    server.faults.slow(0.01)
    await send(bot, ann)
    assert len(server.faults.hit) == 1


async def test_by_chance_is_the_same_in_every_run() -> None:
    async def drawn(seed: int) -> list[bool]:
        async with Telegram(seed=seed) as other, Caller(other) as bot:
            other.faults.by_chance(0.3, lambda: Fault(slow=0.0001))
            places = []
            for _ in range(30):
                before = len(other.faults.hit)
                await bot.ok("getMe")
                places.append(len(other.faults.hit) > before)
            return places

    first = await drawn(1)
    assert first == await drawn(1) != await drawn(2)
    assert 3 < sum(first) < 15


async def test_a_crowded_group_is_noted(server: Telegram, bot: Caller, ann: User, timer: Timer) -> None:
    room = server.group("Room", ann)
    sent = await bot.ok("sendMessage", chat_id=room.id, text="x")
    for number in range(19):
        timer.now += 1
        await bot.ok("editMessageText", chat_id=room.id, message_id=sent["message_id"], text=str(number))
    assert not server.violations
    timer.now += 1
    await bot.ok("sendMessage", chat_id=room.id, text="one too many")
    assert [one.kind for one in server.violations] == ["group"]
    timer.now += 60
    await bot.ok("sendMessage", chat_id=room.id, text="x")
    assert len(server.violations) == 1


async def test_a_flood_is_noted(server: Telegram, bot: Caller, ann: User, timer: Timer) -> None:
    for _ in range(30):
        await send(bot, ann)
    assert not server.violations
    await send(bot, ann)
    assert [one.kind for one in server.violations] == ["bulk"]
    timer.now += 1
    await send(bot, ann)
    assert len(server.violations) == 1


async def test_the_log_of_calls(server: Telegram, bot: Caller, ann: User) -> None:
    await send(bot, ann)
    await bot.no("sendMessage", chat_id=5, text="x")
    good, refused = server.calls
    assert good.args == {"chat_id": ann.id, "text": "Hello"}
    assert good.result["message_id"] == ann.chat.from_bot[0].id
    assert refused.error
    assert refused.error.description == "Bad Request: chat not found"
    assert server.called("sendMessage") == [good]
