"""Whether the keys of one section, group or question go together. What a type demands of its own is in its `check`;
what they refer to is for `referring.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dialogues.authoring.mending import Mended
from dialogues.authoring.satisfiable import choices_of
from dialogues.authoring.seats import Seat
from dialogues.authoring.tree import Document, Steps, spot
from dialogues.dialogue import Dialogue, Group, Repeat, Section
from dialogues.mistakes import Findings, Place, did_you_mean
from dialogues.question import Here, Question, Rejected
from dialogues.questions._choices import Selecting
from dialogues.questions.date import Date
from dialogues.questions.table import Table
from dialogues.reply import Typed

_SOME_DAY: Final = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitting:
    """Looks at seats, one by one."""

    dialogue: Dialogue
    document: Document
    findings: Findings
    mended: Mended

    def look_at(self, seat: Seat) -> None:
        """Add what does not fit."""
        thing = seat.thing
        self._at_dimension(thing, seat.path)
        match thing:
            case Section():
                self._at_section(thing, seat.path)
                return
            case Group():
                self._at_held(thing, seat.path)
                self._at_ticks(thing, seat.path)
            case Repeat():
                self._at_held(thing, seat.path)
                self._at_repeat(thing, seat)
            case _:
                pass
        wrong = tuple(thing.check())
        for keys, kind, what, remedy in wrong:
            steps = (*seat.path, *(int(key) if key.isdecimal() else key for key in keys))
            # what a key needs to have an effect may be the very one that has gone
            around = steps[:-1] if kind == "no_effect" else steps
            if not self._is_near_a_stand_in(around):
                self.findings.add(self._place(*steps), kind, what, remedy)
        if isinstance(thing, Question):
            self._at_question(thing, seat)
            if not wrong:
                self._at_default(thing, seat.path)

    def _is_near_a_stand_in(self, steps: Steps) -> bool:
        """Whether it is in, or around, something that is not the author's."""
        return any(steps[: len(it)] == it or it[: len(steps)] == steps for it in self.mended.touched)

    def _place(self, *steps: str | int) -> Place:
        return spot(self.document.root, steps).place

    def _key(self, *steps: str | int) -> Place:
        """The place of the key itself."""
        found = spot(self.document.root, steps)
        return found.place if found.key is None else found.key.place

    def _at_dimension(self, thing: object, path: Steps) -> None:
        dimension = getattr(thing, "dimension", None)
        if dimension is not None and dimension not in self.dialogue.dimensions:
            remedy = did_you_mean(dimension, self.dialogue.dimensions, none="define it under `dimensions`")
            what = f"there is no dimension {dimension}"
            self.findings.add(self._place(*path, "dimension"), "unknown_dimension", what, remedy)

    def _at_section(self, section: Section, path: Steps) -> None:
        place = self._place(*path, "name")
        if section.sections and section.questions:
            what = f"the section {section.name} has sections and questions"
            self.findings.add(place, "bad_sections", what, "put the questions into a section of their own")
        if not section.sections and not section.questions:
            what = f"the section {section.name} is empty"
            self.findings.add(place, "bad_sections", what, "add questions, or remove it")
        if len(path) > 2 and section.sections:
            what = "sections nest once: a part holds chapters, a chapter holds questions"
            self.findings.add(self._key(*path, "sections"), "bad_sections", what, "use groups in the chapter")

    def _at_held(self, group: Group | Repeat, path: Steps) -> None:
        if not group.questions and (*path, "questions") not in self.mended.touched:
            what = f"{group.name} is empty"
            self.findings.add(
                self._key(*path, "questions"), "bad_sections", what, "add questions, or remove it"
            )

    def _at_default(self, question: Question, path: Steps) -> None:
        """Of choices one of them, by name or by label; of other types what they can read."""
        default = question.default
        if default is None or "${" in default or self._is_near_a_stand_in((*path, "choices")):
            return
        place = self._place(*path, "default")
        if isinstance(question, Selecting):
            if not _is_choosable(question, default):
                remedy = did_you_mean(default, choices_of(question) or ())
                self.findings.add(place, "bad_default", f"{default} is not one of the choices", remedy)
        elif not _is_read(question, default, self.dialogue):
            what = f"{default or 'nothing'} is no answer to {question.name}"
            remedy = "write it as somebody would answer, or remove it"
            self.findings.add(place, "bad_default", what, remedy)

    def _at_repeat(self, repeat: Repeat, seat: Seat) -> None:
        if repeat.min > repeat.max and not self._is_near_a_stand_in((*seat.path, "max")):
            what = f"min is more than max, which is {repeat.max}"
            self.findings.add(
                self._place(*seat.path, "min"), "bad_limits", what, "swap the two, or change one"
            )
        if seat.is_repeated:
            what = f"{repeat.name} is a repeat within a repeat"
            self.findings.add(
                self._place(*seat.path, "type"), "bad_sections", what, "ask them one after the other"
            )

    def _at_ticks(self, group: Group, path: Steps) -> None:
        for index, entry in enumerate(group.questions if group.appearance == "ticks" else ()):
            if entry.type not in ("yes_no", "note") and entry.name not in self.mended.uncertain:
                place = self._place(*path, "questions", index, "type")
                remedy = "move it out of the group, or choose another appearance"
                self.findings.add(place, "bad_ticks", f"{entry.name} is not a yes_no question", remedy)

    def _at_question(self, question: Question, seat: Seat) -> None:
        path = seat.path
        if question.appearance is not None and question.appearance not in question.appearances:
            what = f"{question.type} has no appearance {question.appearance}"
            remedy = did_you_mean(question.appearance, question.appearances)
            self.findings.add(self._place(*path, "appearance"), "unknown_appearance", what, remedy)
        if (
            question.constraint_message is not None
            and question.constraint is None
            and not self._is_near_a_stand_in((*path, "constraint"))
        ):
            what = "constraint_message does nothing without constraint"
            self.findings.add(
                self._key(*path, "constraint_message"), "no_effect", what, "add constraint, or remove it"
            )
        scores = _scores(question)
        if scores and seat.node is not None and not seat.node.dimension:
            what = f"the score of {question.name} counts for no dimension"
            remedy = "give the question, its group or its section a `dimension`"
            self.findings.add(self._key(*path, *scores), "no_dimension", what, remedy)


def _is_read(question: Question, default: str, dialogue: Dialogue) -> bool:
    """Whether the question can make an answer of it, or of a date that depends on the day, could on some day."""
    if isinstance(question, Repeat | Table):
        return True
    if isinstance(question, Date):
        bounds = {key: None for key in ("min", "max") if getattr(question, key) == "today"}
        question = question.model_copy(update=bounds)
    language = dialogue.default_language
    here = Here(
        language=language,
        languages=dialogue.languages,
        say=lambda _key, **_fields: "",  # only whether it is read is looked at, never what is said
        everywhere=lambda _key: (),
        text=lambda text: text.within(language),
        today=_SOME_DAY,
        allowed=tuple,
    )
    return not isinstance(question.read(Typed(text=default), None, here), Rejected)


def _is_choosable(question: Selecting, default: str) -> bool:
    """Whether it picks something."""
    labels = {wording for choice in question.choices.values() for wording in choice.label.everywhere()}
    known = labels | set(choices_of(question) or ())
    return default in known or all(word in known for word in default.replace(",", " ").split())


def _scores(question: Question) -> tuple[str, ...]:
    """The keys to its score, or to the first of its choices' scores."""
    if "score" in question.model_fields_set:
        return ("score",)
    choices = getattr(question, "choices", None)
    if isinstance(choices, Mapping):
        for name, choice in choices.items():
            if getattr(choice, "score", None) is not None:
                return ("choices", name, "score")
    return ()
