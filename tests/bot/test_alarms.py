"""Organisers hear that something could not be delivered: once a day for each cause, and nothing of what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.assembly import Running, running
from bot.channels.base import ChannelError, Malformed, Parcel, Refused, Sent, Unreachable
from dialogues.application import AddressId
from dialogues.plain import plain
from dialogues.prompt import Notice, Paragraph
from storage.changes import AddressKey, Changes, Lane, Outgoing
from storage.store import Storage
from tests.bot.world import START, Memory

BOSS = AddressKey(channel="memory", external_id="boss")
FAR = AddressKey(channel="slack", team="T1", external_id="U7")
_numbers = count(1)


@dataclass
class Refusing(Memory):
    """Refuses what goes to these chats."""

    refuses: dict[str, ChannelError] = field(default_factory=dict)

    async def send(self, parcel: Parcel) -> Sent:
        if problem := self.refuses.get(parcel.external_id):
            raise problem
        return await super().send(parcel)


@dataclass
class House:
    """Programs on one folder, whose clock stands at `now`."""

    folder: Path
    channel: Refusing = field(default_factory=Refusing)
    now: datetime = START

    @asynccontextmanager
    async def program(self, *organisers: AddressKey) -> AsyncIterator[Running]:
        async with await Storage.open(self.folder, worker="one") as storage:
            await storage.upgrade()
            async with running(
                storage, [], [self.channel], [], organisers=organisers, clock=lambda: self.now
            ) as parts:
                yield parts

    async def post(self, parts: Running, chat: str) -> None:
        """A message to a room that holds what nobody else may read."""
        number = next(_numbers)
        row = Outgoing(
            id=number, channel="memory", address=None, external_id=chat,
            lane=Lane.REPLY, kind="summary", message=str(number), created=self.now,
            payload=Notice(blocks=(Paragraph(text="a secret answer"),)),
        )  # fmt: skip
        await parts.storage.commit(Changes(outbox=(row,)))
        parts.relay.wake([row])
        await parts.relay.settled(chat)
        await parts.relay.settled("boss")

    def told(self) -> list[str]:
        """What the organiser reads."""
        return [
            plain(parcel.content.blocks)
            for parcel in self.channel.parcels
            if parcel.external_id == "boss" and isinstance(parcel.content, Notice)
        ]


async def test_a_room_that_refuses_is_told_once_a_day(tmp_path: Path) -> None:
    """By channel and code; another cause is told as well, and the same one on the next day, also after a start."""
    house = House(tmp_path)
    house.channel.refuses = {"reviewers": Refused("topic_not_found"), "others": Unreachable("kicked")}
    async with house.program(BOSS, FAR) as parts:
        await house.post(parts, "reviewers")
        await house.post(parts, "reviewers")
        (told,) = house.told()
        assert "memory: topic_not_found" in told
        assert "formbot outbox" in told
        assert "secret" not in told
        await house.post(parts, "others")
        assert "kicked" in house.told()[-1]
    async with house.program(BOSS) as parts:
        await house.post(parts, "reviewers")
        assert len(house.told()) == 2
        house.now += timedelta(days=1)
        await house.post(parts, "reviewers")
        assert len(house.told()) == 3
        assert len((await parts.storage.stuck()).set_aside) == 5


async def test_what_a_person_does_is_no_alarm_and_what_we_do_is(tmp_path: Path) -> None:
    """They may block the bot; a message that no platform understands is ours, and what others keep from them is told."""
    house = House(tmp_path)
    async with house.program(BOSS) as parts:
        await parts.relay.alarms.set_aside(_row("ann"), Unreachable("blocked"))
        await parts.relay.alarms.set_aside(_row("ann"), Refused("bad_request"))
        assert (await parts.storage.stuck()).waiting == {}
        parts.relay.wake(await parts.relay.alarms.set_aside(_row("ann"), Malformed("entities")))
        left = Unreachable("user_disabled", is_alarm=True)
        parts.relay.wake(await parts.relay.alarms.set_aside(_row("ann"), left))
        await parts.relay.settled("boss")
    first, second = house.told()
    assert "entities" in first
    assert "user_disabled" in second


async def test_an_alarm_that_is_refused_raises_no_other(tmp_path: Path) -> None:
    """It stands in the outbox, as what it is about does."""
    house = House(tmp_path)
    house.channel.refuses = {"reviewers": Refused("no_rights"), "boss": Refused("bad_request")}
    async with house.program(BOSS) as parts:
        await house.post(parts, "reviewers")
        stuck = await parts.storage.stuck()
    assert [(row.outgoing.kind, row.error) for row in stuck.set_aside] == [
        ("summary", "no_rights"),
        ("alarm", "bad_request"),
    ]
    assert stuck.waiting == {}


async def test_an_alarm_that_a_program_left_behind(tmp_path: Path) -> None:
    """The next one reads it and sends it."""
    house = House(tmp_path)
    async with house.program(BOSS) as parts:
        await parts.relay.alarms.set_aside(_row("reviewers"), Malformed("entities"))
    async with house.program(BOSS) as parts:
        await parts.relay.scan()
        await parts.relay.settled("boss")
        assert (await parts.storage.stuck()).set_aside == ()
    assert ["entities" in told for told in house.told()] == [True]


def _row(person: str) -> Outgoing:
    return Outgoing(
        id=next(_numbers), channel="memory", address=AddressId("a1"), external_id=person, kind="tell",
        message="m", payload=None, created=START,
    )  # fmt: skip
