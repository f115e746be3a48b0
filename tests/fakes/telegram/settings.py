"""The methods about the bot itself, chats, members and topics."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.telegram.chats import Chat, Json
from tests.fakes.telegram.checks import chat_of, open_to_bot, thread_in
from tests.fakes.telegram.cloud import Cloud, member
from tests.fakes.telegram.refusals import bad, strictly

_SCOPES = {
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(cloud: Cloud, _args: Json) -> Json:
    return cloud.bot


def get_file(cloud: Cloud, args: Json) -> Json:
    return cloud.files.get(args["file_id"])


def get_chat(cloud: Cloud, args: Json) -> Json:
    chat = chat_of(cloud, args.get("chat_id"))
    more = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    return chat.data | more


_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat_member(cloud: Cloud, args: Json) -> Json:
    chat = chat_of(cloud, args.get("chat_id"))
    user = cloud.users.get(args["user_id"])
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return _member(cloud, chat, user)


def _member(cloud: Cloud, chat: Chat, user: Json) -> Json:
    plain = cloud.bot_user if user["id"] == cloud.bot["id"] else user
    return member(plain, chat.members.get(user["id"], "left"))


def get_chat_member_count(cloud: Cloud, args: Json) -> int:
    chat = chat_of(cloud, args.get("chat_id"))
    return sum(status not in {"left", "kicked"} for status in chat.members.values())


def get_chat_administrators(cloud: Cloud, args: Json) -> list[Json]:
    chat = chat_of(cloud, args.get("chat_id"))
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    ruling = [who for who, status in chat.members.items() if status in {"administrator", "creator"}]
    return [_member(cloud, chat, cloud.users[who]) for who in ruling if who != cloud.bot["id"]]


def leave_chat(cloud: Cloud, args: Json) -> bool:
    chat = open_to_bot(cloud, args.get("chat_id"))
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    cloud.membership(chat, cloud.bot_user, "left")
    return True


def create_forum_topic(cloud: Cloud, args: Json) -> Json:
    chat = open_to_bot(cloud, args.get("chat_id"))
    if not chat.is_forum and chat.type != "private":
        raise bad("the chat is not a forum")
    if chat.type != "private" and chat.members[cloud.bot["id"]] != "administrator":
        raise bad("not enough rights to create a topic")
    if not 1 <= len(args["name"]) <= 128:
        raise (
            bad("topic name must be 1-128 characters long")
            if args["name"]
            else bad("topic name must be non-empty")
        )
    topic: Json = {"name": args["name"], "icon_color": args.get("icon_color", 7322096)}
    service = cloud.post(chat, cloud.bot_user, {"forum_topic_created": topic})
    service.data |= {"message_thread_id": service.id, "is_topic_message": True}
    chat.topics[service.id] = args["name"]
    return {"message_thread_id": service.id, **topic}


def edit_forum_topic(cloud: Cloud, args: Json) -> bool:
    chat = _topic(cloud, args)
    if "name" in args:
        chat.topics[args["message_thread_id"]] = args["name"]
    return True


def close_forum_topic(cloud: Cloud, args: Json) -> bool:
    _topic(cloud, args).closed_topics.add(args["message_thread_id"])
    return True


def reopen_forum_topic(cloud: Cloud, args: Json) -> bool:
    _topic(cloud, args).closed_topics.discard(args["message_thread_id"])
    return True


def delete_forum_topic(cloud: Cloud, args: Json) -> bool:
    del _topic(cloud, args).topics[args["message_thread_id"]]
    return True


def _topic(cloud: Cloud, args: Json) -> Chat:
    chat = open_to_bot(cloud, args.get("chat_id"))
    if args["message_thread_id"] not in chat.closed_topics:
        thread_in(chat, args["message_thread_id"])
    return chat


def set_my_commands(cloud: Cloud, args: Json) -> bool:
    commands = args["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(one["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(one["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    cloud.settings[_place("commands", args)] = commands
    return True


def get_my_commands(cloud: Cloud, args: Json) -> list[Json]:
    return cloud.settings.get(_place("commands", args), [])  # type: ignore[no-any-return]


def delete_my_commands(cloud: Cloud, args: Json) -> bool:
    cloud.settings.pop(_place("commands", args), None)
    return True


def _place(what: str, args: Json) -> str:
    scope = args.get("scope", {"type": "default"})
    if scope["type"] not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if scope["type"].startswith("chat") and "chat_id" not in scope:
        raise strictly("this scope needs a chat_id")
    return json.dumps([what, scope, args.get("language_code", "")], sort_keys=True)


def _named(name: str, most: int) -> tuple[Any, Any]:
    """The two methods of a text about the bot, per language."""

    def put(cloud: Cloud, args: Json) -> bool:
        text = args.get(name, "")
        if len(text) > most:
            raise bad(f"{name.upper()}_TOO_LONG")
        cloud.settings[f"{name} {args.get('language_code', '')}"] = text
        return True

    def get(cloud: Cloud, args: Json) -> Json:
        text = cloud.settings.get(f"{name} {args.get('language_code', '')}")
        return {name: cloud.settings.get(f"{name} ", "") if text is None else text}

    return put, get


set_my_name, get_my_name = _named("name", 64)
set_my_description, get_my_description = _named("description", 512)
set_my_short_description, get_my_short_description = _named("short_description", 120)


def set_chat_menu_button(cloud: Cloud, args: Json) -> bool:
    cloud.settings[f"menu {args.get('chat_id', '')}"] = args.get("menu_button", {"type": "default"})
    return True


def get_chat_menu_button(cloud: Cloud, args: Json) -> Json:
    return cloud.settings.get(f"menu {args.get('chat_id', '')}", {"type": "default"})  # type: ignore[no-any-return]
