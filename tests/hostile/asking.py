"""A dialogue with a question for each text that somebody sends, and one for files: made for the tests, and not shown to
be nice."""

from __future__ import annotations

from typing import Final

from bot.shelf import Shelved
from dialogues.loading import load

NAME: Final = "attacked"
#: the number of the question for files
FILES: Final = "B1"


def asking(count: int) -> Shelved:
    """`count` questions for texts, T1 and so on; files; and a text that comes in parts."""
    questions = "\n".join(
        f"      - {{name: q{at}, number: T{at}, type: text, label: Text {at}, contact: {'true' if at == 1 else 'false'}}}"
        for at in range(1, count + 1)
    )
    source = f"""\
id: {NAME}
title: Attacked
languages: [en]
default_language: en
prefix: X
applicant: q2
organisation: q2
sections:
  - name: texts
    number: T
    label: Texts
    questions:
{questions}
  - name: rest
    number: B
    label: Rest
    questions:
      - {{name: files, number: {FILES}, type: file, max_files: 100, max_size: 2, label: Files}}
      - {{name: story, number: B2, type: text, appearance: multiline, label: Story}}
"""
    dialogue = load(source, file=NAME).dialogue
    assert dialogue is not None, load(source, file=NAME).mistakes
    return Shelved(dialogue=dialogue, source=source)
