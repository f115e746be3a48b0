"""What expressions and texts refer to: whether it is there, stands earlier, has such a part and such a choice.

References go backwards only: an expression sees what was asked before it. What an expression means, and whether
it can be read at all, is for `expressions/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dialogues.dialogue import Group, Node, Outline, Repeat, Section
from dialogues.expressions import Comparison, Expression, ExpressionProblem, Reference, parse_template
from dialogues.mistakes import Findings, clause, did_you_mean
from dialogues.question import Entry
from dialogues.questions.calculate import Calculate
from dialogues.questions.note import Note
from dialogues.satisfiable import choices_of, is_never_true
from dialogues.shape import Steps, spot
from dialogues.source import Document, Fields, Items, Scalar
from dialogues.source import Node as TreeNode

#: keys below which no text with holes stands
_NO_TEXTS: Final = frozenset(
    {"questions", "sections", "name", "type", "pattern", "relevant", "constraint", "required", "calculation", "choice_filter"}
)
_NO_SELF: Final = frozenset({"relevant", "required", "choice_filter"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What can be referred to."""

    outline: Outline
    #: by name, the first where there are two
    nodes: Mapping[str, Node]
    #: by name: everything that has one
    places: Mapping[str, Entry | Section]
    #: names of what could not be read
    uncertain: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """From where something is seen: in the order of the outline, what stands before it."""

    order: int
    #: the node itself, for which its own conditions stand
    node: Node | None = None
    #: whether it is asked once per entry of a repeat
    repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Written:
    """A formula or a wording, with what it says of others."""

    document: Document
    scalar: Scalar
    #: the key that it stands under
    key: str
    findings: Findings

    def add(self, offset: int, kind: str, what: str, remedy: str) -> None:
        self.findings.add(self.document.within(self.scalar, offset), kind, what, remedy)


def check_formulas(
    known: Known, standing: Standing, thing: Entry | Section, document: Document, path: Steps, findings: Findings
) -> None:
    """Every expression of a section, a group or a question."""
    formulas = thing.formulas() if isinstance(thing, Entry) else [("relevant", thing.relevant)]
    for key, formula in formulas:
        scalar = spot(document.root, (*path, key)).node
        if formula is None or not isinstance(scalar, Scalar):
            continue
        written = _Written(document=document, scalar=scalar, key=key, findings=findings)
        # a repeat is seen twice: before its entries it is relevant or not, after them it asks for another
        seen = standing.node.order if standing.node is not None and key != "relevant" else standing.order
        before = len(findings)
        for reference in formula.references:
            _check_reference(known, standing, seen, reference, written)
        for comparison in formula.literals:
            _check_comparison(known, standing, comparison, written)
        _check_context(standing, formula, written)
        if key == "relevant" and len(findings) == before and is_never_true(formula, known.nodes):
            written.add(0, "never_true", "this condition can never be true", "change it, or remove what it stands before")


def check_wordings(known: Known, standing: Standing, document: Document, path: Steps, findings: Findings) -> None:
    """Every hole in the texts below a path, apart from those of the questions within."""
    seen = standing.node.order if standing.node is not None else standing.order
    for key, scalar in _texts(spot(document.root, path).node, str(path[-1])):
        written = _Written(document=document, scalar=scalar, key=key, findings=findings)
        try:
            template = parse_template(scalar.text)
        except ExpressionProblem as problem:
            if key == "default":  # of all other texts the models have said it
                written.add(problem.position, "expression", clause(problem.what), clause(problem.remedy))
            continue
        for reference in template.references:
            _check_reference(known, standing, seen, reference, written)
        for comparison in template.literals:
            _check_comparison(known, standing, comparison, written)


def _texts(node: TreeNode, key: str) -> Iterator[tuple[str, Scalar]]:
    match node:
        case Scalar(text=text):
            if "${" in text:
                yield key, node
        case Fields(entries=entries):
            for name, (_, value) in entries.items():
                if name not in _NO_TEXTS or not isinstance(value, Scalar | Items):
                    yield from _texts(value, name)
        case Items(items=items):
            for item in items:
                yield from _texts(item, key)


def _check_reference(known: Known, standing: Standing, seen: int, reference: Reference, written: _Written) -> None:
    name, _, part = reference.path.partition("/")
    thing = known.places.get(name)
    if name in known.uncertain:
        return
    if thing is None:
        answered = [each for each, node in known.nodes.items() if not isinstance(node.entry, Note)]
        written.add(reference.position, "unknown_name", f"there is no question {name}", did_you_mean(name, answered))
        return
    if isinstance(thing, Section | Group | Note):
        kind = "section" if isinstance(thing, Section) else thing.type
        written.add(reference.position, "no_answer", f"{name} is a {kind}, which has no answer", "name a question")
        return
    node = known.nodes[name]
    if isinstance(thing, Repeat) and part:
        member, _, part = part.partition("/")
        held = {each.entry.name: each for each in known.outline.nodes if each.repeat is thing and each.entry is not thing}
        if member not in held:
            if member not in known.uncertain:
                written.add(reference.position, "unknown_part", f"{name} holds no question {member}", did_you_mean(member, held))
            return
        node = held[member]
    if node is standing.node:
        if written.key != "constraint":
            written.add(reference.position, "later_name", f"${{{reference.path}}} is this very question", "name an earlier one, or write `.` in a constraint")
            return
    elif node.order > seen:
        written.add(reference.position, "later_name", f"{node.entry.name} is asked later", "move it before this, or name an earlier question")
        return
    if part:
        _check_part(node.entry, part, reference, written)


def _check_part(entry: Entry, part: str, reference: Reference, written: _Written) -> None:
    name, position = entry.name, reference.position
    rows, columns = getattr(entry, "rows", None), getattr(entry, "columns", None)
    if rows is not None and columns is not None:
        row, _, column = part.partition("/")
        if row not in rows:
            written.add(position, "unknown_part", f"the table {name} has no row {row}", did_you_mean(row, rows))
        elif column not in columns:
            what = f"the table {name} has no column {column}" if column else f"{reference.path} names a row, not a cell"
            written.add(position, "unknown_part", what, did_you_mean(column, columns) if column else f"add a column: {', '.join(columns)}")
        return
    parts: tuple[str, ...] = getattr(entry, "parts", ())
    if part not in parts:
        if parts or not isinstance(entry, Calculate):
            written.add(position, "unknown_part", f"the answer to {name} has no part {part}", did_you_mean(part, parts) if parts else f"write ${{{name}}}")
        else:
            written.add(position, "unknown_part", f"{name} is computed and has no parts", f"write ${{{name}}}")
    elif getattr(entry, part, None) is None:
        written.add(position, "unknown_part", f"{name} does not ask {part}", f"add `{part}:` to it, or write ${{{name}}}")


def _check_comparison(known: Known, standing: Standing, comparison: Comparison, written: _Written) -> None:
    if comparison.path == ".":
        entry, part = (standing.node.entry if standing.node is not None else None), ""
    else:
        entry, part = target(known.nodes, comparison.path)
    choices = choices_of(entry, part) if entry is not None and entry.name not in known.uncertain else None
    if choices is None or not comparison.literal or comparison.literal in choices:
        return
    of = standing.node.entry.name if comparison.path == "." and standing.node is not None else comparison.path
    what = f"{comparison.literal} is not a choice of {of}"
    written.add(comparison.position, "unknown_choice", what, did_you_mean(comparison.literal, choices))


def target(nodes: Mapping[str, Node], path: str) -> tuple[Entry | None, str]:
    """What a path names, and which part of it."""
    name, _, part = path.partition("/")
    node = nodes.get(name)
    if node is not None and isinstance(node.entry, Repeat) and part:
        member, _, part = part.partition("/")
        node = nodes.get(member)
    return (None if node is None else node.entry), part


def _check_context(standing: Standing, formula: Expression, written: _Written) -> None:
    if formula.uses_self and written.key in _NO_SELF:
        written.add(0, "no_self", f"`.` has no meaning in {written.key}", "name the answer that is meant: ${name}")
    if formula.uses_position and not standing.repeated:
        written.add(0, "no_self", "position(..) has no meaning outside a repeat", "move the question into the repeat")
    for name in formula.attributes if written.key != "choice_filter" else ():
        found = re.search(rf"(?<![\w{{/-]){re.escape(name)}(?![\w-])", written.scalar.text)
        what = f"{name} is neither an answer nor a text"
        written.add(found.start() if found else 0, "unknown_attribute", what, f"write ${{{name}}} for the answer, '{name}' for the text")
