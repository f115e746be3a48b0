"""The methods that change what stands in a chat, and those that answer a press."""

from __future__ import annotations

from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.checks import caption_of, deep_links, keyboard, open_to_bot, text_of
from tests.fakes.telegram.cloud import Cloud
from tests.fakes.telegram.refusals import NOT_MODIFIED, QUERY_TOO_OLD, bad, strictly

#: seconds within which a press can be answered: not documented, the field reports 10-30
PRESS_OPEN = 30
#: seconds within which a message can be deleted [Bot API, deleteMessage]
DELETABLE = 48 * 60 * 60


def edit_message_text(cloud: Cloud, args: Json) -> Json:
    message = _editable(cloud, args)
    given = text_of(args)
    if "text" not in message.data:
        raise bad("there is no text in the message to edit")
    deep_links(given, args.get("reply_markup"))
    return _edit(cloud, message, args, {"text": given.text, "entities": given.entities})


def edit_message_caption(cloud: Cloud, args: Json) -> Json:
    message = _editable(cloud, args)
    if not message.media:
        raise bad("there is no caption in the message to edit")
    given = caption_of(args)
    return _edit(cloud, message, args, {"caption": given.text, "caption_entities": given.entities})


def edit_message_reply_markup(cloud: Cloud, args: Json) -> Json:
    return _edit(cloud, _editable(cloud, args), args, {})


def _editable(cloud: Cloud, args: Json) -> Message:
    if "inline_message_id" in args:
        raise strictly("no inline messages here")
    if "message_id" not in args:
        raise bad("message identifier is not specified")
    message = open_to_bot(cloud, args.get("chat_id")).messages.get(args["message_id"])
    if message is None or message.deleted:
        raise bad("message to edit not found")
    if not message.by_bot:
        raise bad("message can't be edited")
    return message


def _edit(cloud: Cloud, message: Message, args: Json, content: Json) -> Json:
    """Changes the message, unless nothing would change. No keyboard means: without the old one."""
    markup = keyboard(args.get("reply_markup"), message.chat)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    if markup is not None and not markup["inline_keyboard"]:
        markup = None
    new = {**message.data, **content, "reply_markup": markup}
    new = {key: value for key, value in new.items() if value not in (None, [], "")}
    if new == message.data:
        raise bad(NOT_MODIFIED)
    message.data = {**new, "edit_date": int(cloud.now())}
    message.chat.changes.happen()
    return message.data


def delete_message(cloud: Cloud, args: Json) -> bool:
    chat = open_to_bot(cloud, args.get("chat_id"))
    _delete(cloud, chat, args["message_id"])
    return True


def delete_messages(cloud: Cloud, args: Json) -> bool:
    chat = open_to_bot(cloud, args.get("chat_id"))
    for message_id in args["message_ids"]:
        if message_id in chat.messages:
            _delete(cloud, chat, message_id)
    return True


def _delete(cloud: Cloud, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad("message to delete not found")
    may = message.by_bot or chat.type == "private" or chat.members.get(cloud.bot["id"]) == "administrator"
    if not may or cloud.now() - message.date > DELETABLE:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    chat.changes.happen()


def answer_callback_query(cloud: Cloud, args: Json) -> bool:
    press = cloud.presses.get(args["callback_query_id"])
    if len(args.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if press is None or cloud.now() - press.at > PRESS_OPEN:
        raise bad(QUERY_TOO_OLD)
    press.answered = True
    press.toast = args.get("text", "")
    press.alert = args.get("show_alert", False)
    press.url = args.get("url", "")
    press.chat.changes.happen()
    return True


def pin_chat_message(cloud: Cloud, args: Json) -> bool:
    chat = _ruled(cloud, args)
    if args["message_id"] not in chat.messages:
        raise bad("message to pin not found")
    chat.pinned.append(args["message_id"])
    return True


def unpin_chat_message(cloud: Cloud, args: Json) -> bool:
    chat = _ruled(cloud, args)
    if not chat.pinned or args.get("message_id", chat.pinned[-1]) not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(args.get("message_id", chat.pinned[-1]))
    return True


def _ruled(cloud: Cloud, args: Json) -> Chat:
    chat = open_to_bot(cloud, args.get("chat_id"))
    if chat.type != "private" and chat.members.get(cloud.bot["id"]) != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat
