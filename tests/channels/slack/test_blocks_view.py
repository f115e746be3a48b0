"""A card of yes and no: radio buttons beside each question, and the same card as a modal."""

from __future__ import annotations

import json
import re

import pytest
from slack_sdk.models.views import View

from bot.channels.slack import render
from bot.channels.slack.tokens import unpack
from dialogues.application import ApplicationId
from dialogues.effects import Ask, Refresh
from dialogues.prompt import Prompt
from dialogues.reply import Chosen, Command, Meant
from tests.channels.recorded import everything, say_in
from tests.channels.slack.drawing_blocks import accepted, elements, fits

ID = ApplicationId("abcdefghijklmnop")
#: what is explained stays in the line, as no control holds it
EXPLAINED = re.compile(r"✅ [^:：]+[:：]")
CARDS = [
    it.prompt
    for it in everything()
    if isinstance(it, Ask | Refresh)
    and any(isinstance(row[0].reply, Meant) for row in it.prompt.actions if row)
]


def picks(prompt: Prompt) -> list[Meant]:
    replies = [button.reply for row in prompt.actions for button in row]
    return [reply for reply in replies if isinstance(reply, Meant)]


def test_every_card_of_the_transcripts_is_a_view() -> None:
    views = [(prompt, render.view(prompt, 7, ID, say_in(prompt.language))) for prompt in CARDS]
    views = [(prompt, view) for prompt, view in views if view is not None]
    assert len(views) > 10
    for prompt, view in views:
        View(**view).validate_json()
        assert all(1 <= len(view[key]["text"]) <= 24 for key in ("title", "submit", "close"))
        assert view["notify_on_close"] is True
        token = unpack(view["private_metadata"])
        assert token is not None
        assert (token.turn, token.application, token.reply) == (7, ID, Command(name="next"))
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        assert len(inputs) == len(prompt.card)
        assert len({block["block_id"] for block in view["blocks"]}) == len(view["blocks"]) <= 100
        assert len(json.dumps(view, ensure_ascii=False)) < 9000
        said = []
        for block in inputs:
            assert block["dispatch_action"] is block["optional"] is True
            assert len(block["label"]["text"]) <= 2000
            fits(block["element"])
            said += [unpack(option["value"]) for option in block["element"]["options"]]
        assert [token and token.reply for token in said] == picks(prompt)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_what_is_picked_is_on_in_the_view_and_not_in_the_line(language: str) -> None:
    say = say_in(language)
    seen = 0
    for prompt in CARDS:
        view = render.view(prompt, 7, ID, say)
        marked = [button.reply for row in prompt.actions for button in row if button.label.startswith("✅ ")]
        marked = [reply for reply in marked if isinstance(reply, Meant)]
        if view is None or not marked:
            continue
        controls = [block["element"] for block in view["blocks"] if block["type"] == "input"]
        on = [unpack(it["initial_option"]["value"]) for it in controls if "initial_option" in it]
        assert [token and token.reply for token in on] == marked
        labels = [block["label"]["text"] for block in view["blocks"] if "label" in block]
        assert [label for label in labels if "✅" in label and not EXPLAINED.search(label)] == []
        seen += 1
    assert seen > 3


def test_in_a_message_the_radio_buttons_stand_beside_their_question() -> None:
    for prompt in CARDS:
        message = render.prompt(prompt, 7, ID, say_in(prompt.language))
        accepted(message)
        if render.view(prompt, 7, ID, say_in(prompt.language)) is None:
            continue
        sections = [block for block in message.blocks if block["type"] == "section"]
        assert len(sections) == len(prompt.card)
        words = [option["text"]["text"] for option in sections[0]["accessory"]["options"]]
        assert words in (["是", "否"], ["Yes", "No"], ["有", "没有"], ["有", "沒有"])
        assert all(block["text"]["text"].split("\n")[0][:40] in message.text for block in sections)
        assert "button" in {it["type"] for it in elements(message)}


def test_anything_else_is_no_view() -> None:
    other = Prompt(screen="question", label="Which?", language="en")
    assert render.view(other, 7, ID, say_in("en")) is None
    assert Chosen(names=("a",)) not in picks(other)
