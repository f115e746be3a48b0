"""Boxes to tick: what an act says of them, and whether a message has to be drawn anew. Pure.

Slack shows a tick by itself, and keeps no order: a tick may arrive behind the button that ends them. So each act says what
all boxes are, that button too, and of these the ones that are not as they were are told. A message is drawn anew only
where it is to say something else than it does, or where other boxes are to be on than its person sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.slack.tokens import pack_option, ticks, unpack
from dialogues.application import ApplicationId
from dialogues.prompt import Prompt
from dialogues.reply import Command, Ticked

Json = Mapping[str, Any]
#: controls that say, of all their options, which are on
GROUPS: Final = frozenset({"checkboxes", "multi_static_select"})
#: of the button that says that the person has ticked what they want
DONE: Final = Command(name="done")


# What an act says.


def told(actions: Sequence[Json], standing: Json) -> list[Json]:
    """The groups that an act says the state of: those in which something was ticked, or all that the message has (its
    `state`), where the person is done with them."""
    if any(_is_done(action) for action in actions):
        return [
            {**element, "action_id": name, "block_id": block}
            for block, elements in standing.items()
            for name, element in elements.items()
            if element.get("type") in GROUPS
        ]
    return [action for action in actions if action.get("type") in GROUPS]


def on(group: Json) -> frozenset[str]:
    """The values of the options that are ticked."""
    return frozenset(str(option.get("value", "")) for option in group.get("selected_options") or ())


def known(prompt: Prompt, turn: int, application: ApplicationId | None) -> dict[str, bool]:
    """By the values of its options, what the prompt on screen has ticked, as far as that was taken in."""
    return {
        pack_option(turn, application, choice.reply): choice.picked
        for choice in prompt.choices
        if isinstance(choice.reply, Ticked)
    }


def changed(group: Json, blocks: Sequence[Json], known: Mapping[str, bool], least: int) -> tuple[Ticked, ...]:
    """What each option is now that was not so. `least` is how many are told of where none is: then what came later is
    known to be later. Of a prompt that has passed one stands for all."""
    options, now = _options(group, blocks), on(group)
    if not known.keys() & set(options):
        return ticks(options[:1], now)
    new = [option for option in options if (option in now) is not known.get(option)]
    return ticks(new or options[:least], now)


def _is_done(action: Json) -> bool:
    token = unpack(str(action.get("value") or ""))
    return token is not None and token.reply == DONE


def _options(group: Json, blocks: Sequence[Json]) -> tuple[str, ...]:
    """The values of all options of this control, as the message shows them."""
    for block in blocks:
        if block.get("block_id") != group.get("block_id"):
            continue
        for element in block.get("elements", ()):
            if element.get("action_id") == group.get("action_id"):
                return tuple(str(option.get("value", "")) for option in element.get("options", ()))
    return ()


# What is seen.


@dataclass(frozen=True, slots=True)
class Boxes:
    """What is seen of a message that has boxes."""

    #: all but them
    rest: str
    #: values of the options that are on
    on: frozenset[str]


def boxes(blocks: Sequence[Json]) -> Boxes | None:
    """None where there is nothing to tick."""
    groups = [*_groups(blocks)]
    if not groups:
        return None
    ticked = frozenset(
        str(option["value"]) for group in groups for option in group.get("initial_options", ())
    )
    return Boxes(json.dumps([_without_ticks(block) for block in blocks]), ticked)


def _groups(blocks: Sequence[Json]) -> Iterator[Json]:
    for block in blocks:
        yield from (it for it in block.get("elements", ()) if it.get("type") in GROUPS)


def _without_ticks(block: Json) -> Json:
    """A block's name is made from what stands in it, so it goes too."""
    kept = {name: part for name, part in block.items() if name != "block_id"}
    if block.get("type") == "actions":
        kept["elements"] = [
            {name: part for name, part in element.items() if name != "initial_options"}
            for element in block["elements"]
        ]
    return kept
