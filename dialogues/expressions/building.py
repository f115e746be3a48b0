"""What a function of the language is, and the usual ways in which a call of one is built.

A function's usage says how many arguments it takes: `?` marks one that may be left out, `…` more of the one before.
Its `build` runs once, when the expression is read: it looks at what is written, raises an ExpressionProblem for what can
be known to be wrong then, and returns what runs at each evaluation.
What must not live here: any particular function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from dialogues.expressions.scope import Scope
from dialogues.expressions.tree import Call
from dialogues.expressions.values import Value, as_text

#: An expression, or a part of one, that is ready to be evaluated.
Run: TypeAlias = Callable[[Scope], Value]
Build: TypeAlias = Callable[[Call, tuple[Run, ...]], Run]


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function: how it is written, and how a call of it becomes something that runs."""

    usage: str
    build: Build

    @property
    def name(self) -> str:
        return self.usage.partition("(")[0]

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        listed = self.usage.partition("(")[2].rstrip(")")
        parameters = listed.split(", ") if listed not in ("", "..") else []
        least = sum(1 for parameter in parameters if parameter != "…" and not parameter.endswith("?"))
        return least <= count and ("…" in parameters or count <= len(parameters))


def of_none(compute: Run) -> Build:
    return lambda _call, _runs: compute


def of_one(compute: Callable[[Value], Value]) -> Build:
    def build(_call: Call, runs: tuple[Run, ...]) -> Run:
        (run,) = runs
        return lambda scope: compute(run(scope))

    return build


def of_two(compute: Callable[[Value, Value], Value]) -> Build:
    def build(_call: Call, runs: tuple[Run, ...]) -> Run:
        first, second = runs
        return lambda scope: compute(first(scope), second(scope))

    return build


def of_texts(compute: Callable[[str, str], Value]) -> Build:
    return of_two(lambda first, second: compute(as_text(first), as_text(second)))


def of_all(compute: Callable[[tuple[Value, ...]], Value]) -> Build:
    """Of a list, of several values, or of several lists."""

    def build(_call: Call, runs: tuple[Run, ...]) -> Run:
        return lambda scope: compute(tuple([run(scope) for run in runs]))

    return build
