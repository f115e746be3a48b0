"""Small pieces that several types say or show in the same way. What one type alone says stands in its file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dialogues.prompt import Button
from dialogues.question import Doubtful, Here
from dialogues.reading.normalise import fold
from dialogues.reading.smalltalk import are_picks, read_talk
from dialogues.reply import Chosen, Command, Dated, Typed

#: Units that stand at their number without a blank.
_CLOSE_UNITS = ("%", "‰", "°", "℃")
_EXCERPT = 40
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def one_line(text: str) -> str:
    """A text with its line ends as blanks."""
    return " ".join(text.split())


def excerpt(text: str) -> str:
    """Enough of a text to be recognised in a sentence."""
    said = one_line(text)
    return said if len(said) <= _EXCERPT else f"{said[: _EXCERPT - 1]}…"


def says_done(text: str, here: Here) -> bool:
    """Whether somebody typed the word on the button that finishes."""
    return fold(text) in {fold(word) for word in here.everywhere("button.done")}


def joined(items: Iterable[str], here: Here) -> str:
    """Several short things in one line."""
    return here.say("list.separator").join(items)


def lines(*sentences: str) -> str:
    """Sentences, each on a line of its own; those that are empty are left out."""
    return "\n".join(filter(None, sentences))


def with_unit(value: str, unit: str, here: Here) -> str:
    """A number that is written already, with its unit."""
    if not unit:
        return value
    key = "show.unit_close" if unit.startswith(_CLOSE_UNITS) else "show.unit"
    return here.say(key, value=value, unit=unit)


def echo(typed: str, understood: str, here: Here) -> str:
    """What was understood, unless the same letters and digits were typed."""
    same = _NOT_ALPHANUMERIC.sub("", fold(typed)) == _NOT_ALPHANUMERIC.sub("", fold(understood))
    return "" if same else here.say("echo.understood", value=understood)


def doubt(about: str, reply: Typed | Chosen, here: Here) -> Doubtful:
    """Is it this? Yes, or ask again."""
    return Doubtful(
        about=about,
        readings=(
            Button(label=here.say("button.right"), reply=reply),
            Button(label=here.say("button.wrong"), reply=Command(name="reread")),
        ),
    )


def hardly(reply: Typed, here: Here, *, is_long: bool = False) -> Doubtful | None:
    """Where any words would do: what is hardly an answer is asked back before it is kept, once."""
    talk = "" if reply.certain else read_talk(reply.text)
    if is_long and not reply.certain and are_picks(reply.text):
        talk = "talk"
    if not talk:
        return None
    typed = excerpt(reply.text)
    answer = Button(label=here.say("button.is_answer"), reply=replace(reply, certain=True))
    if talk == "question" and here.organiser:
        ask = Button(label=here.say("button.ask_organiser"), reply=Command(name="ask_organiser"))
        return Doubtful(about=here.say("doubt.question", code=here.code), readings=(ask, answer))
    no = Button(label=here.say("button.not_answer"), reply=Command(name="reread"))
    return Doubtful(about=here.say("doubt.talk", typed=typed, code=here.code), readings=(answer, no))


def which(
    about: str, readings: Iterable[tuple[str, Typed | Chosen | Dated]], *, own_numbers: bool = False
) -> Doubtful:
    """Which of these is it?"""
    buttons = tuple(Button(label=label, reply=reply) for label, reply in readings)
    return Doubtful(about=about, readings=buttons, own_numbers=own_numbers)
