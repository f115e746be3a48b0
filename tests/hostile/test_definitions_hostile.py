"""The corpus in a definition: it loads, and is drawn on each channel within its limits, or it is a mistake with a place.
And every type of question reads every text, quickly."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.channels.slack import render as slack
from bot.channels.telegram import render as telegram
from bot.channels.terminal.blocks import shown
from dialogues.advance import step
from dialogues.application import AddressId, Application, ApplicationId, PersonId
from dialogues.cursor import Cursor, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Ask, Refresh
from dialogues.events import Opened, Replied
from dialogues.loading import load
from dialogues.reply import Typed
from dialogues.walking import Step
from tests.channels.recorded import say_in
from tests.channels.slack.drawing_blocks import accepted
from tests.fakes.telegram.formatting import formatted, units
from tests.hostile.corpus import MESSAGES
from tests.hostile.sinks import obeyed
from tests.test_transcripts import WORDS

NOW: Final = datetime(2026, 3, 2, tzinfo=UTC)
#: the longest that one reply may take, in seconds: of this processor alone, however busy the machine is
QUICK: Final = 0.5
#: characters of a message, on the channel that allows most: Slack's
LONGEST: Final = 40_000
ATTACKS: Final = {
    "a tag": b"id: !!python/object/apply:os.system [id]\n",
    "a tag of Python's name": b"id: !!python/name:os.system\n",
    "a bomb of aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "a merge": b"a: &a {id: x}\nb: {<<: *a}\n",
    "an include": b"id: !include /etc/passwd\n",
    "deep": b"[" * 20_000,
    "deep by keys": b"\n".join(b" " * at + b"a:" for at in range(900)),
    "more than a megabyte": b"id: " + b"x" * 1_100_000,
    "NUL": b"id: a\x00b\n",
    "no text": b"\xff\xfe\x00",
    "two documents": b"id: a\n---\nid: b\n",
}


def definition(text: str) -> bytes:
    said = json.dumps(text)
    return f"""\
id: attack
title: {said}
languages: [en]
default_language: en
sections:
  - name: one
    label: {said}
    questions:
      - {{name: text, type: text, label: {said}, hint: {said}}}
      - {{name: one, type: select_one, label: {said}, choices: {{a: {said}, b: {said}}}, required: true}}
      - {{name: note, type: note, label: {said}}}
      - {{name: many, type: select_multiple, label: One, choices: {{a: {said}, b: B}}, other: {{label: {said}}}}}
""".encode()


def begun(dialogue: Dialogue) -> Step:
    application = Application(
        id=ApplicationId("a"), reference="A-1", dialogue=dialogue.id, version=dialogue.version, started=NOW, touched=NOW,
    )  # fmt: skip
    cursor = Cursor(address=AddressId("x"), application=application.id, language="en", at=Reviewing())
    return step(dialogue, application, cursor, Opened(at=NOW, who=PersonId("p")), WORDS)


@pytest.mark.parametrize("text", MESSAGES, ids=range(len(MESSAGES)))
def test_a_text_in_a_definition(text: str) -> None:
    loaded = load(definition(text), file="attack.yaml")
    if loaded.dialogue is None:
        assert loaded.mistakes
        assert all(it.line > 0 and it.code for it in loaded.mistakes)
        assert obeyed(str(it) for it in loaded.mistakes if not obeyed([text])) == []
        return
    taken = begun(loaded.dialogue)
    for reply in ("x", "1"):
        draw(taken)
        event = Replied(at=NOW, who=PersonId("p"), reply=Typed(text=reply))
        taken = step(loaded.dialogue, taken.application, taken.cursor, event, WORDS)
    draw(taken)


def draw(taken: Step) -> None:
    for effect in taken.effects:
        if isinstance(effect, Ask | Refresh):
            html = telegram.prompt(effect.prompt, 1, taken.application.id, say_in("en")).text
            assert 1 <= units(formatted(html, "HTML", None).text) <= 4096
            assert obeyed([html]) == []
            message = slack.prompt(effect.prompt, 1, taken.application.id, say_in("en"))
            accepted(message)
            assert obeyed([message.text]) == []
            assert obeyed([shown(effect.prompt.label)]) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_by_yaml_is_a_mistake_with_its_place(name: str) -> None:
    loaded = load(ATTACKS[name], file="attack.yaml")
    assert loaded.dialogue is None
    assert loaded.mistakes
    assert all(it.line > 0 and it.remedy for it in loaded.mistakes)


TYPES: Final = {
    "text": "", "integer": "", "decimal": "", "percent": "", "date": "", "year": "", "email": "", "phone": "", "url": "", "yes_no": "",
    "select_one": ", choices: {a: A, b: B}, other: {label: Other}", "select_multiple": ", choices: {a: A, b: B, c: C}, select: 2",
    "acknowledge": "", "file": "", "image": "",
}  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_reads_every_text(kind: str) -> None:
    """Without an error, and before anybody would notice."""
    source = (
        "id: attack\ntitle: T\nlanguages: [en]\ndefault_language: en\nsections:\n  - name: one\n    label: One\n    questions:\n"
        f"      - {{name: first, type: {kind}, label: First{TYPES[kind]}}}\n      - {{name: last, type: text, label: Last}}\n"
    )
    dialogue = load(source, file="attack.yaml").dialogue
    assert dialogue is not None, load(source, file="attack.yaml").mistakes
    first, longest = begun(dialogue), 0.0
    for text in (*MESSAGES, "m" * LONGEST):
        began = time.thread_time()
        taken = step(
            dialogue,
            first.application,
            first.cursor,
            Replied(at=NOW, who=PersonId("p"), reply=Typed(text=text)),
            WORDS,
        )
        longest = max(longest, time.thread_time() - began)
        assert taken.effects
    assert longest < QUICK
