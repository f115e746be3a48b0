"""A dialogue: the definition of a questionnaire as a frozen value, and its outline in asking order.

Read from YAML by `loading.py` and looked over by `checking.py`. What depends on answers (relevance, counts)
is in `relevance.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import count
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from dialogues.durations import Duration, QuietHours
from dialogues.expressions import Expression
from dialogues.question import Entry, Model, Question
from dialogues.questions import TYPES
from dialogues.questions.calculate import Calculate
from dialogues.questions.note import Note
from dialogues.questions.repeat import Repeat as RepeatQuestion
from dialogues.text import Formula, Label, Name, Text, labelled


class Group(Entry):
    """Questions that belong together; a group adds nothing to the paths of its questions."""

    type: Literal["group"]
    hint: Label | None = None
    appearance: Literal["field-list", "ticks"] | None = None
    dimension: Name | None = None
    questions: tuple[AnyEntry, ...]


class Repeat(RepeatQuestion):
    """A group that is asked once per entry; its question is whether there is another."""

    questions: tuple[AnyEntry, ...]


if TYPE_CHECKING:
    AnyEntry = Entry
else:
    AnyEntry = Annotated[
        reduce(or_, [kind for name, kind in TYPES.items() if name != "repeat"], Group | Repeat),
        Field(discriminator="type"),
    ]


class Section(Model):
    """A part or a chapter. Sections nest once: a part holds chapters, a chapter holds questions."""

    name: Name
    label: Label
    short: Label | None = None
    #: the code on the paper, such as "A" or "2"
    number: str | None = None
    hint: Label | None = None
    relevant: Formula | None = None
    appearance: Literal["field-list"] | None = None
    dimension: Name | None = None
    sections: tuple[Section, ...] = ()
    questions: tuple[AnyEntry, ...] = ()


class Dimension(Model):
    """What scores add up to."""

    label: Label
    short: Label | None = None


class Notice(Model):
    """What a person is told about their data before the first answer is kept, and what they agree to."""

    controller: Label | None = None
    contact: Label | None = None
    purpose: Label | None = None
    kinds: Label | None = None
    retention: Label | None = None
    recipients: Label | None = None
    rights: Label | None = None
    consents: tuple[Label, ...] = ()


class Reminders(Model):
    """When somebody who has not finished is reminded: after a silence, again, and at most so often."""

    after: Duration
    again: Duration | None = None
    at_most: Annotated[int, Field(ge=1, le=20)] = 3
    quiet: QuietHours | None = None


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("unknown_zone", "{name} is not a time zone", {"name": name})
    return name


class Dialogue(Model):
    """A questionnaire. `version` names its content: comments and layout do not change it."""

    id: Name
    title: Label
    languages: tuple[str, ...] = Field(min_length=1)
    default_language: str
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    prefix: str = Field("", pattern=r"^[A-Z]{0,3}$")
    #: the question whose answer names the person, or the organisation, in a summary's header
    applicant: Name | None = None
    organisation: Name | None = None
    introduction: Label | None = None
    dimensions: Mapping[Name, Annotated[Dimension, BeforeValidator(labelled)]] = {}
    #: named lists of choices; `loading.py` has put them where they are used
    choices: Mapping[Name, Any] = {}
    reminders: Reminders | None = None
    notice: Notice | None = None
    closes: str | None = None
    grace: Duration | None = None
    sections: tuple[Section, ...] = Field(min_length=1)

    _version: str = PrivateAttr("")

    @property
    def version(self) -> str:
        """Hash of the canonical content, set by the loader."""
        return self._version

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def outline(self) -> Outline:
        """Everything in asking order."""
        return _outlined(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class Gate:
    """A section, a group or a repeat with everything in it: relevant or not as one."""

    #: among gates and nodes together, in the order in which they are met
    order: int
    #: its own condition
    relevant: Expression | None
    #: the gate that it stands in
    within: Gate | None
    group: Group | Repeat | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """A section with its code, its part, and the nodes in it."""

    section: Section
    number: str
    part: Section | None
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """One entry of the outline. `path` is its address; inside a repeat it has a `*` for the entry's id."""

    #: among gates and nodes together
    order: int
    entry: Question | Note | Calculate
    path: str
    #: the code on the paper
    number: str
    place: Place
    gate: Gate
    #: the repeat that it is inside of
    repeat: Repeat | None
    #: the dimension that it scores in, its own or its group's or section's
    dimension: str = ""
    #: contact data: it says so, or what it stands in does, or it is computed from such
    contact: bool = False

    @property
    def asked(self) -> Question | None:
        """The question, or None for what is shown or computed."""
        return self.entry if isinstance(self.entry, Question) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Outline:
    """The dialogue laid flat: gates and nodes in the order in which they are met."""

    nodes: tuple[Node, ...]
    gates: tuple[Gate, ...]
    places: tuple[Place, ...]
    by_name: Mapping[str, Node]


def _outlined(dialogue: Dialogue) -> Outline:
    nodes: list[Node] = []
    gates: list[Gate] = []
    places: list[Place] = []
    orders = count()
    contacts: set[str] = set()

    def gate(within: Gate | None, relevant: Expression | None, group: Group | Repeat | None = None) -> Gate:
        gates.append(Gate(order=next(orders), relevant=relevant, within=within, group=group))
        return gates[-1]

    def walk(
        entries: Iterable[Entry],
        place: Place,
        inside: Gate,
        repeat: Repeat | None,
        dimension: str,
        codes: Iterator[str],
    ) -> None:
        for entry in entries:
            match entry:
                case Group():
                    walk(
                        entry.questions, place, gate(inside, entry.relevant, entry), repeat,
                        entry.dimension or dimension, codes,
                    )  # fmt: skip
                    continue
                case Repeat():
                    walk(entry.questions, place, gate(inside, entry.relevant, entry), entry, dimension, codes)
            if not isinstance(entry, Question | Note | Calculate):  # pragma: no cover - the union is closed
                raise TypeError(entry)
            asked = isinstance(entry, Question)
            node = Node(
                order=next(orders),
                entry=entry,
                path=f"{repeat.name}/*/{entry.name}"
                if repeat is not None and entry is not repeat
                else entry.name,
                number=entry.number or (next(codes) if asked else ""),
                place=place,
                gate=inside,
                repeat=repeat,
                dimension=(isinstance(entry, Question) and entry.dimension) or dimension,
                contact=is_contact(entry, inside) or _is_from(entry, contacts),
            )
            if node.contact:
                contacts.add(entry.name)
            nodes.append(node)
            place.nodes.append(node)

    position = 0
    for part in dialogue.sections:
        outer = gate(None, part.relevant)
        for chapter in part.sections or (part,):
            position += 1
            code = chapter.number or str(position)
            place = Place(section=chapter, number=code, part=part if part.sections else None)
            places.append(place)
            inside = outer if chapter is part else gate(outer, chapter.relevant)
            walk(
                chapter.questions,
                place,
                inside,
                None,
                chapter.dimension or part.dimension or "",
                _codes(code),
            )
    return Outline(
        nodes=tuple(nodes),
        gates=tuple(gates),
        places=tuple(places),
        by_name={node.entry.name: node for node in nodes},
    )


def is_contact(entry: Entry, gate: Gate | None) -> bool:
    """Whether it is said to be contact data, or stands in a group that is."""
    while not entry.contact and gate is not None:
        entry, gate = gate.group or entry, gate.within
    return entry.contact


def _is_from(entry: Entry, names: set[str]) -> bool:
    """Whether it is computed from one of these; `${branches/city}` names two."""
    return isinstance(entry, Calculate) and any(
        not names.isdisjoint(path.split("/")) for path in entry.calculation.names
    )


def _codes(section: str) -> Iterator[str]:
    """A1, A2 … in a section named by letters, 3.1, 3.2 … in a numbered one."""
    separator = "" if section.isalpha() else "."
    return (f"{section}{separator}{position}" for position in count(1))


__all__ = [
    "Dialogue",
    "Gate",
    "Group",
    "Node",
    "Outline",
    "Place",
    "Repeat",
    "Section",
    "Text",
]
