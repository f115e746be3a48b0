"""What a later submission says otherwise than the one before it: derived from the two, kept in neither.

Both are looked at in one language; how a difference is drawn is in `summary_drawing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.plain import width
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.summary_parts import Changed, Pointer

#: columns of an answer beside what it was
_SHOWN = 80


def differences(before: Scene, after: Scene, *, contact: bool) -> tuple[Changed, ...]:
    """Every question whose answer is another, is new, or is no longer there; in the order of the paper. Without
    `contact`, questions that ask for contact data are left out."""
    return tuple(
        Changed(
            item=Pointer(path=item.path, code=scene.code(item), label=scene.brief(item)),
            before=_shown(before, item.path),
            after=_shown(after, item.path),
        )
        for scene, item in _asked(before, after)
        if (contact or not item.node.contact) and _kept(before, item.path) != _kept(after, item.path)
    )


def _asked(before: Scene, after: Scene) -> Iterator[tuple[Scene, Item]]:
    """What is asked now, and then what was asked only before."""
    for item in after.view.asked():
        yield after, item
    for item in before.view.asked():
        fact = after.view.facts.get(item.path)
        if fact is None or not fact.relevant:
            yield before, item


def _kept(scene: Scene, path: str) -> object:
    """What was handed in: the answer with its kind of nothing, and the reason that was given for it."""
    fact, answer = scene.view.facts.get(path), scene.view.application.answers.get(path)
    if fact is None or not fact.relevant or answer is None or answer.nothing == "later":
        return None
    return answer.value, answer.nothing, answer.reason


def _shown(scene: Scene, path: str) -> str:
    if _kept(scene, path) is None:
        return scene.say("state.empty")
    text = " ".join(scene.show(scene.view.by_path[path]).split())
    if width(text) <= _SHOWN:
        return text
    return next(cut for end in range(len(text), -1, -1) if width(cut := f"{text[:end]}…") <= _SHOWN)
