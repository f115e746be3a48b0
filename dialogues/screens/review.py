"""The review before submitting: what is settled, what is missing, what contradicts; each one tap away. And the
choice that a contradiction leads to: which of the two places to change, or why both are right."""

from __future__ import annotations

from collections.abc import Iterable

from dialogues.application import Nothing
from dialogues.closing import deadline
from dialogues.prompt import Block, Button, Listing, ListItem, Paragraph, Prompt
from dialogues.questions.acknowledge import Acknowledge
from dialogues.questions.note import Note
from dialogues.scene import Scene
from dialogues.scope import Item, resolve
from dialogues.screens.map import section_screen
from dialogues.screens.parts import (
    LISTED,
    command,
    filled_places,
    is_owed,
    listed,
    place_named,
    to_question,
)
from dialogues.summary import result_blocks
from dialogues.widths import rows

#: beside a contradiction and on its button
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"


def review_screen(scene: Scene, section: str, *, echo: str = "", problem: str = "") -> Prompt:
    """The whole, or one section of it. Then Submit."""
    place = place_named(scene, section)
    if place is not None:
        return section_screen(scene, place, "review", echo, problem)
    facts = scene.view.facts
    items = list(scene.view.asked())
    wrong = [item for item in items if facts[item.path].problem]
    owed = [item for item in items if is_owed(facts[item.path])]
    rest = [item for item in items if facts[item.path].missing and item not in owed and item not in wrong]
    unexplained = [item for item in rest if facts[item.path].state == "answered"]
    soft = [item for item in rest if item not in unexplained]
    due, loose = deadline(scene), scene.view.application.loose
    body: list[Block] = [
        Paragraph(text="\n".join(line for line in (_counts(scene, items), due) if line)),
        *_last_notes(scene),
    ]
    if not owed:
        body.extend(result_blocks(scene))
    body.extend(listed(scene, scene.say("review.missing", n=len(owed)), owed))
    body.extend(_disputed(scene, wrong))
    body.extend(listed(scene, scene.say("review.unexplained", n=len(unexplained)), unexplained))
    if owed and soft:  # first things first: what may stay empty is only counted
        body.append(Paragraph(text=scene.say("review.soft_count", n=len(soft))))
    else:
        body.extend(listed(scene, scene.say("review.soft", n=len(soft)), soft))
    if loose:
        body.append(_loose(scene))
    return Prompt(
        language=scene.language,
        screen="review",
        header=scene.text(scene.dialogue.title),
        progress=scene.progress(),
        label=scene.say("review.title"),
        hint=scene.say("review.hint"),
        body=tuple(body),
        actions=_ways(scene, items, wrong, [*owed, *unexplained, *soft]),
        navigation=(command(scene, "button.back", "back"), command(scene, "button.map", "map")),
        echo=echo,
        problem=problem,
    )


def dispute_screen(scene: Scene, item: Item, *, echo: str = "", problem: str = "") -> Prompt:
    """An answer that does not fit: change it, change another that its rule looks at, or say why both are right."""
    others = contradicted(scene, item)
    lines = tuple(
        ListItem(text=scene.line(one, scene.show(one)), button=to_question(scene, one))
        for one in (item, *others)
    )
    changes = [
        command(scene, "button.change_code", "go", one.path, code=scene.code(one)) for one in (item, *others)
    ]
    actions = list(rows(changes))
    if scene.view.facts[item.path].problem == "warning":
        actions.append((command(scene, "button.keep_reason", "explain", item.path),))
    return Prompt(
        language=scene.language,
        screen="choose",
        numbered=True,
        header=scene.text(scene.dialogue.title),
        label=scene.complaint(item),
        body=(Listing(items=lines),),
        actions=tuple(actions),
        navigation=(
            command(scene, "button.back_to_review", "review"),
            command(scene, "button.map", "map"),
        ),
        echo=echo,
        problem=problem,
    )


def contradicted(scene: Scene, item: Item) -> list[Item]:
    """The other answers that the rule of this one looks at."""
    constraint = item.question.constraint
    if constraint is None:
        return []
    facts, found = scene.view.facts, []
    for name in sorted(constraint.names):
        node, _ = resolve(scene.dialogue.outline, name)
        path = node.path.replace("*", item.entry) if node is not None else ""
        other = scene.view.by_path.get(path)
        if other is None or other is item or other.node.asked is None:
            continue
        if facts[path].relevant and facts[path].state == "answered":
            found.append(other)
    return sorted(found, key=lambda other: other.index)


def _ways(
    scene: Scene, items: list[Item], wrong: list[Item], missing: list[Item]
) -> tuple[tuple[Button, ...], ...]:
    facts = scene.view.facts
    owed = [item for item in missing if is_owed(facts[item.path])]
    required = command(scene, "button.fill_required", "sweep", "required", n=len(owed))
    settle = [
        command(scene, "button.settle", "settle", item.path, mark=mark)
        for mark, item in zip(_MARKS, wrong, strict=False)
    ]
    actions = [*([(required,)] if owed else []), *rows(settle)]
    if loose := scene.view.application.loose:
        actions.append((command(scene, "button.place_files", "loose", n=len(loose)),))
    blocking = [item for item in items if facts[item.path].blocks]
    if gaps := [*wrong, *(item for item in missing if item not in owed)]:
        key = "button.fill_missing" if wrong else "button.fill_optional"
        actions.append((command(scene, key, "sweep", "rest" if owed else "", n=len(gaps)),))
    first = filled_places(scene)[0].section.name if filled_places(scene) else ""
    actions.append(
        (
            command(scene, "button.by_section", "review", first),
            command(scene, "button.all_answers", "copy"),
        )
    )
    if not blocking:
        actions.append((command(scene, "button.submit", "submit"),))
    elif all(isinstance(item.question, Acknowledge) for item in blocking):
        actions.append((command(scene, "button.declaration", "go", blocking[0].path),))
    return tuple(actions)


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


def _disputed(scene: Scene, wrong: list[Item]) -> Iterable[Block]:
    if not wrong:
        return
    lines = []
    for mark, item in zip(_MARKS, wrong, strict=False):
        answer = scene.line(item, scene.show(item))
        text = scene.say("review.disputed", mark=mark, answer=answer, why=scene.complaint(item))
        lines.append(ListItem(text=text, button=to_question(scene, item)))
    if len(wrong) > LISTED:
        lines.append(ListItem(text=scene.say("review.more", n=len(wrong) - LISTED)))
    yield Listing(title=scene.say("review.look", n=len(wrong)), items=tuple(lines))


def _loose(scene: Scene) -> Block:
    """Files that were sent and are not yet put anywhere: they would not be handed in."""
    loose = scene.view.application.loose
    lines = tuple(ListItem(text=file.name or scene.say("show.unnamed")) for file in loose)
    return Listing(title=scene.say("review.loose", n=len(loose)), items=lines)


def _last_notes(scene: Scene) -> Iterable[Block]:
    """Notes that no question follows."""
    notes: list[Block] = []
    for item in scene.view.items:
        if item.node.asked is not None:
            notes.clear()
        elif isinstance(item.node.entry, Note) and scene.view.facts[item.path].relevant:
            notes.append(Paragraph(text=scene.text(item.node.entry.label, item), style="quiet"))
    return notes
