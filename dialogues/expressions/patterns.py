"""regex(text, pattern): on re2, whose time is linear whatever the pattern, and always on the whole text, as in ODK.

What must not live here: patterns of questions; they are full matches of re2 too, but have no empty and no scope.
"""

from __future__ import annotations

from collections.abc import Callable

import re2

from dialogues.expressions.building import Run
from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.tree import Call, Constant
from dialogues.expressions.values import as_text


def regex(call: Call, runs: tuple[Run, ...]) -> Run:
    text, pattern = runs
    match call.arguments[1]:
        case Constant(value=str(literal), at=at):
            try:
                matches = _matcher(literal)
            except re2.error as error:
                raise ExpressionProblem(
                    code="pattern",
                    position=at,
                    what=f"The pattern cannot be used: {_reason(error)}.",
                    remedy="Patterns are those of RE2: without look-around and without back-references.",
                ) from None
            return lambda scope: matches(as_text(text(scope)))
        case _:
            return lambda scope: _matches_now(as_text(text(scope)), as_text(pattern(scope)))


def _matches_now(text: str, pattern: str) -> bool:
    """With a pattern that is known only now; re2 keeps the compiled ones itself. A bad one matches nothing."""
    try:
        return _matcher(pattern)(text)
    except re2.error:
        return False


def _matcher(pattern: str) -> Callable[[str], bool]:
    options = re2.Options()
    options.log_errors = False  # it would write to standard error
    compiled = re2.compile(_encodable(pattern), options)
    return lambda text: compiled.fullmatch(_encodable(text)) is not None


def _encodable(text: str) -> str:
    """re2 reads UTF-8, which has no lone surrogates."""
    return text.encode(errors="replace").decode()


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else "re2 refuses it"
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
