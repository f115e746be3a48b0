"""From a source to an Expression: something that runs, and what the checker and the engine need to know of it.

The tree becomes nested closures once, when the dialogue is loaded; an evaluation is then a handful of calls.
What must not live here: what operators and functions do (operators.py, functions.py).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import assert_never

from dialogues.expressions.building import Run
from dialogues.expressions.functions import FUNCTIONS
from dialogues.expressions.grammar import read
from dialogues.expressions.mentions import (
    Comparison,
    Reference,
    attributes,
    calls,
    comparisons,
    references,
    unique,
    uses_self,
)
from dialogues.expressions.operators import OPERATORS, negate
from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.scope import Scope
from dialogues.expressions.tree import Answer, Bare, Binary, Call, Constant, Itself, Junction, Negated, Node
from dialogues.expressions.values import as_boolean


@dataclass(frozen=True, kw_only=True)
class Expression:
    """An expression that has been read. Two are equal if they are written the same."""

    source: str
    #: every path in ${…}, once, in the order of the source
    names: tuple[str, ...] = field(compare=False)
    #: the same paths, each time that they stand there
    references: tuple[Reference, ...] = field(compare=False)
    #: `${path} = 'x'`, `selected(${path}, 'x')` and the like, so that the checker can say that x is no choice
    literals: tuple[Comparison, ...] = field(compare=False)
    #: bare names: attributes of the choice, in a choice_filter
    attributes: tuple[str, ...] = field(compare=False)
    uses_self: bool = field(compare=False)
    #: the day, or the moment
    uses_today: bool = field(compare=False)
    #: the moment
    uses_now: bool = field(compare=False)
    uses_position: bool = field(compare=False)
    #: its value in a scope; total, whatever the values
    evaluate: Run = field(compare=False, repr=False)

    @property
    def is_constant(self) -> bool:
        """Whether its value is the same in every scope."""
        uses = self.uses_self or self.uses_today or self.uses_position
        return not (self.names or self.attributes or uses)


def parse(source: str) -> Expression:
    """Reads an expression, or raises an ExpressionProblem."""
    tree = read(source)
    run = build(tree)
    named, bare = references(tree), tuple(attributes(tree))
    for name, position in bare:
        if "/" in name:
            raise ExpressionProblem(
                code="bare_name",
                position=position,
                what=f"{name} is neither an answer nor an attribute of a choice.",
                remedy=f"Write ${{{name}}} for the answer, or div to divide.",
            )
    return Expression(
        source=source,
        names=unique(path for path, _ in named),
        references=named,
        literals=tuple(comparisons(tree)),
        attributes=unique(name for name, _ in bare),
        uses_self=uses_self(tree),
        uses_today=calls(tree, "today", "now"),
        uses_now=calls(tree, "now"),
        uses_position=calls(tree, "position"),
        evaluate=run,
    )


def build(node: Node) -> Run:
    """What runs; raises an ExpressionProblem for what can be known to be wrong without any values."""
    match node:
        case Constant(value=value):
            return lambda _scope: value
        case Answer(path=path):
            return lambda scope: scope.value(path)
        case Bare(name=name):
            return lambda scope: scope.attribute(name)
        case Itself():
            return lambda scope: scope.self_value
        case Negated(operand=operand):
            run = build(operand)
            return lambda scope: negate(run(scope))
        case Junction(word=word, operands=operands):
            return _junction(tuple(build(each) for each in operands), until=word == "or")
        case Binary():
            return _binary(node)
        case Call():
            return _call(node)
        case _:
            assert_never(node)


def _junction(runs: tuple[Run, ...], *, until: bool) -> Run:
    """Stops at the first that is true (or) or false (and)."""

    def run(scope: Scope) -> bool:
        for each in runs:
            if as_boolean(each(scope)) is until:
                return until
        return not until

    return run


def _binary(node: Binary) -> Run:
    operate, left = OPERATORS[node.operator], build(node.left)
    match node.right:
        case Constant(value=constant):  # one call fewer, in most conditions
            return lambda scope: operate(left(scope), constant)
        case _:
            right = build(node.right)
            return lambda scope: operate(left(scope), right(scope))


def _call(node: Call) -> Run:
    function = FUNCTIONS.get(node.name)
    if function is None:
        close = difflib.get_close_matches(node.name.lower(), FUNCTIONS, n=1)
        raise ExpressionProblem(
            code="function",
            position=node.at,
            what=f"There is no function {node.name}().",
            remedy=f"Did you mean {FUNCTIONS[close[0]].usage}?"
            if close
            else f"There are {', '.join(sorted(FUNCTIONS))}.",
        )
    if not function.takes(len(node.arguments)):
        raise ExpressionProblem(
            code="arguments",
            position=node.at,
            what=f"{node.name}() is given {len(node.arguments)} values.",
            remedy=f"It is written {function.usage}.",
        )
    return function.build(node, tuple(build(each) for each in node.arguments))
