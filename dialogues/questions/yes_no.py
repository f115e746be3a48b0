"""`yes_no`: 是 or 否, or two answers of the author's own (有 and 没有), with an explanation where one is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from dialogues.application import Json, Nothing
from dialogues.prompt import Button, Choice
from dialogues.question import Here, Model, Problem, Read, Rejected
from dialogues.questions._picking import MayExplain, PickingOne
from dialogues.questions._picks import Offered
from dialogues.questions._saying import doubt, excerpt, lines
from dialogues.reading.smalltalk import read_talk
from dialogues.reading.yes_no import denies, read_yes_no
from dialogues.reply import Typed
from dialogues.text import Label, Number, Text

Answer = Literal["yes", "no"]
ANSWERS: tuple[Answer, Answer] = ("yes", "no")


class Labels(Model):
    """What the two answers are called."""

    yes: Label
    no: Label


def _both(value: Any) -> Any:
    """`both` stands for the two answers, alone or behind `when:`."""
    if isinstance(value, dict) and value.get("when") == "both":
        return {**value, "when": list(ANSWERS)}
    return list(ANSWERS) if value == "both" else value


class YesNo(PickingOne):
    """Yes or no."""

    type: Literal["yes_no"]
    choices: Labels | None = None
    explain: Annotated[MayExplain, BeforeValidator(_both)] = None
    #: counted only where the question has a dimension
    score: Mapping[Answer, Number] = {"yes": Decimal(1), "no": Decimal(0)}

    minutes: ClassVar[float] = 0.25
    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.DECLINED,)

    @property
    def is_short(self) -> bool:
        return True

    def texts(self) -> Iterable[tuple[str, Text]]:
        yield from super().texts()
        if self.choices is not None:
            yield from (("choices", label) for label in (self.choices.yes, self.choices.no))

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        for name in self.explain.when if self.explain is not None else ():
            if name not in ANSWERS:
                yield ("explain",), "bad_selection", f"{name} is not an answer here", "write yes, no or both"

    def offered(self, here: Here) -> tuple[Offered, ...]:
        return tuple(
            Offered(name=name, label=label, short=label, number=number, labels=self._wordings(name, here))
            for number, name in enumerate(ANSWERS, start=1)
            for label in (self.called(name, here),)
        )

    def called(self, name: str, here: Here) -> str:
        if self.choices is None:
            return here.say("button.yes" if name == "yes" else "button.no")
        return here.text(self.choices.yes if name == "yes" else self.choices.no)

    def _wordings(self, name: str, here: Here) -> tuple[str, ...]:
        if self.choices is None:
            return here.everywhere("button.yes" if name == "yes" else "button.no")
        return (
            self.called(name, here),
            *(self.choices.yes if name == "yes" else self.choices.no).everywhere(),
        )

    def how(self, here: Here) -> str:
        if self.explain is None or len(self.explain.when) != 1:
            return ""
        author = here.text(self.hint) if self.hint is not None else ""
        return lines(author, here.say("how.yes_explain", choice=self.called(self.explain.when[0], here)))

    def instead(self, choices: tuple[Choice, ...], here: Here) -> tuple[Button, ...]:
        """While the explanation is asked, one button picks the other answer."""
        return tuple(
            Button(label=here.say("button.choose_instead", choice=choice.label), reply=choice.reply)
            for choice in choices
            if not choice.picked
        )

    def understood(self, text: str, here: Here) -> Read:
        reading = read_yes_no(text, self._wordings("yes", here), self._wordings("no", here))
        if reading is not None:
            return self.picked("yes" if reading.value else "no", here, explanation=reading.explanation)
        if self.explain is None or len(self.explain.when) != 1 or not text or read_talk(text):
            return self.unreadable(here)
        if (denied := denies(text)) is None:
            return self.unreadable(here)
        if denied:  # never proposed as a yes: a hurried 对 would store the contrary
            no = self.called("no", here)
            return doubt(here.say("tell.read_as", answer=no), Typed(text=no), here)
        # An explanation without its answer: 每年一次，第三方
        certain = here.say("show.explained", choice=self.called(self.explain.when[0], here), explanation=text)
        return doubt(here.say("tell.read_as", answer=excerpt(certain)), Typed(text=certain), here)

    def unreadable(self, here: Here) -> Rejected:
        fields = {"yes": self.called("yes", here), "no": self.called("no", here)}
        return Rejected(problem=Problem(code="one_of_two", fields=fields))

    def scored(self, value: Json) -> Decimal:
        return self.score.get(value["picked"], Decimal(0))

    def best_score(self) -> Decimal:
        return max((*self.score.values(), Decimal(0)))

    def outline(self) -> Mapping[str, Any]:
        names = () if self.choices is None else ANSWERS
        return {
            **super().outline(),
            "choices": [{"name": it, "label": getattr(self.choices, it)} for it in names],
        }
