"""Where a definition that somebody names is found: among the shipped ones, or in a file. What it says is read elsewhere."""

from __future__ import annotations

from pathlib import Path

from dialogues.authoring.source import LARGEST
from dialogues.library import shipped, shipped_source
from dialogues.mistakes import did_you_mean


class NoDefinition(Exception):
    """`str()` is the sentence for whoever named it."""


def source_of(definition: str) -> tuple[str, bytes]:
    """What mistakes call it, and its text. Raises NoDefinition."""
    if definition in shipped():
        return f"{definition}.yaml", shipped_source(definition).encode()
    if Path(definition).is_file():
        return definition, read(Path(definition))
    raise NoDefinition(
        f"{definition} is neither a dialogue nor a file; {did_you_mean(definition, shipped())}"
    )


def read(file: Path) -> bytes:
    """The text, as far as the loader looks at it: what is too large is refused without being read whole. Raises
    NoDefinition."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as problem:
        raise NoDefinition(f"{file} cannot be read: {problem.strerror}") from problem
