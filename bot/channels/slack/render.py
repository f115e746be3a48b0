"""Prompt, settled question and notice → what Slack shows. Pure; texts are in `blocks.py`, what can be pressed in
`controls.py`.

The question is bold, so that it is found among the messages before it; where the person is stands small above it.
What to do next stands last, above the controls.
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
from bot.channels.slack import blocks, cards, controls, views
from bot.channels.slack.blocks import MOST_BLOCKS, Drawing, Piece, Pieces, piece, pieces
from bot.channels.slack.controls import Controls, Owner
from bot.channels.slack.escaping import escaped
from dialogues import units
from dialogues.application import ApplicationId
from dialogues.effects import Hand
from dialogues.prompt import Button, Notice, Prompt, Settled
from dialogues.reply import Command, Ticked

#: characters of a message's JSON: `msg_blocks_too_long` came at 13,172 (bolt-js #2509), and ids come on top
LONGEST_JSON: Final = 11_500
#: of these, what controls may take of a message that has more to say than fits
MOST_CONTROLS: Final = 6_500
#: and of these, the questions of a card with their answers beside them
MOST_BESIDE: Final = 5_000
#: blocks that texts may always take
_TEXTS: Final = 20
#: units of a choice's line that still say which it is
_LINE: Final = 8
_NOTHING: Final = (Piece("…"),)
_Layers = dict[Part, Pieces]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message: its plain form, escaped, and its blocks."""

    text: str
    blocks: tuple[Drawing, ...] = ()


def prompt(prompt: Prompt, turn: int, application: ApplicationId | None, say: Say) -> Drawn:
    """A prompt whole, within Slack's limits."""
    owner = Owner(turn, application)
    prompt = _with_form(prompt, owner, say)
    card = cards.questions(prompt)
    beside = cards.sections(card, owner)
    if blocks.size(beside) <= MOST_BESIDE and len(beside) <= _TEXTS:
        prompt = cards.without(prompt) if card else prompt
    else:
        card, beside = (), ()
    parts: _Layers = {
        "said": (*piece(marked(prompt.echo)), *piece(prompt.problem)),
        "where": piece(where(prompt, say), "quiet"),
        "notes": tuple(one for note in prompt.notes for one in piece(note)),
        "question": tuple(_question(prompt, say)),
        "hint": piece(prompt.hint),
        "body": pieces(prompt.body, titles="text" if prompt.screen == "question" else "bold"),
        "choices": () if controls.tell_all(prompt) else piece("\n".join(_choices(prompt))),
        "told": (),
    }
    layers = {part: parts[part] for part in order(prompt)}
    pressed = _fitting(controls.of_prompt(prompt, owner), _all(layers), beside)
    if pressed.to_type:
        layers["told"] = piece(say("slack.to_type"))
    room = LONGEST_JSON - blocks.size((*beside, *pressed.blocks))
    if blocks.size([*blocks.drawn(_all(layers))]) > room:
        layers = _fitted(layers, room, _where_all_is(prompt, say))
    asked_beside = tuple(one for question in card for one in piece(question.text))
    return _drawn(_all(layers), (*beside, *pressed.blocks), asked_beside)


def settled(settled: Settled, application: ApplicationId | None) -> Drawn:
    """A question that was answered: no longer bold, with its answer and the way to change it."""
    question, told = settled_lines(settled)
    every = (*piece(question), *piece(told))
    return _beside(every, controls.of_notice((), (settled.changes,), Owner(ANY_TURN, application)))


def notice(notice: Notice, application: ApplicationId | None) -> Drawn:
    """Words beside the conversation; what is too long for one message was divided before (`dividing.py`)."""
    owner = Owner(ANY_TURN, application)
    return _beside(pieces(notice.blocks), controls.of_notice(notice.blocks, notice.buttons, owner))


def caption(hand: Hand) -> Drawn:
    """What stands beside a file; it may be empty."""
    return Drawn(escaped(hand.caption.strip()))


def _with_form(prompt: Prompt, owner: Owner, say: Say) -> Prompt:
    """With the button that opens its form, unless it has one of its own; without one that could not be opened."""
    way = Button(label=say("form.open"), reply=Command(name="form"))
    if prompt.form is None or any(button.reply == way.reply for row in prompt.actions for button in row):
        return prompt
    if views.of_prompt(prompt, owner.turn, owner.application) is None:
        return prompt
    return replace(prompt, navigation=(way, *prompt.navigation))


# The layers.


def _all(layers: _Layers) -> Pieces:
    return tuple(one for layer in layers.values() for one in layer)


def _question(prompt: Prompt, say: Say) -> Iterator[Piece]:
    first, beside, rest = asked(prompt, say)
    yield from piece(first, "bold", beside)
    yield from piece(rest, "bold")


def _choices(prompt: Prompt) -> Iterator[str]:
    for choice in prompt.choices:
        is_shown = isinstance(choice.reply, Ticked) and len(prompt.choices) <= controls.MOST_OPTIONS
        mark = PICKED if choice.picked and not is_shown else ""  # boxes show it
        yield f"{mark}{choice.number} " + " ".join(choice.label.split("\n"))


# What does not fit.


def _fitting(forms: Iterable[Controls], every: Pieces, beside: tuple[Drawing, ...] = ()) -> Controls:
    """The first form that leaves room for the texts, or for so much of them as always has room; else the last."""
    room = max(MOST_CONTROLS, LONGEST_JSON - blocks.size([*blocks.drawn(every)])) - blocks.size(beside)
    least = Controls(())
    for form in forms:
        least = form
        if blocks.size(form.blocks) <= room and len(form.blocks) <= MOST_BLOCKS - _TEXTS - len(beside):
            break
    return least


def _where_all_is(prompt: Prompt, say: Say) -> str:
    button = where_all_is(prompt)
    return say("slack.shortened_here", button=button.label) if button else say("slack.shortened")


def _fitted(layers: _Layers, room: int, told: str) -> _Layers:
    """Shortened until it fits; and that it was is said."""
    fitted: _Layers = {**layers, "told": (*piece(told), *layers["told"])}
    for part in SHORTENED:
        excess = blocks.size([*blocks.drawn(_all(fitted))]) - room
        if excess > 0:
            fitted[part] = (_even if part == "choices" else _less)(fitted[part], excess)
    return fitted


def _even(every: Pieces, excess: int) -> Pieces:
    """Every line as long as all can be; where there are too many for that, the first of them."""
    lines = [line for one in every for line in one.text.split("\n")]
    longest = (sum(map(units.units, lines)) - excess) // max(1, len(lines))
    if longest < _LINE:
        return _less(every, excess)
    return piece("\n".join(units.shortened(line, longest) for line in lines))


def _less(every: Pieces, excess: int) -> Pieces:
    """The pieces without so many characters of JSON, or what is left at the least."""
    target = blocks.size([*blocks.drawn(every)]) - excess
    longest = sum(units.units(one.text) for one in every)
    least = blocks.shortened(every, longest)
    while longest > 1 and (over := blocks.size([*blocks.drawn(least)]) - target) > 0:
        longest = max(1, longest - over)
        least = blocks.shortened(every, longest)
    return least


def _beside(every: Pieces, forms: Iterable[Controls]) -> Drawn:
    pressed = _fitting(forms, every)
    excess = blocks.size([*blocks.drawn(every)]) + blocks.size(pressed.blocks) - LONGEST_JSON
    return _drawn(_less(every, excess) if excess > 0 else every, pressed.blocks)


def _drawn(every: Pieces, pressed: tuple[Drawing, ...], asked_beside: Pieces = ()) -> Drawn:
    every = every or _NOTHING
    most = MOST_BLOCKS - len(pressed)
    texts = blocks.joined([*blocks.drawn(every)], most)
    if len(texts) > most:
        texts = blocks.joined([*blocks.drawn(Piece(one.text, "text", one.beside) for one in every)], most)
    return Drawn(escaped(blocks.said((*every, *asked_beside))), blocks.named([*texts, *pressed]))


__all__ = ["Drawn", "Say", "caption", "notice", "prompt", "settled"]
