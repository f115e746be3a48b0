"""What Slack has to tell the app: each delivery waits for its acknowledgement, is repeated when it is an event and
none came in 3 seconds, and is given up when it is a press. Time is the workspace's; nothing here sleeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.fakes.slack.observing import Observer
from tests.fakes.slack.refusals import Json
from tests.fakes.telegram.chats import Changes

#: seconds in which an acknowledgement counts
TO_ACK = 3.0
#: seconds from a missed acknowledgement to the next attempt [docs: Events API, retries]
RETRIES = (0.0, 60.0, 300.0)


@dataclass(eq=False)
class Delivery:
    """One thing that the app is told, however many times."""

    #: "events_api", "interactive", "slash_commands"
    kind: str
    payload: Json
    #: which attempts were sent, and when
    attempts: list[float] = field(default_factory=list)
    #: by which envelopes
    envelopes: list[str] = field(default_factory=list)
    acked: bool = False
    #: nobody will try again
    failed: bool = False
    #: on its way nowhere: it goes out when somebody is there
    waiting: bool = True
    #: when the next attempt is due, or the end
    due: float = 0
    reason: str = ""
    #: what came with the acknowledgement
    answer: Any = None
    on_ack: Callable[[Any], None] | None = None
    on_failure: Callable[[], None] | None = None
    changes: Changes = field(default_factory=Changes)

    @property
    def open(self) -> bool:
        return not self.acked and not self.failed

    @property
    def event_id(self) -> str:
        return str(self.payload.get("event_id", ""))

    async def ack(self, *, within: float = 5) -> Any:
        """What the app answered, once it has."""
        await self.changes.until(lambda: None if self.open else self, within)
        assert self.acked, f"{self.kind} {self.payload.get('type')} was not acknowledged ({within} s)"
        return self.answer


class Deliveries:
    """`send` takes a delivery to the app (over the socket, or HTTP), or says that nobody is there."""

    def __init__(self, now: Callable[[], float], rng: Random, observer: Observer) -> None:
        self._now = now
        self._rng = rng
        self._observer = observer
        self.send: Callable[[Delivery, str], Awaitable[bool]] | None = None
        self.all: list[Delivery] = []
        #: nothing is sent until `release`
        self.held = False
        #: the next n events are sent twice
        self.doubled = 0

    @property
    def open(self) -> list[Delivery]:
        return [one for one in self.all if one.open]

    async def add(self, delivery: Delivery) -> Delivery:
        self.all.append(delivery)
        if not self.held:
            await self._try(delivery)
            if self.doubled and delivery.kind == "events_api":
                self.doubled -= 1
                await self._try(delivery)
        return delivery

    def hold(self) -> None:
        self.held = True

    async def release(self, *, backwards: bool = False) -> None:
        """`backwards`: the last is told first."""
        self.held = False
        waiting = [one for one in self.open if one.waiting]
        for delivery in reversed(waiting) if backwards else waiting:
            await self._try(delivery)

    async def replay(self, last: int = 1) -> None:
        """The last n are told again, though they were acknowledged."""
        for delivery in self.all[-last:]:
            await self._try(delivery)

    async def _try(self, delivery: Delivery, reason: str = "") -> None:
        assert self.send is not None
        envelope = f"{self._rng.getrandbits(128):032x}"
        delivery.envelopes.append(envelope)
        delivery.reason = reason
        delivery.attempts.append(self._now())
        again = len(delivery.attempts) - 1
        wait = RETRIES[again] if again < len(RETRIES) else 0.0
        delivery.due = self._now() + TO_ACK + wait
        delivery.waiting = not await self.send(delivery, envelope)
        if delivery.waiting:
            delivery.attempts.pop()
            delivery.envelopes.pop()
            if delivery.open and delivery.kind != "events_api":
                self._fail(delivery)

    async def acknowledged(self, envelope: str, answer: Any) -> None:
        delivery = next((one for one in self.all if envelope in one.envelopes), None)
        if delivery is None:
            self._observer.note("ack", f"an acknowledgement of {envelope}, which was never sent")
            return
        place = delivery.envelopes.index(envelope)
        if self._now() - delivery.attempts[place] > TO_ACK:
            self._observer.note("late", f"{delivery.kind} acknowledged after more than {TO_ACK:g} s")
            if delivery.open and delivery.kind != "events_api":
                self._fail(delivery)
            delivery.changes.happen()
            return
        if delivery.open:
            delivery.acked, delivery.answer = True, answer
            if delivery.on_ack is not None:
                delivery.on_ack(answer)
        delivery.changes.happen()

    async def lost(self, envelope: str, reason: str = "timeout") -> None:
        """The connection went away, or refused, before an acknowledgement: an event is due again."""
        delivery = next((one for one in self.all if envelope in one.envelopes), None)
        if delivery is None or not delivery.open or envelope != delivery.envelopes[-1]:
            return
        delivery.reason = reason
        if delivery.kind == "events_api":
            delivery.due -= TO_ACK
            delivery.waiting = True
            delivery.changes.happen()
        else:
            self._fail(delivery)

    async def resume(self) -> None:
        """Somebody is there again: what was never sent, or was lost, goes out."""
        if not self.held:
            for delivery in self.open:
                if delivery.waiting:
                    await self._try(delivery, delivery.reason)

    async def pass_time(self) -> None:
        """What became due is tried again, or given up."""
        for delivery in self.open:
            if delivery.kind != "events_api":
                if delivery.attempts and self._now() >= delivery.due:
                    self._fail(delivery)
            elif delivery.attempts and self._now() >= delivery.due:
                if len(delivery.attempts) > len(RETRIES):
                    self._fail(delivery)
                else:
                    await self._try(delivery, delivery.reason or "timeout")

    def _fail(self, delivery: Delivery) -> None:
        delivery.failed = True
        if delivery.on_failure is not None:
            delivery.on_failure()
        delivery.changes.happen()
