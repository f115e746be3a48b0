"""What was sent and is not on disk yet: gathered from all chats, and committed in one go.

A send is not held up by the record of the one before it: while one commit is on its way the next gathers. So a
crash repeats what was sent since the last commit but one, which is some milliseconds. What is sent, and when, is
for `relay.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from storage.changes import Changes, Delivery, Message, Misuse, StorageUnavailable
from storage.store import Storage

log = structlog.get_logger(__name__)

#: waits between tries of what may be tried again, in seconds; the last one repeats
BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0)


def back_off(failures: int) -> float:
    """How long to wait after so many failures in a row."""
    return BACK_OFF[min(failures, len(BACK_OFF) - 1)]


@dataclass(kw_only=True, slots=True)
class Recorder:
    """What became of the rows of this process."""

    storage: Storage
    #: told of every row that is recorded
    recorded: Callable[[int], None]
    _deliveries: list[Delivery] = field(default_factory=list)
    #: by the platform's id
    _messages: dict[tuple[str, ...], Message] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    def add(self, deliveries: Iterable[Delivery], message: Message | None) -> None:
        """These rows are done, and this is where they are seen."""
        self._deliveries += deliveries
        if message is not None:
            name = (message.channel, message.team, message.external_id, message.message_id)
            self._messages[name] = message
        if self.task is None:
            self.task = asyncio.create_task(self._run(), name="relay records")

    async def where(self, message: str) -> Message | None:
        """Where `Outgoing.message` was delivered."""
        waiting = (one for one in self._messages.values() if one.message == message)
        last = max(waiting, key=lambda one: one.place, default=None)
        return last or await self.storage.sent_message(message)

    async def close(self) -> None:
        """A last try."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        with suppress(StorageUnavailable):
            await self._commit()

    async def _run(self) -> None:
        failures = 0
        try:
            while self._deliveries:
                try:
                    await self._commit()
                    failures = 0
                except StorageUnavailable:
                    log.warning("deliveries not recorded", count=len(self._deliveries))
                    await asyncio.sleep(back_off(failures))
                    failures += 1
        finally:
            self.task = None

    async def _commit(self) -> None:
        deliveries, messages = tuple(self._deliveries), dict(self._messages)
        if not deliveries:
            return
        try:
            await self.storage.commit(Changes(deliveries=deliveries, messages=tuple(messages.values())))
        except Misuse:  # a platform's id that no database takes
            log.error("messages not recorded", count=len(messages))
            await self.storage.commit(Changes(deliveries=deliveries))
        del self._deliveries[: len(deliveries)]
        for name, message in messages.items():
            if self._messages.get(name) is message:
                del self._messages[name]
        for delivery in deliveries:
            self.recorded(delivery.id)
