"""What organisers ask of the database: a summary again, who has not finished, what is stuck.

One function a command; printing is in `cli.py`. Nothing here sends: what is to be sent is written as due rows,
and the running program sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.shelf import Shelf
from dialogues.application import OPEN, Application, PersonId
from dialogues.catalogue import load_words
from dialogues.closing import phase
from dialogues.dialogue import Dialogue
from dialogues.expressions import EMPTY, as_text
from dialogues.library import shipped
from dialogues.lobby import language_of
from dialogues.relevance import View, derive
from dialogues.reminding import out_of_quiet
from dialogues.reviewing import reviewed
from dialogues.submission import restored
from dialogues.summary import Summary
from storage.changes import Changes, Due
from storage.store import Storage

#: nobody is reminded sooner after their last act, whatever an organiser asks for
LEFT_IN_PEACE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """Somebody who has not finished, and when they will be reminded."""

    reference: str
    #: the answer to the dialogue's `applicant` question, "" while there is none
    applicant: str
    #: in the dialogue's zone; None for never
    at: datetime | None
    why: str


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


async def remind(
    storage: Storage, shelf: Shelf, name: str, now: datetime, *, dry_run: bool
) -> tuple[Unfinished, ...] | None:
    """Everyone unfinished in a dialogue, the one reminded soonest first; unless it is a dry run, their due rows
    are brought forward to now. None where there is no such dialogue.

    Nobody is reminded within a day of their last act, in quiet hours, who wants no reminders, once a silence has
    had all the reminders that the dialogue allows, or once nothing is taken any more.
    """
    if name not in await dialogues(storage):
        return None
    rows: list[Unfinished] = []
    for listed in await storage.applications(dialogue=name, states=OPEN):
        found = await storage.application_by_reference(listed.application.reference)
        if found is None or listed.owner is None:
            continue
        application, _ = found
        dialogue = await shelf.get(application.dialogue, application.version)
        reachable = await storage.last_address(listed.owner) is not None
        present = await storage.due_row("reminder", listed.owner, application.id)
        muted = listed.owner in application.muted
        moment = _moment(dialogue, application, present, now) if reachable and not muted else None
        if moment is not None and not dry_run:
            await _bring_forward(storage, listed.owner, application, present, moment)
        view = derive(dialogue, application, now)
        rows.append(
            Unfinished(
                reference=application.reference,
                applicant=_applicant(view),
                at=moment.astimezone(dialogue.zone) if moment is not None else None,
                why=_why(view, reachable=reachable, muted=muted, reminded=moment is not None),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.at is None, row.at or now, row.reference)))


async def dialogues(storage: Storage) -> tuple[str, ...]:
    """The ids of all that can be begun with the program alone, and of all that somebody has begun."""
    begun = (dialogue for dialogue, _ in await storage.versions_in_use())
    return tuple(sorted({*shipped(), *begun}))


async def _bring_forward(
    storage: Storage, person: PersonId, application: Application, present: Due | None, moment: datetime
) -> None:
    """Unless they have done something meanwhile, which has moved the row."""
    if present is None:
        row = Due(kind="reminder", person=person, application=application.id, at=moment)
        await storage.commit(Changes(due=(row,)))
    elif present.at != moment:
        await storage.move_due(present, moment)


def _moment(
    dialogue: Dialogue, application: Application, present: Due | None, now: datetime
) -> datetime | None:
    reminders = dialogue.reminders
    if phase(dialogue, now) == "over":
        return None  # nothing is taken any more
    if reminders is not None and present is None:
        return None  # this silence has had its last reminder
    soonest = max(now, application.touched + LEFT_IN_PEACE)
    if reminders is not None and reminders.quiet is not None:
        soonest = out_of_quiet(soonest, reminders.quiet, dialogue.zone)
    return soonest if present is None or present.at is None else min(soonest, present.at)


def _why(view: View, *, reachable: bool, muted: bool, reminded: bool) -> str:
    facts = view.facts
    required = sum(1 for item in view.asked() if facts[item.path].blocks)
    touched = view.application.touched.astimezone(view.dialogue.zone)
    why = f"{view.answered}/{view.total} answered, {required} required missing, last act {touched:%Y-%m-%d %H:%M}"
    if not reachable:
        return f"{why}; cannot be reached"
    if muted:
        return f"{why}; wants no reminders"
    if phase(view.dialogue, view.now) == "over":
        return f"{why}; the deadline has passed"
    return why if reminded else f"{why}; has had every reminder"


def _applicant(view: View) -> str:
    name = view.dialogue.applicant
    value = view.value(name) if name is not None else EMPTY
    return as_text(value)
