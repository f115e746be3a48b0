"""`select_one`: one of several choices; "other" asks what, and a pick may ask for an explanation."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Literal

from dialogues.application import Json
from dialogues.question import Here, Problem, Read, Rejected
from dialogues.questions._choices import Selecting
from dialogues.questions._picking import PickingOne
from dialogues.questions._picks import OTHER, Picks, Unknown, read_picks, unknown

#: so many choices fit on a screen with other questions
_FEW = 4


class SelectOne(Selecting, PickingOne):
    """One of several."""

    type: Literal["select_one"]

    minutes: ClassVar[float] = 0.4
    parts: ClassVar[tuple[str, ...]] = ("other", "explain")

    @property
    def is_short(self) -> bool:
        return len(self.choices) <= _FEW and self.choice_filter is None

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        for name in self.explain.when if self.explain is not None else ():
            if name not in self.choices:
                what = (
                    "other asks what already"
                    if name == OTHER and self.other
                    else f"there is no choice {name}"
                )
                yield ("explain",), "bad_selection", what, f"write one of {', '.join(self.choices)}"

    def asked(self, asking: str, picked: str, here: Here) -> str:
        return self.asked_other(here) if asking == "text" else super().asked(asking, picked, here)

    def hint_for(self, asking: str, here: Here) -> str:
        return self.hint_for_other(here) if asking == "text" else super().hint_for(asking, here)

    def understood(self, text: str, here: Here) -> Read:
        picks = read_picks(
            text, self.offered(here), here, many=False, fits=lambda it: not self.other_too_long(it.text)
        )
        if isinstance(picks, Unknown):
            return Rejected(problem=unknown(picks.about, self.offered(here)))
        if not isinstance(picks, Picks):
            return picks
        return self.picked(next(iter(picks.names), ""), here, text=picks.text)

    def too_long(self, text: str, explanation: str) -> Problem | None:
        return self.other_too_long(text) or super().too_long(text, explanation)

    def scored(self, value: Json) -> Decimal | None:
        choice = self.choices.get(value["picked"])
        return None if choice is None else choice.score

    def best_score(self) -> Decimal | None:
        return max((it.score for it in self.choices.values() if it.score is not None), default=None)
