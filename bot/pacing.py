"""How fast: at most so many in so many seconds, each at the first moment that is free. Pure but for what it remembers."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

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
