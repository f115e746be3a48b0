"""A card of yes and no in a message: radio buttons beside each question. As a modal it is in `test_views.py`."""

from __future__ import annotations

import re

from bot.channels.slack import render
from bot.channels.slack.blocks import Drawing
from bot.channels.slack.tokens import unpack
from dialogues.application import ApplicationId
from dialogues.effects import Ask, Refresh
from dialogues.prompt import Prompt
from dialogues.reply import Meant
from tests.channels.recorded import everything, say_in
from tests.channels.slack.drawing_blocks import accepted, elements

ID = ApplicationId("abcdefghijklmnop")
#: what is explained stays in the line, as no control holds it
EXPLAINED = re.compile(r"✅ [^:：]+[:：]")
CARDS = [
    it.prompt
    for it in everything()
    if isinstance(it, Ask | Refresh)
    and any(isinstance(row[0].reply, Meant) for row in it.prompt.actions if row)
]


def sections(prompt: Prompt) -> list[Drawing]:
    message = render.prompt(prompt, 7, ID, say_in(prompt.language))
    accepted(message)
    assert all(
        block["text"]["text"].split("\n")[0][:40] in message.text
        for block in message.blocks
        if block["type"] == "section"
    )
    assert "button" in {it["type"] for it in elements(message)}
    return [block for block in message.blocks if block["type"] == "section"]


def test_the_radio_buttons_stand_beside_their_question() -> None:
    seen = [prompt for prompt in CARDS if sections(prompt)]
    assert len(seen) > 10
    for prompt in seen:
        assert len(sections(prompt)) == len(prompt.card)
        words = [option["text"]["text"] for option in sections(prompt)[0]["accessory"]["options"]]
        assert words in (["是", "否"], ["Yes", "No"], ["有", "没有"], ["有", "沒有"])


def test_what_is_picked_is_on_and_not_in_the_line() -> None:
    seen = 0
    for prompt in CARDS:
        marked = [button.reply for row in prompt.actions for button in row if button.picked]
        if not marked or not sections(prompt):
            continue
        controls = [block["accessory"] for block in sections(prompt)]
        on = [unpack(it["initial_option"]["value"]) for it in controls if "initial_option" in it]
        assert [token and token.reply for token in on] == marked
        labels = [block["text"]["text"] for block in sections(prompt)]
        assert [label for label in labels if "✅" in label and not EXPLAINED.search(label)] == []
        seen += 1
    assert seen > 3
