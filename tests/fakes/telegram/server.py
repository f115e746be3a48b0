"""The Bot API over HTTP on loopback: arguments in, methods, answers out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram import editing, sending, settings
from tests.fakes.telegram.arguments import arguments
from tests.fakes.telegram.chats import Json, Message
from tests.fakes.telegram.cloud import Cloud
from tests.fakes.telegram.faults import Fault, Faults
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.observing import Observer, Violation
from tests.fakes.telegram.people import User
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.refusals import Refusal, throttled
from tests.fakes.telegram.schema import METHODS, checked
from tests.fakes.telegram.updates import Update
from tests.fakes.telegram.webhook import Webhook

TOKEN = "123456789:TEST-token_for-the-fake-server-only"


@dataclass(slots=True)
class Call:
    """One call of the API. `result` is None where it was refused, `error` then says how."""

    method: str
    args: Json
    #: seconds of `timer` when it came in
    at: float
    result: Any = None
    error: Refusal | None = None

    @property
    def chat_id(self) -> int | None:
        return self.args.get("chat_id")


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


_HANDLERS: dict[str, Callable[[Cloud, Json], Any]] = {
    name: getattr(module, _snake(name))
    for name in METHODS
    for module in (sending, editing, settings)
    if hasattr(module, _snake(name))
}
#: by what is asked for: names of methods are read without regard to case
_NAMES = {name.lower(): name for name in METHODS}
_POSTING = ("send", "copy", "forward", "edit")


def _utc() -> datetime:
    return datetime.now(UTC)


class Telegram:
    """A Bot API server for one bot, on 127.0.0.1 while it is entered.

    `clock` dates everything; `timer` measures seconds for what is paced (a test that stops the first leaves the
    second alone). `longest_poll` bounds a long poll in real seconds, so that no test waits for one; `webhook_delay`
    is how long the first retry of a webhook waits.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], datetime] = _utc,
        timer: Callable[[], float] = time.monotonic,
        longest_poll: float = 50,
        webhook_delay: float = 1,
        privacy: bool = True,
        seed: int = 0,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        bot = {"id": bot_id, "is_bot": True, "first_name": "Formbot", "username": "formbot_test_bot"}
        bot |= {"can_join_groups": True, "can_read_all_group_messages": not privacy}
        bot |= {"supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False}
        self.token = token
        self.timer = timer
        self.rng = Random(seed)
        self.cloud = Cloud(bot, clock, self.rng)
        self.updates = self.cloud.updates
        self.polling = Polling(self.updates, longest_poll)
        self.webhook = Webhook(self.updates, self.cloud.now, timer, self._answered, webhook_delay)
        self.faults = Faults(self.rng, timer)
        self._observer = Observer()
        self.calls: list[Call] = []
        self._runner: web.ServerRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """For `TELEGRAM_API_URL`: without /bot<token>."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """For telegram.Bot(base_url=…), which appends the token."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    def user(self, name: str, *, language_code: str | None = None, username: str | None = None) -> User:
        """A person who has never written to the bot yet."""
        return User(self.cloud, name, language_code=language_code, username=username)

    def group(
        self, title: str, *members: User, supergroup: bool = False, forum: bool = False, bot: str = "member"
    ) -> Group:
        """A group where `bot` is the bot's standing: "member", "administrator", "left", "kicked", "muted"."""
        return Group(self.cloud, title, *members, supergroup=supergroup, forum=forum, bot=bot)

    def called(self, method: str, chat_id: int | None = None) -> list[Call]:
        """The calls of a method that were not refused, in order."""
        return [
            call
            for call in self.calls
            if call.method == method and call.error is None and chat_id in {None, call.chat_id}
        ]

    @property
    def refused(self) -> list[Call]:
        """The calls that were answered by an error, scripted ones too."""
        return [call for call in self.calls if call.error is not None]

    def content(self, message: Message) -> bytes:
        """Of the document or the photo in a message."""
        media = message.data["document"] if "document" in message.data else message.data["photo"][-1]
        return self.cloud.files.by_id[media["file_id"]].content

    @property
    def violations(self) -> list[Violation]:
        """What the bot did that it must not, see Violation; a test asserts that there is none."""
        return self._observer.violations

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.webhook.stop()
        await self.stop()

    async def start(self) -> None:
        """On the port that it had, if it was started before."""
        self._runner = web.ServerRunner(
            web.Server(self._serve, handler_cancellation=True, access_log=None), shutdown_timeout=0.01
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Nobody answers any more; nothing is forgotten. People may go on."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return self._download(path)
        prefix = f"/bot{self.token}/"
        if not path.startswith(prefix):
            known = path.startswith("/bot") and ":" in path
            return _refused(Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found"))
        method = _NAMES.get(path[len(prefix) :].lower())
        if method is None:
            self._observer.note("schema", f"{path[len(prefix) :]} is no method of a form bot")
            return _refused(Refusal(404, "Not Found: method not found"))
        try:
            raw, attached = await arguments(request)
        except Refusal as refusal:
            return _refused(refusal)
        if early := self._too_soon(method, raw):
            return _refused(early)
        fault = self.faults.meet(method, raw)
        if fault is None:
            return await self._call(method, raw, attached)
        return await self._faulty(fault, request, method, raw, attached)

    async def _faulty(
        self, fault: Fault, request: web.BaseRequest, method: str, raw: Json, attached: Json
    ) -> web.StreamResponse:
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if fault.refusal is not None or fault.status or fault.cut == "before":
            error = fault.refusal or Refusal(fault.status, fault.cut or "an answer in HTML")
            self.calls.append(Call(method, dict(raw), self.timer(), error=error))
            if fault.refusal is not None:
                return _refused(fault.refusal)
            if fault.status:
                page = f"<html><body><h1>{fault.status}</h1></body></html>"
                return web.Response(text=page, status=fault.status, content_type="text/html")
        response = None if fault.cut == "before" else await self._call(method, raw, attached)
        if response is None or fault.cut:
            assert request.transport is not None
            request.transport.abort()
        return response or web.Response()

    async def _call(self, method: str, raw: Json, attached: Json) -> web.StreamResponse:
        call = Call(method, dict(raw), self.timer())
        self.calls.append(call)
        try:
            call.args = checked(method, raw)
            call.result = await self._apply(method, {**call.args, "attached": attached})
        except Refusal as refusal:
            call.error = refusal
            if refusal.strict:
                self._observer.note("schema", f"{method}: {refusal.description}")
            return _refused(refusal)
        if method.startswith(_POSTING) and method != "sendChatAction":
            messages = len(call.result) if isinstance(call.result, list) else 1
            self._observer.sent(method, call.chat_id, call.at, messages)
        if method == "getUpdates":
            updates: list[Update] = call.result
            call.result = [update.id for update in updates]
            texts = ", ".join(update.text for update in updates)
            return _json(f'{{"ok": true, "result": [{texts}]}}')
        return _json(json.dumps({"ok": True, "result": call.result}, ensure_ascii=False))

    def _too_soon(self, method: str, raw: Json) -> Refusal | None:
        """A call to a chat that is closed by a 429 is answered by another."""
        seconds, known = self.faults.left(raw)
        if not seconds:
            return None
        if known:
            self._observer.note("closed", f"{method} to {raw['chat_id']}, {seconds} s inside its retry_after")
        refusal = throttled(seconds)
        self.calls.append(Call(method, dict(raw), self.timer(), error=refusal))
        return refusal

    async def _apply(self, method: str, args: Json) -> Any:
        match method:
            case "getUpdates":
                return await self.polling.get_updates(args)
            case "setWebhook":
                return await self.webhook.set(args)
            case "deleteWebhook":
                return await self.webhook.delete(args)
            case "getWebhookInfo":
                return self.webhook.info()
            case "logOut" | "close":
                return True
            case _:
                return _HANDLERS[method](self.cloud, args)

    def _answered(self, method: str, raw: Json) -> None:
        """A call in the answer to a webhook."""
        call = Call(method, raw, self.timer())
        self.calls.append(call)
        call.result = _HANDLERS[method](self.cloud, {**checked(method, raw), "attached": {}})

    def _download(self, path: str) -> web.StreamResponse:
        prefix = f"/file/bot{self.token}/"
        stored = self.cloud.files.download(path[len(prefix) :]) if path.startswith(prefix) else None
        if stored is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _refused(refusal: Refusal) -> web.Response:
    return _json(json.dumps(refusal.answer(), ensure_ascii=False), refusal.code)


def _json(body: str, status: int = 200) -> web.Response:
    return web.Response(body=body.encode(), status=status, content_type="application/json")
