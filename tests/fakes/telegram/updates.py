"""The queue of updates: what waits for the bot, in what order, and how long it is kept."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from tests.fakes.telegram.chats import Changes

#: seconds that an update waits for the bot [tdlib/telegram-bot-api, add_update]
KEPT = 24 * 60 * 60
PRESS_KEPT = 150
#: not sent unless asked for [Bot API, getUpdates.allowed_updates]
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    id: int
    kind: str
    #: as JSON text without the update_id: what was true when it happened, whatever is edited later
    body: str
    #: seconds since 1970
    expires: float
    #: webhooks deliver one at a time per queue
    queue: int

    @property
    def text(self) -> str:
        return f'{{"update_id": {self.id}, {json.dumps(self.kind)}: {self.body}}}'


class Updates:
    """What happened and is not confirmed yet. `now` is in seconds since 1970."""

    def __init__(self, now: Callable[[], float], rng: Random) -> None:
        self.changes = Changes()
        self.waiting: deque[Update] = deque()
        #: everything that was ever enqueued, for replays
        self.history: list[Update] = []
        #: updates that were lost because nobody fetched them in time
        self.expired: list[Update] = []
        #: how many of the coming updates are delivered a second time
        self.doubled = 0
        self.allowed: set[str] | None = None
        #: where updates go while a webhook is set
        self.sink: Callable[[Update], None] | None = None
        self.rng = rng
        self._now = now
        self._ids = count(rng.randrange(10**8, 9 * 10**8))
        self._held: list[tuple[str, str, float, int]] | None = None

    def add(self, kind: str, payload: dict[str, Any], queue: int) -> None:
        if kind in _ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return
        kept = PRESS_KEPT if kind == "callback_query" else KEPT
        born = self._now() if kind == "callback_query" else payload.get("edit_date", payload["date"])
        one = (kind, json.dumps(payload), born + kept, queue)
        if self._held is not None:
            self._held.append(one)
            return
        self._enqueue(one)

    def allow(self, args: dict[str, Any]) -> None:
        """What the bot wants to hear of from now on; remembered until it says otherwise."""
        if "allowed_updates" in args:
            self.allowed = set(args["allowed_updates"]) or None

    def hold(self) -> None:
        """Keeps what happens back until `release`."""
        self._held = []

    def release(self, *, backwards: bool = False) -> None:
        """Lets what was held go, the last first where `backwards`."""
        held, self._held = self._held or [], None
        for one in reversed(held) if backwards else held:
            self._enqueue(one)

    def replay(self, newest: int) -> None:
        """The last `newest` updates once more, with the ids that they had: what a server does that has forgotten
        that they were confirmed."""
        again = [*self.history[-newest:]]
        ids = {one.id for one in again}
        self.waiting = deque([*again, *(one for one in self.waiting if one.id not in ids)])
        self.changes.happen()
        if self.sink is not None:
            for one in again:
                self.sink(one)

    def current(self) -> deque[Update]:
        """What waits and has not expired."""
        now = self._now()
        if any(one.expires <= now for one in self.waiting):
            self.expired += [one for one in self.waiting if one.expires <= now]
            self.waiting = deque(one for one in self.waiting if one.expires > now)
        return self.waiting

    def confirm(self, offset: int) -> None:
        """Forgets what is older than `offset`; a negative one keeps only that many."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
            return
        while self.waiting and self.waiting[0].id < offset:
            self.waiting.popleft()

    def done(self, update: Update) -> None:
        """A webhook took it."""
        if update in self.waiting:
            self.waiting.remove(update)

    def clear(self) -> None:
        self.waiting.clear()

    def lose(self, update: Update) -> None:
        """It grew too old."""
        self.expired.append(update)
        self.done(update)
        self.changes.happen()

    def _enqueue(self, one: tuple[str, str, float, int]) -> None:
        update = Update(next(self._ids), *one)
        self.history.append(update)
        for _ in range(2 if self.doubled > 0 else 1):
            self.waiting.append(update)
            if self.sink is not None:
                self.sink(update)
        self.doubled = max(0, self.doubled - 1)
        self.changes.happen()
