"""From the text of a definition to a dialogue, or to all of its author's mistakes.

    bytes → source.py (a tree with places) → tongues.py (which languages it is in)
          → lists.py (named choices put where they are used)
          → the models, and mending.py where they refuse → checking.py (the whole)

Nothing raises, whatever the text, and no file is opened: the text is handed in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import rfc8785

from dialogues.authoring.lists import put_lists
from dialogues.authoring.mending import read_mending
from dialogues.authoring.source import read
from dialogues.authoring.tongues import put_languages
from dialogues.authoring.tree import Fields, Items, Node, Scalar
from dialogues.checking import check
from dialogues.dialogue import Dialogue
from dialogues.mistakes import Findings, Mistake

#: Of the language that is read here. One that changes what a file means gets the next number, and the ones
#: before are read as long as an application is pinned to them.
DIALECT: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A dialogue, with what its author is warned of; or the mistakes that are in the way of one."""

    dialogue: Dialogue | None
    mistakes: tuple[Mistake, ...]


def load(source: str | bytes, *, file: str) -> Loaded:
    """Read a definition; `file` is what its mistakes call it."""
    findings = Findings(file=file)
    document = read(source, findings)
    if document is None:
        return Loaded(dialogue=None, mistakes=findings.mistakes())
    languages = put_languages(document, findings)
    unknown = put_lists(document, languages, findings)
    version = _version(document.root)
    mended = read_mending(document, languages, findings, unknown)
    if mended.dialogue is not None:
        check(mended, document, findings)
    if findings.errors or mended.touched or mended.dialogue is None:
        return Loaded(dialogue=None, mistakes=findings.mistakes())
    mended.dialogue._version = version  # noqa: SLF001 - the loader names what it has read, as the model says
    return Loaded(dialogue=mended.dialogue, mistakes=findings.mistakes())


def _version(root: Node) -> str:
    """Of the content: comments, layout and the way a text is quoted do not count, nor does the name of a list."""
    content = (
        Fields(root.place, {key: value for key, value in root.entries.items() if key != "choices"})
        if isinstance(root, Fields)
        else root
    )
    return hashlib.sha256(rfc8785.dumps([DIALECT, _canonical(content)])).hexdigest()[:16]


#: JSON whose mappings are lists of pairs, so that the order of choices, rows and columns counts.
_Canonical = str | list["_Canonical"] | dict[str, "_Canonical"]


def _canonical(node: Node) -> _Canonical:
    match node:
        case Scalar(text=text):
            return text
        case Items(items=items):
            return [_canonical(item) for item in items]
        case Fields(entries=entries):
            return {"pairs": [[key, _canonical(value)] for key, (_, value) in entries.items()]}
