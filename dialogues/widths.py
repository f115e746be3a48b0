"""How much stands on a button of a narrow phone, and how buttons lie in rows, so that no label is cut.

The one place of this rule, for question types, screens and channels alike: an estimate for a narrow phone, in
full-width characters. A channel that knows its screens better may lay buttons out otherwise. How wide a text is in
a terminal is for `plain.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, east_asian_width

from dialogues.prompt import Button

#: So wide may each label be where so many buttons stand in a row.
BUDGET: Final = {1: 17.0, 2: 8.0, 3: 5.0, 4: 3.0, 5: 2.5}
#: So many choices stand on buttons with their own words; with more, numbers do, and the words in the message.
MOST_WORDS: Final = 8
#: What a name may take on a button that says more than the name. Of a row or a column: "No …, done ›" and
#: "… 12.5→11.5"; of a section: "Next section: … ›". A test holds them against the catalogues.
ROOM_FOR_LINE: Final = 10.0
ROOM_FOR_SECTION: Final = 9.0


@lru_cache(maxsize=4096)
def wide(label: str) -> float:
    """In full-width characters; an arrow or a dash is one among Chinese characters."""
    return sum(_width(letter) for letter in label)


def fits(labels: Iterable[str], per_row: int) -> bool:
    """Whether none of these is cut where so many stand in a row."""
    return all(wide(label) <= BUDGET[per_row] for label in labels)


def stand_as_words(labels: Sequence[str]) -> bool:
    """Whether choices with these labels can be buttons with words, rather than numbers."""
    return len(labels) <= MOST_WORDS and fits(labels, 1)


def counts(labels: Sequence[str]) -> Iterator[int]:
    """How many buttons stand in each row, in order: as many as fit; what fits nowhere stands alone."""
    start = 0
    while start < len(labels):
        counted = sorted(BUDGET, reverse=True)
        count = next((it for it in counted if fits(labels[start : start + it], it)), 1)
        yield len(labels[start : start + count])
        start += count


def rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Buttons in their rows."""
    laid, start = [], 0
    for count in counts([button.label for button in buttons]):
        laid.append(tuple(buttons[start : start + count]))
        start += count
    return tuple(laid)


def _width(letter: str) -> float:
    kind, shape = category(letter), east_asian_width(letter)
    if kind in ("Mn", "Me", "Cf"):
        return 0.0
    # ambiguous: é is a letter like others, → is not
    return 1.0 if shape in "WF" or (shape == "A" and not kind.startswith("L")) else 0.5
