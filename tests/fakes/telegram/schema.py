"""The methods that a form bot may use and what they take, of Bot API 10.3, one line each; and the check of it.

`name:type`, `!` where required, `[]` for a list, `/` between the types of a union. Types that begin with a capital
are the objects of `OBJECTS`. What is not here, a form bot has no business with, and the fake refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.fakes.telegram.refusals import bad, strictly

_TARGET = "chat_id:chat! message_thread_id:int business_connection_id:str direct_messages_topic_id:int"
_REPLY = "reply_markup:Markup reply_parameters:ReplyParameters suggested_post_parameters:json"
_HOW = "disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:str"
_TO_ONE = "ephemeral_message_parameters:EphemeralMessageParameters"
_CAPTION = "caption:str parse_mode:str caption_entities:MessageEntity[]"
_EDITED = "chat_id:chat message_id:int inline_message_id:str business_connection_id:str reply_markup:Inline"
_SCOPE = "scope:BotCommandScope language_code:str"

METHODS: Mapping[str, str] = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:str[]",
    "setWebhook": "url:str! certificate:file ip_address:str max_connections:int allowed_updates:str[] "
    "drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": f"{_TARGET} text:str! parse_mode:str entities:MessageEntity[] "
    f"link_preview_options:LinkPreviewOptions {_HOW} {_REPLY} {_TO_ONE}",
    "sendPhoto": f"{_TARGET} photo:file! {_CAPTION} show_caption_above_media:bool has_spoiler:bool {_HOW} "
    f"{_REPLY} {_TO_ONE}",
    "sendDocument": f"{_TARGET} document:file! thumbnail:file {_CAPTION} disable_content_type_detection:bool "
    f"{_HOW} {_REPLY} {_TO_ONE}",
    "sendMediaGroup": f"{_TARGET} media:InputMedia[]! {_HOW} reply_parameters:ReplyParameters",
    "sendChatAction": "business_connection_id:str chat_id:chat! message_thread_id:int action:str!",
    "copyMessage": f"{_TARGET} from_chat_id:chat! message_id:int! video_start_timestamp:int {_CAPTION} "
    f"show_caption_above_media:bool {_HOW} {_REPLY}",
    "forwardMessage": f"{_TARGET} from_chat_id:chat! message_id:int! video_start_timestamp:int {_HOW} "
    "suggested_post_parameters:json",
    "editMessageText": f"{_EDITED} text:str! parse_mode:str entities:MessageEntity[] "
    "link_preview_options:LinkPreviewOptions",
    "editMessageCaption": f"{_EDITED} {_CAPTION} show_caption_above_media:bool",
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": "chat_id:chat! message_id:int!",
    "deleteMessages": "chat_id:chat! message_ids:int[]!",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
    "getFile": "file_id:str!",
    "getChat": "chat_id:chat!",
    "getChatMember": "chat_id:chat! user_id:int!",
    "getChatMemberCount": "chat_id:chat!",
    "getChatAdministrators": "chat_id:chat!",
    "leaveChat": "chat_id:chat!",
    "pinChatMessage": "business_connection_id:str chat_id:chat! message_id:int! disable_notification:bool",
    "unpinChatMessage": "business_connection_id:str chat_id:chat! message_id:int",
    "createForumTopic": "chat_id:chat! name:str! icon_color:int icon_custom_emoji_id:str",
    "editForumTopic": "chat_id:chat! message_thread_id:int! name:str icon_custom_emoji_id:str",
    "closeForumTopic": "chat_id:chat! message_thread_id:int!",
    "reopenForumTopic": "chat_id:chat! message_thread_id:int!",
    "deleteForumTopic": "chat_id:chat! message_thread_id:int!",
    "setMyCommands": f"commands:BotCommand[]! {_SCOPE}",
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "setChatMenuButton": "chat_id:int menu_button:MenuButton",
    "getChatMenuButton": "chat_id:int",
}

OBJECTS: Mapping[str, str] = {
    "InlineKeyboardMarkup": "inline_keyboard:InlineKeyboardButton[][]!",
    "InlineKeyboardButton": "text:str! url:str callback_data:str web_app:WebAppInfo login_url:LoginUrl "
    "switch_inline_query:str switch_inline_query_current_chat:str switch_inline_query_chosen_chat:json "
    "copy_text:CopyTextButton callback_game:json pay:bool style:str icon_custom_emoji_id:str disabled:json",
    "ReplyKeyboardMarkup": "keyboard:KeyboardButton[][]! is_persistent:bool resize_keyboard:bool "
    "one_time_keyboard:bool input_field_placeholder:str selective:bool force_reply:bool",
    "KeyboardButton": "text:str! request_users:json request_chat:json request_contact:bool "
    "request_location:bool request_poll:json request_managed_bot:json web_app:WebAppInfo style:str "
    "icon_custom_emoji_id:str",
    "ReplyKeyboardRemove": "remove_keyboard:true! selective:bool",
    "ForceReply": "force_reply:true! input_field_placeholder:str selective:bool",
    "MessageEntity": "type:str! offset:int! length:int! url:str user:json language:str custom_emoji_id:str "
    "unix_time:int date_time_format:str",
    "LinkPreviewOptions": "is_disabled:bool url:str prefer_small_media:bool prefer_large_media:bool "
    "show_above_text:bool",
    "ReplyParameters": "message_id:int ephemeral_message_id:int chat_id:chat allow_sending_without_reply:bool quote:str "
    "quote_parse_mode:str quote_entities:MessageEntity[] quote_position:int checklist_task_id:int "
    "poll_option_id:str",
    "EphemeralMessageParameters": "receiver_user_id:int! callback_query_id:str "
    "replace_callback_query_message:bool",
    "WebAppInfo": "url:str!",
    "LoginUrl": "url:str! forward_text:str bot_username:str request_write_access:bool",
    "CopyTextButton": "text:str!",
    "BotCommand": "command:str! description:str! is_ephemeral:bool",
    "BotCommandScope": "type:str! chat_id:chat user_id:int",
    "MenuButton": "type:str! text:str web_app:WebAppInfo",
    "InputMedia": "type:str! media:str! thumbnail:str caption:str parse_mode:str "
    "caption_entities:MessageEntity[] show_caption_above_media:bool has_spoiler:bool "
    "disable_content_type_detection:bool",
}

#: The key that tells which of the four a reply_markup is.
_MARKUPS = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}

Fields = dict[str, tuple[str, bool]]


@cache
def _fields(line: str) -> Fields:
    """`a:int! b:str` → {"a": ("int", True), "b": ("str", False)}."""
    pairs = (word.split(":") for word in line.split())
    return {name: (kind.rstrip("!"), kind.endswith("!")) for name, kind in pairs}


def checked(method: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with their types, from strings or JSON; raises a Refusal."""
    fields = _fields(METHODS[method])
    args: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in fields:
            raise strictly(f"{method} takes no {name}")
        if value is not None:
            args[name] = _value(fields[name][0], value, f"{method}.{name}", outer=True)
    for name, (_, required) in fields.items():
        # An empty text has its own refusal; whatever else is missing, the real server words in its own way.
        if required and name not in args and name not in {"text", "chat_id", "document", "photo"}:
            raise strictly(f"{method} needs {name}")
    return args


def _value(kind: str, value: Any, where: str, *, outer: bool = False) -> Any:
    if kind.endswith("[]"):
        items = _decoded(value, where) if outer else value
        if not isinstance(items, list):
            raise strictly(f"{where} is a list")
        return [_value(kind[:-2], item, f"{where}[{place}]") for place, item in enumerate(items)]
    match kind:
        case "int":
            return _integer(value, where, outer=outer)
        case "bool" | "true":
            truth = _boolean(value, where, outer=outer)
            if kind == "true" and not truth:
                raise strictly(f"{where} is always true")
            return truth
        case "chat":
            if isinstance(value, str) and value.startswith("@"):
                return value
            return _integer(value, where, outer=True)
        case "str":
            if not isinstance(value, str):
                raise strictly(f"{where} is a string")
            return value
        case "file":
            return value
        case "json":
            return _decoded(value, where) if outer else value
        case "Markup":
            return _markup(_decoded(value, where), where)
        case "Inline":
            decoded = _decoded(value, where)
            if decoded in ("", {}):
                return None
            return _object("InlineKeyboardMarkup", decoded, where)
        case _:
            return _object(kind, _decoded(value, where) if outer else value, where)


def _markup(value: Any, where: str) -> Any:
    if value in ("", {}):
        return None
    if not isinstance(value, dict):
        raise bad("object expected as reply markup")
    for key, kind in _MARKUPS.items():
        if key in value and not (key == "force_reply" and "keyboard" in value):
            return _object(kind, value, where)
    raise strictly(f"{where} is none of {', '.join(_MARKUPS.values())}")


def _object(kind: str, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise strictly(f"{where} is a {kind}")
    fields = _fields(OBJECTS[kind])
    for name in value:
        if name not in fields:
            raise strictly(f"{where}: {kind} has no {name}")
    for name, (_, required) in fields.items():
        if required and name not in value:
            raise strictly(f"{where}: {kind} needs {name}")
    return {
        name: _value(fields[name][0], item, f"{where}.{name}")
        for name, item in value.items()
        if item is not None
    }


def _decoded(value: Any, where: str) -> Any:
    """What stands as JSON inside a form; a JSON body may nest it as it is."""
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {where.rpartition('.')[2].replace('_', ' ')} JSON object") from None


def _integer(value: Any, where: str, *, outer: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if outer and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
    raise strictly(f"{where} is a whole number")


def _boolean(value: Any, where: str, *, outer: bool) -> bool:
    if isinstance(value, bool):
        return value
    if outer and isinstance(value, str) and value.lower() in _TRUTH:
        return _TRUTH[value.lower()]
    raise strictly(f"{where} is true or false")
