"""What is told beside a prompt, or before it: where one stands, a greeting, a reminder."""

from __future__ import annotations

from dialogues.closing import deadline
from dialogues.prompt import Block, Button, Listing, ListItem, Notice, Paragraph
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.screens.parts import command, is_owed, waiting
from dialogues.screens.pause import moments
from dialogues.widths import rows

#: what a reminder names
NAMED = 3
#: a question that takes as long is said to take so long
LONG = 5


def where(scene: Scene, item: Item | None) -> Notice:
    """Section, count, what is missing, minutes, the deadline."""
    facts = scene.view.facts
    items = list(scene.view.asked())
    required = sum(1 for it in items if is_owed(facts[it.path]))
    wrong = sum(1 for it in items if facts[it.path].problem)
    lines = []
    if item is not None:
        progress = scene.progress(item)
        lines.append(
            scene.say(
                "where.at", section=scene.header(item.node.place), code=scene.coded(item),
                position=progress.section_position, total=progress.section_total,
            )
        )  # fmt: skip
    lines.append(scene.say("header.answered", answered=scene.view.answered, total=scene.view.total))
    lines.append(scene.say("where.required", n=required) if required else scene.say("where.complete"))
    if wrong:
        lines.append(scene.say("where.wrong", n=wrong))
    if scene.view.answered < scene.view.total:
        lines.append(scene.say("where.minutes", n=scene.minutes_left()))
    if due := deadline(scene):
        lines.append(due)
    return Notice(blocks=(Paragraph(text="\n".join(lines)),), language=scene.language)


def greeting(scene: Scene, item: Item | None) -> tuple[str, ...]:
    """To one who comes back: where they stopped, and how long there is; it joins the question."""
    counts = {"answered": scene.view.answered, "total": scene.view.total}
    if item is not None:
        text = scene.say("tell.welcome_back", code=scene.code(item), **counts)
    else:
        text = scene.say("tell.welcome_review", **counts)
    return ("\n".join(line for line in (text, deadline(scene)) if line),)


def reminder(scene: Scene, own: str = "") -> Notice:
    """What is saved, what is missing by name, how long it takes and how long there is; two snoozes and no more.
    `own` is what the organiser says in this round; it stands first, under their name."""
    facts = scene.view.facts
    items = list(scene.view.asked())
    gaps = [item for item in items if is_owed(facts[item.path])]
    first = gaps[0] if gaps else next((item for item in items if facts[item.path].missing), None)
    counts = {"answered": scene.view.answered, "total": scene.view.total}
    title = scene.text(scene.dialogue.title)
    saved = scene.say("reminder.text", title=title, **counts)
    rest = [deadline(scene), *_waiting(scene)]
    minutes = scene.say("where.minutes", n=scene.minutes_left()) if first is not None else ""
    blocks: list[Block] = [Paragraph(text=scene.say("reminder.own", text=own))] if own else []
    blocks.append(Paragraph(text=saved))
    if gaps:
        lines = tuple(ListItem(text=_named(scene, item)) for item in gaps[:NAMED])
        more = (ListItem(text=scene.say("review.more", n=len(gaps) - NAMED)),) if len(gaps) > NAMED else ()
        blocks.append(Listing(title=scene.say("reminder.required", n=len(gaps)), items=(*lines, *more)))
    else:
        blocks.append(Paragraph(text=scene.say("reminder.unsent")))
    if last := "\n".join(line for line in (minutes, *rest) if line):
        blocks.append(Paragraph(text=last))
    onward = (
        Button(
            label=scene.say("button.continue_from", code=scene.code(first)),
            reply=Command(name="go", argument=first.path),
        )
        if first is not None
        else command(scene, "button.review", "review")
    )
    return Notice(
        blocks=tuple(blocks),
        buttons=(
            (onward,),
            *rows(moments(scene)[:2]),
            (command(scene, "button.mute", "mute"),),
        ),
        language=scene.language,
    )


def _named(scene: Scene, item: Item) -> str:
    minutes = round(item.question.minutes)
    if minutes < LONG:
        return scene.coded(item)
    return scene.say("reminder.long", question=scene.coded(item), n=minutes)


def _waiting(scene: Scene) -> list[str]:
    there = waiting(scene)
    return [scene.say("reminder.waiting", n=len(there))] if there else []
