"""The welcome: nothing is kept before the notice is agreed to, and everything after."""

from __future__ import annotations

from dataclasses import replace

from dialogues.application import Consent
from dialogues.consenting import awaits, notice_hash, unheard
from dialogues.cursor import Asking, Cursor, Languages, Reviewing, Welcoming
from dialogues.dialogue import Dialogue
from dialogues.effects import Fetch
from dialogues.events import FileOffered, Opened, Replied
from dialogues.reply import Command, Ticked, Typed, Uploaded
from tests.conversation import ME, START, Conversation, stored
from tests.test_transcripts import WORDS, acted, definition


def afresh(dialogue: Dialogue, *acts: str) -> Conversation:
    conversation = Conversation(dialogue, WORDS, "en", agreed=False)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def labels(conversation: Conversation) -> list[str]:
    assert conversation.prompt is not None
    return [button.label for row in conversation.prompt.actions for button in row]


FAIR, CCCS = definition("fair"), definition("cccs")
BOTH = ("tap ☐ I agree to this", "tap ☐ I agree to the transfer")


def test_only_when_all_is_ticked_there_is_a_way_to_begin() -> None:
    """A tick that is taken back takes it away again; a forged press does nothing."""
    conversation = afresh(FAIR, BOTH[0])
    assert "Start ›" not in labels(conversation)
    conversation.reply(Command(name="begin", argument="1"))
    assert isinstance(conversation.cursor.at, Welcoming)
    acted(conversation, BOTH[1])
    assert labels(conversation)[0] == "Start ›"
    acted(conversation, "tap ✅ I agree to this")
    assert "Start ›" not in labels(conversation)
    conversation.reply(Ticked(name="7", on=True))
    assert conversation.cursor.at == Welcoming(ticked=(1,))
    assert not conversation.application.consents


def test_consent_is_kept_with_its_notice_and_its_time() -> None:
    """And the first question follows, in the same message as nothing else."""
    conversation = afresh(FAIR, *BOTH, "tap Start")
    assert FAIR.notice is not None
    assert conversation.application.consents == {
        ME: Consent(notice=notice_hash(FAIR.notice), at=conversation.now)
    }
    assert conversation.cursor.at == Asking(path="stall")
    assert conversation.due is not None
    assert conversation.due.at is not None


def test_a_single_consent_is_given_by_beginning() -> None:
    """By its button, not by a word that means to start."""
    conversation = afresh(CCCS)
    conversation.type("start")
    assert awaits(CCCS, conversation.application, ME)
    acted(conversation, "tap Agree and start")
    assert not awaits(CCCS, conversation.application, ME)


def test_another_notice_has_another_hash() -> None:
    """In any of its languages."""
    notice = FAIR.notice
    assert notice is not None
    other = notice.model_copy(update={"contact": CCCS.title})
    assert len({notice_hash(notice), notice_hash(other), notice_hash(notice.model_copy())}) == 2


def test_a_notice_without_consents_is_read_and_begun() -> None:
    """One button; nothing is asked to be agreed to, and nothing is kept of it."""
    assert FAIR.notice is not None
    plain = FAIR.model_copy(update={"notice": FAIR.notice.model_copy(update={"consents": ()})})
    conversation = afresh(plain)
    assert labels(conversation)[0] == "Start ›"
    assert "~ ! Please choose Start first." in conversation.type("Tea")
    acted(conversation, "tap Start")
    assert conversation.cursor.at == Asking(path="stall")
    assert not conversation.application.consents
    conversation.type("Tea")
    assert conversation.application.answers["stall"].raw == "Tea"


def test_nothing_that_is_said_before_is_kept() -> None:
    """Nor a file fetched, nor anybody reminded; every command leads back to the notice."""
    conversation = afresh(FAIR)
    started = conversation.application
    for act in ("Tea", "/edit A1", "/map", "/review", "submit", "/withdraw", "skip", "undo", "/stop", "upload a.png", "offer b.png"):  # fmt: skip
        acted(conversation, act)
        assert isinstance(conversation.cursor.at, Welcoming), act
        assert replace(conversation.application, touched=started.touched) == started
        assert conversation.last is not None
        assert not any(isinstance(effect, Fetch) for effect in conversation.last.effects)
        assert conversation.due is None or conversation.due.at is None
    assert conversation.wait(30) == []


def test_what_is_asked_about_the_notice_is_answered() -> None:
    """Another language, which keeps the ticks; help."""
    conversation = afresh(FAIR, BOTH[0], "/language")
    assert isinstance(conversation.cursor.at, Languages)
    conversation.type("繁體中文")
    assert conversation.cursor.at == Welcoming(ticked=(0,))
    assert conversation.cursor.language == "zh-Hant"
    acted(conversation, "/language")
    conversation.type("back")
    assert conversation.cursor.at == Welcoming(ticked=(0,))
    assert any(line.startswith("i ") for line in conversation.type("help"))
    conversation.happen(Opened(at=conversation.now, who=ME))
    assert conversation.cursor.at == Welcoming(ticked=(0,))


def test_agreed_to_on_another_device() -> None:
    """The welcome here leads on to the questions."""
    here = afresh(FAIR)
    there = Conversation(FAIR, WORDS, "en", agreed=False)
    there.cursor = Cursor(
        address=there.cursor.address, application=there.application.id, language="en", at=Reviewing()
    )
    for act in ("open", *BOTH, "tap Start", "Tea"):
        acted(there, act)
    here.application = there.application
    here.type("7")
    assert here.cursor.at == Asking(path="helpers")


def test_an_old_tick_changes_nothing() -> None:
    conversation = afresh(FAIR, *BOTH)
    old = conversation.cursor.turn
    conversation.open()
    conversation.reply(Ticked(name="0", on=False), turn=old)
    assert conversation.cursor.at == Welcoming(ticked=(0, 1))
    assert conversation.last is not None
    assert conversation.last.toast


def test_an_event_without_a_word() -> None:
    """What a journal may keep before: that something was said, which button was pressed; afterwards all of it."""
    before = afresh(FAIR).application
    after = afresh(FAIR, *BOTH, "tap Start").application
    typed = Replied(at=START, who=ME, reply=Typed(text="Tea"))
    assert unheard(FAIR, before, typed).reply == Typed(text="")  # type: ignore[union-attr]
    assert unheard(FAIR, after, typed) == typed
    tick = Replied(at=START, who=ME, reply=Ticked(name="0", on=True))
    assert unheard(FAIR, before, tick) == tick
    sent = Replied(at=START, who=ME, reply=Uploaded(files=(stored("tea.png"),)))
    assert unheard(FAIR, before, sent).reply == Typed(text="")  # type: ignore[union-attr]
    file = FileOffered(at=START, who=ME, token="t", name="tea.png", caption="Tea")
    assert unheard(FAIR, before, file) == replace(file, token="", name="", caption="")
    opened = Opened(at=START, who=ME)
    assert unheard(FAIR, before, opened) == opened
