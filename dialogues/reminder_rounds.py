"""A round of reminders before it goes out: who is unfinished, how far they are, who is reminded when, and who is
not and why. (A round of review is another thing: `Application.round`.)

Pure: what storage knows of each person comes in as values. How it is worded is in `screens/reminder_round.py`, what
an organiser may do with it in `previewing.py`; rows are written in `bot/organising.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from dialogues.application import PersonId
from dialogues.closing import ends_at, phase
from dialogues.consenting import awaits
from dialogues.expressions import EMPTY, as_text
from dialogues.questions._files import Files
from dialogues.relevance import View
from dialogues.reminding import out_of_quiet

#: nobody is reminded sooner after their last act, whatever an organiser asks for
LEFT_IN_PEACE: Final = timedelta(days=1)
#: so many questions may be left where somebody is nearly done
FEW: Final = 3
#: characters of what an organiser says with a reminder: it is read before what is missing
LONGEST_TEXT: Final = 300


class Group(StrEnum):
    """How far somebody is."""

    ALMOST = "almost"
    HALF = "half"
    BEGUN = "begun"


class Why(StrEnum):
    """Why somebody is not reminded this time, in the order in which it is told."""

    REMINDED = "reminded"
    WAITING = "waiting"
    ACTIVE = "active"
    MUTED = "muted"
    CHOSEN = "chosen"
    UNREACHABLE = "unreachable"
    UNAGREED = "unagreed"
    USED_UP = "used_up"
    OVER = "over"
    OUTSIDE = "outside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheduled:
    """The reminder that waits for a person."""

    at: datetime
    #: as of the due row: 0 was asked for by the person
    number: int
    #: an organiser's round asked for it
    by_round: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of a person beside their application."""

    #: what they read, "" where that is not known
    language: str = ""
    reachable: bool = True
    #: when their last reminder fell
    reminded: datetime | None = None
    scheduled: Scheduled | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """One application that is not finished, as it stands before a round."""

    #: not in a repr, which would hold answers, and take seconds: asyncio makes one of what a program ends with
    view: View = field(repr=False)
    owner: PersonId
    #: what they read, "" where that is not known
    language: str
    group: Group
    #: when a reminder would fall: now, or at the end of the quiet hours; with the zone of the event
    at: datetime
    #: what waits for them now
    scheduled: Scheduled | None
    #: None for one who can be reminded
    why: Why | None

    @property
    def reference(self) -> str:
        return self.view.application.reference

    @property
    def applicant(self) -> str:
        """The answer to the dialogue's `applicant` question, "" while there is none."""
        name = self.view.dialogue.applicant
        return as_text(self.view.value(name) if name is not None else EMPTY)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderRound:
    """Everyone unfinished in a dialogue, and what an organiser wants of it."""

    everyone: tuple[Unfinished, ...]
    #: only these are reminded; None for all
    only: Group | None = None
    #: what the organiser says above each reminder, "" for nothing
    text: str = ""

    @property
    def reached(self) -> tuple[Unfinished, ...]:
        """Who is reminded, the nearly finished first."""
        return tuple(one for one in self.everyone if self.why(one) is None)

    def why(self, one: Unfinished) -> Why | None:
        """Why this one is not reminded; None where they are."""
        if one.why is None and self.only not in (None, one.group):
            return Why.OUTSIDE
        return one.why

    def of_group(self, group: Group) -> tuple[Unfinished, ...]:
        """Those of this group who could be reminded, whatever the range."""
        return tuple(one for one in self.everyone if one.why is None and one.group is group)

    def left_out(self) -> Mapping[Why, tuple[Unfinished, ...]]:
        """Who is not reminded, by the reason, in the order of telling."""
        by_reason = {why: tuple(one for one in self.everyone if self.why(one) is why) for why in Why}
        return {why: those for why, those in by_reason.items() if those}


def by_moment(members: Iterable[Unfinished]) -> Mapping[datetime | None, int]:
    """How many fall at once (None), and how many in which morning, the soonest first."""
    soonest = datetime.min.replace(tzinfo=UTC)
    counts = Counter(one.at if one.at > one.view.now else None for one in members)
    return {at: counts[at] for at in sorted(counts, key=lambda at: at or soonest)}


def unfinished(view: View, owner: PersonId, known: Known) -> Unfinished:
    """Where somebody stands at the view's moment."""
    reminders = view.dialogue.reminders
    quiet = reminders.quiet if reminders is not None else None
    at = out_of_quiet(view.now, quiet, view.dialogue.zone) if quiet is not None else view.now
    return Unfinished(
        view=view,
        owner=owner,
        language=known.language,
        group=group_of(view),
        at=at,
        scheduled=known.scheduled,
        why=_why(view, owner, known, at),
    )


def group_of(view: View) -> Group:
    """Nearly done: at least half of what must be answered is, and at most three of it are left, files apart (a
    sealed receipt takes its time whatever one writes). Past half: more than half of all questions."""
    facts = view.facts
    asked = tuple(view.asked())
    needed = [item for item in asked if facts[item.path].level == "required"] or list(asked)
    open_ = [item for item in needed if facts[item.path].blocks or facts[item.path].missing]
    written = [item for item in open_ if not isinstance(item.question, Files)]
    if len(written) <= FEW and 2 * len(open_) <= len(needed):
        return Group.ALMOST
    return Group.HALF if 2 * view.answered > view.total else Group.BEGUN


def _why(view: View, owner: PersonId, known: Known, at: datetime) -> Why | None:
    """What a person wants comes before what a program knows: nobody who wants no reminders is on the list of those
    who might be telephoned."""
    dialogue, application, now = view.dialogue, view.application, view.now
    reminded, scheduled = known.reminded, known.scheduled
    ends = ends_at(dialogue)
    if phase(dialogue, now) == "over" or (ends is not None and at >= ends):
        return Why.OVER
    if owner in application.muted:
        return Why.MUTED
    if awaits(dialogue, application, owner):
        return Why.UNAGREED  # the program does not write to them either
    if not known.reachable:
        return Why.UNREACHABLE
    if scheduled is not None and scheduled.by_round:
        return Why.WAITING
    if reminded is not None and reminded.astimezone(dialogue.zone).date() == now.date():
        return Why.REMINDED
    if scheduled is not None and scheduled.number == 0:
        return Why.CHOSEN
    if now < application.touched + LEFT_IN_PEACE:
        return Why.ACTIVE
    if scheduled is None and dialogue.reminders is not None:
        return (
            Why.USED_UP
        )  # this silence has had its last one, or the person said at a pause that none is wanted
    return None
