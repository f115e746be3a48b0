"""An author's mistakes: each with its place, a stable code, what is wrong and what to do. Collected, never raised.

The table of codes is the one place where they are given out: a code is never used again for something else. What
is looked for stands in `source.py` (YAML), `shape.py` (keys and values) and `checking.py` (the whole dialogue).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, NamedTuple


class Place(NamedTuple):
    """Counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One mistake, as `formbot check` prints it."""

    file: str
    line: int
    column: int
    code: str
    what: str
    remedy: str
    #: a warning is not in the way of a dialogue
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        what = self.what if self.level == "error" else f"warning: {self.what}"
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {what}; {self.remedy}"

    def as_json(self) -> dict[str, str | int]:
        """For editors and CI."""
        return asdict(self)


#: By kind: the code, and what it stands for in the docs.
CODES: Final[dict[str, tuple[str, str]]] = {
    # the file
    "not_utf8": ("D001", "the file is not text in UTF-8"),
    "too_large": ("D002", "the file is larger than 1 MB"),
    "not_yaml": ("D003", "the file is not YAML, or is empty"),
    "not_plain": ("D004", "an alias, an anchor, a tag, a directive or a second document"),
    "too_deep": ("D005", "mappings and lists nest too deep"),
    "characters": ("D006", "a control character or half a character in a text"),
    "key_twice": ("D007", "a key stands twice in one mapping"),
    "too_many": ("D009", "so many mistakes that the rest is not listed"),
    # keys and values
    "unknown_key": ("D010", "a key that does not exist here"),
    "missing_key": ("D011", "a key that must be here is not"),
    "unknown_type": ("D012", "a question type that does not exist"),
    "bad_shape": ("D013", "a text where a list must be, keys where a text must be, and the like"),
    "bad_value": ("D014", "a value that is none of those allowed, or not of the right form"),
    "bad_number": ("D015", "not a number, or outside of what is allowed"),
    "bad_name": ("D016", "a name that is badly formed"),
    "empty_text": ("D017", "a text that is empty"),
    "missing_language": ("D018", "a text that is missing in a declared language"),
    "unknown_language": ("D019", "a language that is not declared"),
    "bad_language": ("D020", "not a language tag, or the same one twice"),
    "bad_time": ("D021", "not a duration, a time, a date or a time zone"),
    "no_effect": ("D022", "a key that does nothing here, since another is missing"),
    # names
    "duplicate_name": ("D030", "a name that is used twice"),
    "unknown_name": ("D031", "`${name}` that names no question"),
    "later_name": ("D032", "`${name}` of the question itself, or of a later one"),
    "no_answer": ("D033", "`${name}` of something that has no answer, such as a note or a group"),
    "unknown_part": ("D034", "`${name/part}` where the answer has no such part"),
    "duplicate_number": ("D035", "a code on the paper that two questions or sections have"),
    # expressions
    "expression": ("D040", "an expression that cannot be read"),
    "pattern": ("D041", "a pattern that RE2 refuses"),
    "unknown_choice": ("D042", "a comparison with something that is not among the choices"),
    "never_true": ("D043", "a condition that can never be true"),
    "no_self": ("D044", "`.` or `position(..)` where there is no answer or no entry that it could mean"),
    "unknown_attribute": ("D045", "a name without `${}` that is not an attribute of the choices"),
    "truth": ("D046", "a `yes_no` as if it were true or false: `${name}` holds for “no” as well"),
    # choices
    "unknown_list": ("D050", "a list of choices that does not exist"),
    "unused_list": ("D051", "a list of choices that no question uses"),
    "bad_selection": ("D052", "picks, choices or explanations that do not go together"),
    # tables and types
    "bad_total": ("D060", "a total over what cannot be added, or over what does not exist"),
    "bad_table": ("D061", "rows, columns or cells that do not go together"),
    "bad_limits": ("D062", "limits that leave nothing, or that contradict each other"),
    "unknown_appearance": ("D063", "an appearance that the type does not know"),
    "bad_default": ("D064", "a default that is not an answer to its question"),
    # the whole
    "bad_sections": ("D070", "sections or groups that are empty, mixed or nested too deep"),
    "bad_ticks": ("D071", "a question that cannot stand in a list of ticks"),
    "unknown_dimension": ("D072", "a dimension that is not defined"),
    "no_dimension": ("D073", "a score that counts for no dimension"),
    # what works, and could be better
    "contact_named": ("D081", "a warning: a text that names contact data, and is not itself such"),
    "long_label": ("D080", "a warning: a label that would be cut on a button, and no `short` one that fits"),
}
#: Kinds that are warnings: an author can ship with them.
WARNINGS: Final = frozenset({"contact_named", "long_label"})

#: of one file; what is wrong in more places than that is wrong in one
MOST: Final = 500


@dataclass(kw_only=True, slots=True)
class Findings:
    """The mistakes of one file while they are collected; the same one is kept once."""

    file: str
    _found: dict[tuple[Place, str, str], Mistake] = field(default_factory=dict)

    def add(self, place: Place, kind: str, what: str, remedy: str) -> None:
        """Add a mistake; `kind` is a key of CODES."""
        code, _ = CODES[kind]
        if kind in WARNINGS and len(self) >= MOST:
            return
        if self.is_full:
            code, what, remedy = (
                CODES["too_many"][0],
                f"there are more than {MOST} mistakes",
                "mend these first",
            )
            self._found.setdefault((Place(0, 0), code, what), self._mistake(Place(1, 1), code, what, remedy))
            return
        what, remedy = " ".join(what.split()), " ".join(remedy.split())  # a mistake is one line
        level: Literal["error", "warning"] = "warning" if kind in WARNINGS else "error"
        self._found.setdefault((place, code, what), self._mistake(place, code, what, remedy, level))

    @property
    def is_full(self) -> bool:
        """Whether looking for more would not help."""
        return self.errors >= MOST

    @property
    def errors(self) -> int:
        """How many there are that are in the way of a dialogue."""
        return sum(found.level == "error" for found in self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def mistakes(self) -> tuple[Mistake, ...]:
        """In the order of the file."""
        return tuple(sorted(self._found.values(), key=lambda found: (found.line, found.column, found.code)))

    def _mistake(
        self,
        place: Place,
        code: str,
        what: str,
        remedy: str,
        level: Literal["error", "warning"] = "error",
    ) -> Mistake:
        return Mistake(
            file=self.file,
            line=place.line,
            column=place.column,
            code=code,
            what=what,
            remedy=remedy,
            level=level,
        )


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one that was probably meant."""
    if len(word) > 60:
        return None
    listed = list(known)
    by_form = {_form(each): each for each in reversed(listed)}
    if _form(word) in by_form:
        return by_form[_form(word)]
    return next(iter(difflib.get_close_matches(word, listed, n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str], *, none: str = "remove it") -> str:
    """A remedy: the one that was probably meant, else all there are, as far as they fit a line; `none` where
    there are none.
    """
    listed = list(known)
    meant = closest(word, listed)
    if meant is not None:
        return f"did you mean {meant}?"
    if not listed:
        return none
    shown = ", ".join(listed[:12])
    return f"there is {shown}" + (" …" if len(listed) > 12 else "")


def _form(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def clause(sentence: str) -> str:
    """A sentence as a part of a line: without its full stop, and small unless it begins with a name."""
    text = sentence.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
