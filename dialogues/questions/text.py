"""`text`: words of the person's own, in one line or, with `appearance: multiline`, in as many messages as it takes.

A long text takes words, pictures and files in the order in which they are sent, and stays open until it is said to be
done; where nothing more can follow (`Typed.more`), one reply is the whole of its words. What it is kept as is in
`_parts.py`. Whatever is typed is an answer, "无" and "/" as well; what is hardly one is asked back first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

import re2
from pydantic import Field

from dialogues.application import Json
from dialogues.expressions import Value
from dialogues.prompt import Block, Button, Expects, Paragraph
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._attached import counted, is_voice, listed, named
from dialogues.questions._parts import Part, Parts, as_answer, files_of, joined, parts_of, words_of
from dialogues.questions._saying import hardly, lines, one_line, says_done
from dialogues.reading.normalise import clean
from dialogues.reading.smalltalk import means_attachment
from dialogues.reply import Command, Reply, StoredFile, Typed, Uploaded

#: characters of the beginning and of the end, on the receipt
_EXCERPT = 24
#: characters of a block that is sent back to be copied; a message of any platform takes as many
_BLOCK = 3000
#: characters of an answer in one line
_ONE_LINE = 60

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

    @property
    def takes_files(self) -> bool:
        return self.is_long

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

    # what is on screen

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        expects = Expects(kind="text", multiline=self.is_long)
        is_changed = draft is None and value is not None and self.is_long
        draft = self.reopened(value) if is_changed else draft
        parts, new = _parts(draft), _parts(draft, "new")
        if new:
            return Face(
                expects=expects,
                hint=here.say("tell.replace_or_append", code=here.code),
                body=(Paragraph(text=here.say("tell.text_new", size=_size(new, here))), *_excerpt(new, here)),
                actions=_decisions(here),
            )
        if parts:
            key = "tell.append_or_replace" if _is_full(draft) else "tell.append"
            return Face(
                expects=expects,
                hint=here.say(key, code=here.code),
                body=(
                    Paragraph(text=here.say("tell.text_saved", size=_size(parts, here))),
                    *_excerpt(parts, here),
                ),
                actions=_ways(parts, here),
                tells_answer=is_changed,
            )
        return Face(
            expects=expects, hint=here.say("hint.multiline") if self.is_long and self.hint is None else ""
        )

    def reopened(self, value: Json) -> Json:
        """The draft that changing a long answer begins with: what is typed must not replace pages unasked."""
        return {"parts": list(parts_of(value)), "full": True} if self.is_long else None

    # what is said

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        parts, new = _parts(draft), _parts(draft, "new")
        match reply:
            case Typed(text=text) if parts and not reply.certain and says_done(text, here):
                return self._done(parts, new, here)
            case Typed(text=text):
                return self._typed(reply, clean(text), draft, here)
            case Uploaded(files=files) if files and self.is_long:
                return self._with_files(files, draft)
            case Command():
                return self._commanded(reply, draft, here)
            case Uploaded():
                return Rejected(problem=Problem(code="no_file_here"))
            case _:
                return Rejected(problem=Problem(code="text_wanted"))

    def _commanded(self, command: Command, draft: Json, here: Here) -> Read:
        parts, new = _parts(draft), _parts(draft, "new")
        match command:
            case Command(name="done") if parts:
                return self._done(parts, new, here)
            case Command(name="show_all") if parts:
                return Unfinished(draft={**draft, "full": True}, told=_whole(parts, here))
            case Command(name="replace" | "append" as how) if new:
                # a picture stays where the words that it was sent with are replaced
                kept = (*new, *files_of(parts)) if how == "replace" else (*parts, *new)
                return self._kept(kept)
            case Command(name="drop_new") if new:
                return Unfinished(draft={"parts": list(parts), "full": True})
            case Command(name="rewrite"):
                return Unfinished(draft={"parts": []})
            case Command(name="delete_last", argument=count) if parts and count in ("", str(len(parts))):
                return Unfinished(draft={**draft, "parts": list(parts[:-1])})
            case Command(name="reread" | "delete_last" | "replace" | "append" | "drop_new"):
                return Unfinished(draft=draft)  # pressed twice, it is done once
            case _:
                return Rejected(problem=Problem(code="text_wanted"))

    def _typed(self, reply: Typed, said: str, draft: Json, here: Here) -> Read:
        parts, new = _parts(draft), _parts(draft, "new")
        if not said:
            return Rejected(problem=Problem(code="text_empty"))
        if self.pattern is None and (doubt := hardly(reply, here, is_long=self.is_long)) is not None:
            return doubt
        if self.is_long and not reply.certain and means_attachment(said) and not files_of((*parts, *new)):
            return Rejected(problem=Problem(code="attachment_awaited", fields={"code": here.code}))
        if not (reply.more and self.is_long):
            # the whole of its words; files that were sent before stay
            before = (*new, said, *files_of(parts)) if _is_full(draft) else (*parts, said)
            if reply.whole:
                before = (said, *files_of((*parts, *new)))
            return self._finish(before, here)
        if not (_is_full(draft) and parts):
            return self._kept((*parts, said))
        if (problem := self._too_long((*parts, *new, said))) is not None:
            return Rejected(problem=problem)
        return Unfinished(draft={"parts": list(parts), "full": True, "new": [*new, said]})

    def _with_files(self, files: tuple[StoredFile, ...], draft: Json) -> Read:
        """They follow what is there; the same file twice is one."""
        there = {part["sha256"] for part in files_of((*_parts(draft), *_parts(draft, "new")))}
        sent: dict[str, Part] = {file.sha256: asdict(file) for file in files if file.sha256 not in there}
        under = "new" if _parts(draft, "new") else "parts"
        voice = any(is_voice(part) for part in files_of(sent.values()))
        return Unfinished(
            draft={**(draft or {"parts": []}), under: [*_parts(draft, under), *sent.values()]},
            problem=Problem(code="voice") if voice else None,
        )

    def _kept(self, parts: Parts) -> Read:
        problem = self._too_long(parts)
        return Unfinished(draft={"parts": list(parts)}) if problem is None else Rejected(problem=problem)

    def _done(self, parts: Parts, new: Parts, here: Here) -> Read:
        if new:
            return Rejected(problem=Problem(code="replace_or_append", fields={"code": here.code}))
        return self._finish(parts, here)

    def _finish(self, parts: Parts, here: Here) -> Read:
        text = words_of(parts)
        problem = self._too_long(parts)
        if problem is None and self.min_length is not None and len(text) < self.min_length:
            problem = Problem(code="text_short", fields={"count": len(text), "limit": self.min_length})
        if problem is None and self.pattern is not None and not _matches(self.pattern, text):
            message = here.text(self.constraint_message) if self.constraint_message is not None else ""
            problem = Problem(code="text_pattern", text=message)
        return Accepted(value=as_answer(parts)) if problem is None else Rejected(problem=problem)

    def _too_long(self, parts: Parts) -> Problem | None:
        count = len(words_of(parts))
        if count <= self.max_length:
            return None
        return Problem(code="text_long", fields={"count": count, "limit": self.max_length})

    # what is kept

    def show(self, value: Json, here: Here) -> str:
        """A long one is cut, since what shows it whole is its receipt and its summary."""
        parts = parts_of(value)
        text, files = one_line(words_of(parts)), files_of(parts)
        if not self.is_long or (len(text) <= _ONE_LINE and not files):
            return text
        beginning = text if len(text) <= _ONE_LINE else f"{text[: _ONE_LINE - 1]}…"
        size = _size(parts, here)
        return here.say("show.text_sized", text=beginning, size=size) if text else size

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        """The words, and then the files."""
        parts = parts_of(value)
        text, files = words_of(parts), files_of(parts)
        words: tuple[Block, ...] = (Paragraph(text=text),) if text or not files else ()
        return (*words, listed(files, here)) if files else words

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": words_of(parts_of(value))}

    def outline(self) -> Mapping[str, Any]:
        keys = ("min_length", "max_length", "pattern")
        return {**super().outline(), **{key: getattr(self, key) for key in keys}}


def _parts(draft: Json, under: str = "parts") -> Parts:
    return tuple(draft.get(under, ())) if draft else ()


def _is_full(draft: Json) -> bool:
    """Whether what is there is known to the person as a whole: an answer, or shown with 看全文."""
    return bool(draft) and bool(draft.get("full"))


def _size(parts: Parts, here: Here) -> str:
    return counted(len(words_of(parts)), files_of(parts), here)


def _is_seen(parts: Parts) -> bool:
    """Whether the receipt shows all of it."""
    return len(one_line(words_of(parts))) <= 2 * _EXCERPT and not files_of(parts)


def _excerpt(parts: Parts, here: Here) -> tuple[Block, ...]:
    """Enough of the words to be recognised."""
    text = one_line(words_of(parts))
    if len(text) <= 2 * _EXCERPT:
        return (Paragraph(text=text, style="quiet"),) if text else ()
    beginning = here.say("show.beginning", text=text[:_EXCERPT])
    end = here.say("show.end", text=text[-_EXCERPT:])
    return (Paragraph(text=lines(beginning, end), style="quiet"),)


def _whole(parts: Parts, here: Here) -> tuple[Block, ...]:
    """All of it in blocks that are copied by a tap, its files by name, and how to change it."""
    blocks: list[Block] = []
    for part in joined(parts):
        if isinstance(part, str):
            pieces = (part[start : start + _BLOCK] for start in range(0, len(part), _BLOCK))
            blocks.extend(Paragraph(text=piece, style="copied") for piece in pieces)
        else:
            blocks.append(Paragraph(text=here.say("show.attached", name=named(part, here)), style="quiet"))
    return *blocks, Paragraph(text=here.say("tell.how_to_change", code=here.code))


def _ways(parts: Parts, here: Here) -> tuple[tuple[Button, ...], ...]:
    """What can be done with a text that is under way; deleting names how many parts it found."""
    ways = []
    if not _is_seen(parts):
        ways.append(Button(label=here.say("button.show_all"), reply=Command(name="show_all")))
    if parts[1:]:
        argument = str(len(parts))
        ways.append(
            Button(label=here.say("button.drop_last"), reply=Command(name="delete_last", argument=argument))
        )
    ways.append(Button(label=here.say("button.rewrite"), reply=Command(name="rewrite")))
    done = Button(label=here.say("button.done_next"), reply=Command(name="done"))
    rows = (tuple(ways[start : start + 2]) for start in range(0, len(ways), 2))
    return (done,), *rows


def _decisions(here: Here) -> tuple[tuple[Button, ...], ...]:
    """What becomes of a text that arrived after the whole was shown."""
    replace = Button(label=here.say("button.replace", code=here.code), reply=Command(name="replace"))
    append = Button(label=here.say("button.append"), reply=Command(name="append"))
    drop = Button(label=here.say("button.drop_new"), reply=Command(name="drop_new"))
    return (replace, append), (drop,)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False  # it would write to standard error
    return re2.compile(pattern, options)
