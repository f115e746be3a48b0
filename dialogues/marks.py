"""Replies by a short name: a platform's button holds a few bytes, a reply may hold a text.

The name is a hash of the reply, so nothing has to be kept: whoever presses such a button stands before the prompt
that carries it, and the prompt is made anew from where they stand. Buttons of what was told beside a prompt are in
the cursor (`Cursor.beside`), and those that only lead to a question are found from the questions there are.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterator

from dialogues import codec
from dialogues.prompt import Button, Listing, Notice, Prompt
from dialogues.reply import Command, Pressed, Reply
from dialogues.walking import Walk

#: characters of five bits each: nobody finds two buttons of one prompt with the same
_LENGTH = 12


def mark_of(reply: Reply) -> str:
    """The name of a reply: 12 small letters and digits."""
    digest = hashlib.sha256(codec.replies.dump_json(reply)).digest()
    return b32encode(digest)[:_LENGTH].decode().lower()


def unmarked(walk: Walk, pressed: Pressed) -> Reply | None:
    """The reply of that name which the person can have pressed now; None where that is past."""
    return next((reply for reply in _pressable(walk) if mark_of(reply) == pressed.mark), None)


def _pressable(walk: Walk) -> Iterator[Reply]:
    yield from (button.reply for button in buttons_of(walk.prompt()))
    yield from walk.cursor.beside
    for item in walk.view.asked():
        yield from (Command(name=name, argument=item.path) for name in ("edit", "go"))


def buttons_of(shown: Prompt | Notice) -> Iterator[Button]:
    """Every button of a prompt or a notice, its choices and those of its lists included."""
    if isinstance(shown, Notice):
        blocks, rows = shown.blocks, shown.buttons
    else:
        yield from (Button(label=choice.short, reply=choice.reply) for choice in shown.choices)
        blocks, rows = shown.body, (*shown.actions, shown.navigation)
    for block in blocks:
        if isinstance(block, Listing):
            yield from (item.button for item in block.items if item.button is not None)
    for row in rows:
        yield from row
