"""What organisers ask of the database: a summary again, who has not finished, what is stuck.

One function a command; printing is in `cli.py`. Nothing here sends: what is to be sent is written as due rows,
and the running program sends it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.shelf import Shelf
from dialogues.application import OPEN, ApplicationId, PersonId
from dialogues.catalogue import load_words
from dialogues.library import shipped
from dialogues.lobby import language_of
from dialogues.relevance import derive
from dialogues.reminder_rounds import Group, Known, ReminderRound, Scheduled, Unfinished
from dialogues.reminder_rounds import unfinished as stands
from dialogues.reviewing import reviewed
from dialogues.submission import restored
from dialogues.summary import Summary
from storage.changes import Changes, Due
from storage.store import Storage


async def summary_of(storage: Storage, shelf: Shelf, reference: str, language: str) -> Summary | None:
    """The last submission under this reference, as its reviewers read it."""
    found = await storage.submission(reference)
    if found is None:
        return None
    application = restored(found.content).application
    dialogue = await shelf.get(application.dialogue, application.version)
    earlier = await storage.submission(reference, found.round - 1) if found.round > 1 else None
    return reviewed(
        dialogue,
        found.content,
        language_of(dialogue, language),
        load_words(),
        earlier.content if earlier is not None else None,
    )


async def unfinished(storage: Storage, shelf: Shelf, name: str, now: datetime) -> ReminderRound | None:
    """Everyone who has not finished in a dialogue, the nearly finished first, with who can be reminded and who not,
    and why. None where there is no such dialogue."""
    if name not in await dialogues(storage):
        return None
    rows: list[Unfinished] = []
    for listed in await storage.applications(dialogue=name, states=OPEN):
        if listed.owner is None:
            continue
        # first: who acts between the two looks has moved the row, which is then not theirs to be brought forward
        known = await _known(storage, listed.owner, listed.application.id)
        found = await storage.application_by_reference(listed.application.reference)
        if found is None or not found[0].is_open:
            continue
        application, _ = found
        dialogue = await shelf.get(application.dialogue, application.version)
        rows.append(stands(derive(dialogue, application, now), listed.owner, known))
    order = list(Group)
    rows.sort(key=lambda row: (order.index(row.group), row.reference))
    return ReminderRound(everyone=tuple(rows))


async def remind(
    storage: Storage, shelf: Shelf, name: str, now: datetime, *, only: Group | None = None, text: str = ""
) -> tuple[Unfinished, ...]:
    """Have everyone reminded who can be, or those of one group, with what the organiser says above it. Looked at
    anew, whatever a preview has shown; returns those whose reminder was really scheduled."""
    present = await unfinished(storage, shelf, name, now)
    if present is None:
        return ()
    planned = replace(present, only=only)
    return tuple([one for one in planned.reached if await _schedule(storage, one, text)])


async def dialogues(storage: Storage) -> tuple[str, ...]:
    """The ids of all that can be begun with the program alone, and of all that somebody has begun."""
    begun = (dialogue for dialogue, _ in await storage.versions_in_use())
    return tuple(sorted({*shipped(), *begun}))


async def _known(storage: Storage, person: PersonId, application: ApplicationId) -> Known:
    address = await storage.last_address(person)
    due = await storage.due_row("reminder", person, application)
    scheduled = None
    if due is not None and due.at is not None:
        scheduled = Scheduled(at=due.at, number=due.number, by_round=due.text is not None)
    return Known(
        language=address.language if address is not None else "",
        reachable=address is not None,
        reminded=await storage.last_reminded(person, application),
        scheduled=scheduled,
    )


async def _schedule(storage: Storage, one: Unfinished, text: str) -> bool:
    """Unless they have done something since they were looked at, which has moved the row, or it is just being sent."""
    at, row = one.at.astimezone(UTC), _row(one.owner, one.view.application.id)
    if one.scheduled is not None:
        return await storage.move_due(replace(row, at=one.scheduled.at), at, text=text)
    await storage.commit(Changes(due=(replace(row, at=at, text=text),)))
    return True


def _row(person: PersonId, application: ApplicationId) -> Due:
    return Due(kind="reminder", person=person, application=application, at=None)
