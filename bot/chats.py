"""Where something stands in a chat: which prompt it belongs to, and what is remembered of it.

What a person types belongs to the newest prompt that stands before it, not to the one that is on its way to them;
what they press, to the prompt of the button; what they send in reply to a message, to that message. So a press and a
message that overtake each other never put an answer under the wrong question. Nothing is decided here: what an
answer to a prompt that has passed means is the core's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.channels.base import Corrected, Inbound, Offered, Present
from dialogues.correcting import fingerprint
from dialogues.cursor import Asking, Cursor
from dialogues.events import UNKNOWN, Event, FileOffered, OwnMessageEdited, Replied
from dialogues.reply import Command, Meant, Typed
from storage.changes import Address, AddressKey, Message, Misuse, Snapshot
from storage.messages import END
from storage.store import Storage

#: the turn of the first prompt, which was sent, where none is known to have been: after a crash there may be none yet
FIRST: Final = 1


def is_press(inbound: Inbound) -> bool:
    """Whether a button was pressed: there is no message of the person then."""
    return bool(inbound.about) and not inbound.message_id


def key_of(inbound: Inbound) -> AddressKey:
    """The chat."""
    return AddressKey(channel=inbound.channel, external_id=inbound.external_id, team=inbound.team)


@dataclass(frozen=True, slots=True)
class Chats:
    """The messages of all chats."""

    storage: Storage

    async def placed(self, inbound: Inbound) -> Inbound:
        """With the prompt that it belongs to, where it is a message and has a place."""
        content = inbound.content
        if not inbound.message_id or isinstance(content, Command | Present):
            return inbound
        key, found = key_of(inbound), None
        if isinstance(content, Corrected):
            theirs = await self.storage.message_of(key, inbound.message_id)
            return inbound if theirs is None else replace(inbound, application=theirs.application)
        if inbound.about:
            found = await self.storage.message_of(key, inbound.about)
            if found is None:  # it may be a prompt that was sent before a crash: the person is asked
                return replace(inbound, turn=UNKNOWN)
        if found is None or not found.turn:
            found = await self.storage.prompt_before(key, inbound.place) or await self._first(key)
        if found is None:
            return replace(inbound, turn=FIRST)
        return replace(inbound, turn=found.turn, path=found.path, application=found.application)

    async def _first(self, chat: AddressKey) -> Message | None:
        """The prompt that stands first. What stands before it was about it as well: it was sent, the program died before
        that was recorded, and it was sent once more."""
        first = await self.storage.prompt_before(chat, END)
        while first is not None and (earlier := await self.storage.prompt_before(chat, first.place)):
            first = earlier
        return first

    async def event(self, inbound: Inbound, address: Address, snapshot: Snapshot) -> Event:
        """What happened, for an application that is there."""
        content, at, who = inbound.content, inbound.at, address.person
        current = snapshot.cursor.turn if snapshot.cursor is not None else None
        is_old = inbound.turn is not None and inbound.turn != current
        path = inbound.path
        if is_press(inbound) and is_old:
            pressed = await self.storage.message_of(key_of(inbound), inbound.about)
            path = pressed.path if pressed is not None else ""
        match content:
            case Offered():
                return FileOffered(
                    at=at, who=who, token=content.token, name=content.name, size=content.size,
                    caption=content.caption, turn=inbound.turn, path=path,
                )  # fmt: skip
            case Corrected():
                theirs = await self.storage.message_of(key_of(inbound), inbound.message_id)
                print_, sent = (theirs.fingerprint, theirs.at) if theirs is not None else ("", at)
                return OwnMessageEdited(at=at, who=who, text=content.text, fingerprint=print_, sent=sent)
            case Typed() if inbound.about and inbound.message_id and is_old and path:
                # in reply to an older question: for that one, without a doubt
                return Replied(at=at, who=who, reply=Meant(path=path, reply=content))
            case Present():  # pragma: no cover - is no event of an application
                raise Misuse("present")
            case _:
                return Replied(
                    at=at, who=who, reply=content, turn=inbound.turn, path=path, order=inbound.order
                )

    async def messages(
        self, inbound: Inbound, address: Address, cursor: Cursor | None
    ) -> tuple[Message, ...]:
        """What is remembered: the person's message; of a press, the message with the button where the press came before
        its record. `cursor` is where they stood in the application when they did it, None outside any."""
        if is_press(inbound):
            return await self._taught(inbound, address, cursor)
        if not inbound.message_id:
            return ()
        content = inbound.content
        text = content.text if isinstance(content, Typed | Corrected) else ""
        return (
            Message(
                address=address.id,
                channel=inbound.channel,
                external_id=inbound.external_id,
                team=inbound.team,
                message_id=inbound.message_id,
                place=inbound.place,
                direction="in",
                application=cursor.application if cursor is not None else None,
                path=inbound.path,
                turn=inbound.turn or 0,
                fingerprint=fingerprint(text) if text else "",
                at=inbound.at,
            ),
        )

    async def _taught(self, inbound: Inbound, address: Address, cursor: Cursor | None) -> tuple[Message, ...]:
        if inbound.turn is None:
            return ()
        name = message_name(inbound.application, address.id, inbound.turn)
        known = await self.storage.sent_message(name)
        if known is not None and known.place >= inbound.place:
            return ()
        path = inbound.path
        if cursor is not None and cursor.turn == inbound.turn:
            path = cursor.at.path if isinstance(cursor.at, Asking) else ""
        elif not path:
            # of what has passed nobody knows any more what it asked for: a text behind it must not be lost
            return ()
        return (
            Message(
                address=address.id, channel=inbound.channel, external_id=inbound.external_id, team=inbound.team,
                message_id=inbound.about, place=inbound.place, direction="out", message=name,
                application=inbound.application, path=path, turn=inbound.turn, at=inbound.at,
            ),
        )  # fmt: skip


def message_name(application: str | None, address: str, turn: int) -> str:
    """The name of a prompt's message, `Outgoing.message`: the same whatever state of it is shown."""
    return f"{application or ''}:{address}:{turn}"
