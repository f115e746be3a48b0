"""HTTP mode: deliveries are POSTed to the app, signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.refusals import Json
from tests.fakes.slack.workspace import Workspace


class Posting:
    """`url` is the app's request URL; "" for Socket Mode."""

    def __init__(self, space: Workspace, secret: str) -> None:
        self._space = space
        self.secret = secret
        self.url = ""
        self._session: aiohttp.ClientSession | None = None

    def signed(self, body: bytes, *, age: float = 0) -> dict[str, str]:
        """The headers of a body that was signed `age` seconds ago."""
        at = str(int(self._space.now() - age))
        digest = hmac.new(self.secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest.hexdigest()}"}

    async def verify(self, url: str) -> None:
        """url_verification, as when the URL is entered in the app's settings; then everything goes there."""
        body = json.dumps(
            {"token": "verification-token", "challenge": "c4a11", "type": "url_verification"}
        ).encode()
        headers = {"Content-Type": "application/json", **self.signed(body)}
        async with self._client().post(url, data=body, headers=headers) as response:
            text = await response.text()
        assert response.status == 200, f"url_verification: {response.status}"
        assert "c4a11" in text, f"the challenge did not come back: {text}"
        self.url = url

    async def send(self, delivery: Delivery, envelope: str) -> bool:
        body, kind = _body(delivery)
        headers = {"Content-Type": kind, **self.signed(body)}
        if (again := len(delivery.attempts) - 1) > 0:
            headers |= {"x-slack-retry-num": str(again), "x-slack-retry-reason": _REASONS[delivery.reason]}
        self._space.soon(self._post(delivery, envelope, body, headers))
        return True

    async def _post(self, delivery: Delivery, envelope: str, body: bytes, headers: dict[str, str]) -> None:
        deliveries = self._space.deliveries
        try:
            async with self._client().post(self.url, data=body, headers=headers) as response:
                text = await response.text()
        except aiohttp.ClientError:
            await deliveries.lost(envelope, "connection")
            return
        if response.status // 100 == 2:
            answer = (
                json.loads(text) if response.content_type == "application/json" and text else text or None
            )
            await deliveries.acknowledged(envelope, answer)
        elif response.headers.get("X-Slack-No-Retry") == "1":
            delivery.failed = True
            delivery.changes.happen()
        else:
            await deliveries.lost(envelope, "status")

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


_REASONS = {
    "timeout": "http_timeout",
    "connection": "connection_failed",
    "status": "http_error",
    "": "http_timeout",
}


def _body(delivery: Delivery) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    payload: Json = delivery.payload
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), form
    if delivery.kind == "slash_commands":
        return urlencode(payload).encode(), form
    return json.dumps(payload, ensure_ascii=False).encode(), "application/json"
