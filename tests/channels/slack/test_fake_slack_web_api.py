"""The fake workspace's Web API: messages, channels, files, arguments, faults."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Fault, Slack, User
from tests.fakes.slack.by_hand import Caller


async def test_query_form_and_json_are_merged(slack: Slack, app: Caller, li: User) -> None:
    url = f"{slack.base_url}chat.postMessage?channel={li.dm.id}"
    headers = {"Authorization": f"Bearer {slack.token}"}
    blocks = '[{"type":"section","text":{"type":"mrkdwn","text":"Block"}}]'
    async with app.http.post(url, data={"text": "Form", "blocks": blocks}, headers=headers) as response:
        assert (await response.json())["ok"]
    async with app.http.post(url, data={"text": "x", "blocks": "[{"}, headers=headers) as response:
        assert (await response.json())["error"] == "invalid_blocks_format"
    message = await li.sees("Block")
    assert (message.text, message.body) == ("Form", "Block")
    assert await app.error("chat.shout") == "unknown_method"
    await app.ok("auth.test", colour="red")
    assert [one.kind for one in slack.violations] == ["schema", "schema"]


async def test_only_own_messages_are_changed(app: Caller, li: User) -> None:
    said = await li.say("Hello")
    at = {"channel": li.dm.id, "ts": said.ts}
    assert await app.error("chat.update", **at, text="x") == "cant_update_message"
    assert await app.error("chat.delete", **at) == "cant_delete_message"
    assert await app.error("chat.update", channel=li.dm.id, ts="1.0", text="x") == "message_not_found"
    sent = await app.ok("chat.postMessage", channel=li.dm.id, text="One")
    await app.ok("chat.update", channel=li.dm.id, ts=sent["ts"], text="Two")
    assert li.screen == "Li: Hello\nbot: Two"
    assert (await li.next()).text == "Two"
    with pytest.raises(AssertionError, match="nothing new"):
        await li.next(within=0)
    await app.ok("chat.delete", channel=li.dm.id, ts=sent["ts"])
    assert await app.error("chat.update", channel=li.dm.id, ts=sent["ts"], text="x") == "message_not_found"


async def test_channels_that_are_closed_to_the_bot(slack: Slack, app: Caller, li: User) -> None:
    async def post(channel: str) -> str:
        return await app.error("chat.postMessage", channel=channel, text="x")

    assert await post("C404") == "channel_not_found"
    assert await post(slack.channel("reviews", li, bot=False).id) == "not_in_channel"
    assert await post(slack.channel("secret", li, bot=False, private=True).id) == "channel_not_found"
    old = slack.channel("old", li)
    old.archived = True
    assert await post(old.id) == "is_archived"
    assert (await app.ok("conversations.info", channel=old.id))["channel"]["is_archived"]
    slack.space.messages_tab = False
    assert await post(li.dm.id) == "messages_tab_disabled"
    li.deactivate()
    assert await post(li.dm.id) == "account_inactive"
    assert await app.error("conversations.open", users=li.id) == "user_disabled"


async def test_threads_and_what_one_person_sees(slack: Slack, app: Caller, li: User) -> None:
    room = slack.channel("reviews", li)
    top = await app.ok("chat.postMessage", channel=room.id, text="Summary")
    await slack.advance(1)
    await app.ok("chat.postMessage", channel=room.id, text="Section", thread_ts=top["ts"])
    await li.say("Good", thread=room.messages[top["ts"]])
    await app.ok("chat.postEphemeral", channel=room.id, user=li.id, text="Psst")
    assert [one.text for one in room.in_thread(room.messages[top["ts"]])] == ["Section", "Good"]
    assert "(only visible to you)" in room.screen
    ephemeral = {"channel": room.id, "ts": room.visible[-1].ts, "text": "x"}
    assert await app.error("chat.update", **ephemeral) == "message_not_found"
    error = await app.error("chat.postMessage", channel=room.id, text="x", thread_ts="1.0")
    assert error == "thread_not_found"
    assert slack.deliveries.all[-1].payload["event"]["thread_ts"] == top["ts"]
    members = await app.ok("conversations.members", channel=room.id)
    assert set(members["members"]) == {li.id, slack.space.bot_user}
    assert not slack.violations


async def test_more_than_a_message_a_second(slack: Slack, app: Caller, li: User) -> None:
    """Short bursts are allowed where one person reads."""
    rooms = slack.channel("reviewers", li), slack.channel("others", li)
    for channel in (rooms[0].id, rooms[1].id, *[li.dm.id] * 4):
        await app.ok("chat.postMessage", channel=channel, text="x")
    assert not slack.violations
    await app.ok("chat.postMessage", channel=li.dm.id, text="x")
    await app.ok("chat.postMessage", channel=rooms[0].id, text="x")
    assert [one.kind for one in slack.violations] == ["pace"] * 2


async def test_more_updates_a_minute_than_slack_grants(slack: Slack, app: Caller, li: User) -> None:
    sent = await app.ok("chat.postMessage", channel=li.dm.id, text="0")
    for n in range(50):
        await app.ok("chat.update", channel=li.dm.id, ts=sent["ts"], text=str(n))
    await slack.advance(61)
    await app.ok("chat.update", channel=li.dm.id, ts=sent["ts"], text="x")
    assert not slack.violations
    for n in range(50):
        await app.ok("chat.update", channel=li.dm.id, ts=sent["ts"], text=str(n))
    assert [one.kind for one in slack.violations] == ["tier"]


async def test_429_closes_the_method(slack: Slack, app: Caller, li: User) -> None:
    slack.faults.throttle(30, methods=("chat.postMessage",))
    args = {"channel": li.dm.id, "text": "x"}
    status, answer, retry_after = await app.call("chat.postMessage", **args)
    assert (status, answer["error"], retry_after) == (429, "ratelimited", "30")
    await slack.advance(28)
    assert (await app.call("chat.postMessage", **args))[2] in {"1", "2"}
    await app.ok("auth.test")
    assert [one.kind for one in slack.violations] == ["closed"]
    await slack.advance(2)
    await app.ok("chat.postMessage", **args)


async def test_what_goes_wrong_by_script(slack: Slack, app: Caller, li: User) -> None:
    args = {"channel": li.dm.id, "text": "x"}
    slack.faults.fail(503)
    assert (await app.call("chat.postMessage", **args))[0] == 503
    slack.faults.refuse("missing_scope")
    assert await app.error("chat.postMessage", **args) == "missing_scope"
    slack.faults.cut()
    with pytest.raises(aiohttp.ClientError):
        await app.call("chat.postMessage", **args)
    assert not li.dm.messages
    slack.faults.cut(after=True)
    with pytest.raises(aiohttp.ClientError):
        await app.call("chat.postMessage", **args)
    assert len(li.dm.messages) == 1
    slack.faults.by_chance(1, lambda: Fault(status=500))
    assert (await app.call("auth.test"))[0] == 500
    slack.faults.clear()
    await app.ok("auth.test")


async def test_an_outage_forgets_nothing(slack: Slack, app: Caller, li: User) -> None:
    await app.ok("chat.postMessage", channel=li.dm.id, text="Before")
    await slack.stop()
    with pytest.raises(aiohttp.ClientError):
        await app.call("auth.test")
    await slack.start()
    await app.ok("auth.test")
    assert "Before" in li.screen


async def test_files_both_ways(slack: Slack, app: Caller, li: User) -> None:
    await li.upload(b"abc", "cv.pdf", comment="Mine")
    event = slack.deliveries.all[-1].payload["event"]
    assert (event["subtype"], event["text"]) == ("file_share", "Mine")
    (file,) = event["files"]
    assert (file["mimetype"], file["size"]) == ("application/pdf", 3)
    async with app.http.get(file["url_private"]) as response:
        assert (response.status, response.content_type) == (200, "text/html")
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with app.http.get(file["url_private_download"], headers=headers) as response:
        assert await response.read() == b"abc"
    client = AsyncWebClient(token=slack.token, base_url=slack.base_url)
    sent = await client.files_upload_v2(
        content=b"defg", filename="table.csv", title="Table", channel=li.dm.id, initial_comment="Yours"
    )
    assert slack.content(sent["files"][0]) == b"defg"
    assert "<table.csv> Yours" in li.screen
    assert (await app.ok("files.info", file=file["id"]))["file"]["name"] == "cv.pdf"
    assert await app.error("files.completeUploadExternal", files=[{"id": "F1"}]) == "file_not_found"
    room = slack.channel("reviews", bot=False)
    got = await app.ok("files.getUploadURLExternal", filename="x", length=1)
    async with app.http.post(got["upload_url"], data=b"too long") as response:
        assert response.status == 400
    async with app.http.post(got["upload_url"], data=b"x") as response:
        assert await response.text() == "OK - 1"
    complete = {"files": [{"id": got["file_id"]}], "channel_id": room.id}
    assert await app.error("files.completeUploadExternal", **complete) == "not_in_channel"
    assert not slack.violations


async def test_people_are_told_of_with_their_locale(app: Caller, li: User) -> None:
    assert "locale" not in (await app.ok("users.info", user=li.id))["user"]
    assert (await app.ok("users.info", user=li.id, include_locale="1"))["user"]["locale"] == "zh-TW"
    assert (await app.ok("conversations.open", users=li.id))["channel"]["id"] == li.dm.id
    assert await app.error("users.info", user="U404") == "user_not_found"


async def test_scopes_of_the_token(slack: Slack, app: Caller, li: User) -> None:
    room, secret = slack.channel("reviews", li), slack.channel("secret", li, private=True)
    slack.scopes -= {"groups:read", "chat:write"}
    await app.ok("conversations.info", channel=room.id)
    assert await app.error("conversations.info", channel=secret.id) == "missing_scope"
    assert await app.error("conversations.members", channel=li.dm.id) == "missing_scope"
    _, answer, _ = await app.call("chat.postMessage", channel=li.dm.id, text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"].split(",")
    client = AsyncWebClient(token=slack.token, base_url=slack.base_url)
    told = (await client.auth_test()).headers["x-oauth-scopes"]
    assert set(told.split(",")) == slack.scopes
    slack.scopes.add("im:read")
    await app.ok("conversations.members", channel=li.dm.id)
