"""`acknowledge`: a declaration, which is its label, and one way to answer it: to agree. Who does not, leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Button, Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.reading.yes_no import read_yes_no
from dialogues.reply import Chosen, Command, Reply, Typed

_NAME = "acknowledged"


class Acknowledge(Question):
    """A declaration that is agreed to."""

    type: Literal["acknowledge"]

    minutes: ClassVar[float] = 0.3

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        agree = Button(label=here.say("button.acknowledge"), reply=Chosen(names=(_NAME,)))
        return Face(expects=Expects(kind="choice"), actions=((agree,),))

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        agreed = False
        match reply:
            case Chosen(names=names):
                agreed = names == (_NAME,)
            case Typed(text=text):
                words = (
                    here.everywhere(key)
                    for key in ("button.acknowledge", "button.confirm", "acknowledge.typed")
                )
                said = read_yes_no(text, [word for wordings in words for word in wordings], ())
                agreed = said is not None and said.value and not said.explanation
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                pass
        return Accepted(value={_NAME: True}) if agreed else Rejected(problem=Problem(code="acknowledge"))

    def show(self, value: Json, here: Here) -> str:
        return here.say("show.acknowledged")

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": True}
