"""A message that was edited after it was sent: the answer, or the part of a long text, that was made of it.

The old text is not kept for this: its fingerprint is, and when it came. What it says now is read like any reply,
which `advance.py` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from dialogues.application import Answer
from dialogues.events import OwnMessageEdited
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.reading.normalise import clean
from dialogues.reply import Command
from dialogues.scope import Item
from dialogues.walking import Walk

#: where the text of an unfinished long answer lies
_PLACES = ("parts", "new")
#: answers that are named where it is not clear which one is meant
_NAMED = 6


def fingerprint(text: str) -> str:
    """Of a text as it is kept: the same text has the same, and nobody reads it from there."""
    return hashlib.sha256(clean(text).encode()).hexdigest()[:24]


def correct_part(walk: Walk, event: OwnMessageEdited) -> Item | None:
    """The question whose unfinished long text has this message as a part, after the part was replaced."""
    for path, draft in walk.application.drafts.items():
        if not (walk.is_asked(path) and isinstance(draft, dict)):
            continue
        for place in _PLACES:
            parts = draft.get(place)
            if not isinstance(parts, list | tuple):
                continue
            known = [isinstance(part, str) and fingerprint(part) == event.fingerprint for part in parts]
            if known.count(True) == 1:
                changed = [clean(event.text) if it else part for it, part in zip(known, parts, strict=True)]
                item = walk.view.by_path[path]
                walk.draft(item, {**draft, place: changed})
                return item
    return None


def answered_by(walk: Walk, event: OwnMessageEdited) -> Item | None:
    """The one question that this message answered, as the answer stands."""
    found = [item for item, answer in _made_of(walk, event) if fingerprint(answer.raw) == event.fingerprint]
    return found[0] if len(found) == 1 else None


def not_found(walk: Walk, event: OwnMessageEdited) -> None:
    """Nothing was changed: said with the ways to what may be meant."""
    scene = walk.scene
    buttons = tuple(
        Button(
            label=scene.say("button.change_code", code=scene.code(item)),
            reply=Command(name="edit", argument=item.path),
        )
        for item, _ in list(_made_of(walk, event))[:_NAMED]
    )
    rows = tuple(buttons[at : at + 3] for at in range(0, len(buttons), 3))
    text = scene.say("edit.not_found")
    walk.tell(Notice(blocks=(Paragraph(text=text),), buttons=rows, language=scene.language))


def _made_of(walk: Walk, event: OwnMessageEdited) -> Iterator[tuple[Item, Answer]]:
    """The questions that were answered when the message came."""
    answers = walk.application.answers
    for path, answer in answers.items():
        if answer.at == event.sent and walk.is_asked(path):
            yield walk.view.by_path[path], answer
