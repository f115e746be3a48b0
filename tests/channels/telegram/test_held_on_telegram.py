"""The transcripts of the core, act by act, on Telegram: the same answers and the same question on screen.

Each is held twice: in the core alone, as `tests/test_transcripts.py` does, and by a person with a phone in front of
the whole program. Acts that a chat cannot do (let days pass, overtake) are not in those that are listed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.application import Json
from storage.changes import AddressKey
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.serving import serving
from tests.conversation import Conversation
from tests.fakes.telegram import Telegram
from tests.test_transcripts import FOLDER, WORDS, acted, definition, spelt

#: what a chat does too
ACTS = {"tap", "paste", "send"}
#: what it does otherwise: time, the place of a reply, files by several at once
OTHERS = {"wait", "late", "again", "press", "offer", "arrives", "returns", "upload", "open"}


#: a long text said in one piece, which no chat can say; days that were still to come when it was written
NO_CHAT = {"cards-1", "second_thoughts-1"}


def conversations(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Each conversation of a transcript: its first line, and the acts of the person."""
    head, acts = "", []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            if head:
                yield head, acts
            head, acts = line[1:].strip(), []
        elif line.startswith("> ") and head:
            acts.append(line[2:])
    if head:
        yield head, acts


def held_here() -> Iterator[object]:
    """Conversations that begin with opening and do nothing then that only the core can be told."""
    for file in sorted(FOLDER.glob("*.txt")):
        for number, (head, acts) in enumerate(conversations(file), start=1):
            verbs = {act.partition(" ")[0] for act in acts[1:]}
            name = f"{file.stem}-{number}"
            if name in NO_CHAT:
                continue
            if "forms" in head.split():
                continue  # it has none
            if acts[:1] == ["open"] and len(acts) > 3 and not verbs & OTHERS and not head.startswith("@"):
                yield pytest.param(head, acts[1:], id=name)


@pytest.mark.parametrize(("head", "acts"), list(held_here()))
async def test_the_same_on_telegram(head: str, acts: list[str], tmp_path: Path) -> None:
    name, *more = head.split()
    language = next((word for word in more if word != "afresh"), definition(name).default_language)
    core = Conversation(definition(name), WORDS, language, agreed="afresh" not in more)
    core.open()
    async with Telegram(longest_poll=1) as telegram:
        user = telegram.user("Mei", language_code=language)
        async with serving(telegram, tmp_path, name) as parts:
            phone = Phone(telegram, user, parts)
            await phone.say("/start")
            if core.agreed and definition(name).notice is not None:
                await agree(phone)
            for act in acts:
                is_typed = act.partition(" ")[0] not in ACTS
                acted(core, f"paste {act}" if is_typed else act)  # in a chat, more may always follow
                await done(phone, act)
            snapshot = await parts.storage.load(AddressKey(channel="telegram", external_id=str(user.id)))
            assert snapshot.application is not None
            assert snapshot.cursor is not None
            here, there = snapshot.application, core.application
            assert {path: worth(answer.value) for path, answer in here.answers.items()} == {
                path: worth(answer.value) for path, answer in there.answers.items()
            }
            assert here.state == there.state
            assert snapshot.cursor.at.kind == core.cursor.at.kind
            assert getattr(snapshot.cursor.at, "path", "") == getattr(core.cursor.at, "path", "")
        refused = [f"{call.method}: {call.error}" for call in telegram.calls if call.error is not None]
        assert [each for each in refused if "file is too big" not in each] == []
        # replies are never paced, and the person of a test does not read
        assert [one for one in telegram.violations if one.kind != "bulk"] == []


async def agree(phone: Phone) -> None:
    """Every tick of the notice, then the button that begins."""
    for _ in range(5):
        labels = phone.user.chat.from_bot[-1].labels
        tick = next((label for label in labels if label.startswith("☐")), None)
        if tick is None:
            break
        await phone.tap(tick)
    labels = phone.user.chat.from_bot[-1].labels
    if phone.user.chat.from_bot[-1].text and labels:
        await phone.tap(labels[0])


async def done(phone: Phone, act: str) -> None:
    verb, _, rest = act.partition(" ")
    match verb:
        case "tap":
            await phone.tap(rest)
        case "send":
            file, _, words = rest.partition(" ")
            size, _, caption = words.partition(" ")
            is_sized = size.replace(".", "").isdecimal()
            await phone.send(
                file, caption if is_sized else words, megabytes=float(size) if is_sized else None
            )
        case "paste":
            await phone.say(spelt(rest))
        case _:
            await phone.say(spelt(act))


def worth(value: Json) -> Json:
    """An answer without what the name of a file decides in the one and its content in the other."""
    if isinstance(value, dict) and "sha256" in value:
        return {"name": value["name"]}
    if isinstance(value, dict):
        return {key: worth(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [worth(part) for part in value]
    return value
