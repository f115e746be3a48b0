"""The Home tab: what a person has begun, and what they may begin. Pure; the prompt is the core's (`lobby.home`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.channels.layers import ANY_TURN, Say, shown
from bot.channels.slack.blocks import LONGEST_TEXT, Drawing, named, plain
from bot.channels.slack.controls import LONGEST_LABEL
from bot.channels.slack.tokens import pack
from dialogues.prompt import Button, Listing, Prompt
from dialogues.units import shortened

#: of a header (docs.slack.dev, blocks)
_LONGEST_HEADER: Final = 150
#: of a Home tab
_MOST_BLOCKS: Final = 100


def view(prompt: Prompt, say: Say) -> Drawing:
    """The view to publish."""
    return {"type": "home", "blocks": [*named([*_blocks(prompt, say)][:_MOST_BLOCKS])]}


def _blocks(prompt: Prompt, say: Say) -> Iterator[Drawing]:
    yield {"type": "header", "text": plain(shortened(shown(prompt.label), _LONGEST_HEADER))}
    if prompt.hint:  # says where the questions are asked, too
        yield _section(prompt.hint)
    for block in prompt.body:
        for item in block.items if isinstance(block, Listing) else ():
            beside = {} if item.button is None else {"accessory": _button(item.button)}
            yield {**_section(item.text), **beside}
    if prompt.actions:
        yield {"type": "divider"}
    for row in prompt.actions:
        yield {"type": "actions", "elements": [_button(button, at) for at, button in enumerate(row)]}
    if not prompt.hint:
        yield {"type": "context", "elements": [plain(say("slack.home"))]}


def _section(text: str) -> Drawing:
    return {"type": "section", "text": plain(shortened(shown(text), LONGEST_TEXT))}


def _button(button: Button, at: int = 0) -> Drawing:
    label = shortened(shown(button.label), LONGEST_LABEL)
    return {
        "type": "button",
        "action_id": f"press.{at}",
        "text": plain(label),
        "value": pack(ANY_TURN, None, button.reply),
    }
