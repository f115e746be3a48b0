"""What authors write who know other forms, other languages or another map, and what they mean by it.

Words for remedies: a file is never accepted as if the right word stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from dialogues.mistakes import closest, did_you_mean

_TYPES: Final = {
    "bool": ("yes_no",),
    "boolean": ("yes_no",),
    "checkbox": ("select_multiple",),
    "checkboxes": ("select_multiple",),
    "dropdown": ("select_one",),
    "float": ("decimal",),
    "int": ("integer",),
    "number": ("integer", "decimal"),
    "radio": ("select_one",),
    "string": ("text",),
}
_FLAGS: Final = {
    "yes": "true", "true": "true", "on": "true", "no": "false", "false": "false", "off": "false",
}  # fmt: skip
#: cities that the database of time zones does not name, or names by an old border
_CITIES: Final = {"beijing": "Asia/Shanghai", "peking": "Asia/Shanghai", "chongqing": "Asia/Shanghai"}
_OPERATORS: Final = {
    "and": "and", "or": "or", "not": "not(…)", "≥": ">=", "≤": "<=", "≠": "!=", "=>": ">=", "=<": "<=",
}  # fmt: skip
_OPERATOR: Final = re.compile(r"[≥≤≠]|=[<>]|(?!and|or|not)(?:(?i:and|or|not))(?![\w-])")


def types_meant(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The question types that were probably meant, the likeliest first."""
    listed = tuple(known)
    meant = tuple(each for each in _TYPES.get(word.casefold(), ()) if each in listed)
    near = closest(word, listed)
    return meant or (() if near is None else (near,))


def type_remedy(word: str, known: Iterable[str]) -> str:
    """What to write instead of a type that does not exist."""
    listed = tuple(known)
    meant = types_meant(word, listed)
    return f"did you mean {' or '.join(meant)}?" if meant else did_you_mean(word, listed)


def flag_remedy(word: str, otherwise: str) -> str:
    """What to write for yes or no."""
    return f"write {_FLAGS[word.casefold()]}" if word.casefold() in _FLAGS else otherwise


def zone_meant(name: str, known: Iterable[str]) -> str | None:
    """The time zone of a city, else the one that is written alike."""
    words = re.split(r"[\W_]+", name.casefold())
    return next((_CITIES[word] for word in words if word in _CITIES), None) or closest(name, known)


def operator_meant(source: str, offset: int) -> tuple[str, str] | None:
    """The foreign operator at this place, or whose first sign stands before it, and what to write for it."""
    for start in (offset, offset - 1):
        found = _OPERATOR.match(source, start) if start >= 0 else None
        if found is not None and found.end() > offset and not (found[0].isalpha() and start < offset):
            return found[0], _OPERATORS[found[0].casefold()]
    return None
