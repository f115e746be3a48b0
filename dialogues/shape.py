"""What a model refuses, told to the author: pydantic's errors as mistakes with places, codes and remedies.

pydantic finds what is wrong; which words are said of it, and where it stands, is decided here. What needs the
whole dialogue is for `checking.py`, mending a tree so that looking can go on for `mending.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args
from zoneinfo import available_timezones

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from dialogues.expressions import ExpressionProblem, parse_template
from dialogues.mistakes import CODES, Findings, Place, clause, closest, did_you_mean
from dialogues.source import Document, Fields, Items, Node, Scalar

Steps = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where an error's `loc` leads in the tree."""

    #: the part of it that is there
    path: Steps
    node: Node
    #: the key that holds the node
    key: Scalar | None
    #: the part of it that is not: tags of unions, or the key that is missing
    rest: Steps

    @property
    def place(self) -> Place:
        """Of the value; of its key where that is a mapping or a list."""
        return self.node.place if isinstance(self.node, Scalar) or self.key is None else self.key.place


def spot(root: Node, loc: Steps) -> Spot:
    """Follow a path; what is not in the tree is left out."""
    node, key = root, None
    path: list[str | int] = []
    rest: list[str | int] = []
    tagged = False
    for step in loc:
        # in a list of questions, the type follows the index
        if tagged and isinstance(node, Fields) and (kind := node.get("type")) is not None and _text(kind) == step:
            tagged = False
            continue
        tagged = False
        match node:
            case Fields(entries=entries) if step in entries:
                key, node = entries[str(step)]
            case Items(items=items) if isinstance(step, int) and step < len(items):
                tagged = path[-1:] == ["questions"]
                key, node = None, items[step]
            case _:
                rest.append(step)
                continue
        path.append(step)
    return Spot(path=tuple(path), node=node, key=key, rest=tuple(rest))


def tell(error: ErrorDetails, document: Document, languages: tuple[str, ...], model: type[BaseModel], findings: Findings) -> None:
    """Add what this error means to an author."""
    at = spot(document.root, error["loc"])
    kind = error["type"]
    match kind:
        case "extra_forbidden":
            _tell_unknown_key(at, known_keys(model, error["loc"][:-1]), findings)
        case "missing":
            findings.add(at.place, "missing_key", f"{at.rest[-1]} is missing", _ADDITIONS.get(str(at.rest[-1]), "add it"))
        case "union_tag_not_found":
            findings.add(at.place, "missing_key", "type is missing", _ADDITIONS["type"])
        case "union_tag_invalid":
            tag = spot(document.root, (*at.path, "type"))
            known = sorted(re.findall(r"'([^']*)'", str(error["ctx"]["expected_tags"])))
            findings.add(tag.place, "unknown_type", f"there is no question type {_text(tag.node)}", did_you_mean(_text(tag.node), known))
        case "missing_language":
            there = at.node.entries if isinstance(at.node, Fields) else {}
            missing = [tag for tag in languages if not (tag in there and _text(there[tag][1]).strip())]
            findings.add(at.place, "missing_language", f"{_name(at)}: no text in {', '.join(missing)}", "add it, or write one text for all languages")
        case "unknown_language":
            key = str(error["ctx"]["key"])
            place = at.node.entries[key][0].place if isinstance(at.node, Fields) else at.place
            findings.add(place, "unknown_language", f"the language {key} is not declared", _language_remedy(key, languages))
        case "expression":
            context = error["ctx"]
            scalar = _wording(at.node, int(context["offset"]))
            place = document.within(scalar, int(context["offset"])) if scalar is not None else at.place
            remedy = "write true, soft, false, or a condition" if at.path[-1:] == ("required",) else clause(context["remedy"])
            findings.add(place, "pattern" if context["code"] == "pattern" else "expression", clause(context["what"]), remedy)
        case "unknown_zone":
            zone = _text(at.node)
            findings.add(at.place, "bad_time", f"{zone} is not a time zone", did_you_mean(zone, _ZONES) if closest(zone, _ZONES) else "write one such as Asia/Shanghai")
        case "literal_error" | "enum":
            known = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
            findings.add(at.place, "bad_value", f"{_name(at)} cannot be {_shown(at.node)}", did_you_mean(_text(at.node), known))
        case _:
            said = _SAID.get(kind)
            fields = {"name": _name(at), "value": _shown(at.node), **error.get("ctx", {})}
            if said is not None:
                findings.add(at.place, said[0], said[1].format_map(fields), said[2].format_map(fields))
            else:
                what = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
                findings.add(at.place, kind if kind in CODES else "bad_value", f"{_name(at)}: {what}", str(fields.get("remedy", "see the table of question types")))


#: By pydantic's type of error, ours included: kind, what is wrong, what to do.
_SAID: Final = {
    "not_text": ("bad_shape", "{name} must be a text, or one text per language", "write a text, or a mapping with the declared languages as keys"),
    "empty_text": ("empty_text", "{name} is empty", "write a text, or leave the key out"),
    "not_boolean": ("bad_value", "{name} cannot be {value}", "write true or false"),
    "not_number": ("bad_number", "{name} is {value}, which is not a number", "write one such as 12 or 0.5"),
    "bad_name": ("bad_name", "{value} cannot be a name", "a name is 1 to 40 of a-z, 0-9 and _, and begins with a letter"),
    "bad_duration": ("bad_time", "{name} is {value}, which is not a duration", "write one such as 30m, 36h, 2d or 1w"),
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
    "too_short": ("bad_shape", "{name} has too few of what must be in it", "write at least {min_length}"),
    "too_long": ("bad_shape", "{name} has too many", "write at most {max_length}"),
}

_ADDITIONS: Final = {
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


def _tell_unknown_key(at: Spot, known: Iterable[str], findings: Findings) -> None:
    there = set(at.rest)
    key = at.key
    place, word = (at.place, str(at.rest[-1])) if at.rest or key is None else (key.place, key.text)
    findings.add(place, "unknown_key", f"there is no key {word} here", did_you_mean(word, [name for name in known if name not in there]))


def _language_remedy(tag: str, languages: tuple[str, ...]) -> str:
    meant = closest(tag, languages)
    return f"did you mean {meant}?" if meant else f"add it to languages: {', '.join(languages)}"


def _wording(node: Node, offset: int) -> Scalar | None:
    """Of the wordings of a text, the one with a hole that cannot be read at this place."""
    if isinstance(node, Scalar):
        return node
    wordings = [value for _, value in node.entries.values() if isinstance(value, Scalar)] if isinstance(node, Fields) else []
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


def known_keys(model: type[BaseModel], loc: Steps) -> tuple[str, ...]:
    """The keys that may stand in the mapping that `loc` leads to."""
    models = [model]
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


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""
