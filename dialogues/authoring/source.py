"""YAML read for its places: from the text of a file to a tree (`tree.py`).

Every scalar is a string, whatever it looks like: what it means is for the models. The tree is built from the
parser's events, not from its composed nodes: nothing recurses, so that no depth breaks it, and aliases, tags
and further documents are refused before anything is made of them. Nothing here raises, whatever the text, and
nothing here knows what a dialogue is.
"""

from __future__ import annotations

import re
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from dialogues.authoring.tree import Document, Fields, Items, Node, Scalar
from dialogues.mistakes import Findings, Place

#: bytes; the award's definition, the longest that ships, has 77,000
LARGEST: Final = 1_000_000
#: mappings and lists within each other; the award's definition has 11
DEEPEST: Final = 50

_BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # those that ruamel counts
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_START: Final = Place(1, 1)
#: What ruamel lets through of its own slips, such as for a version or a character that it does not know.
_SLIPS: Final = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class _RefusedError(Exception):
    """Nothing can be read behind this."""

    def __init__(self, place: Place, kind: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.finding = (place, kind, what, remedy)


def read(source: str | bytes, findings: Findings) -> Document | None:
    """The tree, or None where there is none; why not, and keys that stand twice, are added to `findings`."""
    try:
        text = _decoded(source)
        root = _grown(text, findings)
    except _RefusedError as refused:
        findings.add(*refused.finding)
        return None
    return Document(root=root, lines=tuple(_BREAK.split(text)))


def _decoded(source: str | bytes) -> str:
    # a character has at least one byte: what is too long in characters need not be encoded
    size = len(source)
    if isinstance(source, str) and size <= LARGEST:
        size = len(source.encode(errors="replace"))
    if size > LARGEST:
        what = f"the file is larger than {LARGEST // 1_000_000} MB"
        raise _RefusedError(_START, "too_large", what, "divide the questionnaire")
    text = _from_utf8(source) if isinstance(source, bytes) else source
    return text.removeprefix("\ufeff")


def _from_utf8(source: bytes) -> str:
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        before = source[: error.start].decode()
        place = _place_at(before, len(before))
        raise _RefusedError(place, "not_utf8", "the file is not text in UTF-8", "save it as UTF-8") from None


def _grown(text: str, findings: Findings) -> Node:
    try:
        root = _composed(text, findings)
    except ReaderError as error:
        place = _place_at(text, error.position)
        raise _RefusedError(
            place, "characters", "a text file cannot hold this character", "remove it"
        ) from None
    except MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        remedy = "look at the indentation, and put a text that holds : or # into quotation marks"
        if "scanning an a" in _said(error):  # an alias or an anchor
            remedy = "put a text that begins with * or & into quotation marks"
        raise _RefusedError(place, "not_yaml", f"this is not YAML: {_said(error)}", remedy) from None
    except _SLIPS as error:
        what = f"this is not YAML: {error or type(error).__name__}"
        raise _RefusedError(_START, "not_yaml", what, "write plain YAML 1.2") from None
    if root is None:
        raise _RefusedError(_START, "not_yaml", "the file is empty", "begin with id: and title:")
    return root


def _composed(text: str, findings: Findings) -> Node | None:
    root: Node | None = None
    open_nodes: list[Fields | Items] = []
    keys: list[Scalar | None] = []  # of each open node, the key that waits for its value
    for event in YAML(typ="safe", pure=True).parse(text):
        match event:
            case DocumentStartEvent():
                _check_start(event, root)
            case MappingEndEvent() | SequenceEndEvent():
                open_nodes.pop()
                keys.pop()
            case NodeEvent():
                node = _node(event)
                if open_nodes:
                    keys[-1] = _placed(open_nodes[-1], keys[-1], node, findings)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    open_nodes.append(node)
                    keys.append(None)
                if len(open_nodes) > DEEPEST:
                    what = f"more than {DEEPEST} mappings and lists stand within each other"
                    raise _RefusedError(node.place, "too_deep", what, "nest them less")
            case _:
                pass
    return root


def _check_start(event: DocumentStartEvent, root: Node | None) -> None:
    place = _place(event.start_mark)
    if root is not None:
        what = "a second document begins here (---)"
        raise _RefusedError(place, "not_plain", what, "keep one dialogue in a file")
    if event.tags or event.version not in (None, (1, 2)):
        what = "a directive (%) stands before the document"
        raise _RefusedError(place, "not_plain", what, "remove it: the language is YAML 1.2")


def _node(event: NodeEvent) -> Node:
    place = _place(event.start_mark)
    match event:
        case AliasEvent(anchor=name):
            remedy = (
                "put a text that begins with * into quotation marks; choices that recur can be a named list"
            )
            raise _RefusedError(place, "not_plain", f"*{name} is an alias for YAML", remedy)
        case NodeEvent(anchor=str(name)):
            remedy = (
                "put a text that begins with & into quotation marks; choices that recur can be a named list"
            )
            raise _RefusedError(place, "not_plain", f"&{name} is an anchor", remedy)
        case ScalarEvent(ctag=tag) | MappingStartEvent(ctag=tag) | SequenceStartEvent(ctag=tag) if tag:
            remedy = "remove it, or put a text that begins with ! into quotation marks"
            raise _RefusedError(place, "not_plain", f"{tag} is a tag", remedy)
        case ScalarEvent(value=value):
            if found := _UNPRINTABLE.search(value):
                what = f"the text holds the character U+{ord(found[0]):04X}"
                raise _RefusedError(place, "characters", what, "remove it")
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
        if isinstance(node, Scalar):
            return node
        raise _RefusedError(node.place, "not_yaml", "a key must be a plain text", "write `key: value`")
    if key.text in around.entries:
        what = f"the key {key.text} stands here twice, first in line {around.entries[key.text][0].place.line}"
        findings.add(key.place, "key_twice", what, "keep one of the two")
    else:
        around.entries[key.text] = (key, node)
    return None


def _place(mark: StringMark | None) -> Place:
    return _START if mark is None else Place(mark.line + 1, mark.column + 1)


def _place_at(text: str, index: int) -> Place:
    before = _BREAK.split(text[:index])
    return Place(len(before), len(before[-1]) + 1)


def _said(error: MarkedYAMLError) -> str:
    said = [" ".join(str(part).split()) for part in (error.problem, error.context) if part]
    return said[0] + (f" ({said[1]})" if len(said) > 1 else "") if said else type(error).__name__
