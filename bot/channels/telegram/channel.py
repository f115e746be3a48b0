"""Telegram: a bot in private chats, and a poster in the reviewers' groups.

python-telegram-bot is the transport, for its `Bot` and its types: what comes in is confirmed only when it is on disk
(`receiving.py`), what goes out is one call for each parcel. Its Updater, ConversationHandler, persistence, JobQueue and
rate limiter are not used: each of them loses what a crash finds in memory. Meaning is in `parse.py`, drawing in
`render.py`, refusals in `errors.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, assert_never
from urllib.parse import urlencode

import structlog
from telegram import (
    Bot,
    ChatMember,
    ChatMemberRestricted,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram import Message as Shown
from telegram.constants import CallbackQueryLimit, FileSizeLimit, MessageLimit, ParseMode
from telegram.error import TelegramError

from bot.channels.base import (
    Bare,
    ChannelError,
    Handle,
    Intake,
    Malformed,
    Manner,
    Migrated,
    Misconfigured,
    Parcel,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
)
from bot.channels.telegram import render, room
from bot.channels.telegram.errors import GONE, refusal
from bot.channels.telegram.menu import set_menu
from bot.channels.telegram.parse import NAME, NOTHING, START, THERE, GroupTalk, Parsed, parse
from bot.channels.telegram.polling import BATCH, LONG, PAUSES, poll
from bot.channels.telegram.receiving import Raw, Receiver
from bot.channels.telegram.render import Drawn
from bot.channels.telegram.request import PIECE, AiohttpRequest
from bot.channels.telegram.webhook import Webhook
from dialogues.effects import Ask, Due, Fetch, Give, Hand, Page, Post, Refresh, Settle, Tell
from dialogues.prompt import Notice
from dialogues.words import Words, match_language

log = structlog.get_logger(__name__)

#: what the bot wants to hear of; all else stays with Telegram
UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
CLOUD: Final = "https://api.telegram.org"

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_TOAST: Final = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
#: a bot may fetch files up to this size; with a Bot API server of one's own, any
_LARGEST: Final = int(FileSizeLimit.FILESIZE_DOWNLOAD)
_ANY: Final = 2_000_000_000


class Telegram:
    """The channel of one bot."""

    name: Final = NAME
    chats: Final = None
    #: 28 of the 30 a second that Telegram allows to many (core.telegram.org/bots/faq), 20 a minute to a group
    manner: Final = Manner(
        longest=int(MessageLimit.MAX_TEXT_LENGTH), below=True, bulk=28, room=20, brief=True,
        upload=int(FileSizeLimit.FILESIZE_UPLOAD),
    )  # fmt: skip

    def __init__(
        self,
        *,
        token: str,
        words: Words,
        now: Callable[[], datetime],
        api: str = CLOUD,
        webhook: Webhook | None = None,
    ) -> None:
        self._request = AiohttpRequest(read_timeout=10)
        self._bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=self._request,
            local_mode=False,
        )
        self._calls = f"{api}/bot{token}"
        self._is_cloud = api == CLOUD
        self._words = words
        self._now = now
        self._webhook = webhook
        #: the bot's own, once it is known
        self._username = ""
        #: groups that have become supergroups, with another id
        self._moved: dict[str, str] = {}

    async def run(self, handle: Handle, intake: Intake) -> None:
        """Receive until cancelled; raises Misconfigured when the token is refused."""
        await self._begin()
        receiver = Receiver(
            bot=self._bot.id, handle=handle, intake=intake, read=self._read, answer=self._answer,
            tell=self._tell, greet=self._greet,
        )  # fmt: skip
        try:
            await receiver.resume()
            if self._webhook is not None:
                await self._webhook.serve(self._bot, receiver, UPDATES)
            else:
                with suppress(TelegramError):  # while one is set, polls are refused, and say so
                    await self._bot.delete_webhook()
                await poll(self._get_updates, receiver)
        finally:
            await receiver.close()

    async def close(self) -> None:
        """Give the connections back; after the last send."""
        await self._request.shutdown()

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

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        """The bytes of a file: first its size is looked at, then it is asked for."""
        size, _, file = token.partition(":")
        most = _LARGEST if self._is_cloud else _ANY
        if int(size or 0) > most:
            raise Refused("too_large")
        link = await self._link(file)
        if link.startswith("/"):  # a Bot API server of our own, in local mode, has put it on this machine
            source: AsyncGenerator[bytes, None] = _on_disk(Path(link), most)
        else:
            source = self._request.stream(link, at_most=most)
        async with aclosing(source) as pieces:
            async for piece in pieces:
                yield piece

    async def _link(self, file: str) -> str:
        try:
            return (await self._bot.get_file(file)).file_path or ""
        except TelegramError as problem:
            refused = refusal(problem) or Refused("not_found")
        raise refused

    # Going out.

    async def _send(self, parcel: Parcel) -> Sent:
        content = parcel.content
        match content:
            case Ask():
                drawn = render.prompt(
                    content.prompt, content.turn, parcel.application, self._saying(content.prompt.language)
                )
                return await self._post(parcel, drawn)
            case Refresh():
                drawn = render.prompt(
                    content.prompt, content.turn, parcel.application, self._saying(content.prompt.language)
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
                if content.buttons and not self._username:  # they lead to the bot, by its name
                    raise Unanswered("not_begun")
                return await self._post(parcel, room.post(content, self._username), quiet=True)
            case Hand():
                file = InputFile(content.text.encode(), filename=content.name)
                return await self._hand(parcel, file, render.caption(content).text)
            case Give():
                with _opened(parcel.file) as kept:
                    # not read into memory: it goes out as it is read
                    file = InputFile(kept, filename=content.name, read_file_handle=False)
                    return await self._hand(parcel, file, room.caption(content))
            case Bare():
                await self._bot.edit_message_reply_markup(
                    chat_id=self._chat(parcel), message_id=int(parcel.message_id), reply_markup=None
                )
                return Sent()
            case Fetch() | Post() | Due():
                raise Malformed("not_a_message")
            case _:
                assert_never(content)

    async def _post(self, parcel: Parcel, drawn: Drawn, *, quiet: bool = False) -> Sent:
        shown = await self._bot.send_message(
            chat_id=self._chat(parcel),
            text=drawn.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(drawn),
            link_preview_options=_NO_PREVIEW,
            message_thread_id=int(parcel.topic) if parcel.topic else None,
            disable_notification=quiet or None,
            reply_parameters=ReplyParameters(int(parcel.below), allow_sending_without_reply=True)
            if parcel.below
            else None,
        )
        return _sent(shown)

    async def _edit(self, parcel: Parcel, drawn: Drawn) -> Sent:
        await self._bot.edit_message_text(
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
        return _sent(shown)

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

    # Coming in.

    async def _begin(self) -> None:
        """Who the bot is; tried until Telegram answers."""
        failures = 0
        while True:
            try:
                await self._request.initialize()
                await self._bot.initialize()
                self._username = self._bot.username
                break
            except TelegramError as problem:
                refused = refusal(problem)
            if isinstance(refused, Misconfigured):
                raise refused
            log.warning("telegram does not answer", code=refused.code if refused is not None else "")
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
        with suppress(TelegramError):  # a convenience: without it all can be typed
            await set_menu(self._bot, self._words)

    async def _get_updates(self, offset: int | None) -> Sequence[Raw]:
        """Raw, so that one that nobody can read does not hold up the others."""
        asked: dict[str, Any] = {"timeout": LONG, "limit": BATCH, "allowed_updates": json.dumps(UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        try:
            updates = await self._request.post(
                f"{self._calls}/getUpdates?{urlencode(asked)}", read_timeout=LONG + 10
            )
        except TelegramError as problem:
            refused = refusal(problem)
        else:
            return [one for one in updates if _is_numbered(one)] if isinstance(updates, list) else []
        raise refused or ChannelError("unknown")

    def _read(self, raw: Raw) -> Parsed | None:
        """An update; None for one that cannot be read, which is our mistake or a new kind."""
        try:
            update = Update.de_json(dict(raw), None)
        except Exception as problem:  # noqa: BLE001 - its text may hold what a person wrote
            log.error("update not readable", update=raw.get("update_id"), error=type(problem).__name__)
            return None
        if update is None:
            return NOTHING
        return parse(update, bot=self._bot.id, username=self._bot.username, now=self._now())

    async def _answer(self, query: str, toast: str) -> None:
        with suppress(TelegramError):  # a toast: what it says is on the screen too
            await self._bot.answer_callback_query(query, text=toast[:_TOAST] or None)

    async def _tell(self, chat: str, sentence: str) -> None:
        with suppress(TelegramError):
            if sentence:
                await self._bot.send_message(chat_id=int(chat), text=sentence)

    async def _greet(self, talk: GroupTalk) -> None:
        """Where questions are asked, and what this group is called in the settings."""
        say = self._saying(talk.language)
        link = InlineKeyboardButton(say("group.open"), url=f"https://t.me/{self._bot.username}?start={START}")
        is_room = talk.about == "room"
        with suppress(TelegramError):
            await self._bot.send_message(
                chat_id=talk.chat,
                message_thread_id=talk.topic,
                text=say("group.room", room=f"telegram:{talk.chat}") if is_room else say("group.private"),
                reply_markup=None if is_room else InlineKeyboardMarkup([[link]]),
            )

    def _saying(self, language: str) -> render.Say:
        return partial(self._words.say, match_language((language,), self._words.languages, "en"))


def _is_numbered(update: object) -> bool:
    """Whether it can be confirmed; anything else is none of Telegram's."""
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


async def _on_disk(path: Path, at_most: int) -> AsyncGenerator[bytes, None]:
    """The bytes of a file of this machine; raises a ChannelError."""
    try:
        if (await asyncio.to_thread(path.stat)).st_size > at_most:
            raise Refused("too_large")
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
    except OSError:
        raise Refused("not_found") from None


def _keyboard(drawn: Drawn) -> InlineKeyboardMarkup | None:
    if not drawn.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(key.label, url=key.url)
                if key.url
                else InlineKeyboardButton(key.label, callback_data=key.data)
                for key in row
            ]
            for row in drawn.rows
        ]
    )


def _sent(shown: Shown) -> Sent:
    return Sent(message_id=str(shown.message_id), place=shown.message_id)


def _is_there(member: ChatMember) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status in THERE


def _opened(file: Path | None) -> BinaryIO:
    try:
        return (file or Path()).open("rb")
    except OSError:
        raise Refused("file_missing") from None
