"""The ceiling: no library at all. Sockets of asyncio, msgspec, and a thread that commits what has gathered.

It keeps what our program promises: an answer is on disk (SQLite, WAL, synchronous=FULL) before its reply, an update is
confirmed only after the commit, and one that comes twice counts once. It has none of the rest: no relevance, no
review, no drafts, no outbox, no journal, no words but its own.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from bench.form import Question
from bench.peers.saying import DONE, Given, asked, read, settled

GIVEN = Given.here()
T = TypeVar("T")
#: changes in one transaction, at most
AT_MOST = 64


class Chat(msgspec.Struct):
    id: int


class Message(msgspec.Struct):
    chat: Chat
    text: str = ""


class Query(msgspec.Struct):
    id: str
    message: Message
    data: str = ""


class Update(msgspec.Struct):
    update_id: int
    message: Message | None = None
    callback_query: Query | None = None


class Updates(msgspec.Struct):
    result: list[Update]


class Shown(msgspec.Struct):
    message_id: int


class Sent(msgspec.Struct):
    result: Shown


_updates = msgspec.json.Decoder(Updates).decode
_sent = msgspec.json.Decoder(Sent).decode
_encode = msgspec.json.Encoder().encode


class Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = int(self._received[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._received) < end + 4 + length:
            return
        body, self._received = self._received[end + 4 :], b""
        if self._answer is not None:
            self._answer.set_result(body)

    def ask(self, head: bytes, body: bytes) -> asyncio.Future[bytes]:
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(b"%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body))
        return self._answer


class Calls:
    """As many connections as are needed at once."""

    def __init__(self) -> None:
        self._free: list[Connection] = []
        parts = urlsplit(GIVEN.api)
        self._place = parts.hostname or "", parts.port or 0

    async def call(self, method: str, **fields: Any) -> bytes:
        loop = asyncio.get_running_loop()
        if self._free:
            connection = self._free.pop()
        else:
            _, connection = await loop.create_connection(Connection, *self._place)
        head = f"POST /bot{GIVEN.token}/{method} HTTP/1.1\r\nHost: {self._place[0]}\r\nContent-Type: application/json"
        body = await connection.ask(head.encode(), _encode(fields))
        self._free.append(connection)
        return body


class Writer:
    """A thread that commits what has gathered."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[tuple[int, int, int, str], asyncio.Future[bool]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._work, daemon=True).start()

    def keep(self, update: int, chat: int, question: int, value: str) -> asyncio.Future[bool]:
        """Done when it is on disk; whether it is new."""
        future: asyncio.Future[bool] = self._loop.create_future()
        self._queue.put(((update, chat, question, value), future))
        return future

    def _work(self) -> None:
        database = sqlite3.connect(GIVEN.folder / "answers.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE updates (id INTEGER PRIMARY KEY)")
        database.execute(
            "CREATE TABLE answers (chat INTEGER, question INTEGER, value TEXT, PRIMARY KEY (chat, question))"
        )
        while True:
            group = [self._queue.get()]
            with suppress(Empty):
                while len(group) < AT_MOST:
                    group.append(self._queue.get_nowait())
            database.execute("BEGIN IMMEDIATE")
            new = [
                database.execute("INSERT OR IGNORE INTO updates VALUES (?)", (row[0],)).rowcount == 1
                for row, _ in group
            ]
            rows = [row[1:] for (row, _), is_new in zip(group, new, strict=True) if is_new]
            database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
            database.execute("COMMIT")
            self._loop.call_soon_threadsafe(_resolve, [future for _, future in group], new)


def _resolve(futures: Sequence[asyncio.Future[bool]], new: Sequence[bool]) -> None:
    for future, is_new in zip(futures, new, strict=True):
        future.set_result(is_new)


class Bot:
    """Where everybody stands is in memory, as it could be read from the table at a start."""

    def __init__(self) -> None:
        self._calls = Calls()
        self._writer = Writer()
        #: chat → question, and what sends it: a person may answer before Telegram has told the message's id
        self._standing: dict[int, tuple[int, asyncio.Task[int] | None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        offset = 0
        while True:
            body = await self._calls.call("getUpdates", offset=offset, timeout=30, limit=100)
            updates = _updates(body).result
            await asyncio.gather(*map(self._take, updates))
            if updates:
                offset = updates[-1].update_id + 1

    async def _take(self, update: Update) -> None:
        """Returns when it is on disk."""
        message = update.message
        query = update.callback_query
        if query is not None:
            message = query.message
            self._beside(self._call("answerCallbackQuery", callback_query_id=query.id))
        assert message is not None
        chat = message.chat.id
        number, before = self._standing.get(chat, (-1, None))
        question, answer = (GIVEN.asked[number] if 0 <= number < len(GIVEN.asked) else None), "start"
        if question is not None:
            given = query.data if query is not None else read(question, message.text)
            if given is None:
                return
            answer = given
        if await self._writer.keep(update.update_id, chat, number, answer):
            self._standing[chat] = (number + 1, self._beside(self._ask(chat, number + 1)))
            if question is not None and before is not None:
                self._beside(self._settle(chat, before, question, answer))

    async def _ask(self, chat: int, number: int) -> int:
        """The question of this number, or the end; the id of its message."""
        if number >= len(GIVEN.asked):
            self._standing.pop(chat, None)
            return _sent(await self._calls.call("sendMessage", chat_id=chat, text=DONE)).result.message_id
        question = GIVEN.asked[number]
        markup: dict[str, Any] = {}
        if question.choices:
            keys = [{"text": label, "callback_data": name} for name, label in question.choices]
            markup["reply_markup"] = _encode({"inline_keyboard": [keys[:2], keys[2:]]}).decode()
        text = asked(question, len(GIVEN.asked))
        body = await self._calls.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **markup)
        return _sent(body).result.message_id

    async def _settle(self, chat: int, before: asyncio.Task[int], question: Question, answer: str) -> None:
        text = settled(question, dict(question.choices).get(answer, answer))
        message = await before
        await self._call("editMessageText", chat_id=chat, message_id=message, text=text, parse_mode="HTML")

    async def _call(self, method: str, **fields: Any) -> None:
        await self._calls.call(method, **fields)

    def _beside(self, doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def main() -> None:
    await Bot().run()


if __name__ == "__main__":
    asyncio.run(main())
