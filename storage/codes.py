"""The values of resume codes, of the claims that are made with them, and of two people who become one. No SQL.

A code itself is never kept, only its hash; a living code is the one row of its owner, and a claim is that row with
a claimant in it. So whoever changes it says which row they saw, and a second claim, a refusal and the end of the
time limit cannot all come first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from dialogues.application import AddressId, ApplicationId, PersonId

#: the kind of a claim's due row; its person is the claimant, as the program that reaches them must grant it
CLAIM = "claim"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeCode:
    """A person's living code. With a claimant it is being used: until then its owner may refuse."""

    owner: PersonId
    hash: str
    since: datetime
    claimant: AddressId | None = None
    #: of the claim's due row
    application: ApplicationId | None = None
    until: datetime | None = None

    @property
    def name(self) -> str:
        """Names the claim on a button, where the whole hash is too long; a code is claimed once at most."""
        return self.hash[:16]


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeChange:
    """A person's code as it was seen, and as it is to be; a hash that is no longer there is spent."""

    owner: PersonId
    was: ResumeCode | None
    now: ResumeCode | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Guesses:
    """Wrong codes from one address since the first of them."""

    address: AddressId
    since: datetime
    wrong: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """All that belongs to `person` is `into`'s from now on: addresses, applications, what is due."""

    person: PersonId
    into: PersonId


def hash_of(code: str) -> str:
    """48 hexadecimal digits, in about 50 ms: a code has 35 bits, and whoever reads a copy of the database must not be
    able to try them all. No salt of its own, as it is looked up by this. Blocks: it is for a thread."""
    return hashlib.scrypt(code.encode(), salt=b"formbot resume code", n=2**14, r=8, p=1, dklen=24).hex()
