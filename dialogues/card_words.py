"""A question of yes or no on a card or in a form: what its two answers are called, and which of them is picked."""

from __future__ import annotations

from dialogues.questions.yes_no import YesNo
from dialogues.scene import Scene
from dialogues.scope import Item


def answers_of(scene: Scene, item: Item) -> tuple[str, str]:
    """What yes and no are called."""
    question, here = item.question, scene.here(item)
    if not isinstance(question, YesNo):  # pragma: no cover - a card of these has nothing else
        raise TypeError(item.path)
    return question.called("yes", here), question.called("no", here)


def picked_of(scene: Scene, item: Item) -> str:
    """The answer that is stored, or ""."""
    answer = scene.view.application.answers.get(item.path)
    return str(answer.value.get("picked", "")) if answer is not None and answer.value is not None else ""
