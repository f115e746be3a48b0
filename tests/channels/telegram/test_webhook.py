"""The webhook: who may post there, and what Telegram is told when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.doors import Doors
from bot.channels.telegram.channel import UPDATES
from bot.channels.telegram.webhook import HEADER, Webhook
from storage.changes import Changes, Committed, StorageUnavailable
from tests.channels.telegram.guests import Guest, guests
from tests.channels.telegram.program import SECRET, Watched, free_port
from tests.channels.telegram.serving import serving


@pytest.fixture
async def telegram() -> AsyncIterator[Watched]:
    async with Watched(webhook_delay=0.01) as server:
        yield server


@pytest.fixture
def webhook() -> Webhook:
    port = free_port()
    return Webhook(address=f"http://127.0.0.1:{port}/updates", secret=SECRET, doors=Doors("127.0.0.1", port))


async def announced(telegram: Watched) -> None:
    assert await telegram.called_now.until(lambda: telegram.webhook.url or None, 5)


async def post(webhook: Webhook, body: bytes, secret: str | None = SECRET, path: str = "") -> int:
    headers = {"Content-Type": "application/json"} | ({HEADER: secret} if secret is not None else {})
    async with (
        aiohttp.ClientSession() as session,
        session.post(webhook.address + path, data=BytesIO(body), headers=headers) as response,
    ):
        return response.status


def start_of(guest: Guest, number: int = 1) -> bytes:
    """A genuine update: this person starts."""
    chat = {"id": guest.user.id, "type": "private", "first_name": "Guest"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": guest.user.data, "text": "/start"}
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_it_is_announced_with_its_secret(telegram: Watched, tmp_path: Path, webhook: Webhook) -> None:
    """Again until Telegram has heard; and only what is wanted is asked for."""
    telegram.faults.fail(502, methods=("setWebhook",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.channels.telegram.webhook.PAUSES", (0.01,))
        async with serving(telegram, tmp_path, "picnic", webhook=webhook):
            await announced(telegram)
    (call,) = telegram.called("setWebhook")
    assert call.args["url"] == webhook.address
    assert call.args["secret_token"] == SECRET
    assert set(call.args["allowed_updates"]) == set(UPDATES)
    assert not telegram.called("getUpdates")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "geheim-ü"])
async def test_nobody_else_may_post(
    telegram: Watched, tmp_path: Path, webhook: Webhook, secret: str | None
) -> None:
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic", webhook=webhook) as parts:
        await announced(telegram)
        assert await post(webhook, start_of(guest), secret) == 403
        assert (await parts.storage.load(guest.key)).address is None
        assert await post(webhook, start_of(guest)) == 200
        assert (await parts.storage.load(guest.key, fresh=True)).address is not None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"5", 400),
        (b'{"message": {}}', 200),
        (b'{"update_id": 1, "message": 5}', 200),
        (b'{"update_id": 2, "message": {"chat": {"id": 1}}}', 200),
        (b"[" * 100_000, 400),
        (b" " * 1_100_000, 413),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else None,
)
async def test_what_is_no_update_harms_nobody(
    telegram: Watched, tmp_path: Path, webhook: Webhook, body: bytes, status: int
) -> None:
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic", webhook=webhook):
        await announced(telegram)
        assert await post(webhook, body) == status
        await guest.start()
        await guest.sees("name")


async def test_done_is_said_after_the_commit(
    telegram: Watched, tmp_path: Path, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the update waits with Telegram."""
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic", webhook=webhook) as parts:
        await announced(telegram)
        commit, gate = parts.storage.commit, asyncio.Event()
        reached = asyncio.Event()

        async def late(changes: Changes) -> Committed:
            reached.set()
            await gate.wait()
            return await commit(changes)

        monkeypatch.setattr(parts.storage, "commit", late)
        posted = asyncio.create_task(post(webhook, start_of(guest)))
        await reached.wait()
        try:
            assert not posted.done()
            assert (await parts.storage.load(guest.key, fresh=True)).address is None
        finally:
            gate.set()
        assert await posted == 200
        assert (await parts.storage.load(guest.key, fresh=True)).address is not None


async def test_what_cannot_be_kept_is_delivered_again(
    telegram: Watched, tmp_path: Path, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram is told so, and the person too; one event comes of it in the end."""
    (guest,) = guests(telegram, 1)
    async with serving(telegram, tmp_path, "picnic", webhook=webhook) as parts:
        await guest.start()
        await guest.sees("name")
        commit, left = parts.storage.commit, 1

        async def busy(changes: Changes) -> Any:
            nonlocal left
            if left and changes.inbox is not None:
                left -= 1
                raise StorageUnavailable("full")
            return await commit(changes)

        monkeypatch.setattr(parts.storage, "commit", busy)
        await guest.answer("name")
        await guest.sees("way")
        assert telegram.webhook.failures == ["Wrong response from the webhook: 503 Service Unavailable"]
        assert await guest.events(parts.storage) == guest.acts
        assert "could not" in guest.user.screen.lower(), guest.user.screen


async def test_a_dialogue_through_the_webhook(telegram: Watched, tmp_path: Path, webhook: Webhook) -> None:
    people = guests(telegram, 5)
    async with serving(telegram, tmp_path, "picnic", webhook=webhook) as parts:
        await asyncio.gather(*(guest.fill() for guest in people))
        for guest in people:
            assert await guest.answers(parts.storage) == guest.expected
    assert telegram.webhook.failures == []
    assert [one for one in telegram.violations if one.kind != "bulk"] == []
