"""The methods that put a message into a chat."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.checks import (
    caption_of,
    chat_of,
    deep_links,
    keyboard,
    may_send,
    replied,
    text_of,
    thread_in,
)
from tests.fakes.telegram.cloud import Cloud
from tests.fakes.telegram.files import PHOTO, UPLOAD, Stored, Upload, document, photo
from tests.fakes.telegram.refusals import bad, strictly

_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


def send_message(cloud: Cloud, args: Json) -> Json:
    chat = may_send(cloud, args.get("chat_id"))
    given = text_of(args)
    content: Json = {"text": given.text}
    if given.entities:
        content["entities"] = given.entities
    if "link_preview_options" in args:
        content["link_preview_options"] = args["link_preview_options"]
    deep_links(given, args.get("reply_markup"))
    return _posted(cloud, chat, args, content).data


def send_document(cloud: Cloud, args: Json) -> Json:
    chat = may_send(cloud, args.get("chat_id"))
    thread_in(
        chat, args.get("message_thread_id")
    )  # looked at before the file [Client.cpp, check_reply_parameters]
    stored = _stored(cloud, args.get("document"), "documents", UPLOAD)
    return _posted(cloud, chat, args, {"document": document(stored), **_caption(args)}).data


def send_photo(cloud: Cloud, args: Json) -> Json:
    chat = may_send(cloud, args.get("chat_id"))
    stored = _stored(cloud, args.get("photo"), "photos", PHOTO)
    return _posted(cloud, chat, args, {"photo": photo(cloud.files, stored), **_caption(args)}).data


def send_media_group(cloud: Cloud, args: Json) -> list[Json]:
    chat = may_send(cloud, args.get("chat_id"))
    media = args["media"]
    if not 2 <= len(media) <= 10:
        raise strictly("an album has 2-10 items")
    kinds = {one["type"] for one in media}
    if kinds not in ({"photo"}, {"document"}):
        raise strictly(f"an album is of photos or of documents, not of {sorted(kinds)}")
    contents = [_album_item(cloud, args, one) for one in media]
    group = {"media_group_id": str(cloud.rng.getrandbits(60))}
    return [_posted(cloud, chat, args, {**content, **group}).data for content in contents]


def _album_item(cloud: Cloud, args: Json, item: Json) -> Json:
    name = item["media"]
    source = args["attached"].get(name.removeprefix("attach://")) if name.startswith("attach://") else name
    if item["type"] == "photo":
        return {"photo": photo(cloud.files, _stored(cloud, source, "photos", PHOTO)), **_caption(item)}
    return {"document": document(_stored(cloud, source, "documents", UPLOAD)), **_caption(item)}


def send_chat_action(cloud: Cloud, args: Json) -> bool:
    chat = may_send(cloud, args.get("chat_id"))
    if args["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions.append(args["action"])
    return True


def copy_message(cloud: Cloud, args: Json) -> Json:
    source = _source(cloud, args, "message to copy not found")
    chat = may_send(cloud, args.get("chat_id"))
    content = _content(source)
    if "caption" in args:
        content = {key: value for key, value in content.items() if not key.startswith("caption")} | _caption(
            args
        )
    return {"message_id": _posted(cloud, chat, args, content).id}


def forward_message(cloud: Cloud, args: Json) -> Json:
    source = _source(cloud, args, "message to forward not found")
    chat = may_send(cloud, args.get("chat_id"))
    origin = {"type": "user", "sender_user": source.data["from"], "date": source.data["date"]}
    return _posted(cloud, chat, args, {"forward_origin": origin, **_content(source)}).data


_KEPT_BY_A_COPY = [
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "voice",
    "sticker",
    "contact",
    "location",
]


def _content(source: Message) -> Json:
    return {key: value for key, value in source.data.items() if key in _KEPT_BY_A_COPY}


def _source(cloud: Cloud, args: Json, missing: str) -> Message:
    message = chat_of(cloud, args.get("from_chat_id")).messages.get(args["message_id"])
    if message is None or message.deleted:
        raise bad(missing)
    return message


def _caption(args: Json) -> Json:
    given = caption_of(args)
    caption: Json = {"caption": given.text} if given.text else {}
    if given.entities:
        caption["caption_entities"] = given.entities
    return caption


def _posted(cloud: Cloud, chat: Chat, args: Json, content: Json) -> Message:
    if "ephemeral_message_parameters" in args:
        raise strictly("the fake knows no ephemeral messages yet")
    thread = thread_in(chat, args.get("message_thread_id"))
    reply = replied(chat, args.get("reply_parameters"))
    markup = keyboard(args.get("reply_markup"), chat)
    if args.get("protect_content"):
        content = {**content, "has_protected_content": True}
    if markup is not None and "inline_keyboard" in markup:
        content = {**content, "reply_markup": markup}
    elif markup is not None:
        chat.keyboard = None if "remove_keyboard" in markup else markup
    return cloud.post(chat, cloud.bot_user, {**reply, **content}, thread=thread)


def _stored(cloud: Cloud, source: Any, kind: str, most: int) -> Stored:
    if source is None or source == "":
        raise bad(f"there is no {kind.removesuffix('s')} in the request")
    if isinstance(source, Upload):
        if not source.content:
            raise bad("file must be non-empty")
        if len(source.content) > most:
            raise bad("file is too big")
        return cloud.files.keep(kind, source.content, source.name, mime=source.mime)
    if isinstance(source, str) and (stored := cloud.files.by_id.get(source)):
        return stored
    raise bad("wrong file identifier/HTTP URL specified")
