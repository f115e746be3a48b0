"""The language as a JSON Schema, for editors: made from the models, so that it never says anything else.

An editor reads `12` as a number and `true` as a boolean where the loader reads texts, so both are let through.
`dialogue.schema.json` beside this file is what `schema_text` gives; a test demands it. What a schema cannot say
(names, references, sums) is for `checking.py`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from dialogues.dialogue import Dialogue
from dialogues.questions import TYPES
from dialogues.text import NAME

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/"
_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_LIST_NAME: Final = {"type": "string", "description": "the name of a list under the dialogue's choices"}


def _named(value: Any) -> dict[str, Any]:
    """A mapping from names."""
    return {
        "type": "object",
        "patternProperties": {f"^{NAME.pattern}$": value},
        "additionalProperties": False,
    }


def _shorthand(model: str) -> dict[str, Any]:
    """A model, or its label alone."""
    return {"anyOf": [{"$ref": f"{_REF}Wording"}, {"$ref": f"{_REF}{model}"}]}


#: What recurs in the models without a name of its own there.
_SHARED: Final[dict[str, dict[str, Any]]] = {
    "Wording": {
        "description": "one text for all languages, or one for each",
        "anyOf": [_SCALAR, {"type": "object", "additionalProperties": _SCALAR}],
    },
    "Expression": {"description": "an expression, such as ${age} >= 18", **_SCALAR},
    "Choices": {
        "description": "choices by name",
        **_named(_shorthand("ChoiceDefinition")),
    },
}


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12."""
    made = Dialogue.model_json_schema(ref_template=f"{_REF}{{model}}")
    definitions: dict[str, Any] = made.pop("$defs")
    entry = {"oneOf": definitions["Section"]["properties"]["questions"]["items"]["oneOf"]}
    for definition in definitions.values():
        _say_more(definition.get("properties", {}))
    made["properties"]["choices"] = _named({"$ref": f"{_REF}Choices"})
    made["properties"]["dimensions"] = _named(_shorthand("Dimension"))
    definitions = {name: _tidied(definition) for name, definition in definitions.items()}
    definitions |= {"Entry": _tidied(entry, top=True), **_SHARED}
    return {
        "$schema": _DRAFT,
        "title": "Dialogue",
        **_tidied(made),
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """As it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _say_more(properties: dict[str, Any]) -> None:
    """What the models leave to the loader and the checker: names of lists, one name for a list of one, and the
    appearances that a type knows.
    """
    if (given := properties.get("choices")) is not None:
        own = {"$ref": f"{_REF}Choices"} if "patternProperties" in given else given
        properties["choices"] = {"anyOf": [_LIST_NAME, *own.get("anyOf", [own])]}
    if (when := properties.get("when")) is not None:
        properties["when"] = {"anyOf": [when["items"], when]}
    kind = TYPES.get(properties.get("type", {}).get("const"))
    if kind is not None and "appearance" in properties:
        appearances = getattr(kind, "appearances", ())
        properties["appearance"] = {"enum": list(appearances)}
        if not appearances:
            del properties["appearance"]


def _tidied(node: Any, *, top: bool = False) -> Any:
    """Without what says nothing to an author: titles, nulls and their defaults; with names for what recurs."""
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    if len(node.get("oneOf", ())) > 2 and not top:
        return {"$ref": f"{_REF}Entry"}
    kept = {
        key: value
        for key, value in node.items()
        if key not in ("title", "discriminator") and (key, value) != ("default", None)
    }
    if "properties" in node:
        kept["properties"] = {key: _tidied(value) for key, value in node["properties"].items()}
    for key in ("items", "additionalProperties", "oneOf", "prefixItems"):
        if key in kept:
            kept[key] = _tidied(kept[key])
    if "patternProperties" in kept:
        kept["patternProperties"] = {key: _tidied(value) for key, value in kept["patternProperties"].items()}
        kept["additionalProperties"] = False
    if "anyOf" in kept:
        kept["anyOf"] = _options(kept["anyOf"])
        if len(kept["anyOf"]) == 1:
            (only,) = kept.pop("anyOf")
            kept = {**only, **kept}
    if kept.get("description", "").startswith("an expression"):
        return {"$ref": f"{_REF}Expression"}
    if kept.get("type") == "string" and not kept.keys() & {"pattern", "enum", "const"}:
        return {**kept, **_SCALAR}
    return kept


def _options(options: list[dict[str, Any]]) -> list[Any]:
    """The alternatives of a key, a text as one of them."""
    kept = [option for option in options if option.get("type") != "null"]
    texts = [option for option in kept if option.get("description") == "one text per language"]
    if not texts:
        return [_tidied(option) for option in kept]
    rest = [option for option in kept if option not in (*texts, {"type": "string"})]
    return [{"$ref": f"{_REF}Wording"}, *(_tidied(option) for option in rest)]
