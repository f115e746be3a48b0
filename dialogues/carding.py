"""What is done on a card: a tap on one of its questions, a list of ticks, and what leaves it.

Each answer goes the way of any other (`walking.py`); here is only which question a reply on a card is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogues.application import Answer, Nothing
from dialogues.card_screens import is_open, is_yes
from dialogues.cards import card_of, is_chapter_of
from dialogues.cursor import Asking, Choosing
from dialogues.prompt import Button
from dialogues.question import Doubtful, Rejected, Unfinished
from dialogues.questions._picks import Offered, Picks, read_picks
from dialogues.questions.yes_no import ANSWERS
from dialogues.reading.normalise import clean, fold
from dialogues.reading.vocabulary import FINISHED, REST_IS_NOT
from dialogues.reply import Chosen, Command, Meant, Reply, Ticked, Typed
from dialogues.scope import Item
from dialogues.walking import Walk

YES, NO = ANSWERS


def answer_card(walk: Walk, item: Item, reply: Reply) -> bool:
    """Take a reply that is for the card as a whole. Says whether it was."""
    items = walk.card
    card = card_of(walk.view, item)
    if not items or card is None or walk.pending is not None or item.path in walk.application.drafts:
        return False
    if card.kind == "ticks":
        return _answer_ticks(walk, items, reply)
    if isinstance(reply, Typed) and not any(is_open(walk.scene, other) for other in items):
        _which(walk, items, reply)
        return True
    return False


def rest_no(walk: Walk, _: str) -> None:
    """What has no tick is no; one whose no would set other answers aside is asked by itself."""
    items = walk.card
    if not items or (card := card_of(walk.view, items[0])) is None or card.kind != "ticks":
        walk.refresh()
        return
    for item in items:
        if is_open(walk.scene, item):
            answer = Answer(value={"picked": NO}, raw="", who=walk.who, at=walk.at)
            if not walk.put_safely(item, answer):
                walk.show(Asking(path=item.path, alone=True))
                return
    walk.leave(items)


def one_by_one(walk: Walk, _: str) -> None:
    """Each on a screen of its own, this once."""
    at, items = walk.cursor.at, walk.card
    if not isinstance(at, Asking) or not items:
        walk.refresh()
        return
    first = next((item for item in items if is_open(walk.scene, item)), items[0])
    walk.show(replace(at, path=first.path, alone=True))


def go_on(walk: Walk, of: str) -> None:
    """Leave the card, or the chapter of this question; what is open there comes back."""
    items = walk.card
    if items and (not of or is_chapter_of(walk.view, items[0], of)):
        put_off(walk)
    else:
        walk.refresh()


def ask_here(walk: Walk, _: str) -> None:
    """Ask the chapter in messages, this once."""
    items = walk.chapter
    if not items or not isinstance(at := walk.cursor.at, Asking):
        walk.refresh()
        return
    first = next((item for item in items if is_open(walk.scene, item)), items[0])
    walk.show_here(replace(at, path=first.path))


def closed(walk: Walk, _: str) -> None:
    """The form was closed: what was picked there is kept, what was only written is not, and nothing else is lost."""
    if walk.cursor.forms:
        walk.refresh(echo=walk.scene.say("form.kept" if walk.chapter else "form.unsaved"))


def put_off(walk: Walk) -> None:
    """Whatever is open on the card comes later; what is half answered in a form is asked now."""
    items = walk.card
    if begun := [item for item in walk.chapter if item.path in walk.application.drafts]:
        _put_off([item for item in items if item not in begun], walk)
        walk.ask_each(begun)
        return
    _put_off(items, walk)
    walk.leave(items)


def _put_off(items: Iterable[Item], walk: Walk) -> None:
    for item in items:
        if walk.view.facts[item.path].state == "open":
            draft = walk.application.drafts.get(item.path)
            walk.put(item, Answer(value=None, raw="", who=walk.who, at=walk.at, nothing=Nothing.LATER))
            if draft is not None:
                walk.draft(item, draft)


def _answer_ticks(walk: Walk, items: tuple[Item, ...], reply: Reply) -> bool:
    paths = [item.path for item in items]
    match reply:
        case Ticked(name=name, on=on) if name in paths:
            _tick(walk, items, items[paths.index(name)], on=on)
        case Chosen(names=names) if names and set(names) <= set(paths):
            _tick_all(walk, items, names)
        case Typed(text=text):
            _read_ticks(walk, items, clean(text))
        case _:
            return False
    return True


def _tick(walk: Walk, items: tuple[Item, ...], item: Item, *, on: bool) -> None:
    if on == is_yes(walk.scene, item):
        walk.refresh()
        return
    walk.turn_to(item)
    if on:
        _say_yes(walk, item)
    elif not walk.clear(item):
        return
    count = sum(is_yes(walk.scene, other) for other in items)
    choice = f"{_number_of(items, item)} {walk.scene.brief(item)}"
    key = "tell.picked_free" if on else "tell.picked_count_free"
    walk.toast = walk.scene.say(key, choice=choice, count=count)


def _number_of(items: tuple[Item, ...], item: Item) -> int:
    """The number that a question has on its card."""
    return items.index(item) + 1


def _say_yes(walk: Walk, item: Item) -> None:
    question, here = item.question, walk.scene.here(item)
    reply = Chosen(names=(YES,))
    read = question.read(reply, None, here)
    if isinstance(read, Unfinished):
        walk.draft(item, read.draft)
        walk.refresh()
    elif not isinstance(read, Rejected | Doubtful):
        walk.answer(item, read.value, question.raw(reply, read.value, here))


def _tick_all(walk: Walk, items: tuple[Item, ...], names: tuple[str, ...]) -> None:
    """Those too, beside what is ticked; one that asks for an explanation comes last."""
    wanted = [item for item in items if item.path in names and not is_yes(walk.scene, item)]
    here = walk.scene.here
    plain = [
        it
        for it in wanted
        if not isinstance(it.question.read(Chosen(names=(YES,)), None, here(it)), Unfinished)
    ]
    refused = [
        item
        for item in plain
        if not walk.put_safely(item, Answer(value={"picked": YES}, raw="", who=walk.who, at=walk.at))
    ]
    explained = next((it for it in wanted if it in refused or it not in plain), None)
    if explained is not None:
        walk.turn_to(explained)
        _say_yes(walk, explained)
    walk.stay(explained or items[0])


def _read_ticks(walk: Walk, items: tuple[Item, ...], text: str) -> None:
    scene = walk.scene
    said = fold(text).strip(" .!,")
    if said in REST_IS_NOT:
        rest_no(walk, "")
        return
    if said in FINISHED:
        _ask_for_rest(walk, items)
        return
    offer = tuple(
        Offered(
            name=item.path, label=scene.label(item), short=str(number), number=number,
            labels=(scene.label(item), scene.brief(item)),
        )
        for number, item in enumerate(items, start=1)
    )  # fmt: skip
    picks = read_picks(text, offer, scene.here(items[0]), many=True, fits=lambda it: not it.text)
    match picks:
        case Picks(names=names) if names:
            _tick_all(walk, items, names)
        case Doubtful():
            readings = tuple(_for_card(items[0], button) for button in picks.readings)
            walk.hold(Choosing(text=picks.about, readings=readings))
        case Rejected():
            walk.refresh(problem=walk.told(picks.problem))
        case _:
            walk.refresh(problem=scene.say("card.how_typed"))


def _ask_for_rest(walk: Walk, items: tuple[Item, ...]) -> None:
    """Done, but are the others really not there?"""
    scene = walk.scene
    rest = [item for item in items if is_open(scene, item)]
    if not rest:
        walk.leave(items)
        return
    readings = (
        Button(label=scene.say("button.rest_is_not"), reply=Command(name="rest_no")),
        Button(label=scene.say("button.one_by_one"), reply=Command(name="one_by_one")),
    )
    walk.hold(Choosing(text=scene.say("card.rest", n=len(rest)), readings=readings))


def _for_card(item: Item, button: Button) -> Button:
    reply = button.reply
    return (
        replace(button, reply=Meant(path=item.path, reply=reply))
        if isinstance(reply, Typed | Chosen)
        else button
    )


def _which(walk: Walk, items: tuple[Item, ...], reply: Typed) -> None:
    """Everything is answered already: which of them is to be this?"""
    scene = walk.scene
    readings = tuple(
        Button(label=scene.say("button.for_code", code=scene.coded(item)), reply=Meant(path=item.path, reply=reply))
        for item in items
    )  # fmt: skip
    walk.hold(Choosing(text=scene.say("card.which"), readings=readings))
