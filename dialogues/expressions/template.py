"""Labels with holes: "Dear ${contact}", "${coalesce(name, "…")}, in how many cities?".

Inside `${…}` names stand bare. The rule:

- a name alone is the answer *as shown* to people: the label of the choice, the number with its unit. The same holds
  where coalesce, if or concat hand a name on: `${coalesce(name, "…")}`, `${if(other != '', other, industry)}`;
- anywhere else a name is the answer's value, as in any expression: `${today() - founded}`, `${if(seats > 9, …)}`.

What must not live here: how answers are shown, and which text is shown in which language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never

from dialogues.expressions.evaluate import build
from dialogues.expressions.grammar import read
from dialogues.expressions.mentions import Comparison, Reference, comparisons, references, unique
from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.scope import Scope
from dialogues.expressions.tree import Answer, Bare, Binary, Call, Constant, Itself, Junction, Negated, Node
from dialogues.expressions.values import as_boolean, as_text

#: How people see the answer at a path; the empty text where there is none.
Show: TypeAlias = Callable[[str], str]
_Piece: TypeAlias = Callable[[Scope, Show], str]

_OPENING: Final = "${"
#: Brackets may stand in a hole only within quotation marks.
_HOLE: Final = re.compile(r"""\$\{((?:[^{}'"]|'[^']*'|"[^"]*")*)\}""")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A text with holes that has been read. Two are equal if they are written the same."""

    source: str
    #: every path in the holes, once, in the order of the text
    names: tuple[str, ...] = field(compare=False)
    #: the same, each time and with its place in the text
    references: tuple[Reference, ...] = field(compare=False)
    #: as those of an Expression
    literals: tuple[Comparison, ...] = field(compare=False)
    _pieces: tuple[_Piece, ...] = field(compare=False, repr=False)

    def render(self, scope: Scope, show: Show) -> str:
        """The text with its holes filled; the very source where it has none."""
        if not self._pieces:
            return self.source
        return "".join([piece(scope, show) for piece in self._pieces])


def parse_template(text: str) -> Template:
    """Reads a text with holes, or raises an ExpressionProblem whose position is that in the text."""
    trees: list[Node] = []
    pieces: list[_Piece] = []
    end = 0
    while (start := text.find(_OPENING, end)) >= 0:
        hole = _HOLE.match(text, start)
        if hole is None:
            raise ExpressionProblem(
                code="syntax",
                position=start,
                what="A bracket or a quotation mark is not closed here.",
                remedy="Write ${name} or ${coalesce(name, '…')}: inside, names stand without brackets.",
            )
        # Blanks in front make the positions in the tree and in its problems those in the text.
        tree = _with_answers(read(" " * hole.start(1) + hole[1]))
        trees.append(tree)
        pieces.extend((_literal(text[end:start]), _shown(tree)))
        end = hole.end()
    if pieces:
        pieces.append(_literal(text[end:]))
    named = tuple(reference for tree in trees for reference in references(tree))
    return Template(
        source=text,
        names=unique(path for path, _ in named),
        references=named,
        literals=tuple(comparison for tree in trees for comparison in comparisons(tree)),
        _pieces=tuple(pieces),
    )


def _with_answers(node: Node) -> Node:
    """The tree of a hole, in which a bare name is a path."""
    match node:
        case Bare(name=name, at=at):
            return Answer(path=name, at=at)
        case Call(arguments=arguments):
            return replace(node, arguments=tuple(_with_answers(each) for each in arguments))
        case Junction(operands=operands):
            return replace(node, operands=tuple(_with_answers(each) for each in operands))
        case Binary(left=left, right=right):
            return replace(node, left=_with_answers(left), right=_with_answers(right))
        case Negated(operand=operand):
            return replace(node, operand=_with_answers(operand))
        case Constant() | Answer() | Itself():
            return node
        case _:
            assert_never(node)


def _shown(node: Node) -> _Piece:
    run = build(node)  # also where it is not run: it finds what is wrong
    match node:
        case Answer(path=path):
            return lambda _scope, show: show(path)
        case Call(name="coalesce", arguments=arguments):
            return _first(tuple(_shown(each) for each in arguments))
        case Call(name="concat", arguments=arguments):
            return _joined(tuple(_shown(each) for each in arguments))
        case Call(name="if", arguments=(condition, then, otherwise)):
            holds, shown, other = build(condition), _shown(then), _shown(otherwise)
            return lambda scope, show: (shown if as_boolean(holds(scope)) else other)(scope, show)
        case _:
            return lambda scope, _show: as_text(run(scope))


def _first(pieces: tuple[_Piece, ...]) -> _Piece:
    return lambda scope, show: next((text for piece in pieces if (text := piece(scope, show))), "")


def _joined(pieces: tuple[_Piece, ...]) -> _Piece:
    return lambda scope, show: "".join([piece(scope, show) for piece in pieces])


def _literal(text: str) -> _Piece:
    return lambda _scope, _show: text
