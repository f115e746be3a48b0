"""`formbot serve` with Slack as a process of its own, to be killed, and a workspace that can kill it while it calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.assembly import Running
from bot.channels.slack.door import PATH
from tests.channels.serving_apart import Program, apart
from tests.channels.slack.people import DIALOGUE, Person
from tests.channels.slack.serving_slack import Mode, free_port, there
from tests.fakes.slack import Slack
from tests.fakes.telegram.chats import Changes
from tests.test_transcripts import FOLDER


class Watched(Slack):
    """Says when it is called, or told that something is done: something may happen just before or just after."""

    #: asked before and after every call and acknowledgement; how many there were is for whoever asks
    strike: Callable[[], None] | None = None

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.called_now = Changes()
        self._acknowledged = 0
        acknowledged = self.deliveries.acknowledged

        async def seen(envelope: str, answer: Any) -> None:
            self._struck()
            await acknowledged(envelope, answer)
            self._acknowledged += 1
            self._struck()

        self.deliveries.acknowledged = seen  # type: ignore[method-assign]

    async def told(self, *, within: float = 20) -> None:
        """Until the app has acknowledged every envelope, in time or not."""
        told = await self.called_now.until(
            lambda: sum(len(one.envelopes) for one in self.deliveries.all) == self._acknowledged or None,
            within,
        )
        assert told, f"{len(self.deliveries.open)} not acknowledged within {within} s"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await self._seen(super()._api, request)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        return await self._seen(super()._respond, request)

    async def _seen(self, serve: Any, request: web.Request) -> web.StreamResponse:
        self._struck()
        response: web.StreamResponse = await serve(request)
        self._struck()
        return response

    def _struck(self) -> None:
        if self.strike is not None:
            self.strike()
        self.called_now.happen()


class SlackProgram:
    """The program, and where Slack posts to, "" by a socket."""

    def __init__(self, slack: Watched, one: Program, address: str) -> None:
        self.slack = slack
        self.one = one
        self.address = address

    async def there(self) -> None:
        """Until it takes what Slack has to tell; what the last one took and did not acknowledge comes again."""
        await there(self.slack, self.address)
        if self.address:
            await self.slack.deliveries.resume()

    async def start(self) -> None:
        await self.one.start()
        await self.there()


@asynccontextmanager
async def program(slack: Watched, data: Path, mode: Mode) -> AsyncIterator[SlackProgram]:
    """A program that has been started, and is dead behind the block."""
    found, address = settings(slack, mode)
    async with apart(slack, data, found) as one:
        served = SlackProgram(slack, one, address)
        await served.there()
        yield served


def settings(slack: Watched, mode: Mode) -> tuple[dict[str, str], str]:
    """What a program needs that serves the outing there, and where Slack posts to, "" by a socket."""
    found = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_API_URL": slack.base_url,
        "DIALOGUES": str(FOLDER / "dialogues" / f"{DIALOGUE}.yaml"),
    }
    if mode == "socket":
        return {**found, "SLACK_APP_TOKEN": slack.app_token}, ""
    place = f"127.0.0.1:{free_port()}"
    return {**found, "SLACK_SIGNING_SECRET": slack.secret, "LISTEN": place}, f"http://{place}{PATH}"


async def quiet(slack: Watched, parts: Running, *some: Person) -> None:
    """Until all that Slack has to tell is acknowledged and handled, and what it led to is shown."""
    await slack.told()
    async with asyncio.timeout(20):
        while await parts.storage.received("slack"):  # noqa: ASYNC110 - that has no event
            await asyncio.sleep(0.005)
        await parts.relay.settled(*(person.user.id for person in some))
