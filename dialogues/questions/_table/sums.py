"""How a sum stands: what is added up, what is left, and which single changes would put it right.

Head counts where percentages are asked are a stage of a sum: once they add up to the line's count, they become
percentages. Until then numbers are what they can be: more than all that there are is no head count, more than 100 no
percentages. Where they can be both, they count as what they are nearer to, and a button says the other. Words for any of this are in `face.py` and `filling.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dialogues.expressions import as_text
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Layout, Sum

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
#: what is a mistake in one of the numbers rather than another kind of number
_SLIP = Decimal("1.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A sum, and what is in its cells."""

    sum: Sum
    numbers: Mapping[str, Decimal]
    #: cells that may still take something
    empty: tuple[Cell, ...]
    #: what it must come to: `equals`, or the line's count while heads are typed
    target: Decimal
    #: whether it has to come to anything: what may stay empty and is, need not
    is_checked: bool
    #: heads might as well be percentages, or percentages heads
    is_either: bool = False

    @property
    def added(self) -> Decimal:
        return sum(self.numbers.values(), Decimal(0))

    @property
    def rest(self) -> Decimal:
        """What is left; below 0 what is too much."""
        return self.target - self.added

    @property
    def is_whole(self) -> bool:
        """Whether there are only whole numbers in it."""
        return all(number == number.to_integral_value() for number in self.numbers.values())

    @property
    def counts_heads(self) -> bool:
        """Whether heads are typed in place of percentages."""
        return self.target != self.sum.equals

    @property
    def holds(self) -> bool:
        return not self.is_checked or (not self.counts_heads and abs(self.rest) <= self.sum.tolerance)

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left for the cells that are empty still."""
        return self.is_checked and bool(self.numbers) and not self.counts_heads and self.rest == 0

    @property
    def rests(self) -> tuple[tuple[Cell, Decimal], ...]:
        """The empty cells that can take all that is left."""
        if self.holds or not self.numbers or self.rest <= 0:
            return ()
        return tuple((cell, self.rest) for cell in self.empty if self._takes(cell, self.rest))

    @property
    def share(self) -> Decimal | None:
        """What each empty cell gets when the rest is shared evenly, where that is a plain number."""
        if len(self.rests) < 2 or len(self.rests) < len(self.empty):
            return None
        each = self.rest / len(self.empty)
        plain = each == each.quantize(Decimal(1) if self.counts_heads else _TENTH)
        return each if plain and all(self._takes(cell, each) for cell in self.empty) else None

    @property
    def corrections(self) -> tuple[tuple[Cell, Decimal], ...]:
        """Each filled cell that could take the whole difference, with what it would become."""
        if self.holds or not self.numbers or (self.rest > 0 and self.empty):
            return ()
        changed = [
            (cell, self.numbers[cell.path] + self.rest)
            for cell in self.sum.cells
            if cell.path in self.numbers
        ]
        return tuple((cell, number) for cell, number in changed if number >= 0 and self._takes(cell, number))

    def _takes(self, cell: Cell, number: Decimal) -> bool:
        if self.counts_heads:
            return number == number.to_integral_value()
        return cell.takes(number)


def standing(one: Sum, filled: Filled, layout: Layout) -> Standing:
    """How this sum stands."""
    numbers = {cell.path: number for cell in one.cells if (number := filled.number(cell)) is not None}
    added = sum(numbers.values(), Decimal(0))
    count = None if one.count is None else filled.number(one.count)
    empty = tuple(cell for cell in one.cells if cell.path not in numbers and cell.row not in filled.none)
    nobody = count == 0 and added == 0
    meanings = _meanings(one, numbers, count)
    said = filled.heads.get(one.name)
    return Standing(
        sum=one,
        numbers=numbers,
        empty=() if nobody else empty,
        target=_target(one, added, meanings, is_heads=said),
        is_either=len(meanings) > 1 and len(numbers) < len(one.cells) and 0 < added < min(meanings),
        is_checked=not nobody
        and (bool(numbers) or any(_must_be_filled(cell, filled, layout) for cell in empty)),
    )


def converted(one: Standing, filled: Filled) -> Mapping[str, str]:
    """Percentages for the head counts, or the fractions of 1, that stand in a sum of percentages; else nothing.

    Rounded to one decimal; where that alone would break the total, the difference goes to the largest.
    """
    whole = one.added
    is_share = whole == 1 and not one.is_whole
    if not one.sum.is_percentages or not (is_share or _are_heads(one, filled)):
        return {}
    if is_share:
        return {path: as_text(number * _HUNDRED) for path, number in one.numbers.items()}
    rates = {
        path: (number * _HUNDRED / whole).quantize(_TENTH, ROUND_HALF_UP)
        for path, number in one.numbers.items()
    }
    difference = _HUNDRED - sum(rates.values(), Decimal(0))
    if abs(difference) > one.sum.tolerance:
        largest = max(rates, key=lambda path: rates[path])
        rates[largest] += difference
    return {path: as_text(rate) for path, rate in rates.items()}


def _are_heads(one: Standing, filled: Filled) -> bool:
    """Whether whole numbers come to exactly the line's count, and nobody says that they are percentages."""
    count = None if one.sum.count is None else filled.number(one.sum.count)
    is_said = filled.heads.get(one.sum.name) is False
    return bool(one.added) and one.added == count and one.is_whole and not one.holds and not is_said


def _meanings(one: Sum, numbers: Mapping[str, Decimal], count: Decimal | None) -> tuple[Decimal, ...]:
    """What these numbers may have to come to: what all percentages are, or how many people there are; not what they
    exceed, but for a slip where all of them are there."""
    added = sum(numbers.values(), Decimal(0))
    whole = all(number == number.to_integral_value() for number in numbers.values())
    if count is None or count <= 0 or count == one.equals or not (whole and one.is_percentages):
        return (one.equals,)
    both = (one.equals, count)
    slip = _SLIP if len(numbers) == len(one.cells) else Decimal(1)
    return tuple(most for most in both if added <= most * slip) or both


def _target(one: Sum, added: Decimal, meanings: tuple[Decimal, ...], *, is_heads: bool | None) -> Decimal:
    """What the numbers have to come to; in doubt what was said of them, else what is nearer. What comes to exactly
    the count was said to be percentages, or it would have been converted."""
    if is_heads is False:
        return one.equals
    if len(meanings) == 1:
        return meanings[0]
    equals, count = meanings
    if abs(added - equals) <= one.tolerance or added == count or not added:
        return equals
    if is_heads:
        return count
    return count if abs(added - count) < abs(added - equals) else equals


def _must_be_filled(cell: Cell, filled: Filled, layout: Layout) -> bool:
    return cell.needed and layout.rows[cell.row].required and cell.column not in filled.skipped
