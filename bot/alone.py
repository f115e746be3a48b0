"""Being the only program of one's kind on a data folder: two windows of a person, or two servers, know of each other.

The lock is the operating system's, so it ends with the process, however that ends. The file stays.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(data: Path, name: str) -> Iterator[bool]:
    """Hold this name until the block ends; says whether nobody else does.

    It is the first to need the folder, which is for this user alone: answers will be in it.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
