"""Transcripts between several addresses, held by the whole shell on a real database: those that begin with `@@`.

`@@ name language` names the dialogue. `> WHO: text` types, `> WHO: tap LABEL` presses a button of what was shown or
told there last, `> WHO: open` opens the dialogue, `> wait HOURS` lets time pass. What is seen stands behind the one who
sees it, marked as in the other transcripts. Ids come from a fixed seed.
"""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly import Running
from bot.channels.base import Parcel
from dialogues.effects import Ask, Refresh, Settle, Tell
from dialogues.plain import plain
from dialogues.prompt import Notice
from dialogues.reply import Command, Reply, Typed
from tests.bot.world import World
from tests.conversation import button, draw
from tests.test_transcripts import FOLDER, is_shared

FILES = [file for file in sorted(FOLDER.glob("*.txt")) if is_shared(file)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shared_transcript(file: Path, tmp_path: Path, update: bool) -> None:
    """What is seen is what the transcript says."""
    told = file.read_text(encoding="utf-8")
    now = asyncio.run(held(told, tmp_path))
    if update:
        file.write_text(now, encoding="utf-8")
    else:
        assert now == told


async def held(text: str, folder: Path) -> str:
    """The transcript as it goes now."""
    (head,) = [line for line in text.splitlines() if line.startswith("@@")]
    name, language = head[2:].split()
    world = World(folder, dialogue=name)
    lines: list[str] = []
    async with world.program() as parts:
        parts.engine.ids._randomness = random.Random(16).randbytes
        for line in text.splitlines():
            if line.startswith(("#", "@@")):
                lines.append(line)
            elif line.startswith(">"):
                seen = await _acted(world, parts, language, line[1:].strip())
                lines += [*([""] if lines[-1][:1] not in "#@" else []), line, *seen]
    return "\n".join(lines) + "\n"


async def _acted(world: World, parts: Running, language: str, act: str) -> list[str]:
    before = len(world.channel.parcels)
    who, _, what = act.partition(": ")
    toast = ""
    if who.startswith("wait "):
        world.now += timedelta(hours=float(who.removeprefix("wait ")))
        await parts.clock.tick()
    else:
        inbound = world.inbound(_reply(world, who, what), who, language=language)
        toast = (await parts.engine.handle(inbound)).toast
    chats = {queue.external_id for queue in parts.relay._queues}
    await parts.relay.settled(*chats)
    sent = sorted(world.channel.parcels[before:], key=lambda parcel: parcel.id)
    return [*([f"{who} ({toast})"] if toast else []), *(line for parcel in sent for line in _drawn(parcel))]


def _reply(world: World, who: str, what: str) -> Reply:
    if what == "open":
        return Command(name="open", argument=world.dialogue)
    if not what.startswith("tap "):
        return Typed(text=what)
    label = what.removeprefix("tap ")
    for notice in reversed(world.told(who)):
        for each in (each for row in notice.buttons for each in row):
            if each.label == label:
                return each.reply
    shown = [parcel.content for parcel in world.channel.parcels if parcel.external_id == who]
    prompts = [each.prompt for each in shown if isinstance(each, Ask | Refresh)]
    return button(prompts[-1], label)


def _drawn(parcel: Parcel) -> list[str]:
    match parcel.content:
        case Ask(prompt=prompt):
            mark, lines = "<", draw(prompt)
        case Refresh(prompt=prompt):
            mark, lines = "~", draw(prompt)
        case Tell(notice=notice):
            mark, lines = "i", _told(notice)
        case Settle(settled=settled):
            mark, lines = "=", [f"{settled.number} {settled.label}: {' / '.join(settled.lines)}"]
        case other:
            raise AssertionError(other)
    return [f"{parcel.external_id} {mark} {line}".rstrip() for line in lines]


def _told(notice: Notice) -> list[str]:
    rows = (" ".join(f"[ {each.label} ]" for each in row) for row in notice.buttons)
    return [*plain(notice.blocks).splitlines(), *rows]
