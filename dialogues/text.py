"""The scalar types that definitions are made of: texts in several languages, names, yes or no, expressions.

Each reads the plain strings of a YAML file and refuses with a code, so that `loading.py` can say where the
author's mistake stands. Nothing here knows a question type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from dialogues.expressions import Expression, ExpressionProblem, Template, parse, parse_template

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in every language of the dialogue; a single text is the same in all of them."""

    translations: Mapping[str, str]

    def within(self, language: str) -> str:
        """As written for this language, holes and all."""
        translations = self.translations
        return translations.get(language) or translations.get("") or next(iter(translations.values()))

    def everywhere(self) -> tuple[str, ...]:
        """Every wording there is."""
        return tuple(self.translations.values())

    def __hash__(self) -> int:
        return hash(tuple(self.translations.items()))


template = lru_cache(maxsize=8192)(parse_template)


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Marks a scalar type of the language: `read` makes it from plain strings, `schema` describes it to editors.

    Not pydantic's PlainValidator: that looks into the type itself as well, and an expression's insides are no
    business of a schema.
    """

    read: Callable[[Any, ValidationInfo], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)

    def __hash__(self) -> int:
        return hash(self.read)


def _text(value: Any, info: ValidationInfo) -> Text:
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    if isinstance(value, str):
        if not value.strip():
            raise PydanticCustomError("empty_text", "the text is empty; write one or leave the key out")
        return _checked(Text({"": value}))
    if not isinstance(value, dict) or not value:
        raise PydanticCustomError("not_text", "expected a text, or one text per language")
    strange = [tag for tag in value if tag not in languages]
    if strange:
        raise PydanticCustomError(
            "unknown_language",
            "{tag} is not one of the declared languages",
            {"tag": strange[0], "key": strange[0]},
        )
    missing = [tag for tag in languages if not str(value.get(tag, "")).strip()]
    if missing:
        raise PydanticCustomError("missing_language", "no text in {tag}", {"tag": missing[0]})
    if not all(isinstance(text, str) for text in value.values()):
        raise PydanticCustomError("not_text", "expected a text for each language")
    return _checked(Text(dict(value)))


def _checked(text: Text) -> Text:
    for wording in text.everywhere():
        if "${" in wording:
            _parsed(template, wording)
    return text


def _parsed(reader: Any, source: str) -> Any:
    try:
        return reader(source)
    except ExpressionProblem as problem:
        raise PydanticCustomError(
            "expression",
            "{what}; {remedy}",
            {
                "what": problem.what,
                "remedy": problem.remedy,
                "offset": problem.position,
                "code": problem.code,
            },
        ) from None


def _expression(value: Any, _: ValidationInfo) -> Expression:
    if not isinstance(value, str):
        raise PydanticCustomError("not_text", "expected an expression")
    return _parsed(parse, value)  # type: ignore[no-any-return]


def _boolean(value: Any, _: ValidationInfo) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise PydanticCustomError("not_boolean", "expected true or false")


def _required(value: Any, info: ValidationInfo) -> str | Expression:
    return value if value in ("true", "soft", "false") else _expression(value, info)


def _number(value: Any, _: ValidationInfo) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise PydanticCustomError("not_number", "expected a number")
    return number


def _name(value: Any, _: ValidationInfo) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise PydanticCustomError(
            "bad_name",
            "a name is 1 to 40 of a-z, 0-9 and _, and begins with a letter: {name}",
            {"name": str(value)},
        )
    return value


def labelled(value: Any, info: ValidationInfo) -> Any:
    """For a validator that runs before a model with a `label`: a bare text, or a translation, is the label.

    A mapping is a translation if and only if all its keys are declared languages.
    """
    languages = (info.context or {}).get("languages", ())
    if isinstance(value, str) or (
        isinstance(value, dict) and value and all(key in languages for key in value)
    ):
        return {"label": value}
    return value


_TEXT_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "one text per language",
        },
    ]
}
_EXPRESSION_SCHEMA = {"type": "string", "description": "an expression, such as ${age} >= 18"}

_REQUIRED_SCHEMA = {"anyOf": [{"enum": ["true", "soft", "false", True, False]}, _EXPRESSION_SCHEMA]}
_NAME_SCHEMA = {"type": "string", "pattern": f"^{NAME.pattern}$"}

Label = Annotated[Text, ReadBy(_text, _TEXT_SCHEMA)]
Formula = Annotated[Expression, ReadBy(_expression, _EXPRESSION_SCHEMA)]
Flag = Annotated[bool, ReadBy(_boolean, {"type": ["boolean", "string"]})]
Required = Annotated[str | Expression, ReadBy(_required, _REQUIRED_SCHEMA)]
Number = Annotated[Decimal, ReadBy(_number, {"type": ["number", "string"]})]
Name = Annotated[str, ReadBy(_name, _NAME_SCHEMA)]

__all__ = [
    "NAME",
    "Expression",
    "Flag",
    "Formula",
    "Label",
    "Name",
    "Number",
    "ReadBy",
    "Required",
    "Template",
    "Text",
    "labelled",
    "template",
]
