"""The dialogues on offer, and every version of them that an application is pinned to.

Sources live in the database from the moment that an application may point to them, so an old version is
loaded from there. Reading YAML is in `dialogues.loading`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from dialogues.dialogue import Dialogue
from dialogues.loading import DIALECT, load
from storage.store import Storage


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelved:
    """A dialogue with the text that it was read from."""

    dialogue: Dialogue
    source: str


class UnknownVersion(LookupError):
    """An application is pinned to a version whose source is nowhere: the database is not whole."""


@dataclass(kw_only=True, slots=True)
class Shelf:
    """What can be begun now, in order, and what was begun before."""

    storage: Storage
    offered: Iterable[Shelved]
    _loaded: dict[tuple[str, str], Dialogue] = field(default_factory=dict)
    _offers: dict[str, Dialogue] = field(default_factory=dict)

    async def open(self, at: datetime) -> None:
        """Keep the source of everything on offer, so that an application can be pinned to it."""
        for shelved in self.offered:
            dialogue = shelved.dialogue
            self._offers[dialogue.id] = dialogue
            self._loaded[dialogue.id, dialogue.version] = dialogue
            await self.storage.keep_version(dialogue.id, dialogue.version, DIALECT, shelved.source, at)

    @property
    def offers(self) -> tuple[Dialogue, ...]:
        """What a person can begin."""
        return tuple(self._offers.values())

    def offer(self, dialogue: str) -> Dialogue | None:
        """The newest version of a dialogue."""
        return self._offers.get(dialogue)

    async def get(self, dialogue: str, version: str) -> Dialogue:
        """The very version that an application is pinned to."""
        found = self._loaded.get((dialogue, version))
        if found is None:
            kept = await self.storage.version_source(dialogue, version)
            if kept is None:
                raise UnknownVersion(f"{dialogue} {version}")
            # aside: a long dialogue takes a quarter of a second, in which everybody would wait
            loaded = await asyncio.to_thread(load, kept.source, file=f"{dialogue} {version}")
            if loaded.dialogue is None:
                raise UnknownVersion(f"{dialogue} {version}")
            found = self._loaded.setdefault((dialogue, version), loaded.dialogue)
        return found
