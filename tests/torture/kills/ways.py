"""The four ways in that a program can be told things, as one: a platform, people on it, and a program that serves them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

from tests.channels.slack.people import people as on_slack
from tests.channels.slack.program import Watched as WatchedSlack
from tests.channels.slack.program import settings as settings_of_slack
from tests.channels.slack.serving_slack import there
from tests.channels.telegram.guests import guests
from tests.channels.telegram.program import Watched as WatchedTelegram
from tests.channels.telegram.program import settings as settings_of_telegram
from tests.torture.kills.applicants import Applicant, OnSlack, OnTelegram

Way = Literal["polling", "webhook", "socket", "http"]
WAYS: Final[tuple[Way, ...]] = ("polling", "webhook", "socket", "http")
#: what goes too fast or too slowly for a platform: a hundred people on a busy machine, who all come back at once after each
#: start, are not what a pace is for
_PASSED_OVER: Final = {"bulk", "pace", "tier", "late"}


@dataclass(kw_only=True)
class Side:
    """The platform, and the people there."""

    platform: WatchedTelegram | WatchedSlack
    settings: dict[str, str]
    people: list[Applicant]
    #: where Slack posts to
    address: str = ""

    async def there(self) -> None:
        """Once the platform tells the program what it has to tell, also what the last one did not acknowledge. Some of
        it comes twice."""
        if isinstance(self.platform, WatchedTelegram):
            self.platform.updates.doubled = len(self.people)
            return
        await there(self.platform, self.address)
        self.platform.deliveries.doubled = len(self.people)
        if self.address:
            await self.platform.deliveries.resume()

    @property
    def violations(self) -> str:
        """What a program did that the platform forbids."""
        found = [one for one in self.platform.violations if one.kind not in _PASSED_OVER]
        return f"{len(found)} violations, first {found[0]}; " if found else ""


@asynccontextmanager
async def side(way: Way, people: int) -> AsyncIterator[Side]:
    """A platform, and so many who have not written yet."""
    if way in ("polling", "webhook"):
        async with WatchedTelegram(longest_poll=1, webhook_delay=0.05) as telegram:
            yield Side(
                platform=telegram,
                settings=settings_of_telegram(telegram, webhook=way == "webhook"),
                people=[OnTelegram(one=guest) for guest in guests(telegram, people)],
            )
        return
    async with WatchedSlack() as slack:
        settings, address = settings_of_slack(slack, "socket" if way == "socket" else "http")
        yield Side(
            platform=slack,
            settings=settings,
            people=[OnSlack(one=person) for person in on_slack(slack, people)],
            address=address,
        )
