"""Metrics and health: what whoever watches the program is told, and what they are not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.assembly import Running
from bot.channels.base import Refused, Unanswered
from bot.watching import Watched
from storage.changes import StorageUnavailable
from storage.records import Backlog
from tests.bot.world import World
from tests.channels.telegram.program import free_port

Get = tuple[int, str]


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[tuple[World, Running, Watched, str]]:
    world = World(tmp_path)
    async with world.program() as parts:
        watched = Watched(
            storage=parts.storage, duty=parts.duty, measures=parts.measures, now=lambda: world.now
        )
        port = free_port()
        async with watched.at("127.0.0.1", port):
            yield world, parts, watched, f"http://127.0.0.1:{port}"


async def get(address: str) -> Get:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


def value(text: str, name: str) -> float:
    """Of one line of metrics."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(line.split()[-1])


async def test_what_is_counted(seen: tuple[World, Running, Watched, str]) -> None:
    """Events, messages, refusals and what waits; nothing that anybody wrote, and no id."""
    world, parts, _, address = seen
    await world.open(parts)
    await world.tell(parts, "Cooking")
    world.channel.faults = [Unanswered("network"), Refused("chat_not_found")]
    await world.tell(parts, "Ada Lovelace")
    status, text = await get(f"{address}/metrics")
    assert status == 200
    assert value(text, 'formbot_events_total{channel="memory",outcome="kept"}') == 3
    assert value(text, 'formbot_event_seconds_count{channel="memory"}') == 3
    assert value(text, 'formbot_messages_total{channel="memory",kind="ask",outcome="delivered"}') == 2
    assert value(text, 'formbot_messages_total{channel="memory",kind="ask",outcome="again"}') == 1
    assert value(text, 'formbot_refusals_total{channel="memory",code="network"}') == 1
    assert value(text, 'formbot_refusals_total{channel="memory",code="chat_not_found"}') == 1
    assert value(text, "formbot_set_aside_rows") == 1
    assert value(text, "formbot_leads") == 1
    for private in ("Ada", "Lovelace", "Cooking", "volunteer"):
        assert private not in text


async def test_alive_and_ready(
    seen: tuple[World, Running, Watched, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its database a program is alive and not ready; what was counted is told all the same."""
    _, parts, _, address = seen
    assert await get(f"{address}/healthz") == (200, "ok\n")
    assert await get(f"{address}/readyz") == (200, "ok\n")

    async def away(_: object) -> Backlog:
        raise StorageUnavailable("away")

    monkeypatch.setattr(parts.storage, "backlog", away)
    assert await get(f"{address}/healthz") == (200, "ok\n")
    assert (await get(f"{address}/readyz"))[0] == 503
    assert (await get(f"{address}/metrics"))[0] == 200
