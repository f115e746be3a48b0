"""What exists in the workspace: people, channels, the bot, views, files. Knows no methods and no HTTP."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.checks import elements
from tests.fakes.slack.deliveries import Deliveries, Delivery
from tests.fakes.slack.observing import Observer
from tests.fakes.slack.refusals import Json, Refusal

#: seconds in which a trigger_id opens a view
TRIGGER = 3.0
#: seconds and times that a response_url may be used
RESPONSES, RESPONDING = 5, 30 * 60.0


@dataclass(eq=False)
class Response:
    """What a response_url belongs to."""

    channel: Channel
    user: str
    #: None for a slash command
    message: Message | None
    at: float
    used: int = 0


@dataclass(eq=False)
class Stored:
    """A file. `content` is None until it has been uploaded."""

    data: Json
    content: bytes | None
    #: the length that was promised
    length: int = 0
    shared: bool = False


class Workspace:
    def __init__(self, now: Callable[[], float], rng: Random, *, echoes: bool) -> None:
        self.now = now
        self.rng = rng
        #: whether the bot is told of its own messages, as Slack does
        self.echoes = echoes
        #: whether the Messages tab of the App Home is on
        self.messages_tab = True
        self.team = self.id("T")
        self.app = self.id("A")
        self.bot_user = self.id("U")
        self.bot_id = self.id("B")
        self.observer = Observer()
        self.deliveries = Deliveries(now, rng, self.observer)
        self.users: dict[str, Json] = {}
        self.deactivated: set[str] = set()
        #: user id → their direct message with the bot
        self.direct: dict[str, Channel] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Stored] = {}
        #: view id → user id and the view
        self.views: dict[str, tuple[str, Json]] = {}
        #: user id → their open modals, the last on top
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        #: view id → block id → action id → value
        self.values: dict[str, Json] = {}
        #: user id → block id → what stands under the field
        self.errors: dict[str, dict[str, str]] = {}
        self.responses: dict[str, Response] = {}
        #: trigger id → when, for whom, whether it was used
        self.triggers: dict[str, tuple[float, str, bool]] = {}
        self.url = ""
        self._last_ts = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    def id(self, prefix: str) -> str:
        return prefix + "".join(self.rng.choices(string.ascii_uppercase + string.digits, k=10))

    def next_ts(self) -> str:
        """Unique, and later than any before."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def channel(self, id_: Any, *, member: bool = True) -> Channel:
        """The one that an argument means; a user id is their direct message."""
        channel = self.direct.get(id_) or self.channels.get(id_)
        if channel is None:
            raise Refusal("channel_not_found")
        if channel.type == "im":
            if channel.members & self.deactivated:
                raise Refusal("account_inactive")
        elif self.bot_user not in channel.members:
            if channel.type == "group":
                raise Refusal("channel_not_found")
            if member:
                raise Refusal("not_in_channel")
        if member and channel.archived:
            raise Refusal("is_archived")
        return channel

    def post(self, channel: Channel, author: str, content: Json, *, only_for: str = "") -> Message:
        """A new message stands in the channel."""
        by_bot = author == self.bot_user
        data: Json = {"type": "message", "user": author, "ts": self.next_ts(), "team": self.team}
        data |= {"bot_id": self.bot_id, "app_id": self.app} if by_bot else {}
        data |= content
        if "blocks" in data:
            data["blocks"] = self.named(data["blocks"])
        message = Message(channel, data, by_bot, only_for=only_for)
        channel.messages[message.ts] = message
        channel.changes.happen()
        return message

    def named(self, blocks: list[Json]) -> list[Json]:
        """With the block_id and action_id that Slack gives where the app gave none."""
        named = []
        for given in blocks:
            block = dict(given)
            block.setdefault("block_id", self.id("")[:5])
            for key in ("accessory", "element"):
                if key in block and next(elements({key: block[key]}), None):
                    block[key] = {"action_id": self.id("")[:5], **block[key]}
            if block["type"] == "actions":
                block["elements"] = [{"action_id": self.id("")[:5], **one} for one in block["elements"]]
            named.append(block)
        return named

    async def tell(self, message: Message, /, **more: Any) -> Delivery | None:
        """The app is told of a message, where it is a member."""
        channel = message.channel
        if channel.type != "im" and self.bot_user not in channel.members:
            return None
        event = {**message.data, "channel": channel.id, "event_ts": message.ts, **more}
        event["channel_type"] = channel.type
        return await self.event(event)

    async def tell_of(self, subtype: str, message: Message, /, **more: Any) -> Delivery | None:
        """The app is told that a message was changed or deleted: in a message of its own."""
        data: Json = {"type": "message", "subtype": subtype, "ts": self.next_ts(), "hidden": True}
        return await self.tell(Message(message.channel, data, only_for=message.only_for), **more)

    def echo(self, message: Message, /, **more: Any) -> None:
        """The bot is told of what it did itself, a little later."""
        if self.echoes and not message.only_for:
            self.soon(self.tell(message, **more))

    def soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def event(self, event: Json) -> Delivery:
        payload = {
            "token": "verification-token",
            "team_id": self.team,
            "api_app_id": self.app,
            "event": event,
            "type": "event_callback",
            "event_id": self.id("Ev"),
            "event_time": int(self.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.team,
                    "user_id": self.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self.id('')}",
        }
        return await self.deliveries.add(Delivery("events_api", payload))

    def trigger(self, user: str) -> str:
        trigger = (
            f"{self.rng.randrange(10**12)}.{self.rng.randrange(10**12)}.{self.rng.getrandbits(128):032x}"
        )
        self.triggers[trigger] = (self.now(), user, False)
        return trigger

    def exchange(self, trigger: Any) -> str:
        """→ the user for whom a view may be opened, once."""
        if trigger not in self.triggers:
            raise Refusal("invalid_trigger_id")
        at, user, used = self.triggers[trigger]
        if used:
            raise Refusal("exchanged_trigger_id")
        if self.now() - at > TRIGGER:
            raise Refusal("expired_trigger_id")
        self.triggers[trigger] = (at, user, True)
        return user

    def response_url(self, channel: Channel, user: str, message: Message | None) -> str:
        key = f"{self.rng.getrandbits(96):024x}"
        self.responses[key] = Response(channel, user, message, self.now())
        return f"{self.url}/actions/{self.team}/{key}"

    def person(self, user: str) -> Json:
        known = self.users[user]
        return {"id": user, "username": known["name"], "name": known["name"], "team_id": self.team}

    def names(self) -> Iterator[tuple[str, str]]:
        return ((user, data["real_name"]) for user, data in self.users.items())
