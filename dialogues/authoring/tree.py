"""A YAML file as a tree of mappings, lists and plain strings, each with its line and column.

How a tree comes about is in `source.py`. Here is only what it consists of and how places in it are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from dialogues.mistakes import Place

#: The way to a value: keys, and positions in lists.
Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A plain string, where it begins, and how it is written ("", ', ", | or >)."""

    text: str
    place: Place
    style: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """A mapping, each key with its value, in order. `place` is that of its first key, or of its bracket."""

    place: Place
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        entry = self.entries.get(key)
        return None if entry is None else entry[1]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = Scalar | Fields | Items


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Document:
    """The tree of a file, and its lines for places within a text."""

    root: Node
    lines: tuple[str, ...]

    def within(self, scalar: Scalar, offset: int) -> Place:
        """The place of a character of the text; the text's beginning where its style hides that."""
        before = scalar.text[:offset]
        row, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        wording = scalar.text.split("\n")[row]
        is_block = scalar.style == "|"
        line = scalar.place.line + row + is_block
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        if is_block and source.endswith(wording):
            return Place(line, len(source) - len(wording) + column + 1)
        start = scalar.place.column + (scalar.style in ("'", '"'))
        if row == 0 and source[start - 1 :].startswith(wording):
            return Place(line, start + column)
        return scalar.place


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where a path leads."""

    #: the part of it that is there
    path: Steps
    node: Node
    #: the key that holds the node
    key: Scalar | None
    #: the part of it that is not: the tag of a union, or a key that is missing
    rest: Steps

    @property
    def place(self) -> Place:
        """Of the value; of its key where the value is a mapping or a list."""
        return self.node.place if isinstance(self.node, Scalar) or self.key is None else self.key.place


def spot(root: Node, path: Steps) -> Spot:
    """Follow a path, or the `loc` of an error of pydantic's; what is not in the tree is passed over."""
    node, key = root, None
    found: list[str | int] = []
    rest: list[str | int] = []
    tagged = False
    for step in path:
        if tagged and isinstance(node, Fields) and step == text_of(node.get("type")):
            tagged = False  # behind the position in a list of questions, pydantic names the type
            continue
        tagged = False
        match node:
            case Fields(entries=entries) if step in entries:
                key, node = entries[str(step)]
            case Items(items=items) if isinstance(step, int) and step < len(items):
                tagged = found[-1:] == ["questions"]
                key, node = None, items[step]
            case _:
                rest.append(step)
                continue
        found.append(step)
    return Spot(path=tuple(found), node=node, key=key, rest=tuple(rest))


def text_of(node: Node | None) -> str:
    """The text of a scalar, "" of anything else."""
    return node.text if isinstance(node, Scalar) else ""
