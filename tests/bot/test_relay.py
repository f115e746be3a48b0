"""The relay when things go wrong: nothing is lost, nothing older comes after what is newer, nobody waits for others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.assembly import Running
from bot.channels.base import Bare, Later, Manner, Offered, Parcel, Sent, Throttled, Unanswered, Unreachable
from bot.recording import Recorder
from dialogues.effects import Ask, Fetch, Refresh, Settle
from dialogues.prompt import Notice, Paragraph, Prompt
from dialogues.reply import Command, Typed
from storage.changes import AddressKey, Changes, Delivery, Outgoing, StorageUnavailable
from storage.ids import Ids
from storage.tables import outbox
from tests.bot.world import Memory, World

ANN = AddressKey(channel="memory", external_id="ann")
SING = update(outbox).where(outbox.c.id == 1).values(payload='{"kind":"sing"}')
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next try."""
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.001, 0.001))


def busy(monkeypatch: pytest.MonkeyPatch, on: object, name: str, when: Callable[[Any], bool]) -> list[object]:
    """The database is busy at the first call of this verb that fits; what it was asked then."""
    verb: Callable[..., Awaitable[object]] = getattr(on, name)
    refused: list[object] = []

    async def once(*args: Any, **further: Any) -> object:
        if not refused and when(args[0] if args else None):
            refused.append(args)
            raise StorageUnavailable("busy")
        return await verb(*args, **further)

    monkeypatch.setattr(on, name, once)
    return refused


@dataclass
class Tidied(Memory):
    """Takes everything but what only makes a chat tidier."""

    rest = 0.2
    tidied: bool = False
    times: list[float] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> Sent:
        if isinstance(parcel.content, Bare):
            self.tidied = True
            raise Throttled("429", retry_after=self.rest)
        self.times.append(asyncio.get_running_loop().time())
        return await Memory.send(self, parcel)


@dataclass
class Full(Memory):
    """Has no room for what only makes a chat tidier, but for a while."""

    tries: int = 0

    async def send(self, parcel: Parcel) -> Sent:
        if isinstance(parcel.content, Settle):
            self.tries += 1
            if self.tries < 3:
                raise Later("updates", retry_after=0.01)
            assert self.tries == 3, "tried again at once"
        return await Memory.send(self, parcel)


def shown(world: World) -> list[Prompt]:
    """Every state of a prompt that ann has seen, in order."""
    return [
        parcel.content.prompt
        for parcel in world.channel.parcels
        if parcel.external_id == "ann" and isinstance(parcel.content, Ask | Refresh)
    ]


def unplug(parts: Running) -> list[Outgoing]:
    """From now on this program dies between a commit and its sends."""
    lost: list[Outgoing] = []
    parts.engine.sent = lost.extend
    return lost


async def inherit(parts: Running) -> None:
    """The program comes back, finds what it left, and sends it."""
    parts.engine.sent = parts.relay.wake
    await parts.storage.release()
    await parts.relay.scan()
    await parts.relay.settled("ann")


async def to_the_file(world: World, parts: Running) -> None:
    """Up to the question that asks for a file."""
    await world.open(parts)
    for reply in ("10", "5", "skip", "skip", "skip", "skip", "skip", "skip"):
        await world.tell(parts, reply)
    assert world.prompts()[-1].expects.kind == "file"


# A database that is busy for a moment.


async def test_a_busy_database_delays_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again: nothing is set aside for it."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        assert not busy(monkeypatch, parts.storage, "sent_message", lambda _: True)
        await world.tell(parts, "neither")
        assert shown(world)[-1].problem
        assert (await parts.storage.stuck()).set_aside == ()


async def test_a_busy_database_does_not_end_a_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who cannot be reached is marked later, and what comes after is sent."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        refused = busy(
            monkeypatch, parts.storage, "commit", lambda c: c.address is not None and not c.address.reachable
        )
        world.channel.faults = [Unreachable("403")] * 2
        await world.tell(parts, "Cooking")
        assert refused
        address = (await parts.storage.load(ANN, fresh=True)).address
        assert address is not None
        assert not address.reachable
        assert [row.error for row in (await parts.storage.stuck()).set_aside] == ["403"]


async def test_a_busy_database_loses_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Downloaded, but not kept: it is kept by the next try."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = PDF
    async with world.program() as parts:
        await to_the_file(world, parts)
        refused = busy(
            monkeypatch,
            parts.storage,
            "commit",
            lambda c: c.inbox is not None and c.inbox.channel == "outbox",
        )
        await world.tell(parts, Offered(token="t1", name="proof.pdf"))
        await world.tell(parts, "done")
        snapshot = await parts.storage.load(ANN)
    assert refused
    assert snapshot.application is not None
    assert len(snapshot.application.answers["proof"].value) == 1


async def test_what_was_sent_is_not_sent_again_when_it_cannot_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded later; meanwhile the conversation goes on."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        refused = busy(monkeypatch, parts.storage, "commit", lambda c: bool(c.deliveries))
        await world.tell(parts, "Cooking")
        await world.tell(parts, "Ada")
        assert refused
        assert (await parts.storage.stuck()).waiting == {}
    assert [prompt.number for prompt in shown(world)] == ["1.1", "1.3", "1.4"]


async def test_a_chat_is_left_alone_though_only_its_tidying_was_too_much(tmp_path: Path) -> None:
    """The buttons of the old place are not worth a second try; what comes next still waits for as long as was said."""
    channel = Tidied(manner=Manner(below=True))
    world = World(tmp_path, channel=channel)
    async with world.program() as parts:
        await world.tell(parts, Command(name="open", argument=world.dialogue), message_id="m0", place=0)
        await world.tell(parts, "neither", message_id="m2", place=2)
        refused = asyncio.get_running_loop().time()
        await world.tell(parts, "Cooking", message_id="m9", place=9)
    assert channel.tidied
    assert channel.times[-1] - refused >= Tidied.rest / 2
    assert shown(world)[-1].path == "name"


async def test_states_that_wait_together_hold_up_nobody(tmp_path: Path) -> None:
    """Several states of one message, the last of which may be late: the next question comes first, and there is a pause
    between two tries."""
    channel = Full()
    world = World(tmp_path, channel=channel)
    async with world.program() as parts:
        await world.open(parts)
        held = unplug(parts)
        for text in ("neither", "nor", "Cooking"):
            await world.tell(parts, text)
        parts.engine.sent = parts.relay.wake
        assert [row.kind for row in held] == ["refresh", "refresh", "ask", "settle"]
        parts.relay.wake(held)
        async with asyncio.timeout(5):
            await parts.relay.settled("ann")
    assert channel.tries == 3
    assert isinstance(channel.parcels[-1].content, Settle)
    assert shown(world)[-1].path == "name"


async def test_both_places_of_a_prompt_are_recorded(tmp_path: Path) -> None:
    """It was shown anew before the first place was on disk: a reply to either finds it, a change goes to the last."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        recorder = Recorder(storage=parts.storage, recorded=lambda _: None)
        first = await parts.storage.message_of(ANN, "m1")
        assert first is not None
        again = [replace(first, message="again", message_id=f"m{place}", place=place) for place in (7, 9)]
        for message in again:
            recorder.add([Delivery(id=0, state="delivered", at=world.now)], message)
        assert await recorder.where("again") == again[1]
        await recorder.close()
        for message in again:
            assert await parts.storage.message_of(ANN, message.message_id) == message
        assert await parts.storage.sent_message("again") == again[1]


# What a program that died has left.


async def test_an_older_state_does_not_come_after_a_newer_one(tmp_path: Path) -> None:
    """A question that was never sent, and then shown anew because of a reply to it."""
    world = World(tmp_path)
    async with world.program() as parts:
        unplug(parts)
        await world.open(parts)
        parts.engine.sent = parts.relay.wake
        world.now += timedelta(seconds=1)
        await world.tell(parts, "neither")
        await inherit(parts)
    assert [bool(prompt.problem) for prompt in shown(world)] == [True]


async def test_an_older_state_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    """Found while the newer one is still to be tried again: rows of a chat go by their ids."""
    world = World(tmp_path)
    async with world.program() as parts:
        unplug(parts)
        await world.open(parts)
        parts.engine.sent = parts.relay.wake
        world.channel.faults, world.channel.gate = [Throttled("429", retry_after=0.001)], asyncio.Event()
        world.channel.came.clear()
        await parts.engine.handle(world.inbound(Typed(text="neither")))
        await world.channel.came.wait()
        await parts.storage.release()
        await parts.relay.scan()
        world.channel.gate.set()
        await parts.relay.settled("ann")
    assert shown(world)[-1].problem


async def test_an_older_state_with_a_greater_id_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    """The clock was put back before the program came back, which goes on with smaller ids."""
    world = World(tmp_path)
    async with world.program() as parts:
        left = unplug(parts)
        await world.open(parts)
    world.now -= timedelta(hours=1)
    world.channel.faults, world.channel.gate = [Throttled("429", retry_after=0.001)], asyncio.Event()
    async with world.program() as parts:
        await parts.storage.release()
        await parts.relay.scan()
        await world.channel.came.wait()
        newer = unplug(parts)
        parts.engine.planner.ids = Ids(clock=lambda: time.time() - 3600)
        await parts.engine.handle(world.inbound(Typed(text="neither")))
        assert newer[-1].id < left[-1].id
        parts.relay.wake(newer)
        world.channel.gate.set()
        await parts.relay.settled("ann")
    assert shown(world)[-1].problem


async def test_a_newer_state_comes_though_the_clock_was_put_back(tmp_path: Path) -> None:
    """What was recorded later, by a clock that was ahead, is no newer for that."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        unplug(parts)
        world.now -= timedelta(seconds=30)
        await world.tell(parts, "neither")
        await inherit(parts)
    assert [bool(prompt.problem) for prompt in shown(world)] == [False, True]


async def test_a_prompt_to_choose_from_does_not_come_after_a_question(tmp_path: Path) -> None:
    """It belongs to no application; still it has passed."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        unplug(parts)
        await world.tell(parts, Command(name="new", argument="something else"))
        parts.engine.sent = parts.relay.wake
        world.now += timedelta(seconds=1)
        await world.tell(parts, "Cooking")
        await inherit(parts)
    assert [prompt.screen for prompt in shown(world)] == ["question", "question"]


async def test_a_prompt_to_choose_from_is_sent_by_the_next_program(tmp_path: Path) -> None:
    """Nobody is left without the next question."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        unplug(parts)
        await world.tell(parts, Command(name="new", argument="something else"))
        await inherit(parts)
    assert [prompt.screen for prompt in shown(world)] == ["question", "choose"]


async def test_a_row_that_cannot_be_read_blocks_nothing(tmp_path: Path) -> None:
    """Another version of the program wrote it: it is set aside."""
    world = World(tmp_path)
    async with world.program() as parts:
        unplug(parts)
        await world.open(parts)
        snapshot = await parts.storage.load(ANN)
        assert snapshot.address is not None
        fetch = Fetch(to=snapshot.address.id, path="way", token="t", name="n")
        row = Outgoing(
            id=1, channel="memory", address=snapshot.address.id, external_id="ann", kind="tell", message="1",
            payload=fetch, created=world.now,
        )  # fmt: skip
        await parts.storage.commit(Changes(outbox=(row,)))
        await parts.storage._database.write(lambda connection: connection.execute(SING).close())
        await inherit(parts)
        stuck = await parts.storage.stuck()
    assert [(refused.outgoing.id, refused.error) for refused in stuck.set_aside] == [(1, "unreadable")]
    assert [prompt.number for prompt in shown(world)] == ["1.1"]


# Leases, and the end of a program.


async def test_what_another_program_has_taken_is_not_sent_again(tmp_path: Path) -> None:
    """A program that stood still for a minute has lost its leases."""
    world = World(tmp_path)
    awake = World(tmp_path, now=world.now + timedelta(minutes=1))
    async with world.program("one") as one, awake.program("two") as two:
        await world.open(one)
        world.channel.faults, world.channel.gate = [Unanswered("timeout", retry_after=0.001)], asyncio.Event()
        world.channel.came.clear()
        await one.engine.handle(world.inbound(Typed(text="Cooking")))
        await world.channel.came.wait()
        await two.relay.scan()
        await two.relay.settled("ann")
        world.now = awake.now
        world.channel.gate.set()
        await one.relay.settled("ann")
    assert [prompt.number for prompt in (*shown(world), *shown(awake))] == ["1.1", "1.3"]


async def test_leases_that_run_out_together_are_kept_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a load that lets a lease run out before its row's turn, the chats do not queue up to keep them one by one:
    until all had, the first would have run out again, and nothing would ever be sent."""
    world = World(tmp_path)
    async with world.program() as parts:
        rows = [
            Outgoing(
                id=parts.engine.ids.number(), channel="memory", address=None, external_id=f"room{number}",
                kind="summary", message=str(number), created=world.now,
                payload=Notice(blocks=(Paragraph(text="Done"),)),
            )
            for number in range(50)
        ]  # fmt: skip
        await parts.storage.commit(Changes(outbox=tuple(rows)))
        extend, asked = parts.storage.extend, list[int]()

        async def counted(ids: Sequence[int], now: datetime) -> frozenset[int]:
            asked.append(len(ids))
            return await extend(ids, now)

        monkeypatch.setattr(parts.storage, "extend", counted)
        parts.relay.wake(rows)
        world.now += 2 * parts.relay.lease
        await parts.relay.settled(*(row.external_id for row in rows))
        assert asked == [50]
        assert (await parts.storage.stuck()).waiting == {}  # each had its turn


async def test_what_is_being_sent_at_the_end_is_sent_once(tmp_path: Path) -> None:
    """The platform has it and has not answered yet: it is waited for, so that the next program knows."""
    world = World(tmp_path)
    async with world.program("one") as one:
        await world.open(one)
        world.channel.gate = asyncio.Event()
        world.channel.came.clear()
        await one.engine.handle(world.inbound(Typed(text="Cooking")))
        await world.channel.came.wait()
        closing = asyncio.create_task(one.relay.close())
        await asyncio.sleep(0)
        world.channel.gate.set()
        await closing
    world.channel.gate = None
    async with world.program("two") as two:
        await two.relay.scan()
        await two.relay.settled("ann")
    assert [prompt.number for prompt in shown(world)] == ["1.1", "1.3"]
    assert [settle.settled.lines for settle in world.settled()] == [("Cooking",)]


async def test_a_relay_that_does_nothing_holds_nothing(tmp_path: Path) -> None:
    """After many conversations its memory is as it was."""
    world = World(tmp_path)
    async with world.program() as parts:
        for person in range(30):
            await world.open(parts, f"p{person}")
            await world.tell(parts, "Cooking", f"p{person}")
        relay, engine = parts.relay, parts.engine
        kept = (relay._queues, relay._held, relay._inherited, engine._locks)
        kept += (relay._recorder._deliveries, relay._recorder._messages)
        assert [len(each) for each in kept] == [0] * len(kept)


# Files.


async def test_a_download_holds_up_nobody(tmp_path: Path) -> None:
    """Not even the person who sent the file: the next question comes meanwhile."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = PDF
    async with world.program() as parts:
        await to_the_file(world, parts)
        before = len(world.prompts())
        slow = world.channel.gate = asyncio.Event()
        await parts.engine.handle(world.inbound(Offered(token="t1", name="proof.pdf")))
        await asyncio.sleep(0)
        world.channel.gate = None
        world.channel.came.clear()
        await parts.engine.handle(world.inbound(Typed(text="skip")))
        async with asyncio.timeout(5):
            await world.channel.came.wait()
        assert len(world.prompts()) == before + 1
        slow.set()
        await parts.relay.settled("ann")
        snapshot = await parts.storage.load(ANN)
        assert snapshot.application is not None
        assert "proof" in {*snapshot.application.drafts, *snapshot.application.answers}


async def test_a_download_that_never_succeeds_is_told(tmp_path: Path) -> None:
    """After as many tries as there are waits the person is asked to send it again."""
    world = World(tmp_path, dialogue="checks")
    async with world.program() as parts:
        await to_the_file(world, parts)
        world.channel.faults = [Unanswered("timeout")] * 500
        told = len(world.told())
        async with asyncio.timeout(5):
            await world.tell(parts, Offered(token="t1", name="proof.pdf"))
    assert len(world.told()) == told + 1


async def test_a_platforms_own_code_is_told_in_words(tmp_path: Path) -> None:
    """Whatever it is: a code of a platform is in no catalogue."""
    world = World(tmp_path, dialogue="checks")
    async with world.program() as parts:
        await to_the_file(world, parts)
        world.channel.faults = [Unreachable("file_id_invalid")]
        told = len(world.told())
        await world.tell(parts, Offered(token="t1", name="proof.pdf"))
        assert (await parts.storage.stuck()).set_aside == ()
    assert len(world.told()) == told + 1


async def test_a_file_that_is_fetched_twice_is_there_once(tmp_path: Path) -> None:
    """Killed after it was kept and before that was recorded; the second time it is gone, which nobody is told."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = PDF
    async with world.program() as parts:
        await to_the_file(world, parts)
        lost = unplug(parts)
        await parts.engine.handle(world.inbound(Offered(token="t1", name="proof.pdf")))
        (row,) = (row for row in lost if row.kind == "fetch")
        parts.relay.wake([row])
        await parts.relay.settled("ann")
        told = len(world.told())
        for _ in range(2):
            parts.relay.wake([row])
            await parts.relay.settled("ann")
            world.channel.files.clear()
        parts.engine.sent = parts.relay.wake
        await world.tell(parts, "done")
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert len(snapshot.application.answers["proof"].value) == 1
    assert len(world.told()) == told
