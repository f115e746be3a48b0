"""Expressions, as in XLSForm: `${industry} = 'other' and selected(${channels}, 'email')`. A subset of XPath 1.0.

`parse` reads one and raises an ExpressionProblem for what its author got wrong; `evaluate` then gives a value for any
answers whatever. `parse_template` does the same for labels with `${…}` in them.
What must not live here: paths, questions and choices; a Scope says what is at a path, the checker whether it exists.
"""

from dialogues.expressions.building import Function
from dialogues.expressions.evaluate import Expression, parse
from dialogues.expressions.functions import FUNCTIONS
from dialogues.expressions.mentions import Comparison, Reference
from dialogues.expressions.problem import Code, ExpressionProblem
from dialogues.expressions.scope import Scope, Values
from dialogues.expressions.template import Show, Template, parse_template
from dialogues.expressions.values import EMPTY, Value, as_boolean, as_date, as_number, as_text, is_empty

__all__ = [
    "EMPTY",
    "FUNCTIONS",
    "Code",
    "Comparison",
    "Expression",
    "ExpressionProblem",
    "Function",
    "Reference",
    "Scope",
    "Show",
    "Template",
    "Value",
    "Values",
    "as_boolean",
    "as_date",
    "as_number",
    "as_text",
    "is_empty",
    "parse",
    "parse_template",
]
