"""Picking exactly one of several: what `select_one` and `yes_no` share, with the explanation that a pick may ask.

A pick that asks something more (which other? why?) is a draft {"picked": name, "asking": "text" | "explanation"}
until that is said; "asking" is empty while another choice is about to be picked. What the choices are, and what a typed text picks, is for the types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Block, Button, Choice, Expects, Paragraph
from dialogues.question import Accepted, Face, Here, Model, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._picks import OTHER, Offered
from dialogues.questions._saying import hardly, one_line
from dialogues.reading.normalise import clean
from dialogues.reply import Chosen, Command, Reply, Ticked, Typed
from dialogues.text import Flag, Label, Name, Text

#: what a draft waits for; "" where another choice is about to be picked
Asking: TypeAlias = Literal["", "text", "explanation"]

#: characters of an explanation
_LONGEST = 20_000


class Explain(Model):
    """Which picks ask for an explanation. Where it is not `required`, nothing lacks without it."""

    when: tuple[Name, ...]
    label: Label | None = None
    required: Flag = True


def _explain(value: Any) -> Any:
    """A name or a list of names alone says when."""
    if isinstance(value, str | list):
        value = {"when": value}
    if isinstance(value, dict) and isinstance(value.get("when"), str):
        return {**value, "when": [value["when"]]}
    return value


MayExplain: TypeAlias = (
    Annotated[Explain, BeforeValidator(_explain, json_schema_input_type=Name | list[Name] | Explain)] | None
)


class PickingOne(Question):
    """A question with exactly one pick."""

    explain: MayExplain = None

    parts: ClassVar[tuple[str, ...]] = ("explain",)

    def offered(self, here: Here) -> tuple[Offered, ...]:
        """The choices that can be picked now."""
        raise NotImplementedError

    def called(self, name: str, here: Here) -> str:
        """The label of a choice, offered now or not."""
        raise NotImplementedError

    def understood(self, text: str, here: Here) -> Read:
        """What a typed text picks, where nothing more is asked."""
        raise NotImplementedError

    def texts(self) -> Iterable[tuple[str, Text]]:
        yield from super().texts()
        if self.explain is not None and self.explain.label is not None:
            yield "explain", self.explain.label

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        offered = self.offered(here)
        if draft is None and value is not None:
            draft = self.reopened(value)
        asking = self._asking(draft, offered)
        picked = (draft or value or {}).get("picked")
        choices = tuple(it.drawn(Chosen(names=(it.name,)), picked=it.name == picked) for it in offered)
        if not asking:
            return Face(expects=Expects(kind="choice"), hint=self.how(here), choices=choices)
        later = (
            "button.explain_later"
            if self.explain is None or self.explain.required
            else "button.not_explained"
        )
        leave = (Button(label=here.say(later), reply=Command(name="later_explain")),)
        return Face(
            expects=Expects(kind="text"),
            label=self.asked(asking, draft["picked"], here),
            hint=self.hint_for(asking, here),
            actions=((*self.instead(choices, here), *(leave if asking == "explanation" else ())),),
            asks_part=asking == "explanation",
        )

    def instead(self, choices: tuple[Choice, ...], here: Here) -> tuple[Button, ...]:
        """How another one is picked while something is asked about the pick."""
        return (Button(label=here.say("button.repick"), reply=Command(name="repick")),)

    def how(self, here: Here) -> str:
        """How to answer, where that is more than a press."""
        return ""

    def hint_for(self, asking: str, here: Here) -> str:
        """How to answer what is asked besides the pick."""
        return ""

    def asked(self, asking: str, picked: str, here: Here) -> str:
        """What is asked besides the pick."""
        if self.explain is not None and self.explain.label is not None:
            return here.text(self.explain.label)
        return here.say("tell.explain", choice=self.called(picked, here))

    def reopened(self, value: Json) -> Json:
        """The draft that changing an answer begins with: one that lacks its explanation asks for it."""
        return {"picked": value["picked"], "asking": "explanation"} if self.gaps(value) else None

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        asking = self._asking(draft, self.offered(here))
        match reply:
            case Chosen(names=(name,)) | Ticked(name=name, on=True):
                return self.picked(name, here)
            case Typed(text=text) if asking:
                said = clean(text)
                if not said:
                    return Rejected(problem=Problem(code="text_empty"))
                if (doubt := hardly(reply, here)) is not None:
                    return doubt
                if asking == "text":
                    return self.picked(draft["picked"], here, text=said)
                return self.picked(draft["picked"], here, explanation=said)
            case Typed(text=text):
                return self.understood(clean(text), here)
            case Command(name="repick") if asking:
                return Unfinished(draft={"picked": draft["picked"], "asking": ""})
            case Command(name="later_explain") if asking == "explanation":
                return Accepted(value={"picked": draft["picked"]})
            case Command(name="reread" | "repick"):
                return Unfinished(draft=draft)
            case _:
                return self.unreadable(here)

    def unreadable(self, here: Here) -> Rejected:
        """No choice can be made out."""
        return Rejected(problem=Problem(code="choice_wanted"))

    def picked(self, name: str, here: Here, *, text: str = "", explanation: str = "") -> Read:
        """The pick, with what was said besides."""
        if name not in {it.name for it in self.offered(here)}:
            return Rejected(problem=Problem(code="choice_gone"))
        if name == OTHER and not text:
            return Unfinished(draft={"picked": name, "asking": "text"})
        if (problem := self.too_long(text, explanation)) is not None:
            return Rejected(problem=problem)
        value = {"picked": name}
        if name == OTHER:
            value["text"] = text
        if explanation:
            value["explanation"] = explanation
        elif self._explains(name):
            return Unfinished(draft={"picked": name, "asking": "explanation"})
        return Accepted(value=value)

    def too_long(self, text: str, explanation: str) -> Problem | None:
        """Whether something was said at too great a length."""
        if len(explanation) <= _LONGEST:
            return None
        return Problem(code="text_long", fields={"count": len(explanation), "limit": _LONGEST})

    def show(self, value: Json, here: Here) -> str:
        return self._shown(value, one_line(_said(value)), here)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        """With the line ends of what was said besides."""
        return (Paragraph(text=self._shown(value, _said(value), here)),)

    def _shown(self, value: Json, said: str, here: Here) -> str:
        label = self.called(value["picked"], here)
        return here.say("show.explained", choice=label, explanation=said) if said else label

    def as_value(self, value: Json) -> Mapping[str, Value]:
        parts = {"other": value.get("text"), "explain": value.get("explanation")}
        return {"": value["picked"], **{part: said for part, said in parts.items() if said}}

    def gaps(self, value: Json) -> tuple[str, ...]:
        if self.explain is None or not self.explain.required or value.get("explanation"):
            return ()
        return ("explanation",) if self._explains(value["picked"]) else ()

    def outline(self) -> Mapping[str, Any]:
        explain = (
            None
            if self.explain is None
            else {key: getattr(self.explain, key) for key in Explain.model_fields}
        )
        return {**super().outline(), "explain": explain}

    def _explains(self, name: str) -> bool:
        return self.explain is not None and name in self.explain.when

    def _asking(self, draft: Json, offered: tuple[Offered, ...]) -> Asking:
        """What the draft waits for; nothing, where its pick has been filtered away since."""
        if not draft or draft.get("picked") not in {it.name for it in offered}:
            return ""
        asking: Asking = draft["asking"]
        return asking


def _said(value: Json) -> str:
    """What "other" is, or why."""
    said: str = value.get("text") or value.get("explanation") or ""
    return said
