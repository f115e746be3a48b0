"""What the fake Bot API server refuses, and in which words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import Telegram, User
from tests.fakes.telegram.by_hand import Caller, Clock
from tests.fakes.telegram.refusals import NOT_MODIFIED, QUERY_TOO_OLD

NOT_MODIFIED_400 = f"400 Bad Request: {NOT_MODIFIED}"


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[Telegram]:
    async with Telegram(clock=clock, longest_poll=1) as server:
        yield server


@pytest.fixture
async def ann(server: Telegram) -> User:
    user = server.user("Ann")
    await user.say("/start")
    return user


def button(**more: Any) -> dict[str, Any]:
    return {"text": "Yes", "callback_data": "y"} | more


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


MARKUP = {
    "data of 65 bytes": (inline([button(callback_data="д" * 32 + "x")]), "BUTTON_DATA_INVALID"),
    "no data": (inline([button(callback_data="")]), "BUTTON_DATA_INVALID"),
    "101 buttons": (inline(*[[button()]] * 101), "reply markup is too long"),
    "10 KB": (inline(*[[button(text="x" * 1100)]] * 10), "reply markup is too long"),
    "a button that does nothing": (
        inline([{"text": "Yes"}]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button that does two things": (
        inline([button(url="https://example.org")]),
        "[schema] a button does one thing",
    ),
    "nine in a row": (inline([button()] * 9), "[schema] a row has 8 buttons at most"),
    "a wrong address": (
        inline([{"text": "Go", "url": "example"}]),
        "inline keyboard button URL 'example' is invalid: Wrong HTTP URL",
    ),
    "an unknown field": (
        inline([button(colour="red")]),
        "[schema] sendMessage.reply_markup.inline_keyboard[0][0]",
    ),
    "an unknown style": (inline([button(style="blue")]), "can't parse keyboard button: invalid button style"),
    "a number as text": (
        inline([button(text=5)]),
        "[schema] sendMessage.reply_markup.inline_keyboard[0][0].text",
    ),
    "one row too shallow": (
        {"inline_keyboard": [button()]},
        "[schema] sendMessage.reply_markup.inline_keyboard[0]",
    ),
    "of no kind": ({"buttons": []}, "[schema] sendMessage.reply_markup is none of"),
    "no object": ([1], "object expected as reply markup"),
    "a long payload": (
        inline([{"text": "Go", "url": "https://t.me/formbot_test_bot?start=" + "x" * 65}]),
        "[schema] a deep link's payload",
    ),
    "a payload with a dot": (
        inline([{"text": "Go", "url": "https://t.me/formbot_test_bot?start=a.b"}]),
        "[schema] a deep link's payload",
    ),
    "a long placeholder": (
        {"force_reply": True, "input_field_placeholder": "x" * 65},
        "[schema] input_field_pl",
    ),
    "force_reply that is false": (
        {"force_reply": False},
        "[schema] sendMessage.reply_markup.force_reply is always",
    ),
    "a text to copy that is too long": (
        inline([{"text": "Copy", "copy_text": {"text": "x" * 257}}]),
        "BUTTON_COPY",
    ),
}


@pytest.mark.parametrize("case", MARKUP)
async def test_markup(bot: Caller, ann: User, case: str) -> None:
    markup, words = MARKUP[case]
    said = await bot.no("sendMessage", chat_id=ann.id, text="Well?", reply_markup=markup)
    assert said.startswith(f"400 Bad Request: {words}")


async def test_markup_at_its_limits(bot: Caller, ann: User) -> None:
    full = inline(*[[button(text="д", callback_data="д" * 5)] * 8] * 12, [button()] * 4)
    sent = await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=full)
    assert sum(map(len, sent["reply_markup"]["inline_keyboard"])) == 100
    longest = inline([button(callback_data="д" * 32)])
    await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=longest)


SENDING: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"text": ""}, "message text is empty"),
    "no text": ({}, "message text is empty"),
    "blanks": ({"text": " \n "}, "message text is empty"),
    "only tags": ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    "4097": ({"text": "x" * 4097}, "message is too long"),
    "2049 of two units": ({"text": "🙂" * 2049}, "message is too long"),
    "an open tag": (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "markdown": ({"text": "x", "parse_mode": "Markdow"}, "unsupported parse_mode"),
    "101 entities": ({"text": "<b>x</b> " * 101, "parse_mode": "HTML"}, "[schema] 101 entities"),
    "an unknown parameter": ({"text": "x", "silent": True}, "[schema] sendMessage takes no silent"),
    "an unknown parameter of old": (
        {"text": "x", "reply_to_message_id": 5},
        "[schema] sendMessage takes no reply_to",
    ),
    "a reply to nothing": (
        {"text": "x", "reply_parameters": {"message_id": 9999}},
        "message to be replied not found",
    ),
    "a topic that is not there": ({"text": "x", "message_thread_id": 9}, "message thread not found"),
    "text that is a number": ({"text": 5}, "[schema] sendMessage.text is a string"),
    "a wrong flag": (
        {"text": "x", "disable_notification": "maybe"},
        "[schema] sendMessage.disable_notification is tr",
    ),
}


@pytest.mark.parametrize("case", SENDING)
async def test_sending(bot: Caller, ann: User, case: str) -> None:
    args, words = SENDING[case]
    assert (await bot.no("sendMessage", chat_id=ann.id, **args)).startswith(f"400 Bad Request: {words}")
    assert ann.chat.from_bot == []


async def test_text_is_measured_as_it_is_seen(bot: Caller, ann: User) -> None:
    await bot.ok("sendMessage", chat_id=ann.id, text=f"<b>{'&lt;' * 4096}</b>  ", parse_mode="HTML")
    assert ann.chat.from_bot[-1].text == "<" * 4096


async def test_captions(bot: Caller, ann: User) -> None:
    form = aiohttp.FormData({"chat_id": str(ann.id), "caption": "x" * 1025})
    form.add_field("document", b"abc", filename="a.txt")
    answer = await bot.raw("sendDocument", data=form)
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_files(bot: Caller, ann: User) -> None:
    no = await bot.no("sendDocument", chat_id=ann.id, document="nonsense")
    assert no == "400 Bad Request: wrong file identifier/HTTP URL specified"
    assert (
        await bot.no("sendDocument", chat_id=ann.id) == "400 Bad Request: there is no document in the request"
    )
    assert await bot.no("getFile", file_id="nonsense") == "400 Bad Request: invalid file_id"
    sent = await ann.send_document(b"", "film.mp4", size=(20 << 20) + 1)
    assert (
        await bot.no("getFile", file_id=sent.data["document"]["file_id"])
        == "400 Bad Request: file is too big"
    )
    one = {"type": "document", "media": sent.data["document"]["file_id"]}
    assert "2-10 items" in await bot.no("sendMediaGroup", chat_id=ann.id, media=[one])


async def test_a_path_is_good_for_an_hour(server: Telegram, bot: Caller, ann: User, clock: Clock) -> None:
    sent = await ann.send_document(b"abc", "cv.pdf")
    path = (await bot.ok("getFile", file_id=sent.data["document"]["file_id"]))["file_path"]
    url = f"{server.base_file_url}{server.token}/{path}"
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            assert await answer.read() == b"abc"
        clock.pass_by(hours=1)
        async with session.get(url) as answer:
            assert answer.status == 404
    assert server.cloud.files.downloads == [path]


async def test_chats(server: Telegram, bot: Caller, ann: User) -> None:
    assert await bot.no("sendMessage", text="x") == "400 Bad Request: chat_id is empty"
    assert await bot.no("sendMessage", chat_id=5, text="x") == "400 Bad Request: chat not found"
    stranger = server.user("Stranger")
    no = await bot.no("sendMessage", chat_id=stranger.id, text="x")
    assert no == "403 Forbidden: bot can't initiate conversation with a user"
    await ann.block()
    assert (
        await bot.no("sendMessage", chat_id=ann.id, text="x") == "403 Forbidden: bot was blocked by the user"
    )
    await ann.unblock()
    await bot.ok("sendMessage", chat_id=ann.id, text="x")
    await ann.deactivate()
    assert await bot.no("sendMessage", chat_id=ann.id, text="x") == "403 Forbidden: user is deactivated"


@pytest.mark.parametrize(("supergroup", "kind"), [(False, "group"), (True, "supergroup")])
async def test_groups(server: Telegram, bot: Caller, ann: User, kind: str, *, supergroup: bool) -> None:
    room = server.group("Room", ann, supergroup=supergroup, bot="left")
    no = await bot.no("sendMessage", chat_id=room.id, text="x")
    assert no == f"403 Forbidden: bot is not a member of the {kind} chat"
    await room.set_bot("kicked", by=ann)
    assert (
        await bot.no("sendMessage", chat_id=room.id, text="x")
        == f"403 Forbidden: bot was kicked from the {kind} chat"
    )
    look = await bot.raw("getChat", json={"chat_id": room.id})
    assert look["ok"] is not supergroup, "a group that it was in, it may still look at"
    await room.set_bot("muted", by=ann)
    mine = await bot.ok("getChatMember", chat_id=room.id, user_id=server.cloud.bot["id"])
    assert mine["status"] == "restricted"
    assert not mine["can_send_messages"]
    no = await bot.no("sendMessage", chat_id=room.id, text="x")
    assert no == "400 Bad Request: not enough rights to send text messages to the chat"


async def test_a_group_that_moved(server: Telegram, bot: Caller, ann: User) -> None:
    room = server.group("Room", ann)
    new = await room.migrate()
    answer = await bot.raw("sendMessage", json={"chat_id": room.id, "text": "x"})
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await bot.ok("getChat", chat_id=room.id))["title"] == "Room"
    await bot.ok("sendMessage", chat_id=new.id, text="x")


async def test_edits(bot: Caller, ann: User) -> None:
    sent = await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=inline([button()]))
    at = {"chat_id": ann.id, "message_id": sent["message_id"]}
    same = {**at, "text": "<b></b>Well?", "parse_mode": "HTML", "reply_markup": inline([button()])}
    assert await bot.no("editMessageText", **same) == NOT_MODIFIED_400
    assert await bot.no("editMessageReplyMarkup", **at, reply_markup=inline([button()])) == NOT_MODIFIED_400
    edited = await bot.ok("editMessageText", **at, text="Well? <b>Yes</b>", parse_mode="HTML")
    assert "reply_markup" not in edited
    assert edited["edit_date"]
    assert await bot.no("editMessageReplyMarkup", **at) == NOT_MODIFIED_400
    assert await bot.no("editMessageCaption", **at, caption="x") == (
        "400 Bad Request: there is no caption in the message to edit"
    )
    gone = await bot.no("editMessageText", chat_id=ann.id, message_id=99999, text="x")
    assert gone == "400 Bad Request: message to edit not found"
    theirs = await ann.say("mine")
    no = await bot.no("editMessageText", chat_id=ann.id, message_id=theirs.id, text="x")
    assert no == "400 Bad Request: message can't be edited"
    assert ann.screen.splitlines() == ["Ann: /start", "bot: Well? Yes", "Ann: mine"]


async def test_what_is_deleted(bot: Caller, ann: User, clock: Clock) -> None:
    sent = await bot.ok("sendMessage", chat_id=ann.id, text="Well?")
    old = await bot.ok("sendMessage", chat_id=ann.id, text="Old")
    await bot.ok("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    no = await bot.no("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    assert no == "400 Bad Request: message to delete not found"
    clock.pass_by(hours=48, seconds=1)
    no = await bot.no("deleteMessage", chat_id=ann.id, message_id=old["message_id"])
    assert no == "400 Bad Request: message can't be deleted for everyone"
    await bot.ok("editMessageText", chat_id=ann.id, message_id=old["message_id"], text="New")


async def test_presses(bot: Caller, ann: User, clock: Clock) -> None:
    await bot.ok("sendMessage", chat_id=ann.id, text="Well?", reply_markup=inline([button()]))
    press = await ann.press("Yes")
    too_long = await bot.no("answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert too_long == "400 Bad Request: MESSAGE_TOO_LONG"
    await bot.ok("answerCallbackQuery", callback_query_id=press.id, text="x" * 200, show_alert=True)
    assert press.alert
    late = await ann.press("Yes")
    clock.pass_by(seconds=31)
    no = await bot.no("answerCallbackQuery", callback_query_id=late.id)
    assert (
        no
        == await bot.no("answerCallbackQuery", callback_query_id="5")
        == f"400 Bad Request: {QUERY_TOO_OLD}"
    )


async def test_commands(bot: Caller) -> None:
    start = {"command": "start", "description": "Begin"}
    assert (
        await bot.no("setMyCommands", commands=[start | {"command": "Start"}])
        == "400 Bad Request: BOT_COMMAND_INVALID"
    )
    no = await bot.no("setMyCommands", commands=[start | {"description": "x" * 257}])
    assert no == "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    assert await bot.no("setMyCommands", commands=[start] * 101) == "400 Bad Request: BOT_COMMANDS_TOO_MUCH"
    private = {"type": "all_private_chats"}
    await bot.ok("setMyCommands", commands=[start], scope=private, language_code="zh")
    assert await bot.ok("getMyCommands", scope=private, language_code="zh") == [start]
    assert await bot.ok("getMyCommands", scope=private) == []
    no = await bot.no("setMyCommands", commands=[start], scope={"type": "everywhere"})
    assert no == "400 Bad Request: can't parse BotCommandScope: unsupported type specified"


async def test_topics(server: Telegram, bot: Caller, ann: User) -> None:
    room = server.group("Room", ann, forum=True)
    no = await bot.no("createForumTopic", chat_id=room.id, name="x")
    assert no == "400 Bad Request: not enough rights to create a topic"
    await room.set_bot("administrator", by=ann)
    topic = await bot.ok("createForumTopic", chat_id=room.id, name="Award")
    thread = topic["message_thread_id"]
    sent = await bot.ok("sendMessage", chat_id=room.id, text="x", message_thread_id=thread)
    assert sent["is_topic_message"]
    await bot.ok("closeForumTopic", chat_id=room.id, message_thread_id=thread)
    no = await bot.no("sendMessage", chat_id=room.id, text="x", message_thread_id=thread)
    assert no == "400 Bad Request: TOPIC_CLOSED"
    await bot.ok("reopenForumTopic", chat_id=room.id, message_thread_id=thread)
    await room.delete_topic(thread)
    no = await bot.no("sendMessage", chat_id=room.id, text="x", message_thread_id=thread)
    assert no == "400 Bad Request: message thread not found"
    plain = server.group("Plain", ann, bot="administrator")
    assert (
        await bot.no("createForumTopic", chat_id=plain.id, name="x")
        == "400 Bad Request: the chat is not a forum"
    )


async def test_who_calls_what(server: Telegram, bot: Caller) -> None:
    assert await bot.no("sendInvoice") == "404 Not Found: method not found"
    assert [one.kind for one in server.violations] == ["schema"]
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.base_url}1:x/getMe") as answer:
            assert (await answer.json())["description"] == "Unauthorized"
        async with session.get(f"{server.base_url}/getMe") as answer:
            assert (await answer.json())["description"] == "Not Found"
        async with session.get(f"{server.base_url}{server.token}/GETME") as answer:
            assert (await answer.json())["result"]["username"] == "formbot_test_bot"


async def test_arguments_come_in_four_ways(bot: Caller, ann: User) -> None:
    markup = '{"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}'
    fields = {"chat_id": str(ann.id), "text": "Well?", "reply_markup": markup, "disable_notification": "true"}
    multipart = aiohttp.FormData(fields)
    multipart.add_field("unused", b"", filename="unused")
    ways: list[dict[str, Any]] = [{"json": fields}, {"data": fields}, {"params": fields}, {"data": multipart}]
    for how in ways:
        assert (await bot.raw("sendMessage", **how))["ok"]
    assert [message.rows for message in ann.chat.from_bot] == [[["Yes"]]] * 4
    broken = await bot.raw("sendMessage", data=fields | {"reply_markup": "{"})
    assert broken["description"] == "Bad Request: can't parse reply markup JSON object"
