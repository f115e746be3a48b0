"""What can be set from outside: by the environment, or by a file `.env` where the program is started.

Each setting is one field with one sentence; `.env.example` is made from them, and a test keeps the two equal.
What is here is values: what they lead to is for `assembly.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.rooms import Room

_HOW: Final = "write DIALOGUE=CHANNEL:ROOM, such as award=telegram:-100123/7 or *=slack:T1/C2"
_ROOM = re.compile(r"(?P<dialogue>[^=]*)=(?P<channel>[^:]*):(?P<place>.*)")
_DIALOGUE = re.compile(r"\*|[a-z][a-z0-9_]{0,39}")


def read_rooms(text: str) -> tuple[Room, ...]:
    """The rooms that REVIEWERS names, separated by blanks. A ValueError says what to write instead."""
    return tuple(_room(word) for word in text.split())


def _room(word: str) -> Room:
    found = _ROOM.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is not a room; {_HOW}")
    dialogue, channel, place = found["dialogue"], found["channel"], found["place"]
    if not _DIALOGUE.fullmatch(dialogue):
        raise ValueError(f"{word!r} begins with no dialogue; write its id, or * for all of them")
    first, _, second = place.partition("/")
    match channel:
        case "telegram" if re.fullmatch(r"-?[0-9]+|@\w+", first) and re.fullmatch(r"[0-9]*", second):
            return Room(dialogue=dialogue, channel=channel, external_id=first, topic=second)
        case "telegram":
            raise ValueError(
                f"{word!r} is no chat of Telegram; write telegram:CHAT or telegram:CHAT/TOPIC, in numbers"
            )
        case "slack" if first and second:
            return Room(dialogue=dialogue, channel=channel, team=first, external_id=second)
        case "slack":
            raise ValueError(f"{word!r} is no channel of Slack; write slack:TEAM/CHANNEL, by their ids")
        case "terminal" if place:
            return Room(dialogue=dialogue, channel=channel, external_id=place)
        case "terminal":
            raise ValueError(f"{word!r} has no name; write terminal:reviewers")
        case _:
            raise ValueError(f"{channel!r} is not a channel; write telegram, slack or terminal")


def _rooms(text: str) -> str:
    read_rooms(text)
    return text


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    data: Path = Field(
        Path("data"), validation_alias="FORMBOT_DATA", description="Folder of the database and of the files."
    )
    database: SecretStr = Field(
        SecretStr(""),
        validation_alias="DATABASE_URL",
        description="URL of the database; without one it is SQLite in FORMBOT_DATA.",
    )
    reviewers: Annotated[str, AfterValidator(_rooms)] = Field(
        "*=terminal:reviewers",
        validation_alias="REVIEWERS",
        description="Rooms that summaries are posted to, separated by blanks: DIALOGUE=CHANNEL:ROOM, * for every dialogue.",
    )
    reviewers_language: str = Field(
        "",
        validation_alias="REVIEWERS_LANGUAGE",
        description="What the rooms and the organiser read, such as en or zh-Hans; without it, the dialogue's default language.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning",
        validation_alias="LOG_LEVEL",
        description="How much is logged to stderr: debug, info, warning or error. Answers never are.",
    )

    @property
    def database_url(self) -> str:
        """Of the database, "" for the one in `data`. May hold a password: never to be logged."""
        return self.database.get_secret_value()

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The reviewers' rooms."""
        return tuple(replace(room, language=self.reviewers_language) for room in read_rooms(self.reviewers))


def example() -> str:
    """The text of `.env.example`: every setting with its default, commented out."""
    return "\n".join(_example()) + "\n"


def _example() -> Iterator[str]:
    yield "# All settings, with their defaults. Copy this file to .env and change what is needed; what the"
    yield "# environment says comes first."
    for field in Settings.model_fields.values():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        yield from ("", f"# {field.description}", f"# {field.validation_alias}={default}")
