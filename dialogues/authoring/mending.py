"""A tree with mistakes made readable for a model, so that one run finds the mistakes behind them as well.

What a model refuses is told (by `shape.py`) and then mended in the tree: a misspelt key or type becomes what was
meant, a wrong value gets a stand-in or goes. The result is only ever looked at, never answered: a file with a
mistake is refused. Nothing is mended silently, and nothing below a stand-in is told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dialogues.authoring.elsewhere import types_meant
from dialogues.authoring.shape import expected, known_keys, tell
from dialogues.authoring.tree import Document, Fields, Items, Node, Scalar, Spot, Steps, spot, text_of
from dialogues.dialogue import Dialogue
from dialogues.mistakes import Findings, Place, closest
from dialogues.text import NAME

#: Each round uncovers what the one before hid; nothing hides deeper than a few.
_ROUNDS: Final = 12

_FORMULAS: Final = frozenset({"relevant", "constraint", "calculation", "choice_filter", "required"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """What could be read."""

    #: with stand-ins where `findings` has grown; None where too little is left
    dialogue: Dialogue | None
    #: names whose questions could not be read: nothing can be said of what refers to them
    uncertain: frozenset[str]
    #: where something has gone or is ours
    touched: frozenset[Steps]


def read_mending(
    document: Document, languages: tuple[str, ...], findings: Findings, touched: Iterable[Steps] = ()
) -> Mended:
    """The dialogue in the tree. What is wrong is added to `findings`, and mended in the tree. Nothing is said of
    the paths that are `touched` already.
    """
    tree = _Tree(document, languages, findings, touched)
    for _ in range(_ROUNDS):
        try:
            dialogue = Dialogue.model_validate(plain(document.root), context={"languages": languages})
        except ValidationError as refused:
            errors = refused.errors(include_url=False, include_input=False)
        else:
            return Mended(
                dialogue=dialogue, uncertain=frozenset(tree.uncertain), touched=frozenset(tree.touched)
            )
        # keys first: one that is misspelt is also one that is missing
        for error in sorted(errors, key=lambda each: each["type"] != "extra_forbidden"):
            tree.mend(error)
            if findings.is_full:
                break
    return Mended(dialogue=None, uncertain=frozenset(), touched=frozenset())


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
        #: what is given as a name, and cannot be one
        self.misnamed = {name for name in names(document.root) if not NAME.fullmatch(name)}
        self.count = 0

    def mend(self, error: ErrorDetails) -> None:
        """Tell of an error unless it is one of our own making, and make it go away."""
        at = self._at(*error["loc"])
        missing = str(error["loc"][-1]) if error["type"] == "missing" else ""
        if missing and not at.rest:
            return  # a misspelt key has become it
        if error["type"] == "too_short" and _size(at.node) >= int(error["ctx"]["min_length"]):
            return  # pydantic counts only what it could read
        place = (*at.path, missing) if missing else at.path
        if not self._is_touched(place) and not self._is_misnamed(error, at.node):
            if error["type"] == "extra_forbidden" and self._is_translation(error):
                self._tell_translation(at.path[:-1])
                return
            tell(error, self.document, self.languages, self.findings)
        elif not missing:
            return
        if missing:
            self._supply(at, missing)
        else:
            self._change(error, at)

    def _is_touched(self, path: Steps) -> bool:
        return any(path[: len(steps)] == steps for steps in self.touched)

    def _is_misnamed(self, error: ErrorDetails, node: Node) -> bool:
        """Whether it only uses a name that is badly formed where it is given, and told there."""
        if error["type"] == "bad_name":
            return error["loc"][-1] in ("applicant", "organisation") and text_of(node) in self.misnamed
        wordings = node.entries.values() if isinstance(node, Fields) else ()
        texts = (text_of(node), *(text_of(wording) for _, wording in wordings))
        return error["type"] == "expression" and any(
            f"${{{name}}}" in text for name in self.misnamed for text in texts
        )

    def _is_translation(self, error: ErrorDetails) -> bool:
        """Whether the key is a wrong language in what was meant as a label alone."""
        loc = error["loc"][:-1]
        around = self._at(*loc)
        keys = around.node.entries if isinstance(around.node, Fields) else {}
        may_be_label = around.key is not None and "label" not in keys and "label" in known_keys(loc)
        return may_be_label and {True, False} == {key in self.languages for key in keys}

    def _tell_translation(self, path: Steps) -> None:
        node = self._at(*path).node
        keys = node.entries if isinstance(node, Fields) else {}
        for key in [each for each in keys if each not in self.languages]:
            error = ErrorDetails(type="unknown_language", loc=path, msg="", input=None, ctx={"key": key})
            tell(error, self.document, self.languages, self.findings)
        self._stand_in(path, "?")

    def _change(self, error: ErrorDetails, at: Spot) -> None:
        """Make a value that is there acceptable, or take it away."""
        path, kind = at.path, error["type"]
        last = path[-1] if path else ""
        match kind:
            case "extra_forbidden":
                self._rename(path, known_keys(error["loc"][:-1]))
            case "union_tag_invalid" if types := types_meant(
                text_of(self._at(*path, "type").node), expected(error)
            ):
                self._set((*path, "type"), Scalar(types[0], at.place))
            case "union_tag_invalid" | "union_tag_not_found":
                self._give_up(path)
            case "literal_error" if last == "type" and (
                types := types_meant(text_of(at.node), expected(error))
            ):
                self._set(path, Scalar(types[0], at.place))
            case "literal_error" if meant := closest(text_of(at.node), expected(error)):
                self._set(path, Scalar(meant, at.place))
            case "bad_name" if last == "name":
                self.uncertain.add(text_of(at.node))
                self._stand_in(path, self._new_name())
            case "not_text" | "empty_text" | "missing_language" | "unknown_language" | "expression" if (
                last not in _FORMULAS
            ):
                self._stand_in(path, "?")
            case _:
                self._remove(path)

    def _supply(self, at: Spot, key: str) -> None:
        """Put something where a key is missing."""
        match key:
            case "label" | "title":
                self._stand_in((*at.path, key), "?")
            case "name" | "id":
                self._stand_in((*at.path, key), self._new_name())
            case "calculation":
                self._stand_in((*at.path, key), "''")
            case "default_language":
                self._stand_in((*at.path, key), next(iter(self.languages), "en"))
            case "languages":
                languages: list[Node] = [Scalar(tag, at.place) for tag in self.languages or ("en",)]
                self._put((*at.path, key), Items(at.place, languages))
            case "choices" | "rows" | "columns":
                self._put((*at.path, key), _mapping(at.place, {self._new_name(): "?"}))
            case "questions":
                self._put((*at.path, key), Items(at.place, [self._nothing(at.place, "questions")]))
            case _:
                self._give_up(at.path)

    def _rename(self, path: Steps, known: Iterable[str]) -> None:
        around = self._at(*path[:-1]).node
        key = str(path[-1])
        meant = closest(key, known)
        if isinstance(around, Fields) and meant is not None and meant not in around.entries:
            around.entries[meant] = around.entries.pop(key)
        else:
            self._remove(path)

    def _give_up(self, path: Steps) -> None:
        """Replace the question or section around a path by one that says nothing; elsewhere, remove the key."""
        for end in range(len(path), 1, -1):
            held = path[end - 2]
            if isinstance(path[end - 1], int) and held in ("questions", "sections"):
                lost = self._at(*path[:end]).node
                self.uncertain |= set(names(lost))
                name = text_of(lost.get("name")) if isinstance(lost, Fields) else ""
                self._put(path[:end], self._nothing(lost.place, held, name))
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
        around = self._at(*path[:-1]).node
        if path and isinstance(around, Fields):
            around.entries.pop(str(path[-1]), None)

    def _stand_in(self, path: Steps, text: str) -> None:
        self._put(path, Scalar(text, self._at(*path).place))

    def _put(self, path: Steps, node: Node) -> None:
        """Something of our own: nothing is told of it."""
        self.touched.add(path)
        self._set(path, node)

    def _set(self, path: Steps, node: Node) -> None:
        match self._at(*path[:-1]).node, path[-1]:
            case Fields(entries=entries), str(key):
                entries[key] = (entries[key][0] if key in entries else Scalar(key, node.place), node)
            case Items(items=items), int(index):
                items[index] = node
            case _:
                pass

    def _at(self, *path: str | int) -> Spot:
        return spot(self.document.root, path)

    def _nothing(self, place: Place, held: str | int, name: str = "") -> Node:
        """A question, or a section, that says nothing."""
        said = {"name": name if NAME.fullmatch(name) else self._new_name(), "label": "?"}
        return _mapping(place, {**said, "type": "note"} if held == "questions" else said)

    def _new_name(self) -> str:
        self.count += 1
        name = f"unnamed_{self.count}"
        self.uncertain.add(name)
        return name


def _mapping(place: Place, texts: Mapping[str, str]) -> Fields:
    return Fields(place, {key: (Scalar(key, place), Scalar(text, place)) for key, text in texts.items()})


def _size(node: Node) -> int:
    match node:
        case Fields(entries=held):
            return len(held)
        case Items(items=listed):
            return len(listed)
        case Scalar():
            return 0


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
