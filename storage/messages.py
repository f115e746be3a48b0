"""The messages of chats: how replies to old questions, old buttons and settles find what they are about.

A prompt is a message of ours with a turn. The order within a chat is that of `place`, never that of time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from storage import rows
from storage.changes import AddressKey, Message
from storage.tables import messages

#: above every place in a chat
END = 2**63 - 1


def by_id(connection: Connection, chat: AddressKey, message_id: str) -> Message | None:
    """The message that the platform calls so."""
    return _one(connection, _BY_ID, {**_of(chat), "message_id": message_id})


def sent(connection: Connection, message: str) -> Message | None:
    """Where an outgoing message was delivered: the last place, if a crash made it come twice."""
    return _one(connection, _SENT, {"message": message})


def prompt_before(connection: Connection, chat: AddressKey, place: int = END) -> Message | None:
    """The newest prompt that stands before a place."""
    return _one(connection, _PROMPT, {**_of(chat), "place": place})


def newest_of_theirs(connection: Connection, chat: AddressKey) -> int:
    """The place of the newest message that came in; 0 where none did."""
    return int(connection.scalar(_THEIRS, _of(chat)) or 0)


_IN_CHAT = (
    messages.c.external_id == bindparam("external_id"),
    messages.c.channel == bindparam("channel"),
    messages.c.team == bindparam("team"),
)
_BY_ID = select(messages).where(*_IN_CHAT, messages.c.message_id == bindparam("message_id"))
_SENT = (
    select(messages)
    .where(messages.c.message == bindparam("message"), messages.c.direction == "out")
    .order_by(messages.c.place.desc())
    .limit(1)
)
_PROMPT = (
    select(messages)
    .where(
        *_IN_CHAT,
        messages.c.direction == "out",
        messages.c.turn > 0,
        messages.c.place < bindparam("place"),
    )
    .order_by(messages.c.place.desc())
    .limit(1)
)

_THEIRS = (
    select(messages.c.place)
    .where(*_IN_CHAT, messages.c.direction == "in")
    .order_by(messages.c.place.desc())
    .limit(1)
)


def _of(chat: AddressKey) -> dict[str, object]:
    return {"external_id": chat.external_id, "channel": chat.channel, "team": chat.team}


def _one(connection: Connection, statement: Select[Any], values: dict[str, object]) -> Message | None:
    row = connection.execute(statement, values).one_or_none()
    return None if row is None else rows.message.value(row)
