"""What goes out to Slack: one call for each parcel, and how it is refused. What is drawn is in `render.py`, what a
refusal means in `errors.py`.

A message that is changed by a press is changed through the press's own `response_url`: `chat.update` is granted about
50 times a minute to a whole workspace (docs.slack.dev, rate limits, tier 3). What only makes a chat tidier leaves most
of that to what people wait for.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar, assert_never

import structlog

from bot.channels.base import (
    Bare,
    ChannelError,
    Later,
    Malformed,
    Parcel,
    Refused,
    Sent,
    Throttled,
    Unanswered,
    Unreachable,
)
from bot.channels.slack import render, room
from bot.channels.slack.boxes import Boxes, boxes
from bot.channels.slack.errors import GONE
from bot.channels.slack.escaping import escaped
from bot.channels.slack.parse import place_of
from bot.channels.slack.render import Drawn, Say
from bot.channels.slack.web import Json, Web
from dialogues.effects import Ask, Due, Fetch, Give, Hand, Page, Post, Refresh, Settle, Tell
from dialogues.prompt import Notice
from dialogues.words import Words, match_language

log = structlog.get_logger(__name__)

Key = TypeVar("Key")
Value = TypeVar("Value")

#: of a response_url (docs.slack.dev, handling interaction): 5 uses within 30 minutes
_USES: Final = 5
_SECONDS: Final = 30 * 60 - 60
#: of chat.update a minute: what people wait for, and what is only tidier
_UPDATES: Final = 48
_TIDYING: Final = 36
_MINUTE: Final = 60.0
#: seconds that what is said waits for its message to be changed; then it is said anew
_PATIENCE: Final = 3.0
#: links, people whose conversation is known, and messages with boxes that are remembered
_KNOWN: Final = 10_000


@dataclass(slots=True)
class _Answer:
    """A response_url."""

    url: str
    until: float
    left: int = _USES


class Sender:
    """Sends parcels through one bot."""

    def __init__(self, web: Web, words: Words, timer: Callable[[], float] = time.monotonic) -> None:
        self._web = web
        self._words = words
        self._timer = timer
        #: conversations with people, by their teams and ids
        self._direct: OrderedDict[tuple[str, str], str] = OrderedDict()
        #: of pressed messages, by conversation and ts
        self._answers: OrderedDict[tuple[str, str], _Answer] = OrderedDict()
        #: by conversation and ts
        self._boxes: OrderedDict[tuple[str, str], Boxes] = OrderedDict()
        self._updates: deque[float] = deque()

    def met(self, team: str, person: str, channel: str) -> None:
        """Where this person is written to, as something came from there."""
        _keep(self._direct, (team, person), channel)

    def pressed(self, channel: str, ts: str, url: str) -> None:
        """A message may be changed through this address for a while."""
        _keep(self._answers, (channel, ts), _Answer(url, self._timer() + _SECONDS))

    def ticked(self, channel: str, ts: str, on: frozenset[str]) -> None:
        """Which boxes of a message its person has on now, by their values."""
        if (known := self._boxes.get((channel, ts))) is not None:
            _keep(self._boxes, (channel, ts), replace(known, on=on))

    def saying(self, language: str) -> Say:
        """The catalogue of a language."""
        return partial(self._words.say, match_language((language,), self._words.languages, "en"))

    async def send(self, parcel: Parcel) -> Sent:
        """One call; raises a ChannelError."""
        try:
            return await self._send(parcel)
        except Refused as problem:
            if problem.code != GONE:
                raise
        if isinstance(parcel.content, Bare | Settle):
            return Sent()
        if parcel.message_id and isinstance(parcel.content, Refresh | Page):
            return await self.send(replace(parcel, message_id=""))
        raise Refused(GONE)

    async def _send(self, parcel: Parcel) -> Sent:
        content = parcel.content
        match content:
            case Ask():
                say = self.saying(content.prompt.language)
                return await self._post(
                    parcel, render.prompt(content.prompt, content.turn, parcel.application, say)
                )
            case Refresh():
                return await self._refreshed(parcel, content)
            case Settle():
                return await self._tidied(parcel, render.settled(content.settled, parcel.application))
            case Tell():
                return await self._post(parcel, render.notice(content.notice, parcel.application))
            case Page():
                return await self._show(parcel, render.notice(content.notice, None))
            case Notice():
                return await self._post(parcel, render.notice(content, None))
            case Hand():
                file = await self._web.upload(content.name, content.text.encode())
                return await self._share(parcel, file, content.name, render.caption(content).text)
            case Give():
                if parcel.file is None:
                    raise Refused("file_missing")
                file = await self._web.upload(content.name, parcel.file)
                return await self._share(parcel, file, content.name, room.caption(content))
            case Bare():
                # a message has no controls apart from its blocks, and it stands further down: here it would be said twice
                await self._web.call("chat.delete", channel=await self._channel(parcel), ts=parcel.message_id)
                return Sent()
            case Fetch() | Post() | Due():
                raise Malformed("not_a_message")
            case _:
                assert_never(content)

    async def _post(self, parcel: Parcel, drawn: Drawn) -> Sent:
        """A person is posted to by their id where their conversation is not known: that opens it."""
        known = None if parcel.room else self._direct.get((parcel.team, parcel.external_id))
        answer = await self._web.call(
            "chat.postMessage",
            channel=known or parcel.external_id,
            thread_ts=parcel.topic or None,
            unfurl_links=False,
            unfurl_media=False,
            **_content(drawn),
        )
        if not parcel.room:
            self.met(parcel.team, parcel.external_id, str(answer["channel"]))
        ts = str(answer["ts"])
        self._drew(str(answer["channel"]), ts, drawn)
        return Sent(message_id=ts, place=place_of(ts))

    async def _show(self, parcel: Parcel, drawn: Drawn, *, tidying: bool = False) -> Sent:
        """Where its message stands, or as a new one."""
        if not parcel.message_id:
            return await self._post(parcel, drawn)
        channel, ts = await self._channel(parcel), parcel.message_id
        shown = self._boxes.get((channel, ts))
        if (shown is None or shown != boxes(drawn.blocks)) and not await self._responded(channel, ts, drawn):
            self._room(tidying=tidying)
            await self._web.call("chat.update", channel=channel, ts=ts, **_content(drawn))
        self._drew(channel, ts, drawn)
        return Sent(message_id=ts, place=place_of(ts))

    async def _tidied(self, parcel: Parcel, drawn: Drawn) -> Sent:
        """What nobody waits for, nor shall because of it."""
        try:
            return await self._show(parcel, drawn, tidying=True)
        except (Throttled, Unanswered) as problem:
            raise Later(problem.code, retry_after=problem.retry_after) from None

    async def _refreshed(self, parcel: Parcel, refresh: Refresh) -> Sent:
        """A prompt is said anew where its message could be changed only much later; for the list of chapters, under the
        form of one, nobody waits."""
        prompt = refresh.prompt
        drawn = render.prompt(prompt, refresh.turn, parcel.application, self.saying(prompt.language))
        if prompt.form is not None and prompt.form.live and not (prompt.echo or prompt.problem):
            return await self._tidied(parcel, drawn)
        try:
            return await self._show(parcel, drawn)
        except Throttled as problem:
            if problem.retry_after is None or problem.retry_after <= _PATIENCE:
                raise
            return await self._post(parcel, drawn)

    def _drew(self, channel: str, ts: str, drawn: Drawn) -> None:
        if (seen := boxes(drawn.blocks)) is not None:
            _keep(self._boxes, (channel, ts), seen)
        else:
            self._boxes.pop((channel, ts), None)

    async def _responded(self, channel: str, ts: str, drawn: Drawn) -> bool:
        """Whether the message could be changed through the address of a press."""
        answer = self._answers.get((channel, ts))
        if answer is None or answer.until < self._timer():
            return False
        answer.left -= 1
        if not answer.left:
            del self._answers[channel, ts]
        try:
            await self._web.respond(answer.url, {"replace_original": True, **_content(drawn)})
        except Throttled:
            raise
        except ChannelError as problem:  # used up, too old, or not known: the other way is sure
            log.info("response_url not taken", code=problem.code)
            self._answers.pop((channel, ts), None)
            return False
        return True

    def _room(self, *, tidying: bool) -> None:
        """Raises Throttled where chat.update is used up, or kept for what people wait for."""
        now = self._timer()
        while self._updates and self._updates[0] <= now - _MINUTE:
            self._updates.popleft()
        most = _TIDYING if tidying else _UPDATES
        if len(self._updates) >= most:
            wait = self._updates[len(self._updates) - most] + _MINUTE - now
            raise Throttled("updates", retry_after=wait)
        self._updates.append(now)

    async def _share(self, parcel: Parcel, file: str, name: str, caption: str) -> Sent:
        await self._web.call(
            "files.completeUploadExternal",
            files=[{"id": file, "title": name}],
            channel_id=await self._channel(parcel),
            initial_comment=caption or None,
            thread_ts=parcel.topic or None,
        )
        return Sent()  # it is shared a while later, and nobody is told as which message

    async def tell(self, team: str, person: str, sentence: str) -> None:
        """Something beside all that is kept, seen by this person alone; raises a ChannelError."""
        await self._web.call(
            "chat.postEphemeral", channel=await self._direct_of(team, person), user=person,
            text=escaped(sentence),
        )  # fmt: skip

    async def is_member(self, room: str, external_id: str) -> bool:
        """Whether the person is in the channel; raises a ChannelError."""
        cursor = ""
        while True:
            try:
                answer = await self._web.ask(
                    "conversations.members", channel=room, limit=1000, cursor=cursor or None
                )
            except (Unreachable, Refused) as problem:
                log.info("not a member", room=room, code=problem.code)
                return False
            if external_id in answer.get("members", ()):
                return True
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return False

    async def _channel(self, parcel: Parcel) -> str:
        return parcel.external_id if parcel.room else await self._direct_of(parcel.team, parcel.external_id)

    async def _direct_of(self, team: str, person: str) -> str:
        known = self._direct.get((team, person))
        if known is None:
            opened = await self._web.call("conversations.open", users=person)
            known = str(opened["channel"]["id"])
            self.met(team, person, known)
        return known


def _content(drawn: Drawn) -> Json:
    return {"text": drawn.text, "blocks": [*drawn.blocks]}


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _KNOWN:
        kept.popitem(last=False)
