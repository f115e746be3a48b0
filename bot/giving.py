"""A file of a submission as what is sent of it. Who may have it, and where it goes, is for the caller."""

from __future__ import annotations

import re
from mimetypes import guess_extension
from pathlib import PurePath
from typing import Final

from dialogues.application import AddressId
from dialogues.effects import Give
from dialogues.summary_drawing import coded
from dialogues.summary_parts import Attached

#: characters; a disk takes 255 bytes, of which a Chinese character is three
_LONGEST: Final = 80
_LONGEST_SUFFIX: Final = 16
#: control characters, half characters, and what turns the direction of a line: \u202egpj.exe looks like exe.jpg
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_TAKEN_FOR_MORE: Final = re.compile(r'[/\\:*?"<>|]')


def given(file: Attached, at: int, to: AddressId | None = None) -> Give:
    """The file with the code of its question; `at` is its place among the files, from 1."""
    return Give(to=to, sha256=file.sha256, name=_named(file, at), caption=coded(file.item))


def _named(file: Attached, at: int) -> str:
    """As the person called it; a photo has no name."""
    return harmless(file.name) or f"{file.item.code or 'photo'}_{at}{guess_extension(file.type) or ''}"


def harmless(name: str) -> str:
    """A name that whoever saves the file can keep: no folder, no line end, nothing that shows another suffix than it
    has, and short enough for any disk."""
    plain = _TAKEN_FOR_MORE.sub("_", _UNSEEN.sub("", name)).strip(" .")
    suffix = PurePath(plain).suffix
    if len(suffix) > _LONGEST_SUFFIX:
        return plain[:_LONGEST]
    return plain.removesuffix(suffix)[: _LONGEST - len(suffix)] + suffix
