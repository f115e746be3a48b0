"""The screens to move in, one file each: welcome, map, review, receipt, pause; and what is told beside a prompt.

Each is a pure look at a scene. Every line leads somewhere by its button; marks stand beside a word or a count. What
happens on a reply is for `advance.py` and `commands.py`.
"""

from __future__ import annotations

from dialogues.screens.choosing import confirm_screen, language_name, language_screen
from dialogues.screens.map import map_screen
from dialogues.screens.parts import LISTED, filled_places
from dialogues.screens.pause import pause_screen
from dialogues.screens.receipt import done_screen
from dialogues.screens.review import dispute_screen, review_screen
from dialogues.screens.telling import greeting, reminder, where
from dialogues.screens.welcome import introduction, welcome_screen

__all__ = [
    "LISTED",
    "confirm_screen",
    "dispute_screen",
    "done_screen",
    "filled_places",
    "greeting",
    "introduction",
    "language_name",
    "language_screen",
    "map_screen",
    "pause_screen",
    "reminder",
    "review_screen",
    "welcome_screen",
    "where",
]
