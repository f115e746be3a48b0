"""What every test may use."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

from tests.databases import FOUND, bare_home, find_server, home, leave_out, postgres

# The same examples in every run, so that what fails has failed because of a change; `make explore` draws new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", print_blob=True)
settings.load_profile("steady")


__all__ = ["bare_home", "home", "postgres"]


def pytest_configure(config: pytest.Config) -> None:
    find_server(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no collection of garbage looks through it again, in the middle of some measurement."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get(FOUND):
        terminalreporter.write_line("no PostgreSQL server: its tests are left out (FORMBOT_TEST_POSTGRES)")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite golden files and transcripts; the diff is the review"
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))
