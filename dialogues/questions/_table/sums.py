"""How a sum stands: what is added up, what is left, and which single changes would put it right.

Head counts where percentages are asked are a stage of a sum: once they add up to the line's count, they become
percentages. Words for any of this are in `face.py` and `filling.py`.
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
    #: how many there are in all, where that was said
    count: Decimal | None = None

    @property
    def may_be_heads(self) -> bool:
        """Whether the numbers might as well be people, all that there are: 18 in all, 10 and 8 of them."""
        return (
            not self.holds
            and bool(self.count)
            and self.added == self.count
            and self.is_whole
            and _asks_percentages(self.sum)
        )

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
    return Standing(
        sum=one,
        numbers=numbers,
        empty=() if nobody else empty,
        target=_target(one, numbers, added, count),
        count=count,
        is_checked=not nobody
        and (bool(numbers) or any(_must_be_filled(cell, filled, layout) for cell in empty)),
    )


def converted(one: Standing, filled: Filled, *, as_heads: bool = False) -> Mapping[str, str]:
    """Percentages for the head counts, or the fractions of 1, that stand in a sum of percentages; else nothing.

    Rounded to one decimal; where that alone would break the total, the difference goes to the largest.
    """
    whole = one.added
    is_share = whole == 1 and not one.is_whole
    are_heads = _are_heads(one, filled) or (as_heads and one.may_be_heads)
    if not _asks_percentages(one.sum) or not (is_share or are_heads):
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
    """Whether whole numbers come to exactly the line's count. A few that are less than 100 may be percentages."""
    count = None if one.sum.count is None else filled.number(one.sum.count)
    if not one.added or one.added != count or not one.is_whole:
        return False
    return one.added > one.sum.equals + one.sum.tolerance or (not one.empty and not one.holds)


def _target(one: Sum, numbers: Mapping[str, Decimal], added: Decimal, count: Decimal | None) -> Decimal:
    """Whole numbers too large for percentages are heads, as long as they may still come to the count, or are nearer
    to it. What comes to exactly the count was typed with a per cent sign, or it would have been converted."""
    too_large = added > one.equals + one.tolerance
    if count is None or count <= 0 or added == count:
        return one.equals
    whole = all(number == number.to_integral_value() for number in numbers.values())
    if not (too_large and whole and _asks_percentages(one)):
        return one.equals
    unfilled = len(numbers) < len(one.cells)
    return (
        count if (added < count and unfilled) or abs(added - count) < abs(added - one.equals) else one.equals
    )


def _asks_percentages(one: Sum) -> bool:
    return one.equals == _HUNDRED and all(cell.type == "percent" for cell in one.cells)


def _must_be_filled(cell: Cell, filled: Filled, layout: Layout) -> bool:
    return cell.needed and layout.rows[cell.row].required and cell.column not in filled.skipped
