"""Splits a line into pieces for given cells. Numbers alone are for the shared reader; texts are split here.

A text may itself hold blanks, slashes and commas (80/20, 2026/03/05, "Jan, Feb"), so the strongest separator that
gives as many pieces as there are cells decides; where only blanks are left and there are too many, each way to
join neighbours is one way to split.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, islice

from dialogues.questions._table.layout import Cell
from dialogues.reading.cells import read_cells
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import MEASURES

_QUOTED = re.compile(r"\s*[\"“「]([^\"”」]*)[\"”」]\s*")
#: strongest first
_SEPARATORS = tuple(
    map(re.compile, (r"\n", r"\t", r"\s*[|｜]\s*", r"\s*[;；]\s*", r"、\s*", r"[,，]\s*", r"\s+"))
)
#: cells that may hold what parts numbers: 80/20, 2026/03/05, 1:15, 4分 45秒
_WITH_MARKS = frozenset({"text", "date", "select_one", "duration", "ratio"})
#: texts with spaces are joined in so many ways at most
_MOST_WAYS = 12
_LONGEST_LINE = 2000


def split_cells(text: str, cells: Sequence[Cell], *, label: bool = False) -> tuple[tuple[str, ...], ...]:
    """The ways to split a line for these cells, the likelier first; `label`: a name stands before them."""
    if len(text) > _LONGEST_LINE:
        return ()
    if not label and not any(cell.bounded or cell.type in _WITH_MARKS for cell in cells):
        return read_cells(text, len(cells))
    return _split_texts(text.strip(), len(cells) + label)


def _split_texts(text: str, count: int) -> tuple[tuple[str, ...], ...]:
    if count == 1:
        return ((text,),)
    if (quoted := _QUOTED.findall(text)) and not _QUOTED.sub("", text).strip(" ,，、;；|｜\t"):
        return (tuple(quoted),)
    best: tuple[str, ...] = (text,)
    for separator in _SEPARATORS:
        pieces = tuple(_measured(separator.split(text)))
        if len(pieces) == count:
            return (pieces,)
        if len(best) < len(pieces) < count:
            best = pieces
    words = tuple(_measured(text.split()))
    return (best,) if len(words) < count else tuple(islice(_joinings(words, count), _MOST_WAYS)) or (words,)


def _joinings(words: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    """The ways to make `count` texts of more words without changing their order."""
    if len(words) > 2 * count + 2:
        return []
    return [
        tuple(
            " ".join(words[start:stop]) for start, stop in zip((0, *cuts), (*cuts, len(words)), strict=True)
        )
        for cuts in combinations(range(1, len(words)), count - 1)
    ]


def _measured(pieces: Sequence[str]) -> list[str]:
    """With a unit back at its number: 300 秒."""
    joined: list[str] = []
    for piece in map(str.strip, pieces):
        if fold(piece) in MEASURES and joined and joined[-1][-1:].isdecimal():
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined
