"""Who sees what is posted in a room: asked of its channel, and believed for some minutes.

Whether they may read a submission is decided in `reading.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.channels.base import Channel, ChannelError, Manner
from bot.rooms import Room
from storage.changes import AddressKey

log = structlog.get_logger(__name__)

#: so long somebody who has left still reads
BELIEVED: Final = timedelta(minutes=5)
#: so long somebody who has just come waits
DOUBTED: Final = timedelta(seconds=20)
#: answers that are kept at once
_MOST: Final = 10_000


@dataclass(kw_only=True, slots=True)
class Members:
    """The members of all rooms."""

    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    #: (channel, team, room, person) → whether, and until when that is believed
    _known: dict[tuple[str, str, str, str], tuple[bool, datetime]] = field(default_factory=dict)

    def manner(self, person: AddressKey) -> Manner:
        """How they are talked to."""
        return self.channels[person.channel].manner

    async def has(self, room: Room, person: AddressKey) -> bool:
        """Whether this person is in the room; not where that is not known now."""
        channel = self.channels.get(room.channel)
        if channel is None or (room.channel, room.team) != (person.channel, person.team):
            return False
        asked = (room.channel, room.team, room.external_id, person.external_id)
        there, until = self._known.get(asked, (False, self.now()))
        if until > self.now():
            return there
        try:
            there = await channel.is_member(room.external_id, person.external_id)
        except ChannelError as problem:
            log.warning("membership not known", room=room.external_id, code=problem.code)
            return False
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[asked] = there, self.now() + (BELIEVED if there else DOUBTED)
        return there
