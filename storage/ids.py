"""New ids: of rows of the outbox, of people, addresses and applications, references for people to read, and resume codes.

They are made at the edge, before a commit, from a clock and a source of randomness that are handed in. Not
for more than one thread.
"""

from __future__ import annotations

import os
import time
from base64 import b32encode
from collections.abc import Callable

from dialogues.application import AddressId, ApplicationId, PersonId
from dialogues.reading.resume_codes import ALPHABET, LENGTH, spelt

#: so many bytes in, so many random bytes out
Randomness = Callable[[int], bytes]

#: milliseconds since 1970 stand above this many bits: 63 bits last until the year 2109
_COUNTER_BITS = 21


class Ids:
    """New ids for one process."""

    def __init__(
        self, *, clock: Callable[[], float] = time.time, randomness: Randomness = os.urandom
    ) -> None:
        self._clock = clock
        self._randomness = randomness
        # two processes that count in the same millisecond start from different numbers
        self._start = int.from_bytes(randomness(3), "big") % (1 << (_COUNTER_BITS - 1))
        self._last = 0

    def number(self) -> int:
        """Larger than every one before it in this process, and close to the order of time across processes;
        a clock that is set back does not make it smaller.
        """
        now = (int(self._clock() * 1000) << _COUNTER_BITS) + self._start
        self._last = max(now, self._last + 1)
        return self._last

    def person(self) -> PersonId:
        """Of a person."""
        return PersonId(self._opaque())

    def address(self) -> AddressId:
        """Of an address."""
        return AddressId(self._opaque())

    def application(self) -> ApplicationId:
        """Of an application."""
        return ApplicationId(self._opaque())

    def reference(self, prefix: str, length: int = 4) -> str:
        """Of an application, for people."""
        return new_reference(prefix, self._randomness, length)

    def resume_code(self) -> str:
        """For a person to write down: `KX7M-9Q3D`, one of 38 thousand million."""
        return spelt(_drawn(self._randomness, LENGTH))

    def _opaque(self) -> str:
        """80 random bits in 16 small letters and digits: short enough for a button, and not to be guessed."""
        return b32encode(self._randomness(10)).decode().lower()


def new_reference(prefix: str, randomness: Randomness, length: int = 4) -> str:
    """`A-7F3K`: four characters tell 194,481 apart; where one is taken, ask for a longer one."""
    return f"{prefix}-{_drawn(randomness, length)}"


def _drawn(randomness: Randomness, length: int) -> str:
    fair = 256 - 256 % len(ALPHABET)
    drawn = ""
    while len(drawn) < length:
        drawn += "".join(ALPHABET[byte % len(ALPHABET)] for byte in randomness(length) if byte < fair)
    return drawn[:length]
