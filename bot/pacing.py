"""How fast: at most so many in so many seconds, each at the first moment that is free. Pure but for what it remembers."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final, NamedTuple, assert_never

from bot.channels.base import ChannelError, Manner, Throttled
from bot.queues import Chat, queue_of
from storage.changes import Lane, Outgoing

#: seconds that a moment is still one's own behind it, however fast they follow each other: a program may be busy
_LATE = 1.0
#: places that are remembered for what has not asked again
_REMEMBERED = 100_000


@dataclass(kw_only=True, slots=True)
class Pacer:
    """At most `most` in any `seconds`."""

    most: int
    seconds: float
    #: the last moments that were given out
    _given: deque[float] = field(default_factory=deque)
    #: the moment of each one that waits
    _places: OrderedDict[int, float] = field(default_factory=OrderedDict)

    def wait(self, who: int, now: float) -> float:
        """Seconds until it is this one's moment, 0 when it is; asked again, it keeps its place, but for one that it let
        pass until another had the next."""
        at = self._places.get(who)
        if at is None or now - at >= max(self.seconds, _LATE):
            earliest = self._given[0] + self.seconds if len(self._given) >= self.most else now
            at = max(now, earliest)
            self._given.append(at)
            if len(self._given) > self.most:
                self._given.popleft()
        if at <= now:
            self._places.pop(who, None)
            return 0
        self._places[who] = at
        if len(self._places) > _REMEMBERED:
            self._places.popitem(last=False)
        return at - now


class Pace(NamedTuple):
    """What has a pace of its own: all that goes to many, one room, or one person."""

    channel: str
    team: str
    external_id: str


#: kinds of rows that are messages of their own, rather than changes of one
_NEW: Final = frozenset({"ask", "tell", "hand", "give"})


@dataclass(kw_only=True, slots=True)
class Paces:
    """What may go out when: the pace of each room, of each person and of what goes to many, and the chats that a platform
    wants left alone. `now` is in seconds of one clock that only goes on."""

    _pacers: dict[Pace, Pacer] = field(default_factory=dict)
    #: chats that had too many calls, until when
    _rests: dict[Chat, float] = field(default_factory=dict)

    def refused(self, row: Outgoing, problem: ChannelError, now: float) -> None:
        """Nothing at all is sent there before it may be."""
        if isinstance(problem, Throttled) and problem.retry_after is not None:
            self._rests[queue_of(row)] = now + problem.retry_after

    def wait(self, row: Outgoing, manner: Manner, now: float) -> float:
        """Seconds that this row has still to wait; 0 is given once, for the call that follows it."""
        return self._resting(queue_of(row), now) or self._pacing(row, manner, now)

    def _resting(self, chat: Chat, now: float) -> float:
        wait = self._rests.get(chat, 0.0) - now
        if wait <= 0:
            self._rests.pop(chat, None)
        return max(0.0, wait)

    def _pacing(self, row: Outgoing, manner: Manner, now: float) -> float:
        """Replies to people hardly ever wait."""
        match row.lane:
            case Lane.REPLY if row.kind not in _NEW:
                return 0
            case Lane.REPLY:
                pace, most, seconds = Pace(row.channel, row.team, row.external_id), *manner.chat
            case Lane.BULK:
                pace, most, seconds = Pace(row.channel, row.team, ""), 1, 1 / manner.bulk
            case Lane.ROOM:
                pace, most, seconds = Pace(row.channel, row.team, row.external_id), *manner.room
            case _:
                assert_never(row.lane)
        return self._pacers.setdefault(pace, Pacer(most=most, seconds=seconds)).wait(row.id, now)
