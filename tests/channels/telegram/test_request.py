"""PTB's HTTP on aiohttp, against a Bot API of a few lines on loopback. What calls mean is tested elsewhere."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import Bot, InputFile, InputMediaDocument
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import ChannelError, Misconfigured, Refused, Throttled, Unanswered
from bot.channels.telegram.errors import ProxyUnusable
from bot.channels.telegram.request import PIECE, AiohttpRequest
from bot.logs import configure_logs

TOKEN = "4242:a-secret-token"
CHAT = 7
SENT = {"message_id": 1, "date": 1_780_000_000, "chat": {"id": CHAT, "type": "private"}, "text": "x"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Api:
    """A server that answers every call in one way, and keeps what it was asked."""

    url: str = ""
    #: None answers a sent message
    answer: Answer | None = None
    calls: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    #: where calls came from: one per connection
    peers: set[object] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        if self.answer is not None:
            return await self.answer(request)
        call = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                self.files[name] = (value.filename, value.file.read())
            else:
                assert isinstance(value, str)
                call[name] = value
        self.calls.append(call)
        return web.json_response({"ok": True, "result": SENT})


@asynccontextmanager
async def served(handle: Answer) -> AsyncIterator[str]:
    """A server on a free port; its address."""
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{anything:.*}", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the machine that runs the tests."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    server = Api()
    async with served(server.handle) as server.url:
        yield server


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


@pytest.fixture
def bot(api: Api, request_: AiohttpRequest) -> Bot:
    return bot_on(api.url, request_)


def bot_on(url: str, request: AiohttpRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)


def says(status: int, body: object, *, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=headers)

    return answer


async def never(_: web.Request) -> web.StreamResponse:
    """Until the client or the test has gone."""
    await asyncio.Event().wait()
    raise AssertionError


def hangs_up(request: web.Request) -> Awaitable[web.StreamResponse]:
    """In the middle of a call."""
    assert request.transport is not None
    request.transport.abort()
    return never(request)


def texts_of(error: BaseException | None) -> Iterator[str]:
    """All that a careless log could show of an error."""
    while error is not None:
        yield repr(error)
        yield str(error)
        yield from (repr(argument) for argument in error.args)
        error = error.__cause__ or error.__context__


class TestCalls:
    """POST, as PTB makes them."""

    async def test_a_message_is_sent(self, bot: Bot, api: Api) -> None:
        """A form, JSON in its fields, in UTF-8."""
        message = await bot.send_message(CHAT, "你好 & “hello”", message_thread_id=3)
        assert message.message_id == 1
        assert api.calls == [{"chat_id": "7", "text": "你好 & “hello”", "message_thread_id": "3"}]

    async def test_one_connection_serves_calls_that_follow_each_other(self, bot: Bot, api: Api) -> None:
        """It is kept alive."""
        for _ in range(5):
            await bot.send_message(CHAT, "x")
        assert len(api.peers) == 1

    async def test_two_hundred_at_once(self, api: Api) -> None:
        """Never on more connections than it may have, and each is answered."""
        async with AiohttpRequest(connections=16, pool_timeout=None) as request:
            bot = bot_on(api.url, request)
            messages = await asyncio.gather(*(bot.send_message(CHAT, str(n)) for n in range(200)))
        assert len(messages) == 200
        assert {call["text"] for call in api.calls} == {str(n) for n in range(200)}
        assert len(api.peers) <= 16

    async def test_a_long_poll_holds_nothing_up(self, bot: Bot, api: Api) -> None:
        """Sixty-four sends beside it, on the same pool; it waits for as long as it asked to."""
        polled = asyncio.Event()
        proceed = asyncio.Event()
        usual = api.handle

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.path.endswith("getUpdates"):
                polled.set()
                await proceed.wait()
                return web.json_response({"ok": True, "result": []})
            api.answer = None
            try:
                return await usual(request)
            finally:
                api.answer = answer

        api.answer = answer
        poll = asyncio.create_task(bot.get_updates(timeout=50))
        await polled.wait()
        await asyncio.gather(*(bot.send_message(CHAT, "x") for _ in range(64)))
        assert not poll.done()
        proceed.set()
        assert await poll == ()

    async def test_half_of_a_surrogate_pair_is_a_bad_request(self, bot: Bot, api: Api) -> None:
        """Ours, not the network's: to try again would not help."""
        with pytest.raises(BadRequest, match="UTF-8") as refused:
            await bot.send_message(CHAT, "my answer \ud800")
        assert not any("my answer" in text for text in texts_of(refused.value))
        assert api.peers == set()

    async def test_a_call_past_ptb(self, request_: AiohttpRequest, api: Api) -> None:
        """JSON, without what is None; the result is what the server said."""
        asked: list[object] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            asked.append(await request.json())
            return web.json_response({"ok": True, "result": SENT})

        api.answer = answer
        url = f"{api.url}/bot{TOKEN}/sendMessage"
        assert await request_.call(url, chat_id=CHAT, text="你好 & “hello”", quiet=None, rows=[[1]]) == SENT
        assert asked == [{"chat_id": CHAT, "text": "你好 & “hello”", "rows": [[1]]}]

    async def test_a_call_past_ptb_is_refused_alike(self, request_: AiohttpRequest, api: Api) -> None:
        """The base class reads what was refused; half of a surrogate pair never leaves."""
        api.answer = says(400, {"ok": False, "description": "Bad Request: chat not found"})
        with pytest.raises(BadRequest, match="not found"):
            await request_.call(f"{api.url}/bot{TOKEN}/sendMessage", chat_id=CHAT, text="x")
        with pytest.raises(BadRequest, match="UTF-8"):
            await request_.call(f"{api.url}/bot{TOKEN}/sendMessage", chat_id=CHAT, text="\ud800")

    async def test_one_request_may_serve_a_bot_twice(self, api: Api) -> None:
        """PTB starts and ends both of its requests; both are this one."""
        request = AiohttpRequest()
        bot = bot_on(api.url, request)
        api.answer = says(
            200, {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "x", "username": "x"}}
        )
        for _ in range(2):
            async with bot:
                assert await bot.get_me()
        with pytest.raises(NetworkError, match="Not initialized"):
            await request.post(f"{api.url}/botX/getMe")

    def test_the_time_out_of_reads_is_told(self) -> None:
        """PTB adds it to that of a long poll."""
        assert AiohttpRequest(read_timeout=3.5).read_timeout == 3.5


class TestUploads:
    """Multipart, with attach:// where PTB wants it."""

    async def test_a_document_arrives_as_it_was(self, bot: Bot, api: Api) -> None:
        """Its name too, unescaped, as the Bot API server reads it; what would end a name is replaced."""
        content = bytes(range(256)) * 8_000  # above what aiohttp sends in one piece
        await bot.send_document(CHAT, content, filename='獎項 "A"; 1.txt', caption="摘要")
        assert api.files == {"document": ("獎項 'A'_ 1.txt", content)}
        assert api.calls == [{"chat_id": "7", "caption": "摘要"}]

    async def test_an_open_file_is_read_as_it_is_sent(self, bot: Bot, api: Api) -> None:
        """PTB passes the handle on where it is told to."""
        with tempfile.TemporaryFile() as file:
            file.write(b"content")
            file.seek(0)
            await bot.send_document(CHAT, InputFile(file, filename="a.txt", read_file_handle=False))
        assert api.files == {"document": ("a.txt", b"content")}

    async def test_an_album_names_its_attachments(self, bot: Bot, api: Api) -> None:
        """Each attach:// is a part."""
        api_answer = {"ok": True, "result": [SENT, SENT]}
        seen: dict[str, bytes] = {}

        async def answer(request: web.Request) -> web.StreamResponse:
            form = await request.post()
            for each in json.loads(str(form["media"])):
                part = form[each["media"].removeprefix("attach://")]
                assert isinstance(part, web.FileField)
                seen[part.filename] = part.file.read()
            return web.json_response(api_answer)

        api.answer = answer
        await bot.send_media_group(
            CHAT, [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two", filename="2.txt")]
        )
        assert seen == {"1.txt": b"one", "2.txt": b"two"}

    async def test_an_upload_that_nobody_takes_ends(self, bot: Bot, api: Api) -> None:
        """The write time-out, for each MiB."""
        api.answer = never
        with pytest.raises(TimedOut):
            await bot.send_document(
                CHAT, bytes(32 * 1024 * 1024), write_timeout=0.001, read_timeout=0.01, connect_timeout=0.01,
                pool_timeout=0.01,
            )  # fmt: skip


class TestRefusals:
    """What the base class reads must reach it."""

    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            (400, {"ok": False, "description": "Bad Request: chat not found"}, BadRequest),
            (401, {"ok": False, "description": "Unauthorized"}, InvalidToken),
            (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Forbidden),
            (404, {"ok": False, "description": "Not Found"}, InvalidToken),
            (409, {"ok": False, "description": "Conflict: terminated by other getUpdates request"}, Conflict),
            (500, {"ok": False, "description": "Internal Server Error"}, NetworkError),
            (502, "<html>Bad Gateway</html>", NetworkError),
            (502, "[1]", NetworkError),
            (200, "<html>Log in to this network</html>", NetworkError),
        ],
    )
    async def test_each_status_is_its_error(
        self, bot: Bot, api: Api, status: int, body: object, kind: type[TelegramError]
    ) -> None:
        """With its description, where there is one."""
        api.answer = says(status, body)
        with pytest.raises(TelegramError) as refused:
            await bot.send_message(CHAT, "x")
        assert type(refused.value) is kind
        assert "html" not in refused.value.message
        if isinstance(body, dict):
            assert refused.value.message.lower() in str(body["description"]).lower()

    async def test_a_call_is_not_led_elsewhere(self, bot: Bot, api: Api) -> None:
        """By a redirect: the Bot API knows none, and the token would go along."""
        paths: list[str] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            paths.append(request.path)
            return web.Response(status=307, headers={"Location": "/elsewhere"})

        api.answer = answer
        with pytest.raises(NetworkError, match="307"):
            await bot.send_message(CHAT, "x")
        assert paths == [f"/bot{TOKEN}/sendMessage"]

    async def test_flood_control(self, bot: Bot, api: Api) -> None:
        """Says for how long."""
        api.answer = says(429, {"ok": False, "description": "Too Many", "parameters": {"retry_after": 9}})
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(CHAT, "x")
        assert refused.value.retry_after == timedelta(seconds=9)

    async def test_migration(self, bot: Bot, api: Api) -> None:
        """Says where to."""
        api.answer = says(400, {"ok": False, "description": "x", "parameters": {"migrate_to_chat_id": -100}})
        with pytest.raises(ChatMigrated) as refused:
            await bot.send_message(CHAT, "x")
        assert refused.value.new_chat_id == -100


class TestTrouble:
    """The network."""

    async def test_no_answer_in_time(self, bot: Bot, api: Api) -> None:
        """The outcome is unknown; the connection is not used again."""
        api.answer = never
        with pytest.raises(TimedOut):
            await bot.send_message(CHAT, "x", read_timeout=0.01)
        api.answer = None
        await bot.send_message(CHAT, "x")
        assert len(api.peers) == 2

    async def test_no_connection_free_in_time(self, api: Api) -> None:
        """Nothing was sent, and the words say so."""
        async with AiohttpRequest(connections=1) as request:
            bot = bot_on(api.url, request)
            arrived = asyncio.Event()

            async def answer(asked: web.Request) -> web.StreamResponse:
                arrived.set()
                return await never(asked)

            api.answer = answer
            first = asyncio.create_task(bot.send_message(CHAT, "x"))
            await arrived.wait()
            with pytest.raises(TimedOut, match="nothing was sent"):
                await bot.send_message(CHAT, "x", pool_timeout=0.01)
            first.cancel()
            await asyncio.wait([first])

    async def test_no_connection_in_time(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        """Likewise; aiohttp's own words hold the address."""
        async with AiohttpRequest(connect_timeout=0.01) as request:
            assert request._session is not None
            monkeypatch.setattr(
                request._session.connector, "_create_connection", lambda *_: asyncio.sleep(60)
            )
            with pytest.raises(TimedOut, match="nothing was sent") as refused:
                await bot_on(api.url, request).send_message(CHAT, "x")
        assert not any(TOKEN in text for text in texts_of(refused.value))

    async def test_a_server_that_hangs_up(self, bot: Bot, api: Api) -> None:
        """In the middle of a call: asked once, and the outcome is unknown."""
        await bot.send_message(CHAT, "x")
        hung_up = 0

        def answer(request: web.Request) -> Awaitable[web.StreamResponse]:
            nonlocal hung_up
            hung_up += 1
            return hangs_up(request)

        api.answer = answer
        with pytest.raises(NetworkError) as refused:
            await bot.send_message(CHAT, "x")
        assert (hung_up, type(refused.value)) == (1, NetworkError)

    async def test_a_kept_connection_that_was_closed_meanwhile_is_not_used(self, bot: Bot, api: Api) -> None:
        """The server closes it between two calls: the second has a new one."""
        closing: list[asyncio.Transport] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            closing.append(request.transport)
            return web.json_response({"ok": True, "result": SENT})

        api.answer = answer
        await bot.send_message(CHAT, "x")
        closing[0].close()
        await asyncio.wait_for(_until(lambda: not _idle(bot)), 5)
        await bot.send_message(CHAT, "x")
        assert len(api.peers) == 2

    async def test_nobody_listens(self, api: Api, request_: AiohttpRequest) -> None:
        """A network error, by its kind alone."""
        async with served(api.handle) as url:
            pass
        with pytest.raises(NetworkError, match=r"^ClientConnectorError$"):
            await bot_on(url, request_).send_message(CHAT, "x")

    async def test_a_call_that_is_cancelled_frees_its_connection(self, api: Api) -> None:
        """Its slot too: as many again go through."""
        async with AiohttpRequest(connections=4) as request:
            bot = bot_on(api.url, request)
            arrived = asyncio.Semaphore(0)

            async def answer(asked: web.Request) -> web.StreamResponse:
                arrived.release()
                return await never(asked)

            api.answer = answer
            calls = [asyncio.create_task(bot.send_message(CHAT, "x")) for _ in range(8)]
            for _ in range(4):
                await arrived.acquire()
            for call in calls:
                call.cancel()
            assert all(
                isinstance(became, asyncio.CancelledError)
                for became in await asyncio.gather(*calls, return_exceptions=True)
            )
            api.answer = None
            await asyncio.gather(*(bot.send_message(CHAT, "x") for _ in range(8)))
        assert len(api.calls) == 8

    async def test_the_end_ends_what_is_open(self, api: Api) -> None:
        """A long poll at the time of the shutdown is an error, and no task is left."""
        arrived = asyncio.Event()

        async def answer(asked: web.Request) -> web.StreamResponse:
            arrived.set()
            return await never(asked)

        api.answer = answer
        async with AiohttpRequest() as request:
            poll = asyncio.create_task(bot_on(api.url, request).get_updates(timeout=50))
            await arrived.wait()
        with pytest.raises(NetworkError):
            await asyncio.wait_for(poll, 5)


class TestProxies:
    """From the environment, as httpx did."""

    @pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
    async def test_a_proxy_is_used(
        self, api: Api, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        """With the name and password that stand in its address; one without a scheme speaks HTTP."""
        monkeypatch.setenv(variable, api.url.replace("http://", "me:secret@"))
        asked: list[tuple[str, str]] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            asked.append((request.host, request.headers.get("Proxy-Authorization", "")))
            return web.json_response({"ok": True, "result": SENT})

        api.answer = answer
        await bot_on("http://api.telegram.invalid", request_).send_message(CHAT, "x")
        assert asked == [("api.telegram.invalid", "Basic bWU6c2VjcmV0")]

    async def test_a_proxy_for_https_is_asked_for_a_tunnel(
        self, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is told the host alone; where it gives none, that is an error of the network."""
        asked: list[bytes] = []

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
            with pytest.raises(NetworkError, match="ClientHttpProxyError"):
                await bot_on("https://api.telegram.invalid", request_).send_message(CHAT, "x")
        (head,) = asked
        assert head.startswith(b"CONNECT api.telegram.invalid:443 ")
        assert TOKEN.encode() not in head

    async def test_a_host_may_be_left_out(
        self, api: Api, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """NO_PROXY."""
        monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:1")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        await bot_on(api.url, request_).send_message(CHAT, "x")
        assert len(api.calls) == 1

    async def test_socks_is_said_to_be_unusable(
        self, api: Api, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Rather than passed by: who names a proxy does not want to be seen without it."""
        monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
        with pytest.raises(ProxyUnusable):
            await bot_on(api.url, request_).send_message(CHAT, "x")
        with pytest.raises(Misconfigured, match="proxy_not_http"):
            await received(request_, f"{api.url}/file", at_most=1)
        assert api.peers == set()


class TestDownloads:
    """GET, as a stream."""

    async def test_a_file_comes_in_pieces(self, api: Api, request_: AiohttpRequest) -> None:
        """As it was, and no piece larger than said."""
        content = bytes(range(256)) * 4_000
        api.answer = gives(content)
        pieces = await received(request_, f"{api.url}/file/bot{TOKEN}/a.pdf", at_most=len(content))
        assert b"".join(pieces) == content
        assert len(pieces) > 1
        assert max(map(len, pieces)) <= PIECE

    @pytest.mark.parametrize("told", [True, False])
    async def test_what_is_too_large_is_given_up(self, api: Api, told: bool) -> None:
        """Before the first byte where its length is told; the only connection is free again."""
        content = bytes(300_000)
        api.answer = gives(content, told=told)
        async with AiohttpRequest(connections=1) as request:
            kept: list[bytes] = []
            with pytest.raises(Refused, match="too_large"):
                await received(request, f"{api.url}/file", at_most=len(content) - 1, into=kept)
            assert bool(kept) is not told
            assert b"".join(await received(request, f"{api.url}/file", at_most=len(content))) == content

    async def test_who_stops_early_frees_the_connection(self, api: Api) -> None:
        """By closing the stream."""
        api.answer = gives(bytes(5_000_000))
        async with AiohttpRequest(connections=1) as request:
            async with aclosing(request.stream(f"{api.url}/file", at_most=5_000_000)) as pieces:
                assert await anext(pieces)
            api.answer = None
            await bot_on(api.url, request).send_message(CHAT, "x", pool_timeout=0.01)

    async def test_a_file_that_breaks_off(self, api: Api, request_: AiohttpRequest) -> None:
        """Is not taken for a whole one."""
        api.answer = gives(bytes(100_000), short=True)
        with pytest.raises(Unanswered, match="network"):
            await received(request_, f"{api.url}/file", at_most=200_000)

    async def test_a_file_that_stops_coming(self, api: Api) -> None:
        """Is waited for as long as a read may take."""
        api.answer = never
        async with AiohttpRequest(read_timeout=0.01) as request:
            with pytest.raises(Unanswered, match="timed_out"):
                await received(request, f"{api.url}/file", at_most=1)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(404, Unanswered), (401, Misconfigured), (429, Throttled), (400, Refused), (500, Unanswered)],
    )
    async def test_a_refusal_is_a_channel_error(
        self, api: Api, request_: AiohttpRequest, status: int, kind: type[ChannelError]
    ) -> None:
        """In the words of the contract."""
        api.answer = says(status, {"ok": False}, headers={"Retry-After": "4"})
        with pytest.raises(kind) as refused:
            await received(request_, f"{api.url}/file", at_most=10)
        assert refused.value.retry_after == (4.0 if status == 429 else None)


class TestTheToken:
    """It stands in every address, and nowhere else."""

    @pytest.mark.parametrize(
        "trouble",
        [
            says(502, f"<a href='/bot{TOKEN}/sendMessage'>"),
            says(200, f"<a href='/bot{TOKEN}/sendMessage'>"),
            says(302, "", headers={"Location": "/elsewhere"}),
            says(401, {"ok": False, "description": "Unauthorized"}),
            hangs_up,
            never,
        ],
    )
    async def test_nothing_that_is_raised_or_logged_holds_it(
        self, api: Api, trouble: Answer, restored_logs: io.StringIO
    ) -> None:
        """At the most talkative level, with all causes and contexts; what was sent is nowhere either."""
        api.answer = trouble
        async with AiohttpRequest(read_timeout=0.01) as request:
            bot = bot_on(api.url, request)
            with pytest.raises(TelegramError) as called:
                await bot.send_message(CHAT, "my answer")
            with pytest.raises(ChannelError) as fetched:
                await received(request, f"{api.url}/file/bot{TOKEN}/a", at_most=1)
        with pytest.raises(TelegramError) as closed:
            await bot.send_message(CHAT, "my answer")
        said = [text for error in (called, fetched, closed) for text in texts_of(error.value)]
        said.append(restored_logs.getvalue())
        assert not any(TOKEN in text or "my answer" in text for text in said)

    async def test_an_address_that_is_none(self, request_: AiohttpRequest) -> None:
        """The error of aiohttp for it is the address."""
        with pytest.raises(NetworkError) as refused:
            await bot_on("http://", request_).send_message(CHAT, "x")
        assert not any(TOKEN in text for text in texts_of(refused.value))


@pytest.fixture
def restored_logs() -> Iterator[io.StringIO]:
    """All that is logged, as the program logs it; then logging is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("telegram", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.NOTSET)


async def received(
    request: AiohttpRequest, url: str, *, at_most: int, into: list[bytes] | None = None
) -> list[bytes]:
    pieces = [] if into is None else into
    async with aclosing(request.stream(url, at_most=at_most)) as stream:
        async for piece in stream:
            pieces.append(piece)
    return pieces


def gives(content: bytes, *, told: bool = True, short: bool = False) -> Answer:
    """A file, whose length is told beforehand or not, and which may break off."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if told:
            response.content_length = len(content) + short
        await response.prepare(request)
        with suppress(ConnectionResetError):
            await response.write(content)
        if short:
            assert request.transport is not None
            request.transport.close()
        return response

    return answer


async def _until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - what the network does sets no event
        await asyncio.sleep(0)


def _idle(bot: Bot) -> bool:
    """Whether a connection is kept that could be used."""
    request = bot.request
    assert isinstance(request, AiohttpRequest)
    assert request._session is not None
    connector = request._session.connector
    assert connector is not None
    return any(proto.is_connected() for kept in connector._conns.values() for proto, _ in kept)
