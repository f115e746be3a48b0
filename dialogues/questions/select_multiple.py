"""`select_multiple`: several of several choices, as many as the definition says.

Ticks are a draft, {"picked": [...]}, until Done; a typed list is the whole answer and finishes it. A choice that
is `exclusive` stands alone: it takes the others away, and they take it away; alone it is enough, whatever the
least number of picks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Block, Button, Expects, Paragraph
from dialogues.question import Accepted, Face, Here, Problem, Read, Rejected, Unfinished
from dialogues.questions._choices import Selecting
from dialogues.questions._picks import (
    OTHER,
    Offered,
    Picks,
    Unknown,
    as_reply,
    in_full,
    in_one_line,
    read_picks,
    unknown,
)
from dialogues.questions._rules import Rules
from dialogues.questions._saying import doubt, hardly, joined, lines, says_done, which
from dialogues.reading.normalise import clean, fold
from dialogues.reply import Chosen, Command, Reply, Ticked, Typed

#: more buttons are not offered to take one away
_MOST_BUTTONS = 8

#: what a tick is answered with: on or off, with a limit or without
_TOASTS = {
    (True, True): "tell.picked",
    (True, False): "tell.picked_free",
    (False, True): "tell.picked_count",
    (False, False): "tell.picked_count_free",
}

Count = Annotated[int, Field(ge=0, le=1000)]


class SelectMultiple(Selecting):
    """Several of several."""

    type: Literal["select_multiple"]
    #: exactly so many
    select: Annotated[int, Field(ge=1, le=1000)] | None = None
    min_selected: Count | None = None
    max_selected: Annotated[int, Field(ge=1, le=1000)] | None = None

    minutes: ClassVar[float] = 0.4
    parts: ClassVar[tuple[str, ...]] = ("other",)

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        count = len(self.choices) + (self.other is not None)
        for key in ("select", "min_selected", "max_selected"):
            if (number := getattr(self, key)) is None:
                continue
            if number > count:
                yield (key,), "bad_selection", f"there are only {count} choices", f"write {count} or less"
            if key != "select" and self.select is not None:
                yield (
                    (key,),
                    "bad_limits",
                    "`select` says exactly how many already",
                    f"remove {key}, or `select`",
                )
        if (
            self.min_selected is not None
            and self.max_selected is not None
            and self.min_selected > self.max_selected
        ):
            yield (
                ("min_selected",),
                "bad_limits",
                "the least is more than the most",
                "swap the two, or remove one",
            )
        if all(it.exclusive for it in self.choices.values()) and self.other is None:
            yield ("choices",), "bad_selection", "every choice excludes the others", "use select_one"

    def rules(self, here: Here) -> Rules:
        """What may be picked now; a filter may leave fewer choices than the definition wants."""
        offer = self.offered(here)
        least = self.select or (1 if self.min_selected is None else self.min_selected)
        return Rules(offer=offer, least=min(least, len(offer)), most=self.select or self.max_selected)

    # what is on screen

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        rules = self.rules(here)
        picked = rules.ordered(_named(draft or value))
        choices = tuple(
            it.drawn(Ticked(name=it.name, on=it.name not in picked), picked=it.name in picked)
            for it in rules.offer
        )
        if _asks(draft, picked):
            names = joined((f"{it.number} {it.label}" for it in rules.offer if it.name in picked), here)
            again = Button(label=here.say("button.repick"), reply=Command(name="repick"))
            return Face(
                expects=Expects(kind="text"),
                label=self.asked_other(here),
                hint=self.hint_for_other(here),
                body=(Paragraph(text=here.say("tell.picked_all", choices=names)),),
                actions=((again,),),
            )
        actions: tuple[tuple[Button, ...], ...] = ()
        if here.boxes:  # where they show it by themselves, nothing else may depend on what is ticked
            actions = ((Button(label=here.say("button.confirm"), reply=Command(name="done")),),)
        elif rules.problem(picked) is None:
            label = here.say("button.confirm_picks", n=len(picked)) if picked else here.say("button.none")
            actions = ((Button(label=label, reply=Command(name="done")),),)
        hint = self._how(picked, rules, here)
        return Face(expects=Expects(kind="choices"), hint=hint, choices=choices, actions=actions)

    def _how(self, picked: tuple[str, ...], rules: Rules, here: Here) -> str:
        return lines(
            here.text(self.hint) if self.hint is not None else "",
            here.say("how.numbers", example=rules.example),
            self._counted(picked, rules, here),
        )

    def _counted(self, picked: tuple[str, ...], rules: Rules, here: Here) -> str:
        if rules.most is None:
            return ""
        if here.boxes:
            return here.say("how.exactly" if rules.least == rules.most else "how.at_most", n=rules.most)
        return here.say("tell.picked_count", count=len(picked), limit=rules.most)

    def reopened(self, value: Json) -> Json:
        """The draft that changing an answer begins with, so that a tick adds to what was picked."""
        return {"picked": value["picked"], **({"text": value["text"]} if "text" in value else {})}

    # what is said

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        rules = self.rules(here)
        picked = rules.ordered(_named(draft))
        match reply:
            case Ticked():
                return self._tick(reply, draft, rules, here)
            case Chosen(names=names):
                chosen = rules.ordered(names)
                if len(chosen) < len(set(names)):
                    return Rejected(problem=Problem(code="choice_gone"))
                return self._finish(Picks(names=chosen), rules)
            case Typed(text=text) if _asks(draft, picked):
                said = clean(text)
                if not said:
                    return Rejected(problem=Problem(code="text_empty"))
                if (hardly_one := hardly(reply, here)) is not None:
                    return hardly_one
                if (alone := _exclusive(said, rules)) is not None:
                    return doubt(
                        here.say("tell.read_as", answer=alone.label), Chosen(names=(alone.name,)), here
                    )
                return self._finish(Picks(names=picked, text=said), rules)
            case Typed(text=text) if not (picked and says_done(text, here)):
                return self._understood(clean(text), rules, here)
            case Command(name="done") | Typed():
                return self._finish(Picks(names=picked, text=(draft or {}).get("text", "")), rules)
            case Command(name="repick") if draft:
                return Unfinished(draft={key: kept for key, kept in draft.items() if key != "asking"})
            case Command(name="reread" | "repick"):
                return Unfinished(draft=draft)
            case _:
                return Rejected(problem=Problem(code="choices_wanted"))

    def _tick(self, tick: Ticked, draft: Json, rules: Rules, here: Here) -> Read:
        choice = next((it for it in rules.offer if it.name == tick.name), None)
        if choice is None:
            return Rejected(problem=Problem(code="choice_gone"))
        picked = rules.with_tick(rules.ordered(_named(draft)), tick.name, on=tick.on)
        if picked is None:
            fields = {"limit": rules.most or 0}
            return Rejected(
                problem=Problem(code="picks_full", fields=fields),
                toast=here.say("problem.picks_full", **fields),
            )
        said_before = {"text": draft["text"]} if draft and "text" in draft and OTHER in picked else {}
        counts = {"choice": f"{choice.number} {choice.label}", "count": len(picked), "limit": rules.most or 0}
        toast = here.say(_TOASTS[tick.on, rules.most is not None], **counts)
        return Unfinished(draft={"picked": list(picked), **said_before}, toast=toast)

    def _understood(self, text: str, rules: Rules, here: Here) -> Read:
        picks = read_picks(
            text, rules.offer, here, many=True, fits=lambda it: isinstance(self._finish(it, rules), Accepted)
        )
        if isinstance(picks, Unknown):
            return self._begun(picks, rules)
        if not isinstance(picks, Picks):
            return picks
        if not rules.has_one_too_many(picks.names) or len(picks.names) > _MOST_BUTTONS:
            return self._finish(picks, rules)
        key = "doubt.picks_exactly" if rules.least == rules.most else "doubt.picks_most"
        without = {
            name: Picks(
                names=tuple(it for it in picks.names if it != name), text="" if name == OTHER else picks.text
            )
            for name in picks.names
        }
        sent = [it for it in rules.offer if it.name in without]
        return which(
            here.say(
                key,
                count=len(picks.names),
                limit=len(picks.names) - 1,
                choices=joined((f"{it.number} {it.label}" for it in sent), here),
            ),
            (
                (
                    here.say("button.take_away", choice=f"{it.number} {it.short}"),
                    as_reply(without[it.name], rules.offer),
                )
                for it in sent
            ),
            own_numbers=True,
        )

    def _begun(self, picks: Unknown, rules: Rules) -> Read:
        """What was understood of too short a list is ticked."""
        named, problem = rules.ordered(picks.understood), unknown(picks.about, rules.offer)
        if any(map(rules.excludes, named)) or (rules.most is not None and len(named) > rules.most):
            return Rejected(problem=problem)
        return Unfinished(draft={"picked": list(named)}, problem=problem)

    def _finish(self, picks: Picks, rules: Rules) -> Read:
        """An answer, if there are neither too many picks nor too few, and "other" is said."""
        if (problem := rules.problem(picks.names)) is not None:
            return Rejected(problem=problem)
        if OTHER not in picks.names:
            return Accepted(value={"picked": list(picks.names)})
        if not picks.text:
            return Unfinished(draft={"picked": list(picks.names), "asking": "text"})
        if (problem := self.other_too_long(picks.text)) is not None:
            return Rejected(problem=problem)
        return Accepted(value={"picked": list(picks.names), "text": picks.text})

    # what is kept

    def show(self, value: Json, here: Here) -> str:
        named = ((name, self.called(name, here)) for name in value["picked"])
        return in_one_line(named, value.get("text", ""), here)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        named = ((name, self.called(name, here)) for name in value["picked"])
        return (Paragraph(text=in_full(named, value.get("text", ""), here)),)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        other = {"other": value["text"]} if "text" in value else {}
        return {"": tuple(value["picked"]), **other}

    def scored(self, value: Json) -> Decimal | None:
        scores = [
            it.score for name, it in self.choices.items() if it.score is not None and name in value["picked"]
        ]
        return sum(scores, Decimal(0)) if self._is_scored else None

    def best_score(self) -> Decimal | None:
        most = self.select or self.max_selected or len(self.choices)
        scores = sorted(
            (it.score for it in self.choices.values() if it.score is not None and it.score > 0), reverse=True
        )
        return sum(scores[:most], Decimal(0)) if self._is_scored else None

    @property
    def _is_scored(self) -> bool:
        return any(it.score is not None for it in self.choices.values())

    def outline(self) -> Mapping[str, Any]:
        keys = ("select", "min_selected", "max_selected")
        return {**super().outline(), **{key: getattr(self, key) for key in keys}}


def _named(picks: Json) -> Iterable[str]:
    """Of a draft or a value, what is picked."""
    names: Iterable[str] = picks["picked"] if picks else ()
    return names


def _exclusive(text: str, rules: Rules) -> Offered | None:
    """The choice that stands alone, where its label is said for what "other" is."""
    said = fold(text)
    return next((it for it in rules.offer if it.exclusive and said in map(fold, it.labels)), None)


def _asks(draft: Json, picked: tuple[str, ...]) -> bool:
    return bool(draft) and draft.get("asking") == "text" and OTHER in picked
