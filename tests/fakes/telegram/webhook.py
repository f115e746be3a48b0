"""Delivery to the bot's own address: one update at a time per queue, several queues at once, again until it is taken
or too old. [tdlib/telegram-bot-api, WebhookActor]"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.chats import Changes, Json
from tests.fakes.telegram.refusals import Refusal, bad, throttled
from tests.fakes.telegram.updates import Update, Updates

_PORTS = {443, 80, 88, 8443}
#: seconds a retry waits at most: a random one of these [WebhookActor]
_CAP = (60, 120)
#: seconds of a Retry-After that are obeyed
_OBEYED = 3600


class Webhook:
    """`first_delay` is what a retry waits at first, in real seconds: 1 on the real server, doubled each time."""

    def __init__(
        self,
        updates: Updates,
        now: Callable[[], float],
        timer: Callable[[], float],
        answer: Callable[[str, Json], object],
        first_delay: float,
    ) -> None:
        self.url = ""
        self.first_delay = first_delay
        #: what went wrong with each attempt
        self.failures: list[str] = []
        self.changes = Changes()
        self._updates = updates
        self._now = now
        self._timer = timer
        self._answer = answer
        self._info: Json = {}
        self._error: Json = {}
        self._secret = ""
        self._set_at = float("-inf")
        self._queues: dict[int, deque[Update]] = defaultdict(deque)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None

    async def set(self, args: Json) -> bool:
        if not args["url"]:
            return await self.delete(args)
        if self._timer() - self._set_at < 1:
            raise throttled(1)
        _check(args)
        await self._stop()
        self._set_at = self._timer()
        self.url, self._secret, self._error = args["url"], args.get("secret_token", ""), {}
        self._info = {"max_connections": args.get("max_connections", 40)}
        self._free = asyncio.Semaphore(self._info["max_connections"])
        self._updates.allow(args)
        if args.get("drop_pending_updates"):
            self._updates.clear()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._updates.sink = self._take
        for update in list(self._updates.waiting):
            self._take(update)
        return True

    async def delete(self, args: Json) -> bool:
        await self._stop()
        if args.get("drop_pending_updates"):
            self._updates.clear()
        return True

    def info(self) -> Json:
        pending = len(self._updates.current())
        about: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending}
        if self.url:
            about |= {"ip_address": "127.0.0.1", **self._info, **self._error}
        if self._updates.allowed is not None:
            about["allowed_updates"] = sorted(self._updates.allowed)
        return about

    async def _stop(self) -> None:
        """Nothing is delivered any more; what was not taken waits on."""
        self.url, self._updates.sink = "", None
        tasks = [*self._tasks.values()]
        self._tasks.clear()
        self._queues.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    stop = _stop

    def _take(self, update: Update) -> None:
        self._queues[update.queue].append(update)
        if update.queue not in self._tasks:
            self._tasks[update.queue] = asyncio.create_task(self._drain(update.queue))

    async def _drain(self, name: int) -> None:
        """One queue, in its order: a refused update holds up those behind it."""
        queue = self._queues[name]
        while queue:
            if await self._deliver(queue[0]):
                self._updates.done(queue[0])
            queue.popleft()
        del self._tasks[name]

    async def _deliver(self, update: Update) -> bool:
        """Until it is taken; False where it grew too old."""
        delay = self.first_delay
        while update.expires > self._now():
            async with self._free:
                wait = await self._try(update)
            if wait is None:
                return True
            await asyncio.sleep(wait if wait > 0 else delay)
            delay = min(delay * 2, self._updates.rng.uniform(*_CAP))
        self._updates.lose(update)
        return False

    async def _try(self, update: Update) -> float | None:
        """None when it was taken, or the seconds that the bot asked to be left alone for."""
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with self._session.post(self.url, data=update.text.encode(), headers=headers) as response:
                if response.status // 100 == 2:
                    self._answered(await response.text())
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                after = response.headers.get("Retry-After", "")
                return min(float(after), _OBEYED) if after.isdecimal() else 0.0
        except TimeoutError:
            self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed("Connection refused")
        except aiohttp.ClientError:
            self._failed("Connection closed")
        return 0.0

    def _failed(self, what: str) -> None:
        self._error = {"last_error_date": int(self._now()), "last_error_message": what}
        self.failures.append(what)
        self.changes.happen()

    def _answered(self, body: str) -> None:
        """A bot may answer with one call; nobody hears how it went."""
        with suppress(ValueError, Refusal):
            args = json.loads(body)
            if isinstance(args, dict) and "method" in args:
                self._answer(args.pop("method"), args)


def _check(args: Json) -> None:
    url = urlsplit(args["url"])
    local = url.hostname == "127.0.0.1"
    if url.scheme != "https" and not local:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (url.port or 443) not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not 1 <= args.get("max_connections", 40) <= 100:
        raise bad("max_connections must be 1-100")
    if "secret_token" in args and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", args["secret_token"]):
        raise bad("secret token contains unallowed characters")
