"""Writes what follows from the code: the tables in dialogues.md, and the JSON Schema.

Run `python docs/generate.py` after a change; tests demand that it changes nothing. In the page each table stands
between `<!-- NAME -->` and `<!-- /NAME -->`; everything else there is written by hand.
"""
# ruff: noqa: INP001 - docs is a folder of pages, not a package

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from dialogues.dialogue import Group, Repeat
from dialogues.expressions import FUNCTIONS
from dialogues.mistakes import CODES
from dialogues.question import Entry, Question
from dialogues.questions import TYPES
from dialogues.schema import schema_text

PAGE: Final = Path(__file__).with_name("dialogues.md")

_CHART: Final = {
    "sha256": "9f86…",
    "name": "chart.pdf",
    "size": 81920,
    "type": "application/pdf",
    "caption": "",
}

#: By type: answers as they are stored and submitted, and what expressions see of them.
VALUES: Final[Mapping[str, tuple[tuple[object, ...], str]]] = {
    "acknowledge": (({"acknowledged": True},), "true"),
    "date": (("2026-03-05", "2026-03", "2026"), "a date; of a month or a year its first day"),
    "decimal": (("12.5",), "a number"),
    "email": (("wei@example.com",), "a text"),
    "file": (
        ([_CHART, {"link": "https://…", "name": "https://…"}],),
        "the list of their names: `count(${q})`",
    ),
    "image": (([{**_CHART, "name": "hall.jpg", "type": "image/jpeg"}],), "the list of their names"),
    "integer": (("120",), "a number"),
    "percent": (("12.5",), "the number before the sign: 12.5"),
    "phone": (("+86 21 5555 0100",), "a text"),
    "repeat": (({"finished": True},), "its entries: `count(${branches})`; `${branches/city}` is a list"),
    "select_multiple": (
        ({"picked": ["email", "other"], "text": "fax"},),
        "a list: `selected(${q}, 'email')`; `${q/other}` is the text",
    ),
    "select_one": (
        ({"picked": "email", "explanation": "…"}, {"picked": "other", "text": "fax"}),
        "the name of the choice; `${q/other}` and `${q/explain}` are texts",
    ),
    "table": (
        (
            {
                "full": {"cells": {"total": "120"}},
                "more": {"label": "Trainees", "cells": {"total": "4"}},
                "part": {"cells": {}, "not_applicable": True},
            },
        ),
        "a cell: `${staff/full/total}`; a row or a column as a list: `sum(${staff/total})`",
    ),
    "text": (
        (
            "One line,\nor several.",
            {"parts": ["Our strategy …", {**_CHART, "type": "image/png", "name": "map.png"}, "…"]},
        ),
        "a text: its words",
    ),
    "url": (("https://www.example.com",), "a text"),
    "year": (("2019",), "a number"),
    "yes_no": (({"picked": "yes", "explanation": "Every year."},), "'yes' or 'no'; `${q/explain}` is a text"),
}

_MEANINGS: Final = {
    "selected": "whether the choice is picked",
    "count-selected": "how many are picked",
    "jr:choice-name": "the label of a choice: `jr:choice-name(${city}, '${city}')`",
    "if": "one of two values",
    "coalesce": "the first that is not empty",
    "once": "the value when it was first computed",
    "position": "which entry of a repeat this is, from 1",
    "not": "the contrary",
    "true": "true",
    "false": "false",
    "boolean": "whether it is neither empty nor 0",
    "number": "a text as a number; empty where it is none",
    "int": "without its decimals",
    "round": "to so many decimals; halves go up",
    "floor": "the next whole number below",
    "ceiling": "the next whole number above",
    "sum": "of several values, or of a list; what is empty counts 0",
    "count": "how many items",
    "count-non-empty": "how many are not empty",
    "min": "the least number, or the earliest date",
    "max": "the greatest number, or the latest date",
    "string": "as a text",
    "string-length": "how many characters",
    "concat": "texts, one behind the other",
    "substr": "a part of a text, counted from 0, without the character at `end`",
    "contains": "whether the part stands in the text",
    "starts-with": "whether the text begins with the part",
    "ends-with": "whether the text ends with the part",
    "regex": "whether an RE2 pattern matches the whole text",
    "today": "the day in the dialogue's time zone",
    "now": "the moment, likewise",
    "date": "a text such as 2026-03-05 as a date",
    "format-date": "a date written with %Y %m %d and the like",
}


def generated(page: str) -> str:
    """The page with its tables made anew."""
    for name, lines in (
        ("types", _types()),
        ("values", _values()),
        ("functions", _functions()),
        ("codes", _codes()),
    ):
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->\n")
        if not (begin and end):
            raise LookupError(f"{PAGE.name} must hold <!-- {name} --> and <!-- /{name} -->")
        page = "".join((before, begin, *(f"{line}\n" for line in lines), end, after))
    return page


def _types() -> Iterator[str]:
    yield "| `type` | what it is | keys of its own |"
    yield "|---|---|---|"
    kinds: Mapping[str, type[Entry]] = {**TYPES, "group": Group, "repeat": Repeat}
    for name, kind in sorted(kinds.items()):
        shared = Question if issubclass(kind, Question) else Entry
        own = [key for key in kind.model_fields if key not in shared.model_fields]
        yield f"| `{name}` | {_about(name, kind)} | {', '.join(f'`{key}`' for key in own)} |"


def _about(name: str, kind: type[Entry]) -> str:
    """The first sentences of its file; of what is no file of its own, of its class."""
    written = inspect.getdoc(sys.modules[kind.__module__]) or ""
    first = " ".join(written.split("\n\n")[0].split())
    if not first.startswith(f"`{name}`: "):
        first = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
    said = first.removeprefix(f"`{name}`: ").replace("|", "\\|")
    return said[:1].upper() + said[1:]


def _values() -> Iterator[str]:
    yield "| `type` | answer as JSON | in expressions |"
    yield "|---|---|---|"
    for name, (values, seen) in sorted(VALUES.items()):
        yield f"| `{name}` | {', '.join(f'`{json.dumps(value, ensure_ascii=False)}`' for value in values)} | {seen} |"


def _functions() -> Iterator[str]:
    yield "| function | gives |"
    yield "|---|---|"
    for name, function in FUNCTIONS.items():
        yield f"| `{function.usage}` | {_MEANINGS[name]} |"


def _codes() -> Iterator[str]:
    yield "| code | what is wrong |"
    yield "|---|---|"
    for code, meaning in sorted(CODES.values()):
        yield f"| {code} | {meaning} |"


def main() -> None:
    """Write both files."""
    PAGE.write_text(generated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    Path(str(files("dialogues").joinpath("dialogue.schema.json"))).write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
