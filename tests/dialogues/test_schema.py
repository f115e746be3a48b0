"""The JSON Schema says what the models say, and takes what the loader takes.

No validator is among the dependencies, so the few keywords that the schema uses are tried here; one that is not
known here fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from marked import unmarked, with_questions
from ruamel.yaml import YAML

from dialogues.dialogue import Dialogue
from dialogues.library import shipped_source
from dialogues.questions import TYPES
from dialogues.schema import schema, schema_text

SCHEMA = schema()
IGNORED = {"description", "default", "title", "$schema", "$defs"}
KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "number": (int, float), "integer": (int,),
}  # fmt: skip


def is_a(value: object, kind: str) -> bool:
    """JSON's types; true is no number."""
    return isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def refusals(value: Any, rule: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where a value does not fit a schema."""
    for keyword, wanted in rule.items():
        match keyword:
            case "$ref":
                yield from refusals(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")], path)
            case "type":
                kinds = [wanted] if isinstance(wanted, str) else wanted
                if not any(is_a(value, kind) for kind in kinds):
                    yield f"{path}: not {wanted}"
            case "anyOf" | "oneOf":
                fitting = [option for option in wanted if not list(refusals(value, option, path))]
                if not fitting or (keyword == "oneOf" and len(fitting) > 1):
                    yield f"{path}: fits {len(fitting)} of {keyword}"
            case "enum" if value not in wanted:
                yield f"{path}: none of {wanted}"
            case "const" if value != wanted:
                yield f"{path}: not {wanted}"
            case "pattern" if isinstance(value, str) and not re.search(wanted, value):
                yield f"{path}: not {wanted}"
            case "minimum" if isinstance(value, int | float) and value < wanted:
                yield f"{path}: below {wanted}"
            case "maximum" if isinstance(value, int | float) and value > wanted:
                yield f"{path}: above {wanted}"
            case "minItems" | "minProperties" if isinstance(value, list | dict) and len(value) < wanted:
                yield f"{path}: too short"
            case "items" if isinstance(value, list):
                for index, item in enumerate(value):
                    yield from refusals(item, wanted, f"{path}/{index}")
            case "required" if isinstance(value, dict):
                yield from (f"{path}: no {key}" for key in wanted if key not in value)
            case "properties" | "patternProperties" | "additionalProperties" | "propertyNames" if isinstance(
                value, dict
            ):
                yield from of_mapping(keyword, wanted, value, rule, path)
            case _:
                assert keyword in IGNORED | {
                    "enum", "const", "pattern", "minimum", "maximum", "minItems", "minProperties", "items", "required",
                    "properties", "patternProperties", "additionalProperties", "propertyNames",
                }  # fmt: skip


def of_mapping(
    keyword: str, wanted: Any, value: dict[str, Any], rule: dict[str, Any], path: str
) -> Iterator[str]:
    """The keywords of objects."""
    patterns = rule.get("patternProperties", {})
    for key, each in value.items():
        here = f"{path}/{key}"
        is_known = key in rule.get("properties", {}) or any(re.search(pattern, key) for pattern in patterns)
        match keyword:
            case "properties" if key in wanted:
                yield from refusals(each, wanted[key], here)
            case "propertyNames":
                yield from refusals(key, wanted, here)
            case "patternProperties":
                for inner in (wanted[pattern] for pattern in patterns if re.search(pattern, key)):
                    yield from refusals(each, inner, here)
            case "additionalProperties" if not is_known:
                yield from [f"{here}: not known"] if wanted is False else refusals(each, wanted, here)
            case _:
                pass


def as_an_editor_reads(source: str) -> Any:
    """YAML with its numbers and booleans."""
    return YAML(typ="safe", pure=True).load(source)


def test_the_file_is_current() -> None:
    """`python docs/generate.py` makes it anew."""
    file = files("dialogues").joinpath("dialogue.schema.json")
    assert file.read_text(encoding="utf-8") == schema_text()


def test_it_says_which_draft_it_is() -> None:
    """And where to begin."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["required"] == [key for key, field in Dialogue.model_fields.items() if field.is_required()]


def test_every_reference_leads_somewhere() -> None:
    """And everything that is defined is used."""
    references = set(re.findall(r'"#/\$defs/(\w+)"', schema_text()))
    assert references == set(SCHEMA["$defs"])


def test_every_type_is_in_it() -> None:
    """Each once, told apart by its `type`."""
    entries = [
        SCHEMA["$defs"][option["$ref"].removeprefix("#/$defs/")]
        for option in SCHEMA["$defs"]["Entry"]["oneOf"]
    ]
    assert sorted(entry["properties"]["type"]["const"] for entry in entries) == sorted({*TYPES, "group"})
    assert all(entry["additionalProperties"] is False for entry in entries)


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_the_shipped_definitions_fit(name: str) -> None:
    """And name the schema in their first line."""
    source = shipped_source(name)
    assert source.startswith("# yaml-language-server: $schema=../dialogue.schema.json\n")
    assert list(refusals(as_an_editor_reads(source), SCHEMA)) == []


FITTING = """
- {name: a, type: integer, label: 2019, min: 0, max: "5", required: true, number: 7}
- {name: b, type: select_one, label: {en: B}, choices: list, other: true, explain: [x, y]}
- {name: c, type: select_multiple, label: C, choices: {x: X, y: {label: Y, exclusive: true, land: fr}}, select: 1}
- {name: d, type: yes_no, label: D, explain: {when: yes, label: Why?}, score: {yes: 2}}
- {name: e, type: text, label: E, appearance: multiline, relevant: "${a} > 1"}
- name: f
  type: table
  label: F
  rows: {r: R, s: {label: S, required: false}}
  columns: {c: {label: C, type: yes_no, choices: list}, d: D}
  total: [{along: row, of: [c]}, {along: column}]
- {name: g, type: group, appearance: ticks, questions: [{name: h, type: yes_no, label: H}]}
"""
UNFITTING = [
    "- {name: a, type: integer, label: A, requierd: true}",
    "- {name: a, type: interger, label: A}",
    "- {name: a, type: integer}",
    "- {name: A, type: integer, label: A}",
    "- {name: a, type: integer, label: A, appearance: multiline}",
    "- {name: a, type: text, label: A, appearance: ticks}",
    "- {name: a, type: select_one, label: A}",
    "- {name: a, type: select_one, label: A, choices: [x, y]}",
    "- {name: a, type: text, label: [A]}",
    "- {name: a, type: file, label: A, max_files: 0}",
]


def test_what_an_author_may_write() -> None:
    """The short forms, and values that an editor takes for numbers."""
    assert list(refusals(as_an_editor_reads(with_questions(FITTING)), SCHEMA)) == []


@pytest.mark.parametrize("questions", UNFITTING)
def test_what_an_editor_marks(questions: str) -> None:
    """Keys, types, names and shapes."""
    assert list(refusals(as_an_editor_reads(with_questions(questions)), SCHEMA))


def test_it_is_json() -> None:
    """What `formbot schema` prints."""
    assert json.loads(schema_text()) == SCHEMA
    assert unmarked(schema_text())[1] == []
