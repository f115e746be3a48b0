"""A submission: an application as handed in. Immutable, canonical, with its checksum.

RFC 8785 JSON of what was relevant; summaries are derived from it when they are posted. An application is
made from it again (`restored`), so that one way of looking at answers serves both.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import rfc8785

from dialogues.application import Answer, Application, ApplicationId, Nothing, PersonId, State
from dialogues.expressions import EMPTY, as_text
from dialogues.questions.calculate import Calculate
from dialogues.relevance import View

#: of this form of submissions, stable for ever
FORM = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """What was handed in, as canonical text."""

    round: int
    content: str
    #: hex
    sha256: str


def submitted(view: View, round_: int, at: datetime, language: str) -> Submission:
    """The relevant answers and computed values of a view, as handed in at this moment."""
    application = view.application
    answers = {}
    for item in view.asked():
        answer = application.answers.get(item.path)
        if answer is None:
            continue
        kept: dict[str, object] = {"at": answer.at.isoformat(), "raw": answer.raw, "who": answer.who}
        if answer.nothing is not None:
            kept["nothing"] = answer.nothing.value
        else:
            kept["value"] = answer.value
        if answer.reason:
            kept["reason"] = answer.reason
        answers[item.path] = kept
    computed = {
        item.path: as_text(value)
        for item in view.items
        if isinstance(item.node.entry, Calculate) and (value := view.value(item.path)) != EMPTY
    }
    content = {
        "form": FORM,
        "dialogue": application.dialogue,
        "version": application.version,
        "application": application.id,
        "reference": application.reference,
        "round": round_,
        "language": language,
        "started": application.started.isoformat(),
        "submitted": at.isoformat(),
        "entries": {
            path: list(ids) for path, ids in application.entries.items() if view.facts[path].relevant
        },
        "answers": answers,
        "computed": computed,
    }
    canonical = rfc8785.dumps(content)  # type: ignore[arg-type]
    return Submission(round=round_, content=canonical.decode(), sha256=hashlib.sha256(canonical).hexdigest())


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """A submission as it can be looked at again."""

    application: Application
    at: datetime
    #: that the applicant answered in
    language: str


def restored(content: str) -> HandedIn:
    """The application as it was handed in."""
    kept = json.loads(content)
    at = datetime.fromisoformat(kept["submitted"])
    answers = {
        path: Answer(
            value=answer.get("value"),
            raw=answer["raw"],
            who=PersonId(answer["who"]),
            at=datetime.fromisoformat(answer["at"]),
            nothing=Nothing(answer["nothing"]) if "nothing" in answer else None,
            reason=answer.get("reason", ""),
        )
        for path, answer in kept["answers"].items()
    }
    application = Application(
        id=ApplicationId(kept["application"]),
        reference=kept["reference"],
        dialogue=kept["dialogue"],
        version=kept["version"],
        started=datetime.fromisoformat(kept["started"]),
        state=State.SUBMITTED if kept["round"] == 1 else State.RESUBMITTED,
        touched=at,
        round=kept["round"],
        answers=answers,
        entries={path: tuple(ids) for path, ids in kept["entries"].items()},
    )
    return HandedIn(application=application, at=at, language=kept["language"])
