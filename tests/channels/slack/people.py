"""People who fill in the outing in their direct messages, each at once when they see what is asked: for many at the same
time.

What somebody writes names the question that was on screen, so that an answer under another one is seen. Nobody waits for
the program here: a person looks at the conversation, and is woken when something changes in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from storage.changes import AddressKey
from storage.store import Storage
from storage.tables import journal_payloads
from tests.fakes.slack import Delivery, Message, Slack, User

DIALOGUE: Final = "outing"
LIKES: Final = {"bread": "1 Bread", "olives": "3 Olives", "cake": "5 Cake"}
#: what is asked, in order, and what is seen of it
STEPS: Final[Mapping[str, str]] = {
    "name": "What is your name?",
    "way": "How do you come?",
    "likes": "What do you like?",
    "dish": "What do you bring?",
    "job": "How do you help?",
    "wish": "What do you wish for?",
    "review": "Submit",
}
CONFIRM: Final = "Confirm"
#: asked for which question a text was
DOUBT: Final = "?"
SUBMITTED: Final = "Submitted, reference"


@dataclass(eq=False)
class Person:
    """One of them."""

    slack: Slack
    user: User
    deliveries: list[Delivery] = field(default_factory=list)
    #: the longest that they waited for what is asked next, in seconds
    waited: float = 0

    @property
    def key(self) -> AddressKey:
        return AddressKey(channel="slack", external_id=self.user.id, team=self.slack.space.team)

    @property
    def expected(self) -> dict[str, Any]:
        """The answers that they give."""
        typed = {name: self.words(name) for name in ("name", "dish", "wish")}
        picked = {"way": {"picked": "boat"}, "job": {"picked": "songs"}}
        return {**typed, **picked, "likes": {"picked": [*LIKES]}}

    @property
    def acts(self) -> int:
        """How many events come of what they did."""
        return len(self.deliveries)

    async def start(self) -> None:
        self.deliveries.append(await self.user.command("/form"))

    async def answer(self, step: str) -> None:
        """Does what this step asks for, at once."""
        match step:
            case "way":
                await self.press("By boat")
            case "job":
                chosen = await self.user.select("I sing")
                assert chosen is not None
                self.deliveries.append(chosen)
            case "likes":
                await self.tick(*LIKES.values())
                await self.press(CONFIRM)
            case "review":
                await self.press("Submit")
            case _:
                await self.say(self.words(step))

    async def say(self, text: str) -> Message:
        message = await self.user.say(text)
        self.deliveries.append(self.slack.deliveries.all[-1])
        return message

    async def tick(self, *labels: str) -> None:
        for label in labels:
            ticked = await self.user.tick(label)
            assert ticked is not None
            self.deliveries.append(ticked)

    async def press(self, label: str) -> Delivery:
        self.deliveries.append(await self.user.press(label))
        return self.deliveries[-1]

    async def explain(self, step: str) -> None:
        """What they wrote was for this step."""
        labels = next(filter(_is_open, reversed(self.user.dm.from_bot))).labels
        label = next((label for label in labels if STEPS[step] in label), None)
        assert label is not None, f"{step} is not among {labels}; the screen:\n{self.user.screen}"
        await self.press(label)

    def asked(self) -> str:
        """The step that stands open on the newest prompt, "" where there is none, or that one is settled: what stands
        open above it has passed."""
        message = next(
            (one for one in reversed(self.user.dm.from_bot) if _is_open(one) or _is_settled(one)), None
        )
        return _step(message) if message is not None and _is_open(message) else ""

    async def sees(self, *steps: str, within: float = 20) -> None:
        """Once one of these is what is asked."""
        seen = await self.user.dm.changes.until(lambda: True if self.asked() in steps else None, within)
        assert seen, (
            f"{steps} not asked within {within} s, but {self.asked()!r}; the screen:\n{self.user.screen}"
        )

    async def until(self, step: str) -> None:
        """From the start until this is asked."""
        await self.start()
        for one in STEPS:
            await self.sees(one)
            if one == step:
                return
            await self.answer(one)

    async def fill(self, *, within: float = 20) -> None:
        """From the start to the end, each step as soon as it is seen."""
        await self.start()
        before = ""
        for step in STEPS:
            began = self.slack.timer()
            await self.sees(step, DOUBT, within=within)
            if self.asked() == DOUBT:
                await self.explain(before)
                await self.sees(step, within=within)
            self.waited = max(self.waited, self.slack.timer() - began)
            await self.answer(step)
            before = step
        await self.user.sees(SUBMITTED, within=within)

    async def answers(self, storage: Storage) -> dict[str, Any]:
        """What is kept of theirs."""
        application = (await storage.load(self.key, fresh=True)).application
        return {path: answer.value for path, answer in application.answers.items()} if application else {}

    async def drafted(self, storage: Storage, path: str) -> Any:
        """What is kept of an answer that they have not finished."""
        application = (await storage.load(self.key, fresh=True)).application
        return application.drafts.get(path) if application else None

    async def events(self, storage: Storage) -> int:
        """How many events of theirs are in the journal, but for ticks: each of those says what all boxes are, so one may
        have said what another says again."""
        application = (await storage.load(self.key, fresh=True)).application
        if application is None:
            return 0
        await storage.verify_journal(application.id)
        journalled = select(journal_payloads.c.payload).where(
            journal_payloads.c.application == application.id
        )
        payloads = await storage._database.read(lambda connection: connection.scalars(journalled).all())
        return sum('"ticked"' not in payload for payload in payloads)

    def words(self, step: str) -> str:
        return f"{step} of {self.user.name}"


def people(slack: Slack, count: int) -> list[Person]:
    """So many, who have not written yet."""
    return [Person(slack, slack.user(f"Person{number}")) for number in range(count)]


async def whole(storage: Storage, *some: Person) -> None:
    """Every answer once, none under a wrong question, one application each, and nothing is left over."""
    for person in some:
        assert await person.answers(storage) == person.expected
        assert await person.events(storage) == person.acts - len(LIKES)
        address = (await storage.load(person.key)).address
        assert address is not None
        assert len(await storage.applications(person=address.person)) == 1
    assert await storage.received("slack") == ()


def _is_open(message: Message) -> bool:
    return not message.only_for and ("Map" in message.labels or "Submit" in message.labels)


def _is_settled(message: Message) -> bool:
    return message.labels == ["Change"]


def _step(message: Message) -> str:
    if "Submit" in message.labels:
        return "review"
    if "Which question is" in message.body:
        return DOUBT
    place, name = max((message.body.rfind(STEPS[step]), step) for step in STEPS)
    return name if place >= 0 else ""  # above it there may stand what was understood of the one before
