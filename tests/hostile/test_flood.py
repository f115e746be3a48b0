"""One account that sends as fast as it can: it waits for itself, and nobody else waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot.channels.base import Inbound, Outcome
from bot.engine import Engine
from tests.channels.slack.program import Watched as WatchedSlack
from tests.channels.slack.serving_slack import serving_slack
from tests.channels.slack.unpaced import unpaced
from tests.channels.telegram.program import Watched
from tests.channels.telegram.serving import serving

#: 50 a second, for two seconds
FLOOD: Final = 100
OTHERS: Final = 10


class Handled:
    """In which order what people did was begun to be handled, by who did it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.order: list[str] = []
        handle = Engine.handle

        async def seen(engine: Engine, inbound: Inbound) -> Outcome:
            self.order.append(inbound.external_id)
            return await handle(engine, inbound)

        patch.setattr(Engine, "handle", seen)

    def waited(self, whom: str, mal: str) -> int:
        """How many of Mal's were begun before theirs."""
        return self.order[: self.order.index(whom)].count(mal)


async def test_a_flood_on_telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others send into the middle of it is begun at once, though it stands in the same queue behind fifty."""
    async with Watched(longest_poll=1) as telegram:
        mal = telegram.user("Mal", language_code="en")
        others = [telegram.user(f"Other{at}", language_code="en") for at in range(OTHERS)]
        handled = Handled(monkeypatch)
        async with serving(telegram, tmp_path, "picnic"):
            for user in (mal, *others):
                user._say("/start")
                await user.next()
            handled.order.clear()
            telegram.updates.hold()
            for at in range(FLOOD):
                mal._say(f"flood {at}")
                if at == FLOOD // 2:
                    for user in others:
                        user._say("my name")
            telegram.updates.release()
            for user in others:
                await user.sees("How do you come?", within=20)
            assert max(handled.waited(str(user.id), str(mal.id)) for user in others) < FLOOD // 5


async def test_a_flood_on_slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same: what others send is begun before what Mal sends after it."""
    unpaced(monkeypatch)
    async with WatchedSlack() as slack:
        mal = slack.user("Mal")
        others = [slack.user(f"Other{at}") for at in range(OTHERS)]
        handled = Handled(monkeypatch)
        async with serving_slack(slack, tmp_path, "outing"):
            for user in (mal, *others):
                await user.command("/form")
                await user.next()
            handled.order.clear()
            slack.deliveries.hold()
            for at in range(FLOOD):
                await mal.say(f"flood {at}")
                if at == FLOOD // 2:
                    for user in others:
                        await user.say("my name")
            await slack.deliveries.release()
            for user in others:
                await user.sees("How do you come?", within=20)
            assert max(handled.waited(user.id, mal.id) for user in others) <= FLOOD // 2 + OTHERS
            assert max(map(handled.order.index, {user.id for user in others})) < FLOOD
