"""Changes that are committed in one transaction, and how each caller is told what became of theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.changes import Changes, Committed, StorageUnavailable
from storage.commit import Outcome

#: changes in one transaction, at most: more saves hardly anything and makes the first of them wait
AT_MOST = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One transaction that came to its end."""

    outcomes: Sequence[Outcome | StorageUnavailable]
    #: whether another program has written since the transaction before, where that is all that is known of it
    others_wrote: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A change that was handed in."""

    changes: Changes
    future: asyncio.Future[Committed]


def resolve(
    group: Sequence[Waiting], result: Group, settled: Callable[[Sequence[Changes], Group], None]
) -> None:
    """On the loop: the cache first, so that whoever wakes up finds what they committed."""
    settled([each.changes for each in group], result)
    for each, outcome in zip(group, result.outcomes, strict=True):
        if each.future.done():
            continue  # its caller was cancelled; what was committed is committed
        if isinstance(outcome, Committed):
            each.future.set_result(outcome)
        else:
            each.future.set_exception(outcome)
