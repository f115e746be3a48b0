"""How many messages a second reach a Bot API server: PTB with its own httpx transport, and with ours.

    .venv/bin/python -m bench.telegram_transport --open 32 --messages 2000 --seconds 20

The whole of `Bot.send_message` is measured, with so many requests open at any moment. The server is a process of
its own on loopback that answers at once and understands no more than where a request ends, so that it is not what
is measured. Each round ends after so many messages or seconds, whichever comes first.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram.request import AiohttpRequest

MESSAGE = {"message_id": 1, "date": 1_780_000_000, "chat": {"id": 7, "type": "private"}, "text": "x" * 400}
BODY = json.dumps({"ok": True, "result": MESSAGE}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(BODY),
    BODY,
)


class Server(asyncio.Protocol):
    """One connection, kept alive: an answer for each request."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            if len(self._received) < end + 4 + length:
                return
            self._received = self._received[end + 4 + length :]
            if self._transport is not None:
                self._transport.write(ANSWER)


def serve(port: Connection) -> None:
    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


async def a_second(url: str, request: BaseRequest, *, opened: int, messages: int, seconds: float) -> float:
    """Messages a second, after a few that only open the connections."""
    bot = Bot("4242:bench", base_url=f"{url}/bot", request=request, get_updates_request=request)
    sent = 0
    numbers = count()

    async def send(until: float, at_most: int) -> None:
        nonlocal sent
        while next(numbers) < at_most and time.perf_counter() < until:
            await bot.send_message(7, "x" * 400)
            sent += 1

    async with request:
        await asyncio.gather(*(bot.send_message(7, "x") for _ in range(opened)))
        start = time.perf_counter()
        await asyncio.gather(*(send(start + seconds, messages) for _ in range(opened)))
        return sent / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=32, help="requests at any moment")
    parser.add_argument("--messages", type=int, default=2_000, help="in each round, at most")
    parser.add_argument("--seconds", type=float, default=20, help="for each round, at most")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{mine.recv()}"
    transports: dict[str, Callable[[], BaseRequest]] = {
        "PTB with httpx": HTTPXRequest,
        "PTB with aiohttp": AiohttpRequest,
    }
    try:
        for _ in range(given.rounds):
            for name, transport in transports.items():
                rate = asyncio.run(
                    a_second(
                        url, transport(), opened=given.open, messages=given.messages, seconds=given.seconds
                    )
                )
                print(f"{name:18} {rate:7.0f} messages a second, {given.open} requests open")
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
