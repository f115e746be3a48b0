"""Telegram: a bot in private chats, and a poster in the reviewers' groups.

python-telegram-bot is the transport, for its `Bot` and its types: what comes in is confirmed only when it is on disk
(`receiving.py`), what goes out is one call for each parcel (`sending.py`). Its Updater, ConversationHandler, persistence, JobQueue and
rate limiter are not used: each of them loses what a crash finds in memory. Meaning is in `parse.py`, drawing in
`render.py`, refusals in `errors.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.constants import CallbackQueryLimit, FileSizeLimit, MessageLimit
from telegram.error import TelegramError

from bot.channels.base import (
    ChannelError,
    Handle,
    Intake,
    Manner,
    Misconfigured,
    Parcel,
    Refused,
    Screens,
    Sent,
)
from bot.channels.lanes import Raw
from bot.channels.telegram.errors import refusal
from bot.channels.telegram.menu import set_menu
from bot.channels.telegram.parse import NAME, NOTHING, START, GroupTalk, Parsed, needed, parse
from bot.channels.telegram.polling import BATCH, LONG, PAUSES, poll
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.request import PIECE, AiohttpRequest
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import Webhook
from dialogues.words import Words

log = structlog.get_logger(__name__)

#: what the bot wants to hear of; all else stays with Telegram
UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
CLOUD: Final = "https://api.telegram.org"

_TOAST: Final = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
#: a bot may fetch files up to this size; with a Bot API server of one's own, any
_LARGEST: Final = int(FileSizeLimit.FILESIZE_DOWNLOAD)
_ANY: Final = 2_000_000_000


class Telegram:
    """The channel of one bot."""

    name: Final = NAME
    chats: Final = None
    #: 28 of the 30 a second that Telegram allows to many (core.telegram.org/bots/faq), 20 a minute to a group:
    #: a message may go out a little after its moment, and the one a minute later on time
    manner: Final = Manner(
        longest=int(MessageLimit.MAX_TEXT_LENGTH), below=True, bulk=28, room=(20, 61), posts="brief",
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
        self._sender = Sender(self._bot, self._request, words)

    @property
    def is_single(self) -> bool:
        """A second poll ends the first (Bot API, getUpdates)."""
        return self._webhook is None

    async def run(self, handle: Handle, intake: Intake, screens: Screens) -> None:
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
        return await self._sender.send(parcel)

    async def is_member(self, room: str, external_id: str) -> bool:
        """Whether the person is in the group; raises a ChannelError."""
        return await self._sender.is_member(room, external_id)

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

    # Coming in.

    async def _begin(self) -> None:
        """Who the bot is; tried until Telegram answers."""
        failures = 0
        while True:
            try:
                await self._request.initialize()
                await self._bot.initialize()
                self._sender.username = self._bot.username
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
            update = Update.de_json(needed(raw), None)
        except Exception as problem:  # noqa: BLE001 - its text may hold what a person wrote
            log.error("update not readable", update=raw.get("update_id"), error=type(problem).__name__)
            return None
        if update is None:
            return NOTHING
        return parse(update, bot=self._bot.id, username=self._bot.username, now=self._now())

    async def _answer(self, query: str, toast: str) -> None:
        with suppress(TelegramError):  # a toast: what it says is on the screen too
            await self._request.call(
                f"{self._calls}/answerCallbackQuery", callback_query_id=query, text=toast[:_TOAST] or None
            )

    async def _tell(self, chat: str, sentence: str) -> None:
        with suppress(TelegramError):
            if sentence:
                await self._bot.send_message(chat_id=int(chat), text=sentence)

    async def _greet(self, talk: GroupTalk) -> None:
        """Where questions are asked, and what this group is called in the settings."""
        say = self._sender.saying(talk.language)
        link = InlineKeyboardButton(say("group.open"), url=f"https://t.me/{self._bot.username}?start={START}")
        is_room = talk.about == "room"
        with suppress(TelegramError):
            await self._bot.send_message(
                chat_id=talk.chat,
                message_thread_id=talk.topic,
                text=say("group.room", room=f"telegram:{talk.chat}") if is_room else say("group.private"),
                reply_markup=None if is_room else InlineKeyboardMarkup([[link]]),
            )


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
