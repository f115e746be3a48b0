"""A step of the core as one `Changes`: the application, the cursor, what is to be said, what is remembered of it. The
one caller of `step()`.

Nothing is committed here: the engine does, and asks again where another commit came first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.channels.base import Inbound
from bot.chats import Chats
from bot.outgoing import ANY_LENGTH, Addressee, outgoing
from bot.rooms import Rooms
from bot.shelf import Shelf
from dialogues import codec
from dialogues.advance import step
from dialogues.application import Application
from dialogues.consenting import unheard
from dialogues.cursor import Cursor, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Ask, Due, Refresh
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
    Message,
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
    rooms: Rooms
    chats: Chats
    ids: Ids
    now: Callable[[], datetime]
    #: UTF-16 units of a message, by channel
    longest: Mapping[str, int]

    async def step(
        self, snapshot: Snapshot, address: Address, application: Application, event: Event, source: Inbox,
        inbound: Inbound | None, *, held: bool = False,
    ) -> tuple[Changes, str]:  # fmt: skip
        dialogue = await self.shelf.get(application.dialogue, application.version)
        cursor = snapshot.cursor
        if cursor is None or cursor.application != application.id:
            cursor = Cursor(
                address=address.id, application=application.id, language=address.language, at=Reviewing()
            )
        chosen = inbound is not None and inbound.chosen
        wanted = inbound.language if inbound is not None and chosen else ""
        cursor = replace(
            cursor, language=language_of(dialogue, wanted, address.language), plain=address.plain
        )
        taken = step(dialogue, application, cursor, event, self.words)
        if chosen or taken.cursor.language != cursor.language:
            address = replace(address, language=taken.cursor.language)
        if taken.cursor.plain != address.plain:
            address = replace(address, plain=taken.cursor.plain)
        if inbound is not None and any(isinstance(effect, Ask | Refresh) for effect in taken.effects):
            address = replace(address, current=application.id)
        previous = None
        if taken.submission is not None and taken.submission.round > 1:
            previous = await self.storage.submission(application.reference, taken.submission.round - 1)
        if inbound is not None:
            messages = await self.chats.messages(inbound, address, taken.cursor)
            after = inbound.place if inbound.message_id else 0
        else:
            messages, after = (), await self._below(address, taken)
        changes = self._changes(
            snapshot, address, application, taken, event, source, inbound, dialogue, previous, messages,
            after=after, held=held or (inbound is not None and inbound.gathers),
        )  # fmt: skip
        return changes, taken.toast

    async def _below(self, address: Address, taken: Step) -> int:
        """The place below which a prompt is shown that changes by itself: a file of theirs is kept now."""
        shown = any(isinstance(effect, Refresh) for effect in taken.effects)
        return await self.storage.newest_of_theirs(address.key) if shown else 0

    def _changes(
        self, snapshot: Snapshot, address: Address, before: Application, taken: Step, event: Event, source: Inbox,
        inbound: Inbound | None, dialogue: Dialogue, previous: Submitted | None, messages: tuple[Message, ...],
        *, after: int, held: bool,
    ) -> Changes:  # fmt: skip
        changed = taken.application
        is_new = snapshot.application is None
        # what happens by itself in an application that the person has left does not put it on their screen
        aside = inbound is None and address.current != changed.id
        addressee = Addressee.of(address)
        rows: list[Outgoing] = []
        due: list[DueRow] = []
        for effect in taken.effects:
            if isinstance(effect, Due):
                due.append(
                    DueRow(
                        kind="reminder",
                        person=effect.who,
                        application=changed.id,
                        at=effect.at,
                        number=effect.number,
                    )
                )
            elif effect.kind == "post":
                if taken.submission is not None:
                    before_it = previous.content if previous is not None else None
                    rows += self.rooms.posts(
                        dialogue, taken.submission, self.words, self.ids, self.now(), before_it
                    )
            elif not (aside and isinstance(effect, Ask | Refresh)):
                rows += outgoing(
                    effect, addressee, self.ids, self.now(), application=changed.id, bulk=inbound is None,
                    after=after, held=held, longest=self.longest.get(addressee.channel, ANY_LENGTH),
                )  # fmt: skip
        return Changes(
            inbox=replace(source, acknowledgement=taken.toast),
            people=() if snapshot.address is not None else ((address.person, event.at),),
            address=address if inbound is not None else None,
            stood=snapshot.address if inbound is not None else None,
            application=ApplicationChange(
                application=changed,
                expected=snapshot.revision,
                answers=_changed(before.answers, changed.answers) if not is_new else changed.answers,
                drafts=_changed(before.drafts, changed.drafts) if not is_new else changed.drafts,
                participants=((address.person, Role.OWNER),) if is_new else (),
            ),
            cursor=taken.cursor,
            outbox=tuple(rows),
            messages=messages,
            due=tuple(due),
            submission=None
            if taken.submission is None
            else Submitted(
                application=changed.id,
                round=taken.submission.round,
                content=taken.submission.content,
                sha256=taken.submission.sha256,
                at=event.at,
            ),
            files=_kept(event),
            journal=(
                Journalled(
                    application=changed.id,
                    person=event.who,
                    address=address.id,
                    kind=event.kind,
                    # the application as it was: before it was agreed to, not a word of theirs is kept
                    payload=codec.events.dump_json(unheard(dialogue, before, event)).decode(),
                    at=event.at,
                ),
            ),
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
