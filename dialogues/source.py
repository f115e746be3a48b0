"""YAML read for its places: a tree of mappings, lists and plain strings, each with its line and column.

Every scalar is a string, whatever it looks like: what it means is for the models. The tree is built from the
parser's events, not from its composed nodes: nothing recurses, so that no depth breaks it, and aliases, tags
and further documents are refused before anything is made of them. Nothing here raises, whatever the text, and
nothing here knows what a dialogue is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from dialogues.mistakes import Findings, Place

#: bytes; the award's definition, the longest that ships, has 77,000
LARGEST: Final = 1_000_000
#: mappings and lists within each other; the award's definition has 11
DEEPEST: Final = 50

_BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # those that ruamel counts
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


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
        line = scalar.place.line + row + (scalar.style == "|")
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        if scalar.style == "|" and source.endswith(wording):
            return Place(line, len(source) - len(wording) + column + 1)
        start = scalar.place.column + (scalar.style in ("'", '"'))
        if row == 0 and source[start - 1 :].startswith(wording):
            return Place(line, start + column)
        return scalar.place


class _RefusedError(Exception):
    """Reading ends here; what was wrong is among the findings."""


def read(source: str | bytes, findings: Findings) -> Document | None:
    """The tree, or None where there is none; why not, and keys that stand twice, are added to `findings`."""
    text = _decoded(source, findings)
    if text is None:
        return None
    lines = tuple(_BREAK.split(text))
    try:
        root = _grown(text, findings)
    except _RefusedError:
        return None
    except ReaderError as error:
        findings.add(_place_at(text, error.position), "characters", "a character that a text file cannot hold", "remove it")
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        findings.add(_place(mark), "not_yaml", _said(error), "mend it; most often it is the indentation, or a text with : or # that needs quotation marks")
        return None
    except (YAMLError, ArithmeticError, AssertionError, LookupError, RecursionError, TypeError, ValueError) as error:
        # ruamel lets some of its own slips through, such as a version that it does not know
        findings.add(Place(1, 1), "not_yaml", str(error) or type(error).__name__, "write plain YAML 1.2")
        return None
    return Document(root=root, lines=lines)


def _decoded(source: str | bytes, findings: Findings) -> str | None:
    # a character has at least one byte: what is too long in characters need not be encoded
    size = len(source) if len(source) > LARGEST or isinstance(source, bytes) else len(source.encode(errors="replace"))
    if size > LARGEST:
        findings.add(Place(1, 1), "too_large", f"the file is larger than {LARGEST // 1_000_000} MB", "divide the questionnaire")
        return None
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _place_at(source[: error.start].decode(), error.start)
        findings.add(place, "not_utf8", "the file is not text in UTF-8", "save it as UTF-8")
        return None


def _grown(text: str, findings: Findings) -> Node:
    root: Node | None = None
    open_nodes: list[Fields | Items] = []
    keys: list[Scalar | None] = []  # of each open node, the key that waits for its value
    for event in _events(text):
        match event:
            case DocumentStartEvent():
                _check_start(event, root, findings)
                continue
            case MappingEndEvent() | SequenceEndEvent():
                open_nodes.pop()
                keys.pop()
                continue
            case NodeEvent():
                _check_plain(event, findings)
            case _:
                continue
        node = _node(event, findings)
        if not open_nodes:
            root = node
        else:
            keys[-1] = _placed(open_nodes[-1], keys[-1], node, findings)
        if not isinstance(node, Scalar):
            open_nodes.append(node)
            keys.append(None)
            if len(open_nodes) > DEEPEST:
                _refuse(findings, event, "too_deep", f"more than {DEEPEST} levels within each other", "make the nesting flat")
    if root is None:
        findings.add(Place(1, 1), "not_yaml", "the file is empty", "begin with id: and title:")
        raise _RefusedError
    return root


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _node(event: NodeEvent, findings: Findings) -> Node:
    place = _place(event.start_mark)
    match event:
        case ScalarEvent(value=value):
            if found := _UNPRINTABLE.search(value):
                _refuse(findings, event, "characters", f"the text holds the character U+{ord(found[0]):04X}", "remove it")
            return Scalar(value, place, event.style or "")
        case MappingStartEvent():
            return Fields(place)
        case _:
            return Items(place)


def _placed(around: Fields | Items, key: Scalar | None, node: Node, findings: Findings) -> Scalar | None:
    """Put the node where it belongs; the key that then waits for its value."""
    if isinstance(around, Items):
        around.items.append(node)
        return None
    if key is None:
        if not isinstance(node, Scalar):
            findings.add(node.place, "not_yaml", "a key must be a single word", "write it as `key: value`")
            raise _RefusedError
        return node
    if key.text in around.entries:
        first = around.entries[key.text][0].place
        findings.add(key.place, "key_twice", f"the key {key.text} stands here twice, first in line {first.line}", "keep one of them")
    else:
        around.entries[key.text] = (key, node)
    return None


def _check_start(event: DocumentStartEvent, root: Node | None, findings: Findings) -> None:
    if root is not None:
        _refuse(findings, event, "not_plain", "a second document begins here (---)", "keep one dialogue in a file")
    if event.tags or event.version not in (None, (1, 2)):
        _refuse(findings, event, "not_plain", "a directive (%) stands before the document", "remove it: the language is YAML 1.2")


def _check_plain(event: NodeEvent, findings: Findings) -> None:
    if isinstance(event, AliasEvent):
        _refuse(findings, event, "not_plain", f"*{event.anchor} is an alias", "write the value again; choices that recur can be a named list")
    if event.anchor is not None:
        _refuse(findings, event, "not_plain", f"&{event.anchor} is an anchor", "remove it; choices that recur can be a named list")
    if getattr(event, "tag", None) is not None:
        _refuse(findings, event, "not_plain", f"{event.tag} is a tag", "remove it; put a text that begins with ! in quotation marks")


def _refuse(findings: Findings, event: Event, kind: str, what: str, remedy: str) -> None:
    findings.add(_place(event.start_mark), kind, what, remedy)
    raise _RefusedError


def _place(mark: StringMark | None) -> Place:
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)


def _place_at(text: str, index: int) -> Place:
    before = _BREAK.split(text[:index])
    return Place(len(before), len(before[-1]) + 1)


def _said(error: MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or "").split())
    context = " ".join(str(error.context or "").split())
    return f"this cannot be read: {problem}" + (f" ({context})" if context else "")
