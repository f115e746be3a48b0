"""Storage on a real file, of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import Storage
from tests.storage.samples import ADA, NOW


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Storage]:
    """A storage with the schema, one version of a dialogue, and nothing else."""
    async with await Storage.open(tmp_path, worker="one") as storage:
        await storage.upgrade()
        await storage.keep_version("award", "v1", 1, "id: award", NOW)
        yield storage


@pytest.fixture
async def storage(empty: Storage) -> Storage:
    """The same, where Ada has begun."""
    await empty.commit(ADA.begun())
    return empty


@pytest.fixture
async def other(storage: Storage, tmp_path: Path) -> AsyncIterator[Storage]:
    """Another program on the same file."""
    assert storage is not None
    async with await Storage.open(tmp_path, worker="two") as second:
        yield second
