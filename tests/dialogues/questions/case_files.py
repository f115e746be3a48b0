"""Reads the files in `cases/`: questions with their replies, as values. What the cases mean is for the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from dialogues.question import Here, Problem, Question
from dialogues.reply import Cells, Chosen, Command, Dated, Reply, StoredFile, Ticked, Typed, Uploaded
from tests.dialogues.questions.here import here, question, words

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One reply to one question, or one look at it."""

    type: str
    definition: Mapping[str, Any]
    said: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.type}: {dict(self.said)}"[:100]

    @property
    def asked(self) -> Question:
        return question(self.definition)

    def here(self) -> Here:
        return here(
            self.asked,
            language=self.said.get("language", "zh-Hans"),
            answers=self.said.get("answers"),
            organiser=self.said.get("organiser", ""),
            loose=tuple(stored(**file) for file in self.said.get("loose", ())),
        )


class Plain(SafeConstructor):
    """YAML whose dates and decimals stay as they are typed."""


for tag in ("timestamp", "float"):
    Plain.add_constructor(f"tag:yaml.org,2002:{tag}", lambda _, node: node.value)


def read_file(kind: str) -> list[dict[str, Any]]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Plain
    found: list[dict[str, Any]] = yaml.load((FOLDER / f"{kind}.yaml").read_text("utf-8"))
    return found


def all_of(part: str) -> Iterator[Case]:
    """Of every file, what stands under this key."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for one in read_file(file.stem):
            definition = as_written(one["question"])
            for said in one.get(part, ()):
                yield Case(type=file.stem, definition=definition, said=said)


def as_written(node: Any) -> Any:
    """Definitions are read from plain strings, so numbers and booleans of the case file become strings again."""
    match node:
        case dict():
            return {str(key): as_written(value) for key, value in node.items()}
        case list():
            return [as_written(each) for each in node]
        case bool():
            return "true" if node else "false"
        case _:
            return str(node)


def reply_of(said: Mapping[str, Any]) -> Reply:
    """The reply that a case says."""
    match said:
        case {"typed": text}:
            return Typed(text=str(text), more=said.get("more", False))
        case {"chosen": names}:
            return Chosen(names=tuple(names))
        case {"ticked": name}:
            return Ticked(name=name, on=True)
        case {"unticked": name}:
            return Ticked(name=name, on=False)
        case {"dated": day}:
            return Dated(day=date.fromisoformat(str(day)))
        case {"uploaded": files}:
            return Uploaded(files=tuple(stored(**file) for file in files))
        case {"cells": cells}:
            return Cells(cells={path: str(text) for path, text in cells.items()})
        case {"command": command}:
            name, _, argument = command.partition(" ")
            return Command(name=name, argument=argument)
        case _:
            raise AssertionError(f"a case without a reply: {said}")


def stored(name: str, size: int = 1000, type: str = "", caption: str = "") -> StoredFile:  # noqa: A002 - as in JSON
    """A file; its hash is made of its name, so that the same name is the same file."""
    return StoredFile(
        sha256=name.encode().hex().ljust(64, "0")[:64], name=name, size=size, type=type, caption=caption
    )


def problem_text(problem: Problem, language: str) -> str:
    return problem.text or words().say(language, f"problem.{problem.code}", **problem.fields)
