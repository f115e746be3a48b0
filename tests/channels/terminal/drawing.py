"""Drawing on paper: what a terminal of a given width shows, as lines of text."""

from __future__ import annotations

import io
from functools import partial

from rich.console import Console, RenderableType

from dialogues.catalogue import load_words

WORDS = load_words()
say = partial(WORDS.say, "zh-Hans")


def console(width: int, *, colour: bool = False) -> Console:
    """A console whose file is a StringIO."""
    return Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
    )


def drawn(content: RenderableType, width: int = 60, *, colour: bool = False) -> str:
    """What is printed."""
    on = console(width, colour=colour)
    on.print(content)
    return printed(on)


def printed(on: Console) -> str:
    """What was printed so far."""
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()
