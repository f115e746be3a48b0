"""What can be pressed, as blocks: pure. What stands on it is the core's; here is which control fits.

Up to 5 short choices are buttons, up to 10 radio buttons or checkboxes, up to 100 a menu; a day has its picker. They
stand in `actions` blocks: an `input` block in a message sends nothing from some phones. Limits: docs.slack.dev, block
elements. What does not fit can be typed: every number and code can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.channels.layers import PICKED, leading, shown
from bot.channels.slack.blocks import Drawing, plain
from bot.channels.slack.parse import FORM
from bot.channels.slack.tokens import Kind, action_id, pack, pack_option, unpack
from dialogues.application import ApplicationId
from dialogues.prompt import Block, Button, Choice, Prompt
from dialogues.reply import Command, Ticked
from dialogues.units import is_seen, shortened, units
from dialogues.widths import fits

MOST_BUTTONS: Final = 5
MOST_RADIOS: Final = 10
MOST_OPTIONS: Final = 100
#: of one actions block
MOST_ELEMENTS: Final = 25
#: units on a button, and of an option
LONGEST_LABEL: Final = 75
#: rows of buttons that stand as they were given; of more, as many as it takes
MOST_ROWS: Final = 20
#: units of an option where there is little room: its beginning; and then its number alone
_BRIEF: Final = 24
#: stands on a button that has no words of its own
_NAMELESS: Final = "…"

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """The prompt that a control belongs to."""

    turn: int
    application: ApplicationId | None


@dataclass(frozen=True, slots=True)
class Controls:
    """Blocks, and whether something was left out that has to be typed."""

    blocks: tuple[Drawing, ...]
    to_type: bool = False


def are_buttons(prompt: Prompt) -> bool:
    """Whether the choices stand on buttons with their own words."""
    labels = [_line(choice.short) for choice in prompt.choices]
    is_short = len(labels) <= MOST_BUTTONS and fits(labels, 1) and all(map(is_seen, labels))
    return is_short and not any(isinstance(choice.reply, Ticked) for choice in prompt.choices)


def tell_all(prompt: Prompt) -> bool:
    """Whether the choices' controls say all that the choices say."""
    if are_buttons(prompt):
        return all(choice.short == choice.label for choice in prompt.choices)
    holds = all(
        units(_option_text(prompt, it)) <= LONGEST_LABEL and "\n" not in it.label for it in prompt.choices
    )
    return holds and len(prompt.choices) <= MOST_OPTIONS


def of_prompt(prompt: Prompt, owner: Owner) -> Iterator[Controls]:
    """The controls in ever shorter forms, the quiet row last in each: first goes what lists lead to, then the words of
    options, then the choices, then rows of buttons from the last."""
    known = [button.reply for row in (*prompt.actions, prompt.navigation) for button in row]
    listed = tuple((button,) for button in leading(prompt.body, known))
    pick = [*_day(prompt, owner)]
    quiet = _rows((prompt.navigation,), owner)
    for longest in (LONGEST_LABEL, _BRIEF, 0) if prompt.choices else (LONGEST_LABEL,):
        choices = _choices(prompt, owner, longest)
        to_type = bool(prompt.choices) and not choices
        for more in (listed, ()) if listed and longest == LONGEST_LABEL else ((),):
            rows = (*prompt.actions, *_together(more))
            yield Controls((*choices, *pick, *_rows(rows, owner), *quiet), to_type or len(more) < len(listed))
    for end in range(len(prompt.actions), -1, -1):
        yield Controls((*pick, *_rows(prompt.actions[:end], owner), *quiet), to_type=True)


def of_notice(blocks: Iterable[Block], buttons: Buttons, owner: Owner) -> Iterator[Controls]:
    """The same of something said beside the conversation."""
    known = [button.reply for row in buttons for button in row]
    rows = (*buttons, *_together(tuple((button,) for button in leading(blocks, known))))
    for end in range(len(rows), -1, -1):
        yield Controls(tuple(_rows(rows[:end], owner)))


def _choices(prompt: Prompt, owner: Owner, longest: int) -> list[Drawing]:
    """One block, or none where there is no control for so many."""
    if not prompt.choices or len(prompt.choices) > MOST_OPTIONS:
        return []
    if are_buttons(prompt):
        labels = [(PICKED if it.picked else "") + it.short for it in prompt.choices]
        pairs = zip(labels, prompt.choices, strict=True)
        return _rows(((tuple(Button(label=label, reply=it.reply) for label, it in pairs)),), owner)
    options = [_option(prompt, choice, owner, longest) for choice in prompt.choices]
    on = [option for option, choice in zip(options, prompt.choices, strict=True) if choice.picked]
    is_many = all(isinstance(choice.reply, Ticked) for choice in prompt.choices)
    if is_many and not all(_is_tick(option["value"]) for option in options):
        return []
    few = len(options) <= MOST_RADIOS
    shape = (
        ("checkboxes" if few else "multi_static_select")
        if is_many
        else ("radio_buttons" if few else "static_select")
    )
    kind: Kind = "many" if is_many else "one"
    initial: Drawing = {}
    if on and is_many:
        initial = {"initial_options": on}
    elif len(on) == 1:
        initial = {"initial_option": on[0]}
    said = action_id(kind, 0, owner.turn, owner.application)
    return [_actions([{"type": shape, "action_id": said, "options": options, **initial}])]


def _day(prompt: Prompt, owner: Owner) -> Iterator[Drawing]:
    if prompt.expects.kind == "date":
        said = action_id("day", 0, owner.turn, owner.application)
        yield _actions([{"type": "datepicker", "action_id": said}])


def _is_tick(value: str) -> bool:
    token = unpack(value)
    return token is not None and isinstance(token.reply, Ticked)


def _option(prompt: Prompt, choice: Choice, owner: Owner, longest: int) -> Drawing:
    text = shortened(_option_text(prompt, choice), longest) or str(choice.number)
    return {"text": plain(text), "value": pack_option(owner.turn, owner.application, choice.reply)}


def _option_text(prompt: Prompt, choice: Choice) -> str:
    """With its number where the prompt speaks of numbers, or where the words stand elsewhere."""
    label = _line(choice.label)
    is_numbered = prompt.grid or isinstance(choice.reply, Ticked) or units(label) > LONGEST_LABEL
    return (
        f"{choice.number} {label}"
        if is_numbered and is_seen(label)
        else label
        if is_seen(label)
        else str(choice.number)
    )


def _together(rows: Buttons) -> Buttons:
    """Buttons that stand alone, in as few rows as hold them."""
    every = [button for row in rows for button in row]
    return tuple(tuple(every[at : at + MOST_ELEMENTS]) for at in range(0, len(every), MOST_ELEMENTS))


def _rows(rows: Buttons, owner: Owner) -> list[Drawing]:
    """A block for each row."""
    short = [row[at : at + MOST_ELEMENTS] for row in rows for at in range(0, len(row), MOST_ELEMENTS)]
    if len(short) > MOST_ROWS:
        short = [*_together(rows)]
    return [_actions([_button(button, at, owner) for at, button in enumerate(row)]) for row in short]


def _button(button: Button, at: int, owner: Owner) -> Drawing:
    label = _line(button.label)
    text = shortened(label, LONGEST_LABEL) if is_seen(label) else _NAMELESS
    value = pack(owner.turn, owner.application, button.reply)
    said = FORM if button.reply == Command(name="form") else f"press.{at}"
    return {"type": "button", "action_id": said, "text": plain(text), "value": value}


def _actions(elements: Sequence[Drawing]) -> Drawing:
    return {"type": "actions", "elements": [*elements]}


def _line(label: str) -> str:
    return " ".join(shown(label).split("\n")).strip()
