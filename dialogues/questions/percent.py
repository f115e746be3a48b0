"""`percent`: 12.5 stands for 12.5 %. A number below 1 stays what was typed: 0.15 is 0.15 %. Of two counts the share is
reckoned, to one decimal, and said: 126/840 is 15 %."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from dialogues.expressions import as_text
from dialogues.question import Accepted, Doubtful, Here, Read, Rejected
from dialogues.questions._numeric import Numeric
from dialogues.reading.normalise import fold
from dialogues.text import Number

#: a count of a larger one
_SHARE = re.compile(r"([0-9]{1,12})\s?[/÷]\s?([0-9]{1,12})")


class Percent(Numeric):
    """A percentage, from 0 to 100 unless the definition says otherwise."""

    type: Literal["percent"]
    min: Number = Decimal(0)
    max: Number = Decimal(100)

    sign: ClassVar[str] = "%"

    def _understood(self, text: str, here: Here) -> Read:
        found = _SHARE.fullmatch(fold(text))
        part, whole = (
            (Decimal(found[1]), Decimal(found[2])) if found is not None else (Decimal(0), Decimal(0))
        )
        if part > whole or not whole:
            return super()._understood(text, here)
        share = as_text((100 * part / whole).quantize(Decimal("0.1")))
        read = super()._understood(share, here)
        if isinstance(read, Rejected | Doubtful):
            return read
        return Accepted(value=share, echo=here.say("echo.understood", value=self.show(share, here)))
