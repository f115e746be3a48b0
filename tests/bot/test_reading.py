"""What reviewers open from the post in their room, and what nobody else does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly import Running
from bot.channels.base import Manner, Offered, Unanswered
from bot.members import BELIEVED, DOUBTED
from dialogues.effects import Ask, Give, Hand, Page
from dialogues.narrow import narrow
from dialogues.prompt import Button, Notice
from dialogues.reply import Command
from storage.changes import AddressKey
from tests.bot.world import ROOM, World

REVIEWER, STRANGER = "rev", "bob"
CONTACT = ("chen@example.com", "passport")
STORY = "Nobody sent a plan as long as this one. " * 300
CLOSED = "This is for the members of the reviewers’ group."


def world_in(folder: Path) -> World:
    world = World(folder, dialogue="grant")
    world.channel.manner = Manner(longest=4096, posts="brief", upload=1_000)
    world.channel.files = {"small": b"report", "large": b"r" * 2_000, "passport": b"passport"}
    world.channel.members = {(ROOM.external_id, REVIEWER)}
    return world


async def handed_in(world: World, parts: Running) -> str:
    """A whole application, with three files, one of them contact data; → its reference."""
    await world.open(parts)
    replies = (
        "Sun Ltd", "chen@example.com", "40", STORY, Command(name="done"),
        Offered(token="small", name="Report 报告.pdf"), Offered(token="large", name="film.mp4"),
        Command(name="done"), Offered(token="passport", name="passport-chen.pdf"), Command(name="submit"),
    )  # fmt: skip
    for reply in replies:
        await world.tell(parts, reply)
    return reference(world.posts()[-1])


def reference(post: Notice) -> str:
    reply = post.buttons[0][0].reply
    assert isinstance(reply, Command)
    return reply.argument


async def asks(
    world: World, parts: Running, name: str, argument: str, who: str = REVIEWER, **more: object
) -> None:
    await world.tell(parts, Command(name=name, argument=argument), who, **more)


def pages(world: World, who: str = REVIEWER) -> list[Notice]:
    return [it.content.notice for it in world.channel.parcels if it.external_id == who and isinstance(it.content, Page)]  # fmt: skip


def labels(notice: Notice) -> list[list[str]]:
    return [[button.label for button in row] for row in notice.buttons]


def pressed(notice: Notice, label: str) -> Button:
    return next(button for row in notice.buttons for button in row if button.label == label)


def told(world: World, who: str) -> list[str]:
    return [narrow(notice.blocks) for notice in world.told(who)]


async def test_one_short_post_for_a_submission(tmp_path: Path) -> None:
    """Headlines and counts; who may be reached how is not in it."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        await handed_in(world, parts)
    (post,) = world.posts()
    text = narrow(post.blocks)
    assert text.splitlines()[0].endswith("· Sun Ltd")
    assert "Staff 40" in text
    assert "2 files" in text
    assert STORY[:40] not in text
    assert not any(word in text for word in CONTACT)
    assert labels(post) == [["Read by section", "Whole text"], ["2 files"]]


async def test_a_room_that_likes_it_whole_gets_it_whole(tmp_path: Path) -> None:
    """As in the terminal, where nothing can be opened."""
    world = world_in(tmp_path)
    world.channel.manner = Manner()
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("Sun Ltd", "chen@example.com", "40", STORY, *[Command(name="skip")] * 2, "submit"):
            await world.tell(parts, reply)
    (post,) = world.posts()
    assert STORY.strip() in narrow(post.blocks)
    assert post.buttons == ()


async def test_pages_are_turned_where_they_stand(tmp_path: Path) -> None:
    """A section a page, a long one several; the message stays, all of the text is there and nothing of contact."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "read", about)
        assert labels(pages(world)[0])[0] == ["1/6", "2 ›"]
        message = next(
            f"m{at}" for at, it in enumerate(world.channel.parcels, 1) if isinstance(it.content, Page)
        )
        for at in range(2, 7):
            button = pressed(pages(world)[-1], f"{at} ›")
            await world.tell(parts, button.reply, REVIEWER, about=message)
    turned = [it for it in world.channel.parcels if isinstance(it.content, Page)]
    assert [it.message_id for it in turned] == ["", *[message] * 5]
    assert labels(pages(world)[-1]) == [["‹ 5", "6/6"], ["Whole text", "2 files"]]
    read = [narrow(page.blocks) for page in pages(world)]
    assert max(map(len, read)) <= 4096
    assert sum(text.count("Nobody sent a plan") for text in read) == 300
    assert not any(word in text for word in CONTACT for text in read)


async def test_a_press_that_is_faster_than_its_record(tmp_path: Path) -> None:
    """Its message becomes known by it, and is the one whose page is turned."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "read", f"{about}.1.2", about="m99", place=99)
    assert [it.message_id for it in world.channel.parcels if isinstance(it.content, Page)] == ["m99"]


async def test_the_whole_is_a_text(tmp_path: Path) -> None:
    """Under its reference, with everything but contact data."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "whole", about)
    hand = world.channel.parcels[-1].content
    assert isinstance(hand, Hand)
    assert hand.name == f"{about}.txt"
    assert STORY.strip() in hand.text
    assert not any(word in hand.text for word in CONTACT)


async def test_files_come_as_they_were_called(tmp_path: Path) -> None:
    """Each by itself, with the code of its question; what is too large to send is said, contact data is not there."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "files", about)
        given = [it for it in world.channel.parcels if isinstance(it.content, Give)]
        contents = [it.file.read_bytes() for it in given if it.file is not None]
    assert [(it.content.name, it.content.caption) for it in given if isinstance(it.content, Give)] == [
        ("Report 报告.pdf", "C1 Report")
    ]
    assert contents == [b"report"]
    (said,) = told(world, REVIEWER)
    assert "film.mp4" in said
    assert "Report" not in said
    assert "passport" not in said


@pytest.mark.parametrize("name", ["read", "whole", "files"])
async def test_a_stranger_learns_nothing(name: str, tmp_path: Path) -> None:
    """The same sentence for what is there, for what is not, and for what is no reference; nobody is sent anything."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        for argument in (about, "G-9999", f"{about}.1.2", "", "../../etc"):
            await asks(world, parts, name, argument, STRANGER)
        asked = world.channel.asked
    assert len(set(told(world, STRANGER))) == 1
    assert told(world, STRANGER)[0].startswith(CLOSED)
    mine = [it for it in world.channel.parcels if it.external_id == STRANGER]
    assert len(mine) == 5
    assert set(asked) == {STRANGER}


async def test_a_reviewer_of_what_is_not_there(tmp_path: Path) -> None:
    """Hears what a stranger hears."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        for argument in ("G-9999", f"{about}.2.1"):
            await asks(world, parts, "read", argument)
    assert all(text.startswith(CLOSED) for text in told(world, REVIEWER))
    assert pages(world) == []


async def test_a_reviewer_of_another_dialogue(tmp_path: Path) -> None:
    """Sees a room, but none that reads this one."""
    world = world_in(tmp_path)
    world.rooms = (ROOM, replace(ROOM, dialogue="award", external_id="others"))
    world.channel.members = {("others", STRANGER)}
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "read", about, STRANGER)
    assert told(world, STRANGER)[0].startswith(CLOSED)
    assert pages(world, STRANGER) == []


async def test_pages_turned_faster_than_they_are_sent(tmp_path: Path) -> None:
    """Only the last of them is shown: one edit, not one for each press."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        world.channel.gate = asyncio.Event()
        await parts.engine.handle(world.inbound(Command(name="read", argument=about), REVIEWER))
        for page in (2, 3, 4):
            press = Command(name="read", argument=f"{about}.1.{page}")
            await parts.engine.handle(world.inbound(press, REVIEWER, about="m99", place=99))
        world.channel.gate.set()
        await parts.relay.settled(REVIEWER)
    assert [labels(page)[0] for page in pages(world)] == [["1/6", "2 ›"], ["‹ 3", "4/6", "5 ›"]]


async def test_who_has_left_reads_no_more(tmp_path: Path) -> None:
    """Within minutes, also with the pages before them: the press gets a toast, and the page stays as it is. Who has
    come since reads."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await asks(world, parts, "read", about)
        await asks(world, parts, "read", about, STRANGER)
        world.channel.members = {(ROOM.external_id, STRANGER)}
        await asks(world, parts, "read", about)
        assert len(pages(world)) == 2
        world.now += max(BELIEVED, DOUBTED) + timedelta(seconds=1)
        press = world.inbound(Command(name="read", argument=f"{about}.1.2"), REVIEWER, about="m1")
        outcome = await parts.engine.handle(press)
        await asks(world, parts, "read", about, STRANGER)
    assert outcome.toast.startswith(CLOSED)
    assert len(pages(world)) == 2
    assert len(pages(world, STRANGER)) == 1


async def test_a_channel_that_does_not_answer_opens_nothing(tmp_path: Path) -> None:
    """And is asked again the next time."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        world.channel.faults = [Unanswered("network")]
        await asks(world, parts, "read", about)
        assert pages(world) == []
        await asks(world, parts, "read", about)
    assert len(pages(world)) == 1


async def test_a_redelivered_request_is_answered_once(tmp_path: Path) -> None:
    """Like every other event, by its key."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        wanted = world.inbound(Command(name="files", argument=about), REVIEWER)
        await parts.engine.handle(wanted)
        await parts.engine.handle(wanted)
        await parts.relay.settled(REVIEWER)
    assert len([it for it in world.channel.parcels if isinstance(it.content, Give)]) == 1


async def test_a_conversation_of_one_s_own_stays_where_it_is(tmp_path: Path) -> None:
    """A reviewer who fills in an application: cursor, answers, reminder and what they type next are not touched."""
    world = world_in(tmp_path)
    rev = AddressKey(channel="memory", external_id=REVIEWER)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await world.open(parts, REVIEWER)
        await world.tell(parts, "Moon Ltd", REVIEWER)
        before = await parts.storage.load(rev, fresh=True)
        assert before.application is not None
        assert before.address is not None
        due = await parts.storage.due_row("reminder", before.address.person, before.application.id)
        world.now += timedelta(hours=1)
        for name in ("read", "whole", "files"):
            await asks(world, parts, name, about)
        after = await parts.storage.load(rev, fresh=True)
        assert (after.application, after.revision, after.cursor) == (
            before.application, before.revision, before.cursor,
        )  # fmt: skip
        assert due == await parts.storage.due_row("reminder", before.address.person, before.application.id)
        await world.tell(parts, "moon@example.com", REVIEWER)
        answered = await parts.storage.load(rev)
    assert answered.application is not None
    assert answered.application.answers["mail"].value == "moon@example.com"
    assert isinstance(world.channel.parcels[-2].content, Ask)


async def test_a_later_round_is_a_post_of_its_own_below_the_first(tmp_path: Path) -> None:
    """It says what is different; pages that are open stay in the round in which they were opened."""
    world = world_in(tmp_path)
    async with world.program() as parts:
        about = await handed_in(world, parts)
        await world.tell(parts, Command(name="reopen"))
        await world.tell(parts, Command(name="edit", argument="staff"))
        await world.tell(parts, "50")
        await world.tell(parts, Command(name="edit", argument="mail"))
        await world.tell(parts, "chen@example.org")
        await world.tell(parts, Command(name="submit"))
        await asks(world, parts, "read", f"{about}.1.1")
        await asks(world, parts, "read", about)
        await asks(world, parts, "whole", about)
    first, second = (it for it in world.channel.parcels if it.room)
    at = world.channel.parcels.index(first) + 1
    assert (first.below, second.below) == ("", f"m{at}")
    text = narrow(world.posts()[1].blocks)
    assert "submission no. 2" in text
    assert "40 → 50" in text
    assert "example.org" not in text
    old, new = (narrow(page.blocks) for page in pages(world))
    assert "Staff: 40" in old
    assert "Staff: 50" in new
    hand = world.channel.parcels[-1].content
    assert isinstance(hand, Hand)
    assert "40 → 50" in hand.text
