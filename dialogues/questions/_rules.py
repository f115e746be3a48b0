"""How many of the choices that are offered may be picked, and which of them together. For `select_multiple`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogues.question import Problem
from dialogues.questions._picks import Offer, called


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """At least and at most so many of these; `most` is None where only the choices themselves set the limit.

    A choice that is exclusive stands alone, and alone it is enough, whatever the least number is.
    """

    offer: Offer
    least: int
    most: int | None

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those that are offered, in the order of the offer."""
        wanted = frozenset(names)
        return tuple(it.name for it in self.offer if it.name in wanted)

    def excludes(self, name: str) -> bool:
        """Whether this choice stands alone."""
        return any(it.exclusive for it in self.offer if it.name == name)

    @property
    def example(self) -> str:
        """Numbers that would do: as many as it takes, two where the number is free."""
        wanted = max(self.least, min(2, self.most or 2))
        together = [it.number for it in self.offer if not it.exclusive]
        return " ".join(map(str, together[:wanted]))

    def with_tick(self, names: tuple[str, ...], name: str, *, on: bool) -> tuple[str, ...] | None:
        """The picks with this one on or off; None where there is no place for one more."""
        rest = [it for it in names if it != name]
        if not on:
            return self.ordered(rest)
        kept = [] if self.excludes(name) else [it for it in rest if not self.excludes(it)]
        if self.most is not None and len(kept) >= self.most:
            return None
        return self.ordered((name, *kept))

    def problem(self, names: tuple[str, ...]) -> Problem | None:
        """What is wrong with these picks as a whole answer."""
        count = len(names)
        alone = next(filter(self.excludes, names), None)
        if alone is not None:
            number = next(str(it.number) for it in self.offer if it.name == alone)
            fields = {"choice": called(alone, self.offer), "example": number}
            return None if count == 1 else Problem(code="picks_exclusive", fields=fields)
        if self.least <= count and (self.most is None or count <= self.most):
            return None
        code = (
            "picks_exactly"
            if self.least == self.most
            else "picks_many"
            if count > self.least
            else "picks_few"
            if count
            else "picks_none"
        )
        limit = self.least if count < self.least else self.most or 0
        return Problem(code=code, fields={"count": count, "limit": limit, "example": self.example})

    def has_one_too_many(self, names: tuple[str, ...]) -> bool:
        """Whether taking any one of them away would mend it."""
        return self.most is not None and len(names) == self.most + 1 and not any(map(self.excludes, names))
