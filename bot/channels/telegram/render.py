"""Prompt, settled question and notice → what Telegram shows. Pure; markup is in `html.py`, buttons in `keyboard.py`.

The question is bold, so that it is found among the messages before it; all else is plain. What a person has to do next
stands last, above the buttons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.layers import (
    ANY_TURN,
    PICKED,
    SHORTENED,
    Part,
    Say,
    asked,
    marked,
    order,
    settled_lines,
    where,
    where_all_is,
)
from bot.channels.telegram import keyboard
from bot.channels.telegram.html import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Span,
    Spans,
    Style,
    html,
    shortened,
    size,
    span,
    visible,
)
from bot.channels.telegram.keyboard import Key, Keys
from dialogues import units
from dialogues.application import ApplicationId
from dialogues.effects import Hand
from dialogues.narrow import between, lines
from dialogues.prompt import Block, Listing, Notice, Paragraph, Prompt, Settled
from dialogues.widths import rows

#: a quiet paragraph of more units or lines is folded
_LONG: Final = 200
_MANY: Final = 5
_BETWEEN: Final = (Span("\n\n"),)
#: a message has to say something
_NOTHING: Final = (Span("…"),)
#: units of a choice's line that still say which it is
_LINE: Final = 8
_Layers = dict[Part, Spans]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message: its text as HTML, and the rows of its keyboard."""

    text: str
    rows: Keys = ()


def prompt(prompt: Prompt, turn: int, application: ApplicationId | None, say: Say) -> Drawn:
    """A prompt whole, within Telegram's limits."""
    buttons, to_type = keyboard.of_prompt(prompt)
    parts: _Layers = {
        "said": _layered(span(marked(prompt.echo)), span(prompt.problem)),
        "where": span(where(prompt, say)),
        "notes": _layered(*(span(note) for note in prompt.notes)),
        "question": _question(prompt, say),
        "hint": span(prompt.hint),
        "body": _blocks(prompt.body, titles="" if prompt.screen == "question" else "bold"),
        "choices": tuple(_choices(prompt)),
        "told": span(say("telegram.to_type")) if to_type else (),
    }
    layers = {part: parts[part] for part in order(prompt)}
    if size(_layered(*layers.values())) > LONGEST_TEXT:
        layers = _fitted(layers, _where_all_is(prompt, say))
    return _drawn(_layered(*layers.values()), keyboard.keys(buttons, turn, application))


def settled(settled: Settled, application: ApplicationId | None) -> Drawn:
    """A question that was answered: no longer bold, with its answer and the way to change it."""
    question, told = settled_lines(settled)
    text = span(question + (f"\n{told}" if told else ""))
    return _drawn(text, keyboard.keys(keyboard.of_notice((), rows(settled.changes)), ANY_TURN, application))


def notice(notice: Notice, application: ApplicationId | None) -> Drawn:
    """Words beside the conversation; what is too long for one message was divided before (`dividing.py`)."""
    buttons = keyboard.of_notice(notice.blocks, notice.buttons)
    return _drawn(_blocks(notice.blocks), keyboard.keys(buttons, ANY_TURN, application))


def caption(hand: Hand) -> Drawn:
    """What stands below a file; it may be empty."""
    return Drawn(html(shortened(span(hand.caption.strip()), LONGEST_CAPTION)))


# The layers.


def _layered(*layers: Spans) -> Spans:
    """Those that hold something, with an empty line between them."""
    spans: Spans = ()
    for layer in layers:
        if layer:
            spans = (*spans, *(_BETWEEN if spans else ()), *layer)
    return spans


def _question(prompt: Prompt, say: Say) -> Spans:
    first, beside, rest = asked(prompt, say)
    below = span("\n" + rest, "bold") if rest else ()
    return (*span(first, "bold"), *span(beside), *below)


def _choices(prompt: Prompt) -> Iterator[Span]:
    """The choices in full, a span a line, where their buttons do not say it."""
    if prompt.grid or any(choice.short != choice.label for choice in prompt.choices):
        for at, choice in enumerate(prompt.choices):
            mark = PICKED if choice.picked else ""
            yield from span(("\n" if at else "") + f"{mark}{choice.number} {choice.label}")


def _blocks(blocks: Iterable[Block], titles: Style = "") -> Spans:
    spans: Spans = ()
    before: Block | None = None
    for block in blocks:
        if drawn := tuple(_block(block, titles)):
            spans = (*spans, *((Span(between(before, block)),) if before is not None else ()), *drawn)
            before = block
    return spans


def _block(block: Block, titles: Style) -> Iterator[Span]:
    if isinstance(block, Paragraph):
        yield from span(block.text, _style(block))
    elif isinstance(block, Listing) and block.title:
        yield from span(block.title, titles)
        items = "\n".join(lines(replace(block, title="")))
        yield from span(f"\n{items}" if items else "")
    else:
        yield from span("\n".join(lines(block)))


def _style(paragraph: Paragraph) -> Style:
    match paragraph.style:
        case "strong":
            return "bold"
        case "copied":
            return "copied"
        case "quiet" if units.units(paragraph.text) > _LONG or paragraph.text.count("\n") >= _MANY:
            return "folded"
        case _:
            return ""


# What does not fit.


def _where_all_is(prompt: Prompt, say: Say) -> str:
    button = where_all_is(prompt)
    return say("telegram.shortened_here", button=button.label) if button else say("telegram.shortened")


def _fitted(layers: _Layers, told: str) -> _Layers:
    """Shortened until it fits; and that it was is said."""
    fitted: _Layers = {
        **layers,
        "told": (*span(told), *((Span("\n"), *layers["told"]) if layers["told"] else ())),
    }
    for part in SHORTENED:
        excess = size(_layered(*fitted.values())) - LONGEST_TEXT
        if excess > 0 and (whole := fitted[part]):
            room = max(size(whole) - excess, 1)
            fitted[part] = (_even if part == "choices" else shortened)(whole, room)
    return fitted


def _even(lines: Spans, room: int) -> Spans:
    """Every line as long as all can be; where there are too many for that, the first of them."""
    longest = room // len(lines)
    if longest < _LINE:
        return shortened(lines, room)
    return tuple(Span(units.shortened(line.text, longest)) for line in lines)


def _drawn(spans: Spans, keys: Keys) -> Drawn:
    fitting = shortened(spans, LONGEST_TEXT)
    return Drawn(html(fitting if units.is_seen(visible(fitting)) else _NOTHING), keys)


__all__ = ["Drawn", "Key", "Say", "caption", "notice", "prompt", "settled"]
