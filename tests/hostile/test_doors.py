"""The doors: who may post there, what is taken, and that whatever comes, nobody gets an error of ours or is let in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import pytest
import yarl

from bot.channels.base import Unsaved
from bot.channels.doors import Doors
from bot.channels.lanes import Lanes, Raw
from bot.channels.slack import parse
from bot.channels.slack.door import PATH, Door
from bot.channels.telegram.webhook import HEADER, Webhook
from tests.channels.slack.serving_slack import free_port
from tests.channels.telegram.desk import Desk, text

NOW = 1_780_000_000
SECRET = "a-secret-of-these-tests"
FORM = "application/x-www-form-urlencoded"
EVENT = {"type": "event_callback", "event_id": "Ev1", "team_id": "T1",
         "event": {"type": "message", "channel_type": "im", "user": "U1", "text": "hello", "ts": "1.0", "channel": "D1"}}  # fmt: skip

#: what is no delivery of Slack, though its signature is right
JUNK: tuple[Any, ...] = (
    None, [], {}, 5, "text", True, [EVENT], {"type": None}, {"type": 5}, {"type": []}, {"type": {}}, {"type": "event_callback"},
    {"type": "event_callback", "event": None}, {"type": "event_callback", "event": []}, {"type": "event_callback", "event": "x"},
    {**EVENT, "event_id": {}}, {**EVENT, "event": {**EVENT["event"], "user": {}}}, {**EVENT, "event": {**EVENT["event"], "text": 5}},
    {**EVENT, "event": {**EVENT["event"], "files": 5}}, {**EVENT, "event": {**EVENT["event"], "files": [5]}},
    {**EVENT, "event": {**EVENT["event"], "files": [{"size": "x"}]}}, {**EVENT, "event": {**EVENT["event"], "ts": []}},
    {**EVENT, "event": {**EVENT["event"], "subtype": []}}, {**EVENT, "team_id": []}, {**EVENT, "authorizations": 5},
    {"type": "block_actions"}, {"type": "block_actions", "actions": 5}, {"type": "block_actions", "actions": [5]}, {"type": "block_actions", "actions": [None]},
    {"type": "block_actions", "actions": [{}], "user": 5}, {"type": "block_actions", "user": {"id": "U1"}, "container": {"message_ts": "1.0"}, "actions": [{"type": "checkboxes", "selected_options": 5}]},
    {"type": "block_actions", "user": {"id": "U1"}, "container": 5, "actions": [{"type": []}]}, {"type": "block_actions", "user": {"id": []}},
    {"type": "block_actions", "user": {"id": "U1"}, "container": {"message_ts": "1.0"}, "actions": [{"type": "datepicker", "action_id": "day.0.1.a", "selected_date": "x"}]},
    {"type": "view_submission"}, {"type": "view_submission", "view": []}, {"type": "view_submission", "view": {"state": 5}}, {"type": "view_closed", "view": 5},
    {"type": "shortcut", "action_ts": {}}, {"command": []}, {"command": None, "type": "block_actions"}, {"type": "url_verification"},
    {"type": "url_verification", "challenge": {}}, {"type": "url_verification", "challenge": 5}, {"user": 5, "team": 5, "channel": []},
    {"type": "event_callback", "event": {"type": "message", "channel_type": "im", "subtype": "message_changed", "message": 5}},
)  # fmt: skip


@dataclass
class Taken:
    """Behind the door: the lanes, and what came through."""

    handled: list[Raw] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def __post_init__(self) -> None:
        self.lanes: Lanes[None] = Lanes(
            intake=self, key_of=parse.key_of, lane_of=parse.lane_of, handle=self._handle
        )

    async def _handle(self, raw: Raw, _is_again: bool) -> None:
        self.handled.append(raw)

    async def take(self, raw: Raw) -> None:
        if parse.kind_of(raw) != "nothing":
            await self.lanes.take(raw)

    async def keep(self, key: str, raw: str) -> None:
        self.kept[key] = raw

    async def done(self, key: str) -> None:
        self.kept.pop(key, None)

    async def set_aside(self, key: str, raw: str) -> None:
        raise AssertionError("nothing here fails")

    async def left(self) -> tuple[str, ...]:
        return ()

    async def abandoned(self) -> tuple[str, ...]:
        return ()


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Taken]:
    """Slack's door, at NOW."""
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda _: NOW)
    taken, port = Taken(), free_port()
    doors = Doors("127.0.0.1", port)
    taken.address = f"http://127.0.0.1:{port}{PATH}"
    async with doors.open(PATH, Door(take=taken.take, secret=SECRET).posted):
        yield taken


def signed(body: bytes, at: int = NOW, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


async def post(
    address: str, body: bytes, headers: dict[str, str], kind: str = "application/json", method: str = "POST"
) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method,
            yarl.URL(address, encoded=True),
            data=io.BytesIO(body),
            headers={"Content-Type": kind, **headers},
        ) as response,
    ):
        return response.status, await response.text()


async def test_a_request_of_slack_is_taken_once(slack: Taken) -> None:
    """And again within five minutes it is answered, and counts no more."""
    body = json.dumps(EVENT).encode()
    for _ in range(3):
        assert (await post(slack.address, body, signed(body)))[0] == 200
    assert len(slack.handled) == 1


@pytest.mark.parametrize(
    ("age", "status"),
    [(299, 200), (300, 200), (301, 401), (-299, 200), (-300, 200), (-301, 401), (10**9, 401)],
)
async def test_five_minutes(slack: Taken, age: int, status: int) -> None:
    """Before and behind: exactly as long as Slack says."""
    body = json.dumps(EVENT).encode()
    assert (await post(slack.address, body, signed(body, NOW - age)))[0] == status
    assert len(slack.handled) == (status == 200)


async def test_what_is_not_signed_by_slack(slack: Taken) -> None:
    """Wrong, missing or of another; a byte more; a challenge that somebody asks."""
    body, right = json.dumps(EVENT).encode(), signed(json.dumps(EVENT).encode())
    stamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    challenge = json.dumps({"type": "url_verification", "challenge": "tell"}).encode()
    for sent, headers in (
        (body, {}), (body, {stamp: right[stamp]}), (body, {signature: right[signature]}), (body, signed(body, secret="another")),
        (body[:-1] + b" }", right), (body + b" ", right), (body.replace(b"hello", b"hellp"), right), (b"", right),
        (body, {**right, signature: right[signature][:-1]}), (body, {**right, signature: right[signature][3:]}), (body, {**right, signature: ""}),
        (body, {**right, stamp: str(NOW - 1)}), (body, {**right, stamp: "now"}), (body, {**right, stamp: ""}), (body, {**right, stamp: "9" * 400}),
        (body, {**right, signature: "v0=ü"}), (body, signed(body, secret="")), (challenge, {}), (challenge, right),
    ):  # fmt: skip
        status, said = await post(slack.address, sent, headers)
        assert status == 401, (sent, headers)
        assert "tell" not in said
    assert slack.handled == []


async def test_junk_that_is_signed(slack: Taken) -> None:
    """Whatever it is, it is no error of ours; and what comes after it is taken."""
    bodies = [(json.dumps(it).encode(), "application/json") for it in JUNK]
    bodies += [(urlencode({"payload": json.dumps(it)}).encode(), FORM) for it in JUNK]
    bodies += [(it, kind) for kind in ("application/json", FORM, "text/plain", "multipart/form-data; boundary=x", "") for it in (
        b"", b"{", b"nope", b"\xff\xfe", b"payload", b"payload=", b"payload={", b"payload=%ff", b"ssl_check=1", b"command=", b"command=%2Fform",
        b"[" * 100_000, b'{"a":' * 50_000, b"\x00", quote("\ud800", errors="surrogatepass").encode(),
    )]  # fmt: skip
    for body, kind in bodies:
        status, _ = await post(slack.address, body, signed(body), kind)
        assert status < 500, (body[:200], kind)
    after = {**EVENT, "event_id": "Ev2"}
    body = json.dumps(after).encode()
    assert (await post(slack.address, body, signed(body)))[0] == 200
    assert after in slack.handled


async def test_what_cannot_be_kept_comes_again(slack: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no junk, though it could not be taken now."""

    async def full(*_: object) -> None:
        raise Unsaved("")

    monkeypatch.setattr(slack.lanes, "_handle", full)
    body = json.dumps(EVENT).encode()
    assert (await post(slack.address, body, signed(body)))[0] == 503


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[str, Desk]]:
    """Telegram's door."""
    desk, port = Desk(), free_port()
    doors = Doors("127.0.0.1", port)
    webhook = Webhook(address=f"http://127.0.0.1:{port}/updates", secret=SECRET, doors=doors)
    receiver = desk.receiver()

    open_ = asyncio.Event()

    class Announced:
        async def set_webhook(self, *_: object, **__: object) -> None:
            open_.set()

    task = asyncio.create_task(webhook.serve(Announced(), receiver, ()))  # type: ignore[arg-type]
    await open_.wait()
    yield webhook.address, desk
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await receiver.close()


async def test_telegrams_door(telegram: tuple[str, Desk]) -> None:
    """Another secret, another path, another method, junk, too much: nothing of it is taken, nothing is our error."""
    address, desk = telegram
    body = json.dumps(text(1)).encode()
    for headers in (
        {},
        {HEADER: ""},
        {HEADER: SECRET[:-1]},
        {HEADER: SECRET + "x"},
        {HEADER: SECRET.upper()},
        {"X-Other": SECRET},
    ):
        assert (await post(address, body, headers))[0] == 403
    right = {HEADER: SECRET}
    for path in ("/", "/updates/", "/updates/x", "/../updates/..", "//updates", "/%00", "/" + "x" * 5000):
        assert (await post(address.removesuffix("/updates") + path, body, right))[0] in {400, 404}
    for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        assert (await post(address, body, right, method=method))[0] == 405
    for junk in (b"", b"{", b"\xff", b"null", b"[]", b"5", b'"x"', b"[" * 100_000, b'{"a":' * 50_000):
        assert (await post(address, junk, right))[0] == 400
    for strange in ({}, {"update_id": "1"}, {"update_id": None}, {"update_id": [], "message": 5}):
        assert (await post(address, json.dumps(strange).encode(), right))[0] == 200
    assert (await post(address, b" " * 10_000_000, right))[0] == 413
    assert desk.handled == []
    assert (await post(address, body, right))[0] == 200
    assert desk.handled == [1]
