"""The page that teaches the language: its examples are loaded, its tables are those of the code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from marked import with_questions

from dialogues.dialogue import Group, Repeat, Section
from dialogues.expressions import FUNCTIONS
from dialogues.loading import load
from dialogues.question import Question
from dialogues.questions import TYPES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "dialogues.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```(?:\n+```text\n(.*?)```)?", PAGE, re.DOTALL)


def generator() -> ModuleType:
    """docs/generate.py."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_examples() -> None:
    """Right ones and a wrong one."""
    assert len(BLOCKS) >= 5
    assert any(mistakes for _, mistakes in BLOCKS)


@pytest.mark.parametrize(("example", "mistakes"), BLOCKS)
def test_an_example_says_what_it_is_said_to(example: str, mistakes: str) -> None:
    """A whole dialogue, or a list of questions, loads; a wrong one has the mistakes that are printed below it."""
    source = with_questions(example) if example.startswith("- ") else example
    assert "id:" in source
    assert [str(it) for it in load(source, file="clinic.yaml").mistakes] == mistakes.splitlines()


def test_the_tables_are_current() -> None:
    """`python docs/generate.py` makes them anew."""
    assert generator().generated(PAGE) == PAGE


def test_a_page_without_a_table_is_refused() -> None:
    """A mark that has gone would be a table that is never made again."""
    with pytest.raises(LookupError):
        generator().generated(PAGE.replace("<!-- /values -->", ""))


def test_every_type_and_function_is_told() -> None:
    """With what it is and how its answer is stored."""
    rows = re.findall(r"^\| `([\w:-]+)(?:\(.*?\))?` \| (.+?) \|", PAGE, re.MULTILINE)
    told = {name for name, about in rows if about.strip()}
    assert {*TYPES, "group"} <= told
    assert set(FUNCTIONS) <= told


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"note", "calculate"}))
def test_an_answer_is_stored_as_told(name: str) -> None:
    """What the page shows is what the type reads back."""
    more = {
        "select_one": "choices: {email: E-mail}\n  other: Which?\n  explain: email",
        "select_multiple": "choices: {email: E-mail}\n  other: Which?",
        "yes_no": "explain: yes",
        "table": "rows: {full: Full, part: Part, more: {label: More, named: true}}\n"
        "  columns: {total: {label: Total, type: integer}}",
        "repeat": "questions: [{name: b, type: text, label: B}]",
    }.get(name, "hint: H")
    loaded = load(with_questions(f"- name: q\n  type: {name}\n  label: Q\n  {more}"), file="x.yaml")
    assert loaded.dialogue is not None, [str(it) for it in loaded.mistakes]
    question = loaded.dialogue.outline.by_name["q"].asked
    assert question is not None
    values, _ = generator().VALUES[name]
    for value in values:
        seen = question.as_value(value)
        assert set(seen) <= {"", *question.parts, *getattr(question, "part_names", ())}
        assert not question.gaps(value)


def test_every_key_is_told() -> None:
    """Of questions and sections in the text, of types in their table."""
    shared = {*Question.model_fields, *Section.model_fields, *Group.model_fields, *Repeat.model_fields}
    own = {key for kind in TYPES.values() for key in kind.model_fields}
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    assert (shared | own) - told == set()
