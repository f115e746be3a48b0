"""Chapters of yes/no questions where a form can be laid over the chat: the list of all of them, which is one message
from the first chapter to the last, and the form of the one that the person is at.

Which questions are a chapter is in `cards.py`; other forms are in `forms.py`.
"""

from __future__ import annotations

from dialogues.asking import navigation, question_prompt
from dialogues.card_words import answers_of, picked_of
from dialogues.cards import chapter
from dialogues.cursor import Cursor
from dialogues.dialogue import Place
from dialogues.fields import Field, Form, Option
from dialogues.prompt import Button, Expects, Listing, ListItem, Prompt
from dialogues.questions.yes_no import ANSWERS, YesNo
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.screens.parts import filled_places

#: a section without and with its counts, by whether it is full, or where the person is
_LINES = {"full": "form.section_full", "here": "form.section_here", "plain": "form.section"}
_COUNTED = {"full": "form.counted_full", "here": "form.counted_here", "plain": "form.counted"}


def chapters_prompt(scene: Scene, cursor: Cursor, items: tuple[Item, ...]) -> Prompt:
    """How far each section is, and the way into the form of these questions."""
    here = items[0].node.place
    lines = tuple(_line(scene, place, is_here=place is here) for place in filled_places(scene))
    left = scene.view.answered < scene.view.total
    way = Button(label=scene.say("form.continue", section=_called(scene, here)), reply=Command(name="form"))
    change = Button(label=scene.say("form.change"), reply=Command(name="map"))
    later = Button(label=scene.say("form.remind"), reply=Command(name="stop"))
    back = [button for button in navigation(scene, cursor, items[0]) if button.reply == Command(name="back")]
    return Prompt(
        screen="question",
        label=scene.text(scene.dialogue.title),
        progress=scene.progress(),
        notes=question_prompt(scene, cursor, items[0]).notes,
        hint=scene.say("form.left", n=scene.minutes_left()) if left else "",
        body=(Listing(items=lines, bulleted=False),),
        expects=Expects(kind="choice"),
        actions=((way, change, later),),
        navigation=(*back, Button(label=scene.say("form.here"), reply=Command(name="here"))),
        form=_form(scene, items),
    )


def _line(scene: Scene, place: Place, *, is_here: bool) -> ListItem:
    """1 定位和方向 12/12（是 10，否 2）✅"""
    facts, items = scene.view.facts, scene.place_items(place)
    answered = sum(facts[item.path].state == "answered" for item in items)
    state = "full" if answered == len(items) else "here" if is_here else "plain"
    fields: dict[str, str | int] = {
        "section": _called(scene, place),
        "answered": answered,
        "total": len(items),
    }
    if not answered or (words := _words(scene, items)) is None:
        return ListItem(text=scene.say(_LINES[state], **fields))
    picked = [picked_of(scene, item) for item in items if facts[item.path].state == "answered"]
    for name, word in zip(ANSWERS, words, strict=True):
        fields |= {name: word, f"{name}_count": picked.count(name)}
    return ListItem(text=scene.say(_COUNTED[state], **fields))


def _words(scene: Scene, items: tuple[Item, ...]) -> tuple[str, str] | None:
    """What the two answers of a section are called, where all its questions have the same two."""
    if not all(isinstance(item.question, YesNo) for item in items):
        return None
    words = {answers_of(scene, item) for item in items}
    return words.pop() if len(words) == 1 else None


def _called(scene: Scene, place: Place) -> str:
    """Code and name of a section."""
    return f"{place.number} {scene.text(place.section.short or place.section.label)}".strip()


def _form(scene: Scene, items: tuple[Item, ...]) -> Form:
    """Every question with what is picked; each pick is an answer at once."""
    progress, first = scene.progress(), items[0]
    told = scene.say("form.chapter", n=len(items), answered=progress.answered, total=progress.total)
    return Form(
        title=_called(scene, first.node.place),
        told=told,
        fields=tuple(_field(scene, item) for item in items),
        live=True,
        then=Command(name="next", argument=first.path),
        submit=scene.say(_onwards(scene, items)),
        close=scene.say("form.close"),
    )


def _onwards(scene: Scene, items: tuple[Item, ...]) -> str:
    """What comes after this chapter: another one, a question, or the end."""
    facts = scene.view.facts
    rest = [item for item in scene.view.asked() if item not in items and facts[item.path].state == "open"]
    after = next((item for item in rest if item.index > items[-1].index), next(iter(rest), None))
    if after is None:
        return "form.finish"
    return "form.next" if chapter(scene.view, after) else "form.go_on"


def _field(scene: Scene, item: Item) -> Field:
    asked = f"{scene.code(item)} {scene.label(item)}".strip()
    is_long = "\n" in asked
    question = item.question
    return Field(
        name=item.path,
        path=item.path,
        label=scene.say("form.your_answer", code=scene.code(item)).strip() if is_long else asked,
        above=asked if is_long else "",
        hint=scene.text(question.hint, item) if question.hint is not None else "",
        kind="one",
        # what is still to be explained is picked, though it is no answer yet
        value=str((scene.view.application.drafts.get(item.path) or {}).get("picked", ""))
        or picked_of(scene, item),
        options=tuple(
            Option(name=name, label=word) for name, word in zip(ANSWERS, answers_of(scene, item), strict=True)
        ),
    )
