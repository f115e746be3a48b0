"""`image`: one picture or several, each with a caption if its sender wrote one."""

from __future__ import annotations

from typing import ClassVar, Literal

from dialogues.questions._files import Files, Suffix
from dialogues.questions._media import IMAGES


class Image(Files):
    """A picture."""

    type: Literal["image"]
    accept: tuple[Suffix, ...] = IMAGES

    minutes: ClassVar[float] = 3
    captions: ClassVar[bool] = True
