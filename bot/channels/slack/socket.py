"""Socket Mode: Slack delivers over a connection that we open, so that nothing needs a public address.

An envelope is acknowledged on the connection that brought it, and only when what it holds is on disk; what is not comes
again on another connection. slack_sdk's own client is not used: it acknowledges on whatever connection is newest, and has
lost connections that looked alive (bolt-python #417, #1529). So this one does not believe that a connection delivers
because it answers pings: the bot is told of its own messages, and where that does not happen, or nothing has come for
minutes, another connection is opened. The old one is left only when the new one has said hello, and read for a while
longer: a press that Slack still sends there is never repeated.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import structlog

from bot.channels.base import ChannelError, Misconfigured, Throttled
from bot.channels.slack.web import Json, Web

log = structlog.get_logger(__name__)

#: seconds between tries while Slack is away; the last one repeats
PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
#: seconds in which a new connection says hello
_HELLO: Final = 10.0
#: seconds between pings; a connection that does not answer one is closed
_PING: Final = 15.0
#: seconds after a message of ours in which something has to come
ECHO: Final = 20.0
#: seconds in which something has to come at all
QUIET: Final = 300.0
#: seconds that a connection is still read when there is a newer one, unless Slack closes it before
LINGER: Final = 5.0
#: seconds that a connection has to last for the next one to be opened without a pause
_SHORT: Final = 10.0
#: seconds in which the end of the program acknowledges what is being handled
_END: Final = 3.0

#: an envelope's payload → whether it is acknowledged, and with what
Deliver = Callable[[Json], Awaitable[tuple[bool, Json | None]]]


@dataclass(kw_only=True, slots=True)
class Socket:
    """One app's connection."""

    #: with the token of the app, not of the bot
    web: Web
    deliver: Deliver
    _heard: float = 0
    _posted: float = 0
    #: the newest connection
    _newest: aiohttp.ClientWebSocketResponse | None = None
    #: another connection is needed
    _again: asyncio.Event = field(default_factory=asyncio.Event)
    _readers: set[asyncio.Task[None]] = field(default_factory=set)
    #: envelopes that are being handled, and connections that are left
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def posted(self, at: float) -> None:
        """At this moment of the loop a message went out of which the bot is to be told; it may have been already."""
        if self._posted <= self._heard < at:
            self._posted = at

    async def run(self) -> None:
        """Until cancelled; raises Misconfigured when the token is refused."""
        failures, delivers = 0, True
        reading: asyncio.Task[None] | None = None
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    connection = await self._connected()
                except Misconfigured:
                    raise
                except (ChannelError, aiohttp.ClientError, TimeoutError, OSError) as problem:
                    code = problem.code if isinstance(problem, ChannelError) else type(problem).__name__
                    log.warning("no connection to Slack", code=code)
                    wait = problem.retry_after if isinstance(problem, Throttled) else None
                    await asyncio.sleep(wait or PAUSES[min(failures, len(PAUSES) - 1)])
                    failures += 1
                    continue
                began, before = loop.time(), reading
                self._newest = connection
                self._again.clear()
                reading = _started(self._read(connection), self._readers)
                if before is not None:
                    _started(_let_go(before, LINGER if delivers else 0), self._tasks)
                delivers = await self._watch()
                if loop.time() - began >= _SHORT:
                    failures = 0
                    continue
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
        finally:
            await self._end()

    async def _connected(self) -> aiohttp.ClientWebSocketResponse:
        """A connection that has said hello."""
        opened = await self.web.call("apps.connections.open")
        connection = await self.web.session.ws_connect(opened["url"], heartbeat=_PING, timeout=_CLOSING)
        try:
            async with asyncio.timeout(_HELLO):
                while (await connection.receive_json()).get("type") != "hello":
                    pass
        except (TypeError, ValueError, TimeoutError):
            await connection.close()
            raise aiohttp.ClientConnectionError from None
        self._heard = asyncio.get_running_loop().time()
        return connection

    async def _watch(self) -> bool:
        """Returns when another connection is needed; whether this one may still bring something."""
        loop = asyncio.get_running_loop()
        while not self._again.is_set():
            is_waiting = self._posted > self._heard
            end = self._posted + ECHO if is_waiting else self._heard + QUIET
            if end <= loop.time():
                if is_waiting:
                    log.warning("the connection to Slack does not deliver")
                    self._posted = 0
                return not is_waiting
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(end, loop.time() + ECHO)):
                    await self._again.wait()
        return True

    async def _read(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Until it is closed, or cancelled as there is a newer one."""
        handling: set[asyncio.Task[None]] = set()
        try:
            async for frame in connection:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    continue
                self._heard = asyncio.get_running_loop().time()
                envelope = _envelope(frame.data)
                if envelope.get("type") == "disconnect":  # soon
                    self._needs_another(connection)
                elif envelope.get("envelope_id"):
                    task = _started(self._answer(connection, envelope), self._tasks)
                    handling.add(task)
                    task.add_done_callback(handling.discard)
            self._needs_another(connection)
        finally:
            _started(self._leave(connection, handling), self._tasks)

    def _needs_another(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        if connection is self._newest:
            self._again.set()

    async def _leave(
        self, connection: aiohttp.ClientWebSocketResponse, handling: set[asyncio.Task[None]]
    ) -> None:
        """What it brought is still acknowledged on it."""
        if handling:
            await asyncio.wait(handling, timeout=_HELLO)
        await connection.close()

    async def _answer(self, connection: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        is_taken, answer = await self.deliver(envelope.get("payload") or {})
        if not is_taken:
            return
        said: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if answer is not None and envelope.get("accepts_response_payload"):
            said["payload"] = answer
        with suppress(ConnectionError):  # it comes again, and is known
            await connection.send_str(json.dumps(said))

    async def _end(self) -> None:
        """What is being handled is acknowledged: a press does not come again."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_END)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _let_go(reading: asyncio.Task[None], after: float) -> None:
    await asyncio.wait([reading], timeout=after)
    reading.cancel()


def _started(doing: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    task = asyncio.create_task(doing, name="slack socket")
    among.add(task)
    task.add_done_callback(among.discard)
    return task


def _envelope(frame: str) -> Json:
    try:
        read = json.loads(frame)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


_CLOSING: Final = aiohttp.ClientWSTimeout(ws_close=2.0)
