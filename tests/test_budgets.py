"""What the two shipped dialogues may cost a person: messages, acts, messages in a row, the length of a prompt.

Counted as a phone shows it: a new prompt and a text beside it are messages; what a press changes is changed in its
place; after a typed text the prompt comes anew, below what was typed. `pytest -s` prints the counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dialogues.effects import Ask, Refresh, Tell
from dialogues.prompt import Paragraph, Prompt
from dialogues.reply import Chosen, Command, Reply, Typed, Uploaded
from tests.conversation import Conversation, button
from tests.test_transcripts import WORDS, definition

REPLIES = Path(__file__).parent / "replies"


@dataclass
class Phone:
    """A conversation, and what it takes."""

    talk: Conversation
    taps: int = 0
    #: picks in a form that is laid over the chat
    clicks: int = 0
    #: messages of the bot after each act of the person
    messages: list[int] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)

    def open(self) -> None:
        self.talk.open()
        self._count(None)

    def say(self, text: str) -> None:
        """A message; another part of the same text may follow it, as in every chat."""
        self.talk.paste(text)
        self._count(Typed(text=text))

    def send(self, name: str) -> None:
        self.talk.send(name)
        self._count(Uploaded(files=()))

    def tap(self, label: str) -> None:
        assert self.talk.prompt is not None
        reply = button(self.talk.prompt, label)
        self.talk.reply(reply, turn=self.talk.cursor.turn)
        self.taps += 1
        self._count(reply)

    def pick(self, code: str, label: str) -> None:
        self.talk.pick(code, label)
        self.clicks += 1
        self._count(Chosen(names=()))

    def hand_in(self) -> None:
        """The form that is open, as it is."""
        self.talk.fill()
        self.taps += 1
        self._count(Command(name="next"))

    def _count(self, act: Reply | None) -> None:
        assert self.talk.last is not None
        effects = self.talk.last.effects
        typed = isinstance(act, Typed | Uploaded)
        self.messages.append(
            sum(isinstance(it, Ask | Tell) or (typed and isinstance(it, Refresh)) for it in effects)
        )
        self.prompts += [it.prompt for it in effects if isinstance(it, Ask | Refresh)]

    def told(self, name: str) -> None:
        print(  # noqa: T201 - the counts are to be seen
            f"\n{name}: {sum(self.messages)} messages, {self.clicks} clicks, {self.taps} taps, "
            f"{len(self.messages) - 1} acts, "
            f"at most {max(self.messages)} in a row, longest prompt {max(map(length, self.prompts))} characters"
        )


def length(prompt: Prompt) -> int:
    """Characters of a question besides its choices, its rows, and what the paper prints before it."""
    paragraphs = [block.text for block in prompt.body if isinstance(block, Paragraph)]
    return sum(map(len, (prompt.number, prompt.label, prompt.hint, *paragraphs)))


def test_self_assessment_by_taps() -> None:
    """All 58 in at most 18 messages and 80 taps."""
    phone = Phone(Conversation(definition("cccs"), WORDS, agreed=False))
    phone.open()
    phone.tap("同意並開始作答")
    assert phone.talk.prompt is not None
    for _ in range(100):
        prompt = phone.talk.prompt
        if prompt.screen != "question":
            break
        for path in prompt.card:
            code = next(item.node.number for item in phone.talk.view().items if item.path == path)
            phone.tap(f"{code} 是" if int(code[-1]) % 4 else f"{code} 否")
        phone.tap("下一組 ›")
    phone.tap("提交")
    phone.told("self-assessment")
    assert phone.talk.application.round == 1
    assert sum(phone.messages) <= 18
    assert phone.taps <= 80
    assert max(phone.messages) <= 1


def test_self_assessment_in_forms() -> None:
    """Where forms can be laid over the chat: all 58 in 3 messages, 58 clicks and 8 other presses."""
    phone = Phone(Conversation(definition("cccs"), WORDS, agreed=False, forms=True))
    phone.open()
    phone.tap("同意並開始作答")
    phone.taps += 1  # the button that opens the form, which changes nothing
    turn = phone.talk.cursor.turn
    while phone.talk.prompt is not None and phone.talk.prompt.form is not None:
        for number, asked in enumerate(phone.talk.prompt.form.fields):
            code = (asked.above or asked.label).split()[0]
            phone.pick(code, "否" if number % 4 else "是")
        phone.hand_in()
        assert phone.talk.cursor.turn == turn
    phone.tap("提交")
    phone.told("self-assessment in forms")
    assert phone.talk.application.round == 1
    assert sum(phone.messages) <= 3
    assert phone.clicks == 58
    assert phone.taps <= 8
    assert max(phone.messages) <= 1


def test_award_on_a_phone() -> None:
    """All questions of the award in at most 130 messages: a card at once, long texts in one piece, then 完成."""
    phone = Phone(Conversation(definition("award"), WORDS, agreed=False))
    phone.open()
    for act in (REPLIES / "award_on_a_phone.txt").read_text(encoding="utf-8").splitlines():
        verb, _, rest = act.partition(" ")
        match verb:
            case "tap":
                phone.tap(rest)
            case "send":
                phone.send(rest)
            case _:
                phone.say(act.replace("\\n", "\n").replace("\\t", "\t"))
    phone.told("award")
    assert phone.talk.application.round == 1
    assert sum(phone.messages) <= 130
    assert max(phone.messages) <= 1
    assert max(length(prompt) for prompt in phone.prompts if prompt.screen != "welcome") <= 160
