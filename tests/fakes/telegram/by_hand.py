"""Calls without a library, and a clock that is set by hand: for the tests of the fake itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Self

import aiohttp

from tests.fakes.telegram.server import Telegram


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Caller:
    """Raw calls of the API, in JSON unless told otherwise."""

    def __init__(self, server: Telegram) -> None:
        self._server = server

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def raw(self, method: str, **how: Any) -> dict[str, Any]:
        """The whole answer. `how` is what aiohttp takes: json=, data=, params=."""
        url = f"{self._server.base_url}{self._server.token}/{method}"
        async with self._session.post(url, **how) as response:
            answer: dict[str, Any] = await response.json()
        assert answer["ok"] or answer["error_code"] == response.status
        return answer

    async def ok(self, method: str, **args: Any) -> Any:
        answer = await self.raw(method, json=args)
        assert answer["ok"], answer
        return answer["result"]

    async def no(self, method: str, **args: Any) -> str:
        """What the server says where it refuses: the code and the description."""
        answer = await self.raw(method, json=args)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def updates(self, **args: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.ok("getUpdates", **args)
        return found
