"""What several screens consist of: sections, the buttons that lead somewhere, lines with an answer."""

from __future__ import annotations

from collections.abc import Iterable

from dialogues.dialogue import Place
from dialogues.prompt import Block, Button, Listing, ListItem
from dialogues.relevance import Fact
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item

#: how many questions a screen lists before it says how many more there are
LISTED = 12


def filled_places(scene: Scene) -> list[Place]:
    """Sections in which something is asked."""
    return [place for place in scene.dialogue.outline.places if scene.place_items(place)]


def place_named(scene: Scene, section: str) -> Place | None:
    return next((place for place in filled_places(scene) if place.section.name == section), None)


def is_owed(fact: Fact) -> bool:
    """Required, and nothing is there."""
    return fact.level == "required" and fact.state != "answered"


def waits(scene: Scene, item: Item) -> bool:
    """Whether a colleague was asked for it, and nobody has answered since."""
    return item.path in scene.view.application.waiting and scene.view.facts[item.path].state != "answered"


def waiting(scene: Scene) -> list[Item]:
    return [item for item in scene.view.asked() if waits(scene, item)]


def command(scene: Scene, key: str, name: str, argument: str = "", **fields: str | int) -> Button:
    """A button of the catalogue that gives a command."""
    return Button(label=scene.say(key, **fields), reply=Command(name=name, argument=argument))


def to_question(scene: Scene, item: Item) -> Button:
    """A question's code, which leads there."""
    return Button(label=scene.code(item), reply=Command(name="go", argument=item.path))


def to_section(scene: Scene, place: Place) -> Button:
    return Button(
        label=place.number or scene.text(place.section.label),
        reply=Command(name="section", argument=place.section.name),
    )


def answered_line(scene: Scene, item: Item) -> ListItem:
    """A question with its answer, or with what there is instead of one."""
    fact = scene.view.facts[item.path]
    empty = scene.say("state.missing") if fact.level == "required" else "——"
    shown = scene.say("state.begun") if scene.is_begun(item) else scene.show(item) or empty
    marks = [
        scene.say(key)
        for key, is_so in (("state.problem", fact.problem), ("state.waiting", waits(scene, item)))
        if is_so
    ]
    return ListItem(text=" · ".join((scene.line(item, shown), *marks)), button=to_question(scene, item))


def named_line(scene: Scene, item: Item) -> ListItem:
    """A question by its code and label, and that it is half filled."""
    coded = scene.coded(item)
    text = scene.line(item, scene.say("state.begun")) if scene.is_begun(item) else coded
    return ListItem(text=text, button=to_question(scene, item))


def listed(scene: Scene, title: str, items: list[Item]) -> Iterable[Block]:
    """The first of these questions, each one tap away."""
    if not items:
        return
    lines = [named_line(scene, item) for item in items[:LISTED]]
    if len(items) > LISTED:
        lines.append(ListItem(text=scene.say("review.more", n=len(items) - LISTED)))
    yield Listing(title=title, items=tuple(lines))
