"""Named lists of choices: put where they are used. And the attributes of choices: whether a filter asks for them.

Works on the tree, before any model sees it, so that a choice keeps its place in the list's own lines, and because
only here it is known which questions share a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from dialogues.authoring.tree import Document, Fields, Items, Node, Scalar, Steps, text_of
from dialogues.expressions import ExpressionProblem, parse
from dialogues.mistakes import Findings, closest, did_you_mean
from dialogues.questions._choices import ChoiceDefinition

_KEYS: Final = tuple(ChoiceDefinition.model_fields)


@dataclass(kw_only=True, slots=True)
class _Choices:
    """The choices of one question, or those that several share."""

    node: Fields
    #: attributes that some filter asks for
    asked: set[str] = field(default_factory=set)
    #: whether all filters can be read
    is_known: bool = True


def put_lists(document: Document, languages: tuple[str, ...], findings: Findings) -> set[Steps]:
    """Replace the name of a list by the list, everywhere.

    Where there is no such list the key is taken away; the paths of these are returned.
    """
    lists = document.root.get("choices") if isinstance(document.root, Fields) else None
    defined = lists.entries if isinstance(lists, Fields) else {}
    used: set[str] = set()
    gone: set[Steps] = set()
    shared: dict[int, _Choices] = {}
    for path, entry in _entries(document.root, ()):
        key, choices = entry.entries["choices"]
        if isinstance(choices, Scalar):
            name = _meant(choices, tuple(defined), findings)
            if name is None:
                del entry.entries["choices"]
                gone.add((*path, "choices"))
                continue
            used.add(name)
            choices = defined[name][1]
            entry.entries["choices"] = (key, choices)
        if isinstance(choices, Fields) and text_of(entry.get("type")).startswith("select_"):
            _add_filter(shared.setdefault(id(choices), _Choices(node=choices)), entry, document, findings)
    for name in [each for each in defined if each not in used]:
        what, remedy = (
            f"no question uses the list of choices {name}",
            f"write `choices: {name}`, or remove the list",
        )
        findings.add(defined[name][0].place, "unused_list", what, remedy)
    for each in shared.values():
        _check(each, languages, findings)
    return gone


def _entries(node: Node, path: Steps) -> Iterator[tuple[Steps, Fields]]:
    """Everything with choices: questions, and columns of tables."""
    match node:
        case Fields(entries=entries):
            if path and "choices" in entries:
                yield path, node
            for key in ("sections", "questions"):
                if key in entries:
                    yield from _entries(entries[key][1], (*path, key))
            columns = node.get("columns")
            for name, (_, column) in columns.entries.items() if isinstance(columns, Fields) else ():
                if isinstance(column, Fields) and "choices" in column.entries:
                    yield (*path, "columns", name), column
        case Items(items=items):
            for index, item in enumerate(items):
                yield from _entries(item, (*path, index))
        case Scalar():
            pass


def _meant(name: Scalar, defined: tuple[str, ...], findings: Findings) -> str | None:
    """The list of this name, or the one that was probably meant."""
    if name.text in defined:
        return name.text
    remedy = did_you_mean(name.text, defined, none="define it under the dialogue's `choices`")
    findings.add(name.place, "unknown_list", f"there is no list of choices {name.text}", remedy)
    return closest(name.text, defined)


def _add_filter(choices: _Choices, entry: Fields, document: Document, findings: Findings) -> None:
    """What the filter of a question asks of its choices."""
    source = entry.get("choice_filter")
    if not isinstance(source, Scalar):
        return
    try:
        asked = parse(source.text).attributes
    except ExpressionProblem:  # the model will say so
        choices.is_known = False
        return
    given = {
        attribute
        for _, choice in choices.node.entries.values()
        if isinstance(choice, Fields)
        for attribute in choice.entries
        if attribute not in _KEYS
    }
    for attribute in asked:
        if attribute not in given and attribute != "name":
            place = document.within(source, max(source.text.find(attribute), 0))
            remedy = did_you_mean(attribute, given, none=f"write ${{{attribute}}} for an answer")
            findings.add(place, "unknown_attribute", f"no choice has a key {attribute}", remedy)
    # a key that a filter asks for in other letters is told there, once
    choices.asked |= {*asked, *filter(None, (closest(attribute, given) for attribute in asked))}


def _check(choices: _Choices, languages: tuple[str, ...], findings: Findings) -> None:
    for name, (key, choice) in list(choices.node.entries.items()):
        keys = choice.entries if isinstance(choice, Fields) else {}
        if "label" not in keys and any(tag in languages for tag in keys):
            _check_translation(keys, languages, findings)
            if not all(tag in languages for tag in keys):
                choices.node.entries[name] = (key, Scalar("?", choice.place))
            continue
        for attribute, (place, value) in list(keys.items()):
            if attribute in _KEYS or attribute in choices.asked or not choices.is_known:
                continue
            meant = closest(attribute, _KEYS)
            remedy = f"did you mean {meant}?" if meant else "remove it, or ask for it in a choice_filter"
            findings.add(place.place, "unknown_key", f"there is no key {attribute} here", remedy)
            del keys[attribute]
            if meant is not None:
                keys.setdefault(meant, (place, value))


def _check_translation(
    keys: dict[str, tuple[Scalar, Node]], languages: tuple[str, ...], findings: Findings
) -> None:
    for tag, (place, _) in keys.items():
        if tag not in languages:
            remedy = did_you_mean(tag, languages)
            findings.add(place.place, "unknown_language", f"the language {tag} is not declared", remedy)
