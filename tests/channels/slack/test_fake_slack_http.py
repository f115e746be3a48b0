"""HTTP mode of the fake workspace, as slack_bolt and a handler by hand see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Slack, User

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_bolt_takes_what_is_signed(slack: Slack, li: User) -> None:
    bolt = AsyncApp(
        client=AsyncWebClient(token=slack.token, base_url=slack.base_url), signing_secret=slack.secret
    )
    said: asyncio.Queue[str] = asyncio.Queue()

    @bolt.event("message")
    async def heard(event: dict[str, Any]) -> None:
        await said.put(event["text"])

    @bolt.command("/form")
    async def form(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Form: {command['text']}")

    async with serving(bolt.web_app("/slack/events")) as url:
        await slack.http.verify(url)
        await li.say("Grüße")
        assert await asyncio.wait_for(said.get(), 5) == "Grüße"
        command = await li.command("/form map")
        assert await command.ack() == "Form: map"
        await li.sees("Form: map")
        slack.http.secret = "another"
        await li.say("Forged")
        forged = slack.deliveries.all[-1]
        await forged.changes.until(lambda: forged.waiting or None, 5)
        assert not forged.acked
    assert not slack.violations


class Desk:
    """Answers by script, and keeps what came."""

    def __init__(self, *answers: web.Response) -> None:
        self.answers = list(answers)
        self.came: asyncio.Queue[tuple[web.Request, Any]] = asyncio.Queue()

    async def __call__(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        await self.came.put((request, body))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
def desk() -> Desk:
    return Desk(web.Response(status=500), web.Response(status=503), web.Response())


async def test_retries_carry_the_same_event(slack: Slack, li: User, desk: Desk) -> None:
    app = web.Application()
    app.router.add_post("/slack/events", desk.__call__)
    async with serving(app) as url:
        await slack.http.verify(url)
        await li.say("Hello")
        (delivery,) = slack.deliveries.all
        ids, numbers = set(), []
        for seconds in (0, 60, 0):
            request, body = await asyncio.wait_for(desk.came.get(), 5)
            ids.add(body["event_id"])
            numbers.append(request.headers.get("x-slack-retry-num"))
            await delivery.changes.until(lambda: delivery.waiting or delivery.acked or None, 5)
            await slack.advance(seconds)
        assert ids == {delivery.event_id}
        assert numbers == [None, "1", "2"]
        assert delivery.acked


async def test_an_app_may_refuse_retries(slack: Slack, li: User) -> None:
    desk = Desk(web.Response(status=500, headers={"X-Slack-No-Retry": "1"}))
    app = web.Application()
    app.router.add_post("/slack/events", desk.__call__)
    async with serving(app) as url:
        await slack.http.verify(url)
        await li.say("Hello")
        (delivery,) = slack.deliveries.all
        await delivery.changes.until(lambda: delivery.failed or None, 5)
        await slack.advance(400)
        assert len(delivery.attempts) == 1
