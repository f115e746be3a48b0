"""The whole dialogue looked over: what no single key can tell. Each finding gets the place of its cause.

Here are names, numbers, sections, languages and the keys that need each other. What expressions and texts refer
to is in `referring.py`; what one type demands of its own keys is in its `check`. Works on a mended dialogue as
well (`mending.py`), and then says nothing of what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from babel import Locale

from dialogues.dialogue import Dialogue, Gate, Group, Node, Repeat, Section
from dialogues.mending import Mended, names
from dialogues.mistakes import Findings, Place, did_you_mean
from dialogues.question import Entry, Question
from dialogues.referring import Known, Standing, check_formulas, check_wordings
from dialogues.shape import Steps, spot
from dialogues.source import Document

_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """Something with a name, where it stands in the tree, and the gate or node that it became."""

    thing: Entry | Section
    path: Steps
    #: of a section, a group or a repeat
    gate: Gate | None = None
    #: of a question, a note, a calculation or a repeat
    node: Node | None = None


def check(mended: Mended, document: Document, findings: Findings) -> None:
    """Add every mistake that the whole shows."""
    dialogue = mended.dialogue
    if dialogue is None:
        return
    seats = tuple(_seats(dialogue))
    known = Known(
        outline=dialogue.outline,
        nodes={node.entry.name: node for node in reversed(dialogue.outline.nodes) if node.entry.name not in mended.uncertain},
        places={seat.thing.name: seat.thing for seat in reversed(seats)},
        uncertain=mended.uncertain | (frozenset(names(document.root)) - {seat.thing.name for seat in seats}),
    )
    look = _Look(dialogue=dialogue, document=document, findings=findings, known=known, seats=seats)
    look.at_head()
    look.at_names()
    look.at_numbers()
    for seat in seats:
        if seat.thing.name not in mended.uncertain:
            look.at_seat(seat)


def _seats(dialogue: Dialogue) -> Iterator[Seat]:
    """Everything with a name, in asking order; gates and nodes are met in the same order in the outline."""
    gates = iter(dialogue.outline.gates)
    nodes = {id(node.entry): node for node in dialogue.outline.nodes}

    def entries(held: Iterable[Entry], path: Steps) -> Iterator[Seat]:
        for index, entry in enumerate(held):
            here = (*path, "questions", index)
            gate = next(gates) if isinstance(entry, Group | Repeat) else None
            yield Seat(thing=entry, path=here, gate=gate, node=nodes.get(id(entry)))
            if isinstance(entry, Group | Repeat):
                yield from entries(entry.questions, here)

    for index, part in enumerate(dialogue.sections):
        path: Steps = ("sections", index)
        yield Seat(thing=part, path=path, gate=next(gates))
        for number, chapter in enumerate(part.sections):
            below = (*path, "sections", number)
            yield Seat(thing=chapter, path=below, gate=next(gates))
            yield from entries(chapter.questions, below)
        if not part.sections:
            yield from entries(part.questions, path)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    dialogue: Dialogue
    document: Document
    findings: Findings
    known: Known
    seats: tuple[Seat, ...]

    def place(self, *steps: str | int) -> Place:
        """Of a value; of its key where the value is long, of what is around it where it is not there."""
        return spot(self.document.root, steps).place

    def at_head(self) -> None:
        """The keys of the dialogue itself."""
        dialogue = self.dialogue
        self._at_languages()
        if dialogue.default_language not in dialogue.languages:
            what = f"the default language {dialogue.default_language} is not declared"
            remedy = did_you_mean(dialogue.default_language, dialogue.languages)
            self.findings.add(self.place("default_language"), "unknown_language", what, remedy)
        for key in ("applicant", "organisation"):
            name = getattr(dialogue, key)
            if name is not None and name not in self.known.uncertain:
                asked = [each for each, node in self.known.nodes.items() if node.asked is not None]
                if name not in asked:
                    what = f"{key}: there is no question {name}"
                    self.findings.add(self.place(key), "unknown_name", what, did_you_mean(name, asked))
        if dialogue.closes is not None:
            self._at_closes(dialogue.closes)
        elif dialogue.grace is not None:
            self.findings.add(self.place("grace"), "no_effect", "grace does nothing without closes", "add closes, or remove grace")
        for key in ("title", "introduction", "notice", "dimensions"):
            check_wordings(self.known, Standing(order=-1), self.document, (key,), self.findings)

    def _at_languages(self) -> None:
        seen: set[str] = set()
        for index, tag in enumerate(self.dialogue.languages):
            place = self.place("languages", index)
            proper = proper_tag(tag)
            if proper is None:
                self.findings.add(place, "bad_language", f"{tag} is not a language tag", "write one such as en, zh-Hans or pt-BR")
            elif proper != tag:
                self.findings.add(place, "bad_language", f"{tag} is not how the language is written", f"write {proper}, here and wherever it is a key")
            elif tag in seen:
                self.findings.add(place, "bad_language", f"the language {tag} stands here twice", "keep one of them")
            seen.add(tag)

    def _at_closes(self, closes: str) -> None:
        try:
            moment = datetime.fromisoformat(closes)
        except ValueError:
            moment = None
        if moment is None or len(closes) <= len("2026-03-31"):
            self.findings.add(self.place("closes"), "bad_time", f"closes is {closes}, which is not a day and a time", "write them as 2026-03-31T18:00")
        elif moment.tzinfo is not None:
            self.findings.add(self.place("closes"), "bad_time", "closes has a time zone of its own", "leave it out: `timezone` says which it is")

    def at_names(self) -> None:
        """No name twice."""
        first: dict[str, Steps] = {}
        for seat in self.seats:
            name = seat.thing.name
            if name in first:
                line = self.place(*first[name], "name").line
                self.findings.add(self.place(*seat.path, "name"), "duplicate_name", f"the name {name} is taken, in line {line}", "give one of them another name")
            first.setdefault(name, seat.path)

    def at_numbers(self) -> None:
        """No code on the paper twice: of sections, and of questions."""
        paths = {id(seat.thing): seat.path for seat in self.seats}
        outline = self.dialogue.outline
        sections = [(place.number, place.section) for place in outline.places]
        twice = self._twice((number, paths[id(section)]) for number, section in sections)
        self._twice(
            (node.number, paths[id(node.entry)]) for node in outline.nodes if node.place.number.casefold() not in twice
        )

    def _twice(self, numbered: Iterable[tuple[str, Steps]]) -> set[str]:
        first: dict[str, Steps] = {}
        twice: set[str] = set()
        for number, path in numbered:
            code = number.casefold()
            if code and code in first:
                twice.add(code)
                line = self.place(*first[code]).line
                key = "number" if self._has(path, "number") else "name"
                self.findings.add(self.place(*path, key), "duplicate_number", f"the number {number} is taken, in line {line}", "give one of them another `number`")
            first.setdefault(code, path)
        return twice

    def _has(self, path: Steps, key: str) -> bool:
        return not spot(self.document.root, (*path, key)).rest

    def at_seat(self, seat: Seat) -> None:
        """One section, group or question."""
        thing, path = seat.thing, seat.path
        dimension = getattr(thing, "dimension", None)
        if dimension is not None and dimension not in self.dialogue.dimensions:
            remedy = did_you_mean(dimension, self.dialogue.dimensions, none="define it in `dimensions`")
            self.findings.add(self.place(*path, "dimension"), "unknown_dimension", f"there is no dimension {dimension}", remedy)
        if isinstance(thing, Section):
            self._at_section(thing, path)
        else:
            if isinstance(thing, Group | Repeat):
                self._at_group(thing, path, seat)
            for keys, kind, what, remedy in thing.check():
                if kind != "unknown_key":  # `lists.py` has said it, of every list
                    self.findings.add(self.place(*path, *keys), kind, what, remedy)
        if isinstance(thing, Question):
            self._at_question(thing, seat)
        standing = Standing(
            order=seat.gate.order if seat.gate is not None else seat.node.order if seat.node is not None else -1,
            node=seat.node,
            repeated=_is_repeated(seat),
        )
        check_formulas(self.known, standing, thing, self.document, path, self.findings)
        check_wordings(self.known, standing, self.document, path, self.findings)

    def _at_section(self, section: Section, path: Steps) -> None:
        place = self.place(*path, "name")
        if section.sections and section.questions:
            self.findings.add(place, "bad_sections", f"the section {section.name} has sections and questions", "put the questions into a section of their own")
        if not section.sections and not section.questions:
            self.findings.add(place, "bad_sections", f"the section {section.name} is empty", "add questions, or remove it")
        if len(path) > 2 and section.sections:
            self.findings.add(self.place(*path, "sections"), "bad_sections", "sections nest once: a part holds chapters, a chapter holds questions", "use groups within the chapter")

    def _at_group(self, group: Group | Repeat, path: Steps, seat: Seat) -> None:
        if not group.questions:
            self.findings.add(self.place(*path, "questions"), "bad_sections", f"{group.name} is empty", "add questions, or remove it")
        if isinstance(group, Repeat) and _is_repeated(seat, around=True):
            self.findings.add(self.place(*path, "type"), "bad_sections", f"{group.name} is a repeat within a repeat", "ask them one after the other")
        if isinstance(group, Group) and group.appearance == "ticks":
            for index, entry in enumerate(group.questions):
                if entry.type not in ("yes_no", "note") and entry.name not in self.known.uncertain:
                    place = self.place(*path, "questions", index, "type")
                    self.findings.add(place, "bad_ticks", f"{entry.name} is no yes_no question", "move it out of the group, or choose another appearance")

    def _at_question(self, question: Question, seat: Seat) -> None:
        path = seat.path
        if question.appearance is not None and question.appearance not in question.appearances:
            remedy = did_you_mean(question.appearance, question.appearances)
            self.findings.add(self.place(*path, "appearance"), "unknown_appearance", f"{question.type} has no appearance {question.appearance}", remedy)
        if question.constraint is None and question.constraint_message is not None:
            self.findings.add(self._key(path, "constraint_message"), "no_effect", "constraint_message does nothing without constraint", "add constraint, or remove it")
        if seat.node is not None and not seat.node.dimension:
            choices = getattr(question, "choices", None)
            scored = [name for name, choice in choices.items() if getattr(choice, "score", None) is not None] if isinstance(choices, dict) else []
            if "score" in question.model_fields_set or scored:
                keys = ("score",) if "score" in question.model_fields_set else ("choices", scored[0], "score")
                self.findings.add(self._key(path, *keys), "no_dimension", f"the score of {question.name} counts for no dimension", "give the question, its group or its section a `dimension`")

    def _key(self, path: Steps, *keys: str) -> Place:
        """The place of a key itself."""
        found = spot(self.document.root, (*path, *keys))
        return found.place if found.key is None else found.key.place


def _is_repeated(seat: Seat, *, around: bool = False) -> bool:
    """Whether it is asked once per entry; `around`: whether a repeat itself stands in another."""
    gate = seat.gate if seat.gate is not None else seat.node.gate if seat.node is not None else None
    if around and gate is not None:
        gate = gate.within
    while gate is not None:
        if isinstance(gate.group, Repeat):
            return True
        gate = gate.within
    return False


@cache
def proper_tag(tag: str) -> str | None:
    """A language tag as it is written (zh-Hans, pt-BR), or None where it names no language."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return None
    english = Locale("en")
    language, script, territory = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    there = language in english.languages and (not script or script in english.scripts) and (not territory or territory in english.territories)
    return "-".join(filter(None, (language, script, territory))) if there else None
