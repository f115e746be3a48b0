"""A wire between a program and its server, which can go silent or be cut."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit


@dataclass(kw_only=True)
class Wire:
    """Passes everything on, both ways."""

    url: str
    #: what the server gets is cut behind this
    cut_behind: bytes = b""
    _passing: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _port: int = 0
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._passing.set()
        await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def through(self) -> str:
        """The address of the database at this end."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        parts = urlsplit(self.url)
        return parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}").geturl()

    async def go_down(self) -> None:
        """As a server that is stopped: all connections end, and new ones are refused."""
        assert self._server is not None
        self._port = self._server.sockets[0].getsockname()[1]
        self._server.close()
        self.cut()

    async def come_up(self) -> None:
        """At the same place."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)

    def silence(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._passing.clear()

    def pass_on(self) -> None:
        """As before."""
        self._passing.set()

    def cut(self) -> None:
        """All connections that there are."""
        for end in self._ends:
            end.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.url)
        there, here = await asyncio.open_connection(parts.hostname, parts.port)
        self._ends |= {writer, here}
        for passing in (self._pass(reader, here, writer), self._pass(there, writer)):
            task = asyncio.create_task(passing)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        program: asyncio.StreamWriter | None = None,
    ) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._passing.wait()
                sink.write(data)
                await sink.drain()
                if program is not None and self.cut_behind and self.cut_behind in data:
                    self.cut_behind = b""
                    program.transport.abort()
        sink.close()
