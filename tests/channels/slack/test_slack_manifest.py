"""The manifest of the Slack app: what it asks for, Slack's limits, both ways of hearing, and the command that prints
it; and that the page about Slack names every scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.channels.slack.manifest import LONGEST_NAME, SCOPES, manifest
from bot.cli import app
from dialogues.reading.commands import read_command
from tests.fakes.slack.scopes import GRANTED, NEEDED, OF_TYPE

URL = "https://bot.example.org/slack/events"
PAGE = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")

#: what a field may hold: docs.slack.dev, reference/app-manifest; a shortcut's name as Slack's own page refuses it;
#: of the description one less, as 140 were refused
CHARACTERS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 139),
    "display_information.long_description": (174, 4000),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
}
#: where Slack wants to be told an address when there is no Socket Mode
ADDRESSES = {
    "features.slash_commands.url",
    "settings.event_subscriptions.request_url",
    "settings.interactivity.request_url",
}
#: the scope that an event wants, by the page of each event
OF_EVENTS = {"message.im": "im:history", "app_home_opened": ""}


def fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value with its place; lists count as what is in them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from fields(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner, path)
    else:
        yield path, value


def read(**wanted: str) -> dict[str, Any]:
    return json.loads(manifest(**wanted))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["Formbot", "评奖助手", "x" * LONGEST_NAME])
def test_it_keeps_to_the_limits(name: str) -> None:
    texts = dict(fields(read(name=name)))
    for path, (least, most) in CHARACTERS.items():
        assert least <= len(texts[path]) <= most, path


def test_people_can_write_to_the_bot() -> None:
    """Without the Messages tab Slack tells them that sending messages has been turned off."""
    features = read()["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert features["bot_user"]["always_online"] is True


def test_scopes_are_those_that_are_needed() -> None:
    """No more than the methods, the events and the command want; the fake workspace grants the same."""
    asked = read()
    scopes = asked["oauth_config"]["scopes"]
    assert list(scopes) == ["bot"]
    assert set(scopes["bot"]) == set(SCOPES) == set(GRANTED)
    events = asked["settings"]["event_subscriptions"]["bot_events"]
    wanted = {*NEEDED.values(), *OF_TYPE.values(), *(OF_EVENTS[event] for event in events), "commands"}
    assert set(scopes["bot"]) <= wanted
    assert {OF_EVENTS[event] for event in events} - {""} <= set(scopes["bot"])


def test_by_socket_mode_there_is_no_address() -> None:
    asked = read()
    assert asked["settings"]["socket_mode_enabled"] is True
    assert asked["settings"]["interactivity"] == {"is_enabled": True}
    assert ADDRESSES.isdisjoint(path for path, _ in fields(asked))


def test_by_http_everything_goes_to_one_address() -> None:
    asked = read(request_url=URL)
    assert asked["settings"]["socket_mode_enabled"] is False
    assert {path for path, value in fields(asked) if value == URL} == ADDRESSES


def test_tokens_last_and_are_of_one_workspace() -> None:
    """A token that rotates would end after 12 hours."""
    settings = read()["settings"]
    assert (settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (False, False)


def test_the_words_of_the_hint_are_commands() -> None:
    (command,) = read()["features"]["slash_commands"]
    for word in command["usage_hint"].strip("[]").split(" | "):
        assert read_command(f"/{word}") is not None, word


def test_what_is_typed_arrives_as_it_was() -> None:
    """With should_escape Slack would make marks of names and links behind /form."""
    (command,) = read()["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/form", False)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"name": ""}, "1 to 35 characters"),
        ({"name": "x" * 36}, "1 to 35 characters"),
        ({"request_url": "http://bot.example.org"}, "https://"),
        ({"request_url": "https://"}, "https://"),
    ],
)
def test_what_slack_would_refuse(wanted: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        manifest(**wanted)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ([], {}),
        (["--name", "Award desk"], {"name": "Award desk"}),
        (["--url", "https://bot.example.org"], {"request_url": URL}),
        (["--url", "https://bot.example.org/"], {"request_url": URL}),
        (
            ["--url", "https://bot.example.org/behind/slack"],
            {"request_url": "https://bot.example.org/behind/slack"},
        ),
    ],
)
def test_the_command(options: list[str], wanted: dict[str, str]) -> None:
    """It prints what is to be pasted, and nothing else."""
    result = CliRunner().invoke(app, ["slack", "manifest", *options])
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == read(**wanted)


def test_the_command_says_what_is_wrong() -> None:
    result = CliRunner().invoke(app, ["slack", "manifest", "--url", "bot.example.org"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "https://" in result.stderr


def test_the_page_names_every_scope() -> None:
    rows = {line.split("|")[1].strip(" `") for line in PAGE.splitlines() if line.startswith("| `")}
    assert {name for name in rows if ":" in name or name == "commands"} == set(SCOPES)
