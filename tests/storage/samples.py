"""Values for the tests of storage: one application of one person at one address, and changes to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dialogues.application import AddressId, Answer, Application, ApplicationId, PersonId
from dialogues.cursor import Asking, Cursor
from dialogues.effects import Tell
from dialogues.prompt import Notice, Paragraph
from storage.changes import (
    Address,
    AddressKey,
    ApplicationChange,
    Changes,
    Delivery,
    Due,
    Inbox,
    Journalled,
    Message,
    Outgoing,
    Role,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One person who answers; every id is made from `name`."""

    name: str
    channel: str = "telegram"
    application: Application = field(init=False)

    def __post_init__(self) -> None:
        application = Application(
            id=ApplicationId(f"application-{self.name}"),
            reference=f"A-{self.name}",
            dialogue="award",
            version="v1",
            started=NOW,
            touched=NOW,
        )
        object.__setattr__(self, "application", application)

    @property
    def person(self) -> PersonId:
        return PersonId(f"person-{self.name}")

    @property
    def key(self) -> AddressKey:
        return AddressKey(channel=self.channel, external_id=f"chat-{self.name}")

    @property
    def address(self) -> Address:
        return Address(
            id=AddressId(f"address-{self.name}"),
            key=self.key,
            person=self.person,
            language="en",
            current=self.application.id,
            used=NOW,
        )

    def cursor(self, turn: int = 1) -> Cursor:
        return Cursor(
            address=self.address.id,
            application=self.application.id,
            language="en",
            at=Asking(path=f"q{turn}"),
            turn=turn,
        )

    def begun(self) -> Changes:
        """The first change: the person, the address and the application are new."""
        return Changes(
            people=((self.person, NOW),),
            address=self.address,
            application=ApplicationChange(
                application=self.application, expected=0, participants=((self.person, Role.OWNER),)
            ),
            cursor=self.cursor(),
            journal=(self.entry("opened"),),
        )

    def answered(self, application: Application, expected: int, *, event: str = "") -> Changes:
        """What an answer changes: a bit of everything."""
        answer = Answer(value={"picked": "yes"}, raw="Yes", who=self.person, at=NOW)
        path, turn = f"q{expected}", expected + 1
        return Changes(
            inbox=Inbox(
                channel=self.channel,
                key=event or f"event-{self.name}-{expected}",
                acknowledgement=f"seen {expected}",
                at=NOW,
            ),
            application=ApplicationChange(
                application=application.with_answer(path, answer), expected=expected, answers={path: answer}
            ),
            cursor=self.cursor(turn),
            due=(self.due(NOW + timedelta(days=2)),),
            journal=(self.entry("replied"),),
        )

    def entry(self, kind: str) -> Journalled:
        return Journalled(
            application=self.application.id,
            person=self.person,
            address=self.address.id,
            kind=kind,
            payload=f'{{"kind":"{kind}"}}',
            at=NOW,
        )

    def due(self, at: datetime | None, number: int = 1) -> Due:
        return Due(kind="reminder", person=self.person, application=self.application.id, at=at, number=number)

    def outgoing(self, number: int, **further: object) -> Outgoing:
        plain = Outgoing(
            id=number,
            channel=self.channel,
            address=self.address.id,
            external_id=self.key.external_id,
            kind="ask",
            message=f"{self.name}.{number}",
            application=self.application.id,
            turn=number,
            path=f"q{number}",
            payload=Tell(to=self.address.id, notice=Notice(blocks=(Paragraph(text="hello"),))),
            created=NOW,
        )
        return replace(plain, **further)

    def message(self, place: int, **further: object) -> Message:
        plain = Message(
            address=self.address.id,
            channel=self.channel,
            external_id=self.key.external_id,
            message_id=str(place),
            place=place,
            direction="out",
            message=f"{self.name}.{place}",
            application=self.application.id,
            path=f"q{place}",
            turn=place,
            at=NOW,
        )
        return replace(plain, **further)


def delivery(number: int, state: str = "delivered", **further: object) -> Delivery:
    """What became of an outbox row."""
    return replace(Delivery(id=number, state="delivered", at=NOW), state=state, **further)


ADA = Applicant(name="ada")
BEN = Applicant(name="ben")
