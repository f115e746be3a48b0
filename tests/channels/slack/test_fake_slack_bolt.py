"""The fake workspace as slack_bolt sees it, over the socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Slack, User


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack


@pytest.fixture
def li(slack: Slack) -> User:
    return slack.user("Li", locale="zh-TW")


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=AsyncWebClient(token=slack.token, base_url=slack.base_url))
    client = AsyncWebClient(token=slack.app_token, base_url=slack.base_url)
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.sockets.connected()
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


_YES = {"type": "button", "action_id": "yes", "text": {"type": "plain_text", "text": "Yes"}, "value": "1"}
_NAME = {
    "type": "input",
    "block_id": "name",
    "label": {"type": "plain_text", "text": "Your name"},
    "element": {"type": "plain_text_input", "action_id": "name"},
}


def _modal(title: str) -> dict[str, Any]:
    words = {"title": title, "submit": "Send", "close": "Cancel"}
    named = {key: {"type": "plain_text", "text": text} for key, text in words.items()}
    return {"type": "modal", "callback_id": "form", "blocks": [_NAME], **named}


async def test_a_conversation_with_bolt(slack: Slack, app: AsyncApp, li: User) -> None:
    """A message, a press answered through its response_url, a modal with an error and its submission."""

    @app.event("message")
    async def asked(say: Any) -> None:
        await say(text="Ready?", blocks=[{"type": "actions", "elements": [_YES]}])

    @app.action("yes")
    async def pressed(ack: Any, respond: Any, body: Any, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=_modal("Names"))
        await respond(text="Ready: yes", replace_original=True)

    @app.view("form")
    async def submitted(ack: Any, view: Any) -> None:
        if view["state"]["values"]["name"]["name"]["value"] == "x":
            await ack(response_action="errors", errors={"name": "Too short"})
        else:
            await ack(response_action="update", view=_modal("Thank you"))

    await li.say("Hello")
    await li.sees("Yes")
    press = await li.press("Yes")
    await press.ack()
    assert "Names" in await li.sees_modal("Your name")
    assert (await li.sees("Ready: yes")).labels == []
    assert await li.submit() is None
    assert "required" in li.modal
    for name, seen in (("x", "! Too short"), ("Li", "== Thank you ==")):
        await li.type("Your name", name)
        assert await li.submit()
        await li.sees_modal(seen)
    assert not slack.violations
    assert not slack.refused


async def test_bolt_hears_its_own_messages_and_comes_back(slack: Slack, app: AsyncApp, li: User) -> None:
    """Slack tells an app of its own messages, which Bolt passes over; a connection that breaks is made anew."""
    heard: list[str] = []

    @app.event("message")
    async def asked(event: dict[str, Any], say: Any) -> None:
        heard.append(event["text"])
        await say(f"You said: {event['text']}")

    await li.say("One")
    await li.sees("You said: One")
    await slack.sockets.cut()
    await slack.sockets.connected()
    await slack.advance(1)
    await li.say("Two")
    await li.sees("You said: Two")
    for delivery in slack.deliveries.all:
        await delivery.ack()
    assert heard == ["One", "Two"]
    echoes = [one.payload["event"] for one in slack.deliveries.all if "bot_id" in one.payload["event"]]
    assert [one["text"] for one in echoes] == ["You said: One", "You said: Two"]
    assert not slack.violations
