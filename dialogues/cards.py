"""Cards: several short questions on one screen. Which questions stand together follows from the definition alone
(`appearance` on a group or a section), so a card never changes under a person; what is relevant on it does.

A card adds nothing to its answers: each question keeps its own answer, event and relevance. How a card looks is in
`card_screens.py`, what is done on it in `carding.py`. Where forms can be laid over the chat, the yes/no questions of a
chapter are not parted: they are one form, and the card is the list of all chapters (`chapters.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from dialogues.application import Path
from dialogues.cursor import Asking, At, Cursor
from dialogues.dialogue import Gate, Group, Node, Outline, Repeat, Section
from dialogues.questions.calculate import Calculate
from dialogues.questions.yes_no import YesNo
from dialogues.relevance import View
from dialogues.scope import Item

#: questions on one screen, so that text and buttons are in sight together: two buttons each, or a line each
PICKS, FIELDS = 6, 8
#: questions in one form; each may need two lines of it, and a form has a hundred
LONGEST_CHAPTER = 48


@dataclass(frozen=True, kw_only=True, eq=False)
class Card:
    """Questions that are asked on one screen. "fields" are typed, one line each; of "picks" each has two buttons;
    of "ticks" one is tapped where the answer is yes, and the others are no when that is said."""

    kind: Literal["fields", "picks", "ticks"]
    #: what asks for them
    of: Group | Section
    nodes: tuple[Node, ...]
    #: all picks that stand together in the definition, this card's and the others', where one form holds them
    chapter: tuple[Node, ...] = ()


def on_card(view: View, cursor: Cursor, at: At) -> tuple[Item, ...]:
    """The relevant questions on the screen of this one, in order; none where it has a screen of its own."""
    if cursor.plain or not isinstance(at, Asking) or at.alone or (item := view.by_path.get(at.path)) is None:
        return ()
    if items := in_form(view, cursor, at):
        return items
    card = card_of(view, item)
    items = together(view, item) if card is not None else ()
    return items if len(items) > 1 else ()


def in_form(view: View, cursor: Cursor, at: At) -> tuple[Item, ...]:
    """The relevant questions of the chapter of this one, in order, where they are one form over the chat; else none."""
    if not cursor.forms or cursor.plain or not isinstance(at, Asking) or at.alone:
        return ()
    item = view.by_path.get(at.path)
    items = chapter(view, item) if item is not None else ()
    return items if len(items) > 1 and not is_chapter_of(view, items[0], cursor.here) else ()


def asked_by(view: View, cursor: Cursor) -> tuple[Path, ...]:
    """What the prompt on screen asks by the definition, whether relevant now or not: the same of two prompts that ask
    the same."""
    at = cursor.at
    if not isinstance(at, Asking) or (item := view.by_path.get(at.path)) is None:
        return ()
    card = card_of(view, item)
    if card is None or not on_card(view, cursor, at):
        return (item.path,)
    nodes = card.chapter if in_form(view, cursor, at) else card.nodes
    return tuple(_path(node, item) for node in nodes)


def chapter(view: View, item: Item) -> tuple[Item, ...]:
    """The relevant questions of the same chapter; none where it is no chapter of picks."""
    card = card_of(view, item)
    return _relevant(view, card.chapter, item) if card is not None else ()


def is_chapter_of(view: View, item: Item, path: Path) -> bool:
    """Whether the question at this path, relevant or not, stands in the chapter of this one."""
    card = card_of(view, item)
    return card is not None and path in {_path(node, item) for node in card.chapter}


def together(view: View, item: Item) -> tuple[Item, ...]:
    """The relevant questions of the same card, whether or not they are asked on one screen now."""
    card = card_of(view, item)
    if card is None:
        return (item,)
    return _relevant(view, card.nodes, item)


def holds(view: View, item: Item) -> bool:
    """Whether the person says when they are done with the card of this question: on the others, that is plain from
    the last answer."""
    card = card_of(view, item)
    return card is not None and card.kind != "fields"


def card_of(view: View, item: Item) -> Card | None:
    """The card that this question stands on by the definition."""
    return _cards(view.dialogue.outline).get(item.node.order)


@lru_cache(maxsize=64)
def _cards(outline: Outline) -> Mapping[int, Card]:
    """By the order of a node."""
    found: dict[int, Card] = {}
    nodes = [node for node in outline.nodes if not isinstance(node.entry, Calculate)]
    for _, alike in groupby(nodes, key=lambda node: id(_holder(node))):
        run = list(alike)
        if (holder := _holder(run[0])) is not None:
            for card in _parted(holder, run):
                found.update((node.order, card) for node in card.nodes)
    return found


def _relevant(view: View, nodes: tuple[Node, ...], item: Item) -> tuple[Item, ...]:
    """What of these is asked now, in the entry of this one."""
    others = (view.by_path[_path(node, item)] for node in nodes)
    return tuple(other for other in others if view.facts[other.path].relevant)


def _path(node: Node, item: Item) -> Path:
    return node.path.replace("*", item.entry)


def _holder(node: Node) -> Group | Section | None:
    """What puts this question on a screen with others, if anything does."""
    asked = node.asked
    if asked is None or not asked.is_short:
        return None
    gate: Gate | None = node.gate
    while gate is not None and not isinstance(gate.group, Repeat):
        if gate.group is not None and gate.group.appearance is not None:
            return gate.group
        gate = gate.within
    section = node.place.section
    return section if gate is None and section.appearance is not None else None


def _parted(of: Group | Section, nodes: list[Node]) -> Iterator[Card]:
    """Even parts, none with more than a screen holds; a single question needs no card."""
    is_picks = all(isinstance(node.entry, YesNo) for node in nodes)
    kind: Literal["fields", "picks", "ticks"] = "picks" if is_picks else "fields"
    if of.appearance == "ticks":
        yield Card(kind="ticks", of=of, nodes=tuple(nodes))
        return
    whole = tuple(nodes) if is_picks and len(nodes) <= LONGEST_CHAPTER else ()
    for part in _evenly(nodes, PICKS if is_picks else FIELDS):
        if len(part) > 1:
            yield Card(kind=kind, of=of, nodes=tuple(part), chapter=whole)


def _evenly(nodes: list[Node], most: int) -> Iterable[list[Node]]:
    count = -(-len(nodes) // most)
    size, longer = divmod(len(nodes), count)
    start = 0
    for part in range(count):
        end = start + size + (part < longer)
        yield nodes[start:end]
        start = end
