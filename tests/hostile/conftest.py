"""What every test of this folder stands on: all that is logged, at the level that says most."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logs


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Of the program and of every library."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in [*logging.root.manager.loggerDict]}
    configure_logs("debug", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    structlog.reset_defaults()
