"""Logs hold ids and codes, never what somebody wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logs

ANSWER = "my answer"


class Screen(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging is the process's: it is put back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    for quoting in ("telegram", "aiosqlite"):
        logging.getLogger(quoting).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def logged(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(ANSWER)


def test_one_line_of_json_for_each_entry() -> None:
    """With its level, its time in UTC, and where it comes from."""
    stream = io.StringIO()
    configure_logs("info", stream)
    structlog.get_logger("bot.relay").info("set aside", row=7, code="blocked", name="李")
    (entry,) = logged(stream)
    assert str(entry.pop("timestamp")).endswith("Z")
    assert entry == {
        "event": "set aside", "row": 7, "code": "blocked", "name": "李", "level": "info", "logger": "bot.relay",
    }  # fmt: skip
    assert "李" in stream.getvalue()


def test_what_is_below_the_level_is_not_logged() -> None:
    """Neither ours nor a library's."""
    stream = io.StringIO()
    configure_logs("warning", stream)
    structlog.get_logger("bot").info("quiet")
    logging.getLogger("alembic").info("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("foreign", [False, True])
def test_an_exception_is_logged_without_its_message(foreign: bool) -> None:
    """Its kind and its places are enough to mend it."""
    stream = io.StringIO()
    configure_logs("warning", stream)
    log = logging.getLogger("library") if foreign else structlog.get_logger("bot")
    try:
        fail()
    except ValueError:
        log.exception("failed")
    (entry,) = logged(stream)
    assert entry["exception"] == "ValueError"
    assert [str(place).split()[-1] for place in entry["at"]][-1] == "fail"  # type: ignore[attr-defined] # a list
    assert ANSWER not in stream.getvalue()


def test_what_a_library_quotes_is_cut() -> None:
    """Below its first line asyncio writes the exception of a task."""
    stream = io.StringIO()
    configure_logs("warning", stream)
    logging.getLogger("asyncio").error(
        "Task exception was never retrieved\nfuture: <Task exception=%r>", ANSWER
    )
    (entry,) = logged(stream)
    assert entry["event"] == "Task exception was never retrieved"


@pytest.mark.parametrize(
    ("library", "level"), [("telegram.Bot", logging.CRITICAL), ("aiosqlite", logging.DEBUG)]
)
def test_a_library_that_logs_what_it_passes_on_is_silent(library: str, level: int) -> None:
    """At any level: PTB logs calls with their texts, and updates that it cannot read; aiosqlite logs rows."""
    stream = io.StringIO()
    configure_logs("debug", stream)
    logging.getLogger(library).log(level, "passing on %s", ANSWER)
    assert stream.getvalue() == ""


def test_somebody_who_watches_gets_lines_to_read() -> None:
    """The same, without the JSON."""
    stream = Screen()
    configure_logs("warning", stream)
    structlog.get_logger("bot").warning("set aside", row=7)
    assert "set aside" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
