"""Uploads: what `file` and `image` share. The bytes are kept already; here they are counted, checked and listed.

Files are a draft, {"files": [...]}, until there are as many as there may be, or Done; {"captioning": key} beside
them while the words for one picture are asked. What is too large for a channel can be given as a link; it stands in
the list as {"link": the text, "name": the text}. Files that were sent before and put nowhere are offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field

from dialogues.application import Json, Nothing
from dialogues.attachments import Entry, key_of
from dialogues.expressions import Value
from dialogues.prompt import Block, Button, Expects
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._attached import MEGABYTE, is_picture, key_in_button, listed, megabytes, named
from dialogues.questions._media import is_accepted
from dialogues.questions._saying import excerpt, joined, lines, one_line, says_done
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Reply, StoredFile, Typed, Uploaded
from dialogues.widths import rows

_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
_LONGEST_LINK = 1000
#: characters of a caption
_LONGEST_CAPTION = 500
#: files that were sent before are offered, the newest first, as long as they are few
_MOST_OFFERED = 4


def _suffix(value: Any) -> Any:
    return value.strip().lstrip(".").lower() if isinstance(value, str) else value


Suffix: TypeAlias = Annotated[str, BeforeValidator(_suffix), Field(pattern=r"^[a-z0-9]{1,10}$")]


class Files(Question):
    """One file or several. `accept` are suffixes; without it, any file will do."""

    max_files: Annotated[int, Field(ge=1, le=100)] = 1
    #: megabytes
    max_size: Annotated[int, Field(ge=1, le=2000)] = 20
    accept: tuple[Suffix, ...] = ()

    offers: ClassVar[tuple[Nothing, ...]] = (Nothing.NOT_APPLICABLE,)
    #: whether a picture without words is offered a caption
    captions: ClassVar[bool] = False

    @property
    def takes_files(self) -> bool:
        return True

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        files = _files(draft) if draft else tuple(value or ())
        body = (listed(files, here, captions=self._captions),) if files else ()
        if (captioned := _captioned(draft)) is not None:
            number = 1 + list(map(key_in_button, files)).index(key_in_button(captioned))
            no = Button(label=here.say("button.no_caption"), reply=Command(name="no_caption"))
            label = here.say("tell.caption", number=number, name=named(captioned, here))
            return Face(
                expects=Expects(kind="text"), label=label, body=body, actions=((no,),), asks_part=True
            )
        return Face(
            expects=Expects(kind="file", accept=self.accept, max_size=self.max_size * MEGABYTE),
            hint=self._how(here),
            body=body,
            actions=(
                *(_ways(files, here) if files else ()),
                *(_captions(files, here) if self._captions else ()),
                *self._loose(files, here),
            ),
            tells_answer=bool(files),
        )

    @property
    def _captions(self) -> bool:
        """One picture speaks for itself, and is an answer at once."""
        return self.captions and self.max_files > 1

    def _loose(self, files: Sequence[Entry], here: Here) -> tuple[tuple[Button, ...], ...]:
        """Files that were sent before, where one could stand here."""
        there = {entry.get("sha256") for entry in files}
        fitting = [
            file
            for file in reversed(here.loose)
            if self.refusal(file, here) is None and file.sha256 not in there
        ]
        if len(files) >= self.max_files > 1:
            return ()
        return rows(
            [
                Button(
                    label=here.say("button.use_file", name=excerpt(named(asdict(file), here))),
                    reply=Command(name="use_file", argument=key_of(file.sha256)),
                )
                for file in fitting[:_MOST_OFFERED]
            ]
        )

    def _how(self, here: Here) -> str:
        author = here.text(self.hint) if self.hint is not None else ""
        if self.max_files == 1:
            how = here.say("hint.file", limit=self.max_size)
        else:
            how = here.say("hint.files", count=self.max_files, limit=self.max_size)
        named = self.accept and "accept" in self.model_fields_set
        return lines(
            author, how, here.say("hint.accept", suffixes=joined(self.accept, here)) if named else ""
        )

    def reopened(self, value: Json) -> Json:
        """The draft that changing an answer begins with, so that a file can be added or removed."""
        return {"files": list(value)}

    def read(self, reply: Reply, draft: Json, here: Here) -> Read:
        files, captioned = _files(draft), _captioned(draft)
        match reply:
            case Uploaded(files=uploaded) if uploaded:
                return self._with_files(files, uploaded, here)
            case Typed(text=text) if captioned is not None and not says_done(text, here):
                return self._with_caption(files, captioned, clean(text))
            case Typed(text=text) if (
                (link := clean(text)) and _LINK.search(link) and len(link) <= _LONGEST_LINK
            ):
                return self._with_entries(files, [{"link": link, "name": one_line(link)}], None)
            case Typed(text=text) if files and says_done(text, here):
                return Accepted(value=list(files))
            case Command():
                return self._commanded(reply, draft, here)
            case _:
                return Rejected(problem=Problem(code="file_wanted"))

    def _commanded(self, command: Command, draft: Json, here: Here) -> Read:
        files = _files(draft)
        match command:
            case Command(name="done") if files:
                return Accepted(value=list(files))
            case Command(name="remove", argument=key):
                return Unfinished(draft={"files": [entry for entry in files if key_in_button(entry) != key]})
            case Command(name="caption", argument=key) if any(key_in_button(entry) == key for entry in files):
                return Unfinished(draft={"files": list(files), "captioning": key})
            case Command(name="use_file", argument=key):
                chosen = tuple(file for file in here.loose if key_of(file.sha256) == key)
                # pressed twice, it is taken once
                return self._with_files(files, chosen, here) if chosen else Unfinished(draft=draft)
            case Command(name="no_caption") if files:
                return Unfinished(draft={"files": list(files)})
            case Command(name="reread" | "caption" | "no_caption"):
                return Unfinished(draft=draft)
            case _:
                return Rejected(problem=Problem(code="file_wanted"))

    def _with_caption(self, files: Sequence[Entry], captioned: Entry, text: str) -> Read:
        """The words that were sent for one picture."""
        if not text:
            return Rejected(problem=Problem(code="text_empty"))
        if len(text) > _LONGEST_CAPTION:
            fields = {"count": len(text), "limit": _LONGEST_CAPTION}
            return Rejected(problem=Problem(code="text_long", fields=fields))
        return Unfinished(
            draft={"files": [{**entry, "caption": text} if entry is captioned else entry for entry in files]}
        )

    def _with_files(self, files: Sequence[Entry], uploaded: Iterable[StoredFile], here: Here) -> Read:
        wrong = {file: problem for file in uploaded if (problem := self.refusal(file, here)) is not None}
        good = [asdict(file) for file in uploaded if file not in wrong]
        problem = next(iter(wrong.values()), None)
        if not good and problem is not None:
            return Rejected(problem=problem)
        return self._with_entries(files, good, problem)

    def _with_entries(self, files: Sequence[Entry], more: Sequence[Entry], problem: Problem | None) -> Read:
        """The same file twice is one; with one file too many, the first are kept and the person decides."""
        by_key = {key_in_button(entry): entry for entry in (*files, *more)}
        entries = list(by_key.values())
        if self.max_files == 1 and len(more) == 1 and problem is None:
            return Accepted(value=list(more))
        if len(entries) > self.max_files:
            problem = Problem(code="files_many", fields={"count": len(entries), "limit": self.max_files})
        elif problem is None and len(entries) == self.max_files:
            return Accepted(value=entries)
        return Unfinished(draft={"files": entries[: self.max_files]}, problem=problem)

    def refusal(self, file: StoredFile, here: Here) -> Problem | None:
        """Why this file cannot stand here at all."""
        name = named(asdict(file), here)
        if self.is_too_large(file):
            large: dict[str, str | int] = {
                "name": name,
                "size": megabytes(file.size),
                "limit": self.max_size,
            }
            return Problem(code="file_large", fields=large)
        if not is_accepted(file, self.accept):
            return Problem(code="file_kind", fields={"name": name, "suffixes": joined(self.accept, here)})
        return None

    def is_too_large(self, file: StoredFile) -> bool:
        """Whether it is larger than what is kept here."""
        return file.size > self.max_size * MEGABYTE

    def show(self, value: Json, here: Here) -> str:
        return joined((named(entry, here) for entry in value), here)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        return (listed(value, here),)

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": tuple(str(entry["name"]) for entry in value)}

    def outline(self) -> Mapping[str, Any]:
        keys = ("max_files", "max_size", "accept")
        return {**super().outline(), **{key: getattr(self, key) for key in keys}}


def _files(draft: Json) -> tuple[Entry, ...]:
    return tuple(draft["files"]) if draft else ()


def _captioned(draft: Json) -> Entry | None:
    """The file whose caption is asked."""
    key = (draft or {}).get("captioning", "")
    return next((entry for entry in _files(draft) if key and key_in_button(entry) == key), None)


def _ways(files: Sequence[Entry], here: Here) -> tuple[tuple[Button, ...], ...]:
    remove = [
        Button(
            label=here.say("button.remove_file", number=number),
            reply=Command(name="remove", argument=key_in_button(entry)),
        )
        for number, entry in enumerate(files, start=1)
    ]
    return (Button(label=here.say("button.files_done"), reply=Command(name="done")),), *rows(remove)


def _captions(files: Sequence[Entry], here: Here) -> tuple[tuple[Button, ...], ...]:
    """Of several pictures, those that have no words yet."""
    return rows(
        [
            Button(
                label=here.say("button.caption", number=number),
                reply=Command(name="caption", argument=key_in_button(entry)),
            )
            for number, entry in enumerate(files, start=1)
            if is_picture(entry) and not entry.get("caption")
        ][:_MOST_OFFERED]
    )
