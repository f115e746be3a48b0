"""The YAML keys of a table: its rows, its columns, and what must add up.

What follows from them (cells, lines, sums) is in `layout.py`; whether they make sense together in `checking.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from dialogues.question import Model
from dialogues.questions._choices import Choices
from dialogues.text import Flag, Label, Name, Number, labelled

CellType = Literal[
    "integer", "decimal", "percent", "duration", "ratio", "text", "yes_no", "select_one", "date", "year"
]
#: what can be added up
NUMBERS: frozenset[CellType] = frozenset({"integer", "decimal", "percent"})
#: what may have a comparison sign, or be a range
FIGURES: frozenset[CellType] = NUMBERS | {"duration", "ratio"}


class Row(Model):
    """One row. Its own `type`, `unit` and limits go before those of the columns."""

    label: Label
    short: Label | None = None
    #: false: it may stay empty, or be said not to apply
    required: Flag = True
    #: the applicant says what it is called
    named: Flag = False
    type: CellType | None = None
    unit: Label | None = None
    min: Number | None = None
    max: Number | None = None
    hint: Label | None = None
    #: columns that may stay empty in this row
    optional: tuple[Name, ...] = ()


class Column(Model):
    """One column and what its cells hold."""

    label: Label
    short: Label | None = None
    type: CellType = "text"
    unit: Label | None = None
    #: false: its cells may stay empty
    required: Flag = True
    #: of select_one; for yes_no what the two answers are called
    choices: Choices = Field(default_factory=dict)
    min: Number | None = None
    max: Number | None = None
    #: a comparison sign, or a range, is part of the answer: ≥85%, 80–85%
    bounds: Flag = False


class Total(Model):
    """What must add up: cells within each row, or cells within each column."""

    along: Literal["row", "column"]
    #: along a row the columns that are added, along a column the rows; all with numbers where none are given
    of: tuple[Name, ...] = ()
    #: the columns that a total along a column is for; all with numbers where none are given
    columns: tuple[Name, ...] = ()
    equals: Number = Decimal(100)
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Rows: TypeAlias = Mapping[Name, Annotated[Row, BeforeValidator(labelled, json_schema_input_type=Label | Row)]]
Columns: TypeAlias = Mapping[
    Name, Annotated[Column, BeforeValidator(labelled, json_schema_input_type=Label | Column)]
]
Totals: TypeAlias = Annotated[
    tuple[Total, ...], BeforeValidator(_one_or_more, json_schema_input_type=Total | list[Total])
]
