"""As much of HTTP/1.1 as the libraries of Telegram speak: kept connections, a body with a length, an answer in JSON.

A parser of its own, because any framework would cost more than the bots that are measured. One request at a time on
a connection: none of the clients sends a second one before it has its answer. What a call means must not live here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

#: takes the path with its query, the body, and where the answer goes
Serve = Callable[[bytes, bytes, Callable[[bytes], None]], None]

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One client's."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass of it

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(_END)) >= 0:
            head = self._received[:end]
            body = end + len(_END)
            behind = body + _length(head)
            if len(self._received) < behind:
                return
            path = head[head.index(b" ") + 1 :]
            content, self._received = self._received[body:behind], self._received[behind:]
            self._serve(path[: path.index(b" ")], content, self._answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )


def _length(head: bytes) -> int:
    lower = head.lower()
    found = lower.find(_LENGTH)
    return int(lower[found + len(_LENGTH) :].split(b"\r\n", 1)[0]) if found >= 0 else 0
