"""What expressions mean: one table of cases, as a reader of the docs would try them."""

from __future__ import annotations

import sys
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dialogues.expressions import (
    EMPTY,
    Comparison,
    Reference,
    Value,
    Values,
    as_boolean,
    as_date,
    as_number,
    as_text,
    parse,
    parse_template,
)

NOW = datetime(2026, 3, 5, 0, 30, 7, 45_000, tzinfo=ZoneInfo("Asia/Shanghai"))

SCOPE = Values(
    now=NOW,
    values={
        "age": Decimal(18),
        "share": Decimal("12.50"),
        "written": "18.0",
        "industry": "other",
        "industry/other": "Shipping",
        "channels": ("phone", "email"),
        "one_channel": ("phone",),
        "no_channel": (),
        "founded": date(2024, 2, 29),
        "seats/full_time/total": Decimal(40),
        "branches/seats": (Decimal(3), EMPTY, Decimal(4)),
        "branches/services": (("sales", "help"), (), ("help",)),
        "branches/opened": (date(2020, 1, 1), date(2019, 6, 30)),
        "agreed": True,
        "branches/agreed": (False, EMPTY),
        "comment": "  two words ",
        "name": "张伟",
    },
    attributes={"region": "south", "size": Decimal(3)},
    labels={
        "industry": {"other": "Another one", "bank": "Bank"},
        "channels": {"phone": "Phone", "email": "Mail"},
    },
    self_value=Decimal(130),
    position=Decimal(2),
)


def number(text: str) -> Decimal:
    return Decimal(text)


CASES: list[tuple[str, Value]] = [
    # Literals, brackets, precedence
    ("'it is'", "it is"),
    ('"it\'s"', "it's"),
    ("5.", number("5")),
    (".5", number("0.5")),
    ("1 + 2 * 3", number("7")),
    ("(1 + 2) * 3", number("9")),
    ("7 - 2 - 1", number("4")),
    ("-2 * -3", number("6")),
    ("- - 2", number("2")),
    ("-7 mod 3", number("-1")),
    ("7 mod -3", number("1")),
    ("1 div 8", number("0.125")),
    ("true() or false() and false()", True),
    ("1 = 1 = true()", True),
    ("3 > 2 > 1", False),  # (3 > 2) is 1, and that is not more than 1
    ("1 < 2 = 2 > 1", True),
    ("0.1 + 0.2 = 0.3", True),
    ("1 div 3 * 3 < 1", True),
    ("5div 2", number("2.5")),
    (" \n1\t+　1 ", number("2")),
    # Empty
    ("${nothing}", EMPTY),
    ("${nothing} = ''", True),
    ("${nothing} != ''", False),
    ("'' = ''", True),
    ("${nothing} >= 18", False),
    ("${nothing} < 18", False),
    ("${nothing} = 0", False),
    ("${nothing} != 0", True),
    ("${nothing} + 1", EMPTY),
    ("1 - ${nothing}", EMPTY),
    ("${nothing} * 0", EMPTY),
    ("-${nothing}", EMPTY),
    ("1 div 0", EMPTY),
    ("1 mod 0", EMPTY),
    ("'abc' + 1", EMPTY),
    ("${no_channel} = ''", True),
    ("${no_channel} != ''", False),
    ("boolean(${nothing})", False),
    ("not(${nothing})", True),
    # Equality: numbers with text, dates with text, booleans with anything
    ("${age} = 18", True),
    ("${age} = '18.0'", True),
    ("${age} != '18'", False),
    ("${written} = 18", True),
    ("${written} = '18'", False),  # two texts are compared as texts
    ("${age} = 'eighteen'", False),
    ("${age} = '1_8'", False),
    ("'１８' = 18", False),
    ("'1e1' = 10", False),
    ("${industry} = 'other'", True),
    ("${industry/other} = 'Shipping'", True),
    ("${founded} = '2024-02-29'", True),
    ("${founded} = '2024-2-29'", False),
    ("${founded} = 20240229", False),
    ("${founded} != 'soon'", True),
    ("${agreed} = 'no'", True),  # as booleans: any text is true
    ("${agreed} = 0", False),
    ("${agreed} = ${nothing}", False),
    ("${agreed} = ${channels}", True),
    ("${agreed} != ${channels}", False),
    # Order
    ("${age} >= 18 and ${age} < 65", True),
    ("'10' > '9'", True),
    ("'b' > 'a'", False),
    ("true() > 0", True),
    ("${founded} < '2024-03-01'", True),
    ("'2026-03-05' <= today()", True),
    ("${founded} > 5", False),
    ("'2024-02-30' < today()", False),
    # Lists are sets of nodes
    ("${channels} = 'email'", True),
    ("${channels} = 'post'", False),
    ("${channels} != 'email'", True),
    ("${one_channel} != 'phone'", False),
    ("'email' = ${channels}", True),
    ("${channels} = ${one_channel}", True),
    ("${branches/seats} > 3", True),
    ("${branches/seats} > 4", False),
    ("${branches/seats} = ''", True),
    ("${branches/opened} < '2019-12-31'", True),
    ("${one_channel} + 1", EMPTY),
    ("boolean(${channels})", True),
    ("boolean(${no_channel})", False),
    ("${branches/agreed} = 5", False),
    ("${branches/agreed} = 0", True),
    ("string(${channels})", "phone email"),
    # Dates
    ("today()", date(2026, 3, 5)),  # in the zone of the dialogue, where it is still the 4th in UTC
    ("now()", NOW),
    ("today() - ${founded}", number("735")),
    ("'2026-03-05' - '2026-03-01'", number("4")),
    ("${founded} + 1", date(2024, 3, 1)),
    ("1 + ${founded}", date(2024, 3, 1)),
    ("'2026-03-05' - 5", date(2026, 2, 28)),
    ("${founded} + 1.9", date(2024, 3, 1)),
    ("${founded} + 100000000", EMPTY),
    ("today() * 2", EMPTY),
    ("today() + ${founded}", EMPTY),
    ("now() - now()", number("0")),
    ("now() + 0.5 - now()", number("0.5")),
    ("now() - '2026-03-04'", number("1")),
    ("now() > today()", False),
    ("now() < now() + 1", True),
    ("now() = '2026-03-05'", True),
    ("date('2026-03-05')", date(2026, 3, 5)),
    ("date(now())", date(2026, 3, 5)),
    ("date(${name})", EMPTY),
    ("format-date(${founded}, '%Y/%m/%d %n.%e. %y %%')", "2024/02/29 2.29. 24 %"),
    ("format-date(now(), '%H:%M:%S.%3 %h')", "00:30:07.045 0"),
    ("format-date('2024-02-29', '%H:%M')", "00:00"),
    ("format-date(${name}, '%Y')", EMPTY),
    ("format-date(today(), concat('%Y', '%q%'))", "2026%q%"),
    # Choices
    ("selected(${channels}, 'email')", True),
    ("selected(${channels}, 'mail')", False),
    ("selected(${industry}, 'other')", True),
    ("selected(${industry}, 'oth')", False),
    ("selected('a b', 'b')", True),
    ("selected(${nothing}, 'b')", False),
    ("selected(${nothing}, '')", False),
    ("selected(${channels}, concat('e', 'mail'))", True),
    ("selected(${branches/services}, 'help')", True),
    ("selected(${branches/services}, 'phone')", False),
    ("selected(${branches/seats}, 3)", True),
    ("count-selected(${channels})", number("2")),
    ("count-selected(${industry})", number("1")),
    ("count-selected(${nothing})", number("0")),
    ("jr:choice-name(${industry}, '${industry}')", "Another one"),
    ("jr:choice-name('bank', \" ${industry} \")", "Bank"),
    ("jr:choice-name(${channels}, '${channels}')", "Phone, Mail"),
    ("jr:choice-name(${nothing}, '${industry}')", EMPTY),
    # Conditions
    ("if(${age} >= 18, 'adult', 'minor')", "adult"),
    ("if(${nothing}, 1, 2)", number("2")),
    ("coalesce(${nothing}, ${no_channel}, ${industry}, 'x')", "other"),
    ("coalesce(${nothing})", EMPTY),
    ("not(${age} > 18)", True),
    ("boolean(0)", False),
    ("boolean('false')", True),
    ("boolean(today())", True),
    (".", number("130")),
    (". >= 0 and . < 130", False),
    ("once(today())", number("130")),
    ("position(..)", number("2")),
    ("region = 'south' and size > 2", True),
    ("unknown", EMPTY),
    ("div div mod", EMPTY),  # an operator's word is a name where no operator can stand
    # Numbers
    ("number('  12.50 ')", number("12.5")),
    ("number('12 %')", EMPTY),
    ("number(true())", number("1")),
    ("number(today())", EMPTY),
    ("number(${one_channel})", EMPTY),
    ("int(2.9)", number("2")),
    ("int(-2.9)", number("-2")),
    ("int('')", EMPTY),
    ("round(2.5)", number("3")),
    ("round(-2.5)", number("-2")),
    ("round(-2.6)", number("-3")),
    ("round(2.345, 2)", number("2.35")),
    ("round(1250, -2)", number("1300")),
    ("round(${nothing}, 2)", EMPTY),
    ("round(2.5, '')", EMPTY),
    ("floor(-1.5)", number("-2")),
    ("ceiling(-1.5)", number("-1")),
    ("sum(${branches/seats})", number("7")),
    ("sum(${age}, '2', ${nothing}, ${branches/seats})", number("27")),
    ("sum(${nothing})", number("0")),
    ("sum(1, 'many')", EMPTY),
    ("min(${branches/seats}, 5)", number("3")),
    ("max(${branches/seats}, '5')", number("5")),
    ("max(${branches/opened})", date(2020, 1, 1)),
    ("min(${nothing}, ${no_channel})", EMPTY),
    ("max(1, today())", EMPTY),
    ("count(${branches/seats})", number("3")),
    ("count(${nothing}, ${industry}, ${no_channel})", number("1")),
    ("count-non-empty(${branches/seats})", number("2")),
    ("count-non-empty(${branches/services}, ${age}, ${nothing})", number("3")),
    # Texts
    ("string(${share})", "12.5"),
    ("string(1000000 * 1000000)", "1000000000000"),
    ("string(-0)", "0"),
    ("string(true())", "true"),
    ("string(${founded})", "2024-02-29"),
    ("string-length(${name})", number("2")),
    ("string-length(${nothing})", number("0")),
    ("concat(${name}, ' ', ${age}, '/', ${channels})", "张伟 18/phone email"),
    ("substr('hello', 1)", "ello"),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -3, -1)", "ll"),
    ("substr('hello', 9)", EMPTY),
    ("substr('hello', '')", EMPTY),
    ("substr('hello', 1, 'x')", EMPTY),
    ("contains(${comment}, 'two')", True),
    ("contains('abc', '')", True),
    ("starts-with('abc', 'ab')", True),
    ("ends-with('abc', 'ab')", False),
    ("regex('2026', '[0-9]{4}')", True),
    ("regex('2026a', '[0-9]{4}')", False),
    ("regex(${name}, '\\p{Han}+')", True),
    ("regex('aaa', concat('a', '+'))", True),
    ("regex('aaa', concat('(', 'a'))", False),
]


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[source for source, _ in CASES])
def test_means(source: str, expected: Value) -> None:
    """Each expression has this value, of this very type."""
    value = parse(source).evaluate(SCOPE)
    assert value == expected
    assert type(value) is type(expected)


def test_long_chains() -> None:
    """As many conditions as an author likes may be joined, and the first that settles it ends the evaluation."""
    assert parse("${nothing} = 'x'" + " or ${nothing} = 'x'" * 5000).evaluate(SCOPE) is False
    assert parse("1 = 1" + " and 1 = 1" * 5000).evaluate(SCOPE) is True


def test_deepest() -> None:
    """What is just not too deep is evaluated, labels too, with much of Python's stack to spare."""
    source = "coalesce(" * 99 + "a" + ")" * 99
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(600)
    try:
        assert parse(source).evaluate(SCOPE) == EMPTY
        assert parse_template(f"${{{source}}}").render(SCOPE, str.upper) == "A"
    finally:
        sys.setrecursionlimit(limit)


def test_only_the_branch_that_holds_is_evaluated() -> None:
    """Conditions stop where they are settled, so a scope is not asked for what does not matter."""

    class Counting(Values):
        def value(self, path: str) -> Value:
            asked.append(path)
            return super().value(path)

    asked: list[str] = []
    scope = Counting(now=NOW)
    parse("if(1 = 1 or ${a}, 'x' = 'y' and ${b}, ${c})").evaluate(scope)
    assert asked == []
    parse("if(${a}, ${b}, ${c})").evaluate(scope)
    assert asked == ["a", "c"]


def test_names_and_places() -> None:
    """Every path is known with its places, also the one that stands in quotation marks."""
    expression = parse("${a} + sum(${ b/c }, ${a}) > 1 and jr:choice-name(${d}, '${e}') = region")
    assert expression.names == ("a", "b/c", "d", "e")
    assert expression.references == (
        Reference("a", 0),
        Reference("b/c", 11),
        Reference("a", 21),
        Reference("d", 50),
        Reference("e", 57),
    )
    assert expression.attributes == ("region",)
    for path, position in expression.references:
        assert expression.source[position:].startswith("${")
        assert path in expression.source[position : position + 8]


def test_literals() -> None:
    """What is compared with a text as written is known, so that a mistyped choice can be found."""
    expression = parse("'x' = ${a} or ${b} != 'y' or selected(., 'z') or ${a} < 'no' or selected(${b}, ${c})")
    assert expression.literals == (
        Comparison("a", "x", 0),
        Comparison("b", "y", 22),
        Comparison(".", "z", 41),
    )


@pytest.mark.parametrize(
    ("source", "uses_self", "uses_today", "uses_position", "is_constant"),
    [
        ("1 + 1 = 2", False, False, False, True),
        ("${a}", False, False, False, False),
        ("region", False, False, False, False),
        (". > 1", True, False, False, False),
        ("once(1)", True, False, False, False),
        ("not(today() > '2026-01-01')", False, True, False, False),
        ("now()", False, True, False, False),
        ("position(..) = 1", False, False, True, False),
        ("position = 1", False, False, False, False),
    ],
)
def test_uses(
    source: str, *, uses_self: bool, uses_today: bool, uses_position: bool, is_constant: bool
) -> None:
    """What an expression depends on, apart from answers."""
    expression = parse(source)
    assert expression.uses_self is uses_self
    assert expression.uses_today is uses_today
    assert expression.uses_position is uses_position
    assert expression.is_constant is is_constant


def test_equal_by_source() -> None:
    """An expression is a value: written the same, it is the same."""
    assert parse("1 + 1") == parse("1 + 1") != parse("1+1")
    assert len({parse("${a}"), parse("${a}")}) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("1.500"), "1.5"),
        (Decimal("-0.00"), "0"),
        (Decimal(100), "100"),
        (Decimal("0." + "1" * 40), "0." + "1" * 40),  # more digits than are reckoned with are kept
        (Decimal("1E+999999"), EMPTY),
        (Decimal("1E-999999"), "0"),
        (Decimal("NaN"), EMPTY),
        (False, "false"),
        (date(826, 1, 2), "0826-01-02"),
        (("a", (Decimal("1.0"), "b")), "a 1 b"),
    ],
)
def test_as_text(value: Value, text: str) -> None:
    """A number is written plainly, a list with spaces between."""
    assert as_text(value) == text


def test_reading() -> None:
    """One item reads as itself; several read as neither number nor date nor truth of their items."""
    assert as_number((Decimal(3),)) == Decimal(3)
    assert as_number((Decimal(3), Decimal(4))) is None
    assert as_number("9" * 65) is None
    assert as_date(("2026-03-05",)) == date(2026, 3, 5)
    assert as_date(("2026-03-05", "2026-03-06")) is None
    assert as_date(NOW) == date(2026, 3, 5)
    assert as_boolean((EMPTY,)) is True
    assert as_boolean(Decimal("NaN")) is False
