"""The methods that post and change messages."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.checks import TEXT, message_blocks
from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import RESPONDING, RESPONSES, Workspace


def _content(space: Workspace, args: Json) -> Json:
    """The text and the blocks of a message, checked."""
    content: Json = {}
    text = args.get("text", "")
    if not isinstance(text, str):
        raise Refusal("invalid_arguments", "must be a string [json-pointer:/text]")
    if len(text) > TEXT:
        raise Refusal("msg_too_long")
    if args.get("blocks"):
        content["blocks"] = space.named(message_blocks(args["blocks"]))
        if not text.strip():
            space.observer.note("text", "blocks without a text: nothing is read out or notified")
    elif not text.strip():
        raise Refusal("no_text")
    return content | {"text": text}


def _thread(channel: Channel, args: Json) -> Json:
    if not (thread := args.get("thread_ts")):
        return {}
    parent = channel.messages.get(thread)
    if parent is None or parent.deleted or parent.only_for:
        raise Refusal("thread_not_found")
    return {"thread_ts": parent.data.get("thread_ts", thread)}


def _own(space: Workspace, args: Json, error: str) -> Message:
    message = space.channel(args.get("channel"), member=False).messages.get(args.get("ts", ""))
    if message is None or message.deleted or message.only_for:
        raise Refusal("message_not_found")
    if not message.by_bot:
        raise Refusal(error)
    return message


def post_message(space: Workspace, args: Json) -> Json:
    channel = space.channel(args.get("channel"))
    if channel.type == "im" and not space.messages_tab:
        raise Refusal("messages_tab_disabled")
    content = _content(space, args) | _thread(channel, args)
    if "metadata" in args:
        content["metadata"] = args["metadata"]
    message = space.post(channel, space.bot_user, content)
    space.echo(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.data}


def post_ephemeral(space: Workspace, args: Json) -> Json:
    channel = space.channel(args.get("channel"))
    if args.get("user") not in channel.members:
        raise Refusal("user_not_in_channel")
    content = _content(space, args) | _thread(channel, args)
    message = space.post(channel, space.bot_user, content, only_for=args["user"])
    return {"message_ts": message.ts}


def update(space: Workspace, args: Json) -> Json:
    message = _own(space, args, "cant_update_message")
    if message.channel.archived:
        raise Refusal("is_archived")
    change(space, message, args)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": message.data}


def change(space: Workspace, message: Message, args: Json) -> None:
    """The blocks stay where only a text is given [docs: chat.update]: an empty list takes them away."""
    if "blocks" not in args and message.blocks and args.get("text"):
        content: Json = {"text": args["text"]}
    else:
        content = _content(space, args)
    before = message.data
    kept = {key: value for key, value in before.items() if key != "blocks" or "blocks" not in args}
    edited = {"user": space.bot_user, "ts": space.next_ts()}
    message.data = {**kept, **content, "edited": edited}
    message.channel.changes.happen()
    if space.echoes and not message.only_for:
        told = space.tell_of("message_changed", message, message=message.data, previous_message=before)
        space.soon(told)


def delete(space: Workspace, args: Json) -> Json:
    message = _own(space, args, "cant_delete_message")
    message.deleted = True
    message.channel.changes.happen()
    return {"channel": message.channel.id, "ts": message.ts}


def respond(space: Workspace, key: str, body: Any) -> None:
    """A POST to a response_url; refused with the status 404 when it is used up.
    Its errors are nowhere documented: rely on the status alone."""
    response = space.responses.get(key)
    if response is None or space.now() - response.at > RESPONDING:
        raise Refusal("expired_url", status=404)
    if response.used >= RESPONSES:
        raise Refusal("used_url", status=404)
    if not isinstance(body, dict):
        raise Refusal("invalid_payload", status=400)
    response.used += 1
    message = response.message
    if body.get("delete_original"):
        if message is not None:
            message.deleted = True
            response.channel.changes.happen()
    elif body.get("replace_original") and message is not None:
        # a whole message takes the place of the old one
        change(space, message, {"blocks": [], **body})
    else:
        only_for = "" if body.get("response_type") == "in_channel" else response.user
        content = _content(space, body) | _thread(response.channel, body)
        space.post(response.channel, space.bot_user, content, only_for=only_for)


def told(space: Workspace, channel: Channel, user: str, answer: Any) -> None:
    """What the acknowledgement of a command says: to that person alone, unless it is for the channel."""
    body = {"text": answer} if isinstance(answer, str) else answer
    if not body:
        return
    try:
        content = _content(space, body)
    except Refusal as refusal:
        space.observer.note("answer", f"{refusal.error}: {'; '.join(refusal.details)}")
        return
    only_for = "" if body.get("response_type") == "in_channel" else user
    space.post(channel, space.bot_user, content, only_for=only_for)
