"""The welcome: what it is, how long it takes, until when, what to have ready; the notice, and what is agreed to."""

from __future__ import annotations

from collections import Counter

from dialogues.closing import deadline
from dialogues.dialogue import Notice
from dialogues.prompt import Block, Button, Listing, ListItem, Paragraph, Prompt
from dialogues.questions._files import Files
from dialogues.reply import Command, Ticked
from dialogues.scene import Scene
from dialogues.screens.choosing import language_buttons
from dialogues.screens.parts import command, filled_places
from dialogues.text import Text
from dialogues.widths import rows

#: files that are named before it is said how many more there are
_NAMED = 4
_PARTS = {
    "purpose": "notice.purpose",
    "kinds": "notice.kinds",
    "recipients": "notice.recipients",
    "retention": "notice.retention",
    "rights": "notice.rights",
}


def welcome_screen(
    scene: Scene, notice: Notice, ticked: tuple[int, ...], *, echo: str = "", problem: str = ""
) -> Prompt:
    """Before the first question. Only when everything is agreed to is there a button to begin."""
    dialogue = scene.dialogue
    begin = command(scene, "button.begin", "begin")
    actions: list[tuple[Button, ...]] = []
    if len(notice.consents) == 1:  # to agree is to begin
        label = scene.text(notice.consents[0])
        actions.append((Button(label=label, reply=Command(name="begin", argument="1")),))
    else:
        if set(ticked) >= set(range(len(notice.consents))):
            actions.append((begin,))
        actions.extend(
            (_consent(scene, text, number, on=number in ticked),)
            for number, text in enumerate(notice.consents)
        )
    others = language_buttons(scene, others=True)
    actions.append((command(scene, "button.questions", "questions"),))
    actions.extend(rows(others))
    return Prompt(
        language=scene.language,
        screen="welcome",
        numbered=True,
        label=scene.text(dialogue.title),
        hint=scene.text(dialogue.introduction) if dialogue.introduction is not None else "",
        body=(Listing(items=tuple(ListItem(text=line) for line in _facts(scene))), *_notice(scene, notice)),
        actions=tuple(actions),
        echo=echo,
        problem=problem,
    )


def introduction(scene: Scene) -> tuple[str, ...]:
    """The same without a notice: it joins the first question."""
    text = scene.dialogue.introduction
    return (
        scene.text(scene.dialogue.title),
        *([scene.text(text)] if text is not None else []),
        "\n".join(_facts(scene)),
    )


def _consent(scene: Scene, text: Text, number: int, *, on: bool) -> Button:
    label = f"{'✅' if on else '☐'} {scene.text(text)}"
    return Button(label=label, reply=Ticked(name=str(number), on=not on))


def _facts(scene: Scene) -> list[str]:
    size = scene.say(
        "welcome.size",
        sections=len(filled_places(scene)),
        questions=scene.view.total,
        n=scene.minutes_left(),
    )
    lines = [size, deadline(scene), *_colleagues(scene), *_uploads(scene)]
    lines.append(scene.say("welcome.reference", reference=scene.view.application.reference))
    return [line for line in lines if line]


def _colleagues(scene: Scene) -> list[str]:
    """Who else has to be asked: the departments that know the answers."""
    sources = Counter(
        scene.text(item.question.source) for item in scene.view.asked() if item.question.source is not None
    )
    if not sources:
        return []
    named = [scene.say("welcome.source", source=source, n=n) for source, n in sources.items()]
    return [scene.say("welcome.sources", sources=scene.say("format.between").join(named))]


def _uploads(scene: Scene) -> list[str]:
    """Which files are asked for."""
    items = [item for item in scene.view.asked() if isinstance(item.question, Files)]
    if not items:
        return []
    names = [*(scene.coded(item) for item in items[:_NAMED]), *(["…"] if len(items) > _NAMED else [])]
    files = scene.say("format.between").join(names)
    return [scene.say("welcome.files", files=files, n=len(items))]


def _notice(scene: Scene, notice: Notice) -> list[Block]:
    lines = []
    who = [scene.text(text) for text in (notice.controller, notice.contact) if text is not None]
    if who:
        lines.append(scene.say("notice.controller", text=scene.say("format.between").join(who)))
    lines += [
        scene.say(key, text=scene.text(text))
        for name, key in _PARTS.items()
        if (text := getattr(notice, name)) is not None
    ]
    title = Paragraph(text=scene.say("notice.title"), style="strong")
    return [title, Paragraph(text="\n".join(lines), style="quiet")] if lines else []
