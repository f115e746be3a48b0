"""What can be set from outside, how it is documented, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.rooms import Room
from bot.settings import Settings, example, read_rooms, wrong_settings
from storage.changes import AddressKey

ROOT = Path(__file__).parents[2]
NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set, and no `.env` lies around."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_the_example_is_made_from_the_settings(update: bool) -> None:
    """Every setting with its sentence and its default; `--update` writes the file anew."""
    if update:
        (ROOT / ".env.example").write_text(example(), encoding="utf-8")
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()
    assert all(f"# {name}=" in example() for name in NAMES)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_one_sentence(name: str) -> None:
    """In one line, as it stands in the example."""
    description = Settings.model_fields[name].description or ""
    assert description.endswith(".")
    assert "\n" not in description


def test_the_example_changes_nothing(tmp_path: Path) -> None:
    """Copied and uncommented as it stands, it gives the defaults."""
    lines = example().splitlines()
    live = [
        line.removeprefix("# ") if line.startswith(tuple(f"# {name}=" for name in NAMES)) else line
        for line in lines
    ]
    (tmp_path / ".env").write_text("\n".join(live), encoding="utf-8")
    read, bare = Settings(), Settings(_env_file=None)
    assert read == bare
    assert bare.data == Path("data")
    assert bare.database_url == ""
    assert bare.rooms == (Room(dialogue="*", channel="terminal", external_id="reviewers"),)


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what neither names keeps its default; what nobody knows is let be."""
    (tmp_path / ".env").write_text("FORMBOT_DATA=a\nLOG_LEVEL=info\nSOMETHING=else\n", encoding="utf-8")
    monkeypatch.setenv("FORMBOT_DATA", "b")
    settings = Settings()
    assert (settings.data, settings.log_level, settings.reviewers_language) == (Path("b"), "info", "")


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The URL of a database holds its password."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://formbot:hunter2@db/formbot")
    settings = Settings()
    assert "hunter2" in settings.database_url
    assert "hunter2" not in f"{settings!r} {settings}"


def test_rooms_speak_the_language_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them."""
    monkeypatch.setenv("REVIEWERS", "award=telegram:-100123/7 *=slack:T1/C2")
    monkeypatch.setenv("REVIEWERS_LANGUAGE", "en")
    assert Settings().rooms == (
        Room(dialogue="award", channel="telegram", external_id="-100123", topic="7", language="en"),
        Room(dialogue="*", channel="slack", team="T1", external_id="C2", language="en"),
    )


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("", []),
        ("  \n ", []),
        ("award=telegram:-100123", [Room(dialogue="award", channel="telegram", external_id="-100123")]),
        ("*=telegram:@reviewers", [Room(dialogue="*", channel="telegram", external_id="@reviewers")]),
        ("*=slack:T1/C2", [Room(dialogue="*", channel="slack", team="T1", external_id="C2")]),
        ("cccs=terminal:评审 室", None),
        ("cccs=terminal:评审室", [Room(dialogue="cccs", channel="terminal", external_id="评审室")]),
        (
            "a=terminal:x\ta=terminal:y",
            [
                Room(dialogue="a", channel="terminal", external_id="x"),
                Room(dialogue="a", channel="terminal", external_id="y"),
            ],
        ),
    ],
)
def test_rooms(text: str, rooms: list[Room] | None) -> None:
    """One word a room; a dialogue may have several."""
    if rooms is None:
        with pytest.raises(ValueError):
            read_rooms(text)
    else:
        assert list(read_rooms(text)) == rooms


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("award", "write DIALOGUE=CHANNEL:ROOM"),
        ("award=-100123", "write DIALOGUE=CHANNEL:ROOM"),
        ("telegram:-100123", "write DIALOGUE=CHANNEL:ROOM"),
        ("Award=terminal:x", "write its id, or * for all of them"),
        ("=terminal:x", "write its id, or * for all of them"),
        ("award=telegram:reviewers", "write telegram:CHAT or telegram:CHAT/TOPIC"),
        ("award=telegram:-100123/general", "write telegram:CHAT or telegram:CHAT/TOPIC"),
        ("award=slack:C2", "write slack:TEAM/CHANNEL"),
        ("award=slack:/C2", "write slack:TEAM/CHANNEL"),
        ("award=terminal:", "write terminal:reviewers"),
        ("award=wechat:x", "write telegram, slack or terminal"),
        ("award=terminal:x b=c", "write DIALOGUE=CHANNEL:ROOM"),
    ],
)
def test_a_mistake_in_the_rooms_says_what_to_write(
    text: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word that is wrong, and the form of a right one."""
    monkeypatch.setenv("REVIEWERS", text)
    with pytest.raises(ValidationError) as raised:
        Settings()
    (error,) = raised.value.errors()
    assert error["loc"] == ("REVIEWERS",)
    assert remedy in error["msg"]


def test_organisers(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of several channels; a mistake says what to write."""
    monkeypatch.setenv("ORGANISERS", "telegram:42 slack:T1/U7")
    assert Settings().organisers_at == (
        AddressKey(channel="telegram", external_id="42"),
        AddressKey(channel="slack", team="T1", external_id="U7"),
    )
    for text in ("42", "telegram:@ann", "telegram:-42", "slack:U7", "telegram:42,43"):
        monkeypatch.setenv("ORGANISERS", text)
        (sentence,) = wrong_settings()
        assert sentence.startswith("ORGANISERS: ")
        assert sentence.endswith(" is no person; write telegram:42 or slack:T1/U7, by their ids")


def test_a_mistake_of_two_settings_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a sentence of its own."""
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")
    (sentence,) = wrong_settings()
    assert sentence.startswith("TELEGRAM_WEBHOOK_URL needs TELEGRAM_WEBHOOK_SECRET")
