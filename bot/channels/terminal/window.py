"""One window a person: a second one on the same data is refused, as two would show each other's prompts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from bot.alone import alone


class SecondWindow(Exception):
    """The same person has another window open."""


@contextmanager
def only_window(data: Path, external_id: str) -> Iterator[None]:
    """Hold the window of this person until the block ends. Raises SecondWindow."""
    name = sha256(external_id.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    with alone(data, f"terminal-{name}") as is_only:
        if not is_only:
            raise SecondWindow(external_id)
        yield
