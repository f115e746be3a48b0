"""What `formbot doctor` looks at by itself: settings, definitions, rooms and the database. Channels look at theirs.

Nothing is changed: the database is not migrated, since a program of another version may be running on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from bot.definitions import NoDefinition, source_of
from bot.findings import Finding, ok, warning, wrong
from bot.rooms import Room, Rooms
from dialogues.loading import load
from storage.changes import Misuse, StorageUnavailable
from storage.store import Storage

_GIB: Final = 1 << 30
#: bytes free: below this uploads soon fail, each of them may have 20 MB
_LITTLE: Final = _GIB
#: below this answers soon do
_TOO_LITTLE: Final = _GIB // 10
_SAID: Final = {
    "current": "opens, can be written, and is up to date",
    "none": "can be made",
}


def of_settings(env: Path, channels: Sequence[str]) -> list[Finding]:
    """Whether there is a `.env`, and which channels have credentials. That the settings can be read is known by now."""
    where = (
        "from .env and the environment" if env.is_file() else "from the environment; there is no .env here"
    )
    if channels:
        return [ok("settings", f"{where}; credentials for {', '.join(channels)}")]
    return [
        wrong(
            "settings",
            f"{where}; no channel has credentials",
            "set TELEGRAM_TOKEN, which @BotFather gives, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN",
        )
    ]


def of_dialogues(names: Sequence[str], rooms: Sequence[Room], channels: Collection[str]) -> list[Finding]:
    """Each dialogue that is offered, with where its summaries go; then rooms that nothing goes to."""
    found, ids = [], set()
    for name in names:
        try:
            file, source = source_of(name)
        except NoDefinition as problem:
            found.append(wrong("dialogues", str(problem).partition(";")[0], "mend DIALOGUES"))
            continue
        dialogue = load(source, file=file).dialogue
        if dialogue is None:
            found.append(wrong(f"dialogue {name}", "has mistakes", f"formbot check {name}"))
            continue
        ids.add(dialogue.id)
        found.append(_read_by(dialogue.id, Rooms(rooms).of(dialogue.id), channels))
    unread = sorted({room.dialogue for room in rooms} - ids - {"*"})
    return found + [
        warning(f"dialogue {name}", "has a room and is not offered", "mend REVIEWERS or DIALOGUES")
        for name in unread
    ]


def _read_by(dialogue: str, rooms: Sequence[Room], channels: Collection[str]) -> Finding:
    about = f"dialogue {dialogue}"
    places = ", ".join(_place(room) for room in rooms)
    if not rooms:
        return wrong(
            about, "no room reads it", "name one in REVIEWERS, such as *=telegram:-100123 or *=slack:T1/C2"
        )
    if not any(room.channel in channels for room in rooms):
        return warning(
            about,
            f"its summaries go to {places}, which formbot serve does not reach",
            "name a group in REVIEWERS, such as *=telegram:-100123 or *=slack:T1/C2",
        )
    return ok(about, f"offered; its summaries go to {places}")


def _place(room: Room) -> str:
    return f"{room.channel}:{'/'.join(filter(None, (room.team, room.external_id, room.topic)))}"


async def of_database(data: Path, url: str) -> list[Finding]:
    """Whether it opens, how its schema stands, whether it can be written; and how much room there is. `url` may hold a
    password and is not shown."""
    named = "DATABASE_URL" if url else str(data / "formbot.sqlite3")
    try:
        found = await _opened(data, url, named)
    except (StorageUnavailable, Misuse) as problem:
        return [wrong("database", f"{named}: {problem}", "mend FORMBOT_DATA or DATABASE_URL, or its rights")]
    except ValueError as problem:
        said, _, remedy = str(problem).partition(": ")
        return [wrong("database", said, remedy)]
    return [found, _free(data)]


async def _opened(data: Path, url: str, named: str) -> Finding:
    async with await Storage.open(data, worker="doctor", url=url) as storage:
        standing = await storage.standing()
        await storage.writable()
    match standing:
        case "old":
            return warning(
                "database",
                f"{named} is of an older version",
                "formbot serve or formbot db upgrade migrates it",
            )
        case "newer":
            return wrong("database", f"{named} is of a newer version", "start that version of formbot")
        case _:
            return ok("database", f"{named} {_SAID[standing]}")


def _free(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    says = f"{free / _GIB:.1f} GiB free under {data}"
    if free < _TOO_LITTLE:
        return wrong("disk", says, "make room: soon nothing can be kept")
    return ok("disk", says) if free >= _LITTLE else warning("disk", says, "make room for uploads")
