"""Storage on a real database of each make, of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, NOW


@pytest.fixture
async def empty(home: Home) -> AsyncIterator[Storage]:
    """A storage with the schema, one version of a dialogue, and nothing else."""
    async with await home.open("one") as storage:
        if not home.is_postgres:  # it has its schema
            await storage.upgrade()
        await storage.keep_version("award", "v1", 1, "id: award", NOW)
        yield storage


@pytest.fixture
async def storage(empty: Storage) -> Storage:
    """The same, where Ada has begun."""
    await empty.commit(ADA.begun())
    return empty


@pytest.fixture
async def other(storage: Storage, home: Home) -> AsyncIterator[Storage]:
    """Another program on the same database."""
    assert storage is not None
    async with await home.open("two") as second:
        yield second
