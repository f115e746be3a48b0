"""Finds the options that one piece of a reply names: by label, by number, or by a part of a label.

How a reply is cut into pieces, and what several options mean, is for `choices.py`. What may mean the opposite
(知道 in 不知道, 不做销售) is not found here: to ask back is cheap, a wrong tick is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from dialogues.reading.han import HAN_NUMERALS, han_integer
from dialogues.reading.normalise import fold, unbracketed
from dialogues.reading.pieces import ANY_SEPARATOR, spans
from dialogues.reading.vocabulary import FILLERS, NEGATIONS, NEGATIVE_WORDS, OTHER, one_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice as a person may name it."""

    name: str
    #: as it is printed before the label, from 1
    number: int
    #: in every language, short forms too
    labels: tuple[str, ...]
    #: asks for words of the person's own
    is_other: bool = False
    #: excludes the others, so that "all but …" never means it
    is_exclusive: bool = False


Options: TypeAlias = tuple[Option, ...]

#: Blanks and marks that people leave out or type otherwise. Between two digits they count: 1、7 is not 17.
_LOOSE = re.compile(r"(?<=[0-9])(?P<between>[\s,、.:;/*_—]+)(?=[0-9])|[\s,、.:;!?/'\"()\[\]·・*_—]+")
_NUMBER = re.compile(
    rf"(?:{one_of((*FILLERS, 'no.', '#'))}\s?)*+"
    rf"(?:第\s?(?P<nth>[0-9]{{1,3}}|[{HAN_NUMERALS}]{{1,4}})\s?[个個项項条條]?"
    rf"|\(?(?P<number>[0-9]{{1,3}}|[{HAN_NUMERALS}]{{1,4}})\)?\s?[号號]?\s?[.:)]?)"
)
_RANGE = re.compile(r"([0-9]{1,3})\s?(?:-|~|到|至|to)\s?([0-9]{1,3})")
_NUMBERED = re.compile(r"\(?([0-9]{1,3})\)?\s?[.:)、-]?\s?([^0-9].*)")
_FILLING = re.compile(rf"(?:{one_of(FILLERS)}|[\s,、.:;!'\"()])*+")
_LEADING = re.compile(rf"\A{_FILLING.pattern}")
#: 24小时 is a part of 7*24小时 to be picked by, but 3年 none of 1-3年, nor 25岁 of 25岁以下.
_FIGURE = re.compile(r"[0-9]+[^0-9]*")
_BOUND_BEFORE = re.compile(
    r"(?:[-~.,<>≤≥]|到|至|超过|超過|大于|大於|小于|小於|多于|多於|少于|少於|不足|不到|over|under|than|to|least|most)\s?$"
)
_BOUND_BEHIND = re.compile(r"\s?(?:[-~+]|以|及|到|至|起|or\b|and\b|to\b)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NEGATION = re.compile(rf"{one_of(NEGATIONS)}|\b{one_of(NEGATIVE_WORDS)}\b")


class Sheet:
    """The options of a question, with the forms of their labels folded once for a whole reply."""

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = tuple(options)
        self._numbers = {option.number: option for option in self.options}
        names = [(fold(option.name), option) for option in self.options]
        whole = [(fold(label), option) for option in self.options for label in _labels(option)]
        short = [(unbracketed(form), option) for form, option in whole]
        loose = [(loosened(form), option) for form, option in (*whole, *short)]
        #: What fits in an earlier index is not looked for in a later one.
        self._indices = tuple(map(_index, ([*names, *whole], short, loose)))
        #: of the labels only: nobody is shown a name, so no part of one is meant
        self._forms = _index([*whole, *short])
        #: as many as a label with its number before it, or a range, may be cut into
        self.most_pieces = max((3, *(1 + len(spans(form, ANY_SEPARATOR)) for form in self._forms)))
        self._other_heads = frozenset(
            head
            for form, option in loose
            if option.is_other
            for head in (form, str(option.number), f"{option.number}{form}")
        )

    def labelled(self, piece: str) -> Options:
        """With exactly this name or label; then with its brackets left out; then marks and blanks aside."""
        folded, loose = fold(piece), loosened(piece)
        keys = zip(self._indices, (folded, folded, loose), strict=True)
        return next(filter(None, (index.get(key) for index, key in keys)), ())

    def numbered(self, piece: str) -> Options:
        """By number (2, ②, 第二个), by number and its own label (2.销售), or by a range of numbers (1-4)."""
        folded = fold(piece)
        if found := _NUMBER.fullmatch(folded):
            return self._at(found["nth"] or found["number"])
        if found := _RANGE.fullmatch(folded):
            first, last = map(int, found.groups())
            if first >= last or self._holding(folded):
                return ()  # 1-3 is a part of 1-3年
            return tuple(option for option in self.options if first <= option.number <= last)
        if found := _NUMBERED.fullmatch(folded):
            number, label = found.groups()
            return tuple(option for option in self._at(number) if self._begins(option, label))
        return ()

    def holding(self, piece: str) -> Options:
        """With a label that the piece is a part of."""
        folded = fold(piece)
        return self._holding(folded) if _is_telling(folded) else ()

    def held(self, piece: str) -> tuple[Options, bool]:
        """With a label that is a part of the piece; and whether the rest of the piece says nothing more."""
        folded = fold(piece)
        telling = (form for form in self._forms if _is_telling(form) and not _FIGURE.fullmatch(form))
        found = [form for form in telling if _is_said(form, folded)]
        longest = [form for form in found if not any(form != other and form in other for other in found)]
        rest = folded
        for form in longest:
            rest = rest.replace(form, " ")
        named = frozenset(option for form in longest for option in self._forms[form])
        if named and (numbered := _NUMBERED.fullmatch(folded)):
            named |= frozenset(self._at(numbered[1]))
        return self._in_order(named), is_filling(rest)

    def lettered(self, letters: str) -> Options:
        """A is the first option. All letters are in range and none begins a label (A级), or nothing is meant."""
        found = tuple(option for letter in letters for option in self._at(str(ord(letter) - ord("a") + 1)))
        own = re.compile(rf"\A[{letters}](?![a-z])|(?<![a-z]){letters}(?![a-z])")
        return found if len(found) == len(letters) and not any(map(own.search, self._forms)) else ()

    def is_other(self, head: str) -> bool:
        """Whether this announces words of one's own: 其他, 17, "17、其他", 我们选其他."""
        folded = fold(head)
        return any(loosened(said) in self._other_heads for said in (folded, _LEADING.sub("", folded)))

    def _at(self, number: str) -> Options:
        value = int(number) if number.isascii() else han_integer(number)
        return () if value is None or value not in self._numbers else (self._numbers[value],)

    def _begins(self, option: Option, label: str) -> bool:
        forms = self._indices[-1].items()
        return any(option in found and form.startswith(loosened(label)) for form, found in forms)

    def _holding(self, part: str) -> Options:
        forms = self._forms.items()
        found = chain.from_iterable(found for form, found in forms if _is_said(part, form, whole_words=False))
        return self._in_order(frozenset(found))

    def _in_order(self, found: frozenset[Option]) -> Options:
        return tuple(option for option in self.options if option in found)


def loosened(text: str) -> str:
    """Folded, without the blanks and marks that people leave out, and with one mark for a range."""

    def left(found: re.Match[str]) -> str:
        between = found["between"] or ""
        return between if between in (".", "/") else " " * bool(between)

    return _LOOSE.sub(left, fold(text)).replace("~", "-")


def is_filling(text: str) -> bool:
    """Whether these words choose nothing: 我们主要是, "we take"."""
    return _FILLING.fullmatch(fold(text)) is not None


def denies(text: str) -> bool:
    """Whether something in it is said not to be: 不做, no."""
    return _NEGATION.search(fold(text)) is not None


def _labels(option: Option) -> tuple[str, ...]:
    return (*option.labels, *(OTHER if option.is_other else ()))


def _index(forms: Iterable[tuple[str, Option]]) -> dict[str, Options]:
    index: dict[str, Options] = {}
    for form, option in forms:
        if form and option not in index.get(form, ()):
            index[form] = (*index.get(form, ()), option)
    return index


def _is_telling(part: str) -> bool:
    """One Chinese character, three letters or a range at least, and not only such words as stand round a choice."""
    enough = (
        _HAN.search(part) or _RANGE.fullmatch(part) or sum(character.isalpha() for character in part) >= 3
    )
    return bool(enough) and not any(words.fullmatch(part) for words in (_FILLING, _NEGATION))


def _is_said(part: str, whole: str, *, whole_words: bool = True) -> bool:
    """Whether the part stands in the whole, from the start of a word, with nothing before that denies it."""
    if part not in whole:
        return False
    start = r"(?<![a-z0-9])" if part[0].isascii() and part[0].isalnum() else ""
    end = r"(?![a-z0-9])" if whole_words and part[-1].isascii() and part[-1].isalnum() else ""
    found = re.search(start + re.escape(part) + end, whole)
    if found is None or _NEGATION.search(whole, 0, found.start()):
        return False
    return not (_FIGURE.fullmatch(part) and _is_bound(whole[: found.start()], whole[found.end() :]))


def _is_bound(before: str, behind: str) -> bool:
    """Whether a figure between these is one end of a range."""
    return _BOUND_BEFORE.search(before) is not None or _BOUND_BEHIND.match(behind) is not None
