"""The questionnaire that every bot of the benchmark asks: so many questions, in the mix of the award or half and half.

The award (`dialogues/definitions/award.yaml`) has 61 questions that are typed, 37 that are pressed, 7 tables and 4
files. Tables and files are left out: no other bot here could ask them without being written anew. Of the rest, a
selection of several choices counts as one press.

How a question is asked by one bot or another must not live here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "number", "yes_no", "one"]

#: how many there are of each kind in the award; addresses, telephone numbers and dates count as texts
AWARD: Final[Mapping[Kind, int]] = {"text": 50, "number": 11, "yes_no": 25, "one": 12}
#: as many typed as pressed
HALF: Final[Mapping[Kind, int]] = {"text": 1, "yes_no": 1}
MIXES: Final = {"award": AWARD, "half": HALF}

CHOICES: Final[Mapping[Kind, tuple[tuple[str, str], ...]]] = {
    "yes_no": (("yes", "Yes"), ("no", "No")),
    "one": (
        ("in", "Inbound only"),
        ("out", "Outbound only"),
        ("apart", "Both, apart"),
        ("mixed", "Both, mixed"),
    ),
}
#: what people write, about as long as in the award's samples
WORDS: Final = "We answer within twenty seconds, and call back on the same day if we cannot."
NUMBER: Final = "120"
#: what every bot says when all is answered
DONE: Final = "Thank you, all is answered."


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    number: int
    kind: Kind

    @property
    def name(self) -> str:
        return f"q{self.number}"

    @property
    def mark(self) -> str:
        """What stands in its label and in no other one."""
        return f"Question {self.number}:"

    @property
    def label(self) -> str:
        return f"{self.mark} how is this handled in your centre today?"

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Name and label of each; none where the answer is typed."""
        return CHOICES.get(self.kind, ())


def questions(number: int, mix: str) -> tuple[Question, ...]:
    """So many, with the kinds spread evenly: each next one is of the kind that is most behind its share."""
    shares = MIXES[mix]
    total = sum(shares.values())
    given: dict[Kind, int] = dict.fromkeys(shares, 0)
    asked = []
    for index in range(number):
        kind = max(shares, key=lambda each: shares[each] * (index + 1) / total - given[each])
        given[kind] += 1
        asked.append(Question(index, kind))
    return tuple(asked)


def definition(asked: tuple[Question, ...]) -> str:
    """The same as a dialogue of ours. A question behind a "yes or no" depends on it, as many of the award do."""
    return "\n".join(_lines(asked)) + "\n"


def _lines(asked: tuple[Question, ...]) -> Iterator[str]:
    yield from ("id: bench", "title: Bench", "languages: [en]", "default_language: en", "sections:")
    for question in asked:
        if question.number % 10 == 0:
            section = question.number // 10
            yield from (f"  - name: s{section}", f"    label: Section {section}", "    questions:")
        before = asked[question.number - 1] if question.number else None
        relevant = f", relevant: \"${{{before.name}}} != 'no'\"" if before and before.kind == "yes_no" else ""
        kind = {"number": "integer", "one": "select_one"}.get(question.kind, question.kind)
        choices = ", ".join(f'{name}: "{label}"' for name, label in question.choices)
        listed = f", choices: {{{choices}}}" if question.kind == "one" else ""
        yield (
            f'      - {{name: {question.name}, type: {kind}, label: "{question.label}", '
            f"required: soft{relevant}{listed}}}"
        )
