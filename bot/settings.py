"""What can be set from outside: by the environment, or by a file `.env` where the program is started.

Each setting is one field with one sentence; `.env.example` is made from them, and a test keeps the two equal.
What is here is values: what they lead to is for `assembly.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.rooms import Room
from storage.changes import AddressKey

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


def read_organisers(text: str) -> tuple[AddressKey, ...]:
    """The people whom ORGANISERS names, separated by blanks. A ValueError says what to write instead."""
    return tuple(_organiser(word) for word in text.split())


def _organiser(word: str) -> AddressKey:
    if found := re.fullmatch(r"telegram:([0-9]+)", word):
        return AddressKey(channel="telegram", external_id=found[1])
    if found := re.fullmatch(r"slack:([^/]+)/([^/]+)", word):
        return AddressKey(channel="slack", team=found[1], external_id=found[2])
    raise ValueError(f"{word!r} is no person; write telegram:42 or slack:T1/U7, by their ids")


def _organisers(text: str) -> str:
    read_organisers(text)
    return text


def _rooms(text: str) -> str:
    read_rooms(text)
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    if text and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError("is no address; write https://HOST/PATH")
    return text.rstrip("/")


def _secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise ValueError("holds other characters than A-Z, a-z, 0-9, _ and -, or more than 256")
    return secret


def _place(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not (host and port.isdecimal() and int(port) < 65536):
        raise ValueError("is no place to listen at; write HOST:PORT, such as 127.0.0.1:8080")
    return text


def _place_or_none(text: str) -> str:
    return _place(text) if text else ""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    data: Path = Field(
        Path("data"), validation_alias="FORMBOT_DATA", description="Folder of the database and of the files."
    )
    database: SecretStr = Field(
        SecretStr(""),
        validation_alias="DATABASE_URL",
        description="URL of the database, such as postgresql://USER:PASSWORD@HOST/NAME; without one it is SQLite in FORMBOT_DATA.",
    )
    dialogues: str = Field(
        "",
        validation_alias="DIALOGUES",
        description="What can be filled in: names of shipped dialogues and files .yaml, separated by blanks; without it, all shipped ones.",
    )
    telegram_token: SecretStr = Field(
        SecretStr(""),
        validation_alias="TELEGRAM_TOKEN",
        description="Token of the Telegram bot, from @BotFather; without it there is no Telegram.",
    )
    telegram_api: Annotated[str, AfterValidator(_address)] = Field(
        "https://api.telegram.org",
        validation_alias="TELEGRAM_API_URL",
        description="The Bot API server: Telegram's own, or a local one, which takes files of any size.",
    )
    telegram_webhook: Annotated[str, AfterValidator(_address)] = Field(
        "",
        validation_alias="TELEGRAM_WEBHOOK_URL",
        description="Where Telegram is to post updates, an https address that leads to LISTEN; without it they are polled for.",
    )
    telegram_secret: Annotated[SecretStr, AfterValidator(_secret)] = Field(
        SecretStr(""),
        validation_alias="TELEGRAM_WEBHOOK_SECRET",
        description="What Telegram shows with every post: 1 to 256 of A-Z, a-z, 0-9, _ and -. Needed with a webhook.",
    )
    slack_bot: SecretStr = Field(
        SecretStr(""),
        validation_alias="SLACK_BOT_TOKEN",
        description="Token of the Slack bot, xoxb-…; without it there is no Slack.",
    )
    slack_app: SecretStr = Field(
        SecretStr(""),
        validation_alias="SLACK_APP_TOKEN",
        description="Token of the Slack app, xapp-…: Slack delivers over a connection of ours (Socket Mode), and nothing needs a public address.",
    )
    slack_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="SLACK_SIGNING_SECRET",
        description="Signing secret of the Slack app, instead of its token: Slack posts to https://…/slack/events, which leads to LISTEN.",
    )
    slack_api: Annotated[str, AfterValidator(_address)] = Field(
        "https://slack.com/api",
        validation_alias="SLACK_API_URL",
        description="The Web API: Slack's own, or what stands for it.",
    )
    listen: Annotated[str, AfterValidator(_place)] = Field(
        "127.0.0.1:8080",
        validation_alias="LISTEN",
        description="HOST:PORT that Telegram's webhook and Slack's events are served at, behind whatever ends the encryption.",
    )
    metrics: Annotated[str, AfterValidator(_place_or_none)] = Field(
        "",
        validation_alias="METRICS_LISTEN",
        description="HOST:PORT of /metrics, /healthz and /readyz, for whoever watches the program; without it there are none.",
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
    organisers: Annotated[str, AfterValidator(_organisers)] = Field(
        "",
        validation_alias="ORGANISERS",
        description="People who are told, once a day for each cause, that something could not be delivered, separated by blanks: telegram:42.",
    )
    files_per_person: Annotated[int, Field(ge=1)] = Field(
        500,
        validation_alias="FILES_PER_PERSON_MB",
        description="Megabytes that one person may send in files, taken together; what goes beyond is not kept, and they are told.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning",
        validation_alias="LOG_LEVEL",
        description="How much is logged to stderr: debug, info, warning or error. Answers never are.",
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.telegram_webhook and not self.telegram_secret.get_secret_value():
            raise ValueError(
                "TELEGRAM_WEBHOOK_URL needs TELEGRAM_WEBHOOK_SECRET, or anybody could post there"
            )
        if (self.slack_app.get_secret_value() or self.slack_secret.get_secret_value()) and not self.has_slack:
            raise ValueError("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET need SLACK_BOT_TOKEN")
        if self.slack_app.get_secret_value() and self.slack_secret.get_secret_value():
            raise ValueError("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are two ways in: keep one of them")
        if self.has_slack and not (self.slack_app.get_secret_value() or self.slack_secret.get_secret_value()):
            raise ValueError("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET")
        return self

    @property
    def has_telegram(self) -> bool:
        """Whether people are served on Telegram."""
        return bool(self.telegram_token.get_secret_value())

    @property
    def has_slack(self) -> bool:
        """Whether people are served on Slack."""
        return bool(self.slack_bot.get_secret_value())

    @property
    def listens_at(self) -> tuple[str, int]:
        """Host and port."""
        return _host_and_port(self.listen)

    @property
    def watched_at(self) -> tuple[str, int] | None:
        """Host and port of the metrics."""
        return _host_and_port(self.metrics) if self.metrics else None

    @property
    def database_url(self) -> str:
        """Of the database, "" for the one in `data`. May hold a password: never to be logged."""
        return self.database.get_secret_value()

    @property
    def is_shared(self) -> bool:
        """Whether other programs, on other machines, may be on the same database."""
        return self.database_url.startswith("postgres")

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The reviewers' rooms."""
        return tuple(replace(room, language=self.reviewers_language) for room in read_rooms(self.reviewers))

    @property
    def organisers_at(self) -> tuple[AddressKey, ...]:
        """Where organisers are reached."""
        return read_organisers(self.organisers)


def _host_and_port(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":")
    return host.strip("[]"), int(port)


def wrong_settings() -> tuple[str, ...]:
    """A sentence for each setting that cannot be used, without its value: one may be a secret."""
    try:
        Settings()
    except ValidationError as problem:
        return tuple(
            ": ".join((*map(str, error["loc"][:1]), error["msg"].removeprefix("Value error, ")))
            for error in problem.errors()
        )
    return ()


def example() -> str:
    """The text of `.env.example`: every setting with its default, commented out."""
    return "\n".join(_example()) + "\n"


def _example() -> Iterator[str]:
    yield "# All settings, with their defaults. Copy this file to .env and change what is needed; what the"
    yield "# environment says comes first."
    for field in Settings.model_fields.values():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        yield from ("", f"# {field.description}", f"# {field.validation_alias}={default}")
