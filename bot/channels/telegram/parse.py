"""One update of Telegram → what a person did. Pure: nothing is asked of the server and nothing is remembered.

Edits, presses, files, contacts and what is no answer at all become one `Inbound` each; in groups nothing is asked,
so what is said to the bot there becomes a `GroupTalk`. An album and a text that the client cut arrive as several
updates; each is one `Inbound` that says that more may follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageLimit

from bot.channels.base import HOLD, Corrected, Inbound, Offered, Present
from bot.channels.telegram.links import linked
from bot.channels.telegram.tokens import Token, unpack
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Reply, Typed

NAME: Final = "telegram"
#: what a link into the private chat carries where it names no dialogue
START: Final = "start"
#: a client cuts a longer text; some cut earlier, at a blank
_MAY_BE_CUT: Final = MessageLimit.MAX_TEXT_LENGTH - 600
#: an update that waited no longer has the time of its arrival: Telegram's own has no fractions of a second
_FRESH: Final = timedelta(seconds=60)
#: what is looked at of a message whose button was pressed
_OF_PRESSED: Final = ("message_id", "date", "chat")
#: standings of who sees a chat
THERE: Final = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupTalk:
    """Somebody spoke to the bot in a group, or brought it there."""

    chat: int
    topic: int | None
    language: str
    about: Literal["private", "room"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """What an update says; `query` is the id of the press that waits for an answer."""

    inbound: Inbound | None = None
    group: GroupTalk | None = None
    query: str = ""
    language: str = ""


NOTHING: Final = Parsed()


def lane_of(raw: Mapping[str, Any]) -> str:
    """What is taken one after the other: the chat of a message, or of the message whose button was pressed."""
    for what in raw.values():
        said = what.get("message", what) if isinstance(what, dict) else None
        if isinstance(said, dict) and isinstance(chat := said.get("chat"), dict):
            return str(chat.get("id", ""))
    return ""


def needed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An update without what nobody looks at: of a message whose button was pressed, its text and all its buttons.
    Half of what it costs to read a press."""
    match raw:
        case {"callback_query": {"message": {} as message} as query}:
            return {
                **raw,
                "callback_query": {
                    **query,
                    "message": {name: message[name] for name in _OF_PRESSED if name in message},
                },
            }
        case _:
            return dict(raw)


def parse(update: Update, *, bot: int, username: str, now: datetime) -> Parsed:
    """What an update says. `bot` and `username` are the bot's own, `now` is when the update arrived."""
    key = f"{bot}:{update.update_id}"
    if (query := update.callback_query) is not None:
        return _press(query, key, now)
    if (changed := update.my_chat_member) is not None:
        return _standing(changed, key, now)
    if (message := update.message) is not None:
        if message.chat.type == ChatType.PRIVATE:
            return Parsed(inbound=_message(message, key, bot, now), language=_language(message))
        return _in_group(message, bot, username)
    if (message := update.edited_message) is not None and message.chat.type == ChatType.PRIVATE:
        text = clean(message.text or "")
        if text:
            content = Corrected(text=text)
            return Parsed(inbound=_inbound(message, key, content, now), language=_language(message))
    return NOTHING


def _press(query: CallbackQuery, key: str, now: datetime) -> Parsed:
    token, language = unpack(query.data or ""), query.from_user.language_code or ""
    message = query.message
    if token is None or message is None or message.chat.type != ChatType.PRIVATE:
        return Parsed(query=query.id, language=language)
    return Parsed(inbound=_pressed(query, token, message.chat.id, message.message_id, key, now),
                  query=query.id, language=language)  # fmt: skip


def _pressed(query: CallbackQuery, token: Token, chat: int, message: int, key: str, now: datetime) -> Inbound:
    return Inbound(
        channel=NAME,
        key=key,
        external_id=str(chat),
        at=now,
        content=token.reply,
        turn=token.turn or None,
        application=token.application,
        about=str(message),
        place=message,
        language=query.from_user.language_code or "",
    )


def _standing(changed: ChatMemberUpdated, key: str, now: datetime) -> Parsed:
    """Blocked, unblocked, brought into a group."""
    is_there = changed.new_chat_member.status in THERE
    chat, language = changed.chat, changed.from_user.language_code or ""
    if chat.type == ChatType.PRIVATE:
        content = Present(reachable=is_there)
        return Parsed(
            inbound=Inbound(channel=NAME, key=key, external_id=str(chat.id), at=now, content=content)
        )
    was_there = changed.old_chat_member.status in THERE
    if chat.type in (ChatType.GROUP, ChatType.SUPERGROUP) and is_there and not was_there:
        return Parsed(group=GroupTalk(chat=chat.id, topic=None, language=language, about="room"))
    return NOTHING


def _in_group(message: Message, bot: int, username: str) -> Parsed:
    """What is said to the bot in a group; all else there is not for it."""
    if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return NOTHING
    text = (message.text or "").casefold()
    command, _, named = text.split()[0].partition("@") if text.startswith("/") else ("", "", "")
    replied = message.reply_to_message
    to_the_bot = (
        (command and named in ("", username.casefold()))
        or f"@{username}".casefold() in text.split()
        or (replied is not None and replied.from_user is not None and replied.from_user.id == bot
            and not replied.forum_topic_created)
    )  # fmt: skip
    if not to_the_bot:
        return NOTHING
    topic = message.message_thread_id if message.is_topic_message else None
    return Parsed(
        group=GroupTalk(chat=message.chat.id, topic=topic, language=_language(message), about="private")
    )


def _message(message: Message, key: str, bot: int, now: datetime) -> Inbound | None:
    content = _content(message)
    if content is None:
        return None
    replied = message.reply_to_message
    is_reply = replied is not None and replied.from_user is not None and replied.from_user.id == bot
    return _inbound(
        message, key, content, now, about=str(replied.message_id) if replied is not None and is_reply else ""
    )


def _inbound(
    message: Message, key: str, content: Reply | Offered | Corrected, now: datetime, about: str = ""
) -> Inbound:
    sent = message.edit_date if isinstance(content, Corrected) and message.edit_date else message.date
    text = content.text if isinstance(content, Typed) else ""
    return Inbound(
        channel=NAME,
        key=key,
        external_id=str(message.chat.id),
        at=sent if now - sent > _FRESH else now,
        content=content,
        message_id=str(message.message_id),
        place=message.message_id,
        about=about,
        hold=HOLD if message.media_group_id is not None or _units(text) > _MAY_BE_CUT else 0,
        language=_language(message),
    )


def _content(message: Message) -> Reply | Offered | None:
    """What a message says; None where it says nothing, as "… joined"."""
    if message.text is not None:
        return _said(clean(message.text))
    if message.contact is not None:
        return Typed(text=clean(message.contact.phone_number), more=True)
    if (offered := _offered(message)) is not None:
        return offered
    if message.sticker or message.dice or message.game:
        return Command(name="unread", argument="sticker")
    if message.location or message.venue:
        return Command(name="unread", argument="location")
    if message.poll or message.story or message.checklist or message.paid_media or message.invoice:
        return Command(name="unread", argument="other")
    return None


def _said(text: str) -> Reply:
    """A text; /start with what a link carries: the short name of a dialogue, or what a reviewer wants to read."""
    command, _, argument = text.partition(" ")
    command = command.partition("@")[0]
    if command == "/start":
        argument = argument.strip()
        if (asked := linked(argument)) is not None:
            return asked
        return Command(name="start") if argument in ("", START) else Command(name="open", argument=argument)
    if command.startswith("/") and "@" in text.partition(" ")[0]:
        text = f"{command} {argument}".strip()
    return Typed(text=text, more=True)


def _offered(message: Message) -> Offered | None:
    """A file of any kind. Its token is its size and Telegram's id of it: the size is known before the download."""
    caption = clean(message.caption or "")
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        return _file(photo.file_id, photo.file_size, "", caption)
    if (voice := message.voice) is not None:
        return _file(voice.file_id, voice.file_size, "voice.ogg", caption)
    if (note := message.video_note) is not None:
        return _file(note.file_id, note.file_size, "video.mp4", caption)
    for kind, name in (
        (message.document, "file"),
        (message.animation, "animation.mp4"),
        (message.video, "video.mp4"),
        (message.audio, "audio.mp3"),
    ):
        if kind is not None:
            return _file(kind.file_id, kind.file_size, clean(kind.file_name or "") or name, caption)
    return None


def _file(file: str, size: int | None, name: str, caption: str) -> Offered:
    return Offered(token=f"{size or 0}:{file}", name=name, size=size or 0, caption=caption)


def _language(message: Message) -> str:
    return (message.from_user.language_code if message.from_user is not None else None) or ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
