"""Every message of every transcript is one that Slack takes, and every control says what it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.slack import cards
from bot.channels.slack.tokens import pack_option, read_action_id, unpack
from dialogues.effects import Ask, Effect, Hand, Refresh, Settle, Tell
from dialogues.marks import buttons_of, mark_of
from dialogues.narrow import narrow
from dialogues.prompt import Table
from dialogues.reply import Chosen, Command, Meant, Pressed, Reply, Ticked, is_plain
from tests.channels.recorded import TRANSCRIPTS, acts, everything
from tests.channels.slack.drawing_blocks import accepted, as_lines, drawn, elements, options, presses
from tests.test_transcripts import WORDS


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_every_message_is_taken(file: Path) -> None:
    for _, effects in acts(file):
        for effect in effects:
            messages = drawn(effect)
            if not isinstance(effect, Hand):
                for message in messages:
                    accepted(message)
            turn = effect.turn if isinstance(effect, Ask | Refresh) else 0
            for element in (it for message in messages for it in elements(message)):
                tokens = [unpack(value) for value in options(element)]
                assert all(token is not None and token.turn == turn for token in tokens)
                control = read_action_id(element["action_id"])
                assert control is None or (control.turn, control.application) == (turn, None)
            said = {str(reply) for message in messages for reply in presses(message)}
            assert said == {str(as_said(reply)) for reply in meant(effect)}


def meant(effect: Effect) -> list[Reply]:
    """The replies of an effect's buttons and choices; an option says the tick that is set."""
    match effect:
        case Ask() | Refresh():
            bare = replace(effect.prompt, choices=())
            ticks = [it.reply for it in effect.prompt.choices]
            set_ = [replace(it, on=True) if isinstance(it, Ticked) else it for it in ticks]
            form = [Command(name="form")] if effect.prompt.form is not None else []
            return [*set_, *(button.reply for button in buttons_of(bare)), *form]
        case Tell():
            return [button.reply for button in buttons_of(effect.notice)]
        case Settle():
            return [button.reply for button in effect.settled.changes]
        case _:
            return []


def as_said(reply: Reply) -> Reply:
    """The reply as a control says it: what may hold a person's words is a name."""
    match reply:
        case Ticked():
            return reply
        case Chosen(names=(name,)) if is_plain(name):
            return reply
        case Command(argument=argument) if is_plain(argument):
            return reply
        case Meant(reply=Chosen(names=(_,))):
            return reply
        case _:
            return Pressed(mark=mark_of(reply))


def test_nothing_of_the_transcripts_is_left_out() -> None:
    """Texts are whole, both in the blocks and, where it is not long, in the plain form."""
    for effect in everything():
        if not isinstance(effect, Ask | Refresh):
            continue
        prompt, message = effect.prompt, drawn(effect)[0]
        seen = squeezed(as_lines(message))
        parts = [prompt.echo, prompt.problem, prompt.header, *prompt.notes, prompt.hint]
        parts += [
            line for text in (prompt.label, *(it.label for it in prompt.choices)) for line in text.split("\n")
        ]
        if cards.questions(prompt):  # its answers are in its controls
            prompt = replace(prompt, body=())
        bodies = [narrow((block,)) for block in prompt.body if not isinstance(block, Table)]
        parts += [line.removeprefix("· ") for body in bodies for line in body.split("\n")]
        assert [part for part in parts if squeezed(part) not in seen] == []
        for key in ("slack.shortened", "slack.to_type"):
            assert squeezed(WORDS.say(prompt.language, key)) not in seen


def squeezed(text: str) -> str:
    """Without blanks, and without the stars of what is bold."""
    return "".join(text.split()).replace("*", "")


def test_the_same_has_the_same_ids_and_anything_else_has_others() -> None:
    seen: dict[str, str] = {}
    for effect in everything():
        if isinstance(effect, Ask | Refresh):
            message = drawn(effect)[0]
            assert message == drawn(effect)[0]
            without = str([{**block, "block_id": ""} for block in message.blocks])
            assert seen.setdefault(message.blocks[0]["block_id"], without) == without
    assert len(seen) > 100


def test_a_tick_is_set_whatever_it_was() -> None:
    for on in (True, False):
        token = unpack(pack_option(3, None, Ticked(name="a", on=on)))
        assert token is not None
        assert token.reply == Ticked(name="a", on=True)
