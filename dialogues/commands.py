"""What each command does, at every screen and pending decision. A command that makes no sense where the person is
shows the screen again; none raises. Which reply is a command is decided in `advance.py`, the moves are in
`walking.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogues import batch
from dialogues.application import Nothing
from dialogues.carding import ask_here, closed, go_on, one_by_one, put_off, rest_no
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
)
from dialogues.dialogue import Repeat
from dialogues.question import Accepted, Rejected
from dialogues.reply import Command, Reply
from dialogues.scope import Item
from dialogues.visiting import (
    cancel,
    edit,
    language,
    mute,
    open_map,
    open_only,
    open_review,
    open_section,
    remind,
    send_copy,
    start,
    stop,
    tell_help,
    tell_where,
    unread,
)
from dialogues.walking import Walk

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
        and (walk.chapter or item.path not in walk.application.drafts)
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
        open_review(walk, "")
    if blocking:
        walk.refresh(problem=walk.scene.say("problem.blocked", n=len(blocking)))


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


COMMANDS: dict[str, Callable[[Walk, str], None]] = {
    "back": _back,
    "skip": _skip,
    "later": _skip,
    "undo": _undo,
    "plain": _plain,
    "next": go_on,
    "rest_no": rest_no,
    "one_by_one": one_by_one,
    "form": ask_here,
    "here": ask_here,
    "closed": closed,
    "not_applicable": _not_applicable,
    "decline": _decline,
    "keep": _keep,
    "map": open_map,
    "section": open_section,
    "review": open_review,
    "where": tell_where,
    "help": tell_help,
    "start": start,
    "stop": stop,
    "remind": remind,
    "mute": mute,
    "only": open_only,
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
    "copy": send_copy,
    "remove_entry": _remove_entry,
    "edit": edit,
    "go": edit,
    "batch": batch.batch,
    "save": batch.save,
    "leave_out": batch.leave_out,
    "questions": batch.questions,
    "colleague": batch.colleague,
    "unread": unread,
}
