"""What the server looks at before anything is posted: texts, captions, keyboards, who may be written to."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.cloud import Cloud
from tests.fakes.telegram.formatting import Formatted, formatted, too_many, units
from tests.fakes.telegram.refusals import UPGRADED, Refusal, bad, forbidden, strictly

#: UTF-16 units of visible text [Bot API, sendMessage.text and sendDocument.caption]
TEXT = 4096
CAPTION = 1024
#: buttons under one message, and in a row [telegram.constants.InlineKeyboardMarkupLimit]
BUTTONS = 100
IN_A_ROW = 8
#: bytes of a keyboard as JSON
MARKUP = 10_000
#: exactly one of these says what an inline button does
_DOES = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
]


def text_of(args: Json) -> Formatted:
    if not args.get("text"):
        raise bad("message text is empty")
    return _formatted(args, "text", "entities", TEXT, "message is too long", "message text is empty")


def caption_of(args: Json) -> Formatted:
    if not args.get("caption"):
        return Formatted("", [])
    return _formatted(args, "caption", "caption_entities", CAPTION, "message caption is too long", "")


def _formatted(args: Json, name: str, entities: str, most: int, too_long: str, empty: str) -> Formatted:
    given = formatted(args[name], args.get("parse_mode"), args.get(entities))
    if units(given.text) > most:
        raise bad(too_long)
    if not given.text and empty:
        raise bad(empty)
    if refusal := too_many(given):
        raise refusal
    return given


def keyboard(markup: Json | None, chat: Chat) -> Json | None:
    """The reply markup, if the chat may have it."""
    if markup is None:
        return None
    rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise bad('can\'t parse keyboard button: Field "text" must be of type String')
        if button.get("style", "primary") not in {"primary", "success", "danger"}:
            raise bad("can't parse keyboard button: invalid button style specified")
    if "inline_keyboard" in markup:
        _inline(rows, chat)
    if len(markup.get("input_field_placeholder", "")) > 64:
        raise strictly("input_field_placeholder has 1-64 characters")
    if len(json.dumps(markup, ensure_ascii=False).encode()) > MARKUP:
        raise bad("reply markup is too long")
    return markup


def _inline(rows: list[list[Json]], chat: Chat) -> None:
    if sum(map(len, rows)) > BUTTONS:
        raise bad("reply markup is too long")
    if any(len(row) > IN_A_ROW for row in rows):
        raise strictly(f"a row has {IN_A_ROW} buttons at most")
    for button in (button for row in rows for button in row):
        does = [name for name in _DOES if name in button]
        if not does:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(does) > 1:
            raise strictly(f"a button does one thing, not {' and '.join(does)}")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
        if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        if "web_app" in button and chat.type != "private":
            raise bad("BUTTON_TYPE_INVALID")


def deep_links(given: Formatted, markup: Json | None) -> None:
    """A start parameter that Telegram would not hand on is ours to mend."""
    links = [entity["url"] for entity in given.entities if "url" in entity]
    links += [
        button["url"]
        for row in (markup or {}).get("inline_keyboard", [])
        for button in row
        if "url" in button
    ]
    for link in links:
        _, found, payload = link.partition("?start=")
        if (
            found
            and "t.me/" in link
            and (len(payload) > 64 or not payload.replace("_", "").replace("-", "").isalnum())
        ):
            raise strictly("a deep link's payload is 1-64 of A-Z, a-z, 0-9, _ and -")


def chat_of(cloud: Cloud, chat_id: Any) -> Chat:
    """The chat, if the bot may look at it: a group that it was in, it still knows; a supergroup it must be in."""
    if chat_id is None or chat_id == "":
        raise bad("chat_id is empty")
    chat = cloud.chats.get(chat_id)
    if chat is None:
        raise bad("chat not found")
    if chat.type == "supergroup":
        _member(cloud, chat)
    return chat


def open_to_bot(cloud: Cloud, chat_id: Any) -> Chat:
    """The chat, if the bot may write there now."""
    chat = chat_of(cloud, chat_id)
    if chat.upgraded_to is not None:
        raise Refusal(400, f"Bad Request: {UPGRADED}", migrate_to_chat_id=chat.upgraded_to.id)
    if chat.type != "private":
        _member(cloud, chat)
    elif chat.id in cloud.deactivated:
        raise forbidden("user is deactivated")
    elif chat.id in cloud.blocked:
        raise forbidden("bot was blocked by the user")
    elif chat.id not in cloud.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def _member(cloud: Cloud, chat: Chat) -> None:
    status = chat.members.get(cloud.bot["id"], "left")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def may_send(cloud: Cloud, chat_id: Any) -> Chat:
    """The chat, if the bot may put a message there."""
    chat = open_to_bot(cloud, chat_id)
    if chat.members.get(cloud.bot["id"]) == "muted":
        raise bad("not enough rights to send text messages to the chat")
    return chat


def thread_in(chat: Chat, thread: int | None) -> int | None:
    if thread is None:
        return None
    if thread not in chat.topics:
        raise bad("message thread not found")
    if thread in chat.closed_topics:
        raise bad("TOPIC_CLOSED")
    return thread


def replied(chat: Chat, parameters: Json | None) -> Json:
    """`reply_to_message`, where there is one to reply to."""
    if parameters is None:
        return {}
    if parameters.get("chat_id", chat.id) != chat.id:
        raise strictly("the fake knows no replies to other chats")
    message = chat.messages.get(parameters.get("message_id", 0))
    if message is None or message.deleted:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    return {"reply_to_message": quoted(message)}


def quoted(message: Message) -> Json:
    """A message as it stands in its reply: without what that one replied to."""
    return {key: value for key, value in message.data.items() if key != "reply_to_message"}
