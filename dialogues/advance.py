"""`step()`: what one event makes of an application and a cursor. The only way either of them changes.

Pure and total: nothing that a person can do makes it raise. What a reply means is decided here, in this order:
the turn it belongs to, a command, a pending decision (`deciding.py`), a button's own words, the question on screen
(`answering.py`). The moves themselves are in `walking.py`, commands in `commands.py` and `visiting.py`; a person without
a current application is in `lobby.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogues import batch, filing
from dialogues.answering import answer, read
from dialogues.application import Application, PersonId
from dialogues.commands import COMMANDS, FREE, confirm
from dialogues.correcting import answered_by, correct_part, not_found
from dialogues.cursor import (
    Choosing,
    Confirming,
    Cursor,
    Done,
    Handing,
    Languages,
    Pausing,
    Sorting,
)
from dialogues.deciding import decide, yes_or_no
from dialogues.dialogue import Dialogue
from dialogues.events import (
    UNKNOWN,
    Event,
    FileFailed,
    FileOffered,
    FileStored,
    Opened,
    OwnMessageEdited,
    ReminderFell,
    Replied,
)
from dialogues.filling import fill, take_meant
from dialogues.finding import button_named, excerpt
from dialogues.marks import unmarked
from dialogues.prompt import Button, Notice, Paragraph, Prompt
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import SAVING
from dialogues.reply import Cells, Command, Dated, Filled, Meant, Pressed, Reply, Ticked, Typed, Uploaded
from dialogues.scope import Item
from dialogues.screens import introduction, reminder
from dialogues.visiting import cancel, come_back, edit, language, pause_until
from dialogues.walking import Step, Walk
from dialogues.welcoming import is_welcomed, read_welcome, refuse, welcome
from dialogues.words import Words

#: Why a file could not be kept, where there is a word for it; a platform has many more codes.
FAILURES = frozenset({"empty", "full", "not_found", "too_large"})


def step(dialogue: Dialogue, application: Application, cursor: Cursor, event: Event, words: Words) -> Step:
    """One event, one step."""
    acted = isinstance(event, Opened | Replied | OwnMessageEdited | FileOffered)
    walk = Walk(
        dialogue=dialogue,
        application=application,
        cursor=cursor,
        words=words,
        who=event.who,
        at=event.at,
        acted=acted,
        pressed=(pressed := isinstance(event, Replied) and not isinstance(event.reply, Typed | Uploaded)),
        in_place=pressed and isinstance(event, Replied) and event.turn == cursor.turn,
    )
    expired = walk.expire()
    lost = walk.recover()
    is_read = False
    match event:
        case Opened():
            _opened(walk)
        case Replied():
            _replied(walk, event, lost=lost, expired=expired)
        case OwnMessageEdited() if walk.is_barred:
            walk.say("welcome.first")
        case OwnMessageEdited():
            _edited(walk, event)
        case FileOffered() if is_welcomed(walk):
            refuse(walk)
        case FileOffered():
            filing.offered(walk, event)
        case FileStored() if walk.is_barred:
            walk.say("welcome.first")
        case FileStored() if batch.returned(walk, event):
            is_read = True
        case FileStored():
            filing.stored(walk, event, read)
        case FileFailed():
            code = event.code if event.code in FAILURES else "unreachable"
            walk.say(f"file.{code}", name=event.name)
        case ReminderFell():
            _reminded(walk, event)
        case _:
            assert_never(event)
    if isinstance(cursor.at, Sorting) and not isinstance(walk.cursor.at, Sorting) and not walk.is_sorted:
        batch.unsaved(walk, cursor.at)
    filing.keep_all(walk, application, cursor, event, is_read=is_read)
    return walk.finish()


def prompt_of(
    dialogue: Dialogue, application: Application, cursor: Cursor, words: Words, who: PersonId, at: datetime
) -> Prompt:
    """What is on screen there now; nothing has happened."""
    walk = Walk(
        dialogue=dialogue, application=application, cursor=cursor, words=words, who=who, at=at, acted=False
    )
    walk.recover()
    return walk.prompt()


def _opened(walk: Walk) -> None:
    is_new = walk.cursor.turn == 0 and not walk.application.answers and walk.application.is_open
    if is_welcomed(walk) or (is_new and walk.dialogue.notice is not None and not walk.application.consents):
        welcome(walk)
    elif is_new:
        walk.lead = introduction(walk.scene)
        walk.walk()
    else:
        come_back(walk, greet=True)


def _reminded(walk: Walk, event: ReminderFell) -> None:
    is_wanted = walk.who not in walk.application.muted or event.number == 0
    if walk.application.is_open and not walk.is_barred and is_wanted:
        walk.tell(reminder(walk.scene, event.text))
    walk.remind_next(event.number + 1)


# Replies.


def _replied(walk: Walk, event: Replied, *, lost: bool, expired: bool) -> None:
    reply = event.reply
    if isinstance(reply, Ticked):
        if event.order < walk.cursor.ticks:
            return
        walk.cursor = replace(walk.cursor, ticks=event.order)
    if is_welcomed(walk):
        read_welcome(walk, reply, event.turn)
        return
    if isinstance(reply, Typed):
        reply = _commanded(walk, reply.text) or reply
    if isinstance(reply, Command) and reply.name in FREE:
        COMMANDS[reply.name](walk, reply.argument)
        return
    if expired:  # the screen says so
        return
    if lost:
        _passed(walk, reply)
        return
    if event.turn is not None and event.turn != walk.cursor.turn:
        _stale(walk, event, reply)
        return
    if isinstance(reply, Pressed):
        unnamed = unmarked(walk, reply)
        if unnamed is None:
            _passed(walk, reply)
            return
        reply = unnamed
    if isinstance(reply, Typed):
        reply = button_named(walk, reply.text) or reply
    if isinstance(reply, Typed):
        several = batch.typed_batch(walk, reply)
        if several is None:
            return
        reply = several
    if isinstance(reply, Command) and reply.name in COMMANDS:
        COMMANDS[reply.name](walk, reply.argument)
    elif isinstance(reply, Command) and reply.name in filing.COMMANDS:
        filing.file_command(walk, reply)
    elif isinstance(reply, Meant):
        take_meant(walk, reply)
    elif isinstance(reply, Filled):
        fill(walk, reply)
    elif (item := walk.item) is None:
        _search(walk, reply)
    elif walk.pending is not None:
        decide(walk, item, walk.pending, reply)
    else:
        answer(walk, item, reply)


def _commanded(walk: Walk, text: str) -> Command | None:
    """A typed command; 完成 is one only where the question on screen has such a button."""
    command = read_command(text)
    if command is not None and command.name == "done":
        buttons = [button.reply for row in walk.prompt().actions for button in row]
        return command if command in buttons else None
    return command


def _stale(walk: Walk, event: Replied, reply: Reply) -> None:
    """A reply to a prompt that has passed never changes anything by itself."""
    old = walk.view.by_path[event.path] if walk.is_asked(event.path) else None
    current, scene = walk.item, walk.scene
    asked = old if old is not None or event.turn != UNKNOWN else current
    if not isinstance(reply, Typed) or asked is None or not walk.application.is_open:
        _passed(walk, reply, old)
        return
    # each line of a card may be a message; where another question was asked in between, the text may be for that one,
    # whose place in the chat is not known yet
    is_same = (event.turn or 0) >= walk.cursor.since
    if current is not None and is_same and (old is current or old in walk.card):
        walk.drop()
        answer(walk, current, reply)
        return
    readings = tuple(
        Button(
            label=scene.say("button.for_code", code=scene.coded(item)),
            reply=Meant(path=item.path, reply=reply),
        )
        for item in dict.fromkeys((old, current))
        if item is not None
    )
    text = scene.say("tell.which_question", text=excerpt(reply.text))
    if current is not None:
        walk.cursor = replace(walk.cursor, pending=Choosing(text=text, readings=readings))
        walk.refresh()
    else:  # a screen has no place for a decision
        rows = tuple((button,) for button in readings)
        walk.tell(Notice(blocks=(Paragraph(text=text),), buttons=rows, language=scene.language))


def _passed(walk: Walk, reply: Reply, old: Item | None = None) -> None:
    """Nothing was changed: said beside what was typed or sent, and shortly where a button was pressed."""
    scene = walk.scene
    answer = scene.show(old) if old is not None and walk.application.is_open else ""
    text = scene.say("tell.answered", answer=answer) if answer else scene.say("tell.passed")
    if isinstance(reply, Typed | Cells | Dated | Filled | Uploaded):
        walk.tell(Notice(blocks=(Paragraph(text=text),), language=scene.language))
    else:
        walk.toast = text


def _edited(walk: Walk, event: OwnMessageEdited) -> None:
    """What was made of the message follows it, where that is one answer as it stands."""
    if not walk.application.is_open:
        walk.say("edit.closed")
    elif (item := correct_part(walk, event)) is not None:
        if walk.item is item:
            walk.refresh(echo=walk.scene.say("edit.part", code=walk.scene.code(item)))
        else:
            walk.point(item, walk.scene.say("edit.part", code=walk.scene.code(item)))
    elif (item := answered_by(walk, event)) is not None:
        before = walk.application.answers[item.path]
        take_meant(walk, Meant(path=item.path, reply=Typed(text=event.text)))
        if walk.application.answers.get(item.path) != before:
            walk.echo = walk.scene.line(item, walk.scene.show(item))
    else:
        not_found(walk, event)


def _search(walk: Walk, reply: Reply) -> None:
    """A text on a screen: a code, a section, or words of a label; a language; a decision in a word."""
    at = walk.cursor.at
    if isinstance(at, Confirming) and (said := yes_or_no(walk, reply)) is not None:
        (confirm if said else cancel)(walk, "")
    elif isinstance(reply, Typed) and isinstance(at, Sorting):
        if yes_or_no(walk, reply) or fold(reply.text).strip(" .!") in SAVING:
            batch.save(walk, "all")
        else:
            walk.refresh(problem=walk.scene.say("batch.press"))
    elif not isinstance(reply, Typed) or isinstance(at, Confirming | Handing | Done):
        walk.refresh()
    elif isinstance(at, Languages):
        language(walk, reply.text)
    elif isinstance(at, Pausing) and pause_until(walk, reply.text):
        pass
    else:
        edit(walk, reply.text)
