"""Slack: a bot in direct messages, and a poster in the reviewers' channels.

slack_sdk is the transport (`web.py`), slack-bolt the door (`door.py`). What comes in, by a socket (`socket.py`) or by
HTTP, is acknowledged only when it is on disk (`receiving.py`); what goes out is one call for each parcel (`sending.py`).
Meaning is in `parse.py`, drawing in `render.py`, refusals in `errors.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import structlog

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
from bot.channels.doors import Doors
from bot.channels.slack import room
from bot.channels.slack.door import PATH, Door
from bot.channels.slack.manifest import COMMAND
from bot.channels.slack.parse import NAME
from bot.channels.slack.receiving import Receiver
from bot.channels.slack.sending import Sender
from bot.channels.slack.socket import PAUSES, Socket
from bot.channels.slack.web import CLOUD, Web
from dialogues.effects import Ask, Tell
from dialogues.words import Words

log = structlog.get_logger(__name__)

#: bytes of a file that is taken, and that is given (slack.com/help: 1 GB)
_LARGEST: Final = 1_000_000_000
#: UTF-16 units of a notice in one message: `msg_blocks_too_long` counts their JSON (`render.LONGEST_JSON`)
_LONGEST: Final = 6_000


@dataclass(frozen=True, kw_only=True, slots=True)
class BySocket:
    """Slack delivers over a connection of ours."""

    #: of the app, xapp-…
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ByHttp:
    """Slack posts to us."""

    secret: str
    doors: Doors


class Slack:
    """The channel of one bot in one workspace."""

    name: Final = NAME
    chats: Final = None
    #: up to ten connections of an app share what is delivered
    is_single: Final = False
    #: a message a second to one channel, with short bursts (docs.slack.dev, rate limits), and some hundred a minute to all
    manner: Final = Manner(
        longest=_LONGEST,
        command=f"{COMMAND} ",
        below=True,
        bulk=1,
        chat=(4, 4.2),
        room=(1, 1.05),
        posts="thread",
        fits=room.fits,
        forms=True,
        boxes=True,
        upload=_LARGEST,
    )

    def __init__(
        self,
        *,
        token: str,
        incoming: BySocket | ByHttp,
        words: Words,
        now: Callable[[], datetime],
        api: str = CLOUD,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._web = Web(token=token, api=api)
        self._app = Web(token=incoming.token, api=api) if isinstance(incoming, BySocket) else None
        self._incoming = incoming
        self._api = api
        self._words = words
        self._now = now
        self._sender = Sender(self._web, words, timer)
        self._socket: Socket | None = None

    async def run(self, handle: Handle, intake: Intake, screens: Screens) -> None:
        """Receive until cancelled; raises Misconfigured when a token is refused."""
        await self._begin()
        receiver = Receiver(
            web=self._web, sender=self._sender, handle=handle, intake=intake, screens=screens, now=self._now
        )
        try:
            await receiver.lanes.resume()
            if isinstance(self._incoming, ByHttp):
                door = Door(take=receiver.take, secret=self._incoming.secret)
                async with self._incoming.doors.open(PATH, door.posted):
                    await asyncio.Event().wait()
            elif self._app is not None:
                door = Door(take=receiver.take)
                self._socket = Socket(web=self._app, deliver=door.delivered)
                await self._socket.run()
        finally:
            self._socket = None
            await receiver.close()

    async def close(self) -> None:
        """Give the connections back; after the last send."""
        await self._web.close()
        if self._app is not None:
            await self._app.close()

    async def send(self, parcel: Parcel) -> Sent:
        """One call; raises a ChannelError."""
        began = asyncio.get_running_loop().time()
        sent = await self._sender.send(parcel)
        if self._socket is not None and isinstance(parcel.content, Ask | Tell):
            self._socket.posted(began)
        return sent

    async def is_member(self, room: str, external_id: str) -> bool:
        """Whether the person is in the channel; raises a ChannelError."""
        return await self._sender.is_member(room, external_id)

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        """The bytes of a file: first its size is looked at, then where it lies is asked for."""
        size, _, file = token.partition(":")
        if int(size or 0) > _LARGEST:
            raise Refused("too_large")
        try:
            told = (await self._web.ask("files.info", file=file)).get("file", {})
        except ChannelError as problem:
            if problem.code in {"file_not_found", "file_deleted"}:
                raise Refused("not_found") from None
            raise
        link = told.get("url_private_download") or told.get("url_private")
        if not link:
            raise Refused("not_found")
        if not self._is_of_slack(
            str(link)
        ):  # of a file that lies elsewhere: whoever owns that would get our token
            raise Refused("external")
        async with aclosing(self._web.download(str(link), at_most=_LARGEST)) as pieces:
            async for piece in pieces:
                yield piece

    def _is_of_slack(self, link: str) -> bool:
        """Whether the bot's token may be shown there."""
        there, api = urlsplit(link), urlsplit(self._api)
        host = there.hostname or ""
        return (there.scheme, host) == (api.scheme, api.hostname) or (
            there.scheme == "https" and host.endswith((".slack.com", ".slack-edge.com"))
        )

    async def _begin(self) -> None:
        """Whether the token is taken; tried until Slack answers."""
        failures = 0
        while True:
            try:
                await self._web.call("auth.test")
            except ChannelError as problem:
                refused = problem
            else:
                return
            if isinstance(refused, Misconfigured) or refused.code == "account_inactive":
                raise Misconfigured("token_refused")
            log.warning("Slack does not answer", code=refused.code)
            await asyncio.sleep(refused.retry_after or PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
