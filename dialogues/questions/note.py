"""`note`: a text that joins the next prompt, with no tap of its own."""

from __future__ import annotations

from typing import Literal

from dialogues.question import Entry
from dialogues.text import Label


class Note(Entry):
    """Shown, never asked."""

    type: Literal["note"]
    label: Label
