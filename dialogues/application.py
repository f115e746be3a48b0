"""An application: what is filled in, by path, and which state it is in.

Only `advance.py` makes new ones. What can be derived from the answers (relevance, what is missing, counts)
is never kept here: that is `relevance.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from dialogues.reply import StoredFile

Path = str
Json = Any
ApplicationId = NewType("ApplicationId", str)
PersonId = NewType("PersonId", str)
AddressId = NewType("AddressId", str)


class State(StrEnum):
    """Where an application is in its life."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: Which event may leave which state, and where it leads: the one table of it.
TRANSITIONS: Mapping[tuple[State, str], State] = {
    (State.IN_PROGRESS, "submit"): State.SUBMITTED,
    (State.IN_PROGRESS, "withdraw"): State.WITHDRAWN,
    (State.IN_PROGRESS, "expire"): State.EXPIRED,
    (State.SUBMITTED, "return"): State.RETURNED,
    (State.SUBMITTED, "reopen"): State.RETURNED,
    (State.SUBMITTED, "approve"): State.APPROVED,
    (State.SUBMITTED, "reject"): State.REJECTED,
    (State.SUBMITTED, "withdraw"): State.WITHDRAWN,
    (State.RETURNED, "submit"): State.RESUBMITTED,
    (State.RETURNED, "withdraw"): State.WITHDRAWN,
    (State.RETURNED, "expire"): State.EXPIRED,
    (State.RESUBMITTED, "return"): State.RETURNED,
    (State.RESUBMITTED, "reopen"): State.RETURNED,
    (State.RESUBMITTED, "approve"): State.APPROVED,
    (State.RESUBMITTED, "reject"): State.REJECTED,
    (State.RESUBMITTED, "withdraw"): State.WITHDRAWN,
}

#: States in which answers may change.
OPEN = frozenset({State.IN_PROGRESS, State.RETURNED})


class Nothing(StrEnum):
    """The three kinds of nothing; `LATER` comes back, the others count as answered."""

    LATER = "later"
    NOT_APPLICABLE = "not_applicable"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The answer at one path. `value` is the type's canonical JSON, or None where `nothing` says why."""

    value: Json
    #: what was typed, or the label that was pressed
    raw: str
    who: PersonId
    at: datetime
    nothing: Nothing | None = None
    #: why a warning was kept
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """What a person agreed to before the first answer was kept: all that this notice asked for."""

    #: of the notice, as hash of its content
    notice: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Application:
    """What one applicant (or several) filled in so far; pinned to one version of the dialogue."""

    id: ApplicationId
    reference: str
    #: id of the dialogue
    dialogue: str
    #: hash of the dialogue's canonical content
    version: str
    started: datetime
    state: State = State.IN_PROGRESS
    #: of the person's last act, a half-filled table included
    touched: datetime
    #: how often it was submitted
    round: int = 0
    answers: Mapping[Path, Answer] = field(default_factory=dict)
    #: answers that are not finished, shared by all who fill in this application
    drafts: Mapping[Path, Json] = field(default_factory=dict)
    #: ids of the entries of each repeat, in order
    entries: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    #: the next entry id; ids are never used again
    next_entry: int = 1
    #: who agreed to the notice
    consents: Mapping[PersonId, Consent] = field(default_factory=dict)
    #: who wants no more reminders
    muted: tuple[PersonId, ...] = ()
    #: open questions that a colleague was asked for, since when
    waiting: Mapping[Path, datetime] = field(default_factory=dict)
    #: files that were sent and are not yet put anywhere
    loose: tuple[StoredFile, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether answers may change."""
        return self.state in OPEN

    def with_answer(self, path: Path, answer: Answer) -> Application:
        """The answer put at its path, the draft there gone."""
        return replace(
            self,
            answers={**self.answers, path: answer},
            drafts={k: v for k, v in self.drafts.items() if k != path},
            waiting={k: v for k, v in self.waiting.items() if k != path} if self.waiting else self.waiting,
        )

    def without_answer(self, path: Path) -> Application:
        """Neither an answer nor a draft at this path."""
        return replace(
            self,
            answers={k: v for k, v in self.answers.items() if k != path},
            drafts={k: v for k, v in self.drafts.items() if k != path},
        )

    def with_draft(self, path: Path, draft: Json) -> Application:
        """The draft put at its path; None takes it away."""
        if draft is None:
            return replace(self, drafts={k: v for k, v in self.drafts.items() if k != path})
        return replace(self, drafts={**self.drafts, path: draft})

    def after(self, event: str) -> Application | None:
        """In the state that `event` leads to, or None where it may not happen."""
        state = TRANSITIONS.get((self.state, event))
        return None if state is None else replace(self, state=state)
