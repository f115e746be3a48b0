"""What an expression sees from where it stands: items, their entries, and the names of their neighbours.

Values are handed in by whoever knows them (`relevance.py`); nothing here is derived from an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from dialogues.application import Application, Path
from dialogues.dialogue import Dialogue, Gate, Node, Outline, Repeat
from dialogues.expressions import EMPTY, Expression, Value, as_boolean
from dialogues.question import Question


class Known(Protocol):
    """What is known of an application so far."""

    @property
    def dialogue(self) -> Dialogue: ...

    @property
    def application(self) -> Application: ...

    @property
    def now(self) -> datetime:
        """In the dialogue's zone."""
        ...

    @property
    def values(self) -> Mapping[Path, Mapping[str, Value]]:
        """Of what is relevant and answered or computed, by path and part."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A node at one place: inside a repeat there is one per entry."""

    node: Node
    path: Path
    #: among all items
    index: int
    #: id of the entry, "" outside a repeat
    entry: str = ""
    #: of the entry among its fellows, from 1
    position: int = 0

    @property
    def question(self) -> Question:
        """What is asked; only for items that are."""
        asked = self.node.asked
        if asked is None:
            raise TypeError(f"{self.path} is not asked")
        return asked


@lru_cache(maxsize=65536)
def resolve(outline: Outline, name: str) -> tuple[Node | None, str]:
    """The node that `${name}` means, and which part of its value."""
    first, _, rest = name.partition("/")
    node = outline.by_name.get(first)
    if node is not None and isinstance(node.entry, Repeat) and rest:
        member, _, part = rest.partition("/")
        inner = outline.by_name.get(member)
        if inner is not None and inner.repeat is node.entry:
            return inner, part
        return None, ""
    return node, rest


def repeat_around(gate: Gate | None) -> Repeat | None:
    """The repeat that this stands in, or that it is."""
    while gate is not None and not isinstance(gate.group, Repeat):
        gate = gate.within
    return gate.group if gate is not None and isinstance(gate.group, Repeat) else None


@dataclass(frozen=True, slots=True)
class Inside:
    """Stands for an item where only the entry matters."""

    entry: str
    repeat: Repeat | None
    position: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees from where it stands: inside an entry of a repeat, names of the same repeat mean
    that entry; elsewhere they are lists."""

    view: Known
    item: Item | Inside | None
    self_value: Value = EMPTY

    def value(self, path: str) -> Value:
        node, part = resolve(self.view.dialogue.outline, path)
        if node is None:
            return EMPTY
        values = self.view.values
        repeat = node.repeat
        if repeat is None or isinstance(node.entry, Repeat):
            return values.get(node.path, {}).get(part, EMPTY)
        if self.item is not None and self.item.entry and self._repeat() is repeat:
            return values.get(f"{repeat.name}/{self.item.entry}/{node.entry.name}", {}).get(part, EMPTY)
        every = (
            values.get(f"{repeat.name}/{entry}/{node.entry.name}", {}).get(part, EMPTY)
            for entry in self.view.application.entries.get(repeat.name, ())
        )
        return tuple(value for value in every if value != EMPTY)

    def _repeat(self) -> Repeat | None:
        return (
            self.item.repeat
            if isinstance(self.item, Inside)
            else self.item.node.repeat
            if self.item
            else None
        )

    def attribute(self, name: str) -> Value:
        return EMPTY

    @property
    def now(self) -> datetime:
        return self.view.now

    @property
    def position(self) -> Value:
        return Decimal(self.item.position) if self.item is not None and self.item.position else EMPTY

    def choice_label(self, path: str, name: str) -> str:
        node, _ = resolve(self.view.dialogue.outline, path)
        choices = getattr(node.entry, "choices", None) if node is not None else None
        choice = choices.get(name) if isinstance(choices, Mapping) else None
        return choice.label.within(self.view.dialogue.default_language) if choice is not None else name


@dataclass(frozen=True, slots=True)
class Attributes(Scope):
    """A scope in which bare names are the attributes of one choice."""

    attributes: Mapping[str, str] | None = None

    def attribute(self, name: str) -> Value:
        return (self.attributes or {}).get(name, EMPTY)


def allowed(scope: Scope, question: Question, attributes: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The names of the choices that the question's `choice_filter` leaves, in the definition's order."""
    formula: Expression | None = getattr(question, "choice_filter", None)
    if formula is None:
        return tuple(attributes)
    return tuple(
        name
        for name, known in attributes.items()
        if as_boolean(formula.evaluate(Attributes(scope.view, scope.item, EMPTY, {"name": name, **known})))
    )
