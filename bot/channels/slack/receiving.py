"""What Slack delivers: handed on, answered within its 3 seconds, and what lies beside the chat is drawn.

Order, patience and what is kept are in `channels/lanes.py`; what a delivery means, in `parse.py`. A delivery is the
body of Slack's request as JSON, the same by a socket and by HTTP.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from bot.channels.base import (
    ChannelError,
    Handle,
    Inbound,
    Intake,
    Outcome,
    Screens,
    Unsaved,
)
from bot.channels.lanes import Lanes, Raw
from bot.channels.slack import boxes, home, parse
from bot.channels.slack.forming import Forming
from bot.channels.slack.parse import NAME, kind_of
from bot.channels.slack.sending import Sender
from bot.channels.slack.web import Json, Web

log = structlog.get_logger(__name__)

#: seconds that Slack is let wait for what a submitted form leads to: it gives 3
ANSWERED: Final = 2.3
#: seconds that the first event of a person waits for the language that they use Slack in
_LOCALE: Final = 1.0
_KNOWN: Final = 10_000


@dataclass(kw_only=True, slots=True)
class Receiver:
    """Takes deliveries."""

    web: Web
    sender: Sender
    handle: Handle
    intake: Intake
    screens: Screens
    now: Callable[[], datetime]
    lanes: Lanes[Json | None] = field(init=False)
    forming: Forming = field(init=False)
    #: languages of people, by their lanes
    _locales: OrderedDict[str, str] = field(default_factory=OrderedDict)
    #: deliveries of which the person was told that they could not be kept; each may come four times
    _told: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _aside: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.forming = Forming(
            web=self.web, sender=self.sender, handle=self.handle, screens=self.screens, now=self.now
        )
        self.lanes = Lanes(intake=self.intake, key_of=parse.key_of, lane_of=parse.lane_of, handle=self._one)

    async def take(self, body: Raw) -> Json | None:
        """What Slack is answered, once it is on disk; raises Unsaved when it could not be put there."""
        kind = kind_of(body)
        if kind == "nothing":
            return None
        return await self.lanes.take(body, ANSWERED if kind == "submission" else None)

    async def close(self) -> None:
        """Ends what goes on."""
        await self.lanes.close()
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _one(self, body: Raw, is_again: bool) -> Json | None:  # noqa: FBT001 - as lanes call it
        kind, person = kind_of(body), parse.person_of(body)
        language = await self._language(body, person)
        if kind == "home":
            self._beside(self._show_home(body, language))
            return None
        try:
            match kind:
                case "message":
                    self.sender.met(parse.team_of(body), person, str(body["event"]["channel"]))
                    await self._each(parse.event(body, self.now()), language)
                case "press" if parse.is_of_form(body):
                    await self.forming.clicked(body)
                case "press":
                    await self._pressed(body, language, is_late=is_again)
                case "submission":
                    return await self.forming.submitted(body)
                case "closed":
                    await self.forming.closed(body)
                case "command" | "shortcut":
                    await self._each(parse.command(body, self.now()), language)
                    return self._written(body, language)
        except Unsaved as problem:
            if not is_again and str(problem):
                self._tell_once(body, str(problem))
            raise
        return None

    async def _each(self, inbounds: Sequence[Inbound], language: str) -> Outcome:
        outcome = Outcome()
        for inbound in inbounds:
            outcome = await self.handle(parse.spoken(inbound, language))
        return outcome

    async def _pressed(self, body: Raw, language: str, *, is_late: bool) -> None:
        channel, ts, url = parse.pressed_at(body)
        if url:
            self.sender.pressed(channel, ts, url)
            if parse.is_direct(body):
                self.sender.met(parse.team_of(body), parse.person_of(body), channel)
        if not is_late and await self.forming.opened(body):
            return
        known: Mapping[str, bool] = {}
        if (on := parse.ticks_of(body)) is not None:
            shown = await self.screens.shown(NAME, parse.team_of(body), parse.person_of(body))
            known = boxes.known(shown.prompt, shown.turn, shown.application) if shown is not None else {}
            self.sender.ticked(channel, ts, on)
        outcome = await self._each(parse.pressed(body, self.now(), known), language)
        if (
            outcome.toast and outcome.shown is None and not outcome.again
        ):  # a screen that changed says so itself
            self._beside(self._tell(body, outcome.toast))
        if parse.is_home(body):
            self._beside(self._show_home(body, language))

    def _written(self, body: Raw, language: str) -> Json | None:
        """Where the answer to a command is, for whoever gave it somewhere else."""
        if kind_of(body) != "command" or body.get("channel_name") == "directmessage":
            return None
        return {"response_type": "ephemeral", "text": self.sender.saying(language)("slack.written")}

    async def _show_home(self, body: Raw, language: str) -> None:
        person, team = parse.person_of(body), parse.team_of(body)
        with suppress(Unsaved, ChannelError):  # it is drawn anew whenever it is opened
            prompt = await self.screens.home(NAME, team, person, language)
            view = home.view(prompt, self.sender.saying(prompt.language))
            await self.web.call("views.publish", user_id=person, view=view)

    async def _language(self, body: Raw, person: str) -> str:
        """Asked once, of people who are new; the person can choose another one."""
        whose = parse.lane_of(body)
        known = self._locales.get(whose)
        if known is not None or not person:
            return known or ""
        with suppress(Unsaved):
            if known := await self.screens.language(NAME, parse.team_of(body), person):
                return known
        try:
            async with asyncio.timeout(_LOCALE):
                told = await self.web.ask("users.info", user=person, include_locale=True)
        except (ChannelError, TimeoutError):
            return ""
        self._locales[whose] = str(told["user"].get("locale") or "")
        if len(self._locales) > _KNOWN:
            self._locales.popitem(last=False)
        return self._locales[whose]

    def _tell_once(self, body: Raw, sentence: str) -> None:
        if (key := parse.key_of(body)) not in self._told:
            self._told[key] = None
            if len(self._told) > _KNOWN:
                self._told.popitem(last=False)
            self._beside(self._tell(body, sentence))

    async def _tell(self, body: Raw, sentence: str) -> None:
        with suppress(ChannelError):
            await self.sender.tell(parse.team_of(body), parse.person_of(body), sentence)

    def _beside(self, doing: Awaitable[None]) -> None:
        """Nobody waits for it, and nothing is lost where it fails."""
        task = asyncio.ensure_future(doing)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
