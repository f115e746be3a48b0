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
from dialogues.relevance import Item
from dialogues.reply import Command, Meant, Reply, Typed, Uploaded
from dialogues.screens import introduction, reminder, where
from dialogues.summary import as_blocks, summarise
from dialogues.walking import Step, Walk
from dialogues.words import Words, match_language

#: Commands that mean the same whatever is on screen, so that an old button of theirs does what it says.
FREE = frozenset(
    {"edit", "go", "map", "section", "review", "where", "help", "start", "stop", "language", "copy"}
)


def step(dialogue: Dialogue, application: Application, cursor: Cursor, event: Event, words: Words) -> Step:
    """One event, one step."""
    acted = isinstance(event, Replied | FileOffered)
    walk = Walk(
        dialogue=dialogue,
        application=application,
        cursor=cursor,
        words=words,
        who=event.who,
        at=event.at,
        acted=acted,
    )
    match event:
        case Opened():
            _opened(walk)
        case Replied():
            _replied(walk, event)
        case FileOffered():
            _offered(walk, event)
        case FileStored():
            _stored(walk, event)
        case FileFailed():
            walk.say(f"file.{event.code}", name=event.name)
        case ReminderFell():
            _reminded(walk, event)
        case _:
            assert_never(event)
    return walk.finish()


def _opened(walk: Walk) -> None:
    if walk.cursor.turn == 0 and not walk.application.answers:
        walk.acted = True
        walk.tell(introduction(walk.scene))
        walk.walk()
    else:
        _start(walk, "")


def _reminded(walk: Walk, event: ReminderFell) -> None:
    if walk.application.is_open:
        walk.tell(reminder(walk.scene))
    walk.remind_next(event.number + 1)


# Files.


def _offered(walk: Walk, event: FileOffered) -> None:
    item = walk.view.by_path.get(event.path) or walk.item
    if item is None or item.node.asked is None or _expects(walk, item) != "file":
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
    if item is not None and item.node.asked is not None and walk.application.is_open:
        _read(walk, item, Uploaded(files=(event.file,)))


def _expects(walk: Walk, item: Item) -> str:
    answer = walk.application.answers.get(item.path)
    value = answer.value if answer is not None else None
    return item.question.face(
        value, walk.application.drafts.get(item.path), walk.scene.here(item)
    ).expects.kind


# Replies.


def _replied(walk: Walk, event: Replied) -> None:
    reply = event.reply
    if isinstance(reply, Typed) and (command := _commanded(walk, reply.text)) is not None:
        reply = command
    if isinstance(reply, Command) and reply.name in FREE:
        _COMMANDS[reply.name](walk, reply.argument)
        return
    if event.turn is not None and event.turn != walk.cursor.turn:
        _stale(walk, event, reply)
        return
    if isinstance(reply, Command) and reply.name in _COMMANDS:
        _COMMANDS[reply.name](walk, reply.argument)
        return
    pressed = _button_named(walk, reply.text) if isinstance(reply, Typed) else None
    if pressed is not None and pressed != reply:
        _replied(walk, replace(event, reply=pressed))
        return
    if isinstance(reply, Meant):
        _meant(walk, reply)
    elif walk.cursor.pending is not None:
        _decide(walk, walk.cursor.pending, reply)
    elif (item := walk.item) is not None:
        _answer(walk, item, reply)
    else:
        _search(walk, reply)


def _commanded(walk: Walk, text: str) -> Command | None:
    """A typed command; 完成 is one only where the question on screen has such a button."""
    command = read_command(text)
    if command is not None and command.name == "done":
        buttons = [button.reply for row in walk.prompt().actions for button in row]
        return command if command in buttons else None
    return command


def _stale(walk: Walk, event: Replied, reply: Reply) -> None:
    """A reply to a prompt that has passed never changes anything by itself."""
    old, current = walk.view.by_path.get(event.path), walk.item
    scene = walk.scene
    if (
        isinstance(reply, Typed)
        and old is not None
        and old.node.asked is not None
        and walk.application.is_open
    ):
        if current is not None and old.path == current.path:
            _answer(walk, current, reply)
            return
        readings = [
            Button(
                label=scene.say("button.for_code", code=scene.coded(item)),
                reply=Meant(path=item.path, reply=reply),
            )
            for item in (old, current)
            if item is not None
        ]
        text = scene.say("tell.which_question", text=_excerpt(reply.text))
        walk.cursor = replace(walk.cursor, pending=Choosing(text=text, readings=tuple(readings)))
        walk.refresh()
        return
    answer = scene.show(old) if old is not None and old.node.asked is not None else ""
    walk.toast = scene.say("tell.answered", answer=answer) if answer else scene.say("tell.passed")


def _meant(walk: Walk, reply: Meant) -> None:
    """The person said which question a reply is for."""
    walk.cursor = replace(walk.cursor, pending=None)
    item = walk.view.by_path.get(reply.path)
    if item is None or not walk.view.facts[item.path].relevant or item.node.asked is None:
        walk.refresh(problem=walk.scene.say("tell.passed"))
    elif walk.item is item:
        _answer(walk, item, reply.reply)
    else:
        walk.change(item)
        _answer(walk, item, reply.reply)


def _decide(walk: Walk, pending: Choosing | Reason | Confirm, reply: Reply) -> None:
    """While something is pending, what is typed belongs to it, unless it answers the question itself."""
    item = walk.item
    if item is None:
        walk.cursor = replace(walk.cursor, pending=None)
        _search(walk, reply)
        return
    match pending:
        case Reason():
            if isinstance(reply, Typed) and not _reads_as_answer(walk, item, reply):
                _keep_because(walk, item, pending, reply.text)
                return
        case Choosing() | Confirm():
            pass
    walk.cursor = replace(walk.cursor, pending=None)
    _answer(walk, item, reply)


def _reads_as_answer(walk: Walk, item: Item, reply: Typed) -> bool:
    """A corrected figure, day or choice is an answer, words are a reason; where any words would do for an
    answer, they are a reason too."""
    if _expects(walk, item) not in {"number", "date", "choice", "choices"}:
        return False
    return isinstance(item.question.read(reply, walk.draft_of(item), walk.scene.here(item)), Accepted)


def _keep_because(walk: Walk, item: Item, pending: Reason, reason: str) -> None:
    walk.cursor = replace(walk.cursor, pending=None)
    walk.answer(item, pending.value, pending.raw, reason=reason.strip() or walk.scene.say("tell.no_reason"))


def _answer(walk: Walk, item: Item, reply: Reply) -> None:
    if not walk.application.is_open:
        walk.show(Done())
        return
    if isinstance(item.question, Repeat):
        _answer_repeat(walk, item, reply)
    elif isinstance(reply, Typed) and is_nothing(reply.text) and _may_be_nothing(walk, item):
        walk.nothing(item, Nothing.NOT_APPLICABLE)
    else:
        _read(walk, item, reply)


def _may_be_nothing(walk: Walk, item: Item) -> bool:
    """Whether 无 says that there is none: no fax, no picture. Where any words are an answer, so is 无."""
    return Nothing.NOT_APPLICABLE in item.question.offers and walk.view.facts[item.path].level != "required"


def _read(walk: Walk, item: Item, reply: Reply) -> None:
    """Let the question read the reply, and do what it says."""
    question, here = item.question, walk.scene.here(item)
    stay = walk.item is not item
    read = question.read(reply, walk.draft_of(item), here)
    match read:
        case Accepted():
            raw = question.raw(reply, read.value, here)
            walk.answer(item, read.value, raw, echo=read.echo, stay=stay)
        case Unfinished():
            walk.draft(item, read.draft)
            problem = walk.told(read.problem) if read.problem is not None else ""
            if not stay:
                walk.refresh(echo=read.echo, problem=problem, toast=read.toast)
        case Rejected():
            walk.refresh(problem=walk.told(read.problem), toast=read.toast)
        case Doubtful():
            walk.cursor = replace(walk.cursor, pending=Choosing(text=read.about, readings=read.readings))
            walk.refresh()
        case _:
            assert_never(read)


def _answer_repeat(walk: Walk, item: Item, reply: Reply) -> None:
    repeat = item.question
    read = repeat.read(reply, None, walk.scene.here(item))
    match read:
        case Accepted(value=None):
            if isinstance(repeat, Repeat) and len(walk.application.entries.get(item.path, ())) >= repeat.max:
                walk.refresh(problem=walk.scene.say("problem.too_many_entries", n=repeat.max))
            else:
                walk.add_entry(item)
        case Accepted():
            if isinstance(repeat, Repeat) and len(walk.application.entries.get(item.path, ())) < repeat.min:
                walk.refresh(problem=walk.scene.say("problem.too_few_entries", n=repeat.min))
            else:
                walk.answer(item, read.value, walk.scene.say("repeat.finished"))
        case Rejected():
            walk.refresh(problem=walk.told(read.problem))
        case _:
            walk.refresh()


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
    """A text on a screen to move in: a code, a section, or words of a label."""
    if isinstance(walk.cursor.at, Confirming | Languages | Done):
        walk.refresh()
        return
    if not isinstance(reply, Typed):
        walk.refresh()
        return
    _edit(walk, reply.text)


def _edit(walk: Walk, argument: str) -> None:
    """Change an answer, found by its path, its code, or words of its label."""
    if not walk.application.is_open:
        walk.show(Done())
        return
    if not argument.strip():
        _map(walk, "")
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


def _found(walk: Walk, argument: str) -> Iterator[Item]:
    asked = list(walk.view.asked())
    wanted = _plain(argument)
    exact = [item for item in asked if argument == item.path]
    exact = exact or [item for item in asked if walk.scene.code(item).casefold() == wanted]
    if exact or not wanted:
        yield from exact
    elif not wanted.replace(".", "").isdecimal() and len(wanted) > 1:
        yield from (item for item in asked if wanted in fold(walk.scene.label(item)))


def _place_coded(walk: Walk, argument: str) -> str | None:
    wanted = _plain(argument)
    for place in walk.dialogue.outline.places:
        label = fold(walk.scene.text(place.section.label))
        if wanted in (place.number.casefold(), place.section.name, label):
            return place.section.name
    return None


def _excerpt(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


# Commands.


def _back(walk: Walk, _: str) -> None:
    at = walk.cursor.at
    if isinstance(at, Mapping | Languages | Confirming):
        _cancel(walk, "")
        return
    if not walk.application.is_open:
        walk.refresh()
        return
    if isinstance(at, Reviewing) and at.section:
        walk.show(Reviewing())
        return
    previous = walk.before(walk.item)
    if previous is None:
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
    else:
        walk.nothing(item, kind)


def _keep(walk: Walk, _: str) -> None:
    walk.onward(walk.item)


def _map(walk: Walk, section: str) -> None:
    _remember_place(walk)
    walk.show(Mapping(section=section))


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


def _remember_place(walk: Walk) -> None:
    at = walk.cursor.at
    if walk.cursor.back is None and isinstance(at, Asking | Reviewing):
        walk.cursor = replace(walk.cursor, back=at)


def _where(walk: Walk, _: str) -> None:
    walk.tell(where(walk.scene, walk.item))


def _help(walk: Walk, _: str) -> None:
    walk.say("help.text")


def _start(walk: Walk, _: str) -> None:
    """Come back: to the question that was on screen, or to the first open one."""
    if not walk.application.is_open:
        walk.show(Done())
        return
    back, walk.cursor = walk.cursor.back, replace(walk.cursor, back=None)
    at = walk.cursor.at if isinstance(walk.cursor.at, Asking | Reviewing) else back
    if at is None or isinstance(at, Reviewing) or not _still_open(walk, at):
        walk.walk()
    else:
        walk.resume(at)
    if (item := walk.item) is not None and walk.view.answered:
        scene, view = walk.scene, walk.view
        walk.say(
            "tell.welcome_back",
            code=scene.code(item),
            label=scene.brief(item),
            answered=view.answered,
            total=view.total,
        )


def _still_open(walk: Walk, at: object) -> bool:
    if not isinstance(at, Asking) or (item := walk.view.by_path.get(at.path)) is None:
        return False
    fact = walk.view.facts[at.path]
    return fact.relevant and (fact.state != "answered" or item.path in walk.application.drafts)


def _stop(walk: Walk, _: str) -> None:
    scene, item = walk.scene, walk.item
    if item is None:
        walk.say("tell.stopped", answered=walk.view.answered, total=walk.view.total)
    else:
        walk.say(
            "tell.stopped_at", code=scene.code(item), label=scene.brief(item), answered=walk.view.answered,
            total=walk.view.total,
        )  # fmt: skip


def _language(walk: Walk, argument: str) -> None:
    at = walk.cursor.at
    if not argument.strip():
        _remember_place(walk)
        walk.show(Languages())
        return
    tag = _language_named(walk, argument)
    if tag is None:
        walk.refresh(problem=walk.scene.say("problem.language"))
        return
    walk.cursor = replace(walk.cursor, language=tag)
    if isinstance(at, Languages):
        _cancel(walk, "")
    else:
        walk.show(at)


def _language_named(walk: Walk, argument: str) -> str | None:
    offered = walk.dialogue.languages
    return match_language((argument.strip(),), offered, "") or None


def _withdraw(walk: Walk, _: str) -> None:
    if walk.application.after("withdraw") is None:
        walk.show(Done())
        return
    _remember_place(walk)
    walk.show(Confirming(what="withdraw"))


def _reopen(walk: Walk, _: str) -> None:
    """Withdraw and change: the submission stays as it is, a new one follows."""
    if walk.become("reopen"):
        walk.show(Reviewing())
    else:
        walk.show(Done() if not walk.application.is_open else Reviewing())


def _confirm(walk: Walk, _: str) -> None:
    at, pending, item = walk.cursor.at, walk.cursor.pending, walk.item
    if isinstance(at, Confirming):
        walk.become("withdraw")
        walk.show(Done())
    elif isinstance(pending, Confirm) and item is not None:
        walk.cursor = replace(walk.cursor, pending=None)
        walk.answer(item, pending.value, pending.raw, reason=pending.reason, confirmed=True)
    else:
        walk.refresh()


def _cancel(walk: Walk, _: str) -> None:
    """Undo the decision that is pending, or leave a screen for where the person was."""
    if walk.cursor.pending is not None:
        walk.cursor = replace(walk.cursor, pending=None)
        walk.refresh()
        return
    back, walk.cursor = walk.cursor.back, replace(walk.cursor, back=None)
    if not walk.application.is_open:
        walk.show(Done())
    elif back is None:
        walk.walk()
    else:
        walk.resume(back)


def _keep_reason(walk: Walk, _: str) -> None:
    """The warning stands; its reason is what is typed next."""
    walk.refresh(problem=walk.scene.say("tell.give_reason"))


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
    if blocking:
        if not isinstance(walk.cursor.at, Reviewing):
            walk.show(Reviewing())
        walk.refresh(problem=walk.scene.say("problem.blocked", n=len(blocking)))
        return
    walk.submit()


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
