"""Slack over HTTP and websockets on loopback: arguments in, methods, answers out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack.channels import Channel
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.faults import Fault, Faults
from tests.fakes.slack.files import LOGIN, upload
from tests.fakes.slack.messages import respond
from tests.fakes.slack.methods import METHODS, arguments
from tests.fakes.slack.observing import Violation
from tests.fakes.slack.people import User
from tests.fakes.slack.posting import Posting
from tests.fakes.slack.refusals import Json, Refusal, throttled
from tests.fakes.slack.scopes import GRANTED, check
from tests.fakes.slack.socket import Sockets
from tests.fakes.slack.workspace import Workspace

TOKEN = "xoxb-test-token-for-the-fake-server-only"
APP_TOKEN = "xapp-test-token-for-the-fake-server-only"
SECRET = "signing-secret-for-the-fake-server-only"


@dataclass(slots=True)
class Call:
    """One call of the Web API. `result` is None where it was refused, `error` then says how."""

    method: str
    args: Json
    #: seconds of `timer` when it came in
    at: float
    result: Json | None = None
    error: Refusal | None = None


def _utc() -> datetime:
    return datetime.now(UTC)


class Slack:
    """A workspace with one app, on 127.0.0.1 while it is entered.

    `clock` dates everything and `timer` measures seconds for what is paced; `advance` moves both, and what is due in
    between happens: retries of events, presses given up. `echoes`: the bot is told of its own messages, as by Slack.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _utc,
        timer: Callable[[], float] = time.monotonic,
        token: str = TOKEN,
        app_token: str = APP_TOKEN,
        secret: str = SECRET,
        echoes: bool = True,
        seed: int = 0,
    ) -> None:
        self.token, self.app_token, self.secret = token, app_token, secret
        #: of the bot's token
        self.scopes = set(GRANTED)
        self._clock, self._timer, self._advanced = clock, timer, 0.0
        self.rng = Random(seed)
        self.space = Workspace(self.now, self.rng, echoes=echoes)
        self.deliveries = self.space.deliveries
        self.sockets = Sockets(self.space)
        self.http = Posting(self.space, secret)
        self.faults = Faults(self.rng, self.timer)
        self.deliveries.send = self._send
        self.calls: list[Call] = []
        self._runner: web.AppRunner | None = None
        self._port = 0

    def now(self) -> float:
        """Seconds since 1970, as moved by `advance`."""
        return self._clock().timestamp() + self._advanced

    def timer(self) -> float:
        return self._timer() + self._advanced

    async def advance(self, seconds: float) -> None:
        self._advanced += seconds
        await self.deliveries.pass_time()

    @property
    def url(self) -> str:
        return self.space.url

    @property
    def base_url(self) -> str:
        """For AsyncWebClient(base_url=…) and `SLACK_API_URL`."""
        return f"{self.url}/api/"

    def user(self, name: str, *, locale: str = "en-US") -> User:
        """A person who has never written to the bot yet."""
        return User(self.space, name, locale=locale)

    def channel(self, name: str, *members: User, private: bool = False, bot: bool = True) -> Channel:
        """A channel; `bot`: whether the bot is in it."""
        id_, kind = (self.space.id("C"), "group" if private else "channel")
        channel = Channel(id_, kind, name, names=dict(self.space.names()))
        channel.members = {member.id for member in members} | ({self.space.bot_user} if bot else set())
        self.space.channels[id_] = channel
        return channel

    def called(self, method: str, **args: Any) -> list[Call]:
        """The calls of a method that were not refused, in order; with these arguments."""
        return [
            call
            for call in self.calls
            if call.method == method
            and call.error is None
            and all(call.args.get(name) == value for name, value in args.items())
        ]

    @property
    def refused(self) -> list[Call]:
        """The calls that were answered by an error, scripted ones too."""
        return [call for call in self.calls if call.error is not None]

    def content(self, file: Json) -> bytes:
        """Of a file, by what the API says of it."""
        return self.space.files[file["id"]].content or b""

    @property
    def violations(self) -> list[Violation]:
        """What the app did that it must not, see Violation; a test asserts that there is none."""
        return self.space.observer.violations

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """On the port that it had, if it was started before."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self.sockets.serve)
        app.router.add_post("/actions/{team}/{key}", self._respond)
        app.router.add_post("/upload/v1/{id}", self._upload)
        app.router.add_get("/files-pri/{file}/{rest:.*}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.space.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Nobody answers any more; nothing is forgotten."""
        await self.sockets.cut()
        await self.space.stop()
        await self.http.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _send(self, delivery: Delivery, envelope: str) -> bool:
        return await (self.http if self.http.url else self.sockets).send(delivery, envelope)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            args = await arguments(request)
        except Refusal as refusal:
            self.calls.append(Call(method, {}, self.timer(), error=refusal))
            return _refused(refusal)
        token = request.headers.get("Authorization", "").removeprefix("Bearer").strip() or args.get(
            "token", ""
        )
        args.pop("token", None)
        call = Call(method, args, self.timer())
        self.calls.append(call)
        if left := self.faults.left(method):
            self.space.observer.note("closed", f"{method}, {left} s inside its Retry-After")
            call.error = throttled(left)
            return _refused(call.error)
        fault = self.faults.meet(method, args) or Fault()
        await asyncio.sleep(fault.slow)
        if fault.status:
            call.error = Refusal(str(fault.status))
            return web.Response(
                status=fault.status, text="<html>Server error</html>", content_type="text/html"
            )
        try:
            call.result = self._outcome(fault, method, args, token)
        except Refusal as refusal:
            call.error = refusal
        if fault.cut:
            assert request.transport is not None
            request.transport.abort()
        answer = web.json_response({"ok": True, **(call.result or {})})
        if call.error is not None:
            answer = _refused(call.error)
        if token == self.token:
            answer.headers["x-oauth-scopes"] = ",".join(sorted(self.scopes))
        return answer

    def _outcome(self, fault: Fault, method: str, args: Json, token: str) -> Json:
        if fault.cut == "before":
            raise Refusal("cut")
        if fault.refusal is not None:
            raise fault.refusal
        return self._apply(method, args, token)

    def _apply(self, method: str, args: Json, token: str) -> Json:
        if not token:
            raise Refusal("not_authed")
        if token not in {self.token, self.app_token}:
            raise Refusal("invalid_auth")
        if (method == "apps.connections.open") != (token == self.app_token):
            raise Refusal("not_allowed_token_type")
        if method == "apps.connections.open":
            return self.sockets.ticket()
        if method not in METHODS:
            self.space.observer.note("schema", f"{method} is no method of a form bot")
            raise Refusal("unknown_method")
        check(self.space, method, args, self.scopes)
        apply, known = METHODS[method]
        for name in args.keys() - known:
            self.space.observer.note("schema", f"{method} has no argument {name}")
        self.space.observer.called(method, self.timer())
        result = apply(self.space, args)
        if method == "chat.postMessage":
            is_direct = self.space.channel(result["channel"]).type == "im"  # "short bursts" are allowed
            self.space.observer.posted(result["channel"], self.timer(), burst=5 if is_direct else 2)
        return result

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        call = Call("response_url", body, self.timer())
        self.calls.append(call)
        fault = self.faults.meet(call.method, body) or Fault()
        if fault.status:
            call.error = Refusal(str(fault.status))
            return web.Response(status=fault.status, text="no_service")
        try:
            if fault.refusal is not None:
                raise fault.refusal
            respond(self.space, request.match_info["key"], body)
        except Refusal as refusal:
            call.error = refusal
            return _refused(refusal)
        call.result = {}
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if request.content_type == "multipart/form-data":
            given = next(iter((await request.post()).values()))
            body = given.file.read() if isinstance(given, web.FileField) else str(given).encode()
        else:
            body = await request.read()
        try:
            return web.Response(text=upload(self.space, request.match_info["id"], body))
        except Refusal as refusal:
            return web.Response(text=refusal.error, status=refusal.status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self.space.files.get(request.match_info["file"].partition("-")[2])
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(text=LOGIN, content_type="text/html")
        if stored is None or stored.content is None:
            return web.Response(status=404)
        return web.Response(body=stored.content, content_type=stored.data["mimetype"])


def _refused(refusal: Refusal) -> web.Response:
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return web.json_response(refusal.answer(), status=refusal.status, headers=headers)
