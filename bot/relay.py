"""Outbox → channels: each committed row is sent once its turn comes, and what became of it is committed.

Order is kept per chat, by the ids of the rows; chats are independent of one another, and so are downloads, which
are no messages. A row that fails for now holds back its own chat and nothing else; one that the platform will
never take is set aside and blocks nothing. At least once: after a crash what was sent last may be sent again,
with the same turn, but never a prompt that has been followed by another.

Rows of this process arrive by `wake`, already leased to it. The table is scanned at the start and whenever a
lease could have ended, for rows of a process that died. What a lease may have ended for is asked for again
before it is sent. Rows of chats that are not reached from here are left to the process that reaches them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.alarms import Alarms
from bot.channels.base import (
    Bare,
    Channel,
    ChannelError,
    Later,
    Malformed,
    Parcel,
    Sent,
    Unreachable,
    Unsaved,
)
from bot.fetching import Fetcher
from bot.measuring import Measures
from bot.pacing import Paces
from bot.queues import Chat, Queue, about_the_same, queue_of
from bot.recording import Recorder, back_off
from dialogues.effects import Append, Ask, Effect, Fetch, Give, Page, Refresh, Settle
from dialogues.prompt import Notice
from storage.changes import AddressKey, Changes, Delivery, Lane, Message, Moved, Outgoing, StorageUnavailable
from storage.records import Reach
from storage.store import Storage

log = structlog.get_logger(__name__)

#: chats that are sent to at the same time
PARALLEL = 64
#: downloads at the same time: they are long, and nobody waits for them
DOWNLOADS = 8
#: rows taken by one scan
SCANNED = 2_000
#: tries of a download, some minutes in all; then the person is told
DOWNLOAD_TRIES = 6
#: so long what only makes a chat tidier may wait for room; then it is left as it is
TIDY = timedelta(minutes=10)
#: why what belongs into the thread of a post is set aside: the post itself was
NO_POST = "no_post"
#: how long the end of the program waits for what is being sent, in seconds
GRACE = 3.0


@dataclass(kw_only=True, slots=True)
class Relay:
    """The one sender of this process."""

    storage: Storage
    channels: Mapping[str, Channel]
    reach: Reach
    fetcher: Fetcher
    alarms: Alarms
    measures: Measures
    now: Callable[[], datetime]
    lease: timedelta
    _queues: dict[Chat, Queue] = field(default_factory=dict)
    #: rows that are this process's, until when
    _held: dict[int, datetime] = field(default_factory=dict)
    #: of these, rows of a process that is gone: the conversation may have moved on since
    _inherited: set[int] = field(default_factory=set)
    #: keeps what is held, where a lease has run out before its row's turn came
    _holding: asyncio.Task[None] | None = None
    _recorder: Recorder = field(init=False)
    _sends: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARALLEL))
    _downloads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DOWNLOADS))
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    #: a row may be sent now that had to wait
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _paces: Paces = field(default_factory=Paces)

    def __post_init__(self) -> None:
        self._recorder = Recorder(storage=self.storage, recorded=self._forget)

    def wake(self, rows: Iterable[Outgoing]) -> None:
        """Rows that were just committed, leased to this process, but for those whose time is still to come."""
        for row in rows if not self._closing.is_set() else ():
            if row.not_before is None:
                self._take(row, row.created + self.lease)
            else:
                wait = max(0.0, (row.not_before - self.now()).total_seconds())
                asyncio.get_running_loop().call_later(wait, self._stirred.set)

    async def run(self) -> None:
        """Scan now and whenever leases end, until cancelled; what is held here is leased anew in time."""
        while not self._closing.is_set():
            try:
                await self.scan()
            except StorageUnavailable:
                log.warning("outbox not readable")
            with suppress(TimeoutError):
                async with asyncio.timeout(self.lease.total_seconds() / 2):
                    await self._stirred.wait()
            self._stirred.clear()

    def stir(self) -> None:
        """Rows may be there that nobody holds: scan now."""
        self._stirred.set()

    async def scan(self) -> None:
        """Take rows that nobody holds, and keep holding what is held."""
        await self._hold_all()
        now = self.now()
        for row in await self.storage.lease(now, SCANNED, reach=self.reach):
            self._inherited.add(row.id)
            self._take(row, now + self.lease)

    async def settled(self, *external_ids: str) -> None:
        """Until nothing waits for these chats, and what was sent is recorded."""
        while tasks := [
            task
            for task in (
                self._recorder.task,
                *(queue.task for chat, queue in self._queues.items() if chat.external_id in external_ids),
            )
            if task is not None
        ]:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """Begin nothing more; what is being sent is waited for and recorded, what was not is given back."""
        self._closing.set()
        self._stirred.set()
        for queue in self._queues.values():
            queue.more.set()
        tasks = [queue.task for queue in self._queues.values() if queue.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._recorder.close()
        with suppress(StorageUnavailable):
            if self._holding is not None:
                await self._holding
            await self.storage.release()

    def _take(self, row: Outgoing, until: datetime) -> None:
        """Put a row into its place, unless it is there or its chat is another process's."""
        if row.id in self._held or not self.reach.has(row.channel, row.external_id):
            return
        self._held[row.id] = until
        chat = queue_of(row)
        queue = self._queues.setdefault(chat, Queue())
        queue.put(row)
        if queue.task is None:
            # in a context of its own: it goes on with rows of other events
            queue.task = asyncio.create_task(
                self._drain(chat, queue), name=f"relay {row.channel}", context=Context()
            )

    async def _hold_all(self) -> None:
        """Keep holding what is held. Whoever is late asks together with all others who are: each by itself, they would
        take so long under a great load that their leases ran out again meanwhile."""
        if self._holding is None:
            self._holding = asyncio.create_task(self._hold(), name="relay hold", context=Context())
        await asyncio.shield(self._holding)

    async def _hold(self) -> None:
        """One that another process has taken meanwhile is its own."""
        try:
            await self._extend(sorted(self._held))
        finally:
            self._holding = None

    async def _extend(self, ids: Sequence[int]) -> None:
        now = self.now()
        kept = await self.storage.extend(ids, now)
        for row in ids:
            if row not in kept:
                self._forget(row)
            elif row in self._held:
                self._held[row] = now + self.lease

    def _forget(self, row: int) -> None:
        self._held.pop(row, None)
        self._inherited.discard(row)

    async def _drain(self, chat: Chat, queue: Queue) -> None:
        turn, failures = self._downloads if chat.downloads else self._sends, 0
        try:
            while queue.rows and not self._closing.is_set():
                queue.more.clear()  # what comes while something is being sent is seen by the pause behind it
                if wait := self._paces.wait(queue.rows[0], self.channels[chat.channel].manner, _loop_time()):
                    await self._pause(wait, unless=queue)
                    continue
                queue.waits = False
                async with turn:
                    wait = await self._send_next(queue, failures)
                failures = failures + 1 if wait else 0
                if wait:
                    await self._wait_for(queue, wait)
        finally:
            queue.task = None
            if not queue.rows:
                self._queues.pop(chat, None)

    async def _send_next(self, queue: Queue, failures: int) -> float:
        """Send the first row with all that follows about the same message; says how long to wait, in seconds,
        where it is to be tried again."""
        row, *others = about_the_same(queue.rows)
        became = Delivery(id=row.id, state="delivered", at=self.now())
        try:
            if self._held.get(row.id, became.at) <= became.at:
                await self._hold_all()
                queue.end([waiting for waiting in queue.rows if waiting.id not in self._held])
                return 0
            is_old = bool(failures) or row.id in self._inherited or row.id in queue.late
            became, sent = await self._attempt(row, others, failures, is_old=is_old, more=len(queue.rows) > 1)
        except (StorageUnavailable, Unsaved, Moved):
            return back_off(failures)
        except Later as problem:
            self.measures.message(row.channel, row.kind, "again", problem.code)
            if became.at - row.created < TIDY:
                queue.postpone((row, *others))
                return problem.retry_after or back_off(failures) if queue.waits else 0
            became, sent = replace(became, state="replaced"), Sent()
        except ChannelError as problem:  # one that may be tried again
            self.measures.message(row.channel, row.kind, "again", problem.code)
            self._paces.refused(row, problem, _loop_time())
            return problem.retry_after or back_off(failures)
        except Exception as problem:  # noqa: BLE001 - a mistake of ours must not stop a whole chat; its text may hold an answer
            error, sent = type(problem).__name__, Sent()
            log.error("set aside by a mistake of ours", row=row.id, error=error)
            became = replace(became, state="set_aside", error=error)
        self.measures.message(row.channel, row.kind, became.state, became.error)
        if became.state == "delivered" and row.lane is Lane.REPLY and row.not_before is None:
            self.measures.reply(row.channel, max(0.0, (became.at - row.created).total_seconds()))
        replaced = [Delivery(id=other.id, state="replaced", at=became.at) for other in others]
        message = _message(row, others, sent, became.at)
        if message is not None and message.turn and became.state == "delivered":
            self.storage.seen(message)
        self._recorder.add([became, *replaced], message)
        queue.end((row, *others))
        return 0

    async def _attempt(
        self, row: Outgoing, others: Sequence[Outgoing], failures: int, *, is_old: bool, more: bool
    ) -> tuple[Delivery, Sent]:
        """What becomes of a row now; of one that is old, the conversation may have moved on since. Raises what may be
        tried again."""
        last = others[-1] if others else row
        content, topic = last.payload, row.topic
        if isinstance(content, Append):
            post = await self._recorder.where(content.post)
            if (
                post is None
            ):  # it was set aside, and whoever looks after that knows; nothing goes loose into the room
                return Delivery(id=row.id, state="set_aside", error=NO_POST, at=self.now()), Sent()
            content, topic = content.content, post.message_id
        if isinstance(content, Refresh) and row.kind == "ask":
            content = _anew(content)
        if is_old and await self._passed(last, content):
            return Delivery(id=row.id, state="replaced", at=self.now()), Sent()
        try:
            sent = await self._deliver(row, content, topic, failures, more=more)
        except ChannelError as problem:
            if problem.retryable:
                raise
            (log.error if isinstance(problem, Malformed) else log.warning)(
                "set aside", row=row.id, code=problem.code
            )
            if isinstance(problem, Unreachable):
                await self._unreachable(row)
            self.wake(await self.alarms.set_aside(row, problem))
            return Delivery(id=row.id, state="set_aside", error=problem.code, at=self.now()), Sent()
        return Delivery(id=row.id, state="delivered", at=self.now()), sent

    async def _deliver(
        self, row: Outgoing, content: Effect | Notice | None, topic: str, failures: int, *, more: bool
    ) -> Sent:
        channel = self.channels[row.channel]
        if content is None:
            raise Malformed("unreadable")
        if isinstance(content, Fetch):
            last = failures + 1 >= DOWNLOAD_TRIES
            await self.fetcher.fetch(channel, row, content, last=last, more=more)
            return Sent()
        shown = above = None
        if isinstance(content, Refresh | Settle | Page):
            shown = await self._recorder.where(row.message)
        elif row.kind == "summary":
            above = await self._recorder.where(row.message)
        parcel = Parcel(
            id=row.id,
            external_id=row.external_id,
            team=row.team,
            content=content,
            application=row.application,
            room=row.address is None,
            topic=topic,
            message_id=shown.message_id if shown is not None else "",
            below=above.message_id if above is not None else "",
            file=self.storage.files.path_of(content.sha256) if isinstance(content, Give) else None,
        )
        if not (channel.manner.below and isinstance(content, Refresh) and shown and shown.place < row.after):
            return await channel.send(parcel)
        sent = await channel.send(replace(parcel, content=_anew(content), message_id=""))
        try:
            await channel.send(replace(parcel, content=Bare()))
        except ChannelError as problem:  # nothing is lost, but the chat may have to be left alone for a while
            self._paces.refused(row, problem, _loop_time())
        return sent

    async def _passed(self, row: Outgoing, content: Effect | Append | Notice | None) -> bool:
        """Whether a prompt that was not shown in time has been followed by another, or by a newer state of itself."""
        if not isinstance(content, Ask | Refresh):
            return False
        snapshot = await self.storage.load(_chat_of(row), row.application, fresh=True)
        if row.application is None:  # it offered what there is to choose from
            return snapshot.application is not None and snapshot.application.touched > row.created
        if snapshot.cursor is not None and snapshot.cursor.turn > row.turn:
            return True
        message = await self._recorder.where(row.message) if row.id in self._inherited else None
        return message is not None and row.revision < message.revision

    async def _unreachable(self, row: Outgoing) -> None:
        """Nobody is reminded where they cannot be reached."""
        stood = (await self.storage.load(_chat_of(row), fresh=True)).address
        if stood is not None and stood.used <= row.created:
            await self.storage.commit(Changes(address=replace(stood, reachable=False), stood=stood))

    async def _wait_for(self, queue: Queue, seconds: float) -> None:
        """Until the first row is to be tried again, or need not be: what comes meanwhile may have made it late."""
        end = _loop_time() + seconds
        while (left := end - _loop_time()) > 0 and not self._closing.is_set():
            await self._pause(left, unless=queue)
            if queue.waits or not queue.more.is_set():
                return
            queue.more.clear()
            row = about_the_same(queue.rows)[-1]
            with suppress(StorageUnavailable):
                if await self._passed(row, row.payload):
                    return

    async def _pause(self, seconds: float, unless: Queue | None = None) -> None:
        """Wait, but not beyond the end of the program, nor where something else may be put in between."""
        awaited = self._closing if unless is None else unless.more
        awaited = self._closing if self._closing.is_set() else awaited
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await awaited.wait()


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _anew(refresh: Refresh) -> Ask:
    """The same prompt as a new message."""
    return Ask(to=refresh.to, turn=refresh.turn, prompt=refresh.prompt)


def _chat_of(row: Outgoing) -> AddressKey:
    return AddressKey(channel=row.channel, external_id=row.external_id, team=row.team)


def _message(row: Outgoing, others: Sequence[Outgoing], sent: Sent, at: datetime) -> Message | None:
    if not sent.message_id:
        return None
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
        revision=last.revision,
        at=at,
    )
