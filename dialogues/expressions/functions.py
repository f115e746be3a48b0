"""The functions of expressions: one table, FUNCTIONS, which the docs and the remedies are written from too.

What must not live here: operators (operators.py), how values are read (values.py), how calls are built (building.py),
regex (patterns.py) and the functions of dates (dates.py).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from dialogues.expressions.building import Function, Run, of_all, of_none, of_one, of_texts
from dialogues.expressions.dates import format_date, to_date
from dialogues.expressions.grammar import path_of
from dialogues.expressions.operators import add, ceiling, floor, round_to, truncate
from dialogues.expressions.patterns import regex
from dialogues.expressions.problem import ExpressionProblem
from dialogues.expressions.scope import Scope
from dialogues.expressions.tree import Answer, Call, Constant
from dialogues.expressions.values import (
    EMPTY,
    Value,
    as_boolean,
    as_date,
    as_number,
    as_text,
    flatten,
    is_empty,
    whole,
)


def quoted_answer(call: Call) -> Answer:
    """Whose choice jr:choice-name looks at: XLSForm has its `${name}` stand in quotation marks."""
    match call.arguments[1]:
        case Constant(value=str(text), at=at) if re.fullmatch(r"\s*\$\{[^{}]*\}\s*", text):
            place = at + 1 + text.index("$")
            return Answer(path=path_of(text.strip(), place), at=place)
        case _:
            raise ExpressionProblem(
                code="argument",
                position=call.at,
                what="jr:choice-name needs to know whose choice it is.",
                remedy="Write the question in quotation marks: jr:choice-name(${city}, '${city}').",
            )


# Choices


def _selected(call: Call, runs: tuple[Run, ...]) -> Run:
    picked, name = runs
    match call.arguments[1]:
        case Constant(value=str(literal)):
            return lambda scope: _has(picked(scope), literal)
        case _:
            return lambda scope: _has(picked(scope), as_text(name(scope)))


def _has(picked: Value, name: str) -> bool:
    """A list has it as an item, a text as one of its words."""
    if isinstance(picked, tuple):
        return name in picked or any(_has(item, name) for item in picked if not isinstance(item, str))
    return name in as_text(picked).split()


def _count_selected(picked: Value) -> Value:
    return Decimal(len(picked) if isinstance(picked, tuple) else len(as_text(picked).split()))


def _choice_name(call: Call, runs: tuple[Run, ...]) -> Run:
    path, picked = quoted_answer(call).path, runs[0]

    def run(scope: Scope) -> Value:
        names = [as_text(item) for item in flatten(picked(scope))]
        return ", ".join([scope.choice_label(path, name) for name in names if name])

    return run


# Conditions


def _if(_call: Call, runs: tuple[Run, ...]) -> Run:
    condition, then, otherwise = runs
    return lambda scope: then(scope) if as_boolean(condition(scope)) else otherwise(scope)


def _coalesce(_call: Call, runs: tuple[Run, ...]) -> Run:
    def run(scope: Scope) -> Value:
        for each in runs:
            value = each(scope)
            if not is_empty(value):
                return value
        return EMPTY

    return run


def _once(_call: Call, runs: tuple[Run, ...]) -> Run:
    (first,) = runs
    return lambda scope: first(scope) if is_empty(scope.self_value) else scope.self_value


# Numbers


def _number(value: Value) -> Value:
    number = as_number(value)
    return EMPTY if number is None else number


def _round(_call: Call, runs: tuple[Run, ...]) -> Run:
    value, digits = runs if len(runs) > 1 else (runs[0], lambda _scope: Decimal(0))
    return lambda scope: round_to(value(scope), digits(scope))


def _sum(values: tuple[Value, ...]) -> Value:
    total: Value = Decimal(0)
    for item in flatten(values):
        if not is_empty(item):
            total = add(total, item) if as_number(item) is not None else EMPTY
        if is_empty(total):
            return EMPTY
    return total


def _count(values: tuple[Value, ...]) -> Value:
    return Decimal(sum(len(value) if isinstance(value, tuple) else not is_empty(value) for value in values))


def _count_non_empty(values: tuple[Value, ...]) -> Value:
    items = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
    return Decimal(sum(not is_empty(item) for item in items))


def _least(values: tuple[Value, ...]) -> Value:
    numbers, dates = _comparable(values)
    return min(numbers) if numbers else min(dates, default=EMPTY)


def _greatest(values: tuple[Value, ...]) -> Value:
    numbers, dates = _comparable(values)
    return max(numbers) if numbers else max(dates, default=EMPTY)


def _comparable(values: tuple[Value, ...]) -> tuple[list[Decimal], list[date]]:
    """All that is not empty, as numbers or else as dates; neither where something is of another kind."""
    items = [item for item in flatten(values) if not is_empty(item)]
    numbers = [number for number in map(as_number, items) if number is not None]
    dates = [day for day in map(as_date, items) if day is not None]
    return (
        numbers if len(numbers) == len(items) else [],
        dates if len(dates) == len(items) else [],
    )


# Texts


def _concat(values: tuple[Value, ...]) -> Value:
    return "".join([as_text(value) for value in values])


def _substr(_call: Call, runs: tuple[Run, ...]) -> Run:
    """From the start, counted from 0, up to but without the end; negative ones count from the end."""
    text, start, *rest = runs

    def run(scope: Scope) -> Value:
        begin = whole(start(scope))
        end = whole(rest[0](scope)) if rest else None
        return EMPTY if begin is None or (rest and end is None) else as_text(text(scope))[begin:end]

    return run


FUNCTIONS: Final = {
    function.name: function
    for function in (
        Function(usage="selected(answer, choice)", build=_selected),
        Function(usage="count-selected(answer)", build=of_one(_count_selected)),
        Function(usage="jr:choice-name(choice, question)", build=_choice_name),
        Function(usage="if(condition, then, else)", build=_if),
        Function(usage="coalesce(value, …)", build=_coalesce),
        Function(usage="once(value)", build=_once),
        Function(usage="position(..)", build=of_none(lambda scope: scope.position)),
        Function(usage="not(condition)", build=of_one(lambda value: not as_boolean(value))),
        Function(usage="true()", build=of_none(lambda _scope: True)),
        Function(usage="false()", build=of_none(lambda _scope: False)),
        Function(usage="boolean(value)", build=of_one(as_boolean)),
        Function(usage="number(value)", build=of_one(_number)),
        Function(usage="int(number)", build=of_one(truncate)),
        Function(usage="round(number, digits?)", build=_round),
        Function(usage="floor(number)", build=of_one(floor)),
        Function(usage="ceiling(number)", build=of_one(ceiling)),
        Function(usage="sum(value, …)", build=of_all(_sum)),
        Function(usage="count(list, …)", build=of_all(_count)),
        Function(usage="count-non-empty(list, …)", build=of_all(_count_non_empty)),
        Function(usage="min(value, …)", build=of_all(_least)),
        Function(usage="max(value, …)", build=of_all(_greatest)),
        Function(usage="string(value)", build=of_one(as_text)),
        Function(usage="string-length(text)", build=of_one(lambda value: Decimal(len(as_text(value))))),
        Function(usage="concat(text, …)", build=of_all(_concat)),
        Function(usage="substr(text, start, end?)", build=_substr),
        Function(usage="contains(text, part)", build=of_texts(lambda text, part: part in text)),
        Function(usage="starts-with(text, part)", build=of_texts(str.startswith)),
        Function(usage="ends-with(text, part)", build=of_texts(str.endswith)),
        Function(usage="regex(text, pattern)", build=regex),
        Function(usage="today()", build=of_none(lambda scope: scope.now.date())),
        Function(usage="now()", build=of_none(lambda scope: scope.now)),
        Function(usage="date(value)", build=to_date),
        Function(usage="format-date(date, format)", build=format_date),
    )
}
