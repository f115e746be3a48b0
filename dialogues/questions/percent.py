"""`percent`: 12.5 stands for 12.5 %. A number below 1 stays what was typed: 0.15 is 0.15 %."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dialogues.questions._numeric import Numeric
from dialogues.text import Number


class Percent(Numeric):
    """A percentage, from 0 to 100 unless the definition says otherwise."""

    type: Literal["percent"]
    min: Number = Decimal(0)
    max: Number = Decimal(100)

    sign: ClassVar[str] = "%"
