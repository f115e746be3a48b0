"""Scores: what the answers add up to in each dimension of a dialogue, and where they fall short.

Pure sums over a view. What an answer is worth is its question type's business (`scored`, `best_score`), which
dimension it counts in the definition's; how a result is worded is for `summary.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dialogues.dialogue import Place
from dialogues.relevance import View
from dialogues.scope import Item

#: cells of a bar: one for ten per cent
BAR: Final = 10
_FULL, _EMPTY = "▇", "▁"


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """So many points of so many."""

    points: Decimal = Decimal(0)
    of: Decimal = Decimal(0)

    @property
    def percent(self) -> Decimal | None:
        """Whole, rounded half up; None where nothing counts yet."""
        if self.of <= 0:
            return None
        return (self.points * 100 / self.of).quantize(Decimal(1), ROUND_HALF_UP)

    def __add__(self, other: Points) -> Points:
        return Points(points=self.points + other.points, of=self.of + other.of)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """The items of one section that could have scored more."""

    place: Place
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """What an application scores so far: only relevant items with an answer count, in `of` as well."""

    #: by the name of the dimension, in the dialogue's order
    dimensions: Mapping[str, Points]
    total: Points
    gaps: tuple[Gap, ...]


def score(view: View) -> Score | None:
    """The score of what is answered; None for a dialogue that has no dimensions.

    An answer without a score, such as a choice that was given none, takes its question out of the count.
    """
    if not view.dialogue.dimensions:
        return None
    dimensions = dict.fromkeys(view.dialogue.dimensions, Points())
    short: dict[Place, list[Item]] = {}
    for item in view.asked():
        points = _points(view, item)
        if points is None or item.node.dimension not in dimensions:
            continue
        dimensions[item.node.dimension] += points
        if points.points < points.of:
            short.setdefault(item.node.place, []).append(item)
    return Score(
        dimensions=dimensions,
        total=sum(dimensions.values(), Points()),
        gaps=tuple(Gap(place=place, items=tuple(items)) for place, items in short.items()),
    )


def bars(score: Score, labels: Mapping[str, str]) -> str:
    """A picture of the dimensions in text, a line each, for channels without pictures.

    The bar and the figure stand before the label, so that they stay in line whatever the width of a character.
    """
    return "\n".join(
        f"{_bar(points)} {_figure(points):>4} {labels[name]}" for name, points in score.dimensions.items()
    )


def _points(view: View, item: Item) -> Points | None:
    answer = view.application.answers.get(item.path)
    if answer is None or answer.value is None:
        return None
    points, best = item.question.scored(answer.value), item.question.best_score()
    return None if points is None or best is None else Points(points=points, of=best)


def _bar(points: Points) -> str:
    full = (
        (points.points * BAR / points.of).quantize(Decimal(1), ROUND_HALF_UP) if points.of > 0 else Decimal(0)
    )
    cells = int(max(Decimal(0), min(Decimal(BAR), full)))
    return _FULL * cells + _EMPTY * (BAR - cells)


def _figure(points: Points) -> str:
    return "—" if points.percent is None else f"{points.percent}%"
