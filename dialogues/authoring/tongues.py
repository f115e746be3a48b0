"""Which languages a file declares, and which its texts are in: one that is declared by another name is told once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from babel import Locale

from dialogues.authoring.tree import Document, Fields, Items, Node, Scalar
from dialogues.mistakes import Findings

_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)
#: keys of mappings by name: a choice may be called `no` or `en`
_BY_NAME: Final = frozenset({"choices", "rows", "columns", "dimensions", "score"})


def put_languages(document: Document, findings: Findings) -> tuple[str, ...]:
    """Those that are declared. One that no text is in, while all are in another form of it (zh-CN, zh-Hans), is
    told and replaced by that.
    """
    root = document.root
    node = root.get("languages") if isinstance(root, Fields) else None
    if not (isinstance(root, Fields) and isinstance(node, Items)):
        title = root.get("title") if isinstance(root, Fields) else None
        return tuple(title.entries) if isinstance(title, Fields) else ()
    declared = {item.text for item in node.items if isinstance(item, Scalar)}
    used = set(_used(root, declared))
    for index, item in enumerate(node.items):
        if not isinstance(item, Scalar) or item.text in used:
            continue
        meant = [tag for tag in sorted(used - declared) if _is_near(item.text, tag)]
        if len(meant) == 1:
            what = f"no text is in {item.text}, but there are texts in {meant[0]}"
            findings.add(item.place, "unknown_language", what, f"did you mean {meant[0]}?")
            node.items[index] = replace(item, text=meant[0])
            key, default = root.entries.get("default_language", (None, None))
            if key is not None and isinstance(default, Scalar) and default.text == item.text:
                root.entries["default_language"] = (key, replace(default, text=meant[0]))
    return tuple(dict.fromkeys(item.text for item in node.items if isinstance(item, Scalar)))


def _is_near(declared: str, used: str) -> bool:
    """Whether one can stand for the other: the same language, or what is declared is none."""
    return proper_tag(declared) is None or _language(declared) == _language(used)


def _language(tag: str) -> str:
    return re.split("[-_]", tag)[0].casefold()


def _used(node: Node, declared: set[str], *, by_name: bool = False) -> Iterator[str]:
    """The keys of every mapping that can only be one text per language."""
    match node:
        case Fields(entries=entries):
            if not by_name and all(tag in declared or proper_tag(tag) is not None for tag in entries):
                yield from entries
                return
            for key, (_, value) in entries.items():
                # behind the dialogue's own `choices` stand lists, and only in those choices
                is_lists = key == "choices" and "sections" in entries
                if is_lists and isinstance(value, Fields):
                    for _, listed in value.entries.values():
                        yield from _used(listed, declared, by_name=True)
                else:
                    yield from _used(value, declared, by_name=not by_name and key in _BY_NAME)
        case Items(items=items):
            for item in items:
                yield from _used(item, declared)
        case Scalar():
            pass


@cache
def proper_tag(tag: str) -> str | None:
    """A language tag as it is written (zh-Hans, pt-BR), or None where it names no language."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return None
    english = Locale("en")
    language, script, territory = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    known = (
        language in english.languages
        and (not script or script in english.scripts)
        and (not territory or territory in english.territories)
    )
    return "-".join(filter(None, (language, script, territory))) if known else None
