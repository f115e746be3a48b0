"""The shelf: an application finds the very version of the dialogue that it was begun in."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bot import shelf
from bot.shelf import Shelf, UnknownVersion
from dialogues.loading import Loaded, load
from tests.bot.world import World


async def test_an_old_version_is_read_aside_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several people wait for it at once: they get one dialogue, and nobody else waits."""
    readers: list[int] = []

    def aside(source: str, *, file: str) -> Loaded:
        readers.append(threading.get_ident())
        return load(source, file=file)

    monkeypatch.setattr(shelf, "load", aside)
    world = World(tmp_path)
    async with world.program() as parts:
        (offered,) = parts.shelf.offers
        empty = Shelf(storage=parts.storage, offered=())
        first, *others = await asyncio.gather(*(empty.get(offered.id, offered.version) for _ in range(3)))
        assert first.version == offered.version
        assert all(other is first for other in others)
        assert await empty.get(offered.id, offered.version) is first
        with pytest.raises(UnknownVersion):
            await empty.get(offered.id, "another")
    assert threading.get_ident() not in readers
