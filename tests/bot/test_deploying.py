"""What is shipped for running it (`deploy/`): it names settings and commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import settings
from bot.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
#: read by the compose file itself, not by the program
ITS_OWN = {"DOMAIN", "POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"}


def test_the_compose_file_sets_what_there_is() -> None:
    known = set(re.findall(r"^#? ?([A-Z_]+)=", settings.example(), re.MULTILINE))
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = YAML(typ="safe", pure=True).load(text)["services"]
    assert set(services["formbot"]["environment"]) <= known
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= ITS_OWN
    for service in services.values():  # what a service waits for, and where it keeps what, is there
        assert set(service.get("depends_on", ())) <= set(services)
    assert services["formbot"]["stop_grace_period"] == "10s"


@pytest.mark.parametrize("name", ["formbot.service", "Dockerfile", "compose.yaml"])
def test_commands_that_there_are(name: str) -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    text = (DEPLOY / name).read_text(encoding="utf-8")
    called = re.findall(r'(?:/formbot |"formbot", ")([a-z]+)', text)
    assert set(called) <= commands | groups
    assert called or name == "compose.yaml"
