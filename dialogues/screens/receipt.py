"""The receipt, or what else became of the application."""

from __future__ import annotations

from datetime import datetime

from dialogues.application import State
from dialogues.closing import changeable_until, closes_at, moment, phase
from dialogues.prompt import Block, Button, Paragraph, Prompt
from dialogues.scene import Scene
from dialogues.screens.parts import command
from dialogues.summary import result_blocks
from dialogues.widths import rows

#: of a checksum; the whole of it stands in the copy
SHOWN = 12


def done_screen(
    scene: Scene, at: datetime | None, checksum: str, *, echo: str = "", problem: str = ""
) -> Prompt:
    """Reference, when, how many files, its checksum, and until when it can be changed."""
    application = scene.view.application
    over = phase(scene.dialogue, scene.view.now) == "over"
    body: list[Block]
    ways: list[Button] = []
    if application.state in (State.SUBMITTED, State.RESUBMITTED):
        label = scene.say("done.submitted", reference=application.reference)
        body = [*_facts(scene, at, checksum), *result_blocks(scene), Paragraph(text=_next(scene, over=over))]
        if not over:
            ways.append(command(scene, "button.withdraw", "reopen"))
    else:
        label = scene.say(f"done.{application.state.value}", reference=application.reference)
        body = _expired(scene) if application.state is State.EXPIRED else []
    if application.state is State.EXPIRED or (
        scene.view.answered and application.state is not State.WITHDRAWN
    ):
        ways.append(command(scene, "button.copy", "copy"))
    actions = [*rows(ways)]
    if not over:
        actions.append((command(scene, "button.new", "new"),))
    return Prompt(
        language=scene.language,
        screen="done",
        numbered=True,
        header=scene.text(scene.dialogue.title),
        label=label,
        body=tuple(body),
        actions=tuple(actions),
        echo=echo,
        problem=problem,
    )


def _facts(scene: Scene, at: datetime | None, checksum: str) -> list[Block]:
    if at is None:
        return []
    lines = [scene.say("done.at", moment=moment(scene, at))]
    if files := _files(scene):
        lines.append(scene.say("done.files", n=files))
    if checksum:
        lines.append(scene.say("done.checksum", checksum=checksum[:SHOWN]))
    return [Paragraph(text="\n".join(lines), style="quiet")]


def _next(scene: Scene, *, over: bool) -> str:
    if over:
        return scene.say("done.next_closed")
    until = changeable_until(scene)
    return scene.say("done.next_until", moment=until) if until else scene.say("done.next")


def _expired(scene: Scene) -> list[Block]:
    """That nothing is lost, and whom to ask."""
    closes, notice = closes_at(scene.dialogue), scene.dialogue.notice
    lines = []
    if closes is not None:
        lines.append(scene.say("done.closed", moment=moment(scene, closes)))
    if scene.view.application.round:
        lines.append(scene.say("done.earlier"))
    if notice is not None and notice.contact is not None:
        lines.append(scene.say("done.contact", contact=scene.text(notice.contact)))
    return [Paragraph(text="\n".join(lines))] if lines else []


def _files(scene: Scene) -> int:
    answers = scene.view.application.answers
    values = [answers[item.path].value for item in scene.view.asked() if item.path in answers]
    return sum(
        1
        for value in values
        if isinstance(value, list)
        for file in value
        if isinstance(file, dict) and "sha256" in file
    )
