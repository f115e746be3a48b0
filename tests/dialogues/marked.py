"""Definitions in which a mark such as ⟦D031⟧ stands before each place where a mistake is to be found."""

from __future__ import annotations

import re

_MARK = re.compile(r"⟦(D\d{3})⟧")

HEAD = """\
id: clinic
title: Clinic
languages: [en]
default_language: en
"""


def unmarked(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without its marks, and what they say: code, line and column."""
    expected = []
    while (mark := _MARK.search(text)) is not None:
        before = text[: mark.start()]
        expected.append((mark[1], before.count("\n") + 1, mark.start() - before.rfind("\n")))
        text = before + text[mark.end() :]
    return text, expected


def with_questions(questions: str, head: str = HEAD) -> str:
    """A dialogue around a list of questions."""
    lines = "".join(f"      {line}\n" for line in questions.strip("\n").split("\n"))
    return f"{head}sections:\n  - name: first\n    label: First\n    questions:\n{lines}"
