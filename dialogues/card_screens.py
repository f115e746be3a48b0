"""How a card looks: several short questions as one prompt, and as what stays of it when they are answered.

The core gives lines and buttons, so that every channel draws a card as it draws anything else. Which questions
stand together is in `cards.py`, what is done on a card in `carding.py`.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.asking import navigation, question_prompt, settled
from dialogues.card_words import answers_of, picked_of
from dialogues.cards import Card, card_of, in_form, on_card
from dialogues.chapters import chapters_prompt
from dialogues.cursor import Asking, Choosing, Cursor
from dialogues.forms import form_of
from dialogues.prompt import (
    Block,
    Button,
    Choice,
    Expects,
    Listing,
    ListItem,
    Paragraph,
    Progress,
    Prompt,
    Settled,
)
from dialogues.questions.yes_no import ANSWERS
from dialogues.relevance import Fact
from dialogues.reply import Chosen, Command, Meant, Ticked
from dialogues.scene import Scene
from dialogues.scope import Item

#: buttons in a row: numbers alone, and codes behind a word
_NUMBERS, _CODES = 5, 3
#: columns of a line of a list to tick
_WIDEST = 80
#: what remains of a card is named in the text up to so many
_NAMED = 4


def asking_prompt(scene: Scene, cursor: Cursor, item: Item, *, echo: str = "", problem: str = "") -> Prompt:
    """What is on screen while this question is asked: the question, or the card that it stands on.

    What has been begun, or waits for a decision, is asked by itself until that is settled.
    """
    items = on_card(scene.view, cursor, cursor.at)
    card = card_of(scene.view, item)
    chapter = in_form(scene.view, cursor, cursor.at)
    if chapter and cursor.pending is None:
        return replace(
            chapters_prompt(scene, cursor, chapter),
            path=item.path,
            card=tuple(other.path for other in chapter),
            language=scene.language,
            echo=echo,
            problem=problem,
        )
    is_begun = cursor.pending is not None or item.path in scene.view.application.drafts
    if not items or card is None or is_begun:
        prompt = question_prompt(scene, cursor, item, echo=echo, problem=problem)
        return replace(_of_card(scene, cursor, card, items, prompt), form=form_of(scene, cursor, item, ()))
    if card.kind == "ticks":
        prompt = _ticks(scene, cursor, items)
    elif not any(is_open(scene, other) for other in items):
        prompt = _answered(scene, cursor, card, items)
    elif card.kind == "picks":
        prompt = _picks(scene, cursor, items)
    else:
        prompt = _fields(scene, cursor, item, items)
    framed = question_prompt(scene, cursor, items[0] if card.kind != "fields" else item)
    progress = prompt.progress or _span(scene, items)
    return replace(
        prompt,
        path=item.path,
        card=tuple(other.path for other in items),
        header=framed.header,
        notes=_beside(framed.notes, prompt.label),
        progress=progress,
        form=form_of(scene, cursor, item, items) if card.kind == "fields" else None,
        language=scene.language,
        echo=echo,
        problem=problem,
    )


def _of_card(
    scene: Scene, cursor: Cursor, card: Card | None, items: tuple[Item, ...], prompt: Prompt
) -> Prompt:
    """A decision about all that is on a card is not headed by one of its questions."""
    is_of_all = (
        items and isinstance(cursor.pending, Choosing) and prompt.path not in scene.view.application.drafts
    )
    if not is_of_all or card is None or (card.kind == "fields" and any(is_open(scene, it) for it in items)):
        return prompt
    number, label = _range(scene, items), _title(scene, items[0])
    return replace(
        prompt,
        number=number,
        label=label,
        notes=_beside(prompt.notes, label),
        card=tuple(it.path for it in items),
    )


def _span(scene: Scene, items: tuple[Item, ...]) -> Progress:
    """Counts, from the first of several to the last."""
    progress = scene.progress(items[0])
    return replace(progress, section_last=progress.section_position + len(items) - 1)


def _beside(notes: tuple[str, ...], label: str) -> tuple[str, ...]:
    """The notes of the first question, without what the card itself asks."""
    left = (note.removeprefix(label).lstrip("\n") for note in notes)
    return tuple(note for note in left if note)


def settled_card(scene: Scene, items: tuple[Item, ...]) -> Settled:
    """What stays of a card: everything that is answered on it, each one press from change."""
    if len(items) == 1:
        return settled(scene, items[0])
    told = [item for item in items if not is_open(scene, item)]
    return Settled(
        number=_range(scene, items),
        label=_title(scene, items[0]),
        lines=tuple(scene.line(item, scene.show(item)) for item in told) or (scene.say("state.empty"),),
        answered=bool(told),
        changes=tuple(_change(scene, item) for item in told or items[:1]),
    )


def is_open(scene: Scene, item: Item) -> bool:
    """Whether the question on a card still waits for an answer."""
    return scene.view.facts[item.path].state != "answered"


def _fields(scene: Scene, cursor: Cursor, item: Item, items: tuple[Item, ...]) -> Prompt:
    """The first open question as it is asked alone, and what else can be sent with it."""
    prompt = question_prompt(scene, cursor, item)
    rest = [other for other in items if is_open(scene, other) and other is not item]
    body: list[Block] = []
    if rest and len(rest) == len(items) - 1:
        lines = tuple(ListItem(text=_asked(scene, other)) for other in items)
        body.append(Listing(title=scene.say("card.together", n=len(items)), items=lines))
    elif rest:
        named = [scene.coded(other) for other in rest[:_NAMED]]
        names = scene.say("list.separator").join(named)
        key = "card.also" if len(rest) <= _NAMED else "card.also_more"
        body.append(Paragraph(text=scene.say(key, names=names, n=len(rest) - _NAMED)))
    return replace(prompt, body=(*prompt.body, *body))


def _picks(scene: Scene, cursor: Cursor, items: tuple[Item, ...]) -> Prompt:
    """A line and two buttons a question."""
    return Prompt(
        screen="question",
        number=_range(scene, items),
        label=_title(scene, items[0]),
        hint=scene.say("card.how_picks"),
        body=(Listing(items=tuple(ListItem(text=_picked(scene, item)) for item in items)),),
        expects=Expects(kind="choice"),
        actions=(*(_answers(scene, item) for item in items), (_later(scene),)),
        navigation=navigation(scene, cursor, items[0]),
    )


def _answered(scene: Scene, cursor: Cursor, card: Card, items: tuple[Item, ...]) -> Prompt:
    """Everything on it is answered: look, change, go on."""
    onwards = (Button(label=scene.say("button.next_card"), reply=Command(name="next")),)
    if card.kind == "picks":
        prompt = _picks(scene, cursor, items)
        return replace(prompt, actions=(*prompt.actions[:-1], onwards))
    changes = [_change(scene, item) for item in items]
    lines = tuple(
        ListItem(text=scene.line(item, scene.show(item)), button=button)
        for item, button in zip(items, changes, strict=True)
    )
    return Prompt(
        screen="question",
        number=_range(scene, items),
        label=_title(scene, items[0]),
        body=(Listing(items=lines),),
        expects=Expects(kind="text"),
        actions=(*_rows(changes, _CODES), onwards),
        navigation=navigation(scene, cursor, items[0]),
    )


def _ticks(scene: Scene, cursor: Cursor, items: tuple[Item, ...]) -> Prompt:
    """A list of numbers to tap; nothing counts as no before that is said."""
    facts = scene.view.facts
    choices = tuple(_tick(scene, item, number) for number, item in enumerate(items, start=1))
    numbers = scene.say("list.separator").join(str(choice.number) for choice in choices if choice.picked)
    rest = [item for item in items if not is_yes(scene, item)]
    yes, no = answers_of(scene, items[0])
    label = scene.say("button.rest_no", n=len(rest), no=no) if rest else scene.say("button.next_card")
    count = len(items) - len(rest)
    said = scene.say("card.ticked", n=count, yes=yes, numbers=numbers) if count else ""
    is_done = all(facts[item.path].state == "answered" for item in items)
    alone = Button(label=scene.say("button.one_by_one"), reply=Command(name="one_by_one"))
    done = Button(label=label, reply=Command(name="next" if is_done else "rest_no"))
    return Prompt(
        screen="question",
        number=_range(scene, items),
        label=_title(scene, items[0]),
        hint=scene.say("card.how_ticks", yes=yes, no=no),
        body=(Paragraph(text=said),) if said else (),
        choices=choices,
        grid=True,
        expects=Expects(kind="choices"),
        actions=((done,),) if is_done else ((done,), (_later(scene), alone)),
        navigation=navigation(scene, cursor, items[0]),
    )


def is_yes(scene: Scene, item: Item) -> bool:
    """Whether a tick stands there."""
    return picked_of(scene, item) == ANSWERS[0]


def _tick(scene: Scene, item: Item, number: int) -> Choice:
    picked = is_yes(scene, item)
    return Choice(
        name=item.path, label=scene.brief(item, _WIDEST), short=str(number), number=number, picked=picked,
        reply=Ticked(name=item.path, on=not picked),
    )  # fmt: skip


def _answers(scene: Scene, item: Item) -> tuple[Button, ...]:
    """The two buttons of one question; the one that is picked says so."""
    picked, code = picked_of(scene, item), scene.code(item)
    return tuple(
        Button(
            label=scene.say("card.picked" if name == picked else "card.pick", code=code, label=word),
            reply=Meant(path=item.path, reply=Chosen(names=(name,))),
            picked=name == picked,
        )
        for name, word in zip(ANSWERS, answers_of(scene, item), strict=True)
    )


def _picked(scene: Scene, item: Item) -> str:
    said = "" if is_open(scene, item) else scene.show(item)
    line = f"{scene.code(item)} {scene.label(item)}".strip()
    return scene.say("card.line", label=line, answer=said) if said else line


def _asked(scene: Scene, item: Item) -> str:
    """A field that waits."""
    fact: Fact = scene.view.facts[item.path]
    key = "card.required" if fact.level == "required" else "card.field"
    return scene.say(key, label=scene.coded(item))


def _range(scene: Scene, items: tuple[Item, ...]) -> str:
    """From which code to which."""
    return scene.say("card.range", first=scene.code(items[0]), last=scene.code(items[-1]))


def _title(scene: Scene, item: Item) -> str:
    """What the group asks, or what the section is called."""
    card = card_of(scene.view, item)
    label = card.of.label if card is not None else None
    return scene.text(label, item) if label is not None else scene.text(item.node.place.section.label)


def _change(scene: Scene, item: Item) -> Button:
    key = "button.answer" if is_open(scene, item) else "button.change_code"
    label = scene.say(key, code=scene.code(item))
    return Button(label=label, reply=Command(name="edit", argument=item.path))


def _later(scene: Scene) -> Button:
    return Button(label=scene.say("button.later"), reply=Command(name="skip"))


def _rows(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]


__all__ = ["Asking", "asking_prompt", "is_open", "is_yes", "settled_card"]
