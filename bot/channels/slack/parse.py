"""What Slack sends → what a person did. Pure: nothing is asked of Slack and nothing is remembered.

One delivery may be several things: each file of a message, each tick that a group of checkboxes now has. Each is one
`Inbound` with a key of its own, which is the same when it is delivered again: of an event its id, of an interaction,
which has none, who acted where and when (`action_ts`). A person is reached by their user id, in their team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from bot.channels.base import HOLD, Corrected, Inbound, Offered
from bot.channels.slack.boxes import DONE, GROUPS, changed, on, told
from bot.channels.slack.tokens import read_action_id, unpack
from dialogues.application import ApplicationId
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Dated, Reply, Ticked, Typed

NAME: Final = "slack"

Json = Mapping[str, Any]
#: what a delivery is about; "nothing": all that asks for no answer, as what the bot itself has said
Kind = Literal["message", "home", "press", "submission", "closed", "command", "shortcut", "nothing"]
#: of the manifest: a shortcut, wherever it is found
SHORTCUT: Final = "form"
#: the `action_id` of the button that opens a form
FORM: Final = "form"
_INTERACTIONS: Final[Mapping[str, Kind]] = {
    "block_actions": "press",
    "view_submission": "submission",
    "view_closed": "closed",
    "shortcut": "shortcut",
    "message_action": "shortcut",
}
#: what Slack makes of links, addresses, people and channels in a text: <address|what was typed>
_MARKED: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
#: a message of a person; any other subtype is something that happened to the conversation
_SAID: Final = frozenset({"", "file_share", "thread_broadcast"})


def kind_of(body: Json) -> Kind:
    """What it is, seen from its envelope alone."""
    if "command" in body:
        return "command"
    if body.get("type") != "event_callback":
        return _INTERACTIONS.get(str(body.get("type")), "nothing")
    said = _of(body, "event")
    match said.get("type"):
        case "app_home_opened" if said.get("tab") == "home":
            return "home"
        case "message" if said.get("channel_type") == "im" and person_of(body):
            return "message"
        case _:
            return "nothing"


def person_of(body: Json) -> str:
    """The id of whoever did it; "" for the bot itself, and for Slack."""
    said = _of(body, "event")
    if said:
        message = _of(said, "message") if said.get("subtype") == "message_changed" else said
        return "" if "bot_id" in message else str(message.get("user") or "")
    return str(body.get("user_id") or _of(body, "user").get("id") or "")


def team_of(body: Json) -> str:
    """The id of their workspace."""
    return _team(body, _of(body, "user") or _of(body, "event"))


def lane_of(body: Json) -> str:
    """What is served in order: one person."""
    return f"{team_of(body)}/{person_of(body)}"


def key_of(body: Json) -> str:
    """The same when it is delivered again: of an event its id, of a command its trigger, of an interaction who acted
    where and when."""
    match kind_of(body):
        case "command":
            return f"command:{body.get('trigger_id', '')}"
        case "submission":  # the same may be handed in again, where something was wrong
            return f"submission:{person_of(body)}:{body.get('trigger_id', '')}"
        case "closed":
            view = _of(body, "view")
            return f"closed:{person_of(body)}:{view.get('id', '')}:{view.get('hash', '')}"
        case "press":
            about = _of(body, "container")
            place = about.get("message_ts") or about.get("view_id") or ""
            stamps = "+".join(str(action.get("action_ts", "")) for action in body.get("actions", ()))
            return f"press:{person_of(body)}:{place}:{stamps}"
        case "shortcut":
            return f"shortcut:{person_of(body)}:{body.get('action_ts', '')}"
        case _:
            return f"event:{_key(body)}"


def spoken(inbound: Inbound, language: str) -> Inbound:
    """With the language that the person uses Slack in."""
    return replace(inbound, language=language)


def pressed_at(body: Json) -> tuple[str, str, str]:
    """The conversation, the message, and the address that it can be changed through; "" where there is none."""
    about = _of(body, "container")
    channel, ts = str(about.get("channel_id") or ""), str(about.get("message_ts") or "")
    return channel, ts, str(body.get("response_url") or "") if channel and ts else ""


def form_of(body: Json) -> str:
    """The value of the button that opens a form; "" of any other."""
    action: Json = next(iter(body.get("actions", ())), {})
    return str(action.get("value", "")) if action.get("action_id") == FORM else ""


def is_of_form(body: Json) -> bool:
    """Whether it was picked in a form."""
    return _of(body, "view").get("type") == "modal"


def ticks_of(body: Json) -> frozenset[str] | None:
    """The values of the boxes that are on now, where this says so."""
    groups = _told(body)
    return frozenset().union(*map(on, groups)) if groups else None


def is_direct(body: Json) -> bool:
    """Whether it was pressed in a direct message: there the bot has pressable messages only in its own."""
    return _of(body, "channel").get("name") == "directmessage"


def is_home(body: Json) -> bool:
    """Whether it was pressed on the Home tab."""
    return _of(body, "view").get("type") == "home"


def event(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """An event of the Events API: a message to the bot, or one that was edited; nothing of all others."""
    said = _of(body, "event")
    if said.get("type") != "message" or said.get("channel_type") != "im" or said.get("hidden"):
        return _edited(body, said, now) if said.get("subtype") == "message_changed" else ()
    if said.get("subtype", "") not in _SAID or "bot_id" in said or not said.get("user"):
        return ()
    ts = str(said.get("ts", ""))
    key, caption = _key(body), text_of(str(said.get("text", "")))
    contents: list[Reply | Offered] = list(files(said.get("files", ()), caption))
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
            hold=HOLD if len(contents) > 1 else 0,
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


def pressed(
    body: Json, now: datetime, known: Mapping[str, bool] = MappingProxyType({})
) -> tuple[Inbound, ...]:
    """What was pressed, picked or ticked in a message (`block_actions`). `known` are the boxes on the
    present prompt (`boxes.known`)."""
    container, user = _of(body, "container"), _of(body, "user")
    ts = str(container.get("message_ts", ""))
    place = ts or (str(container.get("view_id", "")) if is_home(body) else "")
    if not place or not user.get("id"):
        return ()
    inbounds: list[Inbound] = []
    for action in body.get("actions", ()):
        stamp = action.get("action_ts", "")
        replies = [*_replies(action, body, known)]
        for at, (turn, application, reply) in enumerate(replies):
            is_last = at + 1 == len(
                replies
            )  # has the delivery's own key, whatever else is told of it by then
            which = reply.name if isinstance(reply, Ticked) and not is_last else ""
            inbounds.append(
                Inbound(
                    channel=NAME, key=f"{user['id']}:{place}:{stamp}:{clean(str(action.get('action_id', '')))}:{which}",
                    external_id=str(user["id"]), team=_team(body, user), at=now, content=reply,
                    turn=turn or None, application=application, about=ts, place=place_of(ts), order=place_of(str(stamp)),
                    hold=0 if is_last else HOLD,  # one press is shown once
                )
            )  # fmt: skip
    return tuple(inbounds)


def command(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """`/form` with what stands behind it: nothing to begin or to go on, a command's word, or a dialogue. A shortcut is
    the same with nothing behind it."""
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
            channel=NAME, key=key_of(body), external_id=person_of(body), team=team_of(body), at=now, content=reply,
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


def files(files: Iterable[Json], caption: str = "") -> Iterator[Offered]:
    """Each file with Slack's id of it; the words that it came with stand under the first."""
    for at, file in enumerate(files):
        size = int(file.get("size") or 0)
        name = clean(str(file.get("name") or "")) or "file"
        yield Offered(
            token=f"{size}:{file.get('id', '')}", name=name, size=size, caption="" if at else caption
        )


def _replies(
    action: Json, body: Json, known: Mapping[str, bool]
) -> Iterator[tuple[int, ApplicationId | None, Reply]]:
    """What one control says: for which prompt of which application, and what."""
    kind = action.get("type", "")
    if kind in GROUPS:
        yield from _ticks(action, body, known, least=1)
        return
    if kind == "datepicker":
        owner, day = read_action_id(str(action.get("action_id", ""))), action.get("selected_date")
        if owner is not None and day:
            yield owner.turn, owner.application, Dated(day=date.fromisoformat(day))
        return
    value = action.get("value") if kind == "button" else _of(action, "selected_option").get("value")
    token = unpack(str(value or ""))
    if token is None:
        return
    if token.reply == DONE and known:  # a tick that it has overtaken is in it all the same
        for group in _told(body):
            yield from _ticks(group, body, known, least=0)
    yield token.turn, token.application, token.reply


def _ticks(
    group: Json, body: Json, known: Mapping[str, bool], least: int
) -> Iterator[tuple[int, ApplicationId | None, Reply]]:
    owner = read_action_id(str(group.get("action_id", "")))
    if owner is not None:
        for tick in changed(group, _of(body, "message").get("blocks", ()), known, least):
            yield owner.turn, owner.application, tick


def _told(body: Json) -> list[Json]:
    return told(body.get("actions", ()), _of(_of(body, "state"), "values"))


def _key(body: Json) -> str:
    return str(body.get("event_id", ""))


def _team(body: Json, whose: Json) -> str:
    team = body.get("team_id") or _of(body, "team").get("id") or whose.get("team_id") or whose.get("team")
    return str(team or "")


def _of(body: Json, name: str) -> Json:
    inner = body.get(name)
    return inner if isinstance(inner, Mapping) else {}
