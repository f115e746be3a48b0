"""The prompt of one question: its type's face, framed by where it stands and what can be done about it.

Screens to move in (review, map …) are in `screens.py`; what happens on a reply is in `advance.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogues.application import Nothing
from dialogues.cursor import Choosing, Confirm, Cursor, Pending, Placing, Reason
from dialogues.dialogue import Gate, Group, Repeat
from dialogues.handout import source_of
from dialogues.placing import places, where_text
from dialogues.prompt import Block, Button, Listing, ListItem, Paragraph, Prompt, Settled
from dialogues.questions.note import Note
from dialogues.reading.cells import is_nothing
from dialogues.reply import Command, Meant, Typed
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.text import Text
from dialogues.widths import rows as laid
from dialogues.widths import stand_as_words

_OFFERED = {
    Nothing.NOT_APPLICABLE: ("button.not_applicable", "not_applicable"),
    Nothing.DECLINED: ("button.decline", "decline"),
}


def question_prompt(scene: Scene, cursor: Cursor, item: Item, *, echo: str = "", problem: str = "") -> Prompt:
    """The question on screen, with its draft, its pending decision, or the answer that is being changed."""
    question = item.question
    here = scene.here(item)
    application = scene.view.application
    answer = application.answers.get(item.path)
    draft = application.drafts.get(item.path)
    value = answer.value if answer is not None else None
    face = question.face(value, draft, here)
    prompt = Prompt(
        screen="question",
        language=scene.language,
        path=item.path,
        header=_header(scene, item),
        progress=scene.progress(item),
        number=scene.code(item),
        required=scene.view.facts[item.path].level,
        label=_placed(scene, item, face.place),
        hint=face.hint
        or (scene.text(question.hint, item) if question.hint is not None and not face.label else ""),
        notes=(
            *(_notes_before(scene, item) if answer is None and draft is None else ()),
            *_groups_around(scene, item),
        ),
        body=(*face.body, *_entries(scene, item)),
        choices=face.choices,
        grid=not cursor.plain and not stand_as_words([choice.short for choice in face.choices]),
        expects=face.expects,
        actions=face.actions if face.asks_part else (*face.actions, *_own_actions(scene, item)),
        navigation=navigation(scene, cursor),
        echo=echo,
        problem=problem,
    )
    if face.label:
        prompt = replace(prompt, body=(*prompt.body, Paragraph(text=face.label, style="strong")))
    if cursor.pending is not None:
        return _with_pending(scene, item, cursor.pending, prompt)
    is_changed = answer is not None and answer.nothing is not Nothing.LATER and draft is None
    if not is_changed or not (now := scene.show(item)):
        return prompt
    told = () if face.tells_answer else (Paragraph(text=scene.say("tell.now", answer=now), style="quiet"),)
    wrong = (Paragraph(text=scene.complaint(item)),) if scene.view.facts[item.path].problem else ()
    return replace(prompt, body=(*prompt.body, *told, *wrong))


def _placed(scene: Scene, item: Item, place: str) -> str:
    """座席员数 · 第 1/3 行：全职座席."""
    label = scene.label(item)
    return scene.say("header.place", label=label, place=place) if place else label


def settled(scene: Scene, item: Item) -> Settled:
    """The question as it stays behind: answered, or said what it is instead, with one control."""
    answer = scene.view.application.answers.get(item.path)
    label = (
        scene.say("button.change")
        if answer is not None
        else scene.say("button.answer", code=scene.code(item))
    )
    begun = scene.say("state.begun") if scene.is_begun(item) else ""
    lines: tuple[str, ...] = (begun or scene.show(item) or scene.say("state.empty"),)
    if answer is not None and answer.reason:
        lines = (*lines, scene.say("tell.kept_because", reason=answer.reason))
    return Settled(
        number=scene.code(item),
        label=scene.label(item),
        lines=lines,
        answered=scene.view.facts[item.path].state == "answered" and not begun,
        changes=(Button(label=label, reply=Command(name="edit", argument=item.path)),),
    )


def navigation(scene: Scene, cursor: Cursor, first: Item | None = None) -> tuple[Button, ...]:
    """The quiet last row; `first` is the first question on screen, where there are several."""
    row = (
        []
        if _is_first(scene, first.path if first is not None else getattr(cursor.at, "path", ""))
        else [Button(label=scene.say("button.back"), reply=Command(name="back"))]
    )
    return (*row, Button(label=scene.say("button.map"), reply=Command(name="map")))


def _is_first(scene: Scene, path: str) -> bool:
    return bool(path) and next((item.path for item in scene.view.asked()), "") == path


def _header(scene: Scene, item: Item) -> str:
    header = scene.header(item.node.place)
    repeat = item.node.repeat
    if item.entry and repeat is not None:
        name = scene.text(repeat.entry) if repeat.entry is not None else scene.text(repeat.label)
        return f"{header} · {scene.say('header.entry', entry=name, position=item.position)}"
    return header


def _notes_before(scene: Scene, item: Item) -> tuple[str, ...]:
    """Notes between the question before and this one: they join this prompt."""
    notes: list[str] = []
    for other in reversed(scene.view.items[: item.index]):
        if not scene.view.facts[other.path].relevant:
            continue
        if other.node.asked is not None:
            break
        if isinstance(other.node.entry, Note):
            notes.append(scene.text(other.node.entry.label, other))
    return tuple(reversed(notes))


def _entries(scene: Scene, item: Item) -> tuple[Block, ...]:
    """What there is of a repeat: its entries, each by the first thing that is known of it."""
    repeat, view = item.question, scene.view
    if not isinstance(repeat, Repeat) or not (entries := view.application.entries.get(item.path, ())):
        return ()
    name = scene.text(repeat.entry) if repeat.entry is not None else scene.text(repeat.label)
    lines = []
    for position, entry in enumerate(entries, start=1):
        label = scene.say("header.entry", entry=name, position=position)
        known = (other for other in view.asked() if other.entry == entry and other.path in view.values)
        first = next(known, None)
        text = (
            scene.say("summary.labelled", label=label, answer=scene.show(first))
            if first is not None
            else label
        )
        lines.append(ListItem(text=text))
    return (Listing(items=tuple(lines)),)


def _groups_around(scene: Scene, item: Item) -> tuple[str, ...]:
    """What the section and the groups ask that a question stands in, at the first of their questions and whenever
    one is asked out of its turn: without it "First-aid kit" asks nothing."""
    is_changed = item.path in scene.view.application.answers or item.path in scene.view.application.drafts
    told: list[str] = []
    gate: Gate | None = item.node.gate
    while gate is not None:
        group = gate.group
        if isinstance(group, Group) and (is_changed or _is_first_within(scene, item, gate)):
            texts = (text for text in (group.label, group.hint) if text is not None)
            told.append("\n".join(scene.text(text, item) for text in texts))
        gate = gate.within
    hint = item.node.place.section.hint
    if hint is not None and scene.place_items(item.node.place)[0] is item:
        told.append(scene.text(hint, item))
    return tuple(text for text in reversed(told) if text)


def _is_first_within(scene: Scene, item: Item, gate: Gate) -> bool:
    """Whether no relevant question of this group stands before this one."""
    for other in reversed(scene.view.items[: item.index]):
        inside: Gate | None = other.node.gate
        while inside is not None and inside is not gate:
            inside = inside.within
        if inside is None or other.entry != item.entry:
            return True
        if other.node.asked is not None and scene.view.facts[other.path].relevant:
            return False
    return True


def _own_actions(scene: Scene, item: Item) -> tuple[tuple[Button, ...], ...]:
    """What every question offers: its default, its entries, and the kinds of nothing."""
    rows: list[tuple[Button, ...]] = []
    question, application = item.question, scene.view.application
    answer = application.answers.get(item.path)
    if answer is None and item.path not in application.drafts and (default := default_of(scene, item)):
        reply = Meant(path=item.path, reply=Typed(text=default))
        rows.append((Button(label=scene.say("button.use", value=default), reply=reply),))
    if isinstance(question, Repeat):
        entries = application.entries.get(item.path, ())
        rows.extend(
            (
                Button(
                    label=scene.say("button.remove_entry", position=position),
                    reply=Command(name="remove_entry", argument=entry),
                ),
            )
            for position, entry in enumerate(entries, start=1)
        )
    if answer is not None and answer.value is not None and item.path not in application.drafts:
        rows.append((Button(label=scene.say("button.keep"), reply=Command(name="keep")),))
        return tuple(rows)
    nothing = [Button(label=scene.say("button.later"), reply=Command(name="skip"))]
    if scene.view.facts[item.path].level != "required":
        nothing += [
            Button(label=scene.say(key), reply=Command(name=command))
            for kind, (key, command) in _OFFERED.items()
            if kind in question.offers
        ]
    if source := source_of(scene, item):
        nothing.append(
            Button(label=scene.say("button.colleague"), reply=Command(name="colleague", argument=source))
        )
    return (*rows, tuple(nothing))


def _answers_listed(scene: Scene, key: str, items: list[Item]) -> tuple[Block, ...]:
    lines = tuple(ListItem(text=scene.line(item, scene.show(item))) for item in items)
    return (Listing(title=scene.say(key, n=len(lines)), items=lines),) if lines else ()


def default_of(scene: Scene, item: Item) -> str:
    """What is offered as the answer before there is one; that there is none elsewhere is no offer."""
    default = item.question.default
    if default is None:
        return ""
    offered = scene.text(Text({"": default}), item).strip()
    return "" if is_nothing(offered) else offered


def _with_pending(scene: Scene, item: Item, pending: Pending, prompt: Prompt) -> Prompt:
    body: tuple[Block, ...]
    rows: list[tuple[Button, ...]]
    match pending:
        case Choosing():
            body = (Paragraph(text=pending.text),)
            rows = list(laid(pending.readings))
        case Reason():
            body = (Paragraph(text=pending.text),)
            rows = [
                (
                    Button(label=scene.say("button.change"), reply=Command(name="cancel")),
                    Button(label=scene.say("button.keep_reason"), reply=Command(name="keep_reason")),
                )
            ]
        case Confirm():
            # with somebody else at work, one of them may be gone meanwhile
            items = [other for path in pending.paths if (other := scene.view.by_path.get(path)) is not None]
            inside = [other for other in items if pending.entry and other.entry == pending.entry]
            outside = [other for other in items if other not in inside]
            body = (
                *_answers_listed(scene, "tell.removes", inside),
                *_answers_listed(scene, "tell.sets_aside", outside),
            )
            rows = [
                (
                    Button(label=scene.say("button.confirm"), reply=Command(name="confirm")),
                    Button(label=scene.say("button.cancel"), reply=Command(name="cancel")),
                )
            ]
        case Placing():
            files = [file for file in scene.view.application.loose if file.sha256 in pending.files]
            body = (Paragraph(text=where_text(scene, files)),)
            rows = list(places(scene, item, files))
        case _:
            assert_never(pending)
    # while a reason is asked for, a number may be the corrected figure
    numbered = not isinstance(pending, Reason) and not (isinstance(pending, Choosing) and pending.own_numbers)
    return replace(prompt, hint="", body=body, choices=(), actions=tuple(rows), numbered=numbered)
