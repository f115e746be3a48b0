"""An organiser at the preview of a round of reminders, in a terminal: draws the screen, reads a line, until it is sent
or not. What a line means is for `dialogues/previewing.py`; sending is the shell's.
"""

from __future__ import annotations

from functools import partial
from typing import assert_never

from rich.console import Console

from bot.channels.terminal import render
from bot.channels.terminal.channel import WIDEST
from bot.channels.terminal.lines import Lines
from dialogues.previewing import Cancelled, Preview, Sending, Shown, typed


async def ask_organiser(preview: Preview, lines: Lines, console: Console) -> Sending | Cancelled:
    """What they decide; the end of the lines is a no."""
    words = preview.words
    say = partial(words.say, preview.scene.language)
    width = min(console.width, WIDEST)
    try:
        while True:
            console.print()
            console.print(render.ask(preview.screen(), None, say), width=width)
            console.print()
            line = await lines.read()
            if line is None:
                return Cancelled()
            match decided := typed(preview, line):
                case Preview():
                    preview = decided
                case Shown(notice=notice):
                    console.print()
                    console.print(render.tell(notice), width=width)
                case Sending() | Cancelled():
                    return decided
                case _:
                    assert_never(decided)
    finally:
        lines.close()
