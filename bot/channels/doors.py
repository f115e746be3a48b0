"""One address that platforms post to, for every channel that wants that: a path leads to a channel.

It listens as long as somebody is there to answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

#: what is posted is some kilobytes, of a form with many long texts a quarter of a megabyte
_LARGEST: Final = 1024 * 1024

Answer = Callable[[web.Request], Awaitable[web.Response]]


class Doors:
    """Listens at HOST and PORT, behind whatever ends the encryption."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._answers: dict[str, Answer] = {}
        self._runner: web.AppRunner | None = None

    @asynccontextmanager
    async def open(self, path: str, answer: Answer) -> AsyncIterator[None]:
        """What is posted to `path` is answered by `answer` until the block ends."""
        self._answers[path] = answer
        try:
            await self._listen()
            yield
        finally:
            del self._answers[path]
            if not self._answers and self._runner is not None:
                runner, self._runner = self._runner, None
                await runner.cleanup()

    async def _listen(self) -> None:
        if self._runner is not None:
            return
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post("/{path:.*}", self._answered)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def _answered(self, request: web.Request) -> web.Response:
        answer = self._answers.get(request.path)
        return await answer(request) if answer is not None else web.Response(status=404)
