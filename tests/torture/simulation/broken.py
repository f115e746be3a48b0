"""Four programs that are broken on purpose, each in the one line that a promise hangs on. The checker has to find them:
what it says of the real one is worth as much as that."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from bot.assembly import Running
from bot.channels.base import Handle, Inbound, Outcome, Unsaved
from bot.chats import Chats
from dialogues.events import Event, Replied
from storage.changes import Address, Changes, Committed, Snapshot
from storage.store import Storage


def acknowledge_before_commit(parts: Running) -> Handle:
    """The platform is told "done" while the commit is still on its way."""
    going: set[asyncio.Task[None]] = set()

    async def handled(inbound: Inbound) -> None:
        try:
            await parts.engine.handle(inbound)
        except Unsaved:
            return  # nobody is there to be told

    async def handle(inbound: Inbound) -> Outcome:
        task = asyncio.create_task(handled(inbound))
        going.add(task)
        task.add_done_callback(going.discard)
        return Outcome()

    return handle


def send_before_commit(parts: Running) -> Handle:
    """The next question goes out while the answer is still on its way to the disk."""

    async def commit(storage: Storage, changes: Changes) -> Committed:
        parts.engine.sent(changes.outbox)
        return await storage.commit(changes)

    parts.engine.storage = _Storage(parts.storage, commit)
    return parts.engine.handle


def no_dedupe(parts: Running) -> Handle:
    """A second delivery has another key."""

    async def commit(storage: Storage, changes: Changes) -> Committed:
        if changes.application is not None and changes.inbox is not None:
            await storage.commit(Changes(inbox=changes.inbox))
            again = replace(changes.inbox, key=f"{changes.inbox.key} {parts.engine.ids.number()}")
            changes = replace(changes, inbox=again)
        return await storage.commit(changes)

    parts.engine.storage = _Storage(parts.storage, commit)
    return parts.engine.handle


def turn_ignored(parts: Running) -> Handle:
    """Whatever comes is for the question that is on screen now."""
    parts.engine.chats = parts.engine.planner.chats = _Forgetful(parts.storage)
    return parts.engine.handle


class _Forgetful(Chats):
    async def event(self, inbound: Inbound, address: Address, snapshot: Snapshot) -> Event:
        event = await super().event(inbound, address, snapshot)
        return replace(event, turn=None, path="") if isinstance(event, Replied) else event


@dataclass(slots=True)
class _Storage:
    """The storage, but for one verb."""

    storage: Storage
    how: Any

    async def commit(self, changes: Changes) -> Committed:
        return await self.how(self.storage, changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.storage, name)
