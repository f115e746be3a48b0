"""An app without a library: calls of the Web API, and a Socket Mode connection whose frames are read one by one."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.fakes.slack.refusals import Json
from tests.fakes.slack.server import Slack


class Caller:
    """Calls as `await app.ok("chat.postMessage", channel=…)`; arguments go as JSON."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.http = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    async def call(self, method: str, *, token: str | None = None, **args: Any) -> tuple[int, Json, str]:
        """→ status, answer, Retry-After."""
        headers = {"Authorization": f"Bearer {self._slack.token if token is None else token}"}
        async with self.http.post(self._slack.base_url + method, json=args, headers=headers) as response:
            answer = await response.json() if response.content_type == "application/json" else {}
            return response.status, answer, response.headers.get("Retry-After", "")

    async def ok(self, method: str, **args: Any) -> Json:
        _, answer, _ = await self.call(method, **args)
        assert answer.get("ok"), answer
        return answer

    async def error(self, method: str, **args: Any) -> str:
        _, answer, _ = await self.call(method, **args)
        assert not answer["ok"], answer
        return str(answer["error"])

    async def line(self) -> Line:
        """A connection, after its hello."""
        opened = await self.ok("apps.connections.open", token=self._slack.app_token)
        line = Line(await self.http.ws_connect(opened["url"]))
        assert (await line.next())["type"] == "hello"
        return line


class Line:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self) -> Json:
        """The next frame."""
        return json.loads(await self.socket.receive_str(timeout=5))  # type: ignore[no-any-return]

    async def ack(self, envelope: Json, payload: Any = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        await self.socket.send_json(answer if payload is None else answer | {"payload": payload})

    async def take(self, payload: Any = None) -> Json:
        """The next envelope, acknowledged; → its payload."""
        envelope = await self.next()
        await self.ack(envelope, payload)
        return envelope["payload"]  # type: ignore[no-any-return]
