"""`repeat`: the question that closes a repeat, "is there another?". What is repeated is in `dialogue.py`.

Its value is {"entries": n}; entries themselves are added and removed by `advance.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Button, Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, typed_text
from dialogues.reading.yes_no import read_yes_no
from dialogues.reply import Command, Reply
from dialogues.text import Label


class Repeat(Question):
    """Whether there is another entry. `read` accepts None for "yes": there is nothing to keep yet."""

    type: Literal["repeat"]
    min: Annotated[int, Field(ge=0)] = 0
    max: Annotated[int, Field(ge=1)] = 50
    #: how one entry is called
    entry: Label | None = None

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        name = here.text(self.entry) if self.entry is not None else ""
        return Face(
            expects=Expects(kind="choice"),
            hint=here.say("repeat.hint"),
            actions=(
                (
                    Button(label=here.say("button.add_entry", entry=name), reply=Command(name="add")),
                    Button(label=here.say("button.no_more"), reply=Command(name="finish")),
                ),
            ),
        )

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        match reply:
            case Command(name="add"):
                return Accepted(value=None)
            case Command(name="finish"):
                return Accepted(value={"finished": True})
        answer = read_yes_no(
            typed_text(reply) or "", here.everywhere("button.yes"), here.everywhere("button.no")
        )
        if answer is None:
            return Rejected(problem=Problem(code="yes_no"))
        return Accepted(value=None if answer.value else {"finished": True})

    def show(self, value: Json, here: Here) -> str:
        return here.say("repeat.finished")

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {}

    def outline(self) -> Mapping[str, Any]:
        return {"min": self.min, "max": self.max}
