"""A webhook: Telegram posts each update; it is told 200 only when the update is on disk.

What is not told so is delivered again (Bot API, setWebhook): after a second at first, up to a day for messages, 150
seconds for presses. The secret of the header is compared in constant time.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import Misconfigured, Unsaved
from bot.channels.doors import Doors
from bot.channels.telegram.errors import refusal
from bot.channels.telegram.polling import PAUSES
from bot.channels.telegram.receiving import Receiver

log = structlog.get_logger(__name__)

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
#: deliveries at the same time, Telegram's own limit
_CONNECTIONS: Final = 100
#: seconds until an update that takes long is kept as it came. Telegram posts the next message of a chat, and the next
#: press of a person, only when the one before is done (telegram-bot-api, WebhookActor; it waits for a minute): so their
#: order holds, also where another program gets the next one
ANSWERED: Final = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """Where Telegram is to post, and where that arrives."""

    #: as Telegram reaches it; its path is what is served
    address: str
    #: 1 to 256 of A-Z, a-z, 0-9, _ and -
    secret: str
    doors: Doors

    async def serve(self, bot: Bot, receiver: Receiver, updates: Sequence[str]) -> None:
        """Until cancelled."""

        async def delivered(request: web.Request) -> web.Response:
            if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.secret.encode()):
                return web.Response(status=403)
            try:
                raw = await request.json()
            except (ValueError, RecursionError):
                return web.Response(status=400)
            if not isinstance(raw, dict):
                return web.Response(status=400)
            try:
                await receiver.take(raw, ANSWERED)
            except Unsaved:
                return web.Response(status=503, headers={"Retry-After": "2"})
            return web.Response()

        async with self.doors.open(urlsplit(self.address).path or "/", delivered):
            await self._announce(bot, updates)
            await asyncio.Event().wait()

    async def _announce(self, bot: Bot, updates: Sequence[str]) -> None:
        """Tell Telegram where to post; tried until it has heard."""
        failures = 0
        while True:
            try:
                await bot.set_webhook(
                    self.address,
                    secret_token=self.secret,
                    allowed_updates=list(updates),
                    max_connections=_CONNECTIONS,
                )
            except TelegramError as problem:
                refused = refusal(problem)
            else:
                return
            if refused is None:
                return
            if not refused.retryable:
                raise Misconfigured("webhook_refused")
            log.warning("webhook not set", code=refused.code)
            await asyncio.sleep(refused.retry_after or PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
