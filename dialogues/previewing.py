"""What an organiser does at the preview of a round of reminders: look at one, see the names, change the range or the
text, send, or not. Pure, and of no channel: whoever shows the screen hands in what was typed or pressed.

Nothing is sent here, and what is shown may be older than what is sent: the shell looks again (`bot/organising.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from dialogues.lobby import language_of
from dialogues.prompt import Button, Notice, Prompt
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean, fold
from dialogues.reminder_rounds import LONGEST_TEXT, Group, ReminderRound
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.screens import reminder_round as screens
from dialogues.words import Words

#: marks of a button that nobody types
_MARKS = " ›‹[]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Where an organiser stands, and what they want so far. `planned` has at least one application."""

    planned: ReminderRound
    #: what the organiser reads
    language: str
    words: Words
    at: Literal["preview", "range", "text"] = "preview"
    problem: str = ""

    @property
    def scene(self) -> Scene:
        """Of the application that was touched last: it is of the newest version of the dialogue."""
        newest = max(self.planned.everyone, key=lambda one: one.view.application.touched)
        language = language_of(newest.view.dialogue, self.language)
        return Scene(newest.view, language, self.words)

    def screen(self) -> Prompt:
        """What is on screen."""
        show = {
            "preview": screens.preview_screen,
            "range": screens.range_screen,
            "text": screens.text_screen,
        }[self.at]
        return show(self.scene, self.planned, problem=self.problem)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Something to read beside the screen, which stays."""

    notice: Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """Send it now, as it stands then."""

    only: Group | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancelled:
    """Nothing is sent."""


Next: TypeAlias = Preview | Shown | Sending | Cancelled


def typed(preview: Preview, line: str) -> Next:
    """What a line says: a button by its number or its words, a command to stop or to go back, or the text."""
    line = clean(line)
    command = read_command(line)
    if preview.at == "preview" and command is not None and command.name == "stop":
        return Cancelled()
    if command is not None and command.name in ("back", "stop"):
        return replace(preview, at="preview", problem="")
    button = _meant(preview.screen(), line)
    if button is not None and isinstance(button.reply, Command):
        return pressed(preview, button.reply.argument)
    if preview.at == "text" and line:
        problem = too_long(preview.scene, line)
        if problem:
            return replace(preview, problem=problem)
        return replace(preview, planned=replace(preview.planned, text=line), at="preview", problem="")
    return replace(preview, problem=preview.scene.say("round.unclear") if line else "")


def pressed(preview: Preview, argument: str) -> Next:
    """What a button does, also one of an older screen."""
    planned = preview.planned
    home = replace(preview, at="preview", problem="")
    match argument.split():
        case ["send"] if planned.reached:
            return Sending(only=planned.only, text=planned.text)
        case ["sample"] if planned.reached:
            return Shown(notice=screens.sample(planned, preview.words))
        case ["names"]:
            return Shown(notice=screens.names(preview.scene, planned))
        case ["range"]:
            return replace(home, at="range")
        case ["text"]:
            return replace(home, at="text")
        case ["without"]:
            return replace(home, planned=replace(planned, text=""))
        case ["only"]:
            return replace(home, planned=replace(planned, only=None))
        case ["only", group] if group in set(Group):
            return replace(home, planned=replace(planned, only=Group(group)))
        case ["cancel"]:
            return Cancelled()
        case _:
            return home


def too_long(scene: Scene, text: str) -> str:
    """A kind sentence for a text that is too long; "" where it fits."""
    over = len(text) - LONGEST_TEXT
    if over <= 0:
        return ""
    return scene.say("round.too_long", count=len(text), most=LONGEST_TEXT, over=over)


def _meant(prompt: Prompt, line: str) -> Button | None:
    """By its number, by its words, or by the beginning of its words where only one begins so."""
    wanted = fold(line).strip(_MARKS)
    buttons = prompt.by_number()
    if wanted.isdecimal() and wanted.isascii():
        number = int(wanted) if len(wanted) < 3 else 0
        return buttons[number - 1] if 1 <= number <= len(buttons) else None
    labels = [fold(button.label).strip(_MARKS) for button in buttons]
    if wanted in labels:
        return buttons[labels.index(wanted)]
    alike = [button for button, label in zip(buttons, labels, strict=True) if label.startswith(wanted)]
    return alike[0] if wanted and len(alike) == 1 and prompt.expects.kind == "choice" else None
