"""Reads one line that answers several yes/no questions: 是否是是, YNYY, "1-8 是 9 否", "除 3、8 都是", "4: all yes but 5, 9".

A bare number counts within the section on screen; a section's code and a colon before the line, or whole codes, lead
elsewhere. Letters answer the questions from the one on screen on, as far as they are yes/no questions in a row; as
many letters as the section has questions are the whole section. "除 3、8 都是" answers all of it, 3 and 8 the other
way. "All yes" alone is never read: each question of a self-assessment is to be looked at. Numbers without an answer
(1 3 4 9 11) are no run: what they tick is for the question that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, TypeAlias

from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import one_of

#: "all": each is to be looked at; "count": more answers than questions; "numbers": there are no such questions
Trouble: TypeAlias = Literal["all", "count", "numbers"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A yes/no question that can be answered now."""

    path: str
    #: the code on the paper, folded: "4.5"
    code: str
    #: of its section, folded: "4"
    section: str
    #: what its answers are called, folded
    yes: tuple[str, ...]
    no: tuple[str, ...]
    #: whether the question asked before it is a yes/no question of the same section
    follows: bool = True

    @property
    def number(self) -> str:
        """Within the section: 5 for 4.5, 3 for A3."""
        return self.code.removeprefix(self.section).lstrip(".")


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What a line says, in the order of the questions; or why it cannot be taken."""

    answers: tuple[tuple[str, bool], ...] = ()
    trouble: Trouble | None = None
    #: how many answers were given, and for how many questions, where that is the trouble
    said: int = 0
    asked: int = 0


_YES = ("是", "有", "对", "對", "yes", "y", "√", "✓", "✔", "✅")
_NO = ("否", "不是", "没有", "沒有", "没", "沒", "无", "無", "no", "n", "×", "✗", "✘", "❌")
#: these ask, or say something else
_WORDS = frozenset({"是否", "是不是", "有没有", "有沒有", "有无", "有無", "有没", "有沒", "对不对", "對不對"})
_CODE = r"[a-z]{0,2}[0-9]{1,3}(?:\.[0-9]{1,3})?[a-z]?"
_BETWEEN = r"(?:\s*(?:[,、;/]|和|与|與|及|\band\b)\s*|\s+)"
_SPAN = rf"{_CODE}(?:\s*(?:-|~|到|至|\bto\b)\s*{_CODE})?"
_LIST = rf"{_SPAN}(?:{_BETWEEN}{_SPAN})*"
_SECTION = re.compile(r"(?:第\s*)?([a-z]{0,2}[0-9]{0,3})\s*(?:章|节|節|部分)?\s*:\s*(.+)", re.DOTALL)
_ALL = r"(?:其他|其余|其它|其餘)?\s*的?\s*(?:全部|全|都|均)+"
#: what parts the answers of a run, and ends it
_MARKS = " ,、;.\n"


def read_run(
    text: str, places: Sequence[Place], *, current: str = "", section: str = "", card: bool = False
) -> Run | None:
    """What a line answers, or nothing where it is no run. `current` is the path of the question on screen,
    `section` the code of the section on screen; on a `card` several of them are asked, and 是否 is two answers."""
    said = fold(text).strip(_MARKS)
    if not said or not places or (said in _WORDS and not card):
        return None
    if (found := _SECTION.fullmatch(said)) and any(it.section == found[1] for it in places):
        return _Reader(places, found[1], "").read(found[2].strip(_MARKS))
    return _Reader(places, section, current).read(said)


class _Reader:
    """The questions that a line can be about."""

    def __init__(self, places: Sequence[Place], section: str, current: str) -> None:
        self.places, self.section, self.current = places, section, current
        self.within = [it for it in places if it.section == section]
        words: dict[str, bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
        for it in self.within or places:
            words |= {**dict.fromkeys(it.yes, True), **dict.fromkeys(it.no, False)}
        self.words = {word: value for word, value in words.items() if word}
        self.word = one_of(self.words)

    def read(self, said: str) -> Run | None:
        return self._all_but(said) or self._all(said) or self._letters(said) or self._numbered(said)

    def _all_but(self, said: str) -> Run | None:
        forms = (
            rf"(?:(?P<of>{_LIST})\s*,?\s*)?除[了去]?\s*(?P<but>{_LIST})\s*(?:题|題)?(?:以外|之外|外)?\s*,?\s*{_ALL}(?P<word>{self.word})[的了]?",
            rf"(?:(?P<of>{_LIST})\s*,?\s*)?all (?P<word>{self.word}),? (?:but|except(?: for)?) (?P<but>{_LIST})",
            rf"(?:(?P<of>{_LIST})\s*,?\s*)?all (?:but|except(?: for)?) (?P<but>{_LIST})(?: are)?,? (?P<word>{self.word})",
        )
        found = next(filter(None, (re.fullmatch(form, said) for form in forms)), None)
        if found is None:
            return None
        whole = self._named(found["of"]) if found["of"] else tuple(it.path for it in self.within)
        but = self._named(found["but"])
        if not whole or not but or not set(but) <= set(whole):
            return Run(trouble="numbers") if self.within else None
        value = self.words[found["word"]]
        return Run(answers=tuple((path, value != (path in but)) for path in whole))

    def _all(self, said: str) -> Run | None:
        everything = (
            rf"(?:{_LIST}\s*,?\s*)?{_ALL}{self.word}[的了]?|all (?:are )?{self.word}|(?:{self.word}) to all"
        )
        return Run(trouble="all") if self.within and re.fullmatch(everything, said) else None

    def _letters(self, said: str) -> Run | None:
        """One answer after the other, glued together or apart; English words only apart."""
        if not self.within:
            return None
        glued = one_of(word for word in self.words if not (word.isascii() and len(word) > 1))
        parts = [part for part in re.split(rf"[{re.escape(_MARKS)}/|]+", said) if part]
        values: list[bool] = []
        for part in parts:
            if part in self.words:
                values.append(self.words[part])
            elif re.fullmatch(f"{glued}+", part):
                values += [self.words[word] for word in re.findall(glued, part)]
            else:
                return None
        if len(values) < 2:
            return None
        row = self._row(len(values))
        if len(values) > len(row):
            return Run(trouble="count", said=len(values), asked=len(row))
        return Run(answers=tuple(zip(row, values, strict=False)))

    def _row(self, count: int) -> Sequence[str]:
        """The questions that so many answers without numbers are for."""
        paths = [it.path for it in self.within]
        is_whole = count == len(paths) and all(it.follows for it in self.within[1:])
        start = paths.index(self.current) if self.current in paths and not is_whole else 0
        row = takewhile(lambda it: it.follows or it is self.within[start], self.within[start:])
        return [it.path for it in row]

    def _numbered(self, said: str) -> Run | None:
        group = rf"(?P<list>{_LIST})\s*[:=]?\s*(?P<word>{self.word})(?![a-z0-9])"
        if not re.fullmatch(
            rf"(?:{group.replace('?P<list>', '?:').replace('?P<word>', '?:')}[{_MARKS}]*)+", said
        ):
            return None
        answers: dict[str, bool] = {}
        for found in re.finditer(group, said):
            paths = self._named(found["list"])
            if not paths or set(paths) & set(answers):
                return Run(trouble="numbers") if self.within else None
            answers |= dict.fromkeys(paths, self.words[found["word"]])
        is_everything = set(answers) >= {it.path for it in self.within} and len(answers) > 2
        if is_everything and len(set(answers.values())) == 1 and self.within:
            return Run(trouble="all")
        order = [it.path for it in self.places]
        return Run(answers=tuple(sorted(answers.items(), key=lambda answer: order.index(answer[0]))))

    def _named(self, said: str) -> tuple[str, ...]:
        """The questions of a list of numbers and ranges; none where one of them is unknown."""
        paths: list[str] = []
        for found in re.finditer(_SPAN, said):
            first, last = self._ends(found[0])
            if first is None or last is None or first > last:
                return ()
            paths += [it.path for it in self.places[first : last + 1]]
        return tuple(paths) if len(set(paths)) == len(paths) else ()

    def _ends(self, span: str) -> tuple[int | None, int | None]:
        codes = re.findall(_CODE, span)
        return self._at(codes[0]), self._at(codes[-1])

    def _at(self, code: str) -> int | None:
        """Where a question stands: by its number in this section, else by its code."""
        numbered = (
            at for at, it in enumerate(self.places) if it.section == self.section and it.number == code
        )
        coded = (at for at, it in enumerate(self.places) if it.code == code)
        return next(numbered, next(coded, None))
