"""The files that an answer, a draft or an application holds, whatever the type of the question: pure look-ups.

A file is an entry {"sha256", "name", "size", "type", "caption"}; a link that was given instead is {"link", "name"}.
They stand in a list: the value itself, or under one of a few keys. What is done with them is for `filing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from dialogues.application import Application, Json, Path
from dialogues.reply import StoredFile

#: one file, or a link in its place
Entry: TypeAlias = Mapping[str, Any]

#: what holds files: in a draft of files, in a long text, in what was sent to change it
_LISTS = ("files", "parts", "new")


def entries_in(kept: Json) -> Iterator[Entry]:
    """Files and links of an answer's value or of a draft, in their order."""
    lists = [kept] if isinstance(kept, list | tuple) else []
    if isinstance(kept, Mapping):
        lists = [each for key in _LISTS if isinstance(each := kept.get(key), list | tuple)]
    for each in lists:
        yield from (
            entry for entry in each if isinstance(entry, Mapping) and ("sha256" in entry or "link" in entry)
        )


def files_in(kept: Json) -> Iterator[StoredFile]:
    """Only the files."""
    names = [field.name for field in fields(StoredFile)]
    for entry in entries_in(kept):
        if "sha256" in entry:
            yield StoredFile(**{name: entry[name] for name in names if name in entry})


def hashes(files: Iterable[StoredFile]) -> frozenset[str]:
    """What tells contents apart."""
    return frozenset(file.sha256 for file in files)


def files_at(application: Application, path: Path) -> tuple[StoredFile, ...]:
    """What one question holds, answered or not."""
    answer = application.answers.get(path)
    value = answer.value if answer is not None else None
    return (*files_in(value), *files_in(application.drafts.get(path)))


def key_of(sha256: str) -> str:
    """Names a file in a button, so that a second press does not reach the next one."""
    return sha256[:12]
