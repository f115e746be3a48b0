"""What the program itself says, in the person's language.

A wording is found by a stable dotted key such as `button.later`; what a questionnaire says stands in its
dialogue instead. The catalogues are handed in as data: reading the packaged files is for `catalogue.py`.
No language falls back to another here, and no variant of Chinese is made from another by its characters: the
caller matches a language first, and each catalogue is complete, which the tests demand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from babel.core import get_global

#: what may fill a hole; how a number or a date is written is for the caller, who knows what it means
Field: TypeAlias = str | int | Decimal
#: one form, or one for each plural of the language
Wording: TypeAlias = str | tuple[str, ...]

_HOLE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
#: the slash of a command, such as /back: not of "yes/no", nor of an address
_COMMAND = re.compile(r"(?<![\w/}])/(?=[a-z])")
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_][a-z]{3})*(?:[-_](?P<script>[a-z]{4}))?"
    r"(?:[-_](?P<territory>[a-z]{2}|[0-9]{3}))?(?![a-z0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The wordings of one language."""

    wordings: Mapping[str, Wording]
    #: which of a wording's forms goes with a number
    plural: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Words:
    """All catalogues, by language tag."""

    catalogues: Mapping[str, Catalogue]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.catalogues)

    def commanded(self, by: str) -> Words:
        """The same where a command is not typed as "/back", but with `by` in place of the slash; nothing that fills a
        hole is changed."""
        if by == "/":
            return self
        return Words(
            {
                tag: replace(
                    catalogue,
                    wordings={key: _commanded(wording, by) for key, wording in catalogue.wordings.items()},
                )
                for tag, catalogue in self.catalogues.items()
            }
        )

    def say(self, language: str, key: str, /, **fields: Field) -> str:
        """The wording of `key`, its holes filled; the field `n` chooses between plural forms.

        A language, key, or field that is missing is our mistake and raises KeyError.
        """
        catalogue = self.catalogues[language]
        wording = catalogue.wordings[key]
        if isinstance(wording, tuple):
            n = fields["n"]
            if not isinstance(n, int):
                raise TypeError(f"{key}: a plural is chosen by a whole number, not by {n!r}")
            wording = wording[catalogue.plural(n)]
        # One pass: what a person typed may itself look like a hole and stays as it is.
        return _HOLE.sub(lambda hole: _written(fields[hole[1]]), wording)


def _commanded(wording: Wording, by: str) -> Wording:
    if isinstance(wording, tuple):
        return tuple(_COMMAND.sub(by, form) for form in wording)
    return _COMMAND.sub(by, wording)


def holes(wording: Wording) -> frozenset[str]:
    """The names of the fields that a wording needs, in any of its forms."""
    forms = (wording,) if isinstance(wording, str) else wording
    return frozenset(name for form in forms for name in _HOLE.findall(form))


def match_language(wanted: Iterable[str], offered: Sequence[str], default: str) -> str:
    """The first wanted language that is offered, compared by language and script: zh-TW is met by zh-Hant,
    zh alone by zh-Hans, en-GB by en. What is no language tag is passed over.
    """
    by_script = {_language_and_script(tag): tag for tag in reversed(offered)}
    for tag in wanted:
        if (spoken := _language_and_script(tag)) and (found := by_script.get(spoken)):
            return found
    return default


def _written(field: Field) -> str:
    # str() would write Decimal("1E+2"); a person reads 100
    return f"{field:f}" if isinstance(field, Decimal) else str(field)


@lru_cache(maxsize=1024)
def _language_and_script(tag: str) -> tuple[str, str] | None:
    # Babel's own parser refuses what platforms send: "zh-hans-raw" is a language pack of Telegram's.
    found = _TAG.match(tag)
    if found is None:
        return None
    language = found["language"].lower()
    if found["script"]:
        return language, found["script"].title()
    likely: Mapping[str, str] = get_global("likely_subtags")
    territory = (found["territory"] or "").upper()
    _, _, script_on = likely.get(f"{language}_{territory}", likely.get(language, "")).partition("_")
    return language, script_on.partition("_")[0]
