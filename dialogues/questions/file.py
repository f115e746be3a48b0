"""`file`: one document or several, or links to them."""

from __future__ import annotations

from typing import ClassVar, Literal

from dialogues.questions._files import Files


class File(Files):
    """A file of any kind, or of those that `accept` names."""

    type: Literal["file"]

    minutes: ClassVar[float] = 5
