"""Everything in a dialogue that has a name, in asking order, with its place in the tree and in the outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dialogues.authoring.tree import Steps
from dialogues.dialogue import Dialogue, Gate, Group, Node, Repeat, Section
from dialogues.question import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One section, group, repeat or question."""

    thing: Entry | Section
    path: Steps
    #: of a section, a group or a repeat
    gate: Gate | None = None
    #: of a question, a note, a calculation or a repeat
    node: Node | None = None

    @property
    def order(self) -> int:
        """What stands before it in the outline, it can see; a repeat stands where its entries begin."""
        if self.gate is not None:
            return self.gate.order
        return -1 if self.node is None else self.node.order

    @property
    def is_repeated(self) -> bool:
        """Whether it is asked once per entry."""
        gate = self.node.gate if self.node is not None else self.gate
        while gate is not None:
            if isinstance(gate.group, Repeat):
                return True
            gate = gate.within
        return False


def seats(dialogue: Dialogue) -> Iterator[Seat]:
    """In asking order, in which the outline has its gates as well."""
    gates = iter(dialogue.outline.gates)
    nodes = {id(node.entry): node for node in dialogue.outline.nodes}

    def entries(held: Iterable[Entry], path: Steps) -> Iterator[Seat]:
        for index, entry in enumerate(held):
            here = (*path, "questions", index)
            gate = next(gates) if isinstance(entry, Group | Repeat) else None
            yield Seat(thing=entry, path=here, gate=gate, node=nodes.get(id(entry)))
            if isinstance(entry, Group | Repeat):
                yield from entries(entry.questions, here)

    for index, part in enumerate(dialogue.sections):
        path: Steps = ("sections", index)
        yield Seat(thing=part, path=path, gate=next(gates))
        for number, chapter in enumerate(part.sections):
            below = (*path, "sections", number)
            yield Seat(thing=chapter, path=below, gate=next(gates))
            yield from entries(chapter.questions, below)
        if not part.sections:
            yield from entries(part.questions, path)
