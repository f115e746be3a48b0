"""The map: all sections with their counts; one section with its answers; what is owed, or waits for a colleague."""

from __future__ import annotations

from itertools import groupby
from typing import Literal

from dialogues.closing import deadline
from dialogues.dialogue import Place
from dialogues.prompt import Block, Button, Listing, ListItem, Prompt
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.screens.parts import (
    answered_line,
    command,
    filled_places,
    is_owed,
    named_line,
    place_named,
    to_question,
    to_section,
    waiting,
    waits,
)
from dialogues.widths import rows

#: more questions than this are not listed on one screen
_MOST = 40


def map_screen(
    scene: Scene,
    section: str,
    only: Literal["", "required", "waiting"],
    onwards: Item | None,
    *,
    echo: str = "",
    problem: str = "",
) -> Prompt:
    """All sections, or what was asked of them. `onwards` is the question where going on leads; None: to the
    review."""
    place = place_named(scene, section)
    if place is not None:
        return section_screen(scene, place, "map", echo, problem)
    if only:
        return _only_screen(scene, only, echo, problem)
    body: list[Block] = []
    here = onwards.node.place if onwards is not None else None
    for part, places in groupby(filled_places(scene), key=lambda place: place.part):
        lines = tuple(_section_line(scene, place, is_here=place is here) for place in places)
        body.append(Listing(title=scene.text(part.label) if part is not None else "", items=lines))
    return Prompt(
        language=scene.language,
        screen="map",
        header=scene.say("map.title"),
        progress=scene.progress(),
        label=scene.text(scene.dialogue.title),
        hint="\n".join(line for line in (deadline(scene), _hint(scene)) if line),
        body=tuple(body),
        actions=_ways(scene, onwards),
        echo=echo,
        problem=problem,
    )


def section_screen(
    scene: Scene, place: Place, screen: Literal["map", "review"], echo: str, problem: str
) -> Prompt:
    """A section as a list with its answers, on the way round the map or through the review."""
    items = scene.place_items(place)
    actions = list(rows([to_question(scene, item) for item in items]))
    places = filled_places(scene)
    after = places[places.index(place) + 1 :]
    if screen == "review" and after:
        section = after[0].section
        name = scene.text(section.short or section.label)
        actions.append((command(scene, "button.next_section", "review", section.name, section=name),))
    review = command(scene, "button.review", "review")
    back = command(scene, "button.whole_map", "map")
    return Prompt(
        language=scene.language,
        screen=screen,
        header=scene.text(scene.dialogue.title),
        progress=scene.progress(),
        label=scene.header(place),
        hint=scene.say("map.section_hint"),
        body=(Listing(items=tuple(answered_line(scene, item) for item in items)),),
        actions=tuple(actions),
        navigation=(review,) if screen == "review" else (back, review),
        echo=echo,
        problem=problem,
    )


def _only_screen(scene: Scene, only: Literal["required", "waiting"], echo: str, problem: str) -> Prompt:
    facts = scene.view.facts
    if only == "required":
        items = [item for item in scene.view.asked() if is_owed(facts[item.path])]
        label = scene.say("review.missing", n=len(items)) if items else scene.say("where.complete")
    else:
        items = waiting(scene)
        label = scene.say("map.waiting_for", n=len(items)) if items else scene.say("map.nothing_waits")
    shown = items[:_MOST]
    lines = tuple(named_line(scene, item) for item in shown)
    body: list[Block] = [Listing(items=lines)] if shown else []
    if len(items) > _MOST:
        body.append(Listing(items=(ListItem(text=scene.say("review.more", n=len(items) - _MOST)),)))
    return Prompt(
        language=scene.language,
        screen="map",
        header=scene.say("map.title"),
        progress=scene.progress(),
        label=label,
        hint=scene.say("map.section_hint") if items else "",
        body=tuple(body),
        actions=rows([to_question(scene, item) for item in shown]),
        navigation=(
            command(scene, "button.whole_map", "map"),
            command(scene, "button.review", "review"),
        ),
        echo=echo,
        problem=problem,
    )


def _hint(scene: Scene) -> str:
    if scene.view.answered < scene.view.total:
        return scene.say("map.hint", n=scene.minutes_left())
    return scene.say("map.hint_done")


def _ways(scene: Scene, onwards: Item | None) -> tuple[tuple[Button, ...], ...]:
    ahead: list[tuple[Button, ...]] = []
    if onwards is not None:
        ahead.append((command(scene, "button.continue_from", "start", code=scene.code(onwards)),))
    filters = []
    if any(is_owed(fact) for fact in scene.view.facts.values() if fact.relevant):
        filters.append(command(scene, "button.only_required", "only", "required"))
    if there := waiting(scene):
        filters.append(command(scene, "button.waiting", "only", "waiting", n=len(there)))
    others = [
        *filters,
        command(scene, "button.all_answers", "copy"),
        command(scene, "button.pause", "stop"),
        command(scene, "button.review", "review"),
    ]
    sections = [to_section(scene, place) for place in filled_places(scene)]
    return (*ahead, *rows(sections), *rows(others))


def _section_line(scene: Scene, place: Place, *, is_here: bool) -> ListItem:
    facts, items = scene.view.facts, scene.place_items(place)
    answered = sum(1 for item in items if facts[item.path].state == "answered")
    required = sum(1 for item in items if is_owed(facts[item.path]))
    waited = sum(1 for item in items if waits(scene, item))
    marks = []
    if required:
        marks.append(scene.say("map.required", n=required))
    if waited:
        marks.append(scene.say("map.waiting", n=waited))
    if any(facts[item.path].problem for item in items):
        marks.append(scene.say("state.problem"))
    name = scene.text(place.section.short or place.section.label)
    text = f"{place.number} {name} {answered}/{len(items)}"
    if not marks and answered == len(items):
        text += " ✅"
    text = " · ".join((text, *marks))
    if is_here:
        text += f" ▸ {scene.say('map.here')}"
    return ListItem(text=text, button=to_section(scene, place))
