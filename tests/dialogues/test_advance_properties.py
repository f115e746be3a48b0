"""The engine against a small model: whatever a person does, nothing raises, nothing answered is lost, an old
button changes nothing, and what was derived step by step is what would be derived at once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dialogues.advance import FREE
from dialogues.dialogue import Repeat
from dialogues.effects import Ask, Refresh
from dialogues.prompt import Prompt
from dialogues.relevance import derive, viewed
from dialogues.reply import Chosen, Command, Reply, Ticked, Typed
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, definition

DIALOGUES = ["volunteer_intake", "clinic", "branches", "checks"]
TYPED = [
    "1", "2", "3", "1,3", "40", "40 35 25", "40 35", "10 100 0", "无", "-", "/", "yes", "no", "yes, by an agency", "cough", "Driving",
    "12.5%", "约30%", "05/03/2026", "2020-03-05", "tomorrow", "other: tea", "Ada", "First this", "Berlin", "done", "Done",
    "back", "skip", "map", "/where", "/review", "/edit 1.1", "/edit 2.1", "改 1.2", "edit", "/start", "/stop", "/language zh", "/language",
    "/withdraw", "submit", "undo", "help", "full 40 35 25\npart 2 100 0", "40\t35\t25\n3\t0\t100", "confirm", "cancel", "0", "-1", "1e309",
]  # fmt: skip
COMMANDS = ["done", "skip", "keep", "sweep", "submit", "confirm", "cancel", "reopen", "add", "finish", "not_applicable", "decline",
            "keep_reason", "rest", "copy", "remove_entry", "rewrite", "nonsense"]  # fmt: skip


class Applicant(RuleBasedStateMachine):
    """One person, acting at random."""

    talk: Conversation

    @initialize(name=st.sampled_from(DIALOGUES))
    def begin(self, name: str) -> None:
        self.talk = Conversation(definition(name), WORDS)
        self.talk.open()
        self.turns: list[tuple[int, Prompt]] = []

    @rule(text=st.one_of(st.sampled_from(TYPED), st.text(max_size=40)))
    def types(self, text: str) -> None:
        self._act(Typed(text=text))

    @rule(data=st.data())
    def taps(self, data: st.DataObject) -> None:
        replies = _buttons(self.talk.prompt)
        if replies:
            self._act(data.draw(st.sampled_from(replies)), turn=self.talk.cursor.turn)

    @rule(name=st.sampled_from(COMMANDS))
    def commands(self, name: str) -> None:
        self._act(Command(name=name), turn=self.talk.cursor.turn)

    @rule(names=st.lists(st.sampled_from(["phone", "mail", "driving", "yes", "none", "ghost"]), max_size=3))
    def forges(self, names: list[str]) -> None:
        """A press that this prompt does not have."""
        self._act(Chosen(names=tuple(names)), turn=self.talk.cursor.turn)
        self._act(Ticked(name=(names or ["x"])[0], on=True), turn=self.talk.cursor.turn)

    @rule()
    def uploads(self) -> None:
        self._check(lambda: self.talk.upload("proof.pdf"))

    @rule()
    def comes_back(self) -> None:
        answers = self.talk.application.answers
        self.talk.open()
        assert self.talk.application.answers == answers

    @rule()
    def waits(self) -> None:
        answers = self.talk.application.answers
        self.talk.wait(3)
        assert self.talk.application.answers == answers

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def presses_an_old_button(self, data: st.DataObject) -> None:
        """A press on a prompt that has passed: said politely, and nothing changes."""
        turn, prompt = data.draw(st.sampled_from(self.turns))
        replies = [
            reply for reply in _buttons(prompt) if not (isinstance(reply, Command) and reply.name in FREE)
        ]
        if not replies or turn == self.talk.cursor.turn:
            return
        reply = data.draw(st.sampled_from(replies))
        before, cursor = self.talk.application, self.talk.cursor
        self.talk.reply(reply, turn=turn, path=prompt.path)
        after = self.talk.application
        if not isinstance(reply, Typed):  # a default is typed text: it asks which question it is for
            assert self.talk.cursor == cursor
        assert (after.answers, after.drafts, after.entries, after.state) == (
            before.answers,
            before.drafts,
            before.entries,
            before.state,
        )

    def _act(self, reply: Reply, turn: int | None = None) -> None:
        self._check(
            lambda: self.talk.reply(reply, turn=turn),
            removes=isinstance(reply, Command) and reply.name in ("remove_entry", "add"),
        )

    def _check(self, act, *, removes: bool = False) -> None:
        before, turn = self.talk.application, self.talk.cursor.turn
        self.talk.now += timedelta(minutes=1)
        act()
        after = self.talk.application
        assert self.talk.cursor.turn >= turn
        gone = set(before.answers) - set(after.answers)
        repeats = {
            item.path
            for item in viewed(self.talk.dialogue, after, self.talk.now).items
            if isinstance(item.node.entry, Repeat)
        }
        assert removes or gone <= repeats, f"lost {gone}"
        changed = [
            path
            for path in before.answers
            if path in after.answers and before.answers[path] != after.answers[path]
        ]
        assert len(changed) <= 1, changed
        for effect in self.talk.last.effects:
            if isinstance(effect, Ask | Refresh):
                self.turns = [*self.turns[-8:], (effect.turn, effect.prompt)]

    @invariant()
    def derived_alike(self) -> None:
        """Step by step or at once: the same."""
        if not hasattr(self, "talk"):
            return
        application = self.talk.application
        stepwise = viewed(self.talk.dialogue, application, self.talk.now)
        fresh = derive(self.talk.dialogue, application, self.talk.now)
        assert stepwise.facts == fresh.facts
        assert stepwise.values == fresh.values
        assert (stepwise.answered, stepwise.total) == (fresh.answered, fresh.total)

    @invariant()
    def can_be_asked_again(self) -> None:
        """Whatever is on screen, there is a prompt for it."""
        if hasattr(self, "talk"):
            assert self.talk.prompt is not None


def _buttons(prompt: Prompt | None) -> list[Reply]:
    if prompt is None:
        return []
    rows = (*prompt.actions, prompt.navigation)
    return [*(choice.reply for choice in prompt.choices), *(button.reply for row in rows for button in row)]


TestApplicant = Applicant.TestCase
TestApplicant.settings = settings(
    max_examples=120,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
