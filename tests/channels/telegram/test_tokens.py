"""Tokens: short, never a text, and what comes back is what went in; that every button of every conversation can be
known again is a law (`tests/laws.py`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.tokens import LONGEST, Token, pack, unpack
from dialogues.application import ApplicationId
from dialogues.marks import mark_of
from dialogues.reply import Chosen, Command, Meant, Pressed, Reply, Ticked, Typed

ID = ApplicationId("abcdefghijklmnop")
texts = st.text(max_size=80)
replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Chosen, names=st.lists(texts, max_size=3).map(tuple)),
    st.builds(Ticked, name=texts, on=st.booleans()),
    st.builds(Command, name=st.sampled_from(["back", "go", "row"]), argument=texts),
    st.builds(Meant, path=texts, reply=st.builds(Chosen, names=st.tuples(texts))),
    st.builds(Meant, path=texts, reply=st.builds(Typed, text=texts)),
)


@given(turn=st.integers(0, 10**6), application=st.sampled_from([ID, None]), reply=replies)
def test_short_and_the_same_or_its_name(turn: int, application: ApplicationId | None, reply: Reply) -> None:
    token = pack(turn, application, reply)
    assert 1 <= len(token.encode()) <= LONGEST
    read = unpack(token)
    assert read is not None
    assert (read.turn, read.application) == (turn, application)
    assert read.reply in (reply, Pressed(mark=mark_of(reply)))


@pytest.mark.parametrize(
    ("reply", "spelt"),
    [
        (Chosen(names=("yes",)), "c.abcdefghijklmnop.cyes"),
        (Ticked(name="5", on=False), "c.abcdefghijklmnop.-5"),
        (Command(name="go", argument="branches/3f/city"), "c.abcdefghijklmnop.!go branches/3f/city"),
        (Command(name="back"), "c.abcdefghijklmnop.!back"),
        (Meant(path="q1", reply=Chosen(names=("no",))), "c.abcdefghijklmnop.=q1 no"),
    ],
)
def test_spelling(reply: Reply, spelt: str) -> None:
    assert pack(12, ID, reply) == spelt
    assert unpack(spelt) == Token(turn=12, application=ID, reply=reply)


def test_no_text_of_a_person_is_in_a_token() -> None:
    token = pack(1, ID, Meant(path="name", reply=Typed(text="Mei")))
    assert "Mei" not in token
    assert "梅" not in pack(1, ID, Command(name="row", argument="梅"))


@given(st.text(max_size=70))
def test_whatever_is_pressed_is_read_or_refused(data: str) -> None:
    unpack(data)


@pytest.mark.parametrize("data", ["", ".", "1", "1.x", "1..", "1..?x", "-1..cyes", "1.ABC.cyes", "x" * 64])
def test_what_nobody_made_is_refused(data: str) -> None:
    assert unpack(data) is None
