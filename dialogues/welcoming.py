"""On the welcome screen: the notice is read, agreed to, and only then is anything that a person says kept.

Whether it has to be agreed to is in `consenting.py`, how the screen looks in `screens/welcome.py`.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.commands import COMMANDS
from dialogues.consenting import agreed
from dialogues.cursor import Languages, Welcoming
from dialogues.finding import button_named
from dialogues.reading.commands import read_command
from dialogues.reply import Command, Reply, Ticked, Typed
from dialogues.visiting import come_back
from dialogues.walking import Walk

#: what can be done before anything is agreed to
BEFORE = frozenset({"language", "help", "questions", "plain"})


def is_welcomed(walk: Walk) -> bool:
    """Whether the notice is still to be agreed to, or to be read."""
    return walk.application.is_open and (walk.is_barred or isinstance(walk.place, Welcoming))


def welcome(walk: Walk) -> None:
    """The notice on screen, with what was ticked already."""
    walk.show(walk.place if isinstance(walk.place, Welcoming) else Welcoming())


def read_welcome(walk: Walk, reply: Reply, turn: int | None) -> None:
    """A reply before the first question. What is no press and no command is not even looked at."""
    if not isinstance(walk.place, Welcoming):
        welcome(walk)
        return
    if turn is not None and turn != walk.cursor.turn and not isinstance(reply, Typed):
        walk.toast = walk.scene.say("tell.passed")
        return
    if isinstance(reply, Typed):
        reply = read_command(reply.text) or button_named(walk, reply.text) or reply
    match reply:
        case Ticked(name=name, on=on):
            _tick(walk, name, on=on)
        case Command(name="begin" | "start", argument=argument):
            _begin(walk, argument)
        case Command(name="cancel" | "back"):
            welcome(walk)
        case Command(name=name, argument=argument) if name in BEFORE and name in COMMANDS:
            COMMANDS[name](walk, argument)
        case Typed(text=text) if isinstance(walk.cursor.at, Languages):
            COMMANDS["language"](walk, text)
        case _:
            refuse(walk)


def refuse(walk: Walk) -> None:
    """Nothing of it was kept, and why."""
    if not isinstance(walk.cursor.at, Welcoming):
        welcome(walk)
    walk.refresh(problem=walk.scene.say("welcome.first" if walk.is_barred else "welcome.press"))


def _tick(walk: Walk, name: str, *, on: bool) -> None:
    at, notice = walk.cursor.at, walk.dialogue.notice
    known = {str(number): number for number in range(len(notice.consents))} if notice is not None else {}
    if not isinstance(at, Welcoming) or name not in known:
        refuse(walk)
        return
    ticked = {*at.ticked, known[name]} if on else {*at.ticked} - {known[name]}
    walk.cursor = replace(walk.cursor, at=replace(at, ticked=tuple(sorted(ticked))))
    walk.refresh()


def _begin(walk: Walk, argument: str) -> None:
    """To the first question, once everything is agreed to; a single consent is given by the same press."""
    at, notice = walk.cursor.at, walk.dialogue.notice
    if not isinstance(at, Welcoming) or notice is None:
        welcome(walk)
        return
    consents = set(range(len(notice.consents)))
    if walk.is_barred:
        if not (consents <= set(at.ticked) or (len(consents) == 1 and argument)):
            refuse(walk)
            return
        walk.application = agreed(walk.dialogue, walk.application, walk.who, walk.at)
        walk.take(walk.look(walk.application))
    walk.cursor = replace(walk.cursor, at=Welcoming())
    come_back(walk, greet=False)
