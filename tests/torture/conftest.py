"""What the tests with real processes stand on: a program that is loaded once, and a database of each make for one program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import MAKES, Home, database
from tests.torture.kills.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def loaded() -> Iterator[Nursery]:
    with nursery() as loaded:
        yield loaded


@pytest.fixture(params=MAKES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A database for one program, which makes its schema itself."""
    if request.param == "sqlite":
        yield Home(folder=tmp_path / "data")
        return
    with database() as url:
        yield Home(folder=tmp_path / "data", url=url)
