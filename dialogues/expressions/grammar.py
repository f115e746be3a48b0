"""From the source of an expression to its tree: XPath 1.0's operators and precedence, `${path}`, `.`, functions.

Words such as `and` are operators only where an operator can stand, as XPath has it: the lexer knows from the parser
what may come next. Brackets nest as deep as DEEPEST, since evaluation nests as the tree does.
What must not live here: what functions exist, and what anything means.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final, cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.tree import (
    Answer,
    Bare,
    Binary,
    Call,
    Constant,
    Itself,
    Junction,
    Negated,
    Node,
    walk,
)

#: Each level is a call when it is evaluated. Chains of `and` and `or` are one level, however long.
DEEPEST: Final = 100


_GRAMMAR: Final = r"""
?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: equality (_AND equality)*
?equality: relation | equality EQUALITY relation -> binary
?relation: sum | relation RELATION sum -> binary
?sum: product | sum (PLUS | MINUS) product -> binary
?product: signed | product (TIMES | DIV | MOD) signed -> binary
?signed: operand | MINUS signed -> negated
?operand: "(" disjunction ")"
    | NUMBER -> number
    | TEXT -> text
    | ANSWER -> answer
    | BARE -> bare
    | ITSELF -> itself
    | POSITION "(" PARENT? ")" -> position
    | FUNCTION "(" (disjunction ("," disjunction)*)? ")" -> call

_OR: /or(?![\w-])/
_AND: /and(?![\w-])/
DIV: /div(?![\w-])/
MOD: /mod(?![\w-])/
TIMES: "*"
PLUS: "+"
MINUS: "-"
EQUALITY: /!?=/
RELATION: /[<>]=?/
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
TEXT: /'[^']*'|"[^"]*"/
ANSWER: /\$\{[^{}]*\}/
ITSELF: "."
PARENT: ".."
POSITION.3: /position(?=\s*\()/
FUNCTION.2: /[A-Za-z_][A-Za-z0-9_-]*(:[A-Za-z_][A-Za-z0-9_-]*)?(?=\s*\()/
BARE: /[A-Za-z_][A-Za-z0-9_-]*(\/[A-Za-z_][A-Za-z0-9_-]*)*/
%ignore /\s+/
"""
_PATH: Final = re.compile(r"[a-z_][\w-]*(?:/[a-z_][\w-]*)*", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(r"[\w-]+")

#: What people write who know other languages, and what to write here.
_FOREIGN: Final = {
    "==": "Write = to compare.",
    "<>": "Write != for “not the same”.",
    "&&": "Write and.",
    "||": "Write or.",
    "!": "Write not(…) around the condition, or != between two values.",
    "/": "Write div to divide.",
    "%": "Write mod for the remainder of a division.",
    "..": "It stands only in position(..), the number of an entry.",
    "|": "Write or between two conditions.",
    "$": "Write ${name}, with the closing bracket.",
    "{": "Write ${name}.",
    "'": "Close the text with the same quotation mark that opens it.",
    '"': "Close the text with the same quotation mark that opens it.",
}
_CURLY_QUOTES: Final = "“”‘’「」『』"


def read(source: str) -> Node:
    """The tree of an expression, or an ExpressionProblem."""
    try:
        # Lark types what it returns as its own tree; with a transformer it is the transformer's result.
        node = cast("Node", _PARSER.parse(source))
    except UnexpectedInput as error:
        raise _syntax(source, error) from None
    for _, depth in walk(node):
        if depth > DEEPEST:
            raise ExpressionProblem(
                code="depth",
                position=0,
                what=f"The expression nests deeper than {DEEPEST} levels.",
                remedy="Move parts of it into calculate questions, or use sum(…).",
            )
    return node


def path_of(reference: str, at: int) -> str:
    """The path in `${path}`."""
    path = reference[2:-1].strip()
    if not _PATH.fullmatch(path):
        raise ExpressionProblem(
            code="name",
            position=at,
            what=f"{reference} is not the name of an answer.",
            remedy="Write the question's name, for example ${age} or ${seats/full_time/total}.",
        )
    return path


@v_args(inline=True)
class _Tree(Transformer[Token, Node]):
    """Builds the tree while it is parsed; the methods are the names in the grammar."""

    def disjunction(self, *operands: Node) -> Junction:
        return Junction(word="or", operands=operands)

    def conjunction(self, *operands: Node) -> Junction:
        return Junction(word="and", operands=operands)

    def binary(self, left: Node, operator: Token, right: Node) -> Binary:
        return Binary(operator=str(operator), left=left, right=right)

    def negated(self, _minus: Token, operand: Node) -> Negated:
        return Negated(operand=operand)

    def number(self, token: Token) -> Constant:
        return Constant(value=Decimal(token), at=_at(token))

    def text(self, token: Token) -> Constant:
        return Constant(value=token[1:-1], at=_at(token))

    def answer(self, token: Token) -> Answer:
        return Answer(path=path_of(token, _at(token)), at=_at(token))

    def bare(self, token: Token) -> Bare:
        return Bare(name=str(token), at=_at(token))

    def itself(self, token: Token) -> Itself:
        return Itself(at=_at(token))

    def position(self, name: Token, _parent: Token | None = None) -> Call:
        return Call(name=str(name), arguments=(), at=_at(name))

    def call(self, name: Token, *arguments: Node) -> Call:
        return Call(name=str(name), arguments=arguments, at=_at(name))


def _at(token: Token) -> int:
    return token.start_pos or 0


_PARSER: Final = Lark(
    _GRAMMAR, parser="lalr", lexer="contextual", transformer=_Tree(), maybe_placeholders=False
)


def _syntax(source: str, error: UnexpectedInput) -> ExpressionProblem:
    """Says what stands at the place where reading stopped, and the remedy for the mistakes that are often made."""
    position = error.pos_in_stream
    if position is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return ExpressionProblem(
            code="syntax",
            position=len(source),
            what="The expression ends too early." if source.strip() else "The expression is empty.",
            remedy="Something is missing: a value, or a closing bracket.",
        )
    for written, remedy in _FOREIGN.items():
        # The first sign of == is read before the second is found to be wrong.
        start = position if source.startswith(written, position) else position - len(written) + 1
        if start >= 0 and source.startswith(written, start):
            return _unexpected(start, written, remedy)
    found = source[position]
    plain = unicodedata.normalize("NFKC", found)
    if found in _CURLY_QUOTES:
        return _unexpected(position, found, "Write texts between ' and '.")
    if plain != found:
        return _unexpected(position, found, f"Write it in half width: {plain}")
    if not found.isascii():
        return _unexpected(position, found, "Write texts between ' and ', and answers as ${name}.")
    word = _WORD.match(source, position)
    return _unexpected(
        position, word[0] if word else found, "Something is missing before it, or it is superfluous."
    )


def _unexpected(position: int, found: str, remedy: str) -> ExpressionProblem:
    return ExpressionProblem(
        code="syntax", position=position, what=f"{found} cannot stand here.", remedy=remedy
    )
