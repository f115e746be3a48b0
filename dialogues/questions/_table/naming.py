"""Finds the names of rows and columns in what was typed or pasted: whole cells, and the beginning of a line.

Labels count in every language of the dialogue, short or long, with or without their brackets and units; blanks,
case, width and the mark of a range do not matter. What the cells behind a name mean is for `typed.py` and `pasted.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dialogues.question import Here
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Axis, Layout
from dialogues.reading.normalise import fold, unbracketed
from dialogues.reading.numbers import read_number
from dialogues.reading.vocabulary import MEASURES, SET_AND_REACHED, one_of
from dialogues.text import Text

Place: TypeAlias = tuple[Axis, str]

#: between a name and what stands behind it
_MARK = re.compile(r"\s*[:：|｜=,，、;；]?\s*")
#: a number before a name: "6 质量分值", "(6)质量分值", "6、质量分值"
_NUMBER = re.compile(r"\A\s*[(（]?\d{1,3}(?:[)）.．、:：]\s*|\s+)")
#: what spreadsheets write behind a column's name: 总人数/人, 本科(%), 大专 %; but 微信/在线聊天 is one name
_UNIT = re.compile(rf"\s*(?:/\s*{one_of(MEASURES)}|[%％]|[(（\[][^()（）]{{1,12}}[)）\]])$", re.IGNORECASE)
#: the measure at the end of a row of figures: 35-50岁 is 35-50 too
_MEASURE = re.compile(rf"(?<=\d)\s*{one_of(MEASURES)}$", re.IGNORECASE)
#: behind a name that ends with a digit, and before one that begins with one: it is still the same figure
_FIGURE_ON = re.compile(r"[.~/-]?\d")
_FIGURE_GOES_ON = re.compile(r"[\d.~/-]$")
#: a part of a label has to be so long to be taken for it
_LEAST = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A name at the beginning of a text, and what stands behind it."""

    place: Place
    rest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """The names of one table, the longest first."""

    #: squeezed name, and what it names
    forms: tuple[tuple[str, Place], ...]
    #: what a row or column of totals is called
    totals: frozenset[str]

    def whole(self, text: str, *, exactly: bool = False) -> Place | None:
        """What a cell of a pasted table names; a part of a label will do where only one has it."""
        for form in dict.fromkeys(
            (squeezed(text), squeezed(_NUMBER.sub("", text, count=1)), squeezed(_UNIT.sub("", text)))
        ):
            if places := dict.fromkeys(place for name, place in self.forms if name == form):
                return next(iter(places))
        part = squeezed(text)
        if exactly or len(part) < _LEAST or not _has_letter(part):
            return None
        holding = dict.fromkeys(place for name, place in self.forms if part in name)
        return next(iter(holding)) if len(holding) == 1 else None

    def is_total(self, text: str) -> bool:
        """Whether this says that what follows is a total, which is added up anyway."""
        return squeezed(_UNIT.sub("", text.strip(" :："))) in self.totals

    @staticmethod
    def is_unit(text: str) -> bool:
        """Whether this is nothing but the unit behind a column's name."""
        return not _UNIT.sub("", text).strip()

    def at_start(self, text: str) -> Iterator[Found]:
        """What the text begins with, the longest name first; a number before the name is passed over."""
        for start in dict.fromkeys((text, _NUMBER.sub("", text, count=1))):
            letters, ends = _squeezed_at(start)
            for name, place in self.forms:
                if letters.startswith(name) and _is_apart(name, start[ends[len(name) - 1] :]):
                    yield Found(place=place, rest=_MARK.sub("", start[ends[len(name) - 1] :], count=1))

    def parted(self, text: str, axis: Axis) -> tuple[Found, ...]:
        """The text as names of `axis` with what stands behind each: 本科 40 大专 35. It must begin with one."""
        letters, ends = _squeezed_at(text)
        starts = [0, *ends]
        spots: list[tuple[int, int, Place]] = []
        for name, place in self.forms:
            if place[0] != axis or _is_figure(name):
                continue
            for hit in re.finditer(re.escape(name), letters):
                begin, end = starts[hit.start()], ends[hit.end() - 1]
                apart = all(end <= other or stop <= begin for other, stop, _ in spots)
                apart = apart and _may_begin(name, text[:begin], text[begin:])
                if apart and place not in (found for *_, found in spots) and _is_apart(name, text[end:]):
                    spots.append((begin, end, place))
        spots.sort()
        if not spots or text[: spots[0][0]].strip():
            return ()
        stops = [*(begin for begin, *_ in spots[1:]), len(text)]
        return tuple(
            Found(place=place, rest=text[end:stop].strip(" \t\u3000:：|｜=,，、;；"))
            for (_, end, place), stop in zip(spots, stops, strict=True)
        )


def names_of(layout: Layout, filled: Filled, here: Here) -> Names:
    """Every name that a row or a column of this table goes by."""
    forms: dict[tuple[str, Place], None] = {}
    axes: tuple[Axis, Axis] = ("row", "column")
    for axis in axes:
        for name, defined in layout.names(axis).items():
            texts = [text for text in (defined.label, defined.short) if text is not None]
            wordings = [here.text(text) for text in texts] + [
                form for text in texts for form in text.everywhere()
            ]
            if axis == "row" and name in filled.labels:
                wordings.append(filled.labels[name])
            for wording in wordings:
                bare = _MEASURE.sub("", fold(wording))
                for form in (
                    wording,
                    unbracketed(fold(wording)),
                    _UNIT.sub("", wording),
                    "" if _is_figure(bare) else bare,
                ):
                    if squeezed(form):
                        forms.setdefault((squeezed(form), (axis, name)))
    for besides in _set_and_reached(layout):
        forms.setdefault(besides)
    return Names(
        forms=tuple(sorted(forms, key=lambda form: -len(form[0]))),
        totals=frozenset(map(squeezed, "/".join(here.everywhere("table.total_words")).split("/"))),
    )


def _set_and_reached(layout: Layout) -> Iterator[tuple[str, Place]]:
    """目标 and 实际, where one column is what is aimed at and one what came of it, whatever they are called."""
    columns = [
        [name for name, column in layout.columns.items() if _holds(column.label, words)]
        for words in SET_AND_REACHED
    ]
    if all(len(named) == 1 for named in columns) and columns[0] != columns[1]:
        for words, (name,) in zip(SET_AND_REACHED, columns, strict=True):
            yield from ((squeezed(word), ("column", name)) for word in words)


def _holds(label: Text | None, words: Iterable[str]) -> bool:
    return label is not None and any(word in fold(form) for form in label.everywhere() for word in words)


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Folded, without blanks, and with one mark for a range. Labels are squeezed for every reply anew, so they are remembered."""
    return _squeezed_at(text)[0]


def _squeezed_at(text: str) -> tuple[str, list[int]]:
    """Squeezed letter by letter, and where in the text each letter ends."""
    letters: list[str] = []
    ends: list[int] = []
    for index, character in enumerate(text, start=1):
        folded = fold(character).replace("~", "-")
        letters.append(folded)
        ends.extend([index] * len(folded))
    return "".join(letters), ends


def _is_apart(name: str, rest: str) -> bool:
    """Whether a name ends here: not in the middle of a word or a figure, and a mere figure not without a mark."""
    if _is_figure(name):
        return rest.lstrip().startswith((":", "：", "\t", "|", "｜"))
    following = rest[:1]
    both_letters = name[-1].isascii() and name[-1].isalpha() and following.isascii() and following.isalpha()
    both_digits = name[-1].isdecimal() and _FIGURE_ON.match(rest) is not None
    return not (both_letters or both_digits)


def _may_begin(name: str, before: str, rest: str) -> bool:
    """Whether a name can begin between these: 25-35 is not meant in 125-35."""
    return not (name[0].isdecimal() and _FIGURE_GOES_ON.search(before)) or rest[:1].isspace()


def _is_figure(name: str) -> bool:
    """Whether a name might as well be what stands in a cell: 3, or 2024, but not 35-50 and not >50."""
    return not _has_letter(name) and (bool(read_number(name)) or not any(map(str.isdecimal, name)))


def _has_letter(name: str) -> bool:
    return any(character.isalpha() for character in name)
