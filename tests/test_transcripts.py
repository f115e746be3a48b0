"""Every transcript in `tests/transcripts` is a conversation that a person can read, held again.

`> text` types, `> tap LABEL` presses, `> upload NAME …` sends files, `> wait DAYS` lets time pass, `> open`
comes back. `> late CODE text` types what was meant for the prompt of that question, `> again CODE LABEL` presses
a button of it, `> press LABEL` one of what was told last. `> paste TEXT` is a message that may go on in the next;
`> send NAME [MB] [CAPTION]` sends a file that is there at once (of `photo…` only its kind); `> offer NAME` sends one,
`> arrives CODE NAME` is when it is there; `> returns TEXT` sends a text file with this in it. `> pick CODE ANSWER`
picks in the form over the chat, `> fill NAME=TEXT; …` fills it in and hands it in, `> close` closes it. All other lines are what is seen.
The dialogue is named first, `@ name [language] [afresh] [forms]`; afresh, its notice is still to be agreed to; with
forms, these can be laid over the chat.
`pytest --update` writes them anew; the diff is the review. Those of several people begin with `@@`, and are held in
`tests/bot/test_shared_transcripts.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from dialogues.catalogue import load_words
from dialogues.dialogue import Dialogue
from dialogues.library import shipped, shipped_source
from dialogues.loading import load
from dialogues.reply import Command
from tests.conversation import Conversation

C = TypeVar("C", bound=Conversation)

FOLDER = Path(__file__).parent / "transcripts"
WORDS = load_words()
#: as much as a client sends in one message
PAGE = "渠道协同，服务前移，数据驱动，持续改进。" * 204


@cache
def definition(name: str) -> Dialogue:
    """A shipped dialogue, or one of the tests' own; read once, as nobody can change it."""
    file = FOLDER / "dialogues" / f"{name}.yaml"
    text = shipped_source(name) if name in shipped() else file.read_text(encoding="utf-8")
    loaded = load(text, file=f"{name}.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return loaded.dialogue


def held(text: str) -> str:
    """The transcript as it goes now."""
    lines: list[str] = []
    conversation: Conversation | None = None
    for line in text.splitlines():
        if line.startswith("#") or (not line and conversation is None):
            lines.append(line)
        elif line.startswith("@"):
            name, *more = line[1:].split()
            conversation = headed(Conversation, name, more)
            lines.append(line)
        elif line.startswith(">"):
            assert conversation is not None, "the dialogue is named first: @ name [language]"
            lines += [
                *([""] if lines[-1] and not lines[-1].startswith("@") else []),
                line,
                *acted(conversation, line[1:].strip()),
            ]
    return "\n".join(lines).rstrip() + "\n"


def headed(kind: type[C], name: str, more: list[str]) -> C:
    """The conversation that a header names."""
    language = next((word for word in more if word not in ("afresh", "forms")), "")
    return kind(definition(name), WORDS, language, agreed="afresh" not in more, forms="forms" in more)


def acted(conversation: Conversation, act: str) -> list[str]:
    verb, _, rest = act.partition(" ")
    match verb:
        case "tap":
            return conversation.tap(rest)
        case "pick":
            return conversation.pick(*rest.split(" ", 1))
        case "close":
            return conversation.reply(Command(name="closed"), conversation.cursor.turn)
        case "fill":
            return conversation.fill(dict(one.split("=", 1) for one in spelt(rest).split("; ") if one))
        case "paste":
            return conversation.paste(spelt(rest))
        case "send":
            name, _, caption = rest.partition(" ")
            size, _, words = caption.partition(" ")
            is_sized = size.replace(".", "").isdecimal()
            return conversation.send(name, words if is_sized else caption, float(size) if is_sized else 1.2)
        case "upload":
            return conversation.upload(*rest.split())
        case "wait":
            return conversation.wait(float(rest))
        case "open":
            return conversation.open()
        case "late":
            return conversation.late(*rest.split(" ", 1))
        case "press":
            return conversation.press(rest)
        case "again":
            return conversation.again(*rest.split(" ", 1))
        case "offer":
            return conversation.offer(*rest.split())
        case "returns":
            return conversation.give_back("", rest.replace("\\n", "\n"))
        case "arrives":
            code, name = rest.split()
            return conversation.store(conversation.asked[code][1].path, name)
        case _:
            return conversation.type(spelt(act))


def spelt(text: str) -> str:
    """A line as it is written in a transcript: with its line ends and tabs; `…` three times is a page of text."""
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("………", PAGE)


def is_shared(file: Path) -> bool:
    """Whether it is between several people."""
    return any(line.startswith("@@") for line in file.read_text(encoding="utf-8").splitlines())


FILES = [file for file in sorted(FOLDER.glob("*.txt")) if not is_shared(file)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(file: Path, update: bool) -> None:
    """What is seen is what the transcript says."""
    told = file.read_text(encoding="utf-8")
    now = held(told)
    if update:
        file.write_text(now, encoding="utf-8")
    else:
        assert now == told
