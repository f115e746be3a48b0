"""Everything that the transcripts show, as the core makes it, for the tests of drawing it in any channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.channels.layers import Say
from dialogues.effects import Effect
from dialogues.events import Event
from tests.conversation import Conversation
from tests.test_transcripts import FOLDER, WORDS, acted, headed

#: those of several addresses (`@@`) are held by the whole shell, not by the core alone
TRANSCRIPTS = sorted(
    file for file in FOLDER.glob("*.txt") if "\n@@ " not in f"\n{file.read_text(encoding='utf-8')}"
)


@dataclass
class Recorded(Conversation):
    """A conversation that keeps what was to be shown."""

    shown: list[Effect] = field(default_factory=list)

    def happen(self, event: Event) -> list[str]:
        lines = super().happen(event)
        assert self.last is not None
        self.shown += self.last.effects
        return lines


@cache
def acts(file: Path) -> list[tuple[str, tuple[Effect, ...]]]:
    """Each act of a transcript, and what was shown after it."""
    told: list[tuple[str, tuple[Effect, ...]]] = []
    talk: Recorded | None = None
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            name, *more = line[1:].split()
            talk = headed(Recorded, name, more)
        elif line.startswith(">"):
            assert talk is not None
            talk.shown.clear()
            acted(talk, line[1:].strip())
            told.append((line, tuple(talk.shown)))
    return told


def everything() -> Iterator[Effect]:
    for file in TRANSCRIPTS:
        for _, effects in acts(file):
            yield from effects


def say_in(language: str) -> Say:
    return lambda key, **fields: WORDS.say(language or "zh-Hans", key, **fields)
