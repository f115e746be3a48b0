"""The fake Bot API server as python-telegram-bot sees it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import telegram as ptb
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.fakes.telegram import Telegram, User


@pytest.fixture
async def server() -> AsyncIterator[Telegram]:
    async with Telegram(longest_poll=1) as server:
        yield server


@pytest.fixture
async def bot(server: Telegram) -> AsyncIterator[ptb.Bot]:
    async with ptb.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
        yield bot


@pytest.fixture
def ann(server: Telegram) -> User:
    return server.user("Ann Lee", language_code="en")


async def test_a_conversation(server: Telegram, bot: ptb.Bot, ann: User) -> None:
    await ann.say("/start x")
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.text == "/start x"
    assert update.message.entities[0].type == "bot_command"
    yes = ptb.InlineKeyboardButton("Yes", callback_data="y")
    sent = await bot.send_message(
        ann.id, "<b>Ready?</b>", parse_mode="HTML", reply_markup=ptb.InlineKeyboardMarkup([[yes]])
    )
    assert sent.entities[0].type == "bold"
    press = await ann.press("Yes")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query
    assert update.callback_query.data == "y"
    await update.callback_query.answer("Noted")
    assert await press.answer() == "Noted"
    await update.callback_query.edit_message_text("Ready: yes")
    assert (await ann.sees("Ready: yes")).rows == []
    assert not server.violations


async def test_files_both_ways(server: Telegram, bot: ptb.Bot, ann: User) -> None:
    await ann.send_document(b"abc", "cv.pdf")
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.document
    assert update.message.document.mime_type == "application/pdf"
    file = await update.message.document.get_file()
    assert await file.download_as_bytearray() == b"abc"
    back = await bot.send_document(ann.id, b"12345", filename="all.txt", caption="All of it")
    assert back.document
    assert back.document.file_size == 5
    again = await bot.send_document(ann.id, back.document.file_id)
    assert again.document == back.document
    album = await bot.send_media_group(
        ann.id,
        [ptb.InputMediaDocument(b"1", filename="1.txt"), ptb.InputMediaDocument(b"2", filename="2.txt")],
    )
    assert len({message.media_group_id for message in album}) == 1
    assert ann.screen.splitlines()[-3:] == [
        "bot: <document all.txt> ",
        "bot: <document 1.txt> ",
        "bot: <document 2.txt> ",
    ]
    assert not server.violations


async def test_errors_come_as_their_own_classes(
    server: Telegram, bot: ptb.Bot, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it, PTB warns of each RetryAfter
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(ann.id, "Hello")
    await ann.say("hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "Hello")
    server.faults.throttle(7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.id, "Hello")
    assert caught.value.retry_after == timedelta(seconds=7)
    group = server.group("Reviewers", ann)
    new = await group.migrate()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "Hello")
    assert moved.value.new_chat_id == new.id


async def test_every_kind_of_update_is_read_without_loss(server: Telegram, bot: ptb.Bot, ann: User) -> None:
    """What PTB does not know ends in api_kwargs, at any depth."""
    ben = server.user("Ben", language_code="zh-hans", username="ben_l")
    await ann.say("/help me at https://example.org or ann@example.org 🙂")
    first = await ann.say("one")
    await ann.edit(first, "two")
    await ann.say("a reply", reply_to=first)
    await ann.send_photo(b"jpeg", caption="a photo")
    await ann.send_album([(b"1", "1.pdf"), (b"2", "2.pdf")], caption="two of them")
    await ann.send_voice()
    await ann.send_sticker()
    await ann.send_contact("+49301234567")
    await ann.send_location(52.5, 13.4)
    await ann.block()
    await ann.unblock()
    room = server.group("Reviewers", ann, ben, forum=True, bot="administrator")
    await ben.say("/start@formbot_test_bot", to=room, topic=room.topic("News"))
    await room.set_bot("left", by=ann)
    old = server.group("Old group", ann, ben)
    await old.migrate()
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await bot.send_message(ann.id, "Well?", reply_markup=markup)  # type: ignore[arg-type]
    await ann.press("Yes")
    updates = await bot.get_updates()
    assert len(updates) == len(server.updates.history) == 22
    for update, kept in zip(updates, server.updates.history, strict=True):
        assert '"api_kwargs": {"' not in json.dumps(_unknown(update))
        written = json.loads(kept.text)
        assert _missing(written, update.to_dict()) == [], kept.kind


async def test_every_answer_is_understood(server: Telegram, bot: ptb.Bot, ann: User) -> None:
    await ann.say("/start")
    room = server.group("Reviewers", ann, forum=True, bot="administrator")
    assert (await bot.get_chat(ann.id)).first_name == "Ann"
    assert (await bot.get_chat(room.id)).is_forum
    assert (await bot.get_chat_member(room.id, ann.id)).status == "member"
    assert (await bot.get_chat_member(room.id, bot.id)).status == "administrator"
    assert await bot.get_chat_administrators(room.id) == ()
    topic = await bot.create_forum_topic(room.id, "Award")
    sent = await bot.send_message(room.id, "Hello", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id
    assert await bot.pin_chat_message(room.id, sent.id)
    assert (await bot.copy_message(ann.id, room.id, sent.id)).message_id
    assert (await bot.forward_message(ann.id, room.id, sent.id)).forward_origin
    assert (await bot.get_webhook_info()).url == ""
    await bot.set_my_commands(
        [("start", "Begin")], scope=ptb.BotCommandScopeChat(room.id), language_code="de"
    )
    (command,) = await bot.get_my_commands(scope=ptb.BotCommandScopeChat(room.id), language_code="de")
    assert command.command == "start"
    await bot.set_my_description("A form", language_code="en")
    assert (await bot.get_my_description("en")).description == "A form"
    assert (await bot.get_my_name()).name == ""
    await bot.set_chat_menu_button(menu_button=ptb.MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert await bot.send_chat_action(ann.id, "typing")
    assert await bot.delete_messages(room.id, [sent.id])
    assert await bot.leave_chat(room.id)
    assert not server.violations


def _unknown(thing: object) -> object:
    if isinstance(thing, ptb.TelegramObject):
        parts = {name: _unknown(getattr(thing, name)) for name in thing.__slots__ if not name.startswith("_")}
        return {**parts, "api_kwargs": dict(thing.api_kwargs)}
    if isinstance(thing, tuple):
        return [_unknown(one) for one in thing]
    return None


def _missing(written: object, read: object, path: str = "") -> list[str]:
    """What stands in the first and not, or otherwise, in the second."""
    if isinstance(written, dict) and isinstance(read, dict):
        lost = [f"{path}.{key}" for key in written if key not in read]
        return lost + [
            lost
            for key in written
            if key in read
            for lost in _missing(written[key], read[key], f"{path}.{key}")
        ]
    if isinstance(written, list) and isinstance(read, list | tuple):
        return [
            lost
            for one, other in zip(written, read, strict=True)
            for lost in _missing(one, other, path + "[]")
        ]
    return [] if written == read else [f"{path}: {written!r} ≠ {read!r}"]
