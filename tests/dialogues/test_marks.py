"""Buttons whose replies are too long for a platform are known again by a name; what they hold is a law
(`tests/laws.py`), asked of every prompt and notice of every transcript."""

from __future__ import annotations

from dialogues.effects import Tell
from dialogues.marks import buttons_of, mark_of
from dialogues.reply import Meant, Pressed, Typed
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, definition


def test_a_button_is_pressed_by_its_name() -> None:
    """A decision about a text is taken by a button that does not hold the text."""
    talk = Conversation(definition("award"), WORDS)
    talk.open()
    talk.type("示例银行股份有限公司\n400-555-0100\nwww.example.com\n上海市浦东新区示例路1号\n无")
    talk.late("A1", "李明")
    assert talk.prompt is not None
    texts = [button for button in buttons_of(talk.prompt) if isinstance(button.reply, Meant)]
    assert [button.reply.reply for button in texts if isinstance(button.reply, Meant)] == [
        Typed(text="李明")
    ] * 2
    talk.reply(Pressed(mark=mark_of(texts[1].reply)), turn=talk.cursor.turn)
    assert talk.application.answers["applicant_name"].value == "李明"


def test_an_old_name_changes_nothing() -> None:
    """A name of another prompt is past, and nothing is changed by it."""
    talk = Conversation(definition("award"), WORDS)
    talk.open()
    before = talk.application.answers
    lines = talk.reply(Pressed(mark="abcdefghijkl"), turn=talk.cursor.turn)
    assert talk.application.answers == before
    assert lines[0].startswith("(")
    assert talk.last is not None
    assert not any(isinstance(effect, Tell) for effect in talk.last.effects)
