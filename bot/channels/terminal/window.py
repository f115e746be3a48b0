"""One window a person: a second one on the same data is refused, as two would show each other's prompts.

The lock is the operating system's, so it ends with the process, however that ends. The file stays.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path


class SecondWindow(Exception):
    """The same person has another window open."""


@contextmanager
def only_window(data: Path, external_id: str) -> Iterator[None]:
    """Hold the window of this person until the block ends. Raises SecondWindow.

    It is the first to need the folder, which is for this user alone: answers will be in it.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = sha256(external_id.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    with (data / f"terminal-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SecondWindow(external_id) from None
        yield
