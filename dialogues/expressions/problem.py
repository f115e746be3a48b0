"""What an author wrote wrongly in an expression. The checker adds the file and the line; nothing of those is known here."""

from __future__ import annotations

from typing import Literal

#: Stable, unlike the wording: tests and the docs name a mistake by its code.
Code = Literal[
    "syntax",  # it cannot be read: something is missing, superfluous or foreign
    "name",  # what stands in ${…} is no path
    "bare_name",  # a/b without ${…}: only attributes of a choice stand bare
    "function",  # there is no such function
    "arguments",  # too few or too many of them
    "argument",  # the right number, but one of the wrong form
    "pattern",  # re2 refuses it
    "date",  # no such day
    "depth",  # nested deeper than is evaluated
]


class ExpressionProblem(Exception):
    """What is wrong, where (0-based, in the source that was given), and what to write instead."""

    def __init__(self, *, code: Code, position: int, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.code = code
        self.position = position
        self.what = what
        self.remedy = remedy
