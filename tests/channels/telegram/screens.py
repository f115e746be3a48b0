"""Everything that the transcripts show, drawn as Telegram's messages."""

from __future__ import annotations

from bot.channels.telegram import render
from bot.channels.telegram.html import LONGEST_TEXT
from bot.channels.telegram.render import Drawn
from dialogues.dividing import divided
from dialogues.effects import Ask, Effect, Hand, Refresh, Settle, Tell
from tests.channels.recorded import TRANSCRIPTS, Recorded, acts, everything, say_in
from tests.test_transcripts import WORDS, definition


def drawn(effect: Effect) -> tuple[Drawn, ...]:
    """The messages of an effect as Telegram would get them; of what is no message, none."""
    match effect:
        case Ask() | Refresh():
            return (render.prompt(effect.prompt, effect.turn, None, say_in(effect.prompt.language)),)
        case Settle():
            return (render.settled(effect.settled, None),)
        case Tell():
            return tuple(render.notice(part, None) for part in divided(effect.notice, LONGEST_TEXT))
        case Hand():
            return (render.caption(effect),)
        case _:
            return ()


def as_lines(message: Drawn) -> str:
    """A message that can be read: its markup, a line of dashes, and a line for each row of buttons."""
    rows = [" ".join(f"[ {key.label} ]" for key in row) for row in message.rows]
    return "\n".join([message.text, *(["─" * 12] if rows else []), *rows])


__all__ = [
    "TRANSCRIPTS",
    "WORDS",
    "Recorded",
    "acts",
    "as_lines",
    "definition",
    "drawn",
    "everything",
    "say_in",
]
