"""A reply for the question on screen, or for the card: the question reads it, and what it says is done.

Whether it is for that question at all is decided in `advance.py`, what stands in the way of an answer in `deciding.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogues import filing
from dialogues.application import Nothing
from dialogues.asking import default_of
from dialogues.carding import answer_card
from dialogues.commands import answer_repeat
from dialogues.cursor import (
    Choosing,
)
from dialogues.dialogue import Repeat
from dialogues.prompt import Button, Notice
from dialogues.question import Accepted, Doubtful, Rejected, Unfinished
from dialogues.reading.cells import is_nothing
from dialogues.reading.smalltalk import comes_later, means_the_same
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Reply, Typed, Uploaded
from dialogues.scope import Item
from dialogues.walking import Walk


def expects(walk: Walk, item: Item) -> str:
    answer = walk.application.answers.get(item.path)
    value = answer.value if answer is not None else None
    return item.question.face(
        value, walk.application.drafts.get(item.path), walk.scene.here(item)
    ).expects.kind


def answer(walk: Walk, item: Item, reply: Reply, *, meant: bool = False) -> None:
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
        filing.uploaded(walk, item, reply, read)
    elif isinstance(reply, Typed) and comes_later(reply.text) and expects(walk, item) == "file":
        walk.echo = walk.scene.say("echo.file_later", code=walk.scene.code(item))
        walk.nothing(item, Nothing.LATER)
    else:
        read(walk, item, reply)


def _may_be_nothing(walk: Walk, item: Item) -> bool:
    """Whether 无 says that there is none: no fax, no picture. Where any words are an answer, so is 无; and where
    something is there already, it says that there is no more."""
    return (
        Nothing.NOT_APPLICABLE in item.question.offers
        and walk.view.facts[item.path].level != "required"
        and item.path not in walk.application.drafts
    )


def read(walk: Walk, item: Item, reply: Reply) -> None:
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
