"""What a model refuses, told to the author: pydantic's errors as mistakes with places, codes and remedies.

pydantic finds what is wrong; which words are said of it, and where it stands, is decided here. What needs the
whole dialogue is for `checking.py`, mending a tree so that looking can go on for `mending.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, get_args
from zoneinfo import available_timezones

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from dialogues.authoring.elsewhere import flag_remedy, operator_meant, type_remedy, zone_meant
from dialogues.authoring.tree import Document, Fields, Items, Node, Scalar, Spot, Steps, spot, text_of
from dialogues.dialogue import Dialogue
from dialogues.expressions import ExpressionProblem, parse_template
from dialogues.mistakes import CODES, Findings, Place, clause, closest, did_you_mean


def tell(error: ErrorDetails, document: Document, languages: tuple[str, ...], findings: Findings) -> None:
    """Add what this error means to an author."""
    at = spot(document.root, error["loc"])
    findings.add(*_told(error, at, document, languages))


def _told(
    error: ErrorDetails, at: Spot, document: Document, languages: tuple[str, ...]
) -> tuple[Place, str, str, str]:
    """Place, kind, what is wrong, what to do."""
    text, place, context = text_of(at.node), at.place, error.get("ctx", {})
    if error["loc"][-1:] == ("[key]",) and at.key is not None:
        return _told({**error, "loc": ()}, replace(at, node=at.key), document, languages)
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(at, known_keys(error["loc"][:-1]))
        case "missing":
            key = str(error["loc"][-1])
            return place, "missing_key", f"{key} is missing", _ADDITIONS.get(key, "add it")
        case "union_tag_not_found":
            return place, "missing_key", "type is missing", _ADDITIONS["type"]
        case "union_tag_invalid":
            kind = spot(document.root, (*at.path, "type")).node
            what = f"there is no question type {text_of(kind)}"
            return kind.place, "unknown_type", what, type_remedy(text_of(kind), sorted(expected(error)))
        case "literal_error" | "enum":
            return (
                place,
                "bad_value",
                f"{_name(at)} cannot be {_shown(at.node)}",
                (type_remedy if at.path[-1:] == ("type",) else did_you_mean)(text, expected(error)),
            )
        case "missing_language":
            there = at.node.entries if isinstance(at.node, Fields) else {}
            missing = [tag for tag in languages if not (tag in there and text_of(there[tag][1]).strip())]
            what = f"{_name(at)}: no text in {', '.join(missing)}"
            return place, "missing_language", what, "add it, or write one text for all languages"
        case "unknown_language":
            tag = str(context["key"])
            if isinstance(at.node, Fields):
                place = at.node.entries[tag][0].place
            meant = closest(tag, languages)
            remedy = f"did you mean {meant}?" if meant else f"add it to languages: {', '.join(languages)}"
            return place, "unknown_language", f"the language {tag} is not declared", remedy
        case "expression":
            scalar = _wording(at.node, int(context["offset"]))
            if scalar is not None:
                place = document.within(scalar, int(context["offset"]))
            sort = "pattern" if context["code"] == "pattern" else "expression"
            what, remedy = clause(context["what"]), clause(context["remedy"])
            foreign = None if scalar is None else operator_meant(scalar.text, int(context["offset"]))
            if foreign is not None and context["code"] == "syntax":
                what, remedy = f"{foreign[0]} cannot stand here", f"write {foreign[1]}"
            elif at.path[-1] == "required":
                remedy = _ADDITIONS["required"]
            return place, sort, what, remedy
        case "unknown_zone":
            zone = zone_meant(text, _ZONES)
            remedy = f"did you mean {zone}?" if zone else "write one such as Asia/Shanghai"
            return place, "bad_time", f"{text} is not a time zone", remedy
        case "not_boolean":
            what = f"{_name(at)} cannot be {_shown(at.node)}"
            return place, "bad_value", what, flag_remedy(text, "write true or false")
        case "string_pattern_mismatch" if at.path == ("prefix",):
            what = f"prefix cannot be {_shown(at.node)}"
            return place, "bad_value", what, "write one to three capital letters, such as A"
        case name if name in _SAID:
            fields = {**context, "name": _name(at), "value": _shown(at.node)}
            said, what, remedy = _SAID[name]
            return place, said, what.format_map(fields), remedy.format_map(fields)
        case name:
            # a type's own validator, whose message is for authors
            what = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
            remedy = str(context.get("remedy", "see the table of question types"))
            return place, name if name in CODES else "bad_value", f"{_name(at)}: {what}", remedy


#: By pydantic's type of error, ours included: kind, what is wrong, what to do.
_SAID: Final = {
    "not_text": (
        "bad_shape",
        "{name} must be a text, or one text per language",
        "write a text, or a mapping with the declared languages as keys",
    ),
    "empty_text": ("empty_text", "{name} is empty", "write a text, or leave the key out"),
    "not_number": ("bad_number", "{name} is {value}, which is not a number", "write one such as 12 or 0.5"),
    "bad_name": (
        "bad_name",
        "{value} cannot be a name",
        "a name is 1 to 40 of a-z, 0-9 and _, and begins with a letter",
    ),
    "bad_duration": (
        "bad_time",
        "{name} is {value}, which is not a duration",
        "write one such as 30m, 36h, 2d or 1w",
    ),
    "bad_quiet": ("bad_time", "{name} is {value}, which are not hours", 'write them as "21:00-09:00"'),
    "int_parsing": ("bad_number", "{name} is {value}, which is not a whole number", "write one such as 3"),
    "int_from_float": ("bad_number", "{name} is {value}, which is not a whole number", "write one such as 3"),
    "int_type": ("bad_number", "{name} must be a whole number", "write one such as 3"),
    "int_parsing_size": ("bad_number", "{name} is too large", "write a smaller number"),
    "greater_than_equal": ("bad_number", "{name} is {value}, which is too little", "write {ge} or more"),
    "greater_than": ("bad_number", "{name} is {value}, which is too little", "write more than {gt}"),
    "less_than_equal": ("bad_number", "{name} is {value}, which is too much", "write {le} or less"),
    "less_than": ("bad_number", "{name} is {value}, which is too much", "write less than {lt}"),
    "string_type": ("bad_shape", "{name} must be a text", "write one text"),
    "string_pattern_mismatch": ("bad_value", "{name} cannot be {value}", "write what fits {pattern}"),
    "tuple_type": ("bad_shape", "{name} must be a list", "write [one, two], or a line with - for each"),
    "list_type": ("bad_shape", "{name} must be a list", "write [one, two], or a line with - for each"),
    "dict_type": ("bad_shape", "{name} must be a mapping", "write `key: value`, a line for each"),
    "mapping_type": ("bad_shape", "{name} must be a mapping", "write `key: value`, a line for each"),
    "model_type": ("bad_shape", "{name} must be a mapping", "write `key: value`, a line for each"),
    "model_attributes_type": ("bad_shape", "{name} must be a mapping", "write `key: value`, a line for each"),
    "too_short": ("bad_shape", "{name} is empty", "write at least {min_length}"),
    "too_long": ("bad_shape", "{name} has too many", "write at most {max_length}"),
}

_ADDITIONS: Final = {
    "required": "write true, soft, false, or a condition",
    "name": "give it a name, such as name: age",
    "type": "say how it is asked, such as type: text",
    "label": "write what people see, such as label: Your age",
    "languages": "list them, such as languages: [en, zh-Hans]",
    "default_language": "name one of the languages",
    "choices": "list them, such as choices: {yes: Yes, no: No}, or name a list",
    "questions": "list them, or leave out what would hold them",
    "sections": "a dialogue has at least one section",
}

_ZONES: Final = tuple(sorted(available_timezones()))


def _unknown_key(at: Spot, known: Iterable[str]) -> tuple[Place, str, str, str]:
    place, word = (at.place, str(at.rest[-1])) if at.rest or at.key is None else (at.key.place, at.key.text)
    return place, "unknown_key", f"there is no key {word} here", did_you_mean(word, known)


def _wording(node: Node, offset: int) -> Scalar | None:
    """Of the wordings of a text, the one with a hole that cannot be read at this place."""
    if isinstance(node, Scalar):
        return node
    wordings = (
        [value for _, value in node.entries.values() if isinstance(value, Scalar)]
        if isinstance(node, Fields)
        else []
    )
    for scalar in wordings:
        try:
            parse_template(scalar.text)
        except ExpressionProblem as problem:
            if problem.position == offset:
                return scalar
    return None


def _name(at: Spot) -> str:
    """What the author calls this place."""
    last = at.path[-1] if at.path else "the file"
    if isinstance(last, str):
        return last
    return f"item {last + 1} of {at.path[-2]}" if len(at.path) > 1 else f"item {last + 1}"


def _shown(node: Node) -> str:
    match node:
        case Scalar(text=text):
            return text if text and len(text) <= 60 else f"{text[:60]}…" if text else "empty"
        case Fields():
            return "a mapping"
        case Items():
            return "a list"


def expected(error: ErrorDetails) -> list[str]:
    """What a value could have been, where it is one of a few."""
    context = error["ctx"]
    return re.findall(r"'([^']*)'", str(context.get("expected_tags", context.get("expected", ""))))


def known_keys(loc: Steps) -> tuple[str, ...]:
    """The keys that may stand in the mapping that `loc` leads to."""
    models: list[type[BaseModel]] = [Dialogue]
    for step in loc:
        tagged = [each for each in models if step in _tags(each)]
        if tagged:
            models = tagged
            continue
        inner = [
            deeper
            for each in models
            for name, info in each.model_fields.items()
            if name == step
            for deeper in _models(info.annotation)
        ]
        models = inner or models
    return tuple(dict.fromkeys(name for each in models for name in each.model_fields))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _tags(model: type[BaseModel]) -> tuple[str, ...]:
    kind = model.model_fields.get("type")
    return get_args(kind.annotation) if kind is not None else ()
