"""Calls of Slack's Web API: one session, errors in the words of the contract, and what Slack has closed is not called.

slack_sdk's client is the transport. It tries nothing again by itself, as after a broken connection nobody knows whether
a message was posted; the relay decides that. A 429 closes one method for the whole workspace (docs.slack.dev, rate
limits), so no other caller tries it before its time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.base import ChannelError, Refused, Throttled, Unanswered
from bot.channels.slack.errors import refusal, refusal_of_status

CLOUD: Final = "https://slack.com/api"
#: seconds for a call; a download or an upload takes as long as it moves
_PATIENCE: Final = 15
_STALLED: Final = 60
#: bytes of a download that are handed on at once
PIECE: Final = 256 * 1024

#: the library's own, which would write what is sent at its lowest level
SILENT: Final = logging.getLogger("formbot.slack")
SILENT.setLevel(logging.CRITICAL)

Json = dict[str, Any]


class Web:
    """Calls with one token."""

    def __init__(self, *, token: str, api: str = CLOUD, timer: Callable[[], float] = time.monotonic) -> None:
        self._token = token
        self._api = api
        self._timer = timer
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        #: until when a method is not to be called
        self._closed: dict[str, float] = {}

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def call(self, method: str, **asked: Any) -> Json:
        """What Slack answers to a method that changes something; raises a ChannelError. Arguments that are None are
        left out."""
        return await self._answer(method, json=_given(asked))

    async def ask(self, method: str, **asked: Any) -> Json:
        """The same of one that only tells: those take no JSON, but a query (docs.slack.dev, using the Web API)."""
        return await self._answer(method, http_verb="GET", params=_given(asked))

    async def _answer(self, method: str, **how: Any) -> Json:
        left = self._closed.get(method, 0) - self._timer()
        if left > 0:
            raise Throttled("ratelimited", retry_after=left)
        refused: ChannelError
        try:
            answer = await self.client.api_call(method, **how)
        except SlackApiError as problem:
            refused = _refused(problem)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as problem:
            refused = Unanswered(type(problem).__name__)
        else:
            return answer.data if isinstance(answer.data, dict) else {}
        if isinstance(refused, Throttled) and refused.retry_after is not None:
            self._closed[method] = self._timer() + refused.retry_after
        raise refused

    async def respond(self, url: str, body: Json) -> None:
        """Post to a response_url; raises a ChannelError. What it says is documented nowhere but in its status."""
        try:
            async with self.session.post(url, json=body) as answer:
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise Unanswered(type(problem).__name__) from None
        if status != 200:
            raise refusal_of_status(status, retry_after)

    async def upload(self, name: str, content: bytes | Path) -> str:
        """The id of a file that is there, and shown nowhere yet; raises a ChannelError."""
        size = len(content) if isinstance(content, bytes) else await asyncio.to_thread(_size, content)
        if not size:  # of which Slack makes no file
            raise Refused("file_empty")
        place = await self.ask("files.getUploadURLExternal", filename=name, length=size)
        file = None if isinstance(content, bytes) else await asyncio.to_thread(content.open, "rb")
        try:
            async with self.session.post(
                place["upload_url"], data=file or content, timeout=aiohttp.ClientTimeout(sock_read=_STALLED)
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise Unanswered(type(problem).__name__) from None
        finally:
            if file is not None:
                file.close()
        if status != 200:
            raise refusal_of_status(status)
        return str(place["file_id"])

    async def download(self, url: str, *, at_most: int) -> AsyncGenerator[bytes, None]:
        """The bytes of a file of the workspace; raises a ChannelError. A page in place of it is none: whoever may not
        read it is sent to log in, with a status that says all is well (bolt-js #2585)."""
        headers = {"Authorization": f"Bearer {self._token}"}
        patience = aiohttp.ClientTimeout(total=None, sock_read=_STALLED)
        got = 0
        try:
            async with self.session.get(url, headers=headers, timeout=patience) as answer:
                if answer.status != 200:
                    raise refusal_of_status(answer.status, answer.headers.get("Retry-After", ""))
                if answer.content_type == "text/html" and not url.lower().endswith((".html", ".htm")):
                    raise Refused("login_page")
                async for piece in answer.content.iter_chunked(PIECE):
                    got += len(piece)
                    if got > at_most:
                        raise Refused("too_large")
                    yield piece
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise Unanswered(type(problem).__name__) from None

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made when it is first needed: it belongs to the loop."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_PATIENCE)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        """slack_sdk's."""
        if self._client is None:
            self._client = AsyncWebClient(
                self._token, base_url=f"{self._api.rstrip('/')}/", session=self.session, retry_handlers=[],
                logger=SILENT,
            )  # fmt: skip
        return self._client


def _given(asked: Json) -> Json:
    return {name: value for name, value in asked.items() if value is not None}


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        raise Refused("file_missing") from None


def _refused(problem: SlackApiError) -> ChannelError:
    answer = problem.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    headers = getattr(answer, "headers", {})
    retry_after = str(headers.get("Retry-After", headers.get("retry-after", "")))
    data = getattr(answer, "data", None)
    if isinstance(data, dict) and data.get("error"):
        return refusal(str(data["error"]), retry_after)
    return refusal_of_status(status, retry_after)
