"""Logs: ids and codes to stderr, one line each; JSON unless somebody watches.

Answers are never in logs. An exception is logged by its kind and its places in the code, without its message: a
message may quote what a person wrote. What other libraries log takes the same way, cut to its first line: the
lines below it show values.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_FRAMES: Final = 8

#: libraries that log what they pass on, on the first line and at these levels: answers, and addresses with a token
_QUOTING: Final = {
    "telegram": logging.CRITICAL + 1,
    "slack_sdk": logging.CRITICAL + 1,
    "slack_bolt": logging.CRITICAL + 1,
    "alembic": logging.WARNING,
    "aiosqlite": logging.WARNING,
}


def configure_logs(level: str, stream: TextIO) -> None:
    """From now on, log what is at least of this level to this stream."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_message,
    ]
    drawn: Processor = (
        structlog.dev.ConsoleRenderer()
        if stream.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, first_line],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, drawn],
    )
    to_stream = logging.StreamHandler(stream)
    to_stream.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [to_stream]
    root.setLevel(level.upper())
    for name, least in _QUOTING.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def without_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its kind and where it was raised."""
    info = event.pop("exc_info", None)
    info = sys.exc_info() if info is True else info
    problem = info[1] if isinstance(info, tuple) else info
    if isinstance(problem, BaseException):
        frames = traceback.extract_tb(problem.__traceback__)[-_FRAMES:]
        event["exception"] = type(problem).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A foreign message without what it quotes."""
    event["event"] = str(event["event"]).split("\n")[0]
    return event
