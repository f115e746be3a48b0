"""How the fake Bot API server calls a webhook: the secret, retries, and what may overtake what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.fakes.telegram import Telegram, User
from tests.fakes.telegram.by_hand import Caller, Clock
from tests.fakes.telegram.chats import Changes


@dataclass
class Hook:
    """A bot that listens. `answers` are the next ones, else 200."""

    url: str = ""
    answers: list[web.Response] = field(default_factory=list)
    #: what came, and with which secret
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    #: nothing is answered before it is set
    open: asyncio.Event = field(default_factory=asyncio.Event)
    changes: Changes = field(default_factory=Changes)

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.changes.happen()
        await self.open.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def took(self, count: int) -> list[str]:
        """Kinds and texts of what came, once there are so many."""
        enough = await self.changes.until(lambda: True if len(self.updates) >= count else None, 5)
        assert enough, f"{len(self.updates)} came, not {count}"
        return [
            update["message"]["text"] if "message" in update else list(update)[1] for update in self.updates
        ]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.open.set()
    runner = web.ServerRunner(web.Server(hook.take), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    hook.open.set()
    await runner.cleanup()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[Telegram]:
    async with Telegram(clock=clock, longest_poll=1, webhook_delay=0.001) as server:
        yield server


@pytest.fixture
def ann(server: Telegram) -> User:
    return server.user("Ann")


async def test_what_waits_and_what_comes_goes_to_the_webhook(hook: Hook, bot: Caller, ann: User) -> None:
    await ann.say("before")
    await bot.ok("setWebhook", url=hook.url, secret_token="s3cret", allowed_updates=["message"])
    await ann.say("after")
    await ann.block()
    assert await hook.took(2) == ["before", "after"]
    assert hook.secrets == ["s3cret"] * 2
    info = await bot.ok("getWebhookInfo")
    assert info["url"] == hook.url
    assert info["allowed_updates"] == ["message"]
    assert info["max_connections"] == 40
    await bot.ok("deleteWebhook")
    assert (await bot.ok("getWebhookInfo"))["url"] == ""
    assert await bot.updates() == []


async def test_what_is_refused_comes_again_and_holds_up_its_queue(hook: Hook, bot: Caller, ann: User) -> None:
    hook.answers = [web.Response(status=500), web.Response(status=404)]
    await bot.ok("setWebhook", url=hook.url)
    await ann.say("1")
    await ann.say("2")
    assert await hook.took(4) == ["1", "1", "1", "2"]
    info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert info["last_error_date"]


async def test_what_grows_too_old_is_dropped(server: Telegram, bot: Caller, ann: User, clock: Clock) -> None:
    await bot.ok("setWebhook", url="http://127.0.0.1:9/")
    await ann.say("lost")
    assert await server.webhook.changes.until(lambda: server.webhook.failures or None, 5)
    clock.pass_by(hours=24)
    gone = await server.updates.changes.until(lambda: server.updates.expired or None, 5)
    assert gone
    assert (await bot.ok("getWebhookInfo"))["last_error_message"] == "Connection refused"
    assert (await bot.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_press_is_in_another_queue_than_a_message(hook: Hook, bot: Caller, ann: User) -> None:
    await ann.say("/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=markup)
    await bot.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    hook.open.clear()
    await ann.say("1")
    await ann.say("2")
    await ann.press("Yes")
    assert sorted(await hook.took(2)) == ["1", "callback_query"]
    hook.open.set()
    assert sorted(await hook.took(3)) == ["1", "2", "callback_query"]


async def test_no_more_connections_than_allowed(server: Telegram, hook: Hook, bot: Caller) -> None:
    await bot.ok("setWebhook", url=hook.url, max_connections=2)
    hook.open.clear()
    for name in ("Ann", "Ben", "Cem", "Dana"):
        await server.user(name).say(name)
    assert await hook.took(2) == ["Ann", "Ben"]
    assert (await bot.ok("getWebhookInfo"))["pending_update_count"] == 4
    assert len(hook.updates) == 2
    hook.open.set()
    assert sorted(await hook.took(4)) == ["Ann", "Ben", "Cem", "Dana"]


async def test_a_retry_after_holds_up_its_queue_alone(
    server: Telegram, hook: Hook, bot: Caller, ann: User
) -> None:
    hook.answers = [web.Response(status=503, headers={"Retry-After": "30"})]
    await bot.ok("setWebhook", url=hook.url)
    await ann.say("Ann")
    await hook.took(1)
    for name in ("Ben", "Cem", "Dana"):
        await server.user(name).say(name)
    assert await hook.took(4) == ["Ann", "Ben", "Cem", "Dana"]


async def test_the_answer_may_be_a_call(server: Telegram, hook: Hook, bot: Caller, ann: User) -> None:
    await bot.ok("setWebhook", url=hook.url)
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": ann.id, "text": "Hello"})]
    await ann.say("hello")
    await ann.sees("Hello")
    assert len(server.called("sendMessage", ann.id)) == 1


async def test_what_is_no_webhook(bot: Caller) -> None:
    address = "400 Bad Request: bad webhook:"
    no = await bot.no("setWebhook", url="http://example.org/")
    assert no == f"{address} An HTTPS URL must be provided for webhook"
    no = await bot.no("setWebhook", url="https://example.org:8080/")
    assert no == f"{address} Webhook can be set up only on ports 80, 88, 443 or 8443"
    no = await bot.no("setWebhook", url="https://example.org/", secret_token="a b")
    assert no == "400 Bad Request: secret token contains unallowed characters"
    await bot.ok("setWebhook", url="http://127.0.0.1:9/")
    assert await bot.no("setWebhook", url="http://127.0.0.1:9/") == "429 Too Many Requests: retry after 1"
