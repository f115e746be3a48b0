"""The whole dialogue looked over: what no single key can tell. Each mistake gets the place of its cause.

Here are the keys of the dialogue itself, names and numbers; each section and question is for `fitting.py`, what
expressions and texts refer to for `referring.py`, labels on buttons for `labels.py` (all in `authoring/`). Works on a mended dialogue as well, and
then says nothing of what could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from dialogues.authoring.fitting import Fitting
from dialogues.authoring.labels import look_at_labels
from dialogues.authoring.mending import Mended, names
from dialogues.authoring.referring import Known, Referring
from dialogues.authoring.seats import Seat, seats
from dialogues.authoring.tongues import proper_tag
from dialogues.authoring.tree import Document, Steps, spot
from dialogues.dialogue import Dialogue
from dialogues.mistakes import Findings, Place, did_you_mean

_T = TypeVar("_T")
#: keys that say what an answer, and the parts of it, can be
_ANSWERS: Final = (("choices",), ("rows",), ("columns",), ("other",), ("explain",))


def check(mended: Mended, document: Document, findings: Findings) -> None:
    """Add every mistake that the whole shows."""
    dialogue = mended.dialogue
    if dialogue is None:
        return
    named = tuple(seats(dialogue))
    nodes = ((node.entry.name, node) for node in dialogue.outline.nodes)
    known = Known(
        nodes=_first_of_each((name, node) for name, node in nodes if name not in mended.uncertain),
        things=_first_of_each((seat.thing.name, seat.thing) for seat in named),
        vague=frozenset(seat.thing.name for seat in named if _is_vague(seat, mended)),
        uncertain=mended.uncertain | (frozenset(names(document.root)) - {seat.thing.name for seat in named}),
    )
    look = _Look(dialogue=dialogue, document=document, findings=findings, known=known, seats=named)
    look.at_languages()
    look.at_keys()
    look.at_names()
    look.at_numbers()
    fitting = Fitting(dialogue=dialogue, document=document, findings=findings, mended=mended)
    referring = Referring(document=document, findings=findings, known=known)
    for key in ("title", "introduction", "notice", "dimensions"):
        referring.look_at_head(key)
    for seat in named:
        if seat.thing.name not in mended.uncertain:
            fitting.look_at(seat)
            referring.look_at(seat)
    if not findings.errors:  # what could be better is told once all is right
        for seat in named:
            look_at_labels(seat, document, findings)


def _is_vague(seat: Seat, mended: Mended) -> bool:
    """Whether something is missing of what its answers can be."""
    start = len(seat.path)
    return any(it[:start] == seat.path and it[start : start + 1] in _ANSWERS for it in mended.touched)


def _first_of_each(named: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for name, thing in named:
        found.setdefault(name, thing)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    dialogue: Dialogue
    document: Document
    findings: Findings
    known: Known
    seats: tuple[Seat, ...]

    def place(self, *steps: str | int) -> Place:
        """Of a value, or of what would hold it."""
        return spot(self.document.root, steps).place

    def at_languages(self) -> None:
        """Each one a language, once, and as it is written; the default among them."""
        declared, default = self.dialogue.languages, self.dialogue.default_language
        for index, tag in enumerate(declared):
            proper = proper_tag(tag)
            if proper is None:
                what, remedy = f"{tag} is not a language tag", "write one such as en, zh-Hans or pt-BR"
            elif tag == "zh":
                what, remedy = (
                    "zh does not say in which characters",
                    "write zh-Hans or zh-Hant, wherever it is a key too",
                )
            elif proper != tag:
                what, remedy = (
                    f"{tag} is not how this language is written",
                    f"write {proper}, wherever it is a key too",
                )
            elif tag in declared[:index]:
                what, remedy = f"the language {tag} stands here twice", "keep one of them"
            else:
                continue
            self.findings.add(self.place("languages", index), "bad_language", what, remedy)
        if default not in declared:
            what = f"the default language {default} is not declared"
            self.findings.add(
                self.place("default_language"), "unknown_language", what, did_you_mean(default, declared)
            )

    def at_keys(self) -> None:
        """The other keys of the dialogue itself."""
        for key in ("applicant", "organisation"):
            name = getattr(self.dialogue, key)
            asked = [each for each, node in self.known.nodes.items() if node.asked is not None]
            if name is not None and name not in asked and name not in self.known.uncertain:
                what = f"{key}: there is no question {name}"
                self.findings.add(self.place(key), "unknown_name", what, did_you_mean(name, asked))
        closes = self.dialogue.closes
        if closes is None:
            if self.dialogue.grace is not None:
                what = "grace does nothing without closes"
                self.findings.add(self.place("grace"), "no_effect", what, "add closes, or remove grace")
            return
        try:
            moment = datetime.fromisoformat(closes)
        except ValueError:
            moment = None
        if moment is None or len(closes) <= len("2026-03-31"):
            what = f"closes is {closes}, which is not a day with a time"
            self.findings.add(self.place("closes"), "bad_time", what, "write it as 2026-03-31T18:00")
        elif moment.tzinfo is not None:
            what = "closes has a time zone of its own"
            self.findings.add(
                self.place("closes"), "bad_time", what, "leave it out: `timezone` says which it is"
            )

    def at_names(self) -> None:
        """No name twice."""
        first: dict[str, Steps] = {}
        for seat in self.seats:
            name = seat.thing.name
            if name in first:
                what = f"the name {name} is taken, in line {self.place(*first[name], 'name').line}"
                place = self.place(*seat.path, "name")
                self.findings.add(place, "duplicate_name", what, "give one of the two another name")
            first.setdefault(name, seat.path)

    def at_numbers(self) -> None:
        """No code on the paper twice: of sections, and of questions."""
        paths = {id(seat.thing): seat.path for seat in self.seats}
        outline = self.dialogue.outline
        twice = self._at_twice((place.number, paths[id(place.section)]) for place in outline.places)
        # where two sections have one code, so have all their questions
        nodes = (node for node in outline.nodes if node.place.number.casefold() not in twice)
        self._at_twice((node.number, paths[id(node.entry)]) for node in nodes)

    def _at_twice(self, numbered: Iterable[tuple[str, Steps]]) -> set[str]:
        first: dict[str, Steps] = {}
        twice: set[str] = set()
        for number, path in numbered:
            code = number.casefold()
            if code and code in first:
                twice.add(code)
                given = spot(self.document.root, (*path, "number"))
                place = self.place(*path, "name") if given.rest else given.place
                what = f"the number {number} is taken, in line {self.place(*first[code], 'name').line}"
                self.findings.add(place, "duplicate_number", what, "give one of the two another `number`")
            first.setdefault(code, path)
        return twice
