"""The transcripts of the core, act by act, in Slack: the same answers and the same question on screen.

Each is held in the core alone, as `tests/test_transcripts.py` does, and by a person in front of the whole program, by a
socket and by HTTP. A command is typed as Slack has it, behind `/form`. Chapters of yes and no are
one list with a form for each here; whoever wants to be asked in the chat presses the button for that, and so does the
person of these tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.application import Json
from storage.changes import AddressKey
from tests.channels.slack.laptop import Laptop
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs
from tests.channels.telegram.phone import bare
from tests.channels.telegram.test_held_on_telegram import ACTS, held_here, worth
from tests.conversation import Conversation
from tests.fakes.slack import Message, Slack
from tests.fakes.slack.checks import elements, options
from tests.test_transcripts import WORDS, acted, definition, spelt

#: the language that Slack says a client is in
LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    unpaced(monkeypatch)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("head", "acts"), list(held_here()))
async def test_the_same_in_slack(head: str, acts: list[str], mode: Mode, tmp_path: Path) -> None:
    name, *more = head.split()
    language = next((word for word in more if word != "afresh"), definition(name).default_language)
    core = Conversation(definition(name), WORDS, language, agreed="afresh" not in more)
    core.open()
    async with Slack() as slack:
        user = slack.user("Mei", locale=LOCALES[language])
        async with serving_slack(slack, tmp_path, name, mode=mode) as parts:
            laptop = Laptop(slack, user, parts, tmp_path)
            await laptop.command()
            if core.agreed and definition(name).notice is not None:
                await agree(laptop)
            for act in acts:
                await in_the_chat(laptop, language)
                is_typed = act.partition(" ")[0] not in ACTS
                acted(core, f"paste {act}" if is_typed else act)  # in a chat, more may always follow
                await done(laptop, act)
            await in_the_chat(laptop, language)
            key = AddressKey(channel="slack", external_id=user.id, team=slack.space.team)
            snapshot = await parts.storage.load(key)
            assert snapshot.application is not None
            assert snapshot.cursor is not None
            here, there = snapshot.application, core.application
            assert {path: nameless(worth(answer.value)) for path, answer in here.answers.items()} == {
                path: nameless(worth(answer.value)) for path, answer in there.answers.items()
            }
            assert here.state == there.state
            assert snapshot.cursor.at.kind == core.cursor.at.kind
            assert getattr(snapshot.cursor.at, "path", "") == getattr(core.cursor.at, "path", "")
    assert slack.refused == []
    assert wrongs(slack) == []


async def agree(laptop: Laptop) -> None:
    """Every tick of the notice, then the button that begins."""
    for _ in range(5):
        tick = next((label for label in laptop.prompt.labels if label.startswith("☐")), None)
        if tick is None:
            break
        await laptop.press(tick, message=laptop.prompt)
    await laptop.press(laptop.prompt.labels[0], message=laptop.prompt)


async def in_the_chat(laptop: Laptop, language: str) -> None:
    """Out of the list of chapters."""
    label = WORDS.say(language, "form.here")
    if label in laptop.prompt.labels:
        await laptop.press(label, message=laptop.prompt)


async def done(laptop: Laptop, act: str) -> None:
    verb, _, rest = act.partition(" ")
    match verb:
        case "tap":
            await tapped(laptop, uncounted(rest))
        case "send":
            file, _, words = rest.partition(" ")
            size, _, caption = words.partition(" ")
            is_sized = size.replace(".", "").isdecimal()
            megabytes = float(size) if is_sized else 0
            await laptop.drop(file, caption if is_sized else words, megabytes=megabytes)
        case "paste":
            await said(laptop, spelt(rest))
        case _:
            await said(laptop, spelt(act))


def uncounted(label: str) -> str:
    """Boxes show by themselves how many are ticked: here the button below them counts none."""
    for language in WORDS.languages:
        counts = (WORDS.say(language, "button.confirm_picks", n=n) for n in range(1, 10))
        if bare(label) in map(bare, counts):
            return WORDS.say(language, "button.confirm")
    return label


async def said(laptop: Laptop, text: str) -> None:
    """A message; what begins with / never reaches a bot as one."""
    if text.startswith("/"):
        await laptop.command(text[1:])
    else:
        await laptop.say(text)


async def tapped(laptop: Laptop, label: str) -> None:
    """The newest control that says this: a button, an option of a list, an answer beside its question."""
    for message in reversed(laptop.user.dm.from_bot):
        if await _tapped(laptop, message, bare(label)):
            return
    raise AssertionError(f"nothing says {label!r}; the screen:\n{laptop.user.screen}")


async def _tapped(laptop: Laptop, message: Message, label: str) -> bool:
    number = _number(message, label)
    for block in message.blocks:
        beside = str((block.get("text") or {}).get("text", ""))
        for element in elements(block):
            if element["type"] == "button":
                text = bare(element["text"]["text"])
                if text in (label, number) or text.startswith(f"{number} "):
                    await laptop.press(element["text"]["text"], message=message)
                    return True
                continue
            code = f"{beside.partition(' ')[0]} " if beside else ""
            for option in options(element):
                text = option["text"]["text"]
                if label not in (f"{code}{text}", text.partition(" ")[2], text.partition(" ")[0]):
                    continue
                await _picked(laptop, message, element, text, beside)
                return True
    return False


async def _picked(
    laptop: Laptop, message: Message, element: dict[str, object], text: str, beside: str
) -> None:
    if element["type"] in {"checkboxes", "multi_static_select"}:
        on = str([one["text"]["text"] for one in element.get("initial_options", ())])
        await laptop.tick(text, off=text in on, message=message)
    else:
        await laptop.select(text, message=message, **({"control": beside} if beside else {}))


def _number(message: Message, label: str) -> str:
    """The number of a choice whose words stand in the text alone."""
    lines = (bare(line).partition(" ") for line in message.body.splitlines())
    return next((number for number, _, words in lines if words == label and number.isdecimal()), label)


def nameless(value: Json) -> Json:
    """A photo has a name here, and none in the core."""
    if isinstance(value, dict):
        if str(value.get("name", "")).startswith("photo"):
            return {"name": ""}
        return {key: nameless(part) for key, part in value.items()}
    return [nameless(part) for part in value] if isinstance(value, list) else value
