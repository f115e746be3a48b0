"""What each question type makes of a reply. The cases stand in `cases/<type>.yaml`, one file for every type.

A file is a list of questions, each with its keys as in a definition and its cases:

    - question: {type: integer, unit: 人, max: 500}
      cases:
        - {typed: 四十, value: "40", shown: 40 人, echo: 记为 40 人}
        - {typed: 四十人多, problem: number}

A case says one reply: `typed` (with `more: true`), `chosen` [names], `ticked` or `unticked` (a name), `dated`,
`uploaded` [files], `cells` {row/column: text} or `command` ("done", "remove 1"). It may say what was there before
(`draft`), the person's `language`, how the `organiser` is reached, `loose` files, and other `answers`. Everything else is expected:

    value, shown, echo, gaps, sees    it is accepted: as JSON, in one line, what was understood, what expressions see
    left, toast, echo, problem        it is unfinished: the draft that is left
    problem, says, toast              it is rejected: the code, and the sentence
    doubt, about                      it is asked back: {what a button says: the value that its reply then has, or
                                      the code of a problem, or "asked again"}

Beside `cases` a question may have `faces`: {value or draft → hint, label, choices, buttons, body}, and `wrong`:
what its author is told, as [[key, kind], …]. A type without replies (note, calculate) has `cases: []`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dialogues.prompt import Button, Listing, Paragraph
from dialogues.question import Accepted, Doubtful, Here, Question, Read, Rejected, Unfinished
from dialogues.questions import TYPES
from tests.dialogues.questions.case_files import (
    FOLDER,
    Case,
    all_of,
    as_written,
    problem_text,
    read_file,
    reply_of,
)
from tests.dialogues.questions.here import question


def as_json(value: Any) -> Any:
    """What expressions see, as a case file can write it."""
    match value:
        case Decimal() | date():
            return str(value)
        case tuple():
            return [as_json(each) for each in value]
        case _:
            return value


EXPECTED = ("value", "shown", "echo", "gaps", "sees", "left", "toast", "problem", "says", "doubt", "about")


@pytest.mark.parametrize("case", list(all_of("cases")), ids=str)
def test_reply(case: Case) -> None:
    """A reply is read as its case says, and nothing else is told than what it says."""
    asked, where = case.asked, case.here()
    read = asked.read(reply_of(case.said), case.said.get("draft"), where)
    assert {key: case.said[key] for key in EXPECTED if key in case.said} == {
        key: value
        for key, value in told(asked, read, case, where).items()
        if key in case.said or is_telling(key, value)
    }


def is_telling(key: str, value: Any) -> bool:
    """What a case has to say if it is there: not how an answer looks, but all that decides what happens."""
    return bool(value) and key in ("value", "left", "problem", "doubt", "echo", "gaps")


def told(asked: Question, read: Read, case: Case, where: Here) -> dict[str, Any]:
    language = case.said.get("language", "zh-Hans")
    match read:
        case Accepted(value=value, echo=echo):
            sees = {part: as_json(each) for part, each in asked.as_value(value).items()}
            shown, gaps = asked.show(value, where), list(asked.gaps(value))
            return {"value": value, "echo": echo, "shown": shown, "gaps": gaps, "sees": sees}
        case Unfinished(draft=draft, echo=echo, problem=problem, toast=toast):
            wrong = (
                {} if problem is None else {"problem": problem.code, "says": problem_text(problem, language)}
            )
            return {"left": draft, "echo": echo, "toast": toast, **wrong}
        case Rejected(problem=problem, toast=toast):
            return {"problem": problem.code, "says": problem_text(problem, language), "toast": toast}
        case Doubtful(about=about, readings=readings):
            return {
                "about": about,
                "doubt": {button.label: meant(asked, button, case, where) for button in readings},
            }


def meant(asked: Question, button: Button, case: Case, where: Here) -> Any:
    """What comes of pressing one of the two."""
    match asked.read(button.reply, case.said.get("draft"), where):
        case Accepted(value=value):
            return value
        case Unfinished(draft=draft):
            return "asked again" if draft == case.said.get("draft") else draft
        case Rejected(problem=problem):
            return problem.code
        case Doubtful():
            return "another doubt"


@pytest.mark.parametrize("case", list(all_of("faces")), ids=str)
def test_face(case: Case) -> None:
    """A question's share of the prompt, for an answer, a draft, or neither."""
    face = case.asked.face(case.said.get("value"), case.said.get("draft"), case.here())
    told = {
        "expects": face.expects.kind,
        "label": face.label,
        "hint": face.hint,
        "choices": [f"{'✅' if it.picked else ''}{it.number} {it.label}" for it in face.choices],
        "buttons": [[button.label for button in row] for row in face.actions],
        "body": [line for block in face.body for line in drawn(block)],
    }
    assert {key: told[key] for key in told if key in case.said} == {
        key: case.said[key] for key in told if key in case.said
    }


def drawn(block: Any) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Listing(items=items):
            yield from (item.text for item in items)
        case _:
            yield from (" | ".join(row) for row in (block.columns, *block.rows))


@pytest.mark.parametrize("kind", sorted({file.stem for file in FOLDER.glob("*.yaml")}))
def test_author_is_told(kind: str) -> None:
    """What an author is told of a definition, and nothing of one that is right."""
    for one in read_file(kind):
        if isinstance(one["question"], dict) and one["question"].get("type") not in ("note", "calculate"):
            asked = question(as_written(one["question"]))
            assert [[".".join(keys), code] for keys, code, _, _ in asked.check()] == one.get("wrong", []), (
                one["question"]
            )


@pytest.mark.parametrize("kind", sorted({*TYPES, "table"}))
def test_every_type_has_cases(kind: str) -> None:
    """A new type is not done until its cases are written down; one that is asked has at least one of each kind."""
    cases = read_file(kind)
    assert all(one["question"]["type"] == kind for one in cases)
    if issubclass(TYPES[kind], Question):
        said = [said for one in cases for said in one.get("cases", ())]
        assert any("value" in case for case in said)
        assert any("problem" in case for case in said)


def test_every_file_has_a_type() -> None:
    """No cases are left behind by a type that is gone."""
    assert {file.stem for file in FOLDER.glob("*.yaml")} <= set(TYPES)
