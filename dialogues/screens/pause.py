"""A pause: where the person stopped, and when they want to be reminded."""

from __future__ import annotations

from dialogues.closing import deadline
from dialogues.cursor import Pausing
from dialogues.pausing import offered, said, written
from dialogues.prompt import Block, Button, Paragraph, Prompt
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.screens.parts import command
from dialogues.widths import rows


def pause_screen(
    scene: Scene, at: Pausing, item: Item | None, *, echo: str = "", problem: str = ""
) -> Prompt:
    """`item` is the question where the person stopped; None: at the review."""
    counts = {"answered": scene.view.answered, "total": scene.view.total}
    if item is not None:
        label = scene.say("pause.stopped_at", code=scene.code(item), **counts)
    else:
        label = scene.say("pause.stopped", **counts)
    due = deadline(scene)
    body: list[Block] = [Paragraph(text=due)] if due else []
    body.append(Paragraph(text=_decided(scene, at) if at.decided else scene.say("pause.when")))
    onward = (
        command(scene, "button.continue_from", "start", code=scene.code(item))
        if item is not None
        else command(scene, "button.continue", "start")
    )
    return Prompt(
        language=scene.language,
        screen="paused",
        numbered=True,
        label=label,
        body=tuple(body),
        actions=() if at.decided else rows([*moments(scene), command(scene, "button.unreminded", "remind")]),
        navigation=(onward, command(scene, "button.code", "code")),
        echo=echo,
        problem=problem,
    )


def moments(scene: Scene) -> tuple[Button, ...]:
    """A button for each moment that is offered now."""
    return tuple(
        Button(label=said(scene, at), reply=Command(name="remind", argument=written(at)))
        for at in offered(scene, scene.view.now)
    )


def _decided(scene: Scene, at: Pausing) -> str:
    if at.until is None:
        return scene.say("pause.not_reminded")
    return scene.say("tell.will_remind", moment=said(scene, at.until))
