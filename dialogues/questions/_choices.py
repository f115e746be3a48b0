"""Choices as an author writes them, and as they are offered here and now.

Shared by `select_one` and `select_multiple`. What a typed text picks of them is in `_picks.py`; how many may be
picked, and what a value looks like, is for the types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo

from dialogues.application import Json
from dialogues.expressions import Expression
from dialogues.question import Here, Model, Problem, Question
from dialogues.questions._picks import OTHER, Offer, Offered
from dialogues.text import Flag, Formula, Label, Name, Number, Text, labelled


class ChoiceDefinition(Model):
    """One choice. Keys that it does not know are attributes, for `choice_filter`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str] = Field(init=False)

    label: Label
    short: Label | None = None
    #: excludes every other choice
    exclusive: Flag = False
    score: Number | None = None

    @property
    def attributes(self) -> Mapping[str, str]:
        return self.__pydantic_extra__


class Other(Model):
    """A last choice that asks what: `label` is that question, `choice` what the choice itself is called."""

    label: Label | None = None
    choice: Label | None = None
    hint: Label | None = None
    max_length: Annotated[int, Field(ge=1, le=20_000)] = 500


def _other(value: Any, info: ValidationInfo) -> Any:
    return {} if value == "true" else labelled(value, info)


Allowed: TypeAlias = Callable[[Mapping[str, Any]], tuple[str, ...]]
Choices: TypeAlias = Mapping[
    Name,
    Annotated[ChoiceDefinition, BeforeValidator(labelled, json_schema_input_type=Label | ChoiceDefinition)],
]
MayBeOther: TypeAlias = (
    Annotated[Other, BeforeValidator(_other, json_schema_input_type=Literal["true"] | Label | Other)] | None
)


class Selecting(Question):
    """A question with choices of its own."""

    choices: Annotated[Choices, Field(min_length=1)]
    choice_filter: Formula | None = None
    other: MayBeOther = None

    def formulas(self) -> Iterable[tuple[str, Expression]]:
        yield from super().formulas()
        if self.choice_filter is not None:
            yield "choice_filter", self.choice_filter

    def texts(self) -> Iterable[tuple[str, Text]]:
        yield from super().texts()
        for choice in self.choices.values():
            yield "choices", choice.label
            if choice.short is not None:
                yield "choices", choice.short
        if self.other is not None:
            yield from (
                ("other", text) for text in (self.other.label, self.other.choice, self.other.hint) if text
            )

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        if self.other is not None and OTHER in self.choices:
            yield (
                ("choices", OTHER),
                "bad_selection",
                "this choice has the name of the one that `other` adds",
                "rename it, or remove `other`",
            )

    def offered(self, here: Here) -> Offer:
        """The choices that can be picked now, numbered, "other" last."""
        allowed = self._allowed(here.allowed)
        offered = [
            self._offer(name, number, here)
            for number, name in enumerate((name for name in self.choices if name in allowed), start=1)
        ]
        if self.other is not None:
            label, choice = self.called(OTHER, here), self.other.choice
            wordings = here.everywhere("button.other") if choice is None else choice.everywhere()
            offered.append(
                Offered(
                    name=OTHER, label=label, short=label, number=len(offered) + 1, labels=(label, *wordings)
                )
            )
        return tuple(offered)

    def _offer(self, name: str, number: int, here: Here) -> Offered:
        choice = self.choices[name]
        texts = [text for text in (choice.label, choice.short) if text is not None]
        said = [here.text(text) for text in texts]
        wordings = [wording for text in texts for wording in text.everywhere()]
        return Offered(
            name=name,
            label=said[0],
            short=said[-1],
            number=number,
            labels=tuple(dict.fromkeys((*said, *wordings))),
            exclusive=choice.exclusive,
        )

    def called(self, name: str, here: Here) -> str:
        """The label of a choice, offered now or not."""
        if name in self.choices:
            return here.text(self.choices[name].label)
        if self.other is not None and self.other.choice is not None:
            return here.text(self.other.choice)
        return here.say("button.other")

    def asked_other(self, here: Here) -> str:
        """The question that "other" asks."""
        label = self.other.label if self.other is not None else None
        return here.say("tell.other") if label is None else here.text(label)

    def hint_for_other(self, here: Here) -> str:
        """How to answer it."""
        hint = self.other.hint if self.other is not None else None
        return "" if hint is None else here.text(hint)

    def other_too_long(self, text: str) -> Problem | None:
        """Whether what "other" is has been said at too great a length."""
        limit = self.other.max_length if self.other is not None else 0
        if len(text) <= limit:
            return None
        return Problem(code="text_long", fields={"count": len(text), "limit": limit})

    def outdated(self, value: Json, allowed: Allowed) -> bool:
        picked = value["picked"]
        names = {picked} if isinstance(picked, str) else set(picked)
        return not names <= self._allowed(allowed) | {OTHER}

    def _allowed(self, allowed: Allowed) -> frozenset[str]:
        """The names of the choices that the filter leaves."""
        if self.choice_filter is None:
            return frozenset(self.choices)
        return frozenset(
            allowed({name: {"name": name, **choice.attributes} for name, choice in self.choices.items()})
        )

    def outline(self) -> Mapping[str, Any]:
        return {
            **super().outline(),
            "choices": [
                {"name": name, "label": it.label, "exclusive": it.exclusive}
                for name, it in self.choices.items()
            ],
            "other": None
            if self.other is None
            else {name: getattr(self.other, name) for name in Other.model_fields},
        }
