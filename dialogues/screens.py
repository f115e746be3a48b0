"""The screens to move in: map, review, languages, confirmation, receipt; and what is told beside a prompt.

Each is a pure look at a scene. Every line leads somewhere by its button; marks stand beside a word or a count.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from babel import Locale, UnknownLocaleError

from dialogues.application import Nothing, State
from dialogues.dialogue import Place
from dialogues.prompt import Block, Button, Listing, ListItem, Notice, Paragraph, Prompt
from dialogues.questions.note import Note
from dialogues.relevance import Fact
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.summary import result_blocks

#: how many problems a review lists before it says how many more there are
LISTED = 12


def map_screen(
    scene: Scene, section: str, onwards: Item | None, *, echo: str = "", problem: str = ""
) -> Prompt:
    """All sections with their counts, or one section with its answers. `onwards` is the question where going on
    leads; None: to the review."""
    place = _place(scene, section)
    if place is not None:
        return _section_screen(scene, place, "map", echo, problem)
    body: list[Block] = []
    buttons: list[Button] = []
    for part, places in groupby(filled_places(scene), key=lambda place: place.part):
        lines = []
        for place in places:
            lines.append(_section_line(scene, place, scene.place_items(place)))
            buttons.append(_section_button(scene, place))
        body.append(Listing(title=scene.text(part.label) if part is not None else "", items=tuple(lines)))
    return Prompt(
        language=scene.language,
        screen="map",
        header=scene.say("map.title"),
        progress=scene.progress(),
        label=scene.text(scene.dialogue.title),
        hint=scene.say("map.hint", n=scene.minutes_left())
        if scene.view.answered < scene.view.total
        else scene.say("map.hint_done"),
        body=tuple(body),
        actions=((_continue(scene, onwards),), *_rows(buttons, 5), (_review(scene),))
        if onwards is not None
        else (*_rows(buttons, 5), (_review(scene),)),
        echo=echo,
        problem=problem,
    )


def review_screen(scene: Scene, section: str, *, echo: str = "", problem: str = "") -> Prompt:
    """What is settled, what is missing, what contradicts; each one tap away. Then Submit."""
    place = _place(scene, section)
    if place is not None:
        return _section_screen(scene, place, "review", echo, problem)
    view, facts = scene.view, scene.view.facts
    items = list(view.asked())
    wrong = [item for item in items if facts[item.path].problem]
    required = [item for item in items if _is_owed(facts[item.path])]
    rest = [item for item in items if facts[item.path].missing and item not in required and item not in wrong]
    unexplained = [item for item in rest if facts[item.path].state == "answered"]
    soft = [item for item in rest if item not in unexplained]
    body: list[Block] = [Paragraph(text=_counts(scene, items)), *_last_notes(scene)]
    if not required:
        body.extend(result_blocks(scene))
    for key, found in (
        ("review.missing", required),
        ("review.look", wrong),
        ("review.unexplained", unexplained),
    ):
        body.extend(_listed(scene, key, found))
    body.extend(_listed(scene, "review.soft", soft))
    actions: list[tuple[Button, ...]] = []
    if view.application.loose:
        body.append(_loose(scene))
        label = scene.say("button.place_files", n=len(view.application.loose))
        actions.append((Button(label=label, reply=Command(name="loose")),))
    missing = [*required, *wrong, *unexplained, *soft]
    if missing:
        label = scene.say("button.fill_missing", n=len(missing))
        actions.append((Button(label=label, reply=Command(name="sweep")),))
    if not any(facts[item.path].blocks for item in items):
        actions.append((Button(label=scene.say("button.submit"), reply=Command(name="submit")),))
    actions.extend(_rows([_section_button(scene, place) for place in filled_places(scene)], 5))
    return Prompt(
        language=scene.language,
        screen="review",
        header=scene.text(scene.dialogue.title),
        progress=scene.progress(),
        label=scene.say("review.title"),
        hint=scene.say("review.hint"),
        body=tuple(body),
        actions=tuple(actions),
        navigation=(
            Button(label=scene.say("button.back"), reply=Command(name="back")),
            Button(label=scene.say("button.map"), reply=Command(name="map")),
        ),
        echo=echo,
        problem=problem,
    )


def language_screen(scene: Scene, *, echo: str = "", problem: str = "") -> Prompt:
    """The dialogue's languages, each in its own name."""
    row = tuple(
        Button(label=language_name(scene, tag), reply=Command(name="language", argument=tag))
        for tag in scene.dialogue.languages
    )
    return Prompt(
        language=scene.language,
        screen="choose",
        numbered=True,
        label=scene.say("language.title"),
        actions=(row, (Button(label=scene.say("button.cancel"), reply=Command(name="cancel")),)),
        echo=echo,
        problem=problem,
    )


def confirm_screen(scene: Scene, what: str, *, problem: str = "") -> Prompt:
    """An act that cannot be undone by a tap."""
    return Prompt(
        language=scene.language,
        screen="confirm",
        numbered=True,
        label=scene.say(f"confirm.{what}", reference=scene.view.application.reference),
        actions=(
            (
                Button(label=scene.say(f"button.confirm_{what}"), reply=Command(name="confirm")),
                Button(label=scene.say("button.cancel"), reply=Command(name="cancel")),
            ),
        ),
        problem=problem,
    )


def done_screen(scene: Scene, checksum: str, *, echo: str = "", problem: str = "") -> Prompt:
    """The receipt, or what became of the application."""
    application = scene.view.application
    actions: list[tuple[Button, ...]] = []
    body: list[Block] = []
    if application.state in (State.SUBMITTED, State.RESUBMITTED):
        label = scene.say("done.submitted", reference=application.reference)
        if checksum:
            body.append(Paragraph(text=scene.say("done.checksum", checksum=checksum[:12]), style="quiet"))
        body.extend(result_blocks(scene))
        body.append(Paragraph(text=scene.say("done.next")))
        actions.append(
            (
                Button(label=scene.say("button.withdraw"), reply=Command(name="reopen")),
                Button(label=scene.say("button.copy"), reply=Command(name="copy")),
            )
        )
    else:
        label = scene.say(f"done.{application.state.value}", reference=application.reference)
    actions.append((Button(label=scene.say("button.new"), reply=Command(name="new")),))
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


def introduction(scene: Scene) -> Notice:
    """What it is, before the first question."""
    dialogue = scene.dialogue
    blocks: list[Block] = [Paragraph(text=scene.text(dialogue.title), style="strong")]
    if dialogue.introduction is not None:
        blocks.append(Paragraph(text=scene.text(dialogue.introduction)))
    blocks.append(
        Paragraph(
            text=scene.say(
                "tell.size", sections=len(filled_places(scene)), questions=scene.view.total, n=scene.minutes_left(),
                reference=scene.view.application.reference,
            ),
            style="quiet",
        )
    )  # fmt: skip
    return Notice(blocks=tuple(blocks), language=scene.language)


def where(scene: Scene, item: Item | None) -> Notice:
    """Section, count, what is missing, minutes."""
    facts = scene.view.facts
    items = list(scene.view.asked())
    required = sum(1 for it in items if _is_owed(facts[it.path]))
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
    return Notice(blocks=(Paragraph(text="\n".join(lines)),), language=scene.language)


def reminder(scene: Scene) -> Notice:
    """What is saved, what is missing and how long it takes; one button to the first gap."""
    facts = scene.view.facts
    gaps = [item for item in scene.view.asked() if _is_owed(facts[item.path])]
    first = gaps[0] if gaps else next((item for item in scene.view.asked() if facts[item.path].missing), None)
    text = scene.say("reminder.text", title=scene.text(scene.dialogue.title), answered=scene.view.answered,
                     total=scene.view.total)  # fmt: skip
    blocks: list[Block] = [Paragraph(text=text)]
    if gaps:
        lines = tuple(ListItem(text=scene.coded(item)) for item in gaps[:3])
        blocks.append(Listing(title=scene.say("reminder.required", n=len(gaps)), items=lines))
    else:
        blocks.append(Paragraph(text=scene.say("reminder.unsent")))
    if first is not None:
        blocks.append(Paragraph(text=scene.say("where.minutes", n=scene.minutes_left())))
    button = (
        Button(
            label=scene.say("button.continue_from", code=scene.code(first)),
            reply=Command(name="go", argument=first.path),
        )
        if first is not None
        else _review(scene)
    )
    return Notice(blocks=tuple(blocks), buttons=((button,),), language=scene.language)


def language_name(scene: Scene, tag: str) -> str:
    """What a language calls itself, in the catalogue's word or in CLDR's."""
    if tag in scene.words.catalogues:
        return scene.words.say(tag, "language.name")
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _section_screen(scene: Scene, place: Place, screen: str, echo: str, problem: str) -> Prompt:
    items = scene.place_items(place)
    lines = tuple(_line(scene, item) for item in items)
    buttons = [Button(label=scene.code(item), reply=Command(name="go", argument=item.path)) for item in items]
    places = filled_places(scene)
    after = places[places.index(place) + 1 :]
    rows = _rows(buttons, 5)
    if screen == "review" and after:
        target = after[0]
        label = scene.say(
            "button.next_section", section=scene.text(target.section.short or target.section.label)
        )
        rows.append((Button(label=label, reply=Command(name="review", argument=target.section.name)),))
    back = Button(label=scene.say("button.whole_map"), reply=Command(name="map"))
    review = _review(scene)
    return Prompt(
        language=scene.language,
        screen="review" if screen == "review" else "map",
        header=scene.text(scene.dialogue.title),
        progress=scene.progress(),
        label=scene.header(place),
        hint=scene.say("map.section_hint"),
        body=(Listing(items=lines),),
        actions=tuple(rows),
        navigation=(review,) if screen == "review" else (back, review),
        echo=echo,
        problem=problem,
    )


def _line(scene: Scene, item: Item) -> ListItem:
    fact = scene.view.facts[item.path]
    shown = scene.show(item) or ("——" if fact.level != "required" else scene.say("state.missing"))
    mark = f" · {scene.say('state.problem')}" if fact.problem else ""
    return ListItem(
        text=scene.line(item, shown) + mark,
        button=Button(label=scene.code(item), reply=Command(name="go", argument=item.path)),
    )


def _section_line(scene: Scene, place: Place, items: tuple[Item, ...]) -> ListItem:
    facts = scene.view.facts
    answered = sum(1 for item in items if facts[item.path].state == "answered")
    required = sum(1 for item in items if _is_owed(facts[item.path]))
    text = f"{place.number} {scene.text(place.section.label)} {answered}/{len(items)}"
    if required:
        text += f" · {scene.say('map.required', n=required)}"
    elif any(facts[item.path].problem for item in items):
        text += f" · {scene.say('state.problem')}"
    elif answered == len(items):
        text += " ✅"
    return ListItem(text=text, button=_section_button(scene, place))


def _section_button(scene: Scene, place: Place) -> Button:
    return Button(
        label=place.number or scene.text(place.section.label),
        reply=Command(name="section", argument=place.section.name),
    )


def _continue(scene: Scene, item: Item) -> Button:
    return Button(label=scene.say("button.continue_from", code=scene.code(item)), reply=Command(name="start"))


def _review(scene: Scene) -> Button:
    return Button(label=scene.say("button.review"), reply=Command(name="review"))


def _counts(scene: Scene, items: Iterable[Item]) -> str:
    answers = scene.view.application.answers
    kinds = [answers[item.path].nothing if item.path in answers else Nothing.LATER for item in items]
    return scene.say(
        "review.counts",
        answered=kinds.count(None),
        not_applicable=kinds.count(Nothing.NOT_APPLICABLE),
        declined=kinds.count(Nothing.DECLINED),
        empty=kinds.count(Nothing.LATER),
    )


def _listed(scene: Scene, key: str, items: list[Item]) -> Iterable[Block]:
    if not items:
        return
    lines = [
        ListItem(
            text=_problem(scene, item),
            button=Button(label=scene.code(item), reply=Command(name="go", argument=item.path)),
        )
        for item in items[:LISTED]
    ]
    if len(items) > LISTED:
        lines.append(ListItem(text=scene.say("review.more", n=len(items) - LISTED)))
    yield Listing(title=scene.say(key, n=len(items)), items=tuple(lines))


def _problem(scene: Scene, item: Item) -> str:
    if not scene.view.facts[item.path].problem:
        return scene.coded(item)
    line = scene.line(item, scene.show(item))
    return scene.say("review.problem", answer=line, why=scene.complaint(item))


def _last_notes(scene: Scene) -> Iterable[Block]:
    """Notes that no question follows."""
    notes: list[Block] = []
    for item in scene.view.items:
        if item.node.asked is not None:
            notes.clear()
        elif isinstance(item.node.entry, Note) and scene.view.facts[item.path].relevant:
            notes.append(Paragraph(text=scene.text(item.node.entry.label, item), style="quiet"))
    return notes


def _loose(scene: Scene) -> Block:
    """Files that were sent and are not yet put anywhere: they would not be handed in."""
    loose = scene.view.application.loose
    lines = tuple(ListItem(text=file.name or scene.say("show.unnamed")) for file in loose)
    return Listing(title=scene.say("review.loose", n=len(loose)), items=lines)


def _is_owed(fact: Fact) -> bool:
    """Required, and nothing is there."""
    return fact.level == "required" and fact.state != "answered"


def filled_places(scene: Scene) -> list[Place]:
    """Sections in which something is asked."""
    return [place for place in scene.dialogue.outline.places if scene.place_items(place)]


def _place(scene: Scene, section: str) -> Place | None:
    return next((place for place in filled_places(scene) if place.section.name == section), None)


def _rows(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
