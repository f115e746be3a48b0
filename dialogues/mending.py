"""A tree with mistakes made readable for a model, so that one run finds the mistakes behind them as well.

What a model refuses is told (by `shape.py`) and then mended in the tree: a misspelt key or type becomes what was
meant, a wrong value gets a stand-in or goes. The result is only ever looked at, never answered: a file with a
mistake is refused. Nothing is mended silently, and nothing below a stand-in is told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dialogues.dialogue import Dialogue
from dialogues.mistakes import Findings, closest
from dialogues.shape import Spot, Steps, known_keys, spot, tell
from dialogues.source import Document, Fields, Items, Node, Scalar
from dialogues.text import NAME

#: Each round uncovers what the one before hid; nothing hides deeper than a few.
_ROUNDS: Final = 12

_WRONG_TEXTS: Final = frozenset({"not_text", "empty_text", "missing_language", "unknown_language"})
_FORMULAS: Final = frozenset({"relevant", "constraint", "calculation", "choice_filter", "required"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """What could be read."""

    #: with stand-ins where `findings` has grown; None where too little is left
    dialogue: Dialogue | None
    #: names whose questions could not be read: nothing can be said of what refers to them
    uncertain: frozenset[str]


def read_mending(
    document: Document, languages: tuple[str, ...], findings: Findings, touched: Iterable[Steps] = ()
) -> Mended:
    """The dialogue in the tree. What is wrong is added to `findings`, and mended in the tree. Nothing is said of
    the paths that are `touched` already."""
    tree = _Tree(document, languages, findings, touched)
    for _ in range(_ROUNDS):
        try:
            dialogue = Dialogue.model_validate(plain(document.root), context={"languages": languages})
        except ValidationError as refused:
            errors = refused.errors(include_url=False, include_input=False)
        else:
            return Mended(dialogue=dialogue, uncertain=frozenset(tree.uncertain))
        # keys first: one that is misspelt is also one that is missing
        for error in sorted(errors, key=lambda each: each["type"] != "extra_forbidden"):
            tree.mend(error)
            if findings.is_full:
                break
    return Mended(dialogue=None, uncertain=frozenset())


def plain(node: Node) -> Any:
    """As pydantic takes it."""
    match node:
        case Scalar(text=text):
            return text
        case Fields(entries=entries):
            return {key: plain(value) for key, (_, value) in entries.items()}
        case Items(items=items):
            return [plain(item) for item in items]


class _Tree:
    """A tree while it is mended."""

    def __init__(
        self, document: Document, languages: tuple[str, ...], findings: Findings, touched: Iterable[Steps]
    ) -> None:
        self.document = document
        self.languages = languages
        self.findings = findings
        self.uncertain: set[str] = set()
        #: where a stand-in is, or where something has gone
        self.touched: set[Steps] = set(touched)
        self.count = 0

    def mend(self, error: ErrorDetails) -> None:
        """Tell of an error unless it is one of our own making, and make it go away."""
        at = spot(self.document.root, error["loc"])
        missing = str(error["loc"][-1]) if error["type"] == "missing" else ""
        if missing and not at.rest:
            return  # a misspelt key has become it
        place = (*at.path, missing) if missing else at.path
        if not self._is_touched(place):
            if error["type"] == "extra_forbidden" and self._is_translation(at.path[:-1]):
                self._tell_translation(at.path[:-1])
                return
            tell(error, self.document, self.languages, Dialogue, self.findings)
        elif not missing:
            return
        if missing:
            self._supply(at, missing)
        else:
            self._change(error, at)

    def _is_touched(self, path: Steps) -> bool:
        return any(path[: len(steps)] == steps for steps in self.touched)

    def _is_translation(self, path: Steps) -> bool:
        """Whether a mapping that was not taken for a text is one with a wrong language."""
        node = spot(self.document.root, path).node
        keys = node.entries.keys() if isinstance(node, Fields) else ()
        return "label" not in keys and any(key in self.languages for key in keys)

    def _tell_translation(self, path: Steps) -> None:
        node = spot(self.document.root, path).node
        strange = [key for key in node.entries if key not in self.languages] if isinstance(node, Fields) else []
        for key in strange:
            error = ErrorDetails(type="unknown_language", loc=path, msg="", input=None, ctx={"key": key})
            tell(error, self.document, self.languages, Dialogue, self.findings)
        self._stand_in(path, "?")

    def _change(self, error: ErrorDetails, at: Spot) -> None:
        path, kind = at.path, error["type"]
        last = path[-1] if path else ""
        meant = None
        if kind == "extra_forbidden":
            self._rename(path, known_keys(Dialogue, error["loc"][:-1]))
        elif kind == "union_tag_invalid":
            known = re.findall(r"'([^']*)'", str(error["ctx"]["expected_tags"]))
            meant = closest(_text(spot(self.document.root, (*path, "type")).node), known)
            if meant is None:
                self._give_up(path)
            else:
                self._set((*path, "type"), meant)
        elif kind == "union_tag_not_found":
            self._give_up(path)
        elif kind in _WRONG_TEXTS or (kind == "expression" and last not in _FORMULAS):
            self._stand_in(path, "?")
        elif kind == "bad_name" and last == "name":
            self.uncertain.add(_text(at.node))
            self._stand_in(path, self._new_name())
        elif kind == "literal_error" and (meant := closest(_text(at.node), re.findall(r"'([^']*)'", str(error["ctx"]["expected"])))):
            self._set(path, meant)
        else:
            self._remove(path)

    def _supply(self, at: Spot, key: str) -> None:
        stand_in = {
            "label": "?",
            "title": "?",
            "id": "id",
            "name": self._new_name(),
            "calculation": "''",
            "default_language": next(iter(self.languages), "en"),
        }.get(key)
        if stand_in is not None:
            self._stand_in((*at.path, key), stand_in)
        elif key == "languages":
            languages = Items(at.place, [Scalar(tag, at.place) for tag in self.languages or ("en",)])
            self._put((*at.path, key), languages)
        else:
            self._give_up(at.path)

    def _rename(self, path: Steps, known: Iterable[str]) -> None:
        around = spot(self.document.root, path[:-1]).node
        key = str(path[-1])
        meant = closest(key, known)
        if isinstance(around, Fields) and meant is not None and meant not in around.entries:
            around.entries[meant] = around.entries.pop(key)
        else:
            self._remove(path)

    def _give_up(self, path: Steps) -> None:
        """Replace the question or section around the path by one that says nothing; elsewhere, remove the key."""
        for end in range(len(path), 1, -1):
            if isinstance(path[end - 1], int) and path[end - 2] in ("questions", "sections"):
                at = spot(self.document.root, path[:end])
                self.uncertain |= set(names(at.node))
                name = at.node.get("name") if isinstance(at.node, Fields) else None
                text = name.text if isinstance(name, Scalar) and NAME.fullmatch(name.text) else self._new_name()
                said = {"name": text, "label": "?"} | ({"type": "note"} if path[end - 2] == "questions" else {})
                entries = {key: (Scalar(key, at.place), Scalar(value, at.place)) for key, value in said.items()}
                self._put(path[:end], Fields(at.place, {**entries}))
                return
        self._remove(path[:1])

    def _remove(self, path: Steps) -> None:
        """Take a key away; of a list whose items are not entries, all of it."""
        if path and isinstance(path[-1], int):
            if path[-2] in ("questions", "sections"):
                self._give_up(path)
                return
            path = path[:-1]
        self.touched.add(path)
        around = spot(self.document.root, path[:-1]).node
        if path and isinstance(around, Fields):
            around.entries.pop(str(path[-1]), None)

    def _stand_in(self, path: Steps, text: str) -> None:
        self._put(path, Scalar(text, spot(self.document.root, path).place))

    def _put(self, path: Steps, node: Node) -> None:
        self.touched.add(path)
        self._set(path, node)

    def _set(self, path: Steps, node: Node | str) -> None:
        at = spot(self.document.root, path)
        put = Scalar(node, at.place) if isinstance(node, str) else node
        around = spot(self.document.root, path[:-1]).node
        match around, path[-1]:
            case Fields(entries=entries), str(key):
                entries[key] = (entries[key][0] if key in entries else Scalar(key, at.place), put)
            case Items(items=items), int(index):
                items[index] = put
            case _:
                pass

    def _new_name(self) -> str:
        self.count += 1
        name = f"unnamed_{self.count}"
        self.uncertain.add(name)
        return name


def names(node: Node) -> Iterator[str]:
    """Every name that is given in this part of the tree."""
    match node:
        case Fields(entries=entries):
            name = node.get("name")
            if isinstance(name, Scalar):
                yield name.text
            for key in ("sections", "questions"):
                if key in entries:
                    yield from names(entries[key][1])
        case Items(items=items):
            for item in items:
                yield from names(item)
        case Scalar():
            pass


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""
