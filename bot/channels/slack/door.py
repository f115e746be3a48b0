"""Requests of Slack, in at the door: verified, understood, and answered only when they are on disk.

slack-bolt's AsyncApp verifies signatures on the raw body within the 5-minute window, answers `url_verification`, and
reads the three encodings that Slack has. Its listeners are not used: it answers before one has run, and takes a
repeated event for a new one. So a middleware stands before them that takes every delivery (`receiving.py`), and its
answer is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.channels.base import Unsaved
from bot.channels.slack.web import SILENT, Json

log = structlog.get_logger(__name__)

#: where Slack posts to, of the manifest
PATH: Final = "/slack/events"
_SIGNED: Final = ("X-Slack-Request-Timestamp", "X-Slack-Signature")
_STAMP: Final = re.compile("[0-9]{1,15}")
Take = Callable[[Mapping[str, Any]], Awaitable[Json | None]]


class Door:
    """Takes requests for one app."""

    def __init__(self, *, take: Take, secret: str = "") -> None:
        self._take = take
        self._app = AsyncApp(
            signing_secret=secret or None,
            authorize=_nobody,
            before_authorize=self._before,
            process_before_response=True,
            request_verification_enabled=bool(secret),
            logger=SILENT,
        )

    async def posted(self, request: web.Request) -> web.Response:
        """By HTTP."""
        stamp, signature = (request.headers.get(name, "") for name in _SIGNED)
        if not (_STAMP.fullmatch(stamp) and signature.isascii()):  # over which Bolt stumbles
            return web.Response(status=401)
        try:
            asked = await to_bolt_request(request)
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # no body of Slack's; nobody has signed it
            return web.Response(status=400)
        return await to_aiohttp_response(await self._said(asked))

    async def delivered(self, payload: Json) -> tuple[bool, Json | None]:
        """By a socket, which needs no signature: whether it is to be acknowledged, and with what."""
        said = await self._said(AsyncBoltRequest(mode="socket_mode", body=payload))
        return said.status == 200, json.loads(said.body) if said.body.startswith("{") else None

    async def _said(self, asked: AsyncBoltRequest) -> BoltResponse:
        said = await self._app.async_dispatch(asked)
        if said.status == 500:  # Bolt keeps mistakes to itself
            log.error("a delivery that nobody can read", kind=str(asked.body.get("type", ""))[:40])
            return BoltResponse(status=400)
        return said

    async def _before(
        self, req: AsyncBoltRequest, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        body = req.body
        if body.get("type") == "url_verification":
            await next_()
            return None
        try:
            answer = await self._take(body)
        except Unsaved:
            return BoltResponse(status=503)
        return BoltResponse(status=200, body=answer or "")


async def _nobody() -> AuthorizeResult:
    """No listener runs, so nobody needs a token."""
    return AuthorizeResult(enterprise_id=None, team_id=None)
