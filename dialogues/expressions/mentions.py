"""What an expression speaks of: answers, attributes of choices, the answer itself, the time.

Found by looking at the tree that has been checked by building it. What must not live here: whether these things exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dialogues.expressions.functions import quoted_answer
from dialogues.expressions.tree import Answer, Bare, Binary, Call, Constant, Itself, Node, walk


class Reference(NamedTuple):
    """A path that is named, and where it is (0-based, in the source)."""

    path: str
    position: int


class Comparison(NamedTuple):
    """A path, or `.`, that is compared with a text as written, and where the text is."""

    path: str
    literal: str
    position: int


def references(tree: Node) -> tuple[Reference, ...]:
    """In the order of the source."""
    return tuple(sorted(_references(tree), key=lambda reference: reference.position))


def _references(tree: Node) -> Iterator[Reference]:
    for node, _ in walk(tree):
        match node:
            case Answer():
                yield Reference(node.path, node.at)
            case Call(name="jr:choice-name"):
                answer = quoted_answer(node)
                yield Reference(answer.path, answer.at)
            case _:
                pass


def comparisons(tree: Node) -> Iterator[Comparison]:
    """`${path} = 'x'` either way round, `!=`, and `selected(${path}, 'x')`."""
    for node, _ in walk(tree):
        match node:
            case Binary(operator="=" | "!=", left=left, right=right):
                yield from _comparison(left, right)
                yield from _comparison(right, left)
            case Call(name="selected", arguments=(answer, choice)):
                yield from _comparison(answer, choice)
            case _:
                pass


def attributes(tree: Node) -> Iterator[Reference]:
    for node, _ in walk(tree):
        if isinstance(node, Bare):
            yield Reference(node.name, node.at)


def uses_self(tree: Node) -> bool:
    return any(isinstance(node, Itself) for node, _ in walk(tree)) or calls(tree, "once")


def calls(tree: Node, *functions: str) -> bool:
    return any(isinstance(node, Call) and node.name in functions for node, _ in walk(tree))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _comparison(answer: Node, literal: Node) -> Iterator[Comparison]:
    match answer, literal:
        case Answer(path=path), Constant(value=str(text), at=at):
            yield Comparison(path, text, at)
        case Itself(), Constant(value=str(text), at=at):
            yield Comparison(".", text, at)
        case _:
            pass
