"""Labels with holes: what is shown, what is reckoned with, and what an author can get wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dialogues.expressions import Comparison, ExpressionProblem, Reference, Values, parse_template

SCOPE = Values(
    now=datetime(2026, 3, 5, tzinfo=UTC),
    values={
        "industry": "bank",
        "seats/total": Decimal("12.50"),
        "founded": date(2026, 3, 1),
        "channels": ("phone", "email"),
    },
    self_value=Decimal("7.0"),
)
SHOWN = {"industry": "Banking", "seats/total": "12.5 seats", "channels": "Phone, mail"}


def show(path: str) -> str:
    return SHOWN.get(path, "")


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("No holes, $5 and {braces}", "No holes, $5 and {braces}"),
        ("", ""),
        ("${industry}", "Banking"),
        ("In ${industry}: ${ seats/total }.", "In Banking: 12.5 seats."),
        ("Dear ${name},", "Dear ,"),
        ('Dear ${coalesce(name, "…")},', "Dear …,"),
        ("${coalesce(name, industry, 'x')}", "Banking"),
        ("${coalesce(name, name)}", ""),
        ("${if(industry = 'bank', industry, name)}", "Banking"),
        ("${if(selected(channels, 'post'), 'by post', concat('by ', channels))}", "by Phone, mail"),
        ("${seats/total * 2} in all", "25 in all"),
        ("${today() - founded} days", "4 days"),
        ("${string(industry)}", "bank"),
        ("${.} is too much", "7 is too much"),
        ("${'${'}", "${"),
        ("It's ${industry}'s", "It's Banking's"),
        ("${-seats/total}${not(name = '')}", "-12.5false"),
        ("${name = '' and industry = 'bank'}", "true"),
    ],
)
def test_renders(text: str, rendered: str) -> None:
    """A name that is handed on is shown as people see it; anywhere else it is its value."""
    assert parse_template(text).render(SCOPE, show) == rendered


def test_without_holes_it_is_the_same_text() -> None:
    """Most labels have none, and are not copied."""
    text = "What is your name?"
    assert parse_template(text).render(SCOPE, show) is text


def test_names_and_places() -> None:
    """Names and literals of all holes, with their places in the text."""
    template = parse_template("您好 ${a}, ${if(b = 'x', a, c/d)}")
    assert template.names == ("a", "b", "c/d")
    assert template.references == (
        Reference("a", 5),
        Reference("b", 14),
        Reference("a", 23),
        Reference("c/d", 26),
    )
    assert template.literals == (Comparison("b", "x", 18),)


def test_equal_by_source() -> None:
    """A template is a value: written the same, it is the same."""
    assert parse_template("${a}") == parse_template("${a}") != parse_template("${b}")
    assert len({parse_template("${a}"), parse_template("${a}")}) == 1


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("Dear ${name", "syntax", 5),
        ("Dear ${coalesce(${name}, 'x')}", "syntax", 5),
        ("Dear ${name's}", "syntax", 5),
        ("Dear ${}", "syntax", 7),
        ("Dear ${a b}", "syntax", 9),
        ("${a} and ${colesce(b)}", "function", 11),
        ("${a} and ${if(b, c)}", "arguments", 11),
        ("${if(a, date('x'), b)}", "date", 13),
        ("您好 ${名字}", "syntax", 5),
    ],
)
def test_problems(text: str, code: str, position: int) -> None:
    """The place of a mistake is that in the text, not in the hole."""
    with pytest.raises(ExpressionProblem) as caught:
        parse_template(text)
    assert (caught.value.code, caught.value.position) == (code, position)
