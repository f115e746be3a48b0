"""`step()`: what one event makes of an application and a cursor. The only way either of them changes.

Pure and total: nothing that a person can do makes it raise. What a reply means is decided here, in this order:
the turn it belongs to, a command, a pending decision, a button's own words, the question on screen. The moves
themselves are in `walking.py`; a person without a current application is in `lobby.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import assert_never

from dialogues.application import Application, Nothing
from dialogues.cursor import (
    Asking,
    Choosing,
    Confirm,
    Confirming,
    Cursor,
    Done,
    Languages,
    Mapping,
    Pending,
    Reason,
    Reviewing,
)
from dialogues.dialogue import Dialogue, Repeat
from dialogues.effects import Fetch
from dialogues.events import Event, FileFailed, FileOffered, FileStored, Opened, ReminderFell, Replied
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.question import Accepted, Doubtful, Rejected, Unfinished
from dialogues.reading.cells import is_nothing
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import fold
from dialogues.reading.yes_no import read_yes_no
from dialogues.relevance import Item
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Reply, StoredFile, Typed, Uploaded
from dialogues.screens import filled_places, introduction, language_name, reminder, where
from dialogues.summary import as_blocks, summarise
from dialogues.walking import Step, Walk
from dialogues.words import Words, match_language

#: Commands that mean the same whatever is on screen, so that an old button of theirs does what it says.
FREE = frozenset(
    {"edit", "go", "map", "section", "review", "where", "help", "start", "stop", "language", "copy"}
)


#: Why a file could not be kept, where there is a word for it; a platform has many more codes.
FAILURES = frozenset({"not_found", "too_large"})


def step(dialogue: Dialogue, application: Application, cursor: Cursor, event: Event, words: Words) -> Step:
    """One event, one step."""
    acted = isinstance(event, Opened | Replied | FileOffered)
    walk = Walk(
        dialogue=dialogue,
        application=application,
        cursor=cursor,
        words=words,
        who=event.who,
        at=event.at,
        acted=acted,
    )
    lost = walk.recover()
    match event:
        case Opened():
            _opened(walk)
        case Replied():
            _replied(walk, event, lost=lost)
        case FileOffered():
            _offered(walk, event)
        case FileStored():
            _stored(walk, event)
        case FileFailed():
            code = event.code if event.code in FAILURES else "unreachable"
            walk.say(f"file.{code}", name=event.name)
        case ReminderFell():
            _reminded(walk, event)
        case _:
            assert_never(event)
    return walk.finish()


def _opened(walk: Walk) -> None:
    if walk.cursor.turn == 0 and not walk.application.answers and walk.application.is_open:
        walk.tell(introduction(walk.scene))
        walk.walk()
    else:
        _come_back(walk, greet=True)


def _reminded(walk: Walk, event: ReminderFell) -> None:
    if walk.application.is_open:
        walk.tell(reminder(walk.scene))
    walk.remind_next(event.number + 1)


# Files.


def _offered(walk: Walk, event: FileOffered) -> None:
    if not walk.application.is_open:
        walk.show(Done())
        return
    item = walk.view.by_path[event.path] if walk.is_asked(event.path) else walk.item
    if item is None or _expects(walk, item) != "file":
        walk.refresh(problem=walk.scene.say("problem.no_file_here"))
        return
    walk.fetch(
        Fetch(
            to=walk.cursor.address, path=item.path, token=event.token, name=event.name, caption=event.caption
        )
    )
    walk.toast = walk.scene.say("file.receiving", name=event.name)


def _stored(walk: Walk, event: FileStored) -> None:
    item = walk.view.by_path.get(event.path)
    if item is None or item.node.asked is None or not walk.application.is_open:
        walk.say("file.too_late", name=event.file.name)
    elif walk.item is item:
        _read(walk, item, Uploaded(files=(event.file,)))
    else:
        _stored_elsewhere(walk, item, event.file)


def _stored_elsewhere(walk: Walk, item: Item, file: StoredFile) -> None:
    """The person has gone on meanwhile: it is kept where it belongs, and said when something is left to do."""
    question, here, reply = item.question, walk.scene.here(item), Uploaded(files=(file,))
    read = question.read(reply, walk.draft_of(item), here)
    if isinstance(read, Rejected):
        walk.point(item, walk.told(read.problem))
        return
    problem = read.problem if isinstance(read, Unfinished) else None
    if isinstance(read, Accepted):
        if walk.answer_elsewhere(item, read.value, question.raw(reply, read.value, here)):
            return
        walk.draft(item, question.reopened(read.value))
    elif isinstance(read, Unfinished):
        walk.draft(item, read.draft)
    walk.point(item, walk.told(problem) if problem else walk.scene.say("file.waits", name=file.name))


def _expects(walk: Walk, item: Item) -> str:
    answer = walk.application.answers.get(item.path)
    value = answer.value if answer is not None else None
    return item.question.face(
        value, walk.application.drafts.get(item.path), walk.scene.here(item)
    ).expects.kind


# Replies.


def _replied(walk: Walk, event: Replied, *, lost: bool) -> None:
    reply = event.reply
    if isinstance(reply, Typed):
        reply = _commanded(walk, reply.text) or reply
    if isinstance(reply, Command) and reply.name in FREE:
        _COMMANDS[reply.name](walk, reply.argument)
        return
    if lost:
        _passed(walk, reply)
        return
    if event.turn is not None and event.turn != walk.cursor.turn:
        _stale(walk, event, reply)
        return
    if isinstance(reply, Typed):
        reply = _button_named(walk, reply.text) or reply
    if isinstance(reply, Command) and reply.name in _COMMANDS:
        _COMMANDS[reply.name](walk, reply.argument)
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
    if current is not None and old.path == current.path:
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
    text = scene.say("tell.which_question", text=_excerpt(reply.text))
    if current is not None:
        walk.cursor = replace(walk.cursor, pending=Choosing(text=text, readings=readings))
        walk.refresh()
    else:  # a screen has no place for a decision
        rows = tuple((button,) for button in readings)
        walk.tell(Notice(blocks=(Paragraph(text=text),), buttons=rows, language=scene.language))


def _passed(walk: Walk, reply: Reply, old: Item | None = None) -> None:
    """Nothing was changed: said beside what was typed or sent, and shortly where a button was pressed."""
    scene = walk.scene
    answer = scene.show(old) if old is not None else ""
    text = scene.say("tell.answered", answer=answer) if answer else scene.say("tell.passed")
    if isinstance(reply, Typed | Cells | Dated | Uploaded):
        walk.tell(Notice(blocks=(Paragraph(text=text),), language=scene.language))
    else:
        walk.toast = text


def _meant(walk: Walk, reply: Meant) -> None:
    """The person said which question a reply is for."""
    walk.drop()
    if not walk.application.is_open:
        walk.show(Done())
    elif not walk.is_asked(reply.path):
        walk.refresh(problem=walk.scene.say("tell.passed"))
    else:
        item = walk.view.by_path[reply.path]
        if walk.item is not item:
            walk.change(item)
        _answer(walk, item, reply.reply)


def _decide(walk: Walk, item: Item, pending: Pending, reply: Reply) -> None:
    """While something is pending, what is typed belongs to it, unless it answers the question itself."""
    said = _yes_or_no(walk, reply)
    match pending:
        case Reason() if isinstance(reply, Typed) and not _reads_as_answer(walk, item, reply):
            if said is None:
                _keep_because(walk, item, pending, reply.text)
            else:
                (_keep_reason if said else _cancel)(walk, "")
        case Confirm() if said is not None:
            (_confirm if said else _cancel)(walk, "")
        case Choosing(readings=(right, Button(reply=Command(name="reread")) as wrong)) if said is not None:
            walk.drop()
            _answer(walk, item, _inner((right if said else wrong).reply))
        case _:
            walk.drop()
            _answer(walk, item, reply)


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
    """A corrected figure, day or choice is an answer, words are a reason; where any words would do for an
    answer, they are a reason too."""
    if _expects(walk, item) not in {"number", "date", "choice", "choices"}:
        return False
    return isinstance(item.question.read(reply, walk.draft_of(item), walk.scene.here(item)), Accepted)


def _keep_because(walk: Walk, item: Item, pending: Reason, reason: str) -> None:
    if reason.strip():
        walk.drop()
        walk.answer(item, pending.value, pending.raw, reason=reason.strip())
    else:
        _keep_reason(walk, "")


def _answer(walk: Walk, item: Item, reply: Reply) -> None:
    if not walk.application.is_open:
        walk.show(Done())
        return
    if isinstance(item.question, Repeat):
        _answer_repeat(walk, item, item.question, reply)
    elif isinstance(reply, Typed) and is_nothing(reply.text) and _may_be_nothing(walk, item):
        walk.nothing(item, Nothing.NOT_APPLICABLE)
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
            walk.refresh(echo=read.echo, problem=problem, toast=read.toast)
        case Rejected():
            walk.refresh(problem=walk.told(read.problem), toast=read.toast)
        case Doubtful():
            readings = tuple(_reading(item, button) for button in read.readings)
            walk.cursor = replace(walk.cursor, pending=Choosing(text=read.about, readings=readings))
            walk.refresh()
        case _:
            assert_never(read)


def _reading(item: Item, button: Button) -> Button:
    """A reading as an answer to this question: the figure 2 must not press the second button."""
    reply = button.reply
    if isinstance(reply, Typed | Chosen | Dated | Cells):
        return replace(button, reply=Meant(path=item.path, reply=reply))
    return button


def _answer_repeat(walk: Walk, item: Item, repeat: Repeat, reply: Reply) -> None:
    read = repeat.read(reply, None, walk.scene.here(item))
    entries = len(walk.application.entries.get(item.path, ()))
    if isinstance(read, Rejected):
        walk.refresh(problem=walk.told(read.problem))
    elif isinstance(read, Accepted) and read.value is not None:
        if entries < repeat.min:
            walk.refresh(problem=walk.scene.say("problem.too_few_entries", n=repeat.min))
        else:
            walk.answer(item, read.value, walk.scene.say("repeat.finished"))
    elif entries >= repeat.max:
        walk.refresh(problem=walk.scene.say("problem.too_many_entries", n=repeat.max))
    else:
        at = walk.cursor.at
        walk.add_entry(item, sweep=isinstance(at, Asking) and at.sweep)


# Words for buttons, and questions by their code or their words.


def _button_named(walk: Walk, text: str) -> Reply | None:
    """What a typed text means as a button of the prompt: its words; on a screen or a decision also its number."""
    wanted = _plain(text)
    if not wanted or len(wanted) > 60:
        return None
    prompt = walk.prompt()
    buttons = [button for row in (*prompt.actions, prompt.navigation) for button in row]
    named = next((button.reply for button in buttons if _plain(button.label) == wanted), None)
    counted = prompt.by_number()
    if named is None and wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) <= len(counted):
        return counted[int(wanted) - 1].reply
    return named


def _plain(text: str) -> str:
    return fold(text).strip(" ›‹✅▸[]()「」。.")


def _search(walk: Walk, reply: Reply) -> None:
    """A text on a screen: a code, a section, or words of a label; a language; a decision in a word."""
    at = walk.cursor.at
    if isinstance(at, Confirming) and (said := _yes_or_no(walk, reply)) is not None:
        (_confirm if said else _cancel)(walk, "")
    elif not isinstance(reply, Typed) or isinstance(at, Confirming | Done):
        walk.refresh()
    elif isinstance(at, Languages):
        _language(walk, reply.text)
    else:
        _edit(walk, reply.text)


def _edit(walk: Walk, argument: str) -> None:
    """Change an answer, found by its path, its code, or words of its label."""
    if not walk.application.is_open:
        walk.show(Done())
        return
    if not argument.strip():
        _map(walk, "")
        return
    if _is_gone(walk, argument):
        walk.say("tell.not_asked")
        return
    found = list(_found(walk, argument))
    if len(found) == 1:
        walk.go(found[0].path)
    elif found:
        scene = walk.scene
        rows = tuple(
            (Button(label=scene.coded(item), reply=Command(name="go", argument=item.path)),)
            for item in found[:8]
        )
        text = scene.say("tell.several_found", text=_excerpt(argument))
        walk.tell(Notice(blocks=(Paragraph(text=text),), buttons=rows, language=scene.language))
    elif (place := _place_coded(walk, argument)) is not None:
        _section(walk, place)
    else:
        walk.say("tell.not_found", text=_excerpt(argument))


def _is_gone(walk: Walk, path: str) -> bool:
    """Whether a button leads to a question that is not relevant now, or to an entry that was removed."""
    node = walk.dialogue.outline.by_name.get(path.rpartition("/")[2])
    return node is not None and (path == node.path or "/" in path) and not walk.is_asked(path)


def _found(walk: Walk, argument: str) -> Iterator[Item]:
    asked = list(walk.view.asked())
    wanted = _plain(argument)
    exact = [item for item in asked if argument == item.path]
    exact = exact or [item for item in asked if walk.scene.code(item).casefold() == wanted]
    # inside a repeat, the code on the paper is the same in every entry
    exact = exact or [item for item in asked if item.node.number.casefold() == wanted]
    if exact or not wanted:
        yield from exact
    elif not wanted.replace(".", "").isdecimal() and len(wanted) > 1:
        scene = walk.scene
        yield from (
            item for item in asked if wanted in fold(scene.label(item)) or wanted in fold(scene.brief(item))
        )


def _place_coded(walk: Walk, argument: str) -> str | None:
    wanted = _plain(argument)
    for place in filled_places(walk.scene):
        label = fold(walk.scene.text(place.section.label))
        if wanted in (place.number.casefold(), place.section.name, label):
            return place.section.name
    return None


def _excerpt(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


# Commands.


def _back(walk: Walk, _: str) -> None:
    at = walk.cursor.at
    if isinstance(at, Mapping | Reviewing) and at.section and walk.application.is_open:
        walk.show(Mapping() if isinstance(at, Mapping) else Reviewing())
    elif isinstance(at, Mapping | Languages | Confirming):
        _cancel(walk, "")
    elif not walk.application.is_open:
        walk.refresh()
    elif (previous := walk.before(walk.item)) is None:
        walk.refresh(problem=walk.scene.say("problem.first_question"))
    else:
        walk.change(previous)


def _skip(walk: Walk, _: str) -> None:
    _say_nothing(walk, Nothing.LATER)


def _not_applicable(walk: Walk, _: str) -> None:
    _say_nothing(walk, Nothing.NOT_APPLICABLE)


def _decline(walk: Walk, _: str) -> None:
    _say_nothing(walk, Nothing.DECLINED)


def _say_nothing(walk: Walk, kind: Nothing) -> None:
    item = walk.item
    if item is None or not walk.application.is_open:
        walk.refresh()
    elif kind is not Nothing.LATER and walk.view.facts[item.path].level == "required":
        walk.refresh(problem=walk.scene.say("problem.needed"))
    elif kind is not Nothing.LATER and isinstance(item.question, Repeat):
        _answer_repeat(walk, item, item.question, Command(name="finish"))
    else:
        walk.nothing(item, kind)


def _keep(walk: Walk, _: str) -> None:
    if walk.item is None or not walk.application.is_open:
        walk.refresh()
    else:
        walk.onward(walk.item)


def _map(walk: Walk, section: str) -> None:
    walk.show(Mapping(section=section) if walk.application.is_open else Done())


def _section(walk: Walk, section: str) -> None:
    if isinstance(walk.cursor.at, Reviewing):
        walk.show(Reviewing(section=section))
    else:
        _map(walk, section)


def _review(walk: Walk, section: str) -> None:
    if walk.application.is_open:
        walk.cursor = replace(walk.cursor, back=None, ahead=())
        walk.show(Reviewing(section=section))
    else:
        walk.show(Done())


def _where(walk: Walk, _: str) -> None:
    if walk.application.is_open:
        walk.tell(where(walk.scene, walk.item))
    else:
        walk.show(Done())


def _help(walk: Walk, _: str) -> None:
    walk.say("help.text")


def _start(walk: Walk, _: str) -> None:
    _come_back(walk, greet=not isinstance(walk.cursor.at, Mapping | Languages | Confirming))


def _come_back(walk: Walk, *, greet: bool) -> None:
    """To the question that was on screen, or to the first open one; greeted, unless it was only covered."""
    if not walk.application.is_open:
        walk.show(Done())
        return
    onwards = walk.onwards()
    walk.cursor = replace(walk.cursor, back=None)
    walk.resume(onwards)
    scene, view, item = walk.scene, walk.view, walk.item
    if greet and item is not None and view.answered:
        walk.say(
            "tell.welcome_back", code=scene.code(item), label=scene.brief(item), answered=view.answered,
            total=view.total,
        )  # fmt: skip


def _stop(walk: Walk, _: str) -> None:
    scene, item = walk.scene, walk.item
    if not walk.application.is_open:
        walk.show(Done())
    elif item is None:
        walk.say("tell.stopped", answered=walk.view.answered, total=walk.view.total)
    else:
        walk.say(
            "tell.stopped_at", code=scene.code(item), label=scene.brief(item), answered=walk.view.answered,
            total=walk.view.total,
        )  # fmt: skip


def _tag_of(walk: Walk, argument: str) -> str:
    """The dialogue's language with this tag, or with this in its own name: zh-TW, English, 中文."""
    offered, wanted = walk.dialogue.languages, fold(argument)
    named = (tag for tag in offered if len(wanted) > 1 and wanted in fold(language_name(walk.scene, tag)))
    return match_language((argument,), offered, "") or next(named, "")


def _language(walk: Walk, argument: str) -> None:
    if not argument.strip():
        walk.show(Languages())
        return
    tag = _tag_of(walk, argument.strip())
    if not tag:
        walk.refresh(problem=walk.scene.say("problem.language"))
        return
    walk.cursor = replace(walk.cursor, language=tag)
    if isinstance(walk.cursor.at, Languages):
        _cancel(walk, "")
    else:
        walk.show(walk.cursor.at)
    item, pending = walk.item, walk.pending
    if item is not None and isinstance(pending, Reason):
        text = walk.warning(item, pending.value)
        walk.cursor = replace(walk.cursor, pending=replace(pending, text=text))


def _withdraw(walk: Walk, _: str) -> None:
    may = walk.application.after("withdraw") is not None
    walk.show(Confirming(what="withdraw") if may else Done())


def _reopen(walk: Walk, _: str) -> None:
    """Withdraw and change: the submission stays as it is, a new one follows."""
    if walk.become("reopen"):
        walk.show(Reviewing())
    else:
        walk.show(Done() if not walk.application.is_open else Reviewing())


def _confirm(walk: Walk, _: str) -> None:
    pending, item = walk.pending, walk.item
    if isinstance(walk.cursor.at, Confirming):
        walk.become("withdraw")
        walk.show(Done())
    elif not isinstance(pending, Confirm) or item is None or not walk.application.is_open:
        walk.refresh()
    elif pending.entry:
        walk.drop()
        walk.remove_entry(item, pending.entry, confirmed=pending.paths)
    elif pending.nothing is not None:
        walk.nothing(item, pending.nothing, confirmed=pending.paths)
    else:
        walk.drop()
        walk.answer(item, pending.value, pending.raw, reason=pending.reason, confirmed=pending.paths)


def _cancel(walk: Walk, _: str) -> None:
    """Undo the decision that is pending, or leave a screen for where the person was."""
    if walk.pending is not None:
        walk.drop()
        walk.refresh()
    elif not walk.application.is_open:
        walk.show(Done())
    elif isinstance(walk.cursor.at, Mapping | Languages | Confirming):
        walk.resume(walk.place if walk.cursor.left is not None else walk.onwards())
    else:
        walk.refresh()


def _keep_reason(walk: Walk, _: str) -> None:
    """The warning stands; its reason is what is typed next."""
    asked = isinstance(walk.pending, Reason)
    walk.refresh(problem=walk.scene.say("tell.give_reason") if asked else "")


def _sweep(walk: Walk, _: str) -> None:
    """Ask what is missing, one after the other."""
    facts = walk.view.facts
    gap = next(
        (item for item in walk.view.asked() if facts[item.path].missing or facts[item.path].problem), None
    )
    if gap is None or not walk.application.is_open:
        walk.refresh()
    else:
        walk.arrive(gap, sweep=True)


def _submit(walk: Walk, _: str) -> None:
    if not walk.application.is_open:
        walk.show(Done())
        return
    blocking = [item for item in walk.view.asked() if walk.view.facts[item.path].blocks]
    if walk.cursor.at == Reviewing() and not blocking:
        walk.submit()
        return
    if walk.cursor.at != Reviewing():  # nothing is handed in unseen
        _review(walk, "")
    if blocking:
        walk.refresh(problem=walk.scene.say("problem.blocked", n=len(blocking)))


def _copy(walk: Walk, _: str) -> None:
    blocks = as_blocks(summarise(walk.scene, submitted=None))
    walk.tell(Notice(blocks=blocks, language=walk.cursor.language))


def _remove_entry(walk: Walk, entry: str) -> None:
    item = walk.item
    if item is not None and isinstance(item.question, Repeat) and walk.application.is_open:
        walk.remove_entry(item, entry)
    else:
        walk.refresh()


_COMMANDS: dict[str, Callable[[Walk, str], None]] = {
    "back": _back,
    "skip": _skip,
    "later": _skip,
    "undo": _back,
    "not_applicable": _not_applicable,
    "decline": _decline,
    "keep": _keep,
    "map": _map,
    "section": _section,
    "review": _review,
    "where": _where,
    "help": _help,
    "start": _start,
    "stop": _stop,
    "language": _language,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "confirm": _confirm,
    "cancel": _cancel,
    "keep_reason": _keep_reason,
    "sweep": _sweep,
    "submit": _submit,
    "copy": _copy,
    "remove_entry": _remove_entry,
    "edit": _edit,
    "go": _edit,
}
