"""The platform that people and programs meet on: chats with messages, and updates that are kept until they are
confirmed.

A call is a moment on its way there and a moment on its way back, and may be refused, or lost, on either: the call of a
program that has died is on its way all the same. What a message shows is what the product would have drawn; nothing is
drawn here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bot.channels.base import Bare, ChannelError, Parcel, Sent, Throttled, Unanswered
from dialogues.effects import Ask, Refresh, Settle
from dialogues.prompt import Button, Notice, Paragraph, Prompt
from tests.torture.simulation.faults import Faults

#: where summaries are posted
ROOM: Final = "reviewers"
#: seconds of a call, one way; of one that hangs until the program gives up
NEAR, FAR = (0.005, 0.06), (4.0, 10.0)
#: seconds after which what was not confirmed is delivered again
AGAIN = (0.3, 2.0)


@dataclass(kw_only=True, slots=True)
class Message:
    """What stands in a chat. `id` is its place, too."""

    id: int
    #: of the person
    is_theirs: bool = False
    turn: int | None = None
    application: str | None = None
    prompt: Prompt | None = None
    buttons: tuple[Button, ...] = ()
    #: the question of a prompt that was answered
    settled: str = ""
    #: a resume code that stands in it
    code: str = ""
    #: times that it was changed
    changed: int = 0


@dataclass(kw_only=True, slots=True)
class Update:
    """What a person did, as it is delivered."""

    number: int
    person: str
    raw: dict[str, Any]
    is_confirmed: bool = False
    #: this one may be overtaken by those behind it
    late: float = 0


class Receiver(Protocol):
    """A program that updates are delivered to."""

    @property
    def is_up(self) -> bool: ...

    async def receive(self, raw: dict[str, Any]) -> bool:
        """Whether it is confirmed."""
        ...


class Witness(Protocol):
    """Whoever looks at what goes over the wires."""

    def called(self, program: str, parcel: Parcel) -> None: ...

    def refused(self, program: str, parcel: Parcel, code: str, seconds: float) -> None: ...

    def applied(self, program: str, parcel: Parcel, message: Message | None, *, is_new: bool) -> None: ...

    def confirmed(self, update: Update) -> None: ...

    def note(self, *words: object) -> None: ...


@dataclass(kw_only=True, slots=True)
class Platform:
    """All chats."""

    faults: Faults
    witness: Witness
    receivers: Callable[[], list[Receiver]]
    #: updates are fetched in order and confirmed by an offset, rather than delivered one by one
    polled: bool
    #: how often each update is delivered, apart from what is delivered again because nothing was heard of it
    copies: int = 0
    chats: dict[str, list[Message]] = field(default_factory=dict)
    updates: list[Update] = field(default_factory=list)
    _places: int = 0
    #: to be delivered once more
    _again: list[Update] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def chat(self, name: str) -> list[Message]:
        """Its messages, the oldest first."""
        return self.chats.setdefault(name, [])

    # What people do.

    def act(self, person: str, raw: dict[str, Any], *, is_message: bool) -> Update:
        """It stands in the chat, where it is a message, and is to be delivered."""
        place = raw.get("place", 0)
        if is_message:
            place = self._next()
            self.chat(person).append(Message(id=place, is_theirs=True))
        number = len(self.updates) + 1
        update = Update(
            number=number,
            person=person,
            raw={
                **raw, "update_id": number, "person": person, "place": place,
                "message_id": str(place) if is_message else "",
            },
        )  # fmt: skip
        if self.faults.strikes("overtaken"):
            update.late = self.faults.between(0.2, 3.0)
        self.updates.append(update)
        self.witness.note("update", number, person, raw["content"])
        if self.polled:
            self._came.set()
        else:
            self.deliver(update)
            for _ in range(self.copies - 1):
                after = self.faults.between(0, 5)
                asyncio.get_running_loop().call_later(after, self.deliver, update)
        return update

    # How updates get to programs.

    def deliver(self, update: Update) -> asyncio.Task[None]:
        """Until it is confirmed, and now and then once more."""
        task = asyncio.create_task(self._delivered(update))
        self._tasks.append(task)
        return task

    def replay(self, update: Update) -> None:
        """Once more, though it was confirmed."""
        self.witness.note("again", update.number)
        if self.polled:
            self._again.append(update)
            self._came.set()
        else:
            self.deliver(update)

    async def fetch(self, offset: int | None) -> list[dict[str, Any]]:
        """Confirm what is below the offset; the next ones, as soon as there are any."""
        await asyncio.sleep(self.faults.between(*NEAR))
        for update in self.updates if offset is not None else ():
            if update.number < offset and not update.is_confirmed:
                self._confirm(update)
        for _ in range(2):
            waiting = [
                update.raw for update in self.updates if not update.is_confirmed or update in self._again
            ]
            if waiting:
                break
            self._came.clear()
            await self._came.wait()
        self._again.clear()
        await asyncio.sleep(self.faults.between(*NEAR))
        if self.faults.strikes("unheard"):
            raise Unanswered("500")
        return waiting

    async def _delivered(self, update: Update) -> None:
        await asyncio.sleep(self.faults.between(*NEAR) + update.late)
        copies = 1 + self.faults.strikes("duplicate")
        while copies:
            is_up = [receiver for receiver in self.receivers() if receiver.is_up]
            receiver = self.faults.dice.choice(is_up) if is_up else None
            if receiver is not None and await receiver.receive(update.raw):
                if self.faults.strikes("unheard"):
                    self.witness.note("unheard", update.number)
                else:
                    copies -= 1
                    self._confirm(update)
            await asyncio.sleep(self.faults.between(*AGAIN))

    def _confirm(self, update: Update) -> None:
        if not update.is_confirmed:
            update.is_confirmed = True
            self.witness.confirmed(update)

    # What programs call.

    async def call(self, program: str, parcel: Parcel, died: Callable[[str], None]) -> Sent:
        """One call; raises a ChannelError."""
        self.witness.called(program, parcel)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sent] = loop.create_future()
        there, back = self.faults.between(*NEAR), self.faults.between(*NEAR)
        if self.faults.strikes("slow_send"):
            there = self.faults.between(0.5, 3.0)

        def arrived() -> None:
            outcome, seconds = self._handled(program, parcel, died)
            loop.call_later(back + seconds, _answer, answer, outcome)

        loop.call_later(there, arrived)
        return await answer

    def _handled(
        self, program: str, parcel: Parcel, died: Callable[[str], None]
    ) -> tuple[Sent | ChannelError, float]:
        """The answer, and how many seconds longer than usual it takes."""
        if self.faults.strikes("throttled"):
            seconds = float(self.faults.dice.randrange(1, 6))
            self.witness.refused(program, parcel, "429", seconds)
            return Throttled("429", retry_after=seconds), 0
        if self.faults.strikes("broken"):
            self.witness.refused(program, parcel, "500", 0)
            return Unanswered("500"), 0
        if self.faults.strikes("cut_before"):
            self.witness.refused(program, parcel, "cut", 0)
            return Unanswered("cut"), self.faults.between(*FAR)
        sent = self._apply(program, parcel)
        if self.faults.strikes("crash_after_send"):
            died("after a send")
        if self.faults.strikes("cut_after"):
            self.witness.refused(program, parcel, "unknown", 0)
            return Unanswered("cut"), self.faults.between(*FAR)
        return sent, 0

    def _apply(self, program: str, parcel: Parcel) -> Sent:
        chat, content = self.chat(parcel.external_id), parcel.content
        message = next((one for one in chat if str(one.id) == parcel.message_id), None)
        if isinstance(content, Bare):
            if message is not None:
                message.buttons = ()
            self.witness.applied(program, parcel, message, is_new=False)
            return Sent()
        is_new = message is None or isinstance(content, Ask)
        if message is None or is_new:
            message = Message(id=self._next())
            chat.append(message)
        else:
            message.changed += 1
        match content:
            case Ask() | Refresh():
                message.turn, message.application = content.turn, parcel.application
                message.prompt, message.buttons = content.prompt, tuple(_buttons(content.prompt))
            case Settle():
                message.prompt, message.settled = None, content.path
                message.turn, message.application = content.turn, parcel.application
                message.buttons = content.settled.changes
            case Notice():
                message.buttons = ()
            case _:
                notice = getattr(content, "notice", None)
                message.application = parcel.application
                message.buttons = tuple(it for row in notice.buttons for it in row) if notice else ()
                message.code = _code(notice) if notice else ""
        self.witness.applied(program, parcel, message, is_new=is_new)
        return Sent(message_id=str(message.id), place=message.id)

    def _next(self) -> int:
        self._places += 1
        return self._places


def _answer(future: asyncio.Future[Sent], outcome: Sent | ChannelError) -> None:
    if future.done():
        return  # nobody is there any more
    if isinstance(outcome, ChannelError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _code(notice: Notice) -> str:
    return next(
        (one.text for one in notice.blocks if isinstance(one, Paragraph) and one.style == "copied"), ""
    )


def _buttons(prompt: Prompt) -> Iterable[Button]:
    for choice in prompt.choices:
        yield Button(label=choice.label, reply=choice.reply, picked=choice.picked)
    for row in (*prompt.actions, prompt.navigation):
        yield from row
