"""What an author can get wrong: the code, the place, and what the remedy speaks of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.expressions import FUNCTIONS, ExpressionProblem, parse

CASES = [
    ("", "syntax", 0, "missing"),
    ("  ", "syntax", 2, "missing"),
    ("1 +", "syntax", 3, "missing"),
    ("not(1", "syntax", 5, "closing bracket"),
    ("(1))", "syntax", 3, "superfluous"),
    ("1 2", "syntax", 2, "superfluous"),
    ("1 modx", "syntax", 2, "superfluous"),
    ("if(,1)", "syntax", 3, "missing before"),
    ("..", "syntax", 0, "position(..)"),
    ("count(..)", "syntax", 6, "position(..)"),
    ("position(1)", "syntax", 9, ""),
    ("${a} == 1", "syntax", 5, "Write = "),
    ("${a} <> 1", "syntax", 5, "!="),
    ("${a} && ${b}", "syntax", 5, "and"),
    ("${a} || ${b}", "syntax", 5, "Write or."),
    ("!${a}", "syntax", 0, "not(…)"),
    ("${a} / 2", "syntax", 5, "div"),
    ("${a} % 2", "syntax", 5, "mod"),
    ("1 + ${a", "syntax", 4, "closing bracket"),
    ("'abc", "syntax", 0, "same quotation mark"),
    ("${a} = “x”", "syntax", 7, "between ' and '"),
    ("（1)", "syntax", 0, "half width: ("),
    ("${a} ＞ 1", "syntax", 5, "half width: >"),
    ("年龄 > 1", "syntax", 0, "${name}"),
    ("${} = 1", "name", 0, "${age}"),
    ("1 + ${a b}", "name", 4, "${age}"),
    ("${a//b}", "name", 0, "${age}"),
    ("${年龄}", "name", 0, "${age}"),
    ("1 + a/b", "bare_name", 4, "${a/b}"),
    ("1 + slected(${a}, 'x')", "function", 4, "selected(answer, choice)"),
    ("Round(1)", "function", 0, "round(number, digits?)"),
    ("and(1, 2)", "function", 0, ""),
    ("zzzzzzzz(1)", "function", 0, "coalesce"),
    ("1 = today(1)", "arguments", 4, "today()"),
    ("if(1, 2)", "arguments", 0, "if(condition, then, else)"),
    ("round(1, 2, 3)", "arguments", 0, "round(number, digits?)"),
    ("coalesce()", "arguments", 0, "coalesce(value, …)"),
    ("true() and regex(., '(?=a)')", "pattern", 20, "RE2"),
    ("regex(., '(')", "pattern", 9, "RE2"),
    ("date('2026-02-30')", "date", 5, "2026-03-05"),
    ("date('')", "date", 5, "2026-03-05"),
    ("format-date(today(), '%b')", "argument", 21, "%Y"),
    ("format-date(today(), '%')", "argument", 21, "%Y"),
    ("jr:choice-name(${a}, ${a})", "argument", 0, "quotation marks"),
    ("jr:choice-name(${a}, 'a')", "argument", 0, "quotation marks"),
    ("jr:choice-name(${a}, '${a b}')", "name", 22, "${age}"),
    ("-" * 200 + "1", "depth", 0, "sum"),
    ("(" * 200 + "1" + ")" * 200 + "+1" * 200, "depth", 0, "calculate"),
]


@pytest.mark.parametrize(
    ("source", "code", "position", "remedy"), CASES, ids=[case[0][:30] for case in CASES]
)
def test_problem(source: str, code: str, position: int, remedy: str) -> None:
    """Each mistake has its code and its place, and the remedy helps with this very mistake."""
    with pytest.raises(ExpressionProblem) as caught:
        parse(source)
    problem = caught.value
    assert (problem.code, problem.position) == (code, position)
    assert remedy in problem.remedy
    assert str(problem) == f"{problem.what} {problem.remedy}"


def test_patterns_are_refused_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    """re2 would write its own message to standard error."""
    with pytest.raises(ExpressionProblem, match="missing"):
        parse("regex(., '(')")
    assert capfd.readouterr().err == ""


def test_brackets_alone_are_not_depth() -> None:
    """Superfluous brackets cost nothing."""
    assert parse("(" * 5000 + "1" + ")" * 5000).is_constant


ARITIES = {
    **dict.fromkeys(("true", "false", "today", "now", "position"), (0, 0)),
    **dict.fromkeys(
        ("not", "boolean", "number", "string", "string-length", "int", "floor", "ceiling"), (1, 1)
    ),
    **dict.fromkeys(("count-selected", "once", "date"), (1, 1)),
    **dict.fromkeys(("coalesce", "sum", "count", "count-non-empty", "min", "max", "concat"), (1, 99)),
    **dict.fromkeys(("selected", "contains", "starts-with", "ends-with", "regex", "format-date"), (2, 2)),
    "jr:choice-name": (2, 2),
    "round": (1, 2),
    "substr": (2, 3),
    "if": (3, 3),
}


def test_arguments_of_every_function() -> None:
    """The usage that the docs show says how many arguments a function takes."""
    assert ARITIES.keys() == FUNCTIONS.keys()
    for name, (least, most) in ARITIES.items():
        taken = [count for count in range(100) if FUNCTIONS[name].takes(count)]
        assert taken == list(range(least, most + 1)), name


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab1.'\"${}()/ ,=<>!+-*andorivm年（"))
def test_anything_is_read_or_refused_with_a_place(source: str) -> None:
    """Whatever is written, the author gets an expression or a place to look at."""
    assert 0 <= _place(source) <= len(source)


def _place(source: str) -> int:
    try:
        parse(source)
    except ExpressionProblem as problem:
        return problem.position
    return 0
