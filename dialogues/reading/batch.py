"""Reads a text that answers several questions: lines with codes, lines with labels, a filled-in list, a run of yes and no.

The rules, in this order, line by line:

1. A code counts only at the beginning of a line and with something behind it: "5.1 18%", "A3：www.example.com",
   "(3.3) 15%". The question's own words may stand between the code and the answer, as in a list that came back;
   an answer place that was left empty is no answer.
2. Where an answer may be long, the lines below it belong to it, until the next code or the next heading of a list.
   A list indents such lines by two blanks, and what is indented begins nothing.
3. A label and a colon ("网址：www.example.com"), unless several questions are called so; of the questions on one screen a
   part of a label will do ("姓名：梅"), and a blank behind it ("手机 138 0013 8000").
4. A run of yes and no: see `runs.py`.
5. Where `fields` are open on one card, and there are several lines, a line of none of these kinds is the answer
   to the next open field.
6. Whatever is left is an unclear line, verbatim. What a list prints besides its answer places is left out.

A text in which no line is one of these is no batch. Nor is "5.1" alone, or "2.3 million" where 2.3 does not read
"million": whether an answer fits, and whether the whole text is rather an answer to the question on screen, is for
`dialogues/batch.py`, which knows the questions. Nothing is lost: every line is a claim's, unclear, or printed by us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal, TypeAlias

from dialogues.reading.normalise import fold
from dialogues.reading.runs import Place, Run, read_run

#: "twice": the same question with two answers; "several": more than one question is called so
Why: TypeAlias = Literal["unknown", "all", "count", "numbers", "twice", "several"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A question that a line can be about."""

    path: str
    #: on the paper, and in the second entry of a repeat with its number: "3.3a", "C3#2"
    code: str
    #: of its section
    section: str
    #: in every language: its label, its short label, and how a list prints it
    labels: tuple[str, ...]
    #: the same folded, for lines that begin with a label
    names: frozenset[str] = frozenset()
    #: what a list prints below it, besides the answer
    furniture: frozenset[str] = frozenset()
    #: the folded labels of its choices, which a list prints behind a dot and a number
    choices: frozenset[str] = frozenset()
    #: whether its answer may run over several lines
    is_long: bool = False
    #: of a yes/no question that is asked now
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All questions, and what a list prints around them."""

    slots: tuple[Slot, ...]
    #: folded lines: headings and explanations
    furniture: frozenset[str] = frozenset()
    #: folded lines by which a list is known
    heads: frozenset[str] = frozenset()
    #: folded beginnings of lines that show an answer which cannot be written in its place
    there: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, list[Slot]]:
        found: dict[str, list[Slot]] = {}
        for slot in self.slots:
            for code in dict.fromkeys((fold(slot.code), fold(slot.code).partition("#")[0])):
                found.setdefault(code, []).append(slot)
        return found

    @cached_property
    def by_label(self) -> dict[str, list[Slot]]:
        found: dict[str, list[Slot]] = {}
        for slot in self.slots:
            for name in slot.names:
                found.setdefault(name, []).append(slot)
        return found

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(slot.place for slot in self.slots if slot.place is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What was said for one question."""

    path: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclear:
    """Lines that could not be taken, as they were typed; `paths` are the questions they may be about."""

    text: str
    why: Why = "unknown"
    paths: tuple[str, ...] = ()
    #: answers given and questions there, where that is why
    said: int = 0
    asked: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Claims in the order in which they were typed, one for each question, and the rest."""

    claims: tuple[Claim, ...]
    unclear: tuple[Unclear, ...] = ()
    #: whether the first line is a claim: elsewhere it is prose that holds one
    leads: bool = True
    #: whether it is a list of ours that came back
    is_list: bool = False
    #: whether all of it is one run of yes and no
    is_run: bool = False


_CODE = re.compile(
    r"[\s(（\[【]{0,3}(?P<code>[A-Za-zＡ-Ｚａ-ｚ]{0,2}[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3}){0,2}[A-Za-zａ-ｚ]?(?:[#＃][0-9０-９]{1,3})?)"
    r"(?P<mark>[)）\]】]?\s*[:：、=＝]\s*|[)）\]】]\s*|\s+|(?=[\u3400-\u9fff]))(?P<rest>.*)",
    re.DOTALL,
)
_COLON = re.compile(r"\s*[:：]\s*")
_CHOICE = re.compile(r"· ?[0-9]+ (.*)")
_HOLE = re.compile(r"\$\{[^}]*\}")
_INDENT = "  "
#: what may be a batch at all: several lines, a colon, a code, or words of yes and no
_MAYBE = re.compile(r"\n|[:：]|^\W{0,4}[A-Za-zＡ-Ｚａ-ｚ]{0,2}[0-9０-９]")
#: what may be a run of yes and no besides: some words, and digits anywhere
_MAYBE_RUN = re.compile(r"[\w\s、，,√×✓✗✔✘✅❌/|.。]{2,200}")
#: a number or a day alone says nothing of another question
_ALONE = re.compile(r"[0-9]+(?:[.,][0-9]+)?%?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_MOST_COLONS = 8
#: fewer characters name nothing
_TELLING = 2


def may_be_batch(text: str, *, run: bool = True, card: bool = True) -> bool:
    """A quick look, so that most replies cost nothing; whether it may be a `run` of yes and no, too, or name questions
    of a `card` by their numbers."""
    text = text.strip()
    if not run and not card and _ALONE.fullmatch(text):
        return False
    return _MAYBE.search(text) is not None or (run and _MAYBE_RUN.fullmatch(text) is not None)


def read_batch(
    text: str,
    paper: Paper,
    *,
    current: str = "",
    section: str = "",
    card: Sequence[str] = (),
    fields: Sequence[str] = (),
) -> Batch | None:
    """What a text says for which question, or nothing where it answers one question at most.

    `current` is the path of the question on screen, `section` the code of the section on screen, `card` the paths
    of several questions that are asked at once, and `fields` those of them that are open.
    """
    reader = _Reader(paper, current, section, card, fields)
    if (run := reader.run(text)) is not None:
        reader.is_run = True
        reader.ran(run, text)
    else:
        for line in text.split("\n"):
            reader.line(line)
        reader.end()
    return reader.batch()


@dataclass(slots=True)
class _Open:
    """The answer that is being read."""

    slot: Slot
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


class _Reader:
    """One text, line by line."""

    def __init__(
        self, paper: Paper, current: str, section: str, card: Sequence[str], fields: Sequence[str]
    ) -> None:
        self.paper, self.current, self.section = paper, current, section
        self.card, self.fields = tuple(card), tuple(fields)
        self.claims: list[Claim] = []
        self.unclear: list[Unclear] = []
        self.loose: list[str] = []
        self.open: _Open | None = None
        self.leads: bool | None = None
        self.is_list = self.is_run = False

    # a line

    def line(self, line: str) -> None:
        bare, inside = line.strip(), self.open
        if inside is not None and line.startswith(_INDENT) and bare:
            inside.lines.append(line[len(_INDENT) :])
        elif not bare:
            if inside is not None and inside.lines:
                inside.lines.append("")
        elif self._is_furniture(bare):
            pass
        elif self._coded(bare):
            self._led(claimed=True)
        elif inside is not None and inside.slot.is_long:
            inside.lines.append(line.rstrip())
        elif self._labelled(bare):
            self._led(claimed=True)
        elif (run := self.run(bare)) is not None:
            self.end()
            self.ran(run, bare)
            self._led(claimed=True)
        elif inside is not None and not inside.lines:
            inside.lines.append(bare)
        else:
            self.end()
            self._led(claimed=bool(self.fields))
            if self.fields:
                self.loose.append(bare)
            else:
                self.unclear.append(Unclear(text=bare))

    @property
    def on_card(self) -> list[Slot]:
        return [slot for slot in self.paper.slots if slot.path in self.card]

    def _is_furniture(self, bare: str) -> bool:
        folded = fold(bare)
        if folded in self.paper.furniture:
            self.is_list |= folded in self.paper.heads
            self.end()
            return True
        if self.open is None:
            return False
        choice = _CHOICE.fullmatch(folded)
        is_there = bool(self.paper.there) and folded.startswith(self.paper.there)
        return (
            is_there
            or folded in self.open.slot.furniture
            or (choice is not None and choice[1] in self.open.slot.choices)
        )

    def _coded(self, bare: str) -> bool:
        found = _CODE.fullmatch(bare)
        if found is None:
            return False
        slots = self.paper.by_code.get(fold(found["code"]), [])
        if not slots:
            return False
        rest, mark = found["rest"].strip(), found["mark"]
        if not mark and not _begins_like_an_answer(rest, slots):
            return False
        if len(slots) > 1:  # 3.3 of every entry
            self.end()
            self.unclear.append(Unclear(text=bare, why="several", paths=tuple(it.path for it in slots)))
            return True
        if self.is_list and self.open is not None and self.open.slot is slots[0] and _COLON.search(mark):
            self.open = None  # its head, in other words than ours
        self.end()
        self.open = _Open(slots[0])
        answer = rest if _COLON.search(mark) else _unlabelled(rest, slots[0].labels)
        if answer:
            self.open.lines.append(answer)
        return True

    def _labelled(self, bare: str) -> bool:
        heads = [
            (bare[: colon.start()], bare[colon.end() :])
            for colon in islice(_COLON.finditer(bare), _MOST_COLONS)
        ]
        for head, answer in reversed(heads):
            slots = self.paper.by_label.get(fold(head), []) or self._nearly(fold(head))
            near = [it for it in slots if it.path in self.card or it.section == self._section]
            if len(slots) > 1 and len(near) == 1:
                slots = near
            if slots:
                self.end()
                if len(slots) > 1:
                    self.unclear.append(
                        Unclear(text=bare, why="several", paths=tuple(it.path for it in slots))
                    )
                else:
                    self.open = _Open(slots[0], [answer.strip()] if answer.strip() else [])
                return True
        return self._named(bare)

    def _nearly(self, head: str) -> list[Slot]:
        """The one question of the card on screen that is called something like it: 姓名 for 填表人姓名."""
        if len(head) < _TELLING:
            return []
        found = [it for it in self.on_card if any(head in fold(label) for label in it.labels)]
        return found if len(found) == 1 else []

    def _named(self, bare: str) -> bool:
        """A line that begins with what a question of the card is called: 手机 138 0013 8000."""
        for slot in self.on_card:
            for label in sorted(slot.labels, key=len, reverse=True):
                if found := re.fullmatch(rf"{re.escape(label)}\s+(?P<answer>.+)", bare, re.IGNORECASE):
                    self.end()
                    self.open = _Open(slot, [found["answer"].strip()])
                    return True
        return False

    # a run

    @property
    def _section(self) -> str:
        here = next((slot.section for slot in self.paper.slots if slot.path == self.current), "")
        return here or self.section

    def run(self, text: str) -> Run | None:
        places = self.paper.places
        if not places:
            return None
        at = next((it for it in places if it.path == self.current), None)
        if (
            at is None and self.current
        ):  # another kind of question is on screen: only with codes, or a section
            return read_run(text, places)
        if self.card:
            on_card = tuple(it for it in places if it.path in self.card)
            found = read_run(text, on_card, current=self.current, section=fold(self._section), card=True)
            if found is not None and found.trouble in (None, "all"):
                return found
        return read_run(text, places, current=self.current, section=fold(self._section))

    def ran(self, run: Run, text: str) -> None:
        if run.trouble is not None:
            self.unclear.append(Unclear(text=text.strip(), why=run.trouble, said=run.said, asked=run.asked))
        by_path = {it.path: it for it in self.paper.places}
        for path, value in run.answers:
            self.claims.append(Claim(path=path, text=(by_path[path].yes if value else by_path[path].no)[0]))

    # the end

    def _led(self, *, claimed: bool) -> None:
        if self.leads is None:
            self.leads = claimed

    def end(self) -> None:
        """The answer that was being read is whole."""
        if self.open is not None and self.open.text:
            self.claims.append(Claim(path=self.open.slot.path, text=self.open.text))
        self.open = None

    def batch(self) -> Batch | None:
        self._fill_fields()
        claims, twice = _once(self.claims, {slot.path: slot.code for slot in self.paper.slots})
        unclear = (*self.unclear, *twice)
        is_told = any(it.why != "unknown" for it in unclear)
        if not claims and not is_told and not self.is_list:
            return None
        return Batch(
            claims=claims,
            unclear=unclear,
            leads=self.leads is not False,
            is_list=self.is_list,
            is_run=self.is_run,
        )

    def _fill_fields(self) -> None:
        """Lines without a name, to the fields of a card that no other line names; one line alone is no batch."""
        if len(self.loose) + len(self.claims) < 2 and not self.unclear:
            self.loose = []
        named = {claim.path for claim in self.claims}
        free = [path for path in self.fields if path not in named]
        self.claims += [Claim(path=path, text=text) for path, text in zip(free, self.loose, strict=False)]
        self.unclear += [Unclear(text=text) for text in self.loose[len(free) :]]


def _once(claims: Iterable[Claim], codes: Mapping[str, str]) -> tuple[tuple[Claim, ...], tuple[Unclear, ...]]:
    """Of a question with two different answers, neither is taken."""
    by_path: dict[str, dict[str, Claim]] = {}
    for claim in claims:
        by_path.setdefault(claim.path, {})[claim.text] = claim
    single = tuple(claim for said in by_path.values() if len(said) == 1 for claim in said.values())
    twice = tuple(
        Unclear(text=f"{codes[path]} {text}", why="twice", paths=(path,))
        for path, said in by_path.items()
        if len(said) > 1
        for text in said
    )
    return single, twice


def _unlabelled(rest: str, labels: Iterable[str]) -> str:
    """The answer behind the question's own words, which may have been repeated."""
    for label in sorted(labels, key=len, reverse=True):
        if found := _label(label).match(rest):
            behind = rest[found.end() :]
            if not behind.strip():
                return ""
            if colon := _COLON.match(behind):
                return behind[colon.end() :]
            if behind[0].isspace():
                return behind.strip()
    return rest


@lru_cache(maxsize=4096)
def _label(label: str) -> re.Pattern[str]:
    """The words of a question; what another answer fills in may have been anything."""
    return re.compile(".{0,80}?".join(map(re.escape, _HOLE.split(label))), re.IGNORECASE)


def _begins_like_an_answer(rest: str, slots: Sequence[Slot]) -> bool:
    """Behind a code without a blank: A1企业名称：示例, 5.2是; not 2.3万."""
    words = [word for slot in slots if slot.place for word in (*slot.place.yes, *slot.place.no)]
    return fold(rest) in words or any(rest.startswith(label) for slot in slots for label in slot.labels)
