"""A summary: an application as the reviewers read it, and the applicant as a copy; whole, and in one language.

`summarise` looks at a scene and makes a value of it, with everything that was answered in it and in one language.
What it consists of, and its form as JSON, is in `summary_parts.py`; how it is drawn, in `summary_drawing.py`; what
answers score, in `scoring.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from dialogues.application import Json, Nothing
from dialogues.attachments import entries_in
from dialogues.dialogue import Repeat
from dialogues.differences import differences
from dialogues.expressions import Expression, as_boolean, as_text
from dialogues.prompt import Block, Paragraph
from dialogues.question import Question
from dialogues.questions.calculate import Calculate
from dialogues.relevance import View
from dialogues.scene import Scene
from dialogues.scope import Item, resolve
from dialogues.scoring import bars, score
from dialogues.summary_drawing import as_blocks, result_drawn
from dialogues.summary_parts import (
    Against,
    Attached,
    Changed,
    Dimension,
    Headline,
    Kind,
    Line,
    Pointer,
    Pointers,
    Result,
    Section,
    Summary,
    Warned,
    as_json,
)
from dialogues.text import Text

#: characters of a label that has no short form; far more than a question has
_LABEL: Final = 1000
_KINDS: Final[Mapping[Nothing | None, Kind]] = {
    Nothing.NOT_APPLICABLE: "not_applicable",
    Nothing.DECLINED: "declined",
}


def summarise(
    scene: Scene,
    *,
    submitted: datetime | None,
    contact: bool = True,
    language: str = "",
    previous: Scene | None = None,
) -> Summary:
    """The application of this scene. Without `contact`, questions that ask for contact data are left out.

    `submitted` is None for what has not been handed in; `language` is the one that the applicant answered in,
    where it is not the scene's own; `previous` is the submission before, in the scene's language.
    """
    whole, dialogue = scene.view, scene.dialogue
    language = language or scene.language
    items = [
        item for item in whole.items if whole.facts[item.path].relevant and (contact or not item.node.contact)
    ]
    view = whole if contact else _without_contact(whole)
    scene = replace(scene, view=view)
    return Summary(
        dialogue=dialogue.id,
        title=scene.text(dialogue.title),
        reference=view.application.reference,
        applicant=_answer_to(scene, items, dialogue.applicant),
        organisation=_answer_to(scene, items, dialogue.organisation),
        state=view.application.state,
        round=view.application.round,
        submitted=submitted,
        when="" if submitted is None else _moment(scene, submitted),
        language=language,
        language_name=_locale(language).get_display_name(_locale(scene.language)) or language,
        headlines=tuple(_headlines(scene, items)),
        score=_result(scene, items, whole),
        warnings=tuple(_warnings(scene, items, whole)),
        sections=tuple(_sections(scene, items)),
        files=tuple(_files(scene, items)),
        skipped=_skipped(scene, items),
        changes=_changes(previous, scene, contact=contact) if previous is not None else (),
        say=scene.say,
    )


def _changes(previous: Scene, scene: Scene, *, contact: bool) -> tuple[Changed, ...]:
    before = previous if contact else replace(previous, view=_without_contact(previous.view))
    return differences(before, scene, contact=contact)


def _without_contact(view: View) -> View:
    """What is seen of it where contact data must not be: a text that names some has a gap there."""
    hidden = {item.path for item in view.items if item.node.contact}
    answers = {path: it for path, it in view.application.answers.items() if path not in hidden}
    return replace(
        view,
        application=replace(view.application, answers=answers),
        values={path: it for path, it in view.values.items() if path not in hidden},
    )


def result_blocks(scene: Scene) -> tuple[Block, ...]:
    """What the answers score, for the person who gave them; nothing where nothing is scored."""
    return tuple(result_drawn(summarise(scene, submitted=None))) if scene.dialogue.dimensions else ()


def _headlines(scene: Scene, items: Iterable[Item]) -> Iterator[Headline]:
    for item in items:
        if item.node.entry.summary and (shown := scene.show(item)):
            yield Headline(item=_pointer(scene, item), shown=shown)


def _sections(scene: Scene, items: Iterable[Item]) -> Iterator[Section]:
    for place, inside in groupby(items, key=lambda item: item.node.place):
        if lines := tuple(line for item in inside if (line := _line(scene, item)) is not None):
            yield Section(
                name=place.section.name,
                title=scene.header(place),
                part=scene.text(place.part.label) if place.part is not None else "",
                lines=lines,
            )


def _line(scene: Scene, item: Item) -> Line | None:
    """What is answered, or computed and labelled; None for everything else."""
    answer = scene.view.application.answers.get(item.path)
    value: Json
    blocks: tuple[Block, ...] = ()
    match item.node.entry:
        case Calculate(label=Text()):
            value, shown = as_text(scene.view.value(item.path)), scene.show(item)
        case Repeat() if answer is not None and answer.nothing is None:
            # entries speak for themselves; that there are none has to be said
            value = answer.value
            shown = "" if scene.view.application.entries.get(item.path) else scene.say("summary.no_entries")
        case Question() as question if answer is not None and answer.value is not None:
            value, shown = answer.value, scene.show(item)
            blocks = question.blocks(answer.value, scene.here(item))
        case _:
            return None
    if not shown:
        return None
    return Line(
        item=_pointer(scene, item),
        type=item.node.entry.type,
        entry=_entry(scene, item),
        value=value,
        shown=shown,
        blocks=blocks or (Paragraph(text=shown),),
    )


def _entry(scene: Scene, item: Item) -> str:
    repeat = item.node.repeat
    if not item.entry or repeat is None:
        return ""
    name = scene.text(repeat.entry if repeat.entry is not None else repeat.label)
    return scene.say("header.entry", entry=name, position=item.position)


def _warnings(scene: Scene, items: Collection[Item], whole: View) -> Iterator[Warned]:
    """Answers that contradict others now; a reason whose contradiction has gone since says nothing any more.
    Whether they do is seen in the whole, contact data included; what is shown of it is not.
    """
    for item in items:
        answer, question = scene.view.application.answers.get(item.path), item.node.asked
        if answer is None or question is None or answer.value is None:
            continue
        fact = whole.facts[item.path]
        broken = question.constraint is not None and not as_boolean(
            question.constraint.evaluate(whole.scope(item, whole.value(item.path)))
        )
        if fact.problem or broken:
            named = _named(scene, item, question.constraint) if broken else {}
            others = {
                other: shown
                for other, parts in named.items()
                if other is not item and other in items and (shown := _parts_shown(scene, other, parts))
            }
            told = [scene.line(other, shown) for other, shown in others.items()]
            yield Warned(
                item=_pointer(scene, item),
                shown=_parts_shown(scene, item, named.get(item, ())),
                message=scene.say("summary.against", answers=" · ".join(told))
                if told
                else scene.say("summary.broken" if broken else "summary.outdated"),
                against=tuple(
                    Against(item=_pointer(scene, other), shown=shown) for other, shown in others.items()
                ),
                reason=answer.reason,
            )


def _named(scene: Scene, item: Item, constraint: Expression | None) -> Mapping[Item, tuple[str, ...]]:
    """What a constraint looks at, and at which parts of it; inside an entry, what is meant there."""
    found: dict[Item, tuple[str, ...]] = {}
    for path in constraint.names if constraint is not None else ():
        node, part = resolve(scene.dialogue.outline, path)
        if node is None:
            continue
        within = node.repeat is not None and node.repeat is item.node.repeat and item.entry
        other = scene.view.by_path.get(node.path.replace("*", item.entry) if within else node.path)
        if other is not None:
            found[other] = (*found.get(other, ()), part)
    return found


def _parts_shown(scene: Scene, item: Item, parts: tuple[str, ...]) -> str:
    """As much of an answer as is looked at; all of it where no part is named."""
    answer, question = scene.view.application.answers.get(item.path), item.node.asked
    if (
        not parts
        or answer is None
        or question is None
        or answer.value is None
        or isinstance(question, Repeat)
    ):
        return scene.show(item)
    return question.show_parts(answer.value, parts, scene.here(item))


def _files(scene: Scene, items: Iterable[Item]) -> Iterator[Attached]:
    """Wherever an answer is a list of files or links, whatever the type of its question."""
    for item in items:
        answer = scene.view.application.answers.get(item.path)
        for file in entries_in(answer.value) if answer is not None else ():
            yield Attached(
                item=_pointer(scene, item),
                name=file["name"],
                **{key: file[key] for key in ("size", "type", "sha256", "link") if key in file},
            )


def _skipped(scene: Scene, items: Iterable[Item]) -> Mapping[Kind, tuple[Pointers, ...]]:
    """What has no answer, or not a whole one, by kind."""
    found: dict[Kind, list[Item]] = {"missing": [], "unexplained": [], "not_applicable": [], "declined": []}
    for item in items:
        fact, answer = scene.view.facts[item.path], scene.view.application.answers.get(item.path)
        if item.node.asked is None:
            continue
        if answer is not None and answer.nothing in _KINDS:
            found[_KINDS[answer.nothing]].append(item)
        elif fact.missing:
            found["unexplained" if fact.state == "answered" else "missing"].append(item)
    return {kind: _pointers(scene, skipped) for kind, skipped in found.items()}


def _result(scene: Scene, items: Collection[Item], whole: View) -> Result | None:
    """What was scored in the whole; of what fell short only what may be seen."""
    scored = score(whole)
    if scored is None:
        return None
    labels = {name: scene.text(it.label) for name, it in scene.dialogue.dimensions.items()}
    return Result(
        total=scored.total,
        dimensions=tuple(
            Dimension(name=name, label=labels[name], points=points)
            for name, points in scored.dimensions.items()
        ),
        gaps=tuple(
            pointers
            for gap in scored.gaps
            for pointers in _pointers(scene, [item for item in gap.items if item in items])
        ),
        bars=bars(scored, labels),
    )


def _answer_to(scene: Scene, items: Iterable[Item], name: str | None) -> str:
    """The answer to the question of this name, where it may be shown and there is one."""
    item = next((item for item in items if item.path == name), None)
    answer = scene.view.application.answers.get(item.path) if item is not None else None
    return scene.show(item) if item is not None and answer is not None and answer.value is not None else ""


def _pointer(scene: Scene, item: Item) -> Pointer:
    return Pointer(path=item.path, code=scene.code(item), label=scene.brief(item, _LABEL))


def _pointers(scene: Scene, items: Iterable[Item]) -> tuple[Pointers, ...]:
    """By section, in the order of the paper."""
    return tuple(
        Pointers(
            section=place.section.name,
            title=scene.header(place),
            items=tuple(_pointer(scene, item) for item in inside),
        )
        for place, inside in groupby(items, key=lambda item: item.node.place)
    )


def _moment(scene: Scene, moment: datetime) -> str:
    return format_datetime(moment, scene.say("format.moment"), scene.dialogue.zone, _locale(scene.language))


def _locale(tag: str) -> Locale:
    """What Babel knows of a language; a dialogue may declare one that it does not know."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


__all__ = ["Summary", "as_blocks", "as_json", "result_blocks", "summarise"]
