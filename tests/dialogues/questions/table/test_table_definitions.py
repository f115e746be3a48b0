"""What an author may define as a table, and that the tables of these tests are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dialogues.question import Unfinished
from dialogues.questions.table import Table
from dialogues.reply import Typed
from tests.dialogues.questions.here import here, question
from tests.dialogues.questions.table.tables import (
    DEFINITIONS,
    Chat,
    table,
)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_tables_here_are_right(name: str) -> None:
    """Their author is told nothing, and they say what they hold."""
    checked = table(name)
    assert list(checked.check()) == []
    assert set(checked.part_names) >= {*checked.rows, *checked.columns}
    assert [row["name"] for row in checked.outline()["rows"]] == list(checked.rows)
    assert {key for key, _ in checked.texts()} == {"label", "rows", "columns"}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_example_is_an_answer(name: str) -> None:
    """What the hint gives as an example fills the first line, total and all."""
    chat = Chat(name)
    example = next(
        (line.partition("：")[2] for line in chat.hint.splitlines() if line.startswith("例：")), ""
    )
    without = {"indicators": "平均联系处理时间 ≤1 1", "kpis": "平均等待 ≤1 1", "facilities": "1 3"}
    assert example or name in without
    chat.type(example or without[name])
    assert chat.problem == ""
    assert chat.value is not None or chat.draft["rows"]


def test_the_schema_takes_a_bare_label() -> None:
    """A row, a column and a total may be given short; an editor's schema knows it."""
    schema = TypeAdapter(Table).json_schema()
    (row,) = schema["properties"]["rows"]["patternProperties"].values()
    assert {"type": "string"} in row["anyOf"]
    assert {"$ref": "#/$defs/Row"} in row["anyOf"]
    assert {"$ref": "#/$defs/Total"} in schema["properties"]["total"]["anyOf"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": {}, "columns": {"x": "一"}},
        {"rows": {"a": "甲"}, "columns": {}},
        {"rows": {"a": "甲"}, "columns": {"x": {"label": "一", "type": "file"}}},
        {"rows": {"a": {"label": "甲", "strange": "1"}}, "columns": {"x": "一"}},
        {"rows": {"A": "甲"}, "columns": {"x": "一"}},
        {"rows": {"a": "甲"}, "columns": {"x": "一"}, "total": {"along": "diagonal"}},
        {"rows": {"a": "甲"}, "columns": {"x": "一"}, "total": {"along": "row", "tolerance": "-1"}},
    ],
)
def test_a_definition_is_refused(wrong: Mapping[str, Any]) -> None:
    """Unknown keys, empty tables and cells that no table has are mistakes of form."""
    with pytest.raises(ValidationError):
        question({"type": "table", **wrong})


def test_a_text_may_be_translated() -> None:
    """A row is a label in one language or in all of them; a pasted name counts in any."""
    read = question(
        {
            "type": "table",
            "rows": {"a": {"zh-Hans": "全职", "zh-Hant": "全職", "en": "Full time"}, "b": {"label": "兼职"}},
            "columns": {"x": {"label": "人数", "type": "integer"}, "y": {"label": "班组", "type": "integer"}},
        }
    )
    for typed in ("全职 3 4", "全職：3 4", "full time 3 4", "Full time\t3\t4"):
        read_as = read.read(Typed(text=typed), None, here(read, language="en"))
        assert isinstance(read_as, Unfinished)
        assert read_as.draft["rows"] == {"a": {"cells": {"x": "3", "y": "4"}}}
