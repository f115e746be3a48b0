"""New ids: unique, in order, and fit for their readers."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.ids import ALPHABET, Ids, new_reference

YEAR_2100 = 4_102_444_800.0


@given(
    seed=st.integers(0, 2**32),
    times=st.lists(st.floats(0, YEAR_2100), min_size=2, max_size=50),
)
@settings(deadline=None, max_examples=100)
def test_numbers_grow_whatever_the_clock_does(seed: int, times: list[float]) -> None:
    """Forwards, backwards or standing still, within what a database holds."""
    clock = iter(times)
    ids = Ids(clock=lambda: next(clock), randomness=random.Random(seed).randbytes)
    numbers = [ids.number() for _ in times]
    assert all(before < after for before, after in itertools.pairwise(numbers))
    assert numbers[0] >= 0
    assert numbers[-1] < 2**63


def test_numbers_tell_the_time() -> None:
    """A later millisecond is a larger number, in every process."""
    early = Ids(clock=lambda: 1_000.000, randomness=lambda length: b"\xff" * length)
    late = Ids(clock=lambda: 1_000.001, randomness=bytes)
    assert early.number() < late.number()
    assert late.number() >> 21 == 1_000_001


def test_processes_of_one_millisecond_differ() -> None:
    """They count from different numbers."""
    one, two = (Ids(clock=lambda: 1.0, randomness=random.Random(seed).randbytes) for seed in (1, 2))
    assert not {one.number() for _ in range(100)} & {two.number() for _ in range(100)}


def test_opaque_ids_are_short_and_plain() -> None:
    """They stand in buttons, of which a platform allows 64 bytes."""
    ids = Ids(randomness=random.Random(1).randbytes)
    made = [make() for make in (ids.person, ids.address, ids.application) for _ in range(100)]
    assert len(set(made)) == 300
    assert all(re.fullmatch(r"[a-z2-7]{16}", each) for each in made)


def test_references_have_no_look_alikes() -> None:
    """Nothing that is misread, misheard or a word."""
    assert not set(ALPHABET) & set("0O1IL2Z5S8BGUAE")
    references = {new_reference("A", random.Random(seed).randbytes) for seed in range(500)}
    assert len(references) > 490
    assert all(re.fullmatch(rf"A-[{ALPHABET}]{{4}}", each) for each in references)


@pytest.mark.parametrize("length", [1, 4, 6, 9])
def test_a_longer_reference_when_one_is_taken(length: int) -> None:
    """As long as is asked for."""
    reference = Ids(randomness=random.Random(3).randbytes).reference("RX", length)
    assert re.fullmatch(rf"RX-[{ALPHABET}]{{{length}}}", reference)


def test_every_letter_is_as_likely() -> None:
    """A byte that would favour the first letters is thrown away."""
    fair = bytes(range(252))
    drawn = iter([b"\xff\xfe\xfd\xfc" * 63, fair])
    reference = new_reference("A", lambda _: next(drawn), 252)
    assert {reference[2:].count(letter) for letter in ALPHABET} == {12}
