"""`text`: words of the person's own, in one line or, with `appearance: multiline`, in as many messages as it takes.

A long text is a draft, {"parts": [...]}, while more of it may follow; a channel where nothing can follow says so
(`Typed.more`), and there one reply is the whole answer. Whatever is typed is an answer: "无" and "/" as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

import re2
from pydantic import Field

from dialogues.application import Json
from dialogues.prompt import Block, Button, Expects, Paragraph
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._saying import one_line, says_done
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Reply, Typed, Uploaded

#: A client cuts a longer text at its own limit, within a sentence if need be. None that we know cuts earlier.
_MAY_BE_CUT = 3500
_ENDS = tuple("。！？…；：.!?;:”」』）)\n")
#: characters of the beginning and of the end, on the receipt
_EXCERPT = 24

Length = Annotated[int, Field(ge=0, le=1_000_000)]


class Text(Question):
    """Words. Lengths are in characters, the pattern is re2's and fits the whole text."""

    type: Literal["text"]
    min_length: Length | None = None
    max_length: Annotated[int, Field(ge=1, le=1_000_000)] = 20_000
    pattern: str | None = None

    appearances: ClassVar[tuple[str, ...]] = ("multiline",)

    @property
    def is_short(self) -> bool:
        return not self.is_long

    @property
    def is_long(self) -> bool:
        """Whether it may come in parts."""
        return self.appearance == "multiline"

    def check(self) -> Iterable[tuple[tuple[str, ...], str, str, str]]:
        yield from super().check()
        if self.min_length is not None and self.min_length > self.max_length:
            yield (
                ("min_length",),
                "bad_limits",
                "min_length is more than max_length",
                "swap the two, or remove one",
            )
        if self.pattern is not None:
            try:
                _compiled(self.pattern)
            except re2.error as error:
                said = error.args[0] if error.args else "it cannot be used"
                reason = said.decode(errors="replace") if isinstance(said, bytes) else said
                remedy = "patterns are those of RE2: without look-around and without back-references"
                yield ("pattern",), "pattern", f"the pattern cannot be used: {reason}", remedy

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        expects = Expects(kind="text", multiline=self.is_long)
        parts = _parts(draft)
        if parts:
            return Face(
                expects=expects,
                hint=here.say("tell.append"),
                body=_receipt(parts, here),
                actions=_ways(parts, here),
            )
        return Face(
            expects=expects, hint=here.say("hint.multiline") if self.is_long and self.hint is None else ""
        )

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        parts = _parts(draft)
        match reply:
            case Typed(text=text) if parts and says_done(text, here):
                return self._finish(_together(parts), here)
            case Typed(text=text, more=more):
                said = clean(text)
                if not said:
                    return Rejected(problem=Problem(code="text_empty"))
                return self._with_part((*parts, said), here, more=more and self.is_long)
            case Command(name="done") if parts:
                return self._finish(_together(parts), here)
            case Command(name="rewrite"):
                return Unfinished(draft=None)
            case Command(name="delete_last", argument=count) if count in ("", str(len(parts))):
                return Unfinished(draft={"parts": list(parts[:-1])} if parts[1:] else None)
            case Command(name="reread" | "delete_last"):  # pressed twice, one part goes once
                return Unfinished(draft=draft)
            case Uploaded():
                return Rejected(problem=Problem(code="no_file_here"))
            case _:
                return Rejected(problem=Problem(code="text_wanted"))

    def _with_part(self, parts: tuple[str, ...], here: Here, *, more: bool) -> Read:
        text = _together(parts)
        if not more:
            return self._finish(text, here)
        if len(text) > self.max_length:
            return Rejected(problem=self._too_long(text))
        return Unfinished(draft={"parts": list(parts)})

    def _finish(self, text: str, here: Here) -> Read:
        problem = None
        if len(text) > self.max_length:
            problem = self._too_long(text)
        elif self.min_length is not None and len(text) < self.min_length:
            problem = Problem(code="text_short", fields={"count": len(text), "limit": self.min_length})
        elif self.pattern is not None and not _matches(self.pattern, text):
            message = here.text(self.constraint_message) if self.constraint_message is not None else ""
            problem = Problem(code="text_pattern", text=message)
        return Accepted(value=text) if problem is None else Rejected(problem=problem)

    def _too_long(self, text: str) -> Problem:
        return Problem(code="text_long", fields={"count": len(text), "limit": self.max_length})

    def show(self, value: Json, here: Here) -> str:
        return one_line(value)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        return (Paragraph(text=value),)

    def outline(self) -> Mapping[str, Any]:
        keys = ("min_length", "max_length", "pattern")
        return {**super().outline(), **{key: getattr(self, key) for key in keys}}


def _parts(draft: Json) -> tuple[str, ...]:
    return tuple(draft["parts"]) if draft else ()


def _together(parts: tuple[str, ...]) -> str:
    """The parts as one text: each begins a new line, unless it was cut off from the one before."""
    text = parts[0]
    for before, part in pairwise(parts):
        was_cut = len(before) >= _MAY_BE_CUT and not before.endswith(_ENDS)
        blank = " " if before[-1].isascii() and part[0].isascii() else ""
        text += (blank if was_cut else "\n") + part
    return text


def _receipt(parts: tuple[str, ...], here: Here) -> tuple[Block, ...]:
    """How much is there, and enough of it to be recognised."""
    text = one_line(_together(parts))
    saved = Paragraph(text=here.say("tell.text_saved", characters=f"{len(_together(parts)):,}"))
    if len(text) <= 2 * _EXCERPT:
        return saved, Paragraph(text=text, style="quiet")
    beginning, end = (
        here.say("show.beginning", text=text[:_EXCERPT]),
        here.say("show.end", text=text[-_EXCERPT:]),
    )
    return saved, Paragraph(text=beginning, style="quiet"), Paragraph(text=end, style="quiet")


def _ways(parts: tuple[str, ...], here: Here) -> tuple[tuple[Button, ...], ...]:
    """What can be done with a text that is under way; deleting names how many parts it found."""
    delete = Button(
        label=here.say("button.drop_last"), reply=Command(name="delete_last", argument=str(len(parts)))
    )
    rewrite = Button(label=here.say("button.rewrite"), reply=Command(name="rewrite"))
    done = Button(label=here.say("button.done_next"), reply=Command(name="done"))
    return (done,), (delete, rewrite) if parts[1:] else (rewrite,)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False  # it would write to standard error
    return re2.compile(pattern, options)
