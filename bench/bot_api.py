"""A Bot API server on loopback, with as much of it as a questionnaire needs, and as fast as it can be.

Messages and buttons reach `seen` when a call arrives, its answer goes back half a round trip later. `latency` is
that of a whole round trip, polls included. Updates stay until a poll confirms them by its offset, as Telegram does
it; limits and refusals are for the fake of the tests (`tests/fakes/telegram`).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

import msgspec

from bench.http_server import Connection

TOKEN: Final = "4242:bench"  # noqa: S105 - nobody's
_BOT: Final = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_ME: Final = {
    **_BOT,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_OK: Final = b'{"ok":true,"result":true}'
_DATE: Final = int(time.time())

Answer = Callable[[bytes], None]
Keyboard = list[list[dict[str, Any]]]
#: chat, text, buttons, the message as Telegram shows it
Seen = Callable[[int, str, Keyboard, dict[str, Any]], None]
#: an update was handed to the bot: its mark, when
Delivered = Callable[[int, float], None]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class BotApi:
    """One bot's."""

    def __init__(self, latency: float, seen: Seen, delivered: Delivered) -> None:
        self.calls: Counter[str] = Counter()
        #: set by the first poll: the bot is there
        self.polled = asyncio.Event()
        self._latency = latency
        self._seen = seen
        self._delivered = delivered
        self._loop = asyncio.get_running_loop()
        self._server: asyncio.Server | None = None
        self._messages = 0
        #: greater than those of any window before: a database that stays knows theirs
        self._updates = int(time.time() * 1000)
        #: number, chat, JSON; the oldest first
        self._waiting: deque[tuple[int, int, bytes]] = deque()
        self._told = self._updates
        self._poll: tuple[Answer, int, asyncio.TimerHandle] | None = None
        self._closed = False

    async def open(self) -> str:
        """Its address."""
        self._server = await self._loop.create_server(lambda: Connection(self._serve), "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        self._closed = True
        if self._poll is not None:
            self._poll[2].cancel()
        if self._server is not None:
            self._server.close()

    def write(self, chat: int, text: str) -> None:
        """A person writes."""
        message = {**self._message(chat, text), "from": _person(chat)}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        self._happen(chat, {"message": message})

    def press(self, chat: int, message: dict[str, Any], data: str) -> None:
        """A person presses a button."""
        query = {
            "id": str(self._updates + 1),
            "from": _person(chat),
            "message": message,
            "chat_instance": "1",
        }
        self._happen(chat, {"callback_query": {**query, "data": data}})

    def _happen(self, chat: int, what: dict[str, Any]) -> None:
        self._updates += 1
        self._waiting.append((self._updates, chat, _encode({"update_id": self._updates, **what})))
        if self._poll is not None:
            self._later(self._latency / 2, self._hand_out)

    def _message(self, chat: int, text: str) -> dict[str, Any]:
        self._messages += 1
        return {"message_id": self._messages, "date": _DATE, "chat": _private(chat), "text": text}

    # What a bot calls.

    def _serve(self, path: bytes, body: bytes, answer: Answer) -> None:
        self._later(self._latency / 2, self._call, path, body, answer)

    def _later(self, seconds: float, do: Callable[..., None], *what: Any) -> None:
        if not seconds:
            do(*what)
        elif not self._closed:
            self._loop.call_later(seconds, do, *what)

    def _call(self, path: bytes, body: bytes, answer: Answer) -> None:
        address, _, query = path.decode().partition("?")
        method = address.rpartition("/")[2]
        fields = _fields(query, body)
        self.calls[method] += 1
        match method:
            case "getUpdates":
                self._polling(fields, answer)
                return
            case "sendMessage":
                chat, text = int(fields["chat_id"]), fields["text"]
                result = self._shown({**self._message(chat, text), "from": _BOT}, fields)
            case "editMessageText":
                chat, text = int(fields["chat_id"]), fields["text"]
                there = {"message_id": int(fields["message_id"]), "date": _DATE, "chat": _private(chat)}
                result = self._shown({**there, "text": text, "from": _BOT}, fields)
            case "getMe":
                result = _encode({"ok": True, "result": _ME})
            case "getMyCommands":
                result = b'{"ok":true,"result":[]}'
            case _:
                result = _OK
        self._later(self._latency / 2, answer, result)

    def _shown(self, message: dict[str, Any], fields: Mapping[str, str]) -> bytes:
        markup = fields.get("reply_markup")
        keyboard: Keyboard = []
        if markup:
            message["reply_markup"] = _decode(markup)
            keyboard = message["reply_markup"].get("inline_keyboard", [])
        self._seen(message["chat"]["id"], message["text"], keyboard, message)
        shown: bytes = _encode({"ok": True, "result": message})
        return shown

    def _polling(self, fields: Mapping[str, str], answer: Answer) -> None:
        self.polled.set()
        offset = int(fields.get("offset") or 0)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        if self._poll is not None:  # as Telegram: the newer poll ends the older one
            self._hand_out()
        end = self._loop.call_later(float(fields.get("timeout") or 0), self._hand_out)
        self._poll = answer, int(fields.get("limit") or 100), end
        if self._waiting or not float(fields.get("timeout") or 0):
            self._hand_out()

    def _hand_out(self) -> None:
        if self._poll is None:
            return
        answer, limit, end = self._poll
        self._poll = None
        end.cancel()
        batch = [self._waiting[index] for index in range(min(limit, len(self._waiting)))]
        self._later(self._latency / 2, self._deliver, batch, answer)

    def _deliver(self, batch: list[tuple[int, int, bytes]], answer: Answer) -> None:
        now = time.perf_counter()
        answer(b'{"ok":true,"result":[%b]}' % b",".join(update for _, _, update in batch))
        for number, chat, _ in batch:
            if number > self._told:
                self._told = number
                self._delivered(chat, now)


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Ann", "language_code": "en"}


def _private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Ann"}


def _fields(query: str, body: bytes) -> Mapping[str, str]:
    """Of the query and of the body, a form or JSON; a body that is longer than short is a form's text."""
    if body.startswith(b"{"):
        return {name: _plain(value) for name, value in _decode(body).items()}
    fields = dict(parse_qsl(query)) if query else {}
    for pair in body.decode().split("&") if body else ():
        name, _, value = pair.partition("=")
        fields[name] = unquote_plus(value)
    return fields


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _encode(value).decode()
