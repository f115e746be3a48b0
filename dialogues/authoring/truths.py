"""Answers that are taken as if they were true or false: `${audited}` alone, `${audited} = true()`.

A yes_no is a text, 'yes' or 'no', and a text is true: such a condition holds for "no" as well. Which answers are
a yes_no's is for `referring.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dialogues.expressions.tree import Answer, Binary, Call, Itself, Junction, Node, children


class Truth(NamedTuple):
    """Where a path is taken as true or false, and for which answer."""

    #: "." for the answer that is looked at
    path: str
    position: int
    answer: str


def truths(tree: Node, *, is_condition: bool) -> Iterator[Truth]:
    """In the order of the source, without recursion; `is_condition` is whether all of it is true or false."""
    waiting = [(tree, is_condition)]
    while waiting:
        node, is_truth = waiting.pop()
        match node:
            case Answer(path=path, at=at) if is_truth:
                yield Truth(path, at, "yes")
            case Itself(at=at) if is_truth:
                yield Truth(".", at, "yes")
            case (
                Binary(
                    operator="=" | "!=" as sign, left=Answer() | Itself() as looked_at, right=Call() as truth
                )
                | Binary(
                    operator="=" | "!=" as sign, left=Call() as truth, right=Answer() | Itself() as looked_at
                )
            ) if truth.name in ("true", "false"):
                path = looked_at.path if isinstance(looked_at, Answer) else "."
                is_yes = (truth.name == "true") == (sign == "=")
                yield Truth(path, looked_at.at, "yes" if is_yes else "no")
            case _:
                below = children(node)
                waiting.extend(
                    (child, _is_truth(node, index)) for index, child in reversed(list(enumerate(below)))
                )


def _is_truth(node: Node, index: int) -> bool:
    """Whether what stands there within the node is asked only whether it is true."""
    match node:
        case Junction() | Call(name="not" | "boolean"):
            return True
        case Call(name="if"):
            return index == 0
        case _:
            return False
