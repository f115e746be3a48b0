"""The Bot API over HTTP on loopback: arguments in, methods, answers out."""

from __future__ import annotations

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
from tests.fakes.telegram.chats import Json
from tests.fakes.telegram.cloud import Cloud
from tests.fakes.telegram.files import Upload
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.people import User
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.refusals import Refusal
from tests.fakes.telegram.schema import METHODS, checked

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


def _utc() -> datetime:
    return datetime.now(UTC)


class Telegram:
    """A Bot API server for one bot, on 127.0.0.1 while it is entered.

    `clock` dates everything; `timer` measures seconds for what is paced (a test that stops the first leaves the
    second alone). `longest_poll` bounds a long poll in real seconds, so that no test waits for one.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], datetime] = _utc,
        timer: Callable[[], float] = time.monotonic,
        longest_poll: float = 50,
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
        self.polling = Polling(self.cloud.updates, longest_poll)
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

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(
            web.Server(self._serve, handler_cancellation=True), shutdown_timeout=0.1
        )  # type: ignore[arg-type]
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.polling.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return self._download(path)
        prefix = f"/bot{self.token}/"
        if not path.startswith(prefix):
            known = path.startswith("/bot") and ":" in path
            return _answer(Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found"))
        method = next((name for name in METHODS if name.lower() == path[len(prefix) :].lower()), None)
        if method is None:
            return _answer(Refusal(404, "Not Found: method not found", strict=True))
        return await self._call(method, request)

    async def _call(self, method: str, request: web.BaseRequest) -> web.StreamResponse:
        raw, attached = await _arguments(request)
        call = Call(method, dict(raw), self.timer())
        self.calls.append(call)
        try:
            call.args = checked(method, raw)
            call.result = await self._apply(method, {**call.args, "attached": attached})
        except Refusal as refusal:
            call.error = refusal
            return _answer(refusal)
        return _json({"ok": True, "result": call.result})

    async def _apply(self, method: str, args: Json) -> Any:
        if method == "getUpdates":
            return await self.polling.get_updates(args)
        if method in _HANDLERS:
            return _HANDLERS[method](self.cloud, args)
        return True

    def _download(self, path: str) -> web.StreamResponse:
        prefix = f"/file/bot{self.token}/"
        stored = self.cloud.files.by_path.get(path[len(prefix) :]) if path.startswith(prefix) else None
        if stored is None:
            return _answer(Refusal(404, "Not Found"))
        self.cloud.files.downloads.append(stored.path)
        return web.Response(body=stored.content, content_type="application/octet-stream")


async def _arguments(request: web.BaseRequest) -> tuple[Json, dict[str, Upload]]:
    """From the query, a JSON body, or a form; `attached` are the files of a multipart one by their names."""
    args: Json = dict(request.query)
    attached: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/json":
        args |= json.loads(await request.text() or "{}")
    elif kind == "multipart/form-data" and request.can_read_body:
        async for part in await request.multipart():
            name = part.name or ""
            if part.filename is not None:
                mime = part.headers.get("Content-Type", "")
                attached[name] = args[name] = Upload(
                    bytes(await part.read(decode=False)), part.filename, mime
                )
            else:
                args[name] = await part.text()
        for name, value in list(args.items()):
            if isinstance(value, str) and value.startswith("attach://"):
                args[name] = attached.get(value.removeprefix("attach://"), "")
        # What is referred to by attach:// alone is no argument.
        args = {
            name: value for name, value in args.items() if value is not attached.get(name) or name in _FILES
        }
    elif request.can_read_body:
        args |= dict(await request.post())
    return args, attached


_FILES = {"document", "photo", "thumbnail", "certificate"}


def _answer(refusal: Refusal) -> web.Response:
    return _json(refusal.answer(), refusal.code)


def _json(answer: Json, status: int = 200) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False).encode()
    return web.Response(body=body, status=status, content_type="application/json")
