"""Commands that look around and come back: to a question by its code, the map, the review, a pause, another language.

They change no answer. What is done to answers is in `commands.py`, where the table of all commands is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogues import batch
from dialogues.cursor import (
    Confirming,
    Disputing,
    Handing,
    Languages,
    Mapping,
    Pausing,
    Reason,
    Reviewing,
    Sorting,
    Welcoming,
)
from dialogues.finding import excerpt, found, is_gone, is_unasked, place_coded
from dialogues.pausing import meant, read_moment, said
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.reading.normalise import fold
from dialogues.reply import Command
from dialogues.screens import greeting, language_name, where
from dialogues.summary import as_blocks, summarise
from dialogues.walking import Walk
from dialogues.words import match_language

#: What a channel cannot make an answer of, by the word that it has for it.
UNREAD = frozenset({"sticker", "location"})


def edit(walk: Walk, argument: str) -> None:
    """Change an answer, found by its path, its code, or words of its label."""
    if not walk.application.is_open:
        walk.close()
        return
    if not argument.strip():
        open_map(walk, "")
        return
    if is_gone(walk, argument):
        walk.say("tell.not_asked")
        return
    matching = list(found(walk, argument))
    if len(matching) == 1:
        walk.go(matching[0].path)
    elif matching:
        scene = walk.scene
        rows = tuple(
            (Button(label=scene.coded(item), reply=Command(name="go", argument=item.path)),)
            for item in matching[:8]
        )
        text = scene.say("tell.several_found", text=excerpt(argument))
        walk.tell(Notice(blocks=(Paragraph(text=text),), buttons=rows, language=scene.language))
    elif (place := place_coded(walk, argument)) is not None:
        open_section(walk, place)
    elif is_unasked(walk, argument):
        walk.say("tell.not_asked")
    else:
        walk.say("tell.not_found", text=excerpt(argument))


def open_map(walk: Walk, section: str) -> None:
    if walk.application.is_open:
        walk.show(Mapping(section=section))
    else:
        walk.close()


def open_only(walk: Walk, what: str) -> None:
    """The map of what is owed, or of what waits for a colleague."""
    if not walk.application.is_open:
        walk.close()
    elif what == "waiting":
        walk.show(Mapping(only="waiting"))
    else:
        walk.show(Mapping(only="required"))


def open_section(walk: Walk, section: str) -> None:
    if isinstance(walk.cursor.at, Reviewing):
        walk.show(Reviewing(section=section))
    else:
        open_map(walk, section)


def open_review(walk: Walk, section: str) -> None:
    if walk.application.is_open:
        walk.cursor = replace(walk.cursor, back=None, ahead=())
        walk.show(Reviewing(section=section))
    else:
        walk.close()


def tell_where(walk: Walk, _: str) -> None:
    if walk.application.is_open:
        walk.tell(where(walk.scene, walk.item))
    else:
        walk.close()


def tell_help(walk: Walk, _: str) -> None:
    walk.say("help.text")


def start(walk: Walk, _: str) -> None:
    come_back(walk, greet=not isinstance(walk.cursor.at, Mapping | Languages | Confirming | Pausing))


def come_back(walk: Walk, *, greet: bool) -> None:
    """To the question that was on screen, or to the first open one; greeted, unless it was only covered."""
    if not walk.application.is_open:
        walk.close()
        return
    onwards = walk.onwards()
    walk.cursor = replace(walk.cursor, back=None)
    walk.resume(onwards)
    if greet and walk.view.answered:
        walk.lead = greeting(walk.scene, walk.item)


def stop(walk: Walk, argument: str) -> None:
    """A pause: when to be reminded is asked, unless it was said at once."""
    if not walk.application.is_open:
        walk.close()
        return
    walk.show(Pausing())
    if argument.strip():
        pause_until(walk, argument)


def pause_until(walk: Walk, text: str) -> bool:
    """A moment that was typed on the pause; says whether it could be read."""
    at = read_moment(walk.scene, text)
    if at is None:
        return False
    _remind_at(walk, at)
    return True


def remind(walk: Walk, argument: str) -> None:
    """A moment was chosen: on the pause, or on a reminder; none is no reminder until they come back."""
    at = meant(walk.scene, argument)
    if not walk.application.is_open:
        walk.close()
    elif at is None and not isinstance(walk.cursor.at, Pausing):
        walk.show(Pausing())
    else:
        _remind_at(walk, at)


def _remind_at(walk: Walk, at: datetime | None) -> None:
    walk.remind(at)
    if isinstance(walk.cursor.at, Pausing):
        walk.cursor = replace(walk.cursor, at=Pausing(until=at, decided=True))
        walk.refresh()
    elif at is not None:
        walk.toast = walk.scene.say("tell.will_remind", moment=said(walk.scene, at))


def mute(walk: Walk, _: str) -> None:
    """No more reminders for this person, except those that they ask for."""
    if not walk.application.is_open:
        walk.close()
        return
    if walk.who not in walk.application.muted:
        walk.take(walk.look(replace(walk.application, muted=(*walk.application.muted, walk.who))))
    walk.remind(None)
    walk.toast = walk.scene.say("tell.muted")


def _tag_of(walk: Walk, argument: str) -> str:
    """The dialogue's language with this tag, or with this in its own name: zh-TW, English, 中文."""
    offered, wanted = walk.dialogue.languages, fold(argument)
    named = (tag for tag in offered if len(wanted) > 1 and wanted in fold(language_name(walk.scene, tag)))
    return match_language((argument,), offered, "") or next(named, "")


def language(walk: Walk, argument: str) -> None:
    if not argument.strip():
        walk.show(Languages())
        return
    tag = _tag_of(walk, argument.strip())
    if not tag:
        walk.refresh(problem=walk.scene.say("problem.language"))
        return
    walk.cursor = replace(walk.cursor, language=tag)
    if isinstance(walk.cursor.at, Languages):
        cancel(walk, "")
    elif isinstance(walk.cursor.at, Welcoming):
        walk.refresh()  # the same notice, in other words
    else:
        walk.show(walk.cursor.at)
    item, pending = walk.item, walk.pending
    if item is not None and isinstance(pending, Reason):
        text = walk.warning(item, pending.value)
        walk.cursor = replace(walk.cursor, pending=replace(pending, text=text))


def send_copy(walk: Walk, _: str) -> None:
    blocks = as_blocks(summarise(walk.scene, submitted=None))
    walk.tell(Notice(blocks=blocks, language=walk.cursor.language))


def unread(walk: Walk, what: str) -> None:
    """A kind of message that is no answer; the question stays."""
    walk.say(f"unread.{what if what in UNREAD else 'other'}")


def cancel(walk: Walk, _: str) -> None:
    """Undo the decision that is pending, or leave a screen for where the person was."""
    if walk.pending is not None:
        walk.drop()
        walk.refresh()
    elif not walk.application.is_open:
        walk.close()
    elif isinstance(walk.cursor.at, Sorting | Handing):
        batch.leave(walk)
    elif isinstance(walk.cursor.at, Mapping | Languages | Confirming | Pausing):
        walk.resume(walk.cursor.left or walk.onwards())
    elif isinstance(walk.cursor.at, Disputing):
        walk.show(Reviewing())
    else:
        walk.refresh()
