"""An address of some kind in one line: what `email`, `phone` and `url` share. What such an address is, is theirs."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from dialogues.application import Json, Nothing
from dialogues.prompt import Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._saying import echo
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Reply, Typed


class Line(Question):
    """One line, kept in the form that its type gives it."""

    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.NOT_APPLICABLE,)
    #: characters
    longest: ClassVar[int]

    @property
    def is_short(self) -> bool:
        return True

    def sample(self) -> str:
        """One that would do."""
        raise NotImplementedError

    def parsed(self, text: str) -> str | None:
        """The address in the form that is kept, or None where the text is none."""
        raise NotImplementedError

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        hint = "" if self.hint is not None else here.say("hint.line", example=self.sample())
        return Face(expects=Expects(kind="text"), hint=hint)

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        match reply:
            case Typed(text=text):
                typed = clean(text)
                found = self.parsed(narrow(typed)) if len(typed) <= self.longest else None
                if found is not None:
                    return Accepted(value=found, echo=self.echo(typed, found, here))
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                pass
        return Rejected(problem=Problem(code=self.type, fields={"example": self.sample()}))

    def echo(self, typed: str, found: str, here: Here) -> str:
        """Said where more was changed than width and blanks."""
        return echo(typed, self.show(found, here), here)

    def show(self, value: Json, here: Here) -> str:
        return str(value)


def narrow(text: str) -> str:
    """Full-width characters as their narrow twins, as a Chinese keyboard types them into an address."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()
