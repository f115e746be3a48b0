"""What `formbot doctor` finds: a value that whoever looks at something gives back.

Channels give theirs as well, so nothing but the value may live here. Sentences are English, as the organiser's
commands are, and hold no secret: no token, no password, no address beyond its host.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. With a warning the program does what it is told to, which may not be what is meant."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    #: what it is, such as "database" or "room telegram:-100123/7"
    about: str
    #: how it stands
    says: str
    #: how to mend it; "" where there is nothing to mend
    remedy: str = ""

    def as_line(self) -> str:
        """For people."""
        return f"{self.level:<7}  {self.about}: {self.says}{'; ' if self.remedy else ''}{self.remedy}"

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return asdict(self)


def of_channel(name: str, findings: Iterable[Finding]) -> list[Finding]:
    """What a channel has found, each with whose it is."""
    return [
        finding if name in finding.about else replace(finding, about=f"{name} {finding.about}")
        for finding in findings
    ]


def ok(about: str, says: str) -> Finding:
    """Nothing to mend."""
    return Finding(level=Level.OK, about=about, says=says)


def warning(about: str, says: str, remedy: str) -> Finding:
    """Worth a look."""
    return Finding(level=Level.WARNING, about=about, says=says, remedy=remedy)


def wrong(about: str, says: str, remedy: str) -> Finding:
    """It will not work so."""
    return Finding(level=Level.WRONG, about=about, says=says, remedy=remedy)
