"""The reviewers' group and what its members open in private: the whole program on the fake Bot API server."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import structlog

from bot.assembly import Running, now
from bot.channels.base import Parcel, Unanswered
from bot.channels.telegram.channel import Telegram as Channel
from bot.channels.telegram.links import link, linked
from bot.channels.telegram.room import caption, post
from bot.logs import configure_logs
from bot.rooms import Room
from dialogues.application import AddressId
from dialogues.effects import Give
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.reply import Command
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Telegram
from tests.fakes.telegram.chats import Message
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.people import User
from tests.test_transcripts import WORDS

CONTACT = ("chen@example.com", "passport-chen")
CLOSED = "This is for the members of the reviewers’ group."


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """All that the program logs, as it does when it says most."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    configure_logs("debug", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    for quoting in ("telegram", "aiosqlite"):
        logging.getLogger(quoting).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def room_of(group: Group, topic: int | None = None) -> Room:
    return Room(
        dialogue="*", channel="telegram", external_id=str(group.id), topic="" if topic is None else str(topic)
    )


async def hands_in(chen: User, group: Group) -> Message:
    """A whole application with a file and a passport; → its post."""
    await chen.say("/start grant")
    await chen.sees("A1 Company")
    for said, shown in (
        ("Sun <Ltd>", "A2 E-mail"),
        ("chen@example.com", "A3 Staff"),
        ("40", "B1 What you plan"),
    ):
        await chen.say(said)
        await chen.sees(shown)
    await chen.say("We dig.\n\n" + "And we dig. " * 400)
    await goes_on(chen, "Done, next question ›")
    await chen.sees("C1 Report")
    await chen.send_document(b"report", "Report 报告.pdf")
    await goes_on(chen, "That is all, next ›")
    await chen.sees("C2 Passport")
    await chen.send_document(b"passport", "passport-chen.pdf")
    await chen.sees("Submit")
    await chen.press("Submit")
    return await group.sees("submission no. 1")


async def goes_on(chen: User, label: str) -> None:
    """To the next question, where this one takes more than one message."""
    await chen.press(label, message=await chen.sees(label))


async def shows(chen: User, label: str) -> Message:
    """The newest message of the bot, as soon as it has this button."""
    return await chen.sees(lambda it: label in it.labels and it.id == chen.chat.from_bot[-1].id)


async def follows(person: User, shown: Message, label: str) -> None:
    """Presses a button that is a link into the private chat, then Start."""
    (address,) = (key["url"] for row in shown.keyboard for key in row if key["text"] == label)
    where, _, payload = address.partition("?start=")
    assert where == "https://t.me/formbot_test_bot"
    await person.say(f"/start {payload}")


def served(telegram: Telegram, folder: Path, room: Room) -> AbstractAsyncContextManager[Running]:
    return serving(telegram, folder, "grant", rooms=[room])


async def test_a_post_and_what_a_member_opens_from_it(telegram: Telegram, tmp_path: Path, logs: io.StringIO) -> None:  # fmt: skip
    """One silent message in the topic; in private pages that turn in place, the whole as a document, and the files;
    contact data in none of it, nor in the logs."""
    chen, rev = telegram.user("Chen"), telegram.user("Rev Wu", language_code="en")
    group = telegram.group("Reviewers", rev, forum=True, bot="administrator")
    topic = group.topic("Grants")
    async with served(telegram, tmp_path, room_of(group, topic)):
        shown = await hands_in(chen, group)
        assert shown.thread == topic
        assert "Sun <Ltd>" in shown.text
        (sent,) = telegram.called("sendMessage", group.id)[-1:]
        assert sent.args["disable_notification"] is True
        await follows(rev, shown, "Read by section")
        page = await rev.sees("About you (A)")
        assert page.labels[:2] == ["1/4", "2 ›"]
        await rev.press("2 ›")
        assert (await rev.sees("We dig.")).id == page.id
        await rev.press("3 ›")
        assert (await rev.sees("3/4")).id == page.id
        await follows(rev, shown, "Whole text")
        whole = await rev.sees(lambda it: it.media == "document")
        await follows(rev, shown, "1 file")
        file = await rev.sees("C1 Report")
    contents = {it.data["document"]["file_name"]: it for it in (whole, file)}
    reference = shown.text.split(" · ")[0]
    assert list(contents) == [f"{reference}.txt", "Report 报告.pdf"]
    stored = telegram.cloud.files.by_id
    text = stored[whole.data["document"]["file_id"]].content.decode()
    assert text.count("we dig") + text.count("We dig") == 401
    assert stored[file.data["document"]["file_id"]].content == b"report"
    read = f"{group.screen}\n{rev.screen}\n{text}\n{logs.getvalue()}"
    assert not any(word in read for word in CONTACT)
    everything = [str(call.args) for call in telegram.calls if call.chat_id in (group.id, rev.id)]
    assert everything
    assert not any(word in args for word in CONTACT for args in everything)


async def test_who_is_not_in_the_group(telegram: Telegram, tmp_path: Path) -> None:
    """A stranger, who has got the link from somewhere, and somebody who has left: one sentence, the same also for a
    reference that nobody has."""
    chen, rev, bob = telegram.user("Chen"), telegram.user("Rev Wu"), telegram.user("Bob", language_code="en")
    gone = telegram.user("Gone", language_code="en")
    group = telegram.group("Reviewers", rev, gone, supergroup=True, bot="administrator")
    async with served(telegram, tmp_path, room_of(group)):
        shown = await hands_in(chen, group)
        group.remove(gone)
        for person in (bob, gone):
            await follows(person, shown, "Read by section")
            assert (await person.next()).text.startswith(CLOSED)
            await follows(person, shown, "Whole text")
            assert (await person.next()).text.startswith(CLOSED)
            await follows(person, shown, "1 file")
            assert (await person.next()).text.startswith(CLOSED)
            await person.say("/start read_G-9999")
            assert (await person.next()).text.startswith(CLOSED)
    assert "Sun" not in bob.screen + gone.screen


async def test_a_later_round_replies_to_the_first(telegram: Telegram, tmp_path: Path) -> None:
    """Also where the first has been deleted, it is posted."""
    chen, rev = telegram.user("Chen"), telegram.user("Rev Wu")
    group = telegram.group("Reviewers", rev, bot="member")
    async with served(telegram, tmp_path, room_of(group)):
        first = await hands_in(chen, group)
        for staff, number in (("50", 2), ("60", 3)):
            await chen.press("Withdraw and change", message=await chen.sees("Withdraw and change"))
            await shows(chen, "Submit")
            await chen.say("/edit A3")
            await shows(chen, "Leave as it is")
            await chen.say(staff)
            await chen.press("Submit", message=await shows(chen, "Submit"))
            later = await group.sees(f"submission no. {number}")
            if number == 2:
                assert later.data["reply_to_message"]["message_id"] == first.id
                later.deleted = True
        assert "reply_to_message" not in later.data
        assert "50 → 60" in later.text


def test_links() -> None:
    """There and back; nothing that Telegram refuses, and no dialogue's name is taken for one."""
    command = Command(name="read", argument="A-7F3K")
    assert link("bot", command) == "https://t.me/bot?start=read_A-7F3K"
    assert linked("read_A-7F3K") == command
    for other in ("award", "read_me", "read_A-7F3K.1.2", "start_A-7F3K", "read_A-7F3K" + "X" * 64, ""):
        assert linked(other) is None
    assert link("bot", Command(name="read", argument="A-7F3K.1.2")) == ""


def test_what_no_link_can_say_is_no_button() -> None:
    """Rather than one that a press in the group would be seen of."""
    rows = (
        (Button(label="Read", reply=Command(name="read", argument="A-7F3K")),),
        (Button(label="Other", reply=Command(name="edit", argument="a1")),),
    )
    drawn = post(Notice(blocks=(Paragraph(text="<b>"),), buttons=rows), "bot")
    assert drawn.text == "&lt;b&gt;"
    assert [[(key.label, key.url, key.data) for key in row] for row in drawn.rows] == [
        [("Read", "https://t.me/bot?start=read_A-7F3K", "")]
    ]


def test_a_caption_is_escaped_and_fits() -> None:
    give = Give(to=AddressId("a"), sha256="ab" * 32, name="x", caption="<C1> " + "x" * 2_000)
    assert caption(give).startswith("&lt;C1&gt; ")
    assert len(caption(give)) < 1_100


async def test_a_group_that_has_another_id_now(telegram: Telegram, tmp_path: Path) -> None:
    """Its members are asked about under the new one."""
    chen, rev = telegram.user("Chen"), telegram.user("Rev Wu", language_code="en")
    group = telegram.group("Reviewers", rev, bot="administrator")
    async with served(telegram, tmp_path, room_of(group)):
        shown = await hands_in(chen, group)
        await group.migrate()
        await follows(rev, shown, "Read by section")
        await rev.sees("About you (A)")


async def test_a_page_that_was_deleted_comes_anew(telegram: Telegram, tmp_path: Path) -> None:
    """As a message of its own: a press of it may still be on its way."""
    chen, rev = telegram.user("Chen"), telegram.user("Rev Wu", language_code="en")
    group = telegram.group("Reviewers", rev, bot="administrator")
    async with served(telegram, tmp_path, room_of(group)):
        await follows(rev, await hands_in(chen, group), "Read by section")
        page = await rev.sees("About you (A)")
        (data,) = (key["callback_data"] for row in page.keyboard for key in row if key["text"] == "2 ›")
        await rev.delete(page)
        rev.press_raw(page, data)
        assert (await rev.sees("We dig.")).id > page.id


async def test_a_post_waits_until_the_bot_knows_its_name(telegram: Telegram) -> None:
    """Its links lead there by it: what was left by a program that died is sent a moment later."""
    channel = Channel(token=telegram.token, words=WORDS, now=now, api=telegram.url)
    button = Button(label="Read", reply=Command(name="read", argument="A-7F3K"))
    notice = Notice(blocks=(Paragraph(text="A-7F3K"),), buttons=((button,),))
    try:
        with pytest.raises(Unanswered) as refused:
            await channel.send(Parcel(id=1, external_id="-100", team="", content=notice, room=True))
    finally:
        await channel.close()
    assert refused.value.code == "not_begun"
