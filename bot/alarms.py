"""Tells the organisers that something could not be delivered: once a day for each cause, and never what it says.

It is committed before the row is set aside, so no crash loses it; a second one of the same day and cause has the same
key in the inbox, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.channels.base import ChannelError
from dialogues.prompt import Notice, Paragraph
from dialogues.scene import spoken
from dialogues.words import Words
from storage.changes import AddressKey, Changes, Inbox, Lane, Outgoing
from storage.ids import Ids
from storage.store import Storage

#: of the outbox row: where such a row is refused itself, nobody is told of that
KIND: Final = "alarm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarms:
    """Who is told, and in which language."""

    storage: Storage
    organisers: Sequence[AddressKey]
    language: str
    words: Words
    ids: Ids
    now: Callable[[], datetime]

    async def set_aside(self, row: Outgoing, problem: ChannelError) -> tuple[Outgoing, ...]:
        """The messages of this cause, where they are the first of the day: committed, and leased to this process. A
        person who blocks the bot is no cause; a room that cannot be posted to is, a message that is malformed, and
        whatever else keeps a person's messages from them that somebody else has to mend."""
        is_cause = row.address is None or problem.is_alarm
        if not is_cause or row.kind == KIND or not self.organisers:
            return ()
        at = self.now()
        rows = tuple(self._message(organiser, row.channel, problem.code, at) for organiser in self.organisers)
        seen = Inbox(channel=row.channel, key=f"set_aside:{problem.code}:{at:%Y-%m-%d}", at=at)
        committed = await self.storage.commit(Changes(inbox=seen, outbox=rows))
        return rows if committed.duplicate is None else ()

    def _message(self, organiser: AddressKey, channel: str, code: str, at: datetime) -> Outgoing:
        number, language = self.ids.number(), spoken(self.words, self.language)
        text = self.words.say(language, "organiser.set_aside", channel=channel, code=code)
        return Outgoing(
            id=number,
            channel=organiser.channel,
            address=None,
            external_id=organiser.external_id,
            team=organiser.team,
            lane=Lane.BULK,
            kind=KIND,
            message=str(number),
            payload=Notice(blocks=(Paragraph(text=text),), language=language),
            created=at,
        )
