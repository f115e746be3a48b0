"""The lines of the tables: what runs, and what it keeps when."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import processes
from bench.bot_api import TOKEN
from bench.form import definition, questions


@dataclass(frozen=True, kw_only=True, slots=True)
class Bot:
    """One line."""

    name: str
    title: str
    #: what is on disk when the reply goes out
    keeps: str
    #: of `bench/peers`; "" is our program
    module: str = ""
    with_redis: bool = False
    #: address of the database of our program; "" is SQLite in its folder
    database: str = ""

    def command(self) -> list[str]:
        return processes.peer(self.module) if self.module else processes.product()

    def environment(self, api: str, number: int, mix: str, folder: Path, redis: str) -> dict[str, str]:
        if self.module:
            return {
                "BENCH_API": api,
                "BENCH_TOKEN": TOKEN,
                "BENCH_QUESTIONS": str(number),
                "BENCH_MIX": mix,
                "BENCH_FOLDER": str(folder),
                "BENCH_REDIS": redis if self.with_redis else "",
            }
        file = folder / "bench.yaml"
        file.write_text(definition(questions(number, mix)), encoding="utf-8")
        return {
            "TELEGRAM_API_URL": api,
            "TELEGRAM_TOKEN": TOKEN,
            "FORMBOT_DATA": str(folder / "data"),
            "DATABASE_URL": self.database,
            "DIALOGUES": str(file),
            "REVIEWERS": "",
        }


OURS: Final = Bot(name="formbot", title="Formbot, SQLite", keeps="all")
DEFAULT: Final = Bot(
    name="ptb", title="PTB, ConversationHandler + PicklePersistence", keeps="nothing", module="ptb_default"
)
BY_HAND: Final = Bot(name="ptb_sqlite", title="PTB, SQLite by hand", keeps="answers", module="ptb_sqlite")
MEMORY: Final = Bot(name="aiogram", title="aiogram 3, state in memory", keeps="nothing", module="aiogram_fsm")
REDIS: Final = Bot(
    name="aiogram_redis",
    title="aiogram 3, state in Redis",
    keeps="nothing",
    module="aiogram_fsm",
    with_redis=True,
)
WINDOWS: Final = Bot(
    name="aiogram_dialog", title="aiogram-dialog, in memory", keeps="nothing", module="aiogram_windows"
)
CEILING: Final = Bot(name="bare", title="no library, group commit (ceiling)", keeps="all", module="bare")
PEERS: Final = (DEFAULT, BY_HAND, MEMORY, REDIS, WINDOWS, CEILING)


def on_postgres() -> Bot | None:
    """Our program on the database that BENCH_DATABASE_URL names, an empty one."""
    url = os.environ.get("BENCH_DATABASE_URL", "")
    return (
        Bot(name="formbot_postgres", title="Formbot, PostgreSQL", keeps="all", database=url) if url else None
    )
