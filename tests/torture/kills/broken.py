"""Programs that are broken on purpose, each in the one line that a promise hangs on, as processes that can be killed. The
checker has to find them: what it says of the real one is worth as much as that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.channels.base import Inbound, Outcome
from bot.engine import Engine
from bot.relay import Relay
from storage.changes import Changes, Committed
from storage.store import Storage


def acknowledge_before_commit() -> None:
    """The platform is told "done" while the commit is still on its way."""
    handle, going = Engine.handle, set[asyncio.Task[Outcome]]()

    async def told_at_once(engine: Engine, inbound: Inbound) -> Outcome:
        task = asyncio.create_task(handle(engine, inbound))
        going.add(task)
        task.add_done_callback(going.discard)
        return Outcome()

    Engine.handle = told_at_once  # type: ignore[method-assign]


def forget_what_was_delivered() -> None:
    """A second delivery is taken for a new one."""
    commit, number = Storage.commit, 0

    async def anew(storage: Storage, changes: Changes) -> Committed:
        nonlocal number
        number += 1
        if changes.application is not None and changes.inbox is not None:
            await commit(storage, Changes(inbox=changes.inbox))
            changes = replace(changes, inbox=replace(changes.inbox, key=f"{changes.inbox.key} {number}"))
        return await commit(storage, changes)

    Storage.commit = anew  # type: ignore[method-assign]


def forget_what_was_not_sent() -> None:
    """What a program that died had still to say is never looked for."""

    async def scan(_: Relay) -> None:
        return

    Relay.scan = scan  # type: ignore[method-assign]


BROKEN: Final[Mapping[str, Callable[[], Any]]] = {
    made.__name__: made
    for made in (acknowledge_before_commit, forget_what_was_delivered, forget_what_was_not_sent)
}
