"""A conversation with the core, as a person has it: type, tap, wait, send a file; see messages.

Everything goes through JSON between any two acts, as it does between two presses in life. Messages are drawn
as the project's transcripts show them:

    < a message, one line each            ~ the same message, changed in place
    = what stays of an answered question  i something said beside the question
    ! a post in the reviewers' room                f a file that is handed out
    ? what stands under a field of a form that was not taken
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dialogues import codec
from dialogues.advance import step
from dialogues.application import AddressId, Application, ApplicationId, PersonId
from dialogues.choice_rows import choice_rows
from dialogues.consenting import agreed, awaits
from dialogues.cursor import Cursor, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Ask, Due, Effect, Fetch, Hand, Post, Refresh, Settle, Tell
from dialogues.events import Event, FileOffered, FileStored, Opened, ReminderFell, Replied
from dialogues.fields import Form, replies
from dialogues.filling import wrong
from dialogues.plain import plain
from dialogues.prompt import Button, Notice, Prompt
from dialogues.relevance import View, derive
from dialogues.reply import Chosen, Meant, Reply, StoredFile, Typed, Uploaded
from dialogues.scene import Scene
from dialogues.submission import restored
from dialogues.summary import as_blocks, summarise
from dialogues.walking import Step
from dialogues.words import Words
from tests import laws

ME = PersonId("applicant")
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@dataclass
class Conversation:
    """One applicant at one address."""

    dialogue: Dialogue
    words: Words
    language: str = ""
    now: datetime = START
    #: the notice was agreed to before the conversation begins
    agreed: bool = True
    #: forms can be laid over the chat
    forms: bool = False
    application: Application = field(init=False)
    cursor: Cursor = field(init=False)
    prompt: Prompt | None = None
    #: what was told last beside a prompt
    told: Notice | None = None
    due: Due | None = None
    last: Step | None = None
    #: the contents of what was handed in
    submitted: list[str] = field(default_factory=list)
    #: the text of the last file that was handed out
    handed: str = ""
    #: messages that stand in the chat, for the budgets
    messages: int = 0
    #: the turn and the prompt that last asked a question, by its code; a screen by its kind
    asked: dict[str, tuple[int, Prompt]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.application = Application(
            id=ApplicationId("application"), reference=f"{self.dialogue.prefix or 'X'}-7F3K", dialogue=self.dialogue.id,
            version=self.dialogue.version, started=self.now, touched=self.now,
        )  # fmt: skip
        if self.agreed and awaits(self.dialogue, self.application, ME):
            self.application = agreed(self.dialogue, self.application, ME, self.now)
        self.cursor = Cursor(
            address=AddressId("address"), application=self.application.id,
            language=self.language or self.dialogue.default_language, at=Reviewing(), forms=self.forms,
        )  # fmt: skip

    def open(self) -> list[str]:
        """Begin, or come back."""
        return self.happen(Opened(at=self.now, who=ME))

    def type(self, text: str) -> list[str]:
        return self.reply(Typed(text=text))

    def reply(self, reply: Reply, turn: int | None = None, path: str = "") -> list[str]:
        return self.happen(Replied(at=self.now, who=ME, reply=reply, turn=turn, path=path))

    def tap(self, label: str) -> list[str]:
        """Press a button or a choice of the prompt on screen by what stands on it."""
        assert self.prompt is not None
        return self.reply(button(self.prompt, label), turn=self.cursor.turn)

    def pick(self, code: str, label: str) -> list[str]:
        """Pick an answer in the form of the prompt on screen, whose picks are answers at once."""
        form = self.form()
        field = next(it for it in form.fields if f"{it.above} {it.label}".lstrip().startswith(f"{code} "))
        name = next(option.name for option in field.options if option.label == label)
        return self.reply(Meant(path=field.path, reply=Chosen(names=(name,))), turn=self.cursor.turn)

    def fill(self, values: Mapping[str, str] | None = None) -> list[str]:
        """Fill in the form of the prompt on screen, and hand it in; under what is wrong stands why, and nothing is."""
        values = values or {}
        wrongs = wrong(self.dialogue, self.application, self.cursor, self.words, ME, self.now, values)
        if wrongs:
            return [f"? {name}: {sentence}" for name, sentence in wrongs.items()]
        lines: list[str] = []
        present = {field.name: field.value for field in self.form().fields}
        for reply in replies(self.form(), present | dict(values)):
            lines += self.reply(reply, turn=self.cursor.turn)
        return lines

    def form(self) -> Form:
        """What is laid over the chat where the button is pressed."""
        assert self.prompt is not None
        assert self.prompt.form is not None
        return self.prompt.form

    def late(self, code: str, text: str) -> list[str]:
        """Type a text that was meant for the prompt of this question."""
        turn, prompt = self.asked[code]
        return self.reply(Typed(text=text), turn, prompt.path)

    def again(self, code: str, label: str) -> list[str]:
        """Press a button of the prompt that asked this question."""
        turn, prompt = self.asked[code]
        return self.reply(button(prompt, label), turn, prompt.path)

    def press(self, label: str) -> list[str]:
        """Press a button of what was told last, such as a reminder."""
        assert self.told is not None
        found = [button for row in self.told.buttons for button in row if button.label == label]
        assert found, [button.label for row in self.told.buttons for button in row]
        return self.reply(found[0].reply, turn=self.cursor.turn)

    def offer(self, name: str, code: str = "") -> list[str]:
        """Send a file, which will take a while; under the question on screen or another one."""
        turn, prompt = self.asked[code] if code else (None, None)
        path = prompt.path if prompt is not None else ""
        return self.happen(FileOffered(at=self.now, who=ME, token=name, name=name, turn=turn, path=path))

    def paste(self, text: str) -> list[str]:
        """A message that another part of the same text may follow, as all messages of a chat are."""
        return self.reply(Typed(text=text, more=True))

    def send(self, name: str, caption: str = "", megabytes: float = 1.2) -> list[str]:
        """Send a file as a chat does: it is offered, and a moment later it is there. A photo has no name: its kind."""
        lines = self.happen(FileOffered(at=self.now, who=ME, token=name, name=named(name), caption=caption))
        assert self.last is not None
        fetches = [effect for effect in self.last.effects if isinstance(effect, Fetch)]
        for fetch in fetches:
            file = replace(stored(name, megabytes), name=fetch.name, caption=fetch.caption)
            lines += self.happen(FileStored(at=self.now, who=ME, path=fetch.path, file=file))
        return lines

    def upload(self, *names: str) -> list[str]:
        return self.reply(Uploaded(files=tuple(stored(name) for name in names)))

    def store(self, path: str, name: str) -> list[str]:
        """A file that was offered for this question is kept now."""
        return self.happen(FileStored(at=self.now, who=ME, path=path, file=stored(name)))

    def give_back(self, path: str, text: str) -> list[str]:
        """A text file that was sent is kept now; this is in it."""
        return self.happen(FileStored(at=self.now, who=ME, path=path, file=stored("list.txt"), text=text))

    def view(self) -> View:
        """What follows from the answers now."""
        return derive(self.dialogue, self.application, self.now)

    def wait(self, days: float) -> list[str]:
        """Let time pass; what falls due meanwhile falls."""
        until, lines = self.now + timedelta(days=days), []
        while self.due is not None and self.due.at is not None and self.due.at <= until:
            self.now, number = self.due.at, self.due.number
            local = self.now.astimezone(self.dialogue.zone)
            lines += [
                f"({local:%Y-%m-%d %H:%M})",
                *self.happen(ReminderFell(at=self.now, who=ME, number=number)),
            ]
        self.now = until
        return lines

    def happen(self, event: Event) -> list[str]:
        """One step, with everything through JSON on both sides; the values that stayed in memory, with what is
        remembered of them, give the same."""
        application = codec.applications.validate_json(codec.applications.dump_json(self.application))
        cursor = codec.cursors.validate_json(codec.cursors.dump_json(self.cursor))
        event = codec.events.validate_json(codec.events.dump_json(event))
        read = step(self.dialogue, application, cursor, event, self.words)
        taken = step(self.dialogue, self.application, self.cursor, event, self.words)
        assert read == taken
        laws.hold(self.dialogue, self.application, self.cursor, event, taken)
        self.application, self.cursor, self.last = taken.application, taken.cursor, taken
        lines: list[str] = [f"({taken.toast})"] if taken.toast else []
        for effect in taken.effects:
            lines += self._seen(codec.effects.validate_json(codec.effects.dump_json(effect)))
        return lines

    def _seen(self, effect: Effect) -> list[str]:
        match effect:
            case Ask():
                self._shown(effect.turn, effect.prompt)
                self.messages += 1
                return _marked("<", draw(effect.prompt))
            case Refresh():
                self._shown(effect.turn, effect.prompt)
                return _marked("~", draw(effect.prompt))
            case Settle():
                return [
                    f"= {effect.settled.number} {effect.settled.label.splitlines()[0]}: {' / '.join(effect.settled.lines)}"
                ]
            case Tell():
                self.messages += 1
                self.told = effect.notice
                return _marked("i", _notice(effect.notice))
            case Post():
                return _marked("!", self._post().splitlines())
            case Due():
                self.due = effect
                return []
            case Fetch():
                return [f"(fetch {effect.name})"]
            case Hand():
                self.handed = effect.text
                self.messages += 1
                return [
                    *_marked("i", [effect.caption]),
                    f"(file {effect.name})",
                    *_marked("f", effect.text.splitlines()),
                ]

    def _shown(self, turn: int, prompt: Prompt) -> None:
        self.prompt = prompt
        self.asked[prompt.number or prompt.screen] = turn, prompt

    def _post(self) -> str:
        assert self.last is not None
        assert self.last.submission is not None
        seen = restored(self.last.submission.content)
        scene = Scene(
            derive(self.dialogue, seen.application, seen.at), self.dialogue.default_language, self.words
        )
        before = restored(self.submitted[-1]) if self.submitted else None
        self.submitted.append(self.last.submission.content)
        previous = None
        if before is not None:
            view = derive(self.dialogue, before.application, before.at)
            previous = Scene(view, self.dialogue.default_language, self.words)
        summary = summarise(
            scene, submitted=seen.at, contact=False, language=seen.language, previous=previous
        )
        return plain(as_blocks(summary))


def button(prompt: Prompt, label: str) -> Reply:
    """What stands on a button or a choice → what pressing it means."""
    for choice in prompt.choices:
        if label in (choice.label, choice.short, str(choice.number)):
            return choice.reply
    buttons = [button for row in (*prompt.actions, prompt.navigation) for button in row]
    found = [button for button in buttons if button.label.strip("‹› ") == label.strip("‹› ")]
    assert found, f"no button {label!r} among {[button.label for button in buttons]}"
    return found[0].reply


def named(name: str) -> str:
    """A photo of a chat comes without a name."""
    return "" if name.startswith("photo") else name


def stored(name: str, megabytes: float = 1.2e6 / 1024 / 1024) -> StoredFile:
    """A file of this name, of a kind that its name says."""
    kinds = {"ogg": "audio/ogg", "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
    return StoredFile(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        name=name,
        size=round(megabytes * 1024 * 1024),
        type=kinds.get(name.rsplit(".", maxsplit=1)[-1], "application/octet-stream"),
    )


def draw(prompt: Prompt) -> list[str]:
    """A prompt as a phone would show it: text, then the rows of buttons."""
    lines: list[str] = []
    if prompt.echo:
        lines += [f"✅ {prompt.echo}", ""]
    if prompt.problem:
        lines += [f"! {prompt.problem}", ""]
    head = prompt.header
    if prompt.progress is not None and prompt.progress.section_total:
        last = f"–{prompt.progress.section_last}" if prompt.progress.section_last else ""
        head += f" · {prompt.progress.section_position}{last}/{prompt.progress.section_total}"
    if prompt.progress is not None:
        head += f" · {prompt.progress.answered}/{prompt.progress.total}"
    lines += [head.strip(" ·")] if head else []
    lines += list(prompt.notes)
    lines.append(f"{prompt.number} {prompt.label}".strip())
    lines += [prompt.hint] if prompt.hint else []
    lines += plain(prompt.body).splitlines() if prompt.body else []
    lines += [
        f"{'✅' if choice.picked else '  '}{choice.number:>2} {choice.label}" for choice in prompt.choices
    ]
    rows = [*(choice_rows(prompt) if prompt.grid else ()), *prompt.actions, prompt.navigation]
    lines += [" ".join(f"[ {button.label} ]" for button in row) for row in rows if row]
    return [line for text in lines for line in text.split("\n")]


def _notice(notice: Notice) -> list[str]:
    rows: tuple[tuple[Button, ...], ...] = notice.buttons
    return [
        *plain(notice.blocks).splitlines(),
        *(" ".join(f"[ {button.label} ]" for button in row) for row in rows),
    ]


def _marked(mark: str, lines: list[str]) -> list[str]:
    return [f"{mark} {line}".rstrip() for line in lines]


__all__ = ["ME", "START", "Conversation", "draw", "stored"]
