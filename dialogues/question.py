"""What every question type has, and what it must be able to do.

A type is one file in `questions/`: a frozen model of its YAML keys with `face`, `read`, `show`, `as_value`
and, where it has rules of its own, `check` and `gaps`. A value is canonical JSON from the moment that it is
read (the table of them is in docs/dialogues.md), so there is no second, typed form to convert to and from:
only expressions see types, through `as_value`.

Whether an answer is relevant, required or breaks a constraint is not a type's business; how a conversation
moves is not either.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from dialogues.application import Json, Nothing, Path
from dialogues.expressions import Expression, Value
from dialogues.prompt import Block, Button, Choice, Expects, Paragraph
from dialogues.reply import Reply, StoredFile, Typed
from dialogues.text import Flag, Formula, Label, Name, Number, Required, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A person's mistake: a code of the catalogue ("problem." + code) and its fields. Never an exception."""

    code: str
    fields: Mapping[str, str | int] = field(default_factory=dict)
    #: the author's own words instead, already in the person's language
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The reply is an answer: `value` is the type's canonical JSON."""

    value: Json
    #: what was understood, said only where it differs from what was typed
    echo: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """The reply is a part of an answer; the prompt is shown anew with this draft."""

    draft: Json
    echo: str = ""
    #: what is still wrong with it
    problem: Problem | None = None
    #: said at once where a press is answered with a short word (a tick's "2/3")
    toast: str = ""
    #: said beside the prompt, such as the whole of a long text
    told: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """The reply cannot be read; nothing that was there before is lost."""

    problem: Problem
    toast: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubtful:
    """The reply has two or more readings: each button carries one, as a reply to the same question."""

    about: str
    readings: tuple[Button, ...]
    #: a number stands on each button, and means what it says there, not the button's place
    own_numbers: bool = False


Read = Accepted | Unfinished | Rejected | Doubtful


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """A question's share of its prompt; `label` and `hint` only where they differ from the definition's."""

    expects: Expects
    label: str = ""
    #: which part of the question this is, behind its label
    place: str = ""
    hint: str = ""
    body: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    #: rows of buttons
    actions: tuple[tuple[Button, ...], ...] = ()
    #: the answer that is being changed stands in the body, so that it need not be said once more
    tells_answer: bool = False
    #: only a part of an answer is asked: an explanation, a caption. The kinds of nothing belong to the whole
    asks_part: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """Where a question stands when it is asked: the language, the words, the day, and its neighbours' answers."""

    language: str
    #: the dialogue's languages: a reply may be in any of them
    languages: tuple[str, ...]
    #: a sentence of the catalogue, in the person's language
    say: Callable[..., str]
    #: the same key in each of the dialogue's languages
    everywhere: Callable[[str], tuple[str, ...]]
    #: a text of the dialogue in the person's language, its holes filled
    text: Callable[[Text], str]
    today: date
    #: the names of the choices that the question's `choice_filter` leaves
    allowed: Callable[[Mapping[str, Any]], tuple[str, ...]]
    #: the question's code on the paper
    code: str = ""
    #: how the organiser is reached, where the dialogue says so
    organiser: str = ""
    #: files that were sent and are not yet put anywhere
    loose: tuple[StoredFile, ...] = ()
    #: what is ticked shows by itself: a tick is to change nothing else of what is seen
    boxes: bool = False


class Model(BaseModel):
    """Frozen; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Entry(Model):
    """What stands in `questions:`: asked, shown, computed or a group of such."""

    name: Name
    type: str
    label: Label | None = None
    relevant: Formula | None = None
    #: the code on the paper
    number: str | None = None
    #: a short label for tables, lists and narrow buttons
    short: Label | None = None
    #: shown in the headline of the summary
    summary: Flag = False
    #: contact data: stays out of the reviewers' room
    contact: Flag = False

    def formulas(self) -> Iterable[tuple[str, Expression]]:
        """Every expression of this entry, with the key that it stands under."""
        if self.relevant is not None:
            yield "relevant", self.relevant

    def texts(self) -> Iterable[tuple[str, Text]]:
        """Every text with holes that can name other answers, with the key that it stands under."""
        if self.label is not None:
            yield "label", self.label

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        """The type's own rules for its definition: (keys to the place, code, what is wrong, what to do)."""
        return ()


class Question(Entry):
    """What is asked. The minimum a type must give: `face`, `read`, `show`."""

    label: Label
    hint: Label | None = None
    required: Required = "false"
    constraint: Formula | None = None
    constraint_message: Label | None = None
    severity: Literal["error", "warning"] = "error"
    default: str | None = None
    #: the department that knows it
    source: Label | None = None
    appearance: str | None = None
    dimension: Name | None = None
    unit: Label | None = None

    #: about how long an answer takes, in minutes
    minutes: ClassVar[float] = 0.5
    #: which kinds of nothing its prompt offers besides "later"
    offers: ClassVar[tuple[Nothing, ...]] = ()
    #: its path within expressions: names of the parts of an answer, such as "other"
    parts: ClassVar[tuple[str, ...]] = ()
    #: appearances that this type knows
    appearances: ClassVar[tuple[str, ...]] = ()

    @property
    def takes_files(self) -> bool:
        """Whether a file can be a part of its answer."""
        return False

    @property
    def is_short(self) -> bool:
        """Whether it may stand on one screen with others: a word, a figure, a press."""
        return False

    def formulas(self) -> Iterable[tuple[str, Expression]]:
        yield from super().formulas()
        if self.constraint is not None:
            yield "constraint", self.constraint
        if isinstance(self.required, Expression):
            yield "required", self.required

    def texts(self) -> Iterable[tuple[str, Text]]:
        yield from super().texts()
        for key in ("hint", "constraint_message"):
            if (text := getattr(self, key)) is not None:
                yield key, text

    @abstractmethod
    def face(self, value: Json, draft: Json, here: Here) -> Face:
        """Its share of the prompt. `value` is the present answer that is being changed, or None; `draft` what
        is there of an unfinished one, or None."""

    @abstractmethod
    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        """What a reply means for this question; total, whatever the reply is."""

    @abstractmethod
    def show(self, value: Json, here: Here) -> str:
        """The answer in one line, in the person's language, with its unit."""

    def show_parts(self, value: Json, parts: Iterable[str], here: Here) -> str:
        """The same of these parts of it, where an expression names no more; "" where they are empty."""
        return self.show(value, here)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        """The answer as a summary shows it, whole."""
        return (Paragraph(text=self.show(value, here)),)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        """What expressions see: "" is the answer itself, other keys its parts, such as "other" or "row/column"."""
        return {"": value}

    def reopened(self, value: Json) -> Json:
        """The draft that a change of this answer starts from; None where it starts anew."""
        return None

    def is_step(self, before: Json, after: Json) -> bool:
        """Whether this change of its draft is an act of its own, which /undo takes back; else only an answer is."""
        return False

    def gaps(self, value: Json) -> tuple[str, ...]:
        """Codes ("gap." + code) of what an accepted answer still lacks, such as an explanation."""
        return ()

    def outdated(self, value: Json, allowed: Callable[[Mapping[str, Any]], tuple[str, ...]]) -> bool:
        """Whether the answer is no longer one of those that can be given (its choice was filtered away).
        `allowed` is `Here.allowed`."""
        return False

    def scored(self, value: Json) -> Number | None:
        """Its score, where the definition gives one."""
        return None

    def best_score(self) -> Number | None:
        """The most it can score."""
        return None

    def outline(self) -> Mapping[str, Any]:
        """The type's own keys for `formbot show`, as JSON; texts stay `Text`."""
        return {}

    def raw(self, reply: Reply, value: Json, here: Here) -> str:
        """What is kept as the raw reply."""
        text = typed_text(reply)
        return self.show(value, here) if text is None else text


def typed_text(reply: Reply) -> str | None:
    """The text of a typed reply, else None."""
    return reply.text if isinstance(reply, Typed) else None


__all__ = [
    "Accepted", "Annotated", "Doubtful", "Entry", "Face", "Field", "Here", "Model", "Path", "Problem", "Question",
    "Read", "Rejected", "Unfinished", "typed_text",
]  # fmt: skip
