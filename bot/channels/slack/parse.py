"""What Slack sends → what a person did. Pure: nothing is asked of Slack and nothing is remembered.

One delivery may be several things: each file of a message, each tick that a group of checkboxes now has. Each is one
`Inbound` with a key of its own, which is the same when it is delivered again: of an event its id, of an interaction,
which has none, who acted where and when (`action_ts`). A person is reached by their user id, in their team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.channels.base import Corrected, Inbound, Offered
from bot.channels.slack.tokens import read_action_id, ticks, unpack
from dialogues.application import ApplicationId
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Dated, Reply, Typed

NAME: Final = "slack"

Json = Mapping[str, Any]
#: what Slack makes of links, addresses, people and channels in a text: <address|what was typed>
_MARKED: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
#: a message of a person; any other subtype is something that happened to the conversation
_SAID: Final = frozenset({"", "file_share", "thread_broadcast"})


def event(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """An event of the Events API: a message to the bot, or one that was edited; nothing of all others."""
    said = _of(body, "event")
    if said.get("type") != "message" or said.get("channel_type") != "im" or said.get("hidden"):
        return _edited(body, said, now) if said.get("subtype") == "message_changed" else ()
    if said.get("subtype", "") not in _SAID or "bot_id" in said or not said.get("user"):
        return ()
    ts = str(said.get("ts", ""))
    key, caption = _key(body), text_of(str(said.get("text", "")))
    contents: list[Reply | Offered] = list(_files(said.get("files", ()), caption))
    if not contents and caption:
        contents = [Typed(text=caption, more=True)]
    thread = str(said.get("thread_ts", ""))
    return tuple(
        Inbound(
            channel=NAME,
            key=f"{key}:{at}" if at else key,
            external_id=str(said["user"]),
            team=_team(body, said),
            at=now,
            content=content,
            message_id=ts,
            place=place_of(ts),
            about=thread if thread != ts else "",
            gathers=len(contents) > 1,
        )
        for at, content in enumerate(contents)
    )


def _edited(body: Json, said: Json, now: datetime) -> tuple[Inbound, ...]:
    """A person's own message, with other words than before; a link that was unfolded is none of theirs."""
    after, before = _of(said, "message"), _of(said, "previous_message")
    is_theirs = after.get("user") and "bot_id" not in after and after.get("edited")
    text = text_of(str(after.get("text", "")))
    if (
        said.get("channel_type") != "im"
        or not is_theirs
        or after.get("text") == before.get("text")
        or not text
    ):
        return ()
    ts = str(after.get("ts", ""))
    return (
        Inbound(
            channel=NAME, key=_key(body), external_id=str(after["user"]), team=_team(body, after), at=now,
            content=Corrected(text=text), message_id=ts, place=place_of(ts),
        ),
    )  # fmt: skip


def pressed(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """What was pressed, picked or ticked in a message (`block_actions`)."""
    container, user = _of(body, "container"), _of(body, "user")
    ts = str(container.get("message_ts", ""))
    if not ts or not user.get("id"):
        return ()
    inbounds: list[Inbound] = []
    for action in body.get("actions", ()):
        stamp = action.get("action_ts", "")
        for at, (turn, application, reply) in enumerate(_replies(action, body)):
            inbounds.append(
                Inbound(
                    channel=NAME, key=f"{user['id']}:{ts}:{stamp}:{action.get('action_id', '')}:{at}",
                    external_id=str(user["id"]), team=_team(body, user), at=now, content=reply,
                    turn=turn or None, application=application, about=ts, place=place_of(ts),
                )
            )  # fmt: skip
    return tuple(inbounds)


def command(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """`/form` with what stands behind it: nothing to begin or to go on, a command's word, or a dialogue."""
    words = clean(str(body.get("text", ""))).strip()
    reply: Reply
    if not words:
        reply = Command(name="start")
    elif read_command(f"/{words}") is not None:
        reply = Typed(text=f"/{words}")
    else:
        reply = Command(name="open", argument=words)
    return (
        Inbound(
            channel=NAME, key=str(body.get("trigger_id", "")), external_id=str(body.get("user_id", "")),
            team=str(body.get("team_id", "")), at=now, content=reply,
        ),
    )  # fmt: skip


def text_of(marked: str) -> str:
    """A text as it was typed: Slack writes & < > as entities, and links and names between angle brackets."""
    plain = _MARKED.sub(_typed, marked)
    return clean(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def place_of(ts: str) -> int:
    """A message's `ts` as a number that grows along the chat: microseconds; 0 where it is none."""
    seconds, _, micros = ts.partition(".")
    return int(seconds + micros.ljust(6, "0")) if (seconds + micros).isdecimal() else 0


def _typed(found: re.Match[str]) -> str:
    address, label = found[1], found[2]
    if label:
        return f"#{label}" if address.startswith("#") else label
    if address.startswith("!"):
        return f"@{address[1:].partition('^')[0]}"
    return re.sub(r"^(?:mailto|tel):", "", address)


def _files(files: Iterable[Json], caption: str) -> Iterator[Offered]:
    """Each file with Slack's id of it; the words that it came with stand under the first."""
    for at, file in enumerate(files):
        size = int(file.get("size") or 0)
        name = clean(str(file.get("name") or "")) or "file"
        yield Offered(
            token=f"{size}:{file.get('id', '')}", name=name, size=size, caption="" if at else caption
        )


def _replies(action: Json, body: Json) -> Iterator[tuple[int, ApplicationId | None, Reply]]:
    """What one control says: for which prompt of which application, and what."""
    kind = action.get("type", "")
    if kind in ("checkboxes", "multi_static_select"):
        on = {option.get("value", "") for option in action.get("selected_options", ())}
        owner = read_action_id(str(action.get("action_id", "")))
        if owner is not None:
            for tick in ticks(_options(action, body), on):
                yield owner.turn, owner.application, tick
        return
    if kind == "datepicker":
        owner, day = read_action_id(str(action.get("action_id", ""))), action.get("selected_date")
        if owner is not None and day:
            yield owner.turn, owner.application, Dated(day=date.fromisoformat(day))
        return
    value = action.get("value") if kind == "button" else _of(action, "selected_option").get("value")
    token = unpack(str(value or ""))
    if token is not None:
        yield token.turn, token.application, token.reply


def _options(action: Json, body: Json) -> tuple[str, ...]:
    """The values of all options of this control, as the message shows them."""
    for block in _of(body, "message").get("blocks", ()):
        if block.get("block_id") != action.get("block_id"):
            continue
        for element in (*block.get("elements", ()), _of(block, "accessory")):
            if element.get("action_id") == action.get("action_id"):
                return tuple(str(option.get("value", "")) for option in element.get("options", ()))
    return ()


def _key(body: Json) -> str:
    return str(body.get("event_id", ""))


def _team(body: Json, whose: Json) -> str:
    team = body.get("team_id") or _of(body, "team").get("id") or whose.get("team_id") or whose.get("team")
    return str(team or "")


def _of(body: Json, name: str) -> Json:
    inner = body.get(name)
    return inner if isinstance(inner, Mapping) else {}
