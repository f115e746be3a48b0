"""Socket Mode: connections that are told to go, break, deliver nothing any more, or cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.base import Inbound, Misconfigured, Outcome
from bot.channels.slack import socket
from tests.channels.nowhere import Nowhere
from tests.channels.slack.people import people, whole
from tests.channels.slack.program import Watched, quiet
from tests.channels.slack.serving_slack import a_channel, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs
from tests.channels.test_contract import Inboxed
from tests.fakes.slack import Slack


@pytest.fixture
async def slack() -> AsyncIterator[Watched]:
    async with Watched() as slack:
        yield slack


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    unpaced(monkeypatch)
    monkeypatch.setattr(socket, "PAUSES", (0.01,))
    monkeypatch.setattr("bot.channels.slack.channel.PAUSES", (0.01,))


async def opened(slack: Slack, number: int) -> None:
    """Once so many connections have ever been opened."""
    found = await slack.sockets.changes.until(lambda: slack.sockets.opened >= number or None, 5)
    assert found, f"{slack.sockets.opened} connections were opened, not {number}"


async def alone(slack: Slack) -> None:
    """Once there is one connection."""
    found = await slack.sockets.changes.until(lambda: len(slack.sockets.open) == 1 or None, 5)
    assert found, f"{len(slack.sockets.open)} connections"


async def test_a_connection_that_is_told_to_go(
    slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another is there before it is left, and both are read meanwhile: no event comes twice, and no press is lost, of
    which Slack would tell once only. It is left after a while; that Slack closes it is no reason for another."""
    monkeypatch.setattr(socket, "LINGER", 60)
    some = people(slack, 6)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        (first,) = slack.sockets.open
        filling = asyncio.gather(*(person.fill() for person in some))
        await some[0].sees("way")
        await slack.sockets.refresh("warning")
        await slack.sockets.refresh("refresh_requested")
        await slack.sockets.connected(2)
        await filling
        await quiet(slack, parts, *some)
        await whole(parts.storage, *some)
        assert slack.sockets.open[0] is first
        await first.socket.close()
        await alone(slack)
        monkeypatch.setattr(socket, "LINGER", 0.05)
        await slack.sockets.refresh()
        await opened(slack, 3)
        await alone(slack)
        assert slack.sockets.opened == 3
    assert not any(delivery.failed for delivery in slack.deliveries.all)
    assert wrongs(slack) == []


async def test_a_connection_that_breaks(slack: Watched, tmp_path: Path) -> None:
    """Again and again: what nobody could be told meanwhile is told by the next one."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        await person.until("name")
        await slack.told()
        for number in range(2, 5):
            await slack.sockets.cut()
            if number == 2:
                await person.answer("name")
            await opened(slack, number)
        await person.sees("way")
        await slack.called_now.until(lambda: not slack.deliveries.open or None, 5)
        assert not slack.deliveries.open
        assert await person.events(parts.storage) == person.acts
    assert wrongs(slack) == []


async def test_connections_that_break_at_once_are_not_asked_for_without_end(
    slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where Socket Mode was switched off: each try waits longer."""
    pauses = Pauses((0.01, 0.02, 0.03))
    monkeypatch.setattr(socket, "PAUSES", pauses)
    async with serving_slack(slack, tmp_path, "outing"):
        for number in range(2, 7):
            await slack.sockets.refresh("link_disabled")
            await slack.sockets.cut()
            await opened(slack, number)
    assert pauses.taken[:5] == [0, 1, 2, 2, 2]


async def test_a_connection_that_delivers_nothing_is_noticed(
    slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the bot's own message, of which it is not told; what the connection held comes again by another."""
    monkeypatch.setattr(socket, "ECHO", 0.5)
    ann, ben = people(slack, 2)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        for person in (ann, ben):
            await person.until("name")
        await slack.told()
        before = slack.sockets.opened
        slack.faults.slow(0.2, methods=("chat.postMessage",))
        await ann.answer("name")
        await ann.deliveries[-1].ack()
        slack.sockets.deafen()  # before her next question is posted
        await ben.answer("name")
        assert ben.deliveries[-1].open
        await ben.sees("way")
        assert slack.sockets.opened > before
        assert await ben.events(parts.storage) == ben.acts
        await alone(slack)
    assert wrongs(slack) == []


async def test_nothing_for_long_is_suspicious(
    slack: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nobody was written to: another connection is opened, and the old one left."""
    monkeypatch.setattr(socket, "QUIET", 0.2)
    monkeypatch.setattr(socket, "LINGER", 0.1)
    async with serving_slack(slack, tmp_path, "outing"):
        (first,) = slack.sockets.open
        await opened(slack, 3)
        assert first not in slack.sockets.open
        assert len(slack.sockets.open) <= 2


async def test_the_echo_of_a_message_may_come_before_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the bot has been told, and the connection delivers."""
    monkeypatch.setattr(socket, "ECHO", 0.1)
    async with EchoFirst() as slack:
        (person,) = people(slack, 1)
        async with serving_slack(slack, tmp_path, "outing"):
            await person.start()
            await slack.sockets.changes.until(lambda: slack.sockets.opened > 1 or None, 0.6)
            assert person.asked() == "name"
            assert slack.sockets.opened == 1


class EchoFirst(Watched):
    """Answers a chat.postMessage when the app has been told of the message."""

    async def _api(self, request: web.Request) -> web.StreamResponse:
        told = len(self.deliveries.all)
        answer = await super()._api(request)
        if request.match_info["method"] == "chat.postMessage":
            await self.called_now.until(
                lambda: (len(self.deliveries.all) > told and not self.deliveries.open) or None, 5
            )
        return answer


@dataclass
class Pauses:
    """Knows which were taken."""

    pauses: tuple[float, ...]
    taken: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pauses)

    def __getitem__(self, at: int) -> float:
        self.taken.append(at)
        return self.pauses[at]


@pytest.mark.parametrize("whose", ["bot", "app"])
async def test_a_token_that_is_refused_ends_it(slack: Watched, whose: str) -> None:
    channel, _ = a_channel(slack, "socket")
    if whose == "bot":
        slack.token = "xoxb-another"
    else:
        slack.app_token = "xapp-another"
    try:
        with pytest.raises(Misconfigured):
            async with asyncio.timeout(5):
                await channel.run(_nobody, Inboxed(), Nowhere())
    finally:
        await channel.close()


async def test_slack_is_away(slack: Watched, tmp_path: Path) -> None:
    """At the start, and later: it is tried until it is back, and what waited is taken."""
    slack.faults.fail(503, times=3, methods=("auth.test",))
    slack.faults.fail(502, times=2, methods=("apps.connections.open",))
    slack.faults.cut(methods=("apps.connections.open",))
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        await person.until("name")
        await slack.told()
        await slack.stop()
        await person.answer("name")
        await slack.start()
        await person.sees("way")
        await slack.told()
        assert await person.events(parts.storage) == person.acts
    assert wrongs(slack) == []


async def _nobody(inbound: Inbound) -> Outcome:
    raise AssertionError(inbound)
