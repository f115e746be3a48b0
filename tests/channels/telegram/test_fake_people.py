"""What people of the fake do and see, and what the bot hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram import Telegram, User
from tests.fakes.telegram.by_hand import Caller, Clock
from tests.fakes.telegram.formatting import units


@pytest.fixture
async def server() -> AsyncIterator[Telegram]:
    async with Telegram(clock=Clock(), longest_poll=1) as server:
        yield server


@pytest.fixture
def ann(server: Telegram) -> User:
    return server.user("Ann", language_code="en")


async def test_a_screen(bot: Caller, ann: User) -> None:
    await ann.say("/start")
    row = [{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]
    last = [{"text": "Site", "url": "https://example.org"}]
    markup = {"inline_keyboard": [row, last]}
    sent = await bot.ok(
        "sendMessage", chat_id=ann.id, text="<b>A &amp; B?</b>", parse_mode="HTML", reply_markup=markup
    )
    assert ann.screen == "Ann: /start\nbot: A & B?\n  [Yes] [No]\n  [Site]"
    with pytest.raises(AssertionError, match="no button 'Maybe'"):
        await ann.press("Maybe")
    with pytest.raises(AssertionError, match="not for pressing"):
        await ann.press("Site")
    await bot.ok("editMessageText", chat_id=ann.id, message_id=sent["message_id"], text="A & B: yes")
    assert ann.screen == "Ann: /start\nbot: A & B: yes"


async def test_seeing_waits_for_what_comes_and_fails_with_the_screen(bot: Caller, ann: User) -> None:
    await ann.say("/start")
    seen = asyncio.create_task(ann.sees(lambda message: message.labels == ["Go"]))
    await bot.ok("sendMessage", chat_id=ann.id, text="First")
    assert not seen.done()
    go = {"inline_keyboard": [[{"text": "Go", "callback_data": "g"}]]}
    await bot.ok("sendMessage", chat_id=ann.id, text="Second", reply_markup=go)
    assert (await seen).text == "Second"
    assert (await ann.next()).text == "First"
    assert (await ann.next()).text == "Second"
    with pytest.raises(AssertionError, match=r"'Third' was not seen(?s:.*)bot: Second"):
        await ann.sees("Third", within=0.01)
    with pytest.raises(AssertionError, match=r"nothing new(?s:.*)bot: Second"):
        await ann.next(within=0.01)


async def test_an_old_button_can_be_pressed(bot: Caller, ann: User) -> None:
    await ann.say("/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=markup)
    old = ann.chat.messages[sent["message_id"]]
    await bot.ok("editMessageReplyMarkup", chat_id=ann.id, message_id=old.id)
    await ann.press(message=old, data="y")
    assert (await bot.updates())[-1]["callback_query"]["data"] == "y"


async def test_a_reply_keyboard_is_said(bot: Caller, ann: User) -> None:
    await ann.say("/start")
    markup = {"keyboard": [[{"text": "Yes"}]], "resize_keyboard": True}
    await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=markup)
    await ann.press("Yes")
    assert ann.screen.endswith("Ann: Yes")
    await bot.ok("sendMessage", chat_id=ann.id, text="Good", reply_markup={"remove_keyboard": True})
    with pytest.raises(AssertionError, match="no button"):
        await ann.press("Yes")


async def test_a_long_text_is_split(bot: Caller, ann: User) -> None:
    text = " ".join(f"word{number}🙂" for number in range(1200))
    await ann.say(text)
    parts = [update["message"]["text"] for update in await bot.updates()]
    assert len(parts) > 2
    assert all(units(part) <= 4096 for part in parts)
    assert " ".join(parts) == text
    unbroken = "x" * 5000
    await ann.say(unbroken)
    assert [len(update["message"]["text"]) for update in await bot.updates(offset=-2)] == [4096, 904]


async def test_an_album(bot: Caller, ann: User) -> None:
    await ann.send_album([(b"1", "1.pdf"), (b"2", "2.pdf")], caption="Both")
    first, second = [update["message"] for update in await bot.updates()]
    assert first["media_group_id"] == second["media_group_id"]
    assert second["message_id"] == first["message_id"] + 1
    assert "caption" not in first
    assert second["caption"] == "Both"
    await ann.send_album([(b"1", "1.jpg"), (b"2", "2.jpg")], caption="Both", photos=True)
    assert "caption" in (await bot.updates())[2]["message"]


async def test_an_edit(bot: Caller, ann: User) -> None:
    message = await ann.say("one")
    await ann.edit(message, "two")
    first, second = await bot.updates()
    assert first["message"]["text"] == "one"
    assert second["edited_message"]["text"] == "two"
    assert second["edited_message"]["edit_date"]
    assert ann.screen == "Ann: two"


async def test_blocking_is_told(bot: Caller, ann: User) -> None:
    await ann.block()
    await ann.unblock()
    changes = [update["my_chat_member"] for update in await bot.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert [change["old_chat_member"]["status"] for change in changes] == ["member", "kicked"]


async def test_privacy_in_a_group(server: Telegram, bot: Caller, ann: User) -> None:
    room = server.group("Room", ann)
    sent = await bot.ok("sendMessage", chat_id=room.id, text="Hello")
    await ann.say("not for you", to=room)
    await ann.say("/help", to=room)
    await ann.say("/help@formbot_test_bot", to=room)
    await ann.say("/help@another_bot", to=room)
    await ann.say("for you", to=room, reply_to=room.chat.messages[sent["message_id"]])
    heard = [update["message"]["text"] for update in await bot.updates(offset=-3)]
    assert heard == ["/help", "/help@formbot_test_bot", "for you"]
    await room.set_bot("administrator", by=ann)
    await ann.say("everything now", to=room)
    assert (await bot.updates())[-1]["message"]["text"] == "everything now"
    await room.set_bot("kicked", by=ann)
    await ann.say("nothing now", to=room)
    assert "my_chat_member" in (await bot.updates())[-1]


async def test_members(server: Telegram, bot: Caller, ann: User) -> None:
    ben = server.user("Ben")
    room = server.group("Room", ann, bot="administrator")
    status = (await bot.ok("getChatMember", chat_id=room.id, user_id=ben.id))["status"]
    assert status == "left"
    room.add(ben)
    assert (await bot.ok("getChatMember", chat_id=room.id, user_id=ben.id))["status"] == "member"
    assert await bot.ok("getChatMemberCount", chat_id=room.id) == 3
    assert (await bot.updates())[-1]["message"]["new_chat_members"] == [ben.data]
    mine = await bot.ok("getChatMember", chat_id=room.id, user_id=server.cloud.bot["id"])
    assert mine["status"] == "administrator"
    await bot.ok("leaveChat", chat_id=room.id)
    assert room.chat.members[server.cloud.bot["id"]] == "left"


async def test_numbers_of_messages_grow_along_each_chat(server: Telegram, bot: Caller, ann: User) -> None:
    room = server.group("Room", ann, supergroup=True)
    for chat in (ann.id, room.id, ann.id, room.id):
        server.cloud.started.add(ann.id)
        await bot.ok("sendMessage", chat_id=chat, text="x")
    ids = [[message.id for message in chat.from_bot] for chat in (ann.chat, room.chat)]
    assert [second - first for first, second in ids] == [1, 1]
    assert ids[0] != ids[1]


async def test_a_deep_link_is_followed(server: Telegram, bot: Caller, ann: User) -> None:
    room = server.group("Room", ann)
    link = f"https://t.me/{server.cloud.bot['username']}?start=award"
    markup = {"inline_keyboard": [[{"text": "Apply", "url": link}]]}
    await bot.ok("sendMessage", chat_id=room.id, text="Come to me", reply_markup=markup)
    (followed,) = (await room.sees("Apply")).links
    await ann.follow(followed)
    assert (await bot.updates())[-1]["message"]["text"] == "/start award"


async def test_what_the_bot_sends_can_be_read(server: Telegram, ann: User) -> None:
    sent = await ann.send_photo(b"jpeg")
    assert server.content(sent) == b"jpeg"
