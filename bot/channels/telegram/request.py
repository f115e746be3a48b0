"""HTTP for python-telegram-bot, on aiohttp: one pool for calls, long polls, uploads and downloads.

With PTB's own HTTPXRequest everything waits for HTTP. `python -m bench.telegram_transport` (the whole of
`Bot.send_message` against a server of its own process on loopback; 22 Nov 2026, two cores that others used too):

    PTB with httpx       224 to 241 messages a second, 32 requests open    (217 with 64 open)
    PTB with aiohttp   2,061 to 3,492 messages a second, 32 requests open  (3,504 with 64 open)

**Nothing that is raised or logged here holds an address**: addresses hold the token. aiohttp's errors quote them
("Connection timeout to host …"), so they are told by their kind alone and have no cause; a page that is no JSON (a
gateway's, a proxy's) is dropped before the library quotes it.

Time-outs, in seconds, as PTB passes them: pool (waiting for one of `connections`), connect (DNS, TCP, TLS, proxy),
read (between two reads), write. aiohttp has none for writing: an upload may take the write time-out for each MiB
that it begins, beside the others; what has no file fits into the socket's buffers.

A kept connection that the server has closed is not used again. Where the server closes it just as a call is sent,
aiohttp repeats a GET; a POST it does not (RFC 9110, 9.2.2), so it is a NetworkError: the outcome is unknown, and
whether to send again is the caller's to say. Kinds of errors, 429 and migration are read by the base class.

What a call is for must not live here, nor how a refusal of it is told (`errors.refusal`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.base import ChannelError, Refused, Unanswered
from bot.channels.telegram.errors import ProxyUnusable, refusal, refusal_of_file

#: of a download, read at once at most; bytes
PIECE: Final = 64 * 1024

_MIB: Final = 1024 * 1024
_JSON: Final = {"Content-Type": "application/json"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
#: the Bot API server takes a file name as it stands, without any escapes, and ends it at a semicolon
#: (tdlib/td, HttpReader.cpp)
_IN_A_HEADER: Final = str.maketrans({'"': "'", "\\": "_", ";": "_", "\r": "_", "\n": "_"})


class AiohttpRequest(BaseRequest):
    """May serve a Bot as both of its requests at once: to start and to end it twice does no harm."""

    def __init__(
        self,
        *,
        connections: int = 128,
        pool_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 10.0,
        write_timeout: float | None = 20.0,
    ) -> None:
        """`connections` is for everything together: the sends, the polls and the downloads of a process."""
        self._slots = asyncio.Semaphore(connections)
        self._pool = pool_timeout
        self._connect = connect_timeout
        self._read = read_timeout
        self._write = write_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        """Proxies are read from the environment anew: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY."""
        if self._session is None:
            self._proxies.clear()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # `_slots` is the limit
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                timeout=aiohttp.ClientTimeout(total=None),
                # aiohttp's own reading of the environment costs a hop to a thread for every call
                trust_env=False,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer; raises a TelegramError. A file handle that is sent is closed."""
        pool = _given(pool_timeout, self._pool)
        connect, read = _given(connect_timeout, self._connect), _given(read_timeout, self._read)
        try:
            body, size, headers = _body(request_data)
            total = _longest(size, pool, connect, read, _given(write_timeout, self._write))
            async with (
                self._slot(pool),
                self._open().request(
                    method,
                    url,
                    data=body,
                    headers=headers,
                    timeout=_timeout(total, connect, read),
                    proxy=self._proxy(url),
                    allow_redirects=False,
                ) as response,
            ):
                return response.status, _legible(response.status, await response.read())
        except Exception as error:  # noqa: BLE001 - the base class would quote what it does not know
            problem = _told(error)
        raise problem  # here, where it has no context

    async def call(self, url: str, **fields: object) -> Any:
        """A call without files, in JSON; its result as it comes, or a TelegramError. What is None is left out.

        Past the objects that PTB makes of the arguments and of the answer: they cost more than the call itself.
        """
        # `post` hands on what it is given, and reads errors alike
        return await self.post(url, cast("RequestData", _Fields(fields)))

    async def stream(self, url: str, *, at_most: int) -> AsyncGenerator[bytes, None]:
        """A file, piece by piece; raises a ChannelError, `Refused("too_large")` above so many bytes. Who stops
        early closes it (`contextlib.aclosing`), so that its connection is free at once."""
        problem: ChannelError | None
        try:
            async with (
                self._slot(self._pool),
                self._open().get(
                    url,
                    headers={"Accept-Encoding": "identity"},  # sizes are the file's own
                    timeout=aiohttp.ClientTimeout(connect=self._connect, sock_read=self._read),
                    proxy=self._proxy(url),
                    allow_redirects=False,
                ) as response,
            ):
                _check_file(response, at_most)
                received = 0
                async for piece in response.content.iter_chunked(PIECE):
                    received += len(piece)
                    if received > at_most:
                        raise Refused("too_large")  # noqa: TRY301 - the connection is given up on the way out
                    yield piece
                return
        except ChannelError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it may quote the address
            problem = refusal(_told(error))
        raise problem or Unanswered("network")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the base class does it, without logging or quoting what cannot be read."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise NetworkError("The answer is not a JSON object")
        return parsed

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NetworkError("Not initialized, or shut down")
        return self._session

    def _slot(self, wait: float | None) -> _Slot:
        return _Slot(self._slots, wait)

    def _proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        origin = (parts.scheme, parts.hostname or "")
        if origin not in self._proxies:
            self._proxies[origin] = _proxy_of(*origin)
        return self._proxies[origin]


class _Slot:
    """One of the connections, for as long as the call lasts."""

    __slots__ = ("_slots", "_wait")

    def __init__(self, slots: asyncio.Semaphore, wait: float | None) -> None:
        self._slots = slots
        self._wait = wait

    async def __aenter__(self) -> None:
        if not self._slots.locked():  # nearly always: then there is nothing to wait for, and no clock is set
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(self._wait):
                await self._slots.acquire()
        except TimeoutError:
            raise TimedOut("No connection became free in time: nothing was sent") from None

    async def __aexit__(self, *_: object) -> None:
        self._slots.release()


class _Fields:
    """The arguments of a call without files."""

    __slots__ = ("body",)

    def __init__(self, fields: Mapping[str, object]) -> None:
        given = {name: value for name, value in fields.items() if value is not None}
        self.body = json.dumps(given, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=64)
def _timeout(total: float | None, connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)


def _given(value: object, otherwise: float | None) -> float | None:
    """A time-out of this call; the library has a mark of its own for "not given"."""
    return value if value is None or isinstance(value, float | int) else otherwise


def _longest(size: int, *limits: float | None) -> float | None:
    """How long an upload of so many bytes may take in all; `limits` ends with the one for writing."""
    *others, write = (0.0 if limit is None else limit for limit in limits)
    if size == 0 or None in limits:
        return None
    return sum(others) + write * ceil(size / _MIB)


def _body(data: RequestData | _Fields | None) -> tuple[aiohttp.Payload | bytes | None, int, dict[str, str]]:
    """What is sent, its length where files are in it, and its headers."""
    if data is None:
        return None, 0, {}
    if isinstance(data, _Fields):
        return data.body.encode(), 0, _JSON
    if not data.contains_files:
        return data.url_encoded_parameters().encode(), 0, _FORM
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(
            name,
            BytesIO(content) if isinstance(content, bytes) else content,
            filename=filename.translate(_IN_A_HEADER),
            content_type=media_type,
        )
    writer = form()
    return writer, writer.size or _MIB, {}


def _legible(status: int, body: bytes) -> bytes:
    """The body, unless it is an error's and not the Bot API's: a gateway's page may quote the address."""
    if status >= 300:
        try:
            AiohttpRequest.parse_json_payload(body)
        except NetworkError:
            return b"{}"
    return body


def _check_file(response: aiohttp.ClientResponse, at_most: int) -> None:
    if response.status != 200:
        raise refusal_of_file(response.status, response.headers.get("Retry-After", ""))
    if (response.content_length or 0) > at_most:
        raise Refused("too_large")


def _proxy_of(scheme: str, host: str) -> str | None:
    """The proxy that the environment names for this host."""
    proxies = getproxies()
    named = None if proxy_bypass(host) else proxies.get(scheme) or proxies.get("all")
    if not named:
        return None
    proxy = named if "://" in named else f"http://{named}"
    if not proxy.startswith(("http://", "https://")):
        raise ProxyUnusable("The proxy is not an HTTP proxy")
    return proxy


def _told(error: Exception) -> TelegramError:
    """An error as PTB expects it, by its kind alone."""
    match error:
        case TelegramError():
            return error
        case aiohttp.ConnectionTimeoutError():
            return TimedOut("No connection in time: nothing was sent")
        case TimeoutError():
            return TimedOut()
        case UnicodeEncodeError():  # half of a surrogate pair; in these words Telegram says it too
            return BadRequest("strings must be encoded in UTF-8")
        case _:
            return NetworkError(type(error).__name__)
