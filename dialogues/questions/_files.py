"""Uploads: what `file` and `image` share. The bytes are kept already; here they are counted, checked and listed.

Files are a draft, {"files": [...]}, until there are as many as there may be, or Done. What is too large for a
channel can be given as a link; it stands in the list as {"link": the text, "name": the text}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field

from dialogues.application import Json, Nothing
from dialogues.expressions import Value
from dialogues.prompt import Block, Button, Expects, Listing, ListItem
from dialogues.question import Accepted, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions._media import is_accepted
from dialogues.questions._saying import joined, lines, one_line, says_done
from dialogues.reading.normalise import clean
from dialogues.reply import Command, Reply, StoredFile, Typed, Uploaded

#: one file of a value, or a link in its place
Entry: TypeAlias = Mapping[str, Any]

_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
_LONGEST_LINK = 1000
_MEGABYTE = 1024 * 1024
#: remove buttons in a row
_IN_A_ROW = 3


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

    def face(self, value: Json, draft: Json, here: Here) -> Face:
        files = _files(draft) if draft else tuple(value or ())
        expects = Expects(kind="file", accept=self.accept, max_size=self.max_size * _MEGABYTE)
        return Face(
            expects=expects,
            hint=self._how(here),
            body=(self._listing(files, here),) if files else (),
            actions=_ways(files, here) if files else (),
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
        files = _files(draft)
        match reply:
            case Uploaded(files=uploaded) if uploaded:
                return self._with_files(files, uploaded, here)
            case Typed(text=text) if (
                (link := clean(text)) and _LINK.search(link) and len(link) <= _LONGEST_LINK
            ):
                return self._with_entries(files, [{"link": link, "name": one_line(link)}], None)
            case Typed(text=text) if files and says_done(text, here):
                return Accepted(value=list(files))
            case Command(name="done") if files:
                return Accepted(value=list(files))
            case Command(name="remove", argument=key):
                left = [entry for entry in files if _key(entry) != key]
                return Unfinished(draft={"files": left})
            case Command(name="reread"):
                return Unfinished(draft=draft)
            case _:
                return Rejected(problem=Problem(code="file_wanted"))

    def _with_files(self, files: Sequence[Entry], uploaded: Iterable[StoredFile], here: Here) -> Read:
        wrong = {file: problem for file in uploaded if (problem := self._wrong_with(file, here)) is not None}
        good = [asdict(file) for file in uploaded if file not in wrong]
        problem = next(iter(wrong.values()), None)
        if not good and problem is not None:
            return Rejected(problem=problem)
        return self._with_entries(files, good, problem)

    def _with_entries(self, files: Sequence[Entry], more: Sequence[Entry], problem: Problem | None) -> Read:
        """The same file twice is one; with one file too many, the first are kept and the person decides."""
        by_key = {_key(entry): entry for entry in (*files, *more)}
        entries = list(by_key.values())
        if self.max_files == 1 and len(more) == 1 and problem is None:
            return Accepted(value=list(more))
        if len(entries) > self.max_files:
            problem = Problem(code="files_many", fields={"count": len(entries), "limit": self.max_files})
        elif problem is None and len(entries) == self.max_files:
            return Accepted(value=entries)
        return Unfinished(draft={"files": entries[: self.max_files]}, problem=problem)

    def _wrong_with(self, file: StoredFile, here: Here) -> Problem | None:
        name = one_line(file.name)
        if file.size > self.max_size * _MEGABYTE:
            large: dict[str, str | int] = {
                "name": name,
                "size": _megabytes(file.size),
                "limit": self.max_size,
            }
            return Problem(code="file_large", fields=large)
        if not is_accepted(file, self.accept):
            return Problem(code="file_kind", fields={"name": name, "suffixes": joined(self.accept, here)})
        return None

    def show(self, value: Json, here: Here) -> str:
        return joined((entry["name"] for entry in value), here)

    def blocks(self, value: Json, here: Here) -> tuple[Block, ...]:
        return (self._listing(value, here),)

    def _listing(self, files: Sequence[Entry], here: Here) -> Listing:
        numbered = enumerate(files, start=1)
        return Listing(
            items=tuple(ListItem(text=f"{number} {_line(entry, here)}") for number, entry in numbered)
        )

    def as_value(self, value: Json) -> Mapping[str, Value]:
        return {"": tuple(str(entry["name"]) for entry in value)}

    def outline(self) -> Mapping[str, Any]:
        keys = ("max_files", "max_size", "accept")
        return {**super().outline(), **{key: getattr(self, key) for key in keys}}


def _files(draft: Json) -> tuple[Entry, ...]:
    return tuple(draft["files"]) if draft else ()


def _key(entry: Entry) -> str:
    """Names the entry in a button, so that a second press does not remove the next one."""
    return str(entry.get("sha256") or sha256(entry["link"].encode()).hexdigest())[:12]


def _line(entry: Entry, here: Here) -> str:
    if "link" in entry:
        return str(entry["name"])
    key = "show.file_captioned" if entry.get("caption") else "show.file"
    caption = one_line(entry.get("caption") or "")
    return here.say(key, name=entry["name"], size=_megabytes(entry["size"]), caption=caption)


def _megabytes(size: int) -> str:
    """At least 0.1, with one decimal."""
    return f"{max(size / _MEGABYTE, 0.1):,.1f}".removesuffix(".0")


def _ways(files: Sequence[Entry], here: Here) -> tuple[tuple[Button, ...], ...]:
    remove = [
        Button(
            label=here.say("button.remove_file", number=number),
            reply=Command(name="remove", argument=_key(entry)),
        )
        for number, entry in enumerate(files, start=1)
    ]
    rows = (tuple(remove[start : start + _IN_A_ROW]) for start in range(0, len(remove), _IN_A_ROW))
    return (Button(label=here.say("button.files_done"), reply=Command(name="done")),), *rows
