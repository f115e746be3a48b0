"""`step()`: what one event makes of an application and a cursor. The only way either of them changes.

Pure and total: nothing that a person can do makes it raise. What a reply means is decided here, in this order:
the turn it belongs to, a command, a pending decision, a button's own words, the question on screen. The moves
themselves are in `walking.py`, commands in `commands.py`; a person without a current application is in `lobby.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogues import batch, filing
from dialogues.application import Application, Nothing
from dialogues.asking import default_of
from dialogues.carding import answer_card
from dialogues.commands import (
    COMMANDS,
    FREE,
    answer_repeat,
    cancel,
    come_back,
    confirm,
    edit,
    keep_reason,
    language,
    pause_until,
)
from dialogues.correcting import answered_by, correct_part, not_found
from dialogues.cursor import (
    Asking,
    Choosing,
    Confirm,
    Confirming,
    Cursor,
    Done,
    Handing,
    Languages,
    Pausing,
    Pending,
    Placing,
    Reason,
    Sorting,
)
from dialogues.dialogue import Dialogue, Repeat
from dialogues.events import (
    Event,
    FileFailed,
    FileOffered,
    FileStored,
    Opened,
    OwnMessageEdited,
    ReminderFell,
    Replied,
)
from dialogues.finding import button_named, excerpt, place_named
from dialogues.marks import unmarked
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.question import Accepted, Doubtful, Rejected, Unfinished
from dialogues.reading.cells import is_nothing
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import fold
from dialogues.reading.smalltalk import comes_later, means_the_same
from dialogues.reading.vocabulary import SAVING
from dialogues.reading.yes_no import read_yes_no
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Pressed, Reply, Typed, Uploaded
from dialogues.scope import Item
from dialogues.screens import introduction, reminder
from dialogues.walking import Step, Walk
from dialogues.welcoming import is_welcomed, read_welcome, refuse, welcome
from dialogues.words import Words

#: Why a file could not be kept, where there is a word for it; a platform has many more codes.
FAILURES = frozenset({"not_found", "too_large"})


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
        pressed=isinstance(event, Replied) and not isinstance(event.reply, Typed | Uploaded),
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
            filing.stored(walk, event, _read)
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


def _expects(walk: Walk, item: Item) -> str:
    answer = walk.application.answers.get(item.path)
    value = answer.value if answer is not None else None
    return item.question.face(
        value, walk.application.drafts.get(item.path), walk.scene.here(item)
    ).expects.kind


# Replies.


def _replied(walk: Walk, event: Replied, *, lost: bool, expired: bool) -> None:
    reply = event.reply
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
        _meant(walk, reply)
    elif (item := walk.item) is None:
        _search(walk, reply)
    elif walk.pending is not None:
        _decide(walk, item, walk.pending, reply)
    else:
        _answer(walk, item, reply)


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
    if not isinstance(reply, Typed) or old is None or not walk.application.is_open:
        _passed(walk, reply, old)
        return
    current, scene = walk.item, walk.scene
    if current is not None and (old is current or old in walk.card):  # each line of a card may be a message
        walk.drop()
        _answer(walk, current, reply)
        return
    readings = tuple(
        Button(
            label=scene.say("button.for_code", code=scene.coded(item)),
            reply=Meant(path=item.path, reply=reply),
        )
        for item in (old, current)
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
    if isinstance(reply, Typed | Cells | Dated | Uploaded):
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
        _meant(walk, Meant(path=item.path, reply=Typed(text=event.text)))
        if walk.application.answers.get(item.path) != before:
            walk.echo = walk.scene.line(item, walk.scene.show(item))
    else:
        not_found(walk, event)


def _meant(walk: Walk, reply: Meant) -> None:
    """The person said which question a reply is for."""
    walk.drop()
    if not walk.application.is_open:
        walk.close()
    elif not walk.is_asked(reply.path):
        walk.refresh(problem=walk.scene.say("tell.passed"))
    else:
        item = walk.view.by_path[reply.path]
        if item in walk.card:
            walk.turn_to(item)
        is_elsewhere = walk.item is not item
        if is_elsewhere:
            walk.change(item)
        _answer(walk, item, reply.reply, meant=True)
        if is_elsewhere and walk.cursor.at != Asking(path=item.path):  # what it says in the chat is another
            walk.echo = walk.scene.line(item, walk.scene.show(item))


def _decide(walk: Walk, item: Item, pending: Pending, reply: Reply) -> None:
    """While something is pending, what is typed belongs to it, unless it answers the question itself."""
    said = _yes_or_no(walk, reply)
    match pending:
        case Reason() if isinstance(reply, Typed) and not _reads_as_answer(walk, item, reply):
            if said is None:
                _keep_because(walk, item, pending, reply.text)
            else:
                (keep_reason if said else cancel)(walk, "")
        case Confirm() if said is not None:
            (confirm if said else cancel)(walk, "")
        case Choosing(readings=(right, Button(reply=Command(name="reread")) as wrong)) if said is not None:
            walk.drop()
            _answer(walk, item, _inner((right if said else wrong).reply))
        case Choosing(readings=(Button(reply=Command(name="ask_organiser")), _)) if said is not None:
            walk.refresh()  # yes to which of the two?
        case Choosing(
            readings=(
                Button(reply=Meant(reply=Typed(certain=False))) as first,
                Button(reply=Command(name="reread")),
            )
        ):
            walk.drop()
            _answer(walk, item, reply)
            _offer_too(walk, item, first)
        case Placing() if isinstance(reply, Typed) and (place := place_named(walk, reply.text)):
            filing.file_command(walk, place)
        case Placing() if isinstance(reply, Uploaded):
            _answer(walk, item, reply)
        case _:
            walk.drop()
            _answer(walk, item, reply)


def _offer_too(walk: Walk, item: Item, first: Button) -> None:
    """Something else was typed while a reading was asked about, and is only another guess: a correction, or words
    about what stands there? Neither takes the other's place unsaid."""
    match walk.pending:
        case Choosing(readings=(Button(reply=Meant(reply=Typed(certain=False))) as second, wrong)) if (
            walk.item is item and second.reply != first.reply and wrong.reply == Command(name="reread")
        ):
            both = [replace(button, label=excerpt(_typed_in(button.reply))) for button in (first, second)]
            text = walk.scene.say("doubt.which_of")
            walk.hold(Choosing(text=text, readings=(*both, wrong)))


def _typed_in(reply: Reply) -> str:
    inner = _inner(reply)
    return inner.text if isinstance(inner, Typed) else ""


def _yes_or_no(walk: Walk, reply: Reply) -> bool | None:
    """A decision in a plain word, in any of the dialogue's languages."""
    if not isinstance(reply, Typed):
        return None
    scene = walk.scene
    found = read_yes_no(reply.text, scene.everywhere("button.yes"), scene.everywhere("button.no"))
    return found.value if found is not None and not found.explanation else None


def _inner(reply: Reply) -> Reply:
    return reply.reply if isinstance(reply, Meant) else reply


def _reads_as_answer(walk: Walk, item: Item, reply: Typed) -> bool:
    """A corrected figure, day, choice or pasted table is an answer, words are a reason; where any words would do
    for an answer, they are a reason too."""
    expects = _expects(walk, item)
    if expects == "cells":
        return "\t" in reply.text or "\n" in reply.text.strip()
    if expects not in {"number", "date", "choice", "choices"}:
        return False
    return isinstance(item.question.read(reply, walk.draft_of(item), walk.scene.here(item)), Accepted)


def _keep_because(walk: Walk, item: Item, pending: Reason, reason: str) -> None:
    if reason.strip():
        walk.drop()
        walk.answer(item, pending.value, pending.raw, reason=reason.strip())
    else:
        keep_reason(walk, "")


def _answer(walk: Walk, item: Item, reply: Reply, *, meant: bool = False) -> None:
    """Take a reply for the card on screen or for one question; what is meant for this one is not the card's."""
    if not (meant and isinstance(reply, Typed)) and answer_card(walk, item, reply):
        return
    if isinstance(reply, Typed) and means_the_same(reply.text) and (offered := default_of(walk.scene, item)):
        reply = replace(reply, text=offered)
    if isinstance(item.question, Repeat):
        answer_repeat(walk, item, item.question, reply)
    elif isinstance(reply, Typed) and is_nothing(reply.text) and _may_be_nothing(walk, item):
        walk.nothing(item, Nothing.NOT_APPLICABLE)
    elif isinstance(reply, Uploaded):
        filing.uploaded(walk, item, reply, _read)
    elif isinstance(reply, Typed) and comes_later(reply.text) and _expects(walk, item) == "file":
        walk.echo = walk.scene.say("echo.file_later", code=walk.scene.code(item))
        walk.nothing(item, Nothing.LATER)
    else:
        _read(walk, item, reply)


def _may_be_nothing(walk: Walk, item: Item) -> bool:
    """Whether 无 says that there is none: no fax, no picture. Where any words are an answer, so is 无; and where
    something is there already, it says that there is no more."""
    return (
        Nothing.NOT_APPLICABLE in item.question.offers
        and walk.view.facts[item.path].level != "required"
        and item.path not in walk.application.drafts
    )


def _read(walk: Walk, item: Item, reply: Reply) -> None:
    """Let the question on screen read the reply, and do what it says."""
    question, here = item.question, walk.scene.here(item)
    read = question.read(reply, walk.draft_of(item), here)
    match read:
        case Accepted():
            walk.answer(item, read.value, question.raw(reply, read.value, here), echo=read.echo)
        case Unfinished():
            walk.draft(item, read.draft)
            problem = walk.told(read.problem) if read.problem is not None else ""
            if read.told:
                walk.tell(Notice(blocks=read.told, language=walk.cursor.language))
            walk.refresh(echo=read.echo, problem=problem, toast=read.toast)
        case Rejected():
            walk.refresh(problem=walk.told(read.problem), toast=read.toast)
        case Doubtful():
            readings = tuple(_reading(item, button) for button in read.readings)
            walk.cursor = replace(
                walk.cursor,
                pending=Choosing(text=read.about, readings=readings, own_numbers=read.own_numbers),
            )
            walk.refresh()
        case _:
            assert_never(read)
    if isinstance(reply, Command) and reply.name == "use_file":
        filing.settle(walk, item)


def _reading(item: Item, button: Button) -> Button:
    """A reading as an answer to this question: the figure 2 must not press the second button."""
    reply = button.reply
    if isinstance(reply, Typed | Chosen | Dated | Cells):
        return replace(button, reply=Meant(path=item.path, reply=reply))
    return button


def _search(walk: Walk, reply: Reply) -> None:
    """A text on a screen: a code, a section, or words of a label; a language; a decision in a word."""
    at = walk.cursor.at
    if isinstance(at, Confirming) and (said := _yes_or_no(walk, reply)) is not None:
        (confirm if said else cancel)(walk, "")
    elif isinstance(reply, Typed) and isinstance(at, Sorting):
        if _yes_or_no(walk, reply) or fold(reply.text).strip(" .!") in SAVING:
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
