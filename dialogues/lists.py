"""Named lists of choices: put where they are used. And the attributes of choices: whether some filter asks for them.

Works on the tree, before any model sees it, so that a choice keeps its place in the list's own lines, and because
only here it is known which questions share a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dialogues.expressions import ExpressionProblem, parse
from dialogues.mistakes import Findings, closest, did_you_mean
from dialogues.questions._choices import ChoiceDefinition
from dialogues.shape import Steps
from dialogues.source import Document, Fields, Items, Node, Scalar

_KEYS: Final = tuple(ChoiceDefinition.model_fields)


def put_lists(document: Document, languages: tuple[str, ...], findings: Findings) -> set[Steps]:
    """Replace the name of a list by the list, everywhere. The paths of names that name none are returned; there
    the key is gone."""
    root = document.root
    lists = root.get("choices") if isinstance(root, Fields) else None
    defined = lists.entries if isinstance(lists, Fields) else {}
    unknown: set[Steps] = set()
    used: set[str] = set()
    #: by the identity of the choices: what filters ask of them; None where a filter cannot be read
    wanted: dict[int, tuple[Fields, set[str] | None]] = {}
    for path, entry in _entries(root, ()):
        if "choices" not in entry.entries:
            continue
        key, choices = entry.entries["choices"]
        if isinstance(choices, Scalar):
            name = choices.text
            meant = name if name in defined else closest(name, defined)
            if name not in defined:
                findings.add(choices.place, "unknown_list", f"there is no list of choices {name}", did_you_mean(name, defined))
            if meant is None:
                del entry.entries["choices"]
                unknown.add((*path, "choices"))
                continue
            used.add(meant)
            choices = defined[meant][1]
            entry.entries["choices"] = (key, choices)
        if isinstance(choices, Fields) and _text(entry.get("type")).startswith("select_"):
            _, before = wanted.get(id(choices), (choices, set()))
            attributes = _attributes(entry)
            wanted[id(choices)] = (choices, None if before is None or attributes is None else before | attributes)
    for name, (key, _) in defined.items():
        if name not in used:
            findings.add(key.place, "unused_list", f"no question uses the list of choices {name}", f"write `choices: {name}` in a question, or remove the list")
    for choices, attributes in wanted.values():
        _check_choices(choices, attributes, languages, findings)
    return unknown


def _entries(node: Node, path: Steps) -> Iterator[tuple[Steps, Fields]]:
    """Everything that can have choices: questions, and the columns of tables."""
    match node:
        case Fields(entries=entries):
            for key in ("sections", "questions"):
                if key in entries:
                    yield from _entries(entries[key][1], (*path, key))
            yield path, node
            columns = node.get("columns")
            for name, (_, column) in columns.entries.items() if isinstance(columns, Fields) else ():
                if isinstance(column, Fields):
                    yield (*path, "columns", name), column
        case Items(items=items):
            for index, item in enumerate(items):
                yield from _entries(item, (*path, index))
        case Scalar():
            pass


def _attributes(entry: Fields) -> set[str] | None:
    """What the filter asks of each choice."""
    source = _text(entry.get("choice_filter"))
    try:
        return set(parse(source).attributes) if source else set()
    except ExpressionProblem:
        return None


def _check_choices(choices: Fields, attributes: set[str] | None, languages: tuple[str, ...], findings: Findings) -> None:
    for name, (key, choice) in list(choices.entries.items()):
        if not isinstance(choice, Fields) or all(tag in languages for tag in choice.entries):
            continue
        tags = [tag for tag in choice.entries if tag in languages]
        if tags and "label" not in choice.entries:
            for tag, (place, _) in choice.entries.items():
                if tag not in languages:
                    findings.add(place.place, "unknown_language", f"the language {tag} is not declared", f"add it to languages: {', '.join(languages)}")
            choices.entries[name] = (key, Scalar("?", choice.place))
            continue
        for attribute, (place, _) in list(choice.entries.items()):
            if attribute in _KEYS or attributes is None or attribute in attributes:
                continue
            meant = closest(attribute, _KEYS)
            remedy = f"did you mean {meant}?" if meant else "an attribute needs a choice_filter that asks for it"
            findings.add(place.place, "unknown_key", f"there is no key {attribute} here", remedy)
            entry = choice.entries.pop(attribute)
            if meant is not None and meant not in choice.entries:
                choice.entries[meant] = entry


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
