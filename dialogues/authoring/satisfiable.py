"""Whether a condition can be true at all, found by trying every answer that its questions can have.

Only where these are few: questions with choices. A number is tried at and around the numbers that it is compared
with, which is enough as long as it is only compared. Where anything else is in play, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations, pairwise, product
from math import prod
from typing import Final

from dialogues.dialogue import Node as OutlineNode
from dialogues.dialogue import Repeat
from dialogues.expressions import EMPTY, Expression, Value, Values, as_boolean
from dialogues.expressions.grammar import read
from dialogues.expressions.tree import Answer, Binary, Constant, Node, children
from dialogues.question import Entry
from dialogues.questions.table import Table

#: combinations that are tried
_MOST: Final = 5_000
#: choices of which every selection is tried
_MOST_PICKS: Final = 6
_NOW: Final = datetime(2000, 1, 1, tzinfo=UTC)  # stands for any time: what looks at it is not tried


def choices_of(entry: Entry, part: str = "") -> tuple[str, ...] | None:
    """The names of the choices that an answer, or a cell of a table, can have; None where it is no choice."""
    if isinstance(entry, Table):
        cell = entry.layout.cells.get(part)
        return None if cell is None else _named(cell.type, entry.columns[cell.column])
    return None if part else _named(entry.type, entry)


def _named(kind: str, thing: object) -> tuple[str, ...] | None:
    if kind == "yes_no":
        return ("yes", "no")
    choices = getattr(thing, "choices", None)
    if kind not in ("select_one", "select_multiple") or not isinstance(choices, Mapping):
        return None
    return (*choices, *(("other",) if getattr(thing, "other", None) is not None else ()))


def is_never_true(formula: Expression, nodes: Mapping[str, OutlineNode]) -> bool:
    """Whether no answers make it true, as far as that can be told."""
    if formula.uses_self or formula.uses_today or formula.uses_position or formula.attributes:
        return False
    compared = _compared(read(formula.source))
    tried = [_tried(path, nodes, compared) for path in formula.names]
    if any(values is None for values in tried):
        return False
    domains = [values for values in tried if values is not None]
    if prod(map(len, domains)) > _MOST:
        return False
    return not any(
        as_boolean(formula.evaluate(Values(now=_NOW, values=dict(zip(formula.names, answers, strict=True)))))
        for answers in product(*domains)
    )


def _tried(
    path: str, nodes: Mapping[str, OutlineNode], compared: Mapping[str, list[Decimal] | None]
) -> list[Value] | None:
    name, _, part = path.partition("/")
    node = nodes.get(name)
    if node is None or node.repeat is not None or isinstance(node.entry, Repeat):
        return None
    choices = choices_of(node.entry, part)
    match node.entry.type:
        case "select_multiple" if not part and choices is not None and len(choices) <= _MOST_PICKS:
            return [
                tuple(picks) for count in range(len(choices) + 1) for picks in combinations(choices, count)
            ]
        case "select_multiple":
            return None
        case _ if choices is not None:
            return [EMPTY, *choices]
        case "acknowledge":
            return [EMPTY, True]
        case "integer" | "decimal" | "percent" | "year" if not part:
            numbers = compared.get(path)
            return None if numbers is None else [EMPTY, *_around(numbers)]
        case _:
            return None


def _around(numbers: list[Decimal]) -> Iterator[Decimal]:
    """Each number, and one in every gap between them."""
    ordered = sorted(set(numbers))
    yield from ordered
    yield ordered[0] - 1
    yield ordered[-1] + 1
    yield from ((low + high) / 2 for low, high in pairwise(ordered))


def _compared(tree: Node) -> Mapping[str, list[Decimal] | None]:
    """By path the numbers that it is compared with; None where it also stands anywhere else."""
    found: dict[str, list[Decimal] | None] = {}
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case Binary(
                operator="=" | "!=" | "<" | "<=" | ">" | ">=",
                left=Answer(path=path),
                right=Constant(value=value),
            ):
                pass
            case Binary(
                operator="=" | "!=" | "<" | "<=" | ">" | ">=",
                left=Constant(value=value),
                right=Answer(path=path),
            ):
                pass
            case Answer(path=path):
                found[path] = None
                continue
            case _:
                waiting.extend(children(node))
                continue
        numbers = found.setdefault(path, [])
        if isinstance(value, Decimal) and numbers is not None:
            numbers.append(value)
        elif value != EMPTY:
            found[path] = None
    return {path: numbers or None for path, numbers in found.items()}
