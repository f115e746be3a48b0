"""Before a person has agreed to the notice, nothing that they say is on disk: not a word of it anywhere."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from bot.channels.base import Offered
from dialogues.reply import Command, Ticked
from tests.bot.world import World

SAID = "a-word-that-nobody-else-says"


def everything(folder: Path) -> str:
    """Every value of every table, as text."""
    with sqlite3.connect(folder / "formbot.sqlite3") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [database.execute(f"SELECT * FROM {name}").fetchall() for name in tables]  # noqa: S608 - its own names
        return json.dumps(rows, default=str)


async def test_nothing_is_kept_before_it_is_agreed_to(tmp_path: Path) -> None:
    """Typed, as a command's argument, as a file's name; what is said afterwards is kept."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, SAID)
        await world.tell(parts, f"/edit {SAID}")
        await world.tell(parts, Command(name="go", argument=SAID))
        await world.tell(parts, Offered(token=SAID, name=SAID, caption=SAID))
        await world.tell(parts, f"/language {SAID}")
        assert SAID not in everything(tmp_path)
        for consent in ("0", "1"):
            await world.tell(parts, Ticked(name=consent, on=True))
        assert SAID not in everything(tmp_path)
        await world.tell(parts, Command(name="begin"))
        await world.tell(parts, SAID)
        assert SAID in everything(tmp_path)
        check = await parts.engine.storage.verify_journal(
            (await parts.engine.storage.applications())[0].application.id
        )
        assert check.entries
