"""Whatever a person does, on two devices at once: nothing raises, nobody is stuck, an old button changes nothing,
and the way back is there. What holds of every single step is in `tests/laws.py`, which each step here is held to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dialogues.application import AddressId, State
from dialogues.commands import FREE
from dialogues.cursor import Asking, Confirming, Cursor, Languages, Mapping, Pausing, Reviewing, Welcoming
from dialogues.effects import Ask, Refresh, Tell
from dialogues.events import FileFailed, FileOffered, FileStored, Replied
from dialogues.prompt import Button, Notice, Prompt
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Reply, Ticked, Typed
from tests.conversation import ME, Conversation, stored
from tests.test_transcripts import WORDS, definition

OWN = ["volunteer_intake", "clinic", "branches", "checks", "excursion", "household", "fair"]
TYPED = [
    "1", "2", "3", "1,3", "40", "40 35 25", "40 35", "10 100 0", "无", "-", "/", "yes", "no", "yes, by an agency", "cough", "Driving",
    "12.5%", "约30%", "05/03/2026", "2020-03-05", "2027-03-05", "tomorrow", "other: tea", "Ada", "First this", "Berlin", "done", "Done",
    "back", "skip", "map", "/where", "/review", "/edit 1.1", "/edit 2.1", "改 1.2", "edit", "/start", "/stop", "今晚8点", "/stop tomorrow 9:00", "不再提醒", "/language zh", "/language",
    "/withdraw", "submit", "undo", "help", "full 40 35 25\npart 2 100 0", "40\t35\t25\n3\t0\t100", "confirm", "cancel", "0", "-1", "1e309",
    "2 hours", "3 desks", "/plain", "撤销", "1 3", "all but 2", "a@b.com", "Lift", "1.1 yes", "1.1 phone\n1.2 40", "1.2 40\n2.1 Ada\nthanks", "1.2：41", "age: 40\nsymptoms: cough", "1-2 yes", "YNY", "all yes", "France", "Germany", "Paris", "5", "11", "12", "7", "不便提供", "不适用", "see https://example.com/file", "not now",
]  # fmt: skip
COMMANDS = ["done", "skip", "keep", "sweep", "submit", "confirm", "cancel", "reopen", "add", "finish", "not_applicable", "decline",
            "keep_reason", "show_all", "replace", "append", "drop_new", "delete_last", "caption", "no_caption", "repick", "ask_organiser",
            "settle", "explain", "begin", "rest", "copy", "next", "rest_no", "one_by_one", "undo", "later_explain", "remove_entry", "rewrite", "reread", "form", "here", "closed", "nonsense", "new", "open", "batch", "save", "leave_out", "colleague", *sorted(FREE)]  # fmt: skip
PATHS = ["", "way", "age", "symptoms", "staff", "company", "branches", "branches/e1/city", "branches/e9/city", "proof", "desks", "agreed",
         "child", "child/e1/age", "child/e2/given", "helper", "picture", "city", "months", "thanks", "ghost",
         "surname", "pets", "kind", "owned", "altered", "insured", "lift", "garage", "more", "room", "room/e1/use", "room/e2/size"]  # fmt: skip
ARGUMENTS = [
    *PATHS,
    "tables",
    "2026-03-20T20:00",
    "waiting",
    "e1",
    "e2",
    "e99",
    "about",
    "money",
    "children",
    "figures",
    "en",
    "zh-TW",
    "xx",
    "full",
    "1.2#1",
    "?" * 50,
    "all",
    "1.1 40\n1.2 phone\n2.1 Ada",
    "HR",
]
REPLIES = st.one_of(
    st.builds(Typed, text=st.sampled_from(TYPED)),
    st.builds(lambda names: Chosen(names=tuple(names)), st.lists(st.sampled_from(["phone", "fr", "yes", "none"]), max_size=3)),
    st.builds(Dated, day=st.dates()),
    st.builds(Cells, cells=st.dictionaries(st.sampled_from(["full/total", "full/degree", "x"]), st.sampled_from(["40", "", "?"]))),
)  # fmt: skip
#: what somebody answers who has understood
SENSIBLE = {
    "text": ["Ada", "Berlin", "This is so.", "无"],
    "number": ["3", "5", "7", "11", "20", "60", "100", "2 hours"],
    "date": ["2026-02-01", "2026-04-05", "05/04/2026"],
    "cells": ["40 35 65", "40 35 25", "2 100 0", "-"],
}


class Applicant(RuleBasedStateMachine):
    """One person, acting at random, on either of two devices."""

    talk: Conversation
    dialogues = OWN

    def __init__(self) -> None:
        super().__init__()
        #: prompts that have been on the screen of this device, and that of the other
        self.seen: list[tuple[int, Prompt]] = []
        self.other: tuple[Cursor, Prompt | None, list[tuple[int, Prompt]]] | None = None

    @initialize(data=st.data())
    def begins(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.dialogues))
        dialogue = definition(name)
        language, agreed = data.draw(st.sampled_from(dialogue.languages)), data.draw(st.booleans())
        self.talk = Conversation(dialogue, WORDS, language, agreed=agreed, forms=data.draw(st.booleans()))
        self.talk.open()
        self._remember()

    @rule(text=st.one_of(st.sampled_from(TYPED), st.text(max_size=40)))
    def types(self, text: str) -> None:
        self._reply(Typed(text=text))

    @rule(data=st.data())
    def taps(self, data: st.DataObject) -> None:
        """Half of what people do; twice, when nothing seems to happen."""
        replies = list(buttons(self.talk.prompt))
        if replies:
            reply, turn = data.draw(st.sampled_from(replies)), self.talk.cursor.turn
            path = self.talk.prompt.path if self.talk.prompt is not None else ""
            self._reply(reply, turn)
            if data.draw(st.booleans()) and self.talk.cursor.turn != turn and not is_free(reply):
                self._presses_in_vain(reply, turn, path)

    @rule(data=st.data(), count=st.integers(1, 8))
    def goes_on(self, data: st.DataObject, count: int) -> None:
        """Answers what is asked, as it is asked; changes an answer at the review."""
        for _ in range(count):
            prompt = self.talk.prompt
            assert prompt is not None
            if prompt.expects.kind == "file":
                self.uploads("proof.pdf")
            elif prompt.choices or prompt.expects.kind not in SENSIBLE:
                replies = list(buttons(prompt))
                self._reply(data.draw(st.sampled_from(replies)), self.talk.cursor.turn)
            else:
                self._reply(Typed(text=data.draw(st.sampled_from(SENSIBLE[prompt.expects.kind]))))

    @rule(name=st.sampled_from(COMMANDS), argument=st.sampled_from(ARGUMENTS))
    def forges_a_command(self, name: str, argument: str) -> None:
        self._reply(Command(name=name, argument=argument), self.talk.cursor.turn)

    @rule(
        reply=REPLIES,
        ticked=st.sampled_from(["phone", "ghost", "yes", "lift", "garage", "more", "0", "1"]),
        on=st.booleans(),
    )
    def forges_a_reply(self, reply: Reply, ticked: str, *, on: bool) -> None:
        """A press that this prompt does not have."""
        self._reply(reply, self.talk.cursor.turn)
        self._reply(Ticked(name=ticked, on=on), self.talk.cursor.turn)

    @precondition(lambda self: self.talk.prompt is not None and self.talk.prompt.form is not None)
    @rule(data=st.data(), some=st.booleans())
    def fills_in_a_form(self, data: st.DataObject, *, some: bool) -> None:
        """What is laid over the chat, all of it or a part; handed in, or picked one by one."""
        form = self.talk.form()
        values = {}
        for field in form.fields:
            if not some or data.draw(st.booleans()):
                names = [option.name for option in field.options]
                texts = [*SENSIBLE.get(field.kind, []), "", "?", "12", field.value]
                values[field.name] = data.draw(st.sampled_from(names or texts))
        if form.live and data.draw(st.booleans()):
            for name, text in values.items():
                self._reply(Meant(path=name, reply=Chosen(names=(text,))), self.talk.cursor.turn)
            return
        self.talk.now += timedelta(minutes=1)
        self.talk.fill(values)
        self._remember()

    @rule(reply=REPLIES, path=st.sampled_from(PATHS), known=st.booleans())
    def means(self, reply: Typed | Chosen | Dated | Cells, path: str, *, known: bool) -> None:
        self._reply(Meant(path=path, reply=reply), self.talk.cursor.turn if known else None)

    @rule(text=st.sampled_from(TYPED), data=st.data())
    def types_too_late(self, text: str, data: st.DataObject) -> None:
        """The prompt that it was meant for has passed."""
        turn, prompt = data.draw(st.sampled_from(self.seen))
        self._reply(Typed(text=text), turn, prompt.path)

    @rule(name=st.sampled_from(["proof.pdf", "photo.png"]))
    def uploads(self, name: str) -> None:
        self.talk.upload(name)
        self._remember()

    @rule(
        name=st.sampled_from(["proof.pdf", "photo.png", "big.pdf", "voice.ogg"]),
        caption=st.sampled_from(["", "The hall"]),
    )
    def sends(self, name: str, caption: str) -> None:
        """A file of a chat, wherever the person is; two of them are an album."""
        self.talk.send(name, caption, 40 if name == "big.pdf" else 1.2)
        self._remember()

    @rule(text=st.sampled_from([*TYPED, "hello", "Which one?", "see attached", "A longer text. " * 9]))
    def writes(self, text: str) -> None:
        """A message that may go on in the next."""
        self._reply(Typed(text=text, more=True))

    @rule(
        path=st.sampled_from(PATHS),
        data=st.data(),
        name=st.sampled_from(["place", "drop_file", "keep_file", "loose", "use_file"]),
    )
    def puts_a_file(self, path: str, data: st.DataObject, name: str) -> None:
        """Where it may belong, or not at all."""
        keys = [file.sha256[:12] for file in self.talk.application.loose]
        key = data.draw(st.sampled_from(["", "ghost", *keys]))
        argument = f"{path} {key}".strip() if name == "place" else key
        self._reply(Command(name=name, argument=argument), self.talk.cursor.turn)

    @rule(path=st.sampled_from(PATHS), name=st.sampled_from(["proof.pdf", "photo.png"]))
    def a_file_arrives(self, path: str, name: str) -> None:
        """Somewhere, some time after it was sent; or it does not."""
        at = self.talk.now
        self.talk.happen(FileOffered(at=at, who=ME, token="t", name=name, path=path))
        self.talk.happen(FileStored(at=at, who=ME, path=path, file=stored(name)))
        self.talk.happen(FileFailed(at=at, who=ME, path=path, name=name, code="413"))
        self._remember()

    @rule()
    def comes_back(self) -> None:
        answers = self.talk.application.answers
        self.talk.open()
        self._remember()
        now = self.talk.application.answers
        assert {path: now[path] for path, answer in answers.items() if answer.value is not None} == {
            path: answer for path, answer in answers.items() if answer.value is not None
        }

    @rule(days=st.sampled_from([0.01, 1, 3, 30]))
    def waits(self, days: float) -> None:
        answers = self.talk.application.answers
        self.talk.wait(days)
        self._remember()
        assert self.talk.application.answers == answers

    @rule()
    def takes_the_other_device(self) -> None:
        """It stands where it was left, whatever has happened since."""
        talk = self.talk
        there = self.other or (Cursor(address=AddressId("other"), application=talk.application.id,
                                      language=talk.dialogue.languages[-1], at=Reviewing(), forms=talk.forms), None, [])  # fmt: skip
        self.other = talk.cursor, talk.prompt, self.seen
        talk.cursor, talk.prompt, self.seen = there
        if talk.prompt is None:
            talk.open()
            self._remember()

    @rule(data=st.data())
    def presses_an_old_button(self, data: st.DataObject) -> None:
        """A press on a prompt that has passed: said politely, and nothing changes."""
        turn, prompt = data.draw(st.sampled_from(self.seen))
        replies = [reply for reply in buttons(prompt) if not is_free(reply)]
        if replies and turn != self.talk.cursor.turn:
            self._presses_in_vain(data.draw(st.sampled_from(replies)), turn, prompt.path)

    @precondition(lambda self: self.talk.application.is_open)
    @precondition(lambda self: isinstance(self.talk.cursor.at, Asking | Reviewing))
    @rule(name=st.sampled_from(["map", "language", "withdraw", "stop"]), back=st.booleans())
    def looks_away_and_back(self, name: str, *, back: bool) -> None:
        """The map, the languages, a pause or a second thought lead back to the very same place."""
        self._reply(
            Typed(text="/where")
        )  # where the other device has changed things, the place is another now
        if not self.talk.application.is_open:  # its time has passed
            return
        before = self.talk.cursor
        self._reply(Command(name=name))
        assert isinstance(self.talk.cursor.at, Mapping | Languages | Confirming | Pausing)
        self._reply(Command(name="back" if back else "cancel"))
        assert replace(self.talk.cursor, turn=before.turn, since=before.since) == before

    @precondition(lambda self: self.talk.application.is_open)
    @precondition(lambda self: not isinstance(self.talk.cursor.left or self.talk.cursor.at, Welcoming))
    @rule(skip=st.sampled_from(["skip", "keep"]))
    def fills_the_gaps(self, skip: str) -> None:
        """Putting everything off, or leaving it as it is, ends at the review: nobody is asked in a circle."""
        self._reply(Command(name="review"))
        self._reply(Command(name="sweep"), self.talk.cursor.turn)
        if not self.talk.application.is_open:  # its time has passed
            return
        for _ in range(2 * len(list(self.talk.view().asked())) + 12):
            if self.talk.cursor.at == Reviewing():
                return
            self._reply(Command(name=skip), self.talk.cursor.turn)
        raise AssertionError(self.talk.cursor)

    @precondition(lambda self: self.talk.prompt is not None and self.talk.application.is_open)
    @rule()
    def asks_where(self) -> None:
        """Looking on changes nothing but the time of the last act."""
        before = self.talk.application, self.talk.cursor
        for command in ("where", "help", "copy"):
            self._reply(Command(name=command))
        if (
            self.talk.cursor.turn == before[1].turn and self.talk.application.is_open
        ):  # else the other device has changed what is asked
            assert (replace(self.talk.application, touched=before[0].touched), self.talk.cursor) == before

    @invariant()
    def there_is_a_prompt(self) -> None:
        """Whatever is on screen, there is a way on."""
        if hasattr(self, "talk"):
            assert self.talk.prompt is not None
            assert list(buttons(self.talk.prompt))

    def _reply(self, reply: Reply, turn: int | None = None, path: str = "") -> None:
        self.talk.now += timedelta(minutes=1)
        self.talk.reply(reply, turn, path)
        self._remember()

    def _presses_in_vain(self, reply: Reply, turn: int, path: str) -> None:
        before, cursor = self.talk.application, self.talk.cursor
        self.talk.now += timedelta(minutes=1)
        self.talk.happen(Replied(at=self.talk.now, who=ME, reply=reply, turn=turn, path=path))
        self._remember()
        after = replace(self.talk.application, touched=before.touched)
        if after.state is State.EXPIRED:  # what the press did not do
            after = replace(after, state=before.state)
        assert after == before
        assert self.talk.last is not None
        if self.talk.cursor.turn == cursor.turn:  # else the other device has changed what is asked
            assert self.talk.cursor == cursor
        assert self.talk.last.toast or self.talk.last.effects

    def _remember(self) -> None:
        """The prompts of this step, and the buttons of what was told."""
        assert self.talk.last is not None
        for effect in self.talk.last.effects:
            if isinstance(effect, Ask | Refresh):
                self.seen = [*self.seen[-8:], (effect.turn, effect.prompt)]
            elif isinstance(effect, Tell):
                self._follow(effect.notice)

    def _follow(self, notice: Notice) -> None:
        """A button that is told leads somewhere, now."""
        for row in notice.buttons:
            for button in row:
                assert isinstance(button, Button)
                assert isinstance(button.reply, Command | Meant)


def buttons(prompt: Prompt | None) -> Iterator[Reply]:
    """What can be pressed on it."""
    if prompt is not None:
        yield from (choice.reply for choice in prompt.choices)
        yield from (button.reply for row in (*prompt.actions, prompt.navigation) for button in row)


def is_free(reply: Reply) -> bool:
    """Whether it means the same whatever is on screen."""
    return isinstance(reply, Command) and reply.name in FREE


class ApplicantForTheAward(Applicant):
    """The same on what is shipped: sixteen sections, tables, files, totals."""

    dialogues = ("award", "cccs")


def _for(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip


TestApplicant = Applicant.TestCase
TestApplicant.settings = _for(120, 40)
TestApplicantForTheAward = ApplicantForTheAward.TestCase
TestApplicantForTheAward.settings = _for(6, 30)
