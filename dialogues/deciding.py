"""A decision on screen and what is said to it: what is typed belongs to the decision, unless it answers the question itself."""

from __future__ import annotations

from dataclasses import replace

from dialogues import filing
from dialogues.answering import answer, expects
from dialogues.commands import confirm, keep_reason
from dialogues.cursor import (
    Choosing,
    Confirm,
    Pending,
    Placing,
    Reason,
)
from dialogues.finding import excerpt, place_named
from dialogues.prompt import Button
from dialogues.question import Accepted
from dialogues.reading.yes_no import read_yes_no
from dialogues.reply import Command, Meant, Reply, Typed, Uploaded
from dialogues.scope import Item
from dialogues.visiting import cancel
from dialogues.walking import Walk


def decide(walk: Walk, item: Item, pending: Pending, reply: Reply) -> None:
    """While something is pending, what is typed belongs to it, unless it answers the question itself."""
    said = yes_or_no(walk, reply)
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
            answer(walk, item, _inner((right if said else wrong).reply))
        case Choosing(readings=(Button(reply=Command(name="ask_organiser")), _)) if said is not None:
            walk.refresh()  # yes to which of the two?
        case Choosing(
            readings=(
                Button(reply=Meant(reply=Typed(certain=False))) as first,
                Button(reply=Command(name="reread")),
            )
        ):
            walk.drop()
            answer(walk, item, reply)
            _offer_too(walk, item, first)
        case Placing() if isinstance(reply, Typed) and (place := place_named(walk, reply.text)):
            filing.file_command(walk, place)
        case Placing() if isinstance(reply, Uploaded):
            answer(walk, item, reply)
        case _:
            walk.drop()
            answer(walk, item, reply)


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


def yes_or_no(walk: Walk, reply: Reply) -> bool | None:
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
    wanted = expects(walk, item)
    if wanted == "cells":
        return "\t" in reply.text or "\n" in reply.text.strip()
    if wanted not in {"number", "date", "choice", "choices"}:
        return False
    return isinstance(item.question.read(reply, walk.draft_of(item), walk.scene.here(item)), Accepted)


def _keep_because(walk: Walk, item: Item, pending: Reason, reason: str) -> None:
    if reason.strip():
        walk.drop()
        walk.answer(item, pending.value, pending.raw, reason=reason.strip())
    else:
        keep_reason(walk, "")
