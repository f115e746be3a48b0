"""Socket Mode: connections that were asked for by apps.connections.open, and envelopes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Workspace
from tests.fakes.telegram.chats import Changes

#: connections of one app [docs: Socket Mode]
CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    #: sent on it, not acknowledged
    envelopes: set[str] = field(default_factory=set)
    #: takes what it is sent and passes nothing on
    deaf: bool = False


class Sockets:
    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._tickets: set[str] = set()
        self.open: list[Connection] = []
        self.changes = Changes()
        #: how many connections there ever were
        self.opened = 0

    def ticket(self) -> Json:
        if len(self.open) >= CONNECTIONS:
            raise Refusal("too_many_websockets")
        ticket = self._space.id("")
        self._tickets.add(ticket)
        url = self._space.url.replace("http", "ws", 1)
        return {"url": f"{url}/link/?ticket={ticket}&app_id={self._space.app}"}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        connection = Connection(socket)
        self.open.append(connection)
        self.opened += 1
        hello = {"type": "hello", "num_connections": len(self.open), "debug_info": {"host": "applink-1"}}
        await socket.send_json(hello | {"connection_info": {"app_id": self._space.app}})
        self.changes.happen()
        await self._space.deliveries.resume()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._acknowledged(connection, frame.data)
        finally:
            await self._gone(connection)
        return socket

    async def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            ack = json.loads(text)
            envelope = ack["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._space.observer.note("ack", "a frame that is no acknowledgement")
            return
        connection.envelopes.discard(envelope)
        if not connection.deaf:
            await self._space.deliveries.acknowledged(envelope, ack.get("payload"))

    async def _gone(self, connection: Connection) -> None:
        if connection in self.open:
            self.open.remove(connection)
        for envelope in connection.envelopes:
            await self._space.deliveries.lost(envelope)
        connection.envelopes.clear()
        self.changes.happen()
        if self.open:
            await self._space.deliveries.resume()

    async def send(self, delivery: Delivery, envelope: str) -> bool:
        """To any one connection: Slack keeps no order of them."""
        if not self.open:
            return False
        connection = self._space.rng.choice(self.open)
        content: Json = {"envelope_id": envelope, "type": delivery.kind, "payload": delivery.payload}
        content["accepts_response_payload"] = delivery.kind != "events_api"
        if delivery.kind == "events_api":
            content |= {"retry_attempt": len(delivery.attempts) - 1, "retry_reason": delivery.reason}
        connection.envelopes.add(envelope)
        try:
            if not connection.deaf:
                await connection.socket.send_json(content)
        except ConnectionError:
            await self._gone(connection)
            return False
        return True

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Every connection is told to go; it is closed when the app has opened another, or by `cut`."""
        for connection in list(self.open):
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            )

    async def cut(self) -> None:
        """Every connection breaks."""
        for connection in list(self.open):
            await connection.socket.close()

    def deafen(self) -> None:
        """The connections of now stay open, and nothing comes through any more."""
        for connection in self.open:
            connection.deaf = True

    async def connected(self, connections: int = 1, *, within: float = 5) -> None:
        """Once the app has so many connections."""
        found = await self.changes.until(lambda: len(self.open) >= connections or None, within)
        assert found, f"{len(self.open)} connections within {within} s"
