"""The command `formbot`, as it is typed: what is printed where, and the status. Its windows are real processes."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import Only, account, app, shell_language, this_command
from dialogues.library import shipped
from dialogues.reminder_rounds import Group
from dialogues.schema import schema_text

ROOT = Path(__file__).parents[2]

DEFINITION = """\
id: clinic
title: {en: Clinic intake, zh-Hans: 门诊登记}
languages: [en, zh-Hans]
default_language: en
reminders: {after: 2d}
sections:
  - name: about
    label: {en: About you, zh-Hans: 关于您}
    questions:
      - {name: full_name, type: text, label: {en: Your name, zh-Hans: 姓名}, required: true}
      - {name: age, type: integer, label: {en: Your age, zh-Hans: 年龄}, required: true}
"""

TEN_MISTAKES = """\
id: clinic
title: {en: Clinic}
languages: [en, zh-Hans]
default_language: en
colour: red
sections:
  - name: about
    label: About
    questions:
      - {name: Full name, type: text, label: Name}
      - {name: age, type: integr, label: Age}
      - {name: weight, type: integer, label: Weight, max: heavy}
      - {name: weight, type: integer, label: Weight}
      - {name: height, type: integer, label: Height, relevant: "${wieght} > 3"}
      - {name: code, type: text, label: Code, pattern: "(?=a)"}
      - {name: one, type: select_one, label: One, choices: nowhere}
      - {name: two, type: text, label: Two, relevant: "1 +"}
"""


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder, an environment that says nothing, and the process's logging put back."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORMBOT_DATA", "DATABASE_URL", "REVIEWERS", "REVIEWERS_LANGUAGE", "LOG_LEVEL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    """A small definition of one's own."""
    file = tmp_path / "clinic.yaml"
    file.write_text(DEFINITION, encoding="utf-8")
    return str(file)


def formbot(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def chat(*words: str, replies: str) -> str:
    """A conversation through a pipe, to its end."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "chat", *words]
    window = subprocess.run(
        command, input=replies.encode(), capture_output=True, timeout=60, check=False, env=_environment()
    )
    assert (window.returncode, window.stderr.decode()) == (0, "")
    return window.stdout.decode()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# Definitions.


def test_the_shipped_definitions_have_no_mistakes() -> None:
    """Which is what is looked over when no file is named."""
    result = formbot("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No mistakes in award.yaml, cccs.yaml\n"


def test_every_mistake_has_its_place(tmp_path: Path) -> None:
    """All at once, one a line, with a status that stops a build; the same for programs."""
    file = tmp_path / "ten.yaml"
    file.write_text(TEN_MISTAKES, encoding="utf-8")
    result = formbot("check", str(file))
    lines = result.stdout.splitlines()
    assert (result.exit_code, len(lines)) == (1, 10), result.stdout
    assert all(re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+: D\d+: .+; .+", line) for line in lines)
    assert result.stderr == f"10 mistakes in {file}\n"
    machine = formbot("check", "--format", "json", str(file))
    found = json.loads(machine.stdout)
    assert machine.exit_code == 1
    assert [
        f"{it['file']}:{it['line']}:{it['column']}: {it['code']}: {it['what']}; {it['remedy']}"
        for it in found
    ] == lines


def test_a_warning_stops_nothing(tmp_path: Path) -> None:
    """It is printed, marked as one, and an author can ship with it."""
    file = tmp_path / "wide.yaml"
    file.write_text(
        "id: wide\ntitle: Wide\nlanguages: [en]\ndefault_language: en\nsections:\n"
        "  - {name: a, label: A section of some width, questions: [{name: q, type: text, label: Q}]}\n",
        encoding="utf-8",
    )
    result = formbot("check", str(file))
    assert (result.exit_code, result.stderr) == (0, f"No mistakes, 1 warning in {file}\n")
    assert (
        f"{file}:6:22: D080: warning: “A section of some width” would be cut on a button; " in result.stdout
    )
    machine = formbot("check", "--format", "json", str(file))
    assert machine.exit_code == 0
    assert [it["level"] for it in json.loads(machine.stdout)] == ["warning"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x" * 10_000_000, "D002"),
        (b"\xff\xfe", "D001"),
        (b"a: &a [*a, *a]", "D004"),
        (b"!!python/object:os.system {}", "D004"),
    ],
)
def test_hostile_files_are_refused_with_a_message(tmp_path: Path, content: bytes, code: str) -> None:
    """None of them is read further than it has to be."""
    (tmp_path / "hostile.yaml").write_bytes(content)
    result = formbot("check", "hostile.yaml")
    assert result.exit_code == 1
    assert f": {code}: " in result.stdout


def test_what_a_file_holds_is_not_obeyed(tmp_path: Path) -> None:
    """A name in a message may come from anywhere."""
    (tmp_path / "hostile.yaml").write_text('"\\e[31mid": x\n', encoding="utf-8")
    assert "\x1b" not in formbot("check", "hostile.yaml").stdout


def test_a_file_that_is_not_there() -> None:
    """Is not a mistake in a file."""
    assert formbot("check", "missing.yaml").exit_code == 2


@pytest.mark.parametrize("name", shipped())
def test_show(name: str) -> None:
    """Every question in order, for people and for programs, in the language that is asked for."""
    listed = json.loads(formbot("show", name, "--format", "json").stdout)
    english = json.loads(formbot("show", name, "--format", "json", "--language", "en-GB").stdout)
    told = formbot("show", name, "--language", "en").stdout
    assert listed["id"] == name
    assert [it["name"] for it in listed["questions"]] == [it["name"] for it in english["questions"]]
    assert listed["questions"][0]["label"] != english["questions"][0]["label"]
    places = [told.index(it["label"].split("\n")[0]) for it in english["questions"] if it["number"]]
    assert len(places) > 50


def test_show_a_file_of_ones_own(clinic: str) -> None:
    """By its path, in its default language."""
    assert formbot("show", clinic).stdout.startswith("Clinic intake\n")


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["show", "awrd"], 2, "awrd is neither a dialogue nor a file; did you mean award?"),
        (["show", "award", "--language", "fr"], 2, "award is not written in fr; choose zh-Hans, en"),
        (["chat", "awrd"], 2, "awrd is neither a dialogue nor a file; did you mean award?"),
        (["chat", "award", "--language", "fr"], 2, "award is not written in fr; choose zh-Hans, en"),
        (["summary", "a-7f3k"], 1, "Nothing was submitted under a-7f3k."),
        (["serve"], 2, "formbot chat award"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(words: list[str], status: int, why: str) -> None:
    """On stderr, with a status of its own."""
    result = formbot(*words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert why in result.stderr


def test_a_definition_with_mistakes_is_not_opened(tmp_path: Path) -> None:
    """They are listed instead."""
    (tmp_path / "ten.yaml").write_text(TEN_MISTAKES, encoding="utf-8")
    for command in ("show", "chat"):
        result = formbot(command, "ten.yaml")
        assert (result.exit_code, len(result.stdout.splitlines())) == (1, 10)


def test_the_schema_is_that_of_the_language() -> None:
    """Complete, and JSON."""
    result = formbot("schema")
    assert json.loads(result.stdout) == json.loads(schema_text())


# The running program.


def test_a_conversation_through_a_pipe_goes_on_where_it_ended(clinic: str) -> None:
    """One line is one reply; the end of the pipe is the end; what was answered is there the next time."""
    first = chat(clinic, "--as", "li", replies="Li\n")
    assert [line for line in first.splitlines() if line.startswith("> ")] == ["> Li"]
    assert first.index("1.1 Your name") < first.index("> Li") < first.index("1.2 Your age")
    again = chat(clinic, "--as", "li", replies="40\n")
    assert "1.1 Your name" not in again[: again.index("> 40")]
    assert again.index("1.2 Your age") < again.index("> 40")
    assert "1.1 Your name" in chat(clinic, "--as", "wang", replies="")


def test_a_submission_is_posted_to_the_reviewers_and_summed_up_again(clinic: str) -> None:
    """In a panel of its own, in the conversation; by its reference, later."""
    text = chat(clinic, "--as", "li", "--language", "zh-CN", replies="李\n40\n提交\n")
    reference = re.search(r"C-[0-9A-Z]{4,}", text)
    assert reference is not None
    assert text.index("已提交") < text.index("To the reviewers")
    told = formbot("summary", reference[0].lower(), "--language", "zh-Hans")
    assert (told.exit_code, "姓名" in told.stdout, "李" in told.stdout) == (0, True, True)
    listed = json.loads(formbot("summary", reference[0], "--format", "json").stdout)
    assert listed["reference"] == reference[0]


def long_ago(folder: Path) -> None:
    """Whatever was done here was done three days earlier, and what was to fall later is to fall later."""
    with closing(sqlite3.connect(folder / "data" / "formbot.sqlite3")) as database, database:
        database.execute("UPDATE applications SET touched = touched - 3 * 86400 * 1000000")


def scheduled(folder: Path) -> list[str | None]:
    """What an organiser says with each reminder that waits; None where no round asked for it."""
    with closing(sqlite3.connect(folder / "data" / "formbot.sqlite3")) as database:
        return [text for (text,) in database.execute("SELECT text FROM due ORDER BY text")]


def test_a_round_is_shown_and_sent(clinic: str, tmp_path: Path) -> None:
    """Nothing is written in a dry run, nor where nobody can be asked and nobody has said yes: that is a mistake of
    whoever wrote the crontab. The language is the reviewers’, or the dialogue's."""
    chat(clinic, "--as", "li", replies="Li\n")
    long_ago(tmp_path)
    screen = (
        "Reminder preview\n1 not finished; to be reminded this time, 1:\n"
        "· nearly done (1–3 questions, files, or only submitting left): 1\n\nNow: 1\n"
    )
    dry = formbot("remind", "clinic", "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert dry.stdout.startswith(screen)
    assert re.search(r"\n· C-\w+ · 1/2\nNothing was sent.\n$", dry.stdout)
    piped = formbot("remind", "clinic")
    assert (piped.exit_code, piped.stderr) == (
        2,
        "Nothing was sent. To send it without being asked, add --yes.\n",
    )
    assert piped.stdout.startswith(screen)
    assert scheduled(tmp_path) == [None]
    none = formbot("remind", "clinic", "--yes", "--only", "half", "--language", "zh-CN")
    assert (none.exit_code, none.stdout.splitlines()[-1]) == (0, "现在没有要发的，什么也没有排。")
    sent = formbot("remind", "clinic", "--yes", "--text", "Bring\x1b[31m a pen\x00")
    assert (sent.exit_code, sent.stdout.splitlines()[-2:]) == (
        0,
        ["Scheduled: 1. The running program sends them.", "Now: 1"],
    )
    assert scheduled(tmp_path) == ["Bring[31m a pen"]
    again = formbot("remind", "clinic", "--yes")
    assert (again.exit_code, "scheduled already 1" in again.stdout) == (0, True)


def test_a_round_is_read_in_the_language_of_the_house(clinic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """REVIEWERS_LANGUAGE, unless another one is asked for."""
    chat(clinic, "--as", "li", replies="Li\n")
    monkeypatch.setenv("REVIEWERS_LANGUAGE", "zh-Hans")
    assert formbot("remind", "clinic", "--dry-run").stdout.startswith("提醒预览\n未完成 1 份，")
    english = formbot("remind", "clinic", "--dry-run", "--language", "en")
    assert english.stdout.startswith("Reminder preview\n1 not finished; nobody to be reminded this time.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--dry-run", "--yes"], "say one of them"),
        (["--yes", "--text", "x" * 301], "That is 301 characters, and 300 fit. Please shorten it by 1."),
        (["--only", "some"], "almost"),
    ],
)
def test_a_round_that_is_not_said_properly(clinic: str, tmp_path: Path, words: list[str], why: str) -> None:
    """Is not sent."""
    chat(clinic, "--as", "li", replies="Li\n")
    long_ago(tmp_path)
    result = formbot("remind", "clinic", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert scheduled(tmp_path) == [None]


def test_the_ranges_are_the_groups() -> None:
    """They are written twice, so that no command waits for what the other one imports."""
    assert [str(only) for only in Only] == [str(group) for group in Group]


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_nobody_is_reminded_of_a_dialogue_that_is_not_there(clinic: str, words: list[str]) -> None:
    """A misspelt id, or a reference in its place, is said; one that nobody has begun yet is another thing."""
    chat(clinic, "--as", "li", replies="Li\n")
    result = formbot("remind", "clinik", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no dialogue clinik, and nobody has begun one; did you mean clinic?\n"
    result = formbot("remind", "C-7F3K", *words)
    assert result.exit_code == 1
    assert result.stderr.endswith("; there is award, cccs, clinic\n")
    result = formbot("remind", "award", *words)
    assert (result.exit_code, result.stdout) == (
        0,
        "There is no unfinished application, so nobody to remind.\n",
    )


def test_the_state_of_the_outbox(clinic: str) -> None:
    """What was refused on stdout, how much waits on stderr; never what it says."""
    chat(clinic, "--as", "li", replies="Li\n")
    result = formbot("outbox")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 set aside; waiting: none\n"


def test_the_database_can_be_made_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where FORMBOT_DATA says; a second time changes nothing."""
    monkeypatch.setenv("FORMBOT_DATA", str(tmp_path / "elsewhere"))
    for _ in range(2):
        assert formbot("db", "upgrade").exit_code == 0
    assert (tmp_path / "elsewhere" / "formbot.sqlite3").exists()


def test_a_mistake_in_the_settings_is_said_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value may be a secret."""
    monkeypatch.setenv("LOG_LEVEL", "hunter2")
    monkeypatch.setenv("REVIEWERS", "award")
    result = formbot("outbox")
    assert result.exit_code == 2
    assert "hunter2" not in result.stderr
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["REVIEWERS", "LOG_LEVEL"]


@pytest.fixture
def window(clinic: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Opens a window of li that has shown its first question and waits."""
    opened: list[subprocess.Popen[bytes]] = []

    def open_it() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "from bot.cli import main; main()", "chat", clinic, "--as", "li"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
        )
        opened.append(process)
        assert process.stdout is not None
        while b"1.1 Your name" not in process.stdout.readline():
            assert process.poll() is None
        return process

    yield open_it
    for process in opened:
        process.kill()
        process.communicate()


def test_a_second_window_is_refused_with_a_word(
    clinic: str, window: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """While the first one is open; somebody else's is not."""
    window()
    result = formbot("chat", clinic, "--as", "li", "--language", "zh-CN")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "li 的窗口已经开着" in result.stderr
    assert "1.1 Your name" in chat(clinic, "--as", "wang", replies="")


def test_ctrl_c_says_that_all_is_saved(window: Callable[[], subprocess.Popen[bytes]]) -> None:
    """And how to come back; it is not a failure."""
    process = window()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert re.search(rb"All answers are saved.*: formbot chat \S+clinic.yaml --as li", out)


# What is not said.


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "de_DE@euro"}, "de-DE"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_HK", "LC_ALL": ""}, "zh-HK"),
        ({"LANG": "zh_CN", "LC_ALL": "C"}, ""),
    ],
)
def test_the_language_of_the_shell(environment: dict[str, str], tag: str) -> None:
    """A hint, where nobody says which language is meant."""
    assert shell_language(environment) == tag


@pytest.mark.parametrize(
    ("called", "found", "typed"),
    [
        (".venv/bin/formbot", False, ".venv/bin/formbot"),
        ("/opt/bot/.venv/bin/formbot", False, "/opt/bot/.venv/bin/formbot"),
        (".venv/bin/formbot", True, "formbot"),
        ("/usr/bin/formbot", True, "formbot"),
        ("-c", False, "formbot"),
    ],
)
def test_what_to_type_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str, found: bool, typed: str
) -> None:
    """`make chat` runs what is in .venv, which a shell does not find by its name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if found:
        (tmp_path / "formbot").touch(mode=0o755)
    assert this_command(called) == typed


def test_somebody_is_always_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account, by whatever names it."""
    monkeypatch.setenv("LOGNAME", "wang")
    assert account() == "wang"
