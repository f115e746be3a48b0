"""The tree of an expression: what is written, with places, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from dialogues.expressions.values import Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Constant:
    """A number or a text, as written."""

    value: Value
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`${path}`."""

    path: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Bare:
    """A name without `${}`: an attribute of a choice; in a label, a path."""

    name: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Itself:
    """`.`, the answer that is looked at."""

    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A function and what it is given."""

    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Junction:
    """Two or more conditions, joined by the same word: `and` or `or`."""

    word: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Binary:
    """Any other operator between two operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Negated:
    """A minus before its operand."""

    operand: Node


Node: TypeAlias = Constant | Answer | Bare | Itself | Call | Junction | Binary | Negated


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth, in the order of the source; without recursion, so that no depth breaks it."""
    waiting = [(node, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(children(node)))


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Call():
            return node.arguments
        case Junction():
            return node.operands
        case Binary():
            return (node.left, node.right)
        case Negated():
            return (node.operand,)
        case Constant() | Answer() | Bare() | Itself():
            return ()
        case _:
            assert_never(node)
