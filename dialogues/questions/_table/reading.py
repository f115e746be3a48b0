"""Reads one cell by its type: what was typed, as the canonical text that is kept.

Several readings are several meanings ("1,3"). Which cell a text is for is decided in `typed.py` and `pasted.py`;
whether a number is within its limits, after head counts became percentages, in `filling.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import assert_never

from dialogues.expressions import as_text
from dialogues.questions._saying import one_line
from dialogues.questions._table.figures import Figure
from dialogues.questions._table.layout import Cell
from dialogues.questions._table.wording import Wording
from dialogues.reading.bounds import read_bounds
from dialogues.reading.cells import is_nothing
from dialogues.reading.choices import Picked, read_choices
from dialogues.reading.dates import read_date, read_year
from dialogues.reading.durations import read_duration
from dialogues.reading.labels import Option
from dialogues.reading.normalise import fold
from dialogues.reading.numbers import NumberReading, is_same_unit, read_number
from dialogues.reading.ratios import read_ratio
from dialogues.reading.vocabulary import EMPTY_MARKS, NOT_AVAILABLE, NOT_RECORDED
from dialogues.reading.yes_no import read_yes_no

#: characters of a text in a cell, and of a row's name
LONGEST_TEXT = 500
#: Larger numbers, or finer ones, are no figures of a questionnaire; sums of these stay exact.
_LARGEST, _FINEST = Decimal(10) ** 12, 6
_DIGITS_AND_SIGNS = re.compile(r"[0-9.,:<>=≤≥-]")
_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class CellReading:
    """One meaning of what was typed for a cell."""

    #: canonical
    text: str
    #: an echo would add nothing
    as_typed: bool = True
    #: a per cent sign was typed, so that the number is no head count
    percent: bool = False


def says_not_recorded(cell: Cell, typed: str) -> bool:
    """Whether this says that nobody keeps the figure; n/a says so where there has to be one."""
    said = fold(typed).strip(" .!")
    return cell.recordable and (said in NOT_RECORDED or (cell.needed and said in NOT_AVAILABLE))


def says_nothing(cell: Cell, typed: str) -> bool:
    """Whether this leaves the cell empty. Where a text is needed 无 is one, and for yes or no it is an answer."""
    if cell.type == "yes_no" or (cell.type == "text" and cell.needed):
        return not typed.strip() or fold(typed) in EMPTY_MARKS
    return is_nothing(typed)


def read_cell(cell: Cell, typed: str, wording: Wording) -> tuple[CellReading, ...]:
    """What was typed for this cell; nothing where it cannot be read."""
    match cell.type:
        case "integer" | "decimal" | "percent" if not cell.bounded:
            return tuple(_numbers(cell, typed, wording))
        case "integer" | "decimal" | "percent" | "duration" | "ratio":
            return tuple(_figures(cell, typed, wording))
        case "text":
            text = one_line(typed)
            return (CellReading(text=text),) if len(text) <= LONGEST_TEXT else ()
        case "yes_no":
            answers = (wording.answers(cell.column, answer) for answer in ("yes", "no"))
            answer = None if typed in ("yes", "no") else read_yes_no(typed, *answers)
            if answer is None:
                return (CellReading(text=typed),) if typed in ("yes", "no") else ()
            return () if answer.explanation else (CellReading(text="yes" if answer.value else "no"),)
        case "select_one":
            return tuple(_choices(cell, typed, wording))
        case "date":
            days = read_date(typed, today=wording.here.today, precision="day")
            return tuple(CellReading(text=day.isoformat(), as_typed=day.isoformat() == typed) for day in days)
        case "year":
            years = read_year(typed, today=wording.here.today)
            return tuple(CellReading(text=str(year), as_typed=str(year) in typed) for year in years)
        case unreachable:
            assert_never(unreachable)


def _numbers(cell: Cell, typed: str, wording: Wording) -> Iterator[CellReading]:
    if _CANONICAL.fullmatch(typed):
        if _is_figure(Decimal(typed), cell):
            yield CellReading(text=as_text(Decimal(typed)))
        return
    unit = wording.unit(cell)
    for reading in read_number(typed):
        if not _is_ours(cell, reading, wording):
            continue
        if _is_figure(reading.value, cell) and (not reading.percent or cell.type == "percent" or "%" in unit):
            yield CellReading(text=as_text(reading.value), as_typed=reading.as_typed, percent=reading.percent)


def _is_ours(cell: Cell, reading: NumberReading, wording: Wording) -> bool:
    """Whether the unit that was typed may stand here. Where there are totals, people may stand for per cent; else
    300秒 is no rate, and says that the line is meant for another row."""
    units = cell.unit.everywhere() if cell.unit is not None else ("%",) if cell.type == "percent" else ()
    if not reading.unit or not units or wording.layout.sums:
        return True
    return any(is_same_unit(reading.unit, fold(unit)) for unit in units)


def _figures(cell: Cell, typed: str, wording: Wording) -> Iterator[CellReading]:
    """A duration or a ratio; where there may be bounds, of any figure."""
    said = read_bounds(typed) if cell.bounded else None
    parts = (typed,) if said is None else said.figures
    for ends in product(*(tuple(_ends(cell, part, wording)) for part in parts)):
        found = Figure(sign="" if said is None else said.sign, ends=ends)
        if found.sign == ".." and found.numbers[0] > found.numbers[1]:
            found = Figure(sign="..", ends=ends[::-1])  # 85-80% is the same range
        if found.sign == ".." and found.numbers[0] == found.numbers[1]:
            found = Figure(sign="", ends=ends[:1])
        text = found.text
        # Its unit may be said in another word; what counts is that the same digits and signs were typed.
        same = _bare(typed) == _bare(wording.value(cell, text, unit=False))
        yield CellReading(text=text, as_typed=same)


def _ends(cell: Cell, typed: str, wording: Wording) -> Iterator[str]:
    """One figure without a sign, canonical."""
    match cell.type:
        case "duration":
            seconds = read_duration(typed, size=cell.size)
            if seconds is not None and _is_figure(seconds, cell):
                yield as_text(seconds)
        case "ratio":
            ratio = read_ratio(typed)
            if ratio is not None and all(_is_figure(number, cell) for number in ratio):
                yield ":".join(map(as_text, ratio))
        case _:
            yield from (reading.text for reading in _numbers(cell, typed, wording))


def _bare(text: str) -> str:
    return "".join(_DIGITS_AND_SIGNS.findall(fold(text)))


def _is_figure(number: Decimal, cell: Cell) -> bool:
    finest = 0 if cell.type == "integer" else _FINEST
    return abs(number) < _LARGEST and number == round(number, finest)


def _choices(cell: Cell, typed: str, wording: Wording) -> Iterator[CellReading]:
    choices = wording.layout.columns[cell.column].choices
    options = [
        Option(
            name=name,
            number=number,
            labels=tuple(
                form
                for text in (choice.label, choice.short)
                if text is not None
                for form in text.everywhere()
            ),
        )
        for number, (name, choice) in enumerate(choices.items(), start=1)
    ]
    match read_choices(typed, options, many=False):
        case Picked(names=(name,)):
            yield CellReading(text=name)
        case _:
            return
