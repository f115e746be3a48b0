"""Laws of expressions: evaluation is total, and where XPath 1.0 has the same values it agrees with lxml.

lxml reckons with binary fractions and has infinity; so the numbers here are exact in both, and nothing is divided by
zero. (It also reads '1e1' as a number, which XPath 1.0 does not.) Empty is not XPath's, and has its cases in
test_expressions.py.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from dialogues.expressions import FUNCTIONS, ExpressionProblem, Value, Values, as_text, parse, parse_template

DOCUMENT = etree.Element("dummy")
NAMES = ("a", "b", "c")
OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")


# Totality

moments = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-12))])
)
texts = st.one_of(
    st.sampled_from(
        ["", " ", "x", "x y", "12", "-0.5", "2026-03-05", "9999-12-31", "[", "a+", "%Y-%q", "\ud800"]
    ),
    st.text(max_size=6),
)
scalars: st.SearchStrategy[Value] = st.one_of(
    texts,
    st.booleans(),
    st.dates(),
    moments,
    st.decimals(allow_nan=True, allow_infinity=True),
    st.integers(-3, 3).map(Decimal),
    st.sampled_from([Decimal("1E+999999"), Decimal("-1E-999999"), Decimal("sNaN"), Decimal("9" * 60)]),
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars, lambda items: st.lists(items, max_size=3).map(tuple), max_leaves=4
)
leaves = st.sampled_from(
    ["${a}", "${b}", "${c}", ".", "attribute", "0", "-1.5", "''", "'x'", "'a+'", "'2026-03-05'"]
)
operators = st.sampled_from(OPERATORS)


def _called(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def call(name: str) -> st.SearchStrategy[str]:
        counts = [count for count in range(5) if FUNCTIONS[name].takes(count)]
        arguments = st.sampled_from(counts).flatmap(
            lambda count: st.lists(inner, min_size=count, max_size=count)
        )
        if name == "jr:choice-name":
            arguments = st.tuples(inner, st.just("'${a}'")).map(list)
        return arguments.map(lambda given: f"{name}({', '.join(given)})")

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


sources = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, operators, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        _called(inner),
    ),
    max_leaves=6,
)
scopes = st.builds(
    Values,
    now=moments,
    values=st.fixed_dictionaries(dict.fromkeys(NAMES, values)),
    attributes=st.fixed_dictionaries({"attribute": values}),
    self_value=values,
    position=scalars,
)


def is_value(value: object) -> bool:
    """Of one of the types of values."""
    if isinstance(value, tuple):
        return all(is_value(item) for item in value)
    return isinstance(value, str | bool | date | Decimal)


@settings(deadline=None, max_examples=400)
@given(sources, scopes)
def test_total(source: str, scope: Values) -> None:
    """Whatever the expression and the values, there is a value; and it can be read as text."""
    try:
        expression = parse(source)
    except ExpressionProblem as problem:
        assume(problem.code not in ("pattern", "date", "argument"))
        raise
    value = expression.evaluate(scope)
    assert is_value(value)
    assert isinstance(as_text(value), str)


#: Of every kind, and at its edges.
NASTY: tuple[Value, ...] = (
    *(
        "",
        " ",
        "x",
        "x y",
        "12",
        "-0.5",
        "2026-03-05",
        "9999-12-31",
        "2026-02-30",
        "(",
        "%Y-%q",
        "\ud800",
        "9" * 70,
    ),
    *(True, False, date.min, date.max, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
    datetime(2026, 3, 5, tzinfo=timezone(timedelta(hours=8))),
    *map(Decimal, ("0", "-0", "1", "-2.5", "9" * 60, "1E-400", "1E+400", "1E+9999999", "-1E-9999999")),
    *map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity")),
    *((), ("",), ("x", ""), (Decimal("1E+400"),), ((), ("x", (date.max,)))),
)


def test_total_for_every_pair() -> None:
    """Every operator and function takes every kind of value, on either side."""
    written = [f"${{a}} {operator} ${{b}}" for operator in OPERATORS]
    written += ["-${a}", "if(${a}, ${b}, 1)", "substr(${a}, ${b}, ${a})", "jr:choice-name(${a}, '${b}')"]
    for name, function in FUNCTIONS.items():
        if name != "jr:choice-name":
            arguments = [f"{name}({', '.join(names)})" for names in ((), ("${a}",), ("${a}", "${b}"))]
            written += [call for count, call in enumerate(arguments) if function.takes(count)]
    expressions = [parse(source) for source in written]
    for first in NASTY:
        for second in NASTY:
            scope = Values(now=datetime(2026, 3, 5, tzinfo=UTC), values={"a": first, "b": second})
            for expression in expressions:
                value = expression.evaluate(scope)
                assert is_value(value), (expression.source, first, second)
                assert len(as_text(value)) < 1000, (expression.source, first, second)


@settings(deadline=None, max_examples=150)
@given(sources, scopes, texts)
def test_templates_are_total(source: str, scope: Values, shown: str) -> None:
    """Likewise for labels."""
    text = f"{shown} ${{{source.replace('${', '').replace('}', '')}}}"
    try:
        template = parse_template(text)
    except ExpressionProblem:
        return
    assert isinstance(template.render(scope, lambda _path: shown), str)


# Agreement with XPath

exact = st.sampled_from(["0", "1", "2", "3", "7", "9", "0.5", "2.25", ".5", "4."])
plain_texts = st.sampled_from(["'abc'", "'b'", '"it\'s"', "'12'", "'2.5'", "' 7 '", "'张伟'", "'-'"])


@st.composite
def unbracketed(draw: st.DrawFn) -> str:
    """Numbers and operators in any order, mostly without brackets, so that precedence decides."""
    parts = [draw(st.sampled_from(["", "-", "--"])) + draw(exact)]
    for _ in range(draw(st.integers(1, 7))):
        operator = draw(operators)
        # exact in binary too, and never by zero; a sign binds closer than div and mod
        operand = draw(st.sampled_from(["2", "-4", "0.5"])) if operator in ("div", "mod") else draw(exact)
        parts.append(f"{operator} {operand}")
    return " ".join(parts)


numbers = st.recursive(
    exact,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map("({0[0]} {0[1]} {0[2]})".format),
        inner.map("(-{})".format),
        inner.map("({} div 4)".format),
        inner.map("round(-{} div 2)".format),
        inner.map("({} mod 3)".format),
        st.tuples(st.sampled_from(["floor", "ceiling", "round", "number"]), inner).map(
            "{0[0]}({0[1]})".format
        ),
        plain_texts.map("string-length({})".format),
        st.sampled_from(["number('12')", "number(' 2.5 ')", "number(true())"]),
    ),
    max_leaves=5,
)
strings = st.recursive(
    st.one_of(plain_texts, st.sampled_from(["string(12)", "string(0.5)", "string(-3)", "string(true())"])),
    lambda inner: st.tuples(inner, inner).map("concat({0[0]}, {0[1]})".format),
    max_leaves=3,
)
conditions = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from(["contains", "starts-with"]), strings, strings).map(
            "{0[0]}({0[1]}, {0[2]})".format
        ),
        st.tuples(
            st.one_of(numbers, strings),
            st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
            st.one_of(numbers, strings),
        ).map(" ".join),
        st.one_of(numbers, strings).map("boolean({})".format),
        st.sampled_from(["true()", "false()"]),
    ),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["and", "or", "=", "!=", "<", ">="]), st.one_of(inner, numbers, strings)
        ).map("({0[0]}) {0[1]} ({0[2]})".format),
        inner.map("not({})".format),
    ),
    max_leaves=5,
)


def agree(source: str) -> None:
    theirs = etree.XPath(source)(DOCUMENT)
    ours = parse(source).evaluate(Values(now=datetime(2026, 3, 5, tzinfo=UTC)))
    if isinstance(theirs, float):
        assert isinstance(ours, Decimal), source
        assert ours == Decimal(theirs), source
    else:
        assert type(ours) is type(theirs) or isinstance(ours, str), source
        assert ours == theirs, source


@settings(deadline=None, max_examples=500)
@given(unbracketed())
def test_precedence_is_that_of_xpath(source: str) -> None:
    """Operators bind and group as in lxml."""
    agree(source)


@settings(deadline=None, max_examples=500)
@given(st.one_of(numbers, strings, conditions))
def test_values_are_those_of_xpath(source: str) -> None:
    """Functions, conversions and comparisons give what lxml gives."""
    agree(source)


@settings(deadline=None, max_examples=200)
@given(numbers, plain_texts, st.booleans(), st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "and", "or"]))
def test_variables_are_their_values(number: str, text: str, truth: bool, operator: str) -> None:
    """An answer has in an expression the meaning that its value has when it is written out."""
    now = datetime(2026, 3, 5, tzinfo=UTC)
    given_values = {"a": parse(number).evaluate(Values(now=now)), "b": text[1:-1], "c": truth}
    written = {"a": number, "b": text, "c": f"{truth}()".lower()}
    for left in NAMES:
        for right in NAMES:
            ours = parse(f"${{{left}}} {operator} ${{{right}}}").evaluate(
                Values(now=now, values=given_values)
            )
            theirs = etree.XPath(f"{written[left]} {operator} {written[right]}")(DOCUMENT)
            assert ours is theirs, (left, operator, right)
