"""`decimal`: a number, with or without decimals."""

from __future__ import annotations

from typing import Literal

from dialogues.questions._numeric import Numeric


class Decimal(Numeric):
    """A number of any kind."""

    type: Literal["decimal"]
