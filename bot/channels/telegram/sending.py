"""What goes out to Telegram: one call for each parcel, and how it is refused. What is drawn is in `render.py` and `room.py`,
what a refusal means in `errors.py`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, assert_never

import structlog
from telegram import (
    Bot,
    ChatMember,
    ChatMemberRestricted,
    InputFile,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.channels.base import (
    Bare,
    Malformed,
    Migrated,
    Parcel,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
)
from bot.channels.telegram import render, room
from bot.channels.telegram.errors import GONE, refusal
from bot.channels.telegram.parse import THERE
from bot.channels.telegram.render import Drawn
from bot.channels.telegram.request import AiohttpRequest
from dialogues.effects import Ask, Due, Fetch, Give, Hand, Page, Post, Refresh, Settle, Tell
from dialogues.prompt import Notice
from dialogues.words import Words, match_language

log = structlog.get_logger(__name__)


_NO_PREVIEW: Final = {"is_disabled": True}


class Sender:
    """Sends parcels through one bot; what has no file, past it, as JSON (`AiohttpRequest.call`)."""

    def __init__(self, bot: Bot, request: AiohttpRequest, words: Words) -> None:
        self._bot = bot
        self._request = request
        self._calls = bot.base_url
        self._words = words
        #: the bot's own, once it is known
        self.username = ""
        #: groups that have become supergroups, with another id
        self._moved: dict[str, str] = {}

    async def send(self, parcel: Parcel) -> Sent:
        """One call; raises a ChannelError."""
        try:
            return await self._send(parcel)
        except TelegramError as problem:
            refused = refusal(problem)
        if refused is None:  # it is as it was to be
            return Sent(message_id=parcel.message_id, place=int(parcel.message_id or 0))
        if isinstance(refused, Migrated) and parcel.external_id not in self._moved:
            log.warning("a group has another id now: change REVIEWERS", room=refused.external_id)
            self._moved[parcel.external_id] = refused.external_id
            return await self.send(parcel)
        if refused.code == GONE and isinstance(parcel.content, Bare | Settle):
            return Sent()
        if refused.code == GONE and parcel.message_id and isinstance(parcel.content, Refresh | Page):
            return await self.send(replace(parcel, message_id=""))
        raise refused

    async def _send(self, parcel: Parcel) -> Sent:
        content = parcel.content
        match content:
            case Ask():
                drawn = render.prompt(
                    content.prompt, content.turn, parcel.application, self.saying(content.prompt.language)
                )
                return await self._post(parcel, drawn)
            case Refresh():
                drawn = render.prompt(
                    content.prompt, content.turn, parcel.application, self.saying(content.prompt.language)
                )
                return await (self._edit(parcel, drawn) if parcel.message_id else self._post(parcel, drawn))
            case Settle():
                drawn = render.settled(content.settled, parcel.application)
                return await (self._edit(parcel, drawn) if parcel.message_id else self._post(parcel, drawn))
            case Tell():
                return await self._post(parcel, render.notice(content.notice, parcel.application))
            case Page():
                drawn = render.notice(content.notice, None)
                return await (self._edit(parcel, drawn) if parcel.message_id else self._post(parcel, drawn))
            case Notice():
                if content.buttons and not self.username:  # they lead to the bot, by its name
                    raise Unanswered("not_begun")
                return await self._post(parcel, room.post(content, self.username), quiet=True)
            case Hand():
                file = InputFile(content.text.encode(), filename=content.name)
                return await self._hand(parcel, file, render.caption(content).text)
            case Give():
                with _opened(parcel.file) as kept:
                    # not read into memory: it goes out as it is read
                    file = InputFile(kept, filename=content.name, read_file_handle=False)
                    return await self._hand(parcel, file, room.caption(content))
            case Bare():
                await self._request.call(
                    f"{self._calls}/editMessageReplyMarkup",
                    chat_id=self._chat(parcel),
                    message_id=int(parcel.message_id),
                )
                return Sent()
            case Fetch() | Post() | Due():
                raise Malformed("not_a_message")
            case _:
                assert_never(content)

    async def _post(self, parcel: Parcel, drawn: Drawn, *, quiet: bool = False) -> Sent:
        shown = await self._request.call(
            f"{self._calls}/sendMessage",
            chat_id=self._chat(parcel),
            text=drawn.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(drawn),
            link_preview_options=_NO_PREVIEW,
            message_thread_id=int(parcel.topic) if parcel.topic else None,
            disable_notification=quiet or None,
            reply_parameters={"message_id": int(parcel.below), "allow_sending_without_reply": True}
            if parcel.below
            else None,
        )
        return _sent(shown["message_id"])

    async def _edit(self, parcel: Parcel, drawn: Drawn) -> Sent:
        await self._request.call(
            f"{self._calls}/editMessageText",
            chat_id=self._chat(parcel),
            message_id=int(parcel.message_id),
            text=drawn.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(drawn),
            link_preview_options=_NO_PREVIEW,
        )
        return Sent(message_id=parcel.message_id, place=int(parcel.message_id))

    async def _hand(self, parcel: Parcel, file: InputFile, caption: str) -> Sent:
        shown = await self._bot.send_document(
            chat_id=self._chat(parcel),
            document=file,
            caption=caption or None,
            parse_mode=ParseMode.HTML,
            message_thread_id=int(parcel.topic) if parcel.topic else None,
        )
        return _sent(shown.message_id)

    async def is_member(self, room: str, external_id: str) -> bool:
        """Raises a ChannelError. Sure for groups where the bot is an administrator (Bot API, getChatMember)."""
        try:
            member = await self._bot.get_chat_member(self._chat_of(room), int(external_id))
        except TelegramError as problem:
            refused = refusal(problem) or Refused("unknown")
        else:
            return _is_there(member)
        if isinstance(refused, Migrated) and room not in self._moved:
            self._moved[room] = refused.external_id
            return await self.is_member(room, external_id)
        if isinstance(
            refused, Unreachable | Refused
        ):  # who was never there is "not found", or an id without meaning
            log.info("not a member", room=room, code=refused.code)
            return False
        raise refused

    def _chat(self, parcel: Parcel) -> int | str:
        return self._chat_of(parcel.external_id)

    def _chat_of(self, external_id: str) -> int | str:
        chat = self._moved.get(external_id, external_id)
        return chat if chat.startswith("@") else int(chat)

    def saying(self, language: str) -> render.Say:
        return partial(self._words.say, match_language((language,), self._words.languages, "en"))


def _keyboard(drawn: Drawn) -> dict[str, object] | None:
    """An InlineKeyboardMarkup."""
    if not drawn.rows:
        return None
    return {
        "inline_keyboard": [
            [
                {"text": key.label, "url": key.url}
                if key.url
                else {"text": key.label, "callback_data": key.data}
                for key in row
            ]
            for row in drawn.rows
        ]
    }


def _sent(message: int) -> Sent:
    return Sent(message_id=str(message), place=message)


def _is_there(member: ChatMember) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status in THERE


def _opened(file: Path | None) -> BinaryIO:
    try:
        return (file or Path()).open("rb")
    except OSError:
        raise Refused("file_missing") from None
