"""A step of the core as one `Changes`: the application, the cursor, what is to be said, what is remembered of it. The
one caller of `step()`.

Nothing is committed here: the engine does, and asks again where another commit came first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.channels.base import Inbound, Manner
from bot.chats import Chats
from bot.outgoing import Addressee, outgoing
from bot.rooms import Rooms
from bot.shelf import Shelf
from dialogues import codec
from dialogues.advance import step
from dialogues.application import Application
from dialogues.consenting import unheard
from dialogues.cursor import Cursor, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Ask, Due, Post, Refresh
from dialogues.events import Event, FileStored
from dialogues.lobby import language_of
from dialogues.walking import Step
from dialogues.words import Words
from storage.changes import (
    Address,
    ApplicationChange,
    Changes,
    Inbox,
    Journalled,
    KeptFile,
    Outgoing,
    Role,
    Snapshot,
    Submitted,
)  # fmt: skip
from storage.changes import Due as DueRow
from storage.ids import Ids
from storage.store import Storage

Kept = TypeVar("Kept")


@dataclass(kw_only=True, slots=True)
class Planner:
    """Makes the one commit of each event."""

    storage: Storage
    shelf: Shelf
    words: Words
    #: by channel, with commands as they are typed there
    voices: Mapping[str, Words]
    rooms: Rooms
    chats: Chats
    ids: Ids
    now: Callable[[], datetime]
    #: by channel
    manners: Mapping[str, Manner]

    async def step(
        self, snapshot: Snapshot, address: Address, application: Application, event: Event, source: Inbox,
        inbound: Inbound | None, *, hold: float = 0,
    ) -> tuple[Changes, str]:  # fmt: skip
        """What to commit, and the toast. `inbound` is what the person did, None for what happens by itself; what is
        shown waits for `hold` seconds where more of the same kind is on its way."""
        dialogue = await self.shelf.get(application.dialogue, application.version)
        wanted = inbound.language if inbound is not None and inbound.chosen else ""
        manner = self.manners[address.key.channel]
        before = where_it_stands(snapshot, address, application, dialogue, manner, wanted)
        taken = step(dialogue, application, before, event, self.voices[address.key.channel])
        address = _led(address, before, taken, inbound)
        revision = snapshot.revision + 1
        rows = await self._rows(
            address, taken, revision, inbound, inbound.hold if inbound is not None else hold
        )
        rows += await self._posts(dialogue, taken)
        messages = await self.chats.messages(inbound, address, before) if inbound is not None else ()
        changes = Changes(
            inbox=replace(source, acknowledgement=taken.toast),
            people=() if snapshot.address is not None else ((address.person, event.at),),
            address=address if inbound is not None else None,
            stood=snapshot.address if inbound is not None else None,
            application=_application(snapshot, address, application, taken),
            cursor=taken.cursor,
            outbox=rows,
            messages=messages,
            due=tuple(_due(taken)),
            submission=_submitted(taken, event),
            files=_kept(event),
            journal=(
                Journalled(
                    application=application.id,
                    person=event.who,
                    address=address.id,
                    kind=event.kind,
                    # the application as it was: before it was agreed to, not a word of theirs is kept
                    payload=codec.events.dump_json(unheard(dialogue, application, event)).decode(),
                    at=event.at,
                ),
            ),
        )
        return changes, taken.toast

    async def _rows(
        self, address: Address, taken: Step, revision: int, inbound: Inbound | None, hold: float
    ) -> tuple[Outgoing, ...]:
        """What is to be said to the person; what happens by itself in an application that they have left does not put
        it on their screen."""
        aside = inbound is None and address.current != taken.application.id
        effects = [
            effect
            for effect in taken.effects
            if not isinstance(effect, Due | Post) and not (aside and isinstance(effect, Ask | Refresh))
        ]
        after = inbound.place if inbound is not None and inbound.message_id else 0
        if inbound is None and any(isinstance(effect, Refresh) for effect in effects):
            after = await self.storage.newest_of_theirs(address.key)  # a file of theirs is kept now
        to = Addressee.of(address)
        longest = self.manners[to.channel].longest
        return tuple(
            row
            for effect in effects
            for row in outgoing(
                effect, to, self.ids, self.now(), application=taken.application.id, bulk=inbound is None,
                revision=revision, after=after, hold=hold, longest=longest,
            )
        )  # fmt: skip

    async def _posts(self, dialogue: Dialogue, taken: Step) -> tuple[Outgoing, ...]:
        """What the reviewers read of a submission, beside the one before it."""
        submission = taken.submission
        if submission is None or not any(isinstance(effect, Post) for effect in taken.effects):
            return ()
        previous = None
        if submission.round > 1:
            previous = await self.storage.submission(taken.application.reference, submission.round - 1)
        content = previous.content if previous is not None else None
        return tuple(self.rooms.posts(dialogue, submission, self.words, self.ids, self.now(), content))


def where_it_stands(
    snapshot: Snapshot,
    address: Address,
    application: Application,
    dialogue: Dialogue,
    manner: Manner,
    wanted: str = "",
) -> Cursor:
    """Where the address stands in the application, in the language that is read there, or `wanted` now."""
    cursor = snapshot.cursor
    if cursor is None or cursor.application != application.id:
        cursor = Cursor(
            address=address.id, application=application.id, language=address.language, at=Reviewing()
        )
    language, boxes = language_of(dialogue, wanted, address.language), manner.boxes and not address.plain
    there = (language, address.plain, manner.forms, boxes)
    if there == (cursor.language, cursor.plain, cursor.forms, cursor.boxes):  # nearly always
        return cursor
    return replace(cursor, language=language, plain=address.plain, forms=manner.forms, boxes=boxes)


def _led(address: Address, before: Cursor, taken: Step, inbound: Inbound | None) -> Address:
    """The address with what the person has chosen there, and with the application that is on their screen."""
    after = taken.cursor
    if (inbound is not None and inbound.chosen) or after.language != before.language:
        address = replace(address, language=after.language)
    if after.plain != address.plain:
        address = replace(address, plain=after.plain)
    shows = inbound is not None and any(isinstance(effect, Ask | Refresh) for effect in taken.effects)
    if shows and address.current != taken.application.id:
        address = replace(address, current=taken.application.id)
    return address


def _application(snapshot: Snapshot, address: Address, before: Application, taken: Step) -> ApplicationChange:
    after, is_new = taken.application, snapshot.application is None
    return ApplicationChange(
        application=after,
        expected=snapshot.revision,
        answers=after.answers if is_new else _changed(before.answers, after.answers),
        drafts=after.drafts if is_new else _changed(before.drafts, after.drafts),
        participants=((address.person, Role.OWNER),) if is_new else (),
    )


def _due(taken: Step) -> Iterator[DueRow]:
    for effect in taken.effects:
        if isinstance(effect, Due):
            yield DueRow(
                kind="reminder",
                person=effect.who,
                application=taken.application.id,
                at=effect.at,
                number=effect.number,
            )


def _submitted(taken: Step, event: Event) -> Submitted | None:
    submission = taken.submission
    if submission is None:
        return None
    return Submitted(
        application=taken.application.id,
        round=submission.round,
        content=submission.content,
        sha256=submission.sha256,
        at=event.at,
    )


def _changed(before: Mapping[str, Kept], after: Mapping[str, Kept]) -> Mapping[str, Kept | None]:
    """What is another value than before; None where it is gone."""
    changed: dict[str, Kept | None] = {
        path: value for path, value in after.items() if before.get(path) is not value
    }
    changed.update((path, None) for path in before if path not in after)
    return changed


def _kept(event: Event) -> tuple[KeptFile, ...]:
    if not isinstance(event, FileStored):
        return ()
    file = event.file
    return (KeptFile(sha256=file.sha256, size=file.size, type=file.type, at=event.at),)
