"""`formbot doctor`: what it says of settings, dialogues and the database, without changing any; its status; no secret."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot import doctoring
from bot.cli import app
from bot.findings import Level
from bot.settings import Settings


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder, an environment that says nothing, and the process's logging put back."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def doctor(status: int) -> dict[str, dict[str, str]]:
    """What is found, by what it is about; the same for people and for programs."""
    text = CliRunner().invoke(app, ["doctor"])
    told = CliRunner().invoke(app, ["doctor", "--format", "json"])
    assert (text.exit_code, text.stderr) == (told.exit_code, told.stderr) == (status, "")
    findings = json.loads(told.stdout)
    for line, finding in zip(text.stdout.splitlines(), findings, strict=True):
        assert line.startswith(f"{finding['level']:<7}  {finding['about']}: ")
    return {finding["about"]: finding for finding in findings}


def test_nothing_is_set() -> None:
    """What to set first, and the status that says so."""
    found = doctor(1)
    assert (found["settings"]["level"], found["dialogue award"]["level"]) == ("wrong", "warning")
    assert "TELEGRAM_TOKEN" in found["settings"]["remedy"]
    assert found["database"]["level"] == "ok"


def test_a_mistake_in_the_settings(tmp_path: Path) -> None:
    """Its name and a sentence; also one that is of two settings together."""
    (tmp_path / ".env").write_text("LOG_LEVEL=hunter2\n", encoding="utf-8")
    assert doctor(1)["settings"]["says"].startswith("LOG_LEVEL: Input should be ")
    assert "hunter2" not in str(doctor(1))
    (tmp_path / ".env").write_text("TELEGRAM_WEBHOOK_URL=https://x/hunter2\n", encoding="utf-8")
    assert doctor(1)["settings"]["says"].startswith("TELEGRAM_WEBHOOK_URL needs TELEGRAM_WEBHOOK_SECRET")
    assert "hunter2" not in str(doctor(1))


def test_where_summaries_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A dialogue without a room, with one that nothing serves, and a room without a dialogue."""
    monkeypatch.setenv("REVIEWERS", "award=terminal:here clinic=telegram:-1001")
    settings = Settings()
    award, cccs, clinic = doctoring.of_dialogues(["award", "cccs"], settings.rooms, ["telegram"])
    assert (award.level, cccs.level, clinic.level) == (Level.WARNING, Level.WRONG, Level.WARNING)
    assert (cccs.about, cccs.says) == ("dialogue cccs", "no room reads it")
    assert (clinic.about, clinic.says) == ("dialogue clinic", "has a room and is not offered")
    monkeypatch.setenv("REVIEWERS", "award=telegram:-1001/7 *=slack:T1/C2")
    award, cccs = doctoring.of_dialogues(["award", "cccs"], Settings().rooms, ["telegram"])
    assert award.says == "offered; its summaries go to telegram:-1001/7"
    assert "slack:T1/C2, which formbot serve does not reach" in cccs.says
    (tmp_path / "bad.yaml").write_text("id: bad\n", encoding="utf-8")
    unknown, bad = doctoring.of_dialogues(["awrd", "bad.yaml"], (), ["telegram"])
    assert (unknown.level, unknown.says) == (Level.WRONG, "awrd is neither a dialogue nor a file")
    assert (bad.level, bad.remedy) == (Level.WRONG, "formbot check bad.yaml")


def test_the_database_as_it_grows_old(tmp_path: Path) -> None:
    """Empty, up to date, of an older and of a newer version; the doctor migrates nothing."""
    assert "can be made" in doctor(1)["database"]["says"]
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    assert "up to date" in doctor(1)["database"]["says"]
    file = tmp_path / "data" / "formbot.sqlite3"
    for version, level in (("0002", "warning"), ("9999", "wrong")):
        connection = sqlite3.connect(file)
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
        connection.close()
        assert doctor(1)["database"]["level"] == level
        connection = sqlite3.connect(file)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
        connection.close()


# a thread of aiosqlite may speak to a loop that has gone, where it could not open its database
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_database_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in its place, a file that is none, and addresses, of which nothing is shown."""
    (tmp_path / "data" / "formbot.sqlite3").mkdir(parents=True)
    assert doctor(1)["database"]["level"] == "wrong"
    (tmp_path / "note.txt").write_text("not a database at all\n" * 100, encoding="utf-8")
    for url in ("postgresql://me:hunter2@db/x", "hunter2", f"sqlite:///{tmp_path}/note.txt"):
        monkeypatch.setenv("DATABASE_URL", url)
        found = doctor(1)
        assert found["database"]["level"] == "wrong"
        assert "hunter2" not in str(found)


def test_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little room is a warning, hardly any is wrong."""
    for free, level in ((1 << 40, Level.OK), (1 << 29, Level.WARNING), (1 << 20, Level.WRONG)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: type("Usage", (), {"free": free}))
        assert doctoring._free(tmp_path).level is level
