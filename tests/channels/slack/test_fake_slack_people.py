"""What people do on the fake workspace, and what the app is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.slack import Slack, User
from tests.fakes.slack.by_hand import Caller

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def choices(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def control(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": kind, **more}


BLOCKS: list[Json] = [
    {
        "type": "section",
        "block_id": "how",
        "text": {"type": "mrkdwn", "text": "How will you help?"},
        "accessory": control("radio_buttons", options=choices("Driving", "Cooking")),
    },
    {
        "type": "actions",
        "block_id": "more",
        "elements": [
            control("checkboxes", options=choices("Monday", "Friday")),
            control("static_select", options=choices("Leeds", "York"), placeholder=plain("City")),
            control("datepicker", placeholder=plain("From")),
        ],
    },
    {"type": "actions", "block_id": "end", "elements": [control("button", text=plain("Done"), value="d")]},
]


def field(name: str, kind: str, *, dispatch: bool = False, **element: Any) -> Json:
    block = {"type": "input", "block_id": name, "label": plain(name), "element": control(kind, **element)}
    return block | ({"dispatch_action": True} if dispatch else {})


def modal(*blocks: Json, title: str = "Title", **more: Any) -> Json:
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": list(blocks), **more}


async def test_controls_of_a_message(app: Caller, li: User) -> None:
    sent = await app.ok("chat.postMessage", channel=li.dm.id, text="How?", blocks=BLOCKS)
    line = await app.line()
    await li.select("Cooking")
    chosen = await line.take()
    assert chosen["actions"][0]["selected_option"]["value"] == "cooking"
    assert chosen["container"]["message_ts"] == sent["ts"]
    await li.tick("Monday", "Friday")
    await line.take()
    assert len((await line.take())["actions"][0]["selected_options"]) == 2
    await li.tick("Monday", off=True)
    await line.take()
    await li.select("York", control="City")
    await line.take()
    await li.select(None, control="City")
    assert (await line.take())["actions"][0]["selected_option"] is None
    await li.pick_date("2026-11-22")
    assert (await line.take())["actions"][0]["selected_date"] == "2026-11-22"
    await li.press("Done")
    done = await line.take()
    assert done["actions"][0]["value"] == "d"
    state = done["state"]["values"]
    assert state["how"]["radio_buttons"]["selected_option"]["value"] == "cooking"
    assert [one["value"] for one in state["more"]["checkboxes"]["selected_options"]] == ["friday"]
    assert "( ) Driving  (*) Cooking" in li.screen
    assert "[ ] Monday  [x] Friday" in li.screen
    assert "<2026-11-22>" in li.screen
    with pytest.raises(AssertionError, match="there is no button 'Back'"):
        await li.press("Back")


async def test_a_response_url_has_five_uses(slack: Slack, app: Caller, li: User) -> None:
    await app.ok("chat.postMessage", channel=li.dm.id, text="How?", blocks=BLOCKS)
    line = await app.line()
    await li.press("Done")
    url = (await line.take())["response_url"]

    async def respond(**body: Any) -> int:
        async with app.http.post(url, json=body) as response:
            return response.status

    assert await respond(text="Cooking", replace_original=True) == 200
    assert (await li.sees("Cooking")).labels == []
    for _ in range(4):
        assert await respond(text="Noted") == 200
    assert (await li.sees("Noted")).only_for == li.id
    assert await respond(text="Noted") == 404
    await li.command("/form")
    url = (await line.take())["response_url"]
    await slack.advance(30 * 60 + 1)
    assert await respond(text="Late") == 404
    assert len(slack.refused) == 2


async def test_a_press_may_be_older_than_the_message(app: Caller, li: User) -> None:
    """The update of a message and a press of its old button cross."""
    sent = await app.ok("chat.postMessage", channel=li.dm.id, text="How?", blocks=BLOCKS)
    old = li.dm.messages[sent["ts"]].as_it_is()
    await app.ok("chat.update", channel=li.dm.id, ts=sent["ts"], text="Done", blocks=[])
    line = await app.line()
    await li.press("Done", message=old)
    press = await line.take()
    assert press["message"]["blocks"][2]["block_id"] == "end"
    async with app.http.post(press["response_url"], json={"text": "Too late", "replace_original": True}):
        assert li.dm.messages[sent["ts"]].text == "Too late"


async def test_triggers_are_short_and_single(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()

    async def trigger() -> str:
        await li.shortcut("form")
        return str((await line.take())["trigger_id"])

    view = modal(field("Name", "plain_text_input"))
    first = await trigger()
    await app.ok("views.open", trigger_id=first, view=view)
    assert await app.error("views.open", trigger_id=first, view=view) == "exchanged_trigger_id"
    second = await trigger()
    await slack.advance(3.1)
    assert await app.error("views.open", trigger_id=second, view=view) == "expired_trigger_id"
    assert await app.error("views.open", trigger_id="1.2.3", view=view) == "invalid_trigger_id"


async def test_a_modal_is_filled_in(slack: Slack, app: Caller, li: User) -> None:
    view = modal(
        field("Name", "plain_text_input", initial_value="L", max_length=5),
        field("Age", "number_input", is_decimal_allowed=False, min_value="18"),
        field("Pet", "radio_buttons", options=choices("Cat", "Dog"), dispatch=True),
        field("CV", "file_input", max_files=1) | {"optional": True},
    )
    opened = await app.ok("views.open", trigger_id=slack.space.trigger(li.id), view=view)
    line = await app.line()
    assert await li.select("Dog")
    pressed = await line.take()
    assert pressed["container"] == {"type": "view", "view_id": opened["view"]["id"]}
    assert await li.type("Name", "Li") is None
    await li.type("Age", "17")
    assert await li.submit() is None
    assert "at least 18" in li.modal
    await li.type("Age", "18")
    await li.attach("CV", b"abc", "cv.pdf")
    submission = await li.submit()
    assert submission
    values = (await line.take())["view"]["state"]["values"]
    assert values["Name"]["plain_text_input"]["value"] == "Li"
    assert values["Age"]["number_input"]["value"] == "18"
    assert values["Pet"]["radio_buttons"]["selected_option"]["value"] == "dog"
    assert values["CV"]["file_input"]["files"][0]["name"] == "cv.pdf"
    await submission.ack()
    assert not li.modal


async def test_what_an_acknowledgement_does_to_a_modal(slack: Slack, app: Caller, li: User) -> None:
    name = field("Name", "plain_text_input", initial_value="Li")
    await app.ok("views.open", trigger_id=slack.space.trigger(li.id), view=modal(name))
    line = await app.line()

    async def submit(answer: Json) -> str:
        submission = await li.submit()
        assert submission
        await line.take(answer)
        await submission.ack()
        return li.modal

    assert "! Too short" in await submit({"response_action": "errors", "errors": {"Name": "Too short"}})
    assert "== Two ==" in await submit({"response_action": "update", "view": modal(name, title="Two")})
    assert "== Three ==" in await submit({"response_action": "push", "view": modal(name, title="Three")})
    await li.close_modal()
    assert "== Two ==" in li.modal
    assert not slack.violations
    assert "trouble" in await submit({"response_action": "errors", "errors": {"other": "x"}})
    assert [one.kind for one in slack.violations] == ["answer"]
    assert not await submit({"response_action": "clear"})


async def test_a_modal_that_is_closed_or_not_answered(slack: Slack, app: Caller, li: User) -> None:
    view = modal(field("Name", "plain_text_input", initial_value="Li"), notify_on_close=True)
    await app.ok("views.open", trigger_id=slack.space.trigger(li.id), view=view)
    line = await app.line()
    await li.submit()
    await line.next()
    await slack.advance(3.1)
    assert "trouble" in li.modal
    await li.close_modal()
    closed = await line.take()
    assert (closed["type"], closed["is_cleared"]) == ("view_closed", False)


async def test_views_are_updated_and_stacked(slack: Slack, app: Caller, li: User) -> None:
    name = field("Name", "plain_text_input")
    view = (await app.ok("views.open", trigger_id=slack.space.trigger(li.id), view=modal(name)))["view"]
    await li.type("Name", "Li")
    args = {"view_id": view["id"], "view": modal(name, title="Two")}
    await app.ok("views.update", **args, hash=view["hash"])
    assert "== Two ==" in li.modal
    assert "<Li>" in li.modal  # the same field keeps what was written
    assert await app.error("views.update", **args, hash=view["hash"]) == "hash_conflict"
    for _ in range(2):
        await app.ok("views.push", trigger_id=slack.space.trigger(li.id), view=modal(name))
    push = {"trigger_id": slack.space.trigger(li.id), "view": modal(name)}
    assert await app.error("views.push", **push) == "push_limit_reached"


async def test_the_home_tab(app: Caller, li: User) -> None:
    line = await app.line()
    await li.open_home()
    assert (await line.take())["event"]["tab"] == "home"
    await app.ok("views.publish", user_id=li.id, view={"type": "home", "blocks": BLOCKS})
    assert "[Done]" in await li.sees_home("How will you help?")
    await li.press("Done", home=True)
    assert (await line.take())["view"]["type"] == "home"


async def test_commands_edits_and_deletions(slack: Slack, app: Caller, li: User) -> None:
    line = await app.line()
    command = await li.command("/form map")
    told = await line.take({"text": "Here"})
    assert (told["command"], told["text"]) == ("/form", "map")
    await command.ack()
    assert (await li.sees("Here")).only_for == li.id
    with pytest.raises(AssertionError, match="command"):
        await li.say("/form")
    await li.command("/form")
    await line.take({"text": "x", "blocks": [{"type": "paragraph"}]})
    await slack.deliveries.all[-1].ack()
    assert [one.kind for one in slack.violations] == ["answer"]
    said = await li.say("one")
    await line.take()
    await li.edit(said, "two")
    edited = (await line.take())["event"]
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "two")
    assert edited["previous_message"]["text"] == "one"
    await li.delete(said)
    assert (await line.take())["event"]["deleted_ts"] == said.ts
    assert "two" not in li.screen
