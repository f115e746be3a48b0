"""A thousand lives of the whole program on one thread, each from its seed: whatever goes wrong, nothing is lost, nothing
is done twice, and everybody comes to the end. What happens in them is in `simulation/`.

A seed that fails is run by itself with `python -m tests.torture.simulation SEED`, which shows its trace. It is added
to FAILED when it is mended; what a seed means changes with the simulation, so each of them has a test of its own as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.simulation import broken
from tests.torture.simulation.faults import KINDS
from tests.torture.simulation.world import Built, lived

ROOT = Path(__file__).parents[2]
#: lives of one test
TOGETHER = 50
#: "FROM-TO", without the last: those of the short run
SEEDS = range(*map(int, os.environ.get("FORMBOT_SEEDS", "0-1000").split("-")))
#: seeds that once found something: an answer above all known prompts filed under what was asked by then; a newer state
#: that was taken for an older one after the clock was put back; a call sooner than the platform had said; an answer to
#: a prompt whose place was not known yet, filed under the one before it that was asked again; a post right behind the one
#: that had overtaken it; a copy of a prompt that was pressed and never changed
FAILED = (119, 155, 222, 223, 446, 516, 677, 920, 929, 971, 1102, 1290, 1559, 1570, 2065, 2189)
#: the same from two addresses: a question was asked again behind its answer, as the clock was put back in between
FAILED_ELSEWHERE = (532,)


@pytest.mark.parametrize("first", SEEDS[::TOGETHER])
def test_whatever_goes_wrong(first: int) -> None:
    """Every seed of the range, some at a time."""
    failed = {
        seed: found
        for seed in range(first, min(first + TOGETHER, SEEDS.stop))
        if (found := lived(seed).violations)
    }
    assert not failed


@pytest.mark.parametrize("seed", FAILED)
def test_what_once_failed(seed: int) -> None:
    """It does not again."""
    assert lived(seed, apart=True).violations == ()


@pytest.mark.parametrize("seed", FAILED_ELSEWHERE)
def test_what_once_failed_from_two_addresses(seed: int) -> None:
    """The same."""
    assert lived(seed).violations == ()


def test_some_are_at_two_addresses() -> None:
    """Otherwise nothing is found there."""
    assert any(lived(seed).mark != lived(seed, apart=True).mark for seed in range(20))


@pytest.mark.parametrize("copies", [2, 5])
def test_delivered_more_than_once(copies: int) -> None:
    """Within some seconds, so that what was answered long ago overtakes what is new, and other people's come between:
    each is done once, and nobody hears anything that one delivery would not have said."""
    assert {seed: found for seed in range(40) if (found := lived(seed, copies=copies).violations)} == {}


def test_who_forgets_what_was_delivered_is_found_out() -> None:
    """The same with programs that take each delivery for a new one; of two, each gets some of the copies."""
    found = (wrong for seed in range(20) for wrong in lived(seed, broken.no_dedupe, copies=2).violations)
    assert any(violation.startswith("done 2 times") for violation in found)


def test_a_seed_is_the_same_life_again() -> None:
    """Also in another process, where words are hashed otherwise and everything lies elsewhere in memory."""
    seeds = range(4)
    code = (
        f"from tests.torture.simulation.world import lived\nprint(*(lived(seed).mark for seed in {seeds!r}))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": number},
            check=True, capture_output=True, text=True,
        ).stdout.split()
        for number in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1] == [lived(seed).mark for seed in seeds]


def test_everything_goes_wrong_somewhere() -> None:
    """A fault that never happens would prove nothing."""
    seen: set[str] = set()
    for seed in range(100):
        seen |= lived(seed).faults.keys()
        if seen == KINDS.keys():
            break
    assert seen == KINDS.keys()


@pytest.mark.parametrize(
    ("built", "sentence"),
    [
        (broken.acknowledge_before_commit, "confirmed before it was on the disk"),
        (broken.acknowledge_before_commit, "done 0 times"),
        (broken.send_before_commit, "sent before it was on the disk"),
        (broken.no_dedupe, "done 2 times"),
        (broken.no_dedupe, "said something to what was delivered before"),
        (broken.turn_ignored, "under the wrong question"),
    ],
)
def test_a_broken_program_is_found_out(built: Built, sentence: str) -> None:
    """Within as many lives as are over in some seconds."""
    found = (violation for seed in range(60) for violation in lived(seed, built).violations)
    assert any(violation.startswith(sentence) for violation in found)
