"""A workspace, an app by hand, and a person, for the tests of the fake itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.slack import Slack, User
from tests.fakes.slack.by_hand import Caller


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(echoes=False) as slack:
        yield slack


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[Caller]:
    async with Caller(slack) as app:
        yield app


@pytest.fixture
def li(slack: Slack) -> User:
    return slack.user("Li", locale="zh-TW")
