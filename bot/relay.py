"""Outbox → channels: each committed row is sent once its turn comes, and what became of it is committed.

Order is kept per chat; chats are independent of one another. A row that fails for now holds back its own chat
and nothing else; one that the platform will never take is set aside and blocks nothing. At least once: after
a crash the last rows of a chat may be sent again, with the same turn.

Rows of this process arrive by `wake`, already leased to it. The table is scanned at the start and whenever a
lease could have ended: for rows of a process that died, or of one that runs no such channel.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.channels.base import Channel, ChannelError, Elsewhere, Malformed, Parcel, Sent, Unreachable
from bot.fetching import Fetcher
from dialogues import codec
from dialogues.effects import Ask, Effect, Fetch, Refresh, Settle
from dialogues.prompt import Notice
from storage.changes import AddressKey, Changes, Delivery, Message, Outgoing, StorageUnavailable
from storage.store import Storage

log = structlog.get_logger(__name__)

#: chats that are sent to at the same time
PARALLEL = 64
#: rows taken by one scan
SCANNED = 500
#: rows of one chat that are sent before what became of them is committed: a crash repeats no more than these
BURST = 8
#: waits between tries of what may be tried again, in seconds; the last one repeats
BACK_OFF = (1, 2, 5, 15, 60)

#: how long rows that another process can send are left to it
NOT_OURS = timedelta(seconds=2)

Chat = tuple[str, str, str]


@dataclass(slots=True)
class _Queue:
    """What waits for one chat, oldest first, and what was sent of it but is not recorded yet."""

    rows: deque[Outgoing] = field(default_factory=deque)
    deliveries: list[Delivery] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    #: messages that were sent from here: their platform ids
    shown: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class Relay:
    """The one sender of this process."""

    storage: Storage
    channels: Mapping[str, Channel]
    fetcher: Fetcher
    now: Callable[[], datetime]
    lease: timedelta
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _queues: dict[Chat, _Queue] = field(default_factory=dict)
    _parallel: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARALLEL))
    _known: set[int] = field(default_factory=set)
    #: rows of a process that is gone: the conversation may have moved on since
    _inherited: set[int] = field(default_factory=set)

    def wake(self, rows: Iterable[Outgoing]) -> None:
        """Rows that were just committed, or found by a scan; those of channels that do not run here are left."""
        for row in rows:
            if row.channel not in self.channels or row.id in self._known:
                continue
            self._known.add(row.id)
            queue = self._queues.setdefault((row.channel, row.team, row.external_id), _Queue())
            queue.rows.append(row)
            if queue.task is None:
                chat = (row.channel, row.team, row.external_id)
                queue.task = asyncio.create_task(self._drain(chat, queue), name=f"relay {row.channel}")

    async def run(self) -> None:
        """Scan now and whenever leases end, until cancelled; what is held here is leased anew in time."""
        while True:
            try:
                await self.scan()
            except StorageUnavailable:
                log.warning("outbox not readable")
            await self.sleep(self.lease.total_seconds() / 2)

    async def scan(self) -> None:
        """Take rows that nobody holds, and keep holding what is held."""
        if self._known:
            await self.storage.extend(sorted(self._known), self.now())
        rows = await self.storage.lease(self.now(), SCANNED, channels=tuple(self.channels))
        self._inherited.update(row.id for row in rows)
        self.wake(rows)

    async def settled(self, *external_ids: str) -> None:
        """Until nothing waits for these chats."""
        while tasks := [
            queue.task
            for (_, _, chat), queue in self._queues.items()
            if chat in external_ids and queue.task is not None
        ]:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """Stop sending; what was sent is recorded, what was not is given back."""
        tasks = [queue.task for queue in self._queues.values() if queue.task is not None]
        queues = list(self._queues.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(StorageUnavailable):
            for queue in queues:
                await self._record(queue)
            await self.storage.release()

    async def _drain(self, chat: Chat, queue: _Queue) -> None:
        failures = 0
        try:
            while queue.rows or queue.deliveries:
                async with self._parallel:
                    wait = await self._send(queue, failures)
                    try:
                        await self._record(queue)
                    except StorageUnavailable:
                        log.warning("deliveries not recorded", count=len(queue.deliveries))
                        wait = max(wait, _back_off(failures))
                failures = failures + 1 if wait else 0
                if wait:
                    await self.sleep(wait)
        finally:
            queue.task = None
            if not queue.rows:
                self._queues.pop(chat, None)

    async def _send(self, queue: _Queue, failures: int) -> float:
        """Send what waits, up to a burst; says how long to wait before the next try, in seconds."""
        while queue.rows and len(queue.deliveries) < BURST:
            try:
                await self._send_next(queue)
            except Elsewhere:
                await self._give_back(queue)
            except ChannelError as problem:
                return problem.retry_after or _back_off(failures)
        return 0

    async def _send_next(self, queue: _Queue) -> None:
        """Send the first row with all that follows about the same message. Raises what may be tried again."""
        row, others = queue.rows[0], _about_the_same(queue.rows)
        content = _content(others[-1] if others else row)
        if isinstance(content, Refresh) and row.kind == "ask":
            content = Ask(to=content.to, turn=content.turn, prompt=content.prompt)
        error = ""
        state: Literal["delivered", "set_aside", "replaced"] = "delivered"
        sent = Sent()
        try:
            if row.id in self._inherited and await self._passed(row):
                state = "replaced"
            else:
                sent = await self._deliver(queue, row, content)
        except ChannelError as problem:
            if problem.retryable or isinstance(problem, Elsewhere):
                raise
            error, state = problem.code, "set_aside"
            (log.error if isinstance(problem, Malformed) else log.warning)(
                "set aside", row=row.id, code=error
            )
            if isinstance(problem, Unreachable):
                await self._unreachable(row)
        except Exception as problem:  # noqa: BLE001 - a mistake of ours must not stop a whole chat; its text may hold an answer
            error, state = type(problem).__name__, "set_aside"
            log.error("set aside by a mistake of ours", row=row.id, error=error)
        now = self.now()
        queue.deliveries.append(Delivery(id=row.id, state=state, error=error, at=now))
        queue.deliveries += [Delivery(id=other.id, state="replaced", at=now) for other in others]
        if sent.message_id:
            queue.shown[row.message] = sent.message_id
            queue.messages.append(_message(row, others, sent, now))
        for done in (row, *others):
            queue.rows.remove(done)

    async def _record(self, queue: _Queue) -> None:
        """Commit what became of the rows that were sent: together, as a question and the one it follows are."""
        deliveries, messages = tuple(queue.deliveries), tuple(queue.messages)
        if not deliveries:
            return
        await self.storage.commit(Changes(deliveries=deliveries, messages=messages))
        del queue.deliveries[: len(deliveries)], queue.messages[: len(messages)]
        ids = {delivery.id for delivery in deliveries}
        self._known -= ids
        self._inherited -= ids

    async def _give_back(self, queue: _Queue) -> None:
        """The whole chat is another process's: free its rows, and leave them alone for a while."""
        now = self.now()
        rows = tuple(queue.rows)
        await self.storage.commit(
            Changes(
                deliveries=tuple(
                    Delivery(id=row.id, state="waiting", not_before=now + NOT_OURS, at=now) for row in rows
                )
            )
        )
        for row in rows:
            queue.rows.remove(row)
            self._known.discard(row.id)
            self._inherited.discard(row.id)

    async def _passed(self, row: Outgoing) -> bool:
        """Whether a prompt that was never shown has been followed by another one since."""
        if row.kind not in {"ask", "refresh"} or row.application is None:
            return False
        key = AddressKey(channel=row.channel, external_id=row.external_id, team=row.team)
        cursor = (await self.storage.load(key, row.application)).cursor
        return cursor is not None and cursor.turn > row.turn

    async def _unreachable(self, row: Outgoing) -> None:
        """Nobody is reminded where they cannot be reached."""
        key = AddressKey(channel=row.channel, external_id=row.external_id, team=row.team)
        snapshot = await self.storage.load(key)
        if snapshot.address is not None:
            await self.storage.commit(Changes(address=replace(snapshot.address, reachable=False)))

    async def _deliver(self, queue: _Queue, row: Outgoing, content: Effect | Notice) -> Sent:
        channel = self.channels[row.channel]
        if isinstance(content, Fetch):
            await self.fetcher.fetch(channel, row, content)
            return Sent()
        shown = ""
        if isinstance(content, Refresh | Settle):
            shown = queue.shown.get(row.message, "")
            if not shown and (message := await self.storage.sent_message(row.message)) is not None:
                shown = message.message_id
        return await channel.send(
            Parcel(
                id=row.id,
                external_id=row.external_id,
                team=row.team,
                content=content,
                room=row.address is None,
                message_id=shown,
            )
        )


def _about_the_same(rows: Sequence[Outgoing] | deque[Outgoing]) -> list[Outgoing]:
    """Rows behind the first that replace it: a newer state of the same message that nobody has seen yet."""
    first = rows[0]
    if first.kind not in ("ask", "refresh", "settle"):
        return []
    return [row for row in list(rows)[1:] if row.message == first.message]


def _content(row: Outgoing) -> Effect | Notice:
    return (
        codec.notices.validate_json(row.payload)
        if row.kind == "summary"
        else codec.effects.validate_json(row.payload)
    )


def _back_off(failures: int) -> float:
    return BACK_OFF[min(failures, len(BACK_OFF) - 1)]


def _message(row: Outgoing, others: Sequence[Outgoing], sent: Sent, at: datetime) -> Message:
    last = others[-1] if others else row
    return Message(
        address=row.address,
        channel=row.channel,
        external_id=row.external_id,
        team=row.team,
        message_id=sent.message_id,
        place=sent.place,
        direction="out",
        message=row.message,
        application=row.application,
        path=last.path or row.path,
        turn=row.turn,
        at=at,
    )
