"""What the tests of Telegram stand on: the fake server, somebody who calls it by hand, a clock that is set by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram import Telegram
from tests.fakes.telegram.by_hand import Caller, Clock


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram(longest_poll=1) as server:
        yield server


@pytest.fixture
async def bot(server: Telegram) -> AsyncIterator[Caller]:
    async with Caller(server) as bot:
        yield bot


@pytest.fixture
def clock() -> Clock:
    return Clock()
