"""What each command does, at every screen and pending decision. A command that makes no sense where the person is
shows the screen again; none raises. Which reply is a command is decided in `advance.py`, the moves are in
`walking.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dialogues import batch
from dialogues.application import Nothing
from dialogues.carding import go_on, one_by_one, put_off, rest_no
from dialogues.closing import phase
from dialogues.cursor import (
    Asking,
    Confirm,
    Confirming,
    Disputing,
    Handing,
    Languages,
    Mapping,
    Pausing,
    Reason,
    Reviewing,
    Sorting,
    Sweep,
    Welcoming,
)
from dialogues.dialogue import Repeat
from dialogues.finding import excerpt, found, is_gone, is_unasked, place_coded
from dialogues.pausing import meant, read_moment, said
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.question import Accepted, Rejected
from dialogues.reading.normalise import fold
from dialogues.reply import Command, Reply
from dialogues.scope import Item
from dialogues.screens import greeting, language_name, where
from dialogues.summary import as_blocks, summarise
from dialogues.walking import Walk
from dialogues.words import match_language

#: Commands that mean the same whatever is on screen, so that an old button of theirs does what it says.
FREE = frozenset(
    {
        "edit",
        "go",
        "map",
        "section",
        "only",
        "review",
        "where",
        "help",
        "start",
        "stop",
        "language",
        "copy",
        "remind",
        "mute",
        "plain",
        "questions",
        "unread",
    }
)

#: What a channel cannot make an answer of, by the word that it has for it.
UNREAD = frozenset({"sticker", "location"})


def edit(walk: Walk, argument: str) -> None:
    """Change an answer, found by its path, its code, or words of its label."""
    if not walk.application.is_open:
        walk.close()
        return
    if not argument.strip():
        _map(walk, "")
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
        _section(walk, place)
    elif is_unasked(walk, argument):
        walk.say("tell.not_asked")
    else:
        walk.say("tell.not_found", text=excerpt(argument))


def _back(walk: Walk, _: str) -> None:
    at = walk.cursor.at
    if isinstance(at, Reviewing) and at.section:
        walk.show(Reviewing())
    elif isinstance(at, Mapping) and (at.section or at.only):
        walk.show(Mapping())
    elif isinstance(at, Disputing):
        walk.show(Reviewing())
    elif isinstance(at, Mapping | Languages | Confirming | Pausing | Sorting | Handing):
        cancel(walk, "")
    elif not walk.application.is_open:
        walk.refresh()
    elif (previous := walk.previous()) is None:
        walk.refresh(problem=walk.scene.say("problem.first_question"))
    else:
        walk.change(previous, alone=previous in walk.card)


def _undo(walk: Walk, _: str) -> None:
    """What was answered last is as it was before."""
    if not walk.application.is_open:
        walk.close()
    elif not walk.cursor.undo or not walk.undo():
        walk.refresh(problem=walk.scene.say("problem.nothing_to_undo"))
    else:
        walk.echo = walk.scene.say("echo.undone")


def _plain(walk: Walk, _: str) -> None:
    """One question a message and no grids, or cards again."""
    walk.cursor = replace(walk.cursor, plain=not walk.cursor.plain)
    walk.echo = walk.scene.say("echo.plain" if walk.cursor.plain else "echo.plain_off")
    if walk.application.is_open:
        walk.show(walk.cursor.at)
    else:
        walk.close()


def _skip(walk: Walk, _: str) -> None:
    """A question is put off; on a screen to move in, the whole is, and that is what pausing is for."""
    if walk.application.is_open and isinstance(walk.cursor.at, Mapping | Reviewing):
        walk.say("tell.put_off")
    else:
        _say_nothing(walk, Nothing.LATER)


def _not_applicable(walk: Walk, _: str) -> None:
    _say_nothing(walk, Nothing.NOT_APPLICABLE)


def _decline(walk: Walk, _: str) -> None:
    _say_nothing(walk, Nothing.DECLINED)


def _say_nothing(walk: Walk, kind: Nothing) -> None:
    item = walk.item
    if item is None:
        walk.refresh()
    elif (
        kind is Nothing.LATER
        and walk.card
        and walk.pending is None
        and item.path not in walk.application.drafts
    ):
        put_off(walk)
    elif kind is not Nothing.LATER and walk.view.facts[item.path].level == "required":
        walk.refresh(problem=walk.scene.say("problem.needed"))
    elif kind is not Nothing.LATER and isinstance(item.question, Repeat):
        answer_repeat(walk, item, item.question, Command(name="finish"))
    else:
        walk.nothing(item, kind)


def _keep(walk: Walk, _: str) -> None:
    if walk.item is None:
        walk.refresh()
    elif walk.card:
        walk.leave(walk.card)
    else:
        walk.onward(walk.item)


def _map(walk: Walk, section: str) -> None:
    if walk.application.is_open:
        walk.show(Mapping(section=section))
    else:
        walk.close()


def _only(walk: Walk, what: str) -> None:
    """The map of what is owed, or of what waits for a colleague."""
    if not walk.application.is_open:
        walk.close()
    elif what == "waiting":
        walk.show(Mapping(only="waiting"))
    else:
        walk.show(Mapping(only="required"))


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
        walk.close()


def _where(walk: Walk, _: str) -> None:
    if walk.application.is_open:
        walk.tell(where(walk.scene, walk.item))
    else:
        walk.close()


def _help(walk: Walk, _: str) -> None:
    walk.say("help.text")


def _start(walk: Walk, _: str) -> None:
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


def _stop(walk: Walk, argument: str) -> None:
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


def _remind(walk: Walk, argument: str) -> None:
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


def _mute(walk: Walk, _: str) -> None:
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


def _withdraw(walk: Walk, _: str) -> None:
    if walk.application.after("withdraw") is not None:
        walk.show(Confirming(what="withdraw"))
    else:
        walk.close()


def _reopen(walk: Walk, _: str) -> None:
    """Withdraw and change, until the deadline: the submission stays as it is, a new one follows."""
    if (phase(walk.dialogue, walk.at) != "over" and walk.become("reopen")) or walk.application.is_open:
        walk.show(Reviewing())
    else:
        walk.close()


def confirm(walk: Walk, _: str) -> None:
    pending, item = walk.pending, walk.item
    if isinstance(walk.cursor.at, Confirming):
        walk.become("withdraw")
        walk.close()
    elif not isinstance(pending, Confirm) or item is None:
        walk.refresh()
    elif pending.entry:
        walk.drop()
        walk.remove_entry(item, pending.entry, confirmed=pending.paths)
    elif pending.nothing is not None:
        walk.nothing(item, pending.nothing, confirmed=pending.paths)
    else:
        walk.drop()
        walk.answer(item, pending.value, pending.raw, reason=pending.reason, confirmed=pending.paths)


def _ask_organiser(walk: Walk, _: str) -> None:
    """What was typed is a question: the organiser answers it, and the prompt stays."""
    walk.drop()
    organiser = walk.scene.organiser
    if organiser:
        walk.say("tell.organiser", contact=organiser)
    walk.refresh()


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


def _settle(walk: Walk, path: str) -> None:
    """A contradiction of the review: which place is it that is wrong?"""
    if not walk.application.is_open:
        walk.close()
    elif walk.is_asked(path) and walk.view.facts[path].problem:
        walk.show(Disputing(path=path))
    else:
        walk.show(Reviewing())


def _explain(walk: Walk, path: str) -> None:
    """Both places are right: the reason is what is typed next."""
    answer = walk.application.answers.get(path)
    if not walk.application.is_open:
        walk.close()
    elif answer is None or not walk.is_asked(path) or walk.view.facts[path].problem != "warning":
        walk.show(Reviewing())
    else:
        item = walk.view.by_path[path]
        walk.change(item)
        text = walk.warning(item, answer.value)
        walk.cursor = replace(walk.cursor, pending=Reason(value=answer.value, raw=answer.raw, text=text))
        keep_reason(walk, "")


def keep_reason(walk: Walk, _: str) -> None:
    """The warning stands; its reason is what is typed next."""
    asked = isinstance(walk.pending, Reason)
    walk.refresh(problem=walk.scene.say("tell.give_reason") if asked else "")


def _sweep(walk: Walk, what: str) -> None:
    """Ask what is missing, one after the other: all of it, or only what is required, or the rest."""
    sweep: Sweep = "required" if what == "required" else "rest" if what == "rest" else True
    gap = walk.gap(sweep)
    if gap is None or not walk.application.is_open:
        walk.refresh()
    else:
        walk.arrive(gap, sweep=sweep)


def _submit(walk: Walk, _: str) -> None:
    if not walk.application.is_open:
        walk.close()
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
    if item is not None and isinstance(item.question, Repeat):
        walk.remove_entry(item, entry)
    else:
        walk.refresh()


def answer_repeat(walk: Walk, item: Item, repeat: Repeat, reply: Reply) -> None:
    here = walk.scene.here(item)
    read = repeat.read(reply, None, here)
    entries = len(walk.application.entries.get(item.path, ()))
    if isinstance(read, Rejected):
        walk.refresh(problem=walk.told(read.problem))
    elif isinstance(read, Accepted) and read.value is not None:
        if entries < repeat.min:
            walk.refresh(problem=walk.scene.say("problem.too_few_entries", n=repeat.min))
        else:
            walk.answer(item, read.value, repeat.raw(reply, read.value, here))
    elif entries >= repeat.max:
        walk.refresh(problem=walk.scene.say("problem.too_many_entries", n=repeat.max))
    else:
        at = walk.cursor.at
        walk.add_entry(item, sweep=isinstance(at, Asking) and at.sweep)


def _unread(walk: Walk, what: str) -> None:
    """A kind of message that is no answer; the question stays."""
    walk.say(f"unread.{what if what in UNREAD else 'other'}")


COMMANDS: dict[str, Callable[[Walk, str], None]] = {
    "back": _back,
    "skip": _skip,
    "later": _skip,
    "undo": _undo,
    "plain": _plain,
    "next": go_on,
    "rest_no": rest_no,
    "one_by_one": one_by_one,
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
    "remind": _remind,
    "mute": _mute,
    "only": _only,
    "settle": _settle,
    "explain": _explain,
    "language": language,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "confirm": confirm,
    "cancel": cancel,
    "keep_reason": keep_reason,
    "ask_organiser": _ask_organiser,
    "sweep": _sweep,
    "submit": _submit,
    "copy": _copy,
    "remove_entry": _remove_entry,
    "edit": edit,
    "go": edit,
    "batch": batch.batch,
    "save": batch.save,
    "leave_out": batch.leave_out,
    "questions": batch.questions,
    "colleague": batch.colleague,
    "unread": _unread,
}
