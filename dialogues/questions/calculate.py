"""`calculate`: a value that follows from answers; derived, never stored, frozen at submission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dialogues.expressions import Expression
from dialogues.question import Entry
from dialogues.text import Formula, Label


class Calculate(Entry):
    """Computed, never asked; with a label it stands in the summary."""

    type: Literal["calculate"]
    calculation: Formula
    unit: Label | None = None

    def formulas(self) -> Iterable[tuple[str, Expression]]:
        yield from super().formulas()
        yield "calculation", self.calculation
