"""A file with ten different mistakes: `formbot check` prints ten lines, each with its place, and ends with 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

FILE = """\
id: intake
title: {en: Clinic intake, zh-Hans: 门诊登记}
languages: [en, zh-Hans]
default_language: en
sections:
  - name: about
    label: {en: About you}
    questions:
      - {name: age, type: interger, label: Your age}
      - {name: sex, type: select_one, label: Sex, choices: {f: Female, m: Male}, requierd: true}
      - {name: Post code, type: text, label: Post code}
      - {name: phone, type: text, label: Phone, pattern: '(?=1)[0-9]+'}
      - {name: city, type: select_one, label: City, choices: cities}
      - {name: due, type: date, label: Due on, relevant: "${sexx} = 'f'"}
      - {name: weeks, type: integer, label: In which week?, relevant: "${sex} = 'w'"}
      - {name: twins, type: yes_no, label: Twins?, relevant: "${sex} = 'f' and ("}
      - name: staff
        type: table
        label: Staff
        rows: {all: All}
        columns: {name: {label: Name, type: text}, share: {label: Share, type: percent}}
        total: {along: row, of: [name, share], equals: 100}
"""

#: by line: the code, and parts of what is wrong and of what to do
MISTAKES = {
    7: ("D018", "no text in zh-Hans", "add it"),
    9: ("D012", "there is no question type interger", "did you mean integer?"),
    10: ("D010", "there is no key requierd here", "did you mean required?"),
    11: ("D016", "Post code cannot be a name", "a name is 1 to 40 of a-z, 0-9 and _"),
    12: ("D041", "the pattern cannot be used", "without look-around"),
    13: ("D050", "there is no list of choices cities", "define it"),
    14: ("D031", "there is no question sexx", "did you mean sex?"),
    15: ("D042", "w is not a choice of sex", "there is f, m"),
    16: ("D040", "the expression ends too early", "a closing bracket"),
    22: ("D060", "name has no numbers to add up", "change the type of the cells"),
}


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed about the file, of which status 1 and nothing else is expected."""
    monkeypatch.chdir(tmp_path)
    Path("intake.yaml").write_text(FILE, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "intake.yaml"])
    assert result.exit_code == 1
    return result.stdout.splitlines()


def test_each_mistake_is_one_line_with_its_place(lines: list[str]) -> None:
    """None hides another, and none brings a second line along."""
    found = [re.fullmatch(r"intake\.yaml:(\d+):(\d+): (D\d{3}): (.+); (.+)", line) for line in lines]
    assert all(found), lines
    places = [(int(it[1]), it[3]) for it in found if it is not None]
    assert places == [(line, code) for line, (code, _, _) in MISTAKES.items()]
    assert len({code for _, code in places}) == len(places) == 10


def test_each_line_says_what_is_wrong_and_what_to_do(lines: list[str]) -> None:
    """In this order."""
    for line, (_, what, remedy) in zip(lines, MISTAKES.values(), strict=True):
        said, _, to_do = line.partition("; ")
        assert what in said
        assert remedy in to_do


def test_a_column_is_where_the_mistake_begins(lines: list[str]) -> None:
    """So that an editor can put the cursor there."""
    texts = FILE.splitlines()
    begins = {
        9: "interger",
        10: "requierd",
        11: "Post code",
        13: "cities",
        14: "${sexx}",
        15: "'w'",
        16: '"}',
        22: "of",
    }
    for line in lines:
        _, row, column, _ = line.split(":", 3)
        if int(row) in begins:
            assert texts[int(row) - 1][int(column) - 1 :].startswith(begins[int(row)]), line
