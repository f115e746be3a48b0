"""What a typed text points at: a button by its words or its number, a question by its path, its code or words of
its label, a section. Pure look-ups; what is done with what was found is for `commands.py` and `advance.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from dialogues.cursor import Choosing
from dialogues.prompt import Button
from dialogues.reading.normalise import fold
from dialogues.reply import Command, Reply
from dialogues.scope import Item
from dialogues.screens import filled_places
from dialogues.walking import Walk


def button_named(walk: Walk, text: str) -> Reply | None:
    """What a typed text means as a button of the prompt: its words; on a screen or a decision also its number."""
    wanted = _plain(text)
    if not wanted or len(wanted) > 60:
        return None
    prompt = walk.prompt()
    buttons = [button for row in (*prompt.actions, prompt.navigation) for button in row]
    named = next((button.reply for button in buttons if _plain(button.label) == wanted), None)
    if named is None and isinstance(pending := walk.cursor.pending, Choosing) and pending.own_numbers:
        return _by_own_number(pending.readings, wanted)
    counted = prompt.by_number()
    if named is None and wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) <= len(counted):
        return counted[int(wanted) - 1].reply
    return named


def _by_own_number(buttons: tuple[Button, ...], wanted: str) -> Reply | None:
    """The button on which a number stands: 5, or 去掉 5."""
    for button in buttons:
        words = _plain(button.label).split()
        at = next((at for at, word in enumerate(words) if word.isdecimal()), 0)
        if wanted in (words[at], "".join(words[: at + 1]), " ".join(words[: at + 1])):
            return button.reply
    return None


def place_named(walk: Walk, text: str) -> Command | None:
    """The button that puts a file somewhere, by the code that stands on it: C15."""
    wanted = _plain(text)
    for row in walk.prompt().actions:
        for button in row:
            reply = button.reply
            if (
                isinstance(reply, Command)
                and reply.name == "place"
                and _plain(button.label).split()[:1] == [wanted]
            ):
                return reply
    return None


def found(walk: Walk, argument: str) -> Iterator[Item]:
    asked = list(walk.view.asked())
    wanted = _plain(argument)
    exact = [item for item in asked if argument == item.path]
    exact = exact or [item for item in asked if walk.scene.code(item).casefold() == wanted]
    # inside a repeat, the code on the paper is the same in every entry; 3.3 may be two questions, 3.3a and 3.3b
    exact = exact or [item for item in asked if wanted in _codes_of(item)]
    if exact or not wanted:
        yield from exact
    elif not wanted.replace(".", "").isdecimal() and len(wanted) > 1:
        scene = walk.scene
        yield from (
            item for item in asked if wanted in fold(scene.label(item)) or wanted in fold(scene.brief(item))
        )


def _codes_of(item: Item) -> tuple[str, str]:
    code = item.node.number.casefold()
    return code, code.rstrip(ascii_lowercase)


def is_gone(walk: Walk, path: str) -> bool:
    """Whether a button leads to a question that is not relevant now, or to an entry that was removed."""
    node = walk.dialogue.outline.by_name.get(path.rpartition("/")[2])
    return node is not None and (path == node.path or "/" in path) and not walk.is_asked(path)


def is_unasked(walk: Walk, argument: str) -> bool:
    """Whether this is the code of a question that is not relevant now."""
    wanted = _plain(argument)
    return any(wanted in _codes_of(item) for item in walk.view.items if item.node.asked is not None)


def place_coded(walk: Walk, argument: str) -> str | None:
    wanted = _plain(argument)
    for place in filled_places(walk.scene):
        label = fold(walk.scene.text(place.section.label))
        if wanted in (place.number.casefold(), place.section.name, label):
            return place.section.name
    return None


def excerpt(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _plain(text: str) -> str:
    return fold(text).strip(" ›‹✅▸[]()「」。.")
