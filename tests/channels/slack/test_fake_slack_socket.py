"""Socket Mode of the fake workspace: envelopes, acknowledgements, what is told again."""

from __future__ import annotations

from tests.fakes.slack import Slack, User
from tests.fakes.slack.by_hand import Caller


async def test_an_event_is_told_until_it_is_acknowledged(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()
    await li.say("Hello & <all>")
    first = await line.next()
    assert first["type"] == "events_api"
    assert first["retry_attempt"] == 0
    event = first["payload"]["event"]
    assert (event["text"], event["channel_type"], event["user"]) == ("Hello &amp; &lt;all&gt;", "im", li.id)
    await slack.advance(3.1)
    second = await line.next()
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert second["payload"]["event_id"] == first["payload"]["event_id"]
    assert second["envelope_id"] != first["envelope_id"]
    await slack.advance(59)
    await line.ack(second)
    await slack.deliveries.all[0].changes.until(lambda: slack.violations or None, 5)
    assert [one.kind for one in slack.violations] == ["late"]
    await slack.advance(5)
    third = await line.next()
    await line.ack(third)
    await slack.deliveries.all[0].ack()
    assert not slack.deliveries.open


async def test_an_event_is_given_up_after_three_retries(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()
    await li.say("Hello")
    for seconds in (4, 64, 304):
        await line.next()
        await slack.advance(seconds)
    assert (await line.next())["retry_attempt"] == 3
    await slack.advance(4)
    assert slack.deliveries.all[0].failed


async def test_what_a_broken_connection_held_is_told_to_the_next(slack: Slack, app: Caller, li: User) -> None:
    await li.say("Before anybody listens")
    line = await app.line()
    first = await line.next()
    await slack.sockets.cut()
    again = await (await app.line()).next()
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert again["retry_attempt"] == 1


async def test_a_press_is_not_told_again(slack: Slack, app: Caller, li: User) -> None:
    await app.ok(
        "chat.postMessage",
        channel=li.dm.id,
        text="Ready?",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": "y", "text": {"type": "plain_text", "text": "Yes"}}
                ],
            }
        ],
    )
    assert (await li.press("Yes")).failed  # nobody is there
    line = await app.line()
    press = await li.press("Yes")
    envelope = await line.next()
    assert envelope["accepts_response_payload"]
    await slack.advance(3.1)
    assert press.failed
    assert len(press.attempts) == 1


async def test_tickets_and_connections(slack: Slack, app: Caller) -> None:
    assert await app.error("apps.connections.open") == "not_allowed_token_type"
    assert await app.error("auth.test", token="xoxb-other") == "invalid_auth"
    assert await app.error("auth.test", token="") == "not_authed"
    lines = [await app.line() for _ in range(10)]
    assert len(slack.sockets.open) == len(lines)
    assert await app.error("apps.connections.open", token=slack.app_token) == "too_many_websockets"


async def test_order_doubles_and_replays(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()
    slack.deliveries.hold()
    await li.say("one")
    await li.say("two")
    await slack.deliveries.release(backwards=True)
    assert [(await line.take())["event"]["text"] for _ in range(2)] == ["two", "one"]
    slack.deliveries.doubled = 1
    await li.say("three")
    assert (await line.take())["event_id"] == (await line.take())["event_id"]
    await slack.deliveries.replay()
    assert (await line.take())["event"]["text"] == "three"


async def test_refresh_and_a_connection_gone_deaf(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()
    await slack.sockets.refresh()
    assert (await line.next())["reason"] == "refresh_requested"
    slack.sockets.deafen()
    await li.say("Is anybody there?")
    await slack.sockets.cut()
    again = await (await app.line()).next()
    assert again["payload"]["event"]["text"] == "Is anybody there?"
