"""What claims of a batch come to, each read by its own question: clear, the same as before, to be confirmed, in place of
another answer, or unclear with the reason.

Claims are weighed in asking order on a view that grows with them, so that one may depend on another. Pure: nothing is
stored here, and what is shown of it is in `batch_screens.py`; how the text became claims is in `reading/batch.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from dialogues.application import Answer, Json, Nothing, PersonId
from dialogues.dialogue import Repeat
from dialogues.question import Accepted, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._numeric import Numeric
from dialogues.questions.text import Text
from dialogues.reading.batch import Claim
from dialogues.reading.cells import is_nothing
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean
from dialogues.reading.numbers import read_number
from dialogues.relevance import View
from dialogues.reply import Command, Typed
from dialogues.scene import Scene
from dialogues.scope import Item

Kind: TypeAlias = Literal["clear", "same", "doubt", "over", "unclear"]

_COLON = re.compile(r"[:：]")
_NOTHINGS = {"not_applicable": Nothing.NOT_APPLICABLE, "decline": Nothing.DECLINED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """One claim and what it comes to."""

    claim: Claim
    kind: Kind
    #: the question, unless it is gone
    item: Item | None = None
    #: what would be stored
    answer: Answer | None = None
    #: the same in words
    shown: str = ""
    #: what was typed, where something else was understood
    typed: str = ""
    #: what is there now, where it would be replaced
    old: str = ""
    #: why it is unclear
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighing:
    """All claims, and the view with those that were taken."""

    weighed: tuple[Weighed, ...]
    view: View

    def of(self, *kinds: Kind) -> tuple[Weighed, ...]:
        return tuple(it for it in self.weighed if it.kind in kinds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What a text is for a question: a value, or one of the nothings; `typed` where more was understood than typed."""

    value: Json = None
    nothing: Nothing | None = None
    echo: bool = False
    #: the reader is not sure of it
    doubtful: bool = False
    #: the part of the text that it was read from
    said: str = ""


def weigh(
    scene: Scene, claims: Iterable[Claim], who: PersonId, at: datetime, *, without: Collection[Kind] = ()
) -> Weighing:
    """Every claim in asking order; those of the kinds in `without` are weighed, and not taken."""
    known = scene.view.by_path
    weighed: list[Weighed] = []
    for claim in sorted(claims, key=lambda it: known[it.path].index if it.path in known else len(known)):
        one, view = _weigh(scene, claim, who, at)
        weighed.append(one)
        if one.kind in ("clear", "doubt", "over") and one.kind not in without:
            scene = Scene(view, scene.language, scene.words)
    return Weighing(weighed=tuple(weighed), view=scene.view)


def meaning(question: Question, text: str, here: Here, *, may_be_none: bool) -> Meaning | Read:
    """What a text that was said for a question means, or how its reader takes it where that is no answer."""
    command = read_command(text)
    if command is not None and command.name in _NOTHINGS:
        if may_be_none:
            return Meaning(nothing=_NOTHINGS[command.name])
        return Rejected(problem=Problem(code="needed"))
    if may_be_none and is_nothing(text) and Nothing.NOT_APPLICABLE in question.offers:
        return Meaning(nothing=Nothing.NOT_APPLICABLE)
    read = _finished(question, question.read(Typed(text=text), None, here), here)
    if isinstance(read, Accepted):
        about = isinstance(question, Numeric) and any(it.approximate for it in read_number(clean(text)))
        return Meaning(value=read.value, echo=bool(read.echo), doubtful=about)
    if isinstance(read, (Rejected, Unfinished)):
        return read
    sure = [it.reply for it in read.readings if not isinstance(it.reply, Command)]
    if len(sure) == 1:  # "is it this?", with "no" beside it
        again = _finished(question, question.read(sure[0], None, here), here)
        if isinstance(again, Accepted):
            return Meaning(value=again.value, echo=True, doubtful=True)
    return read


def _finished(question: Question, read: Read, here: Here) -> Read:
    """An answer whose explanation is missing is one, as by "explain later"; so is one that could be finished by a press."""
    if isinstance(read, Unfinished):
        for command in ("later_explain", "done"):
            finished = question.read(Command(name=command), read.draft, here)
            if isinstance(finished, Accepted):
                return finished
    return read


def _weigh(scene: Scene, claim: Claim, who: PersonId, at: datetime) -> tuple[Weighed, View]:
    view = scene.view
    item = view.by_path.get(claim.path)
    if item is None or item.node.asked is None or isinstance(item.node.asked, Repeat):
        return Weighed(claim=claim, kind="unclear", why=scene.say("tell.passed")), view
    unclear = Weighed(claim=claim, kind="unclear", item=item)
    if not view.facts[item.path].relevant:
        return replace(unclear, why=scene.say("tell.not_asked")), view
    present = view.application.answers.get(item.path)
    if present is not None and _is_shown(scene, item, claim.text):
        return Weighed(claim=claim, kind="same", item=item), view
    meant = _meant(scene, item, claim.text)
    if not isinstance(meant, Meaning):
        return replace(unclear, why=_why(scene, meant)), view
    answer = Answer(value=meant.value, raw=claim.text, who=who, at=at, nothing=meant.nothing)
    return _fitting(scene, item, claim, answer, meant)


def _meant(scene: Scene, item: Item, text: str) -> Meaning | Read:
    """With what stands before a colon left out, where that was the question in other words: 4.3 培训工时：80."""
    here, may_be_none = scene.here(item), scene.view.facts[item.path].level != "required"
    meant = meaning(item.question, text, here, may_be_none=may_be_none)
    behind = _COLON.split(text, maxsplit=1)[1:]
    if isinstance(meant, Meaning) or isinstance(item.question, Text) or not behind:
        return meant
    again = meaning(item.question, behind[0], here, may_be_none=may_be_none)
    return replace(again, said=behind[0].strip()) if isinstance(again, Meaning) else meant


def _fitting(scene: Scene, item: Item, claim: Claim, answer: Answer, meant: Meaning) -> tuple[Weighed, View]:
    """The answer among the others: against its constraint, and against what is there already."""
    view = scene.view
    present = view.application.answers.get(item.path)
    if present is not None and _is_same(present, answer):
        return Weighed(claim=claim, kind="same", item=item), view
    after = view.after(view.application.with_answer(item.path, answer), (item.path,), view.now)
    seen = Scene(after, scene.language, scene.words)
    unclear = Weighed(claim=claim, kind="unclear", item=item)
    if after.facts[item.path].problem:
        return replace(unclear, why=seen.complaint(item)), view
    if aside := [it for it in view.asked() if _leaves(it, view, after)]:
        codes = scene.say("list.separator").join(scene.code(it) for it in aside)
        return replace(unclear, why=scene.say("batch.sets_aside", codes=codes)), view
    weighed = Weighed(
        claim=claim, kind="doubt" if meant.doubtful else "clear", item=item, answer=answer, shown=seen.show(item),
        typed=(meant.said or claim.text) if meant.echo or meant.doubtful else "",
    )  # fmt: skip
    if present is not None and present.nothing is not Nothing.LATER:
        weighed = replace(weighed, kind="over", old=scene.show(item))
    elif item.path in view.application.drafts:
        weighed = replace(weighed, kind="over", old=scene.say("batch.draft"))
    return weighed, after


def _leaves(item: Item, before: View, after: View) -> bool:
    answer = before.application.answers.get(item.path)
    return answer is not None and answer.value is not None and not after.facts[item.path].relevant


def _is_shown(scene: Scene, item: Item, text: str) -> bool:
    """Whether the text is the present answer as a list shows it: what stands there need not be read again."""
    return clean(text) == clean(scene.show(item))


def _is_same(present: Answer, answer: Answer) -> bool:
    """Also "yes" where yes is explained already."""
    if (present.value, present.nothing) == (answer.value, answer.nothing):
        return True
    old, new = present.value, answer.value
    return isinstance(old, dict) and isinstance(new, dict) and "explanation" in old and new == {
        key: value for key, value in old.items() if key != "explanation"
    }  # fmt: skip


def _why(scene: Scene, read: Read) -> str:
    """Why it is no answer, in words."""
    problem = read.problem if isinstance(read, (Rejected, Unfinished)) else None
    if problem is not None:
        return problem.text or scene.say(f"problem.{problem.code}", **problem.fields)
    return scene.say("batch.unfinished") if isinstance(read, Unfinished) else scene.say("batch.doubtful")
