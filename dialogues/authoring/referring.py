"""What expressions and texts refer to: whether it is there, stands earlier, has such a part and such a choice.

References go backwards only: an expression sees what was asked before it. What an expression means, and whether
it can be read at all, is for `expressions/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dialogues.authoring.elsewhere import flag_remedy
from dialogues.authoring.satisfiable import choices_of, is_never_true
from dialogues.authoring.seats import Seat
from dialogues.authoring.tree import Document, Fields, Items, Scalar, Steps, spot
from dialogues.authoring.tree import Node as TreeNode
from dialogues.authoring.truths import truths
from dialogues.dialogue import Group, Node, Repeat, Section, is_contact
from dialogues.expressions import Comparison, Expression, ExpressionProblem, Reference, parse_template
from dialogues.expressions.grammar import read
from dialogues.mistakes import Findings, clause, did_you_mean
from dialogues.question import Entry
from dialogues.questions.note import Note
from dialogues.questions.table import Table

#: keys below which no text with holes stands
_NO_TEXTS: Final = frozenset(
    {"name", "type", "pattern", "relevant", "constraint", "required", "calculation", "choice_filter"}
)
#: keys whose expressions are looked at before there is an answer
_NO_SELF: Final = frozenset({"relevant", "required", "choice_filter"})

#: keys that look at the answer, and so may name it
_OWN: Final = frozenset({"constraint", "constraint_message"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What can be referred to, by name; of two with one name the first."""

    nodes: Mapping[str, Node]
    #: these, and sections and groups
    things: Mapping[str, Entry | Section]
    #: names of what could not be read
    uncertain: frozenset[str]
    #: names of what could be read, but for its choices or its parts
    vague: frozenset[str]

    def entry(self, path: str) -> tuple[Entry | None, str]:
        """What a path names, and which part of it."""
        name, _, part = path.partition("/")
        node = self.nodes.get(name)
        if node is not None and isinstance(node.entry, Repeat) and part:
            member, _, part = part.partition("/")
            node = self.nodes.get(member)
        return (None, "") if node is None else (node.entry, part)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Written:
    """A formula or a text as it stands in the file."""

    seat: Seat | None
    key: str
    scalar: Scalar
    #: what stands before this in the outline can be seen
    order: int

    @property
    def own(self) -> Node | None:
        return None if self.seat is None else self.seat.node


@dataclass(frozen=True, kw_only=True, slots=True)
class Referring:
    """Looks at seats, one by one."""

    document: Document
    findings: Findings
    known: Known

    def look_at_head(self, key: str) -> None:
        """Texts of the dialogue itself: nothing is answered yet when they are read."""
        self._at_texts(None, (key,), order=-1)

    def look_at(self, seat: Seat) -> None:
        """Add what its expressions and its texts refer to in vain."""
        # a repeat is seen twice: before its entries it is relevant or not, behind them it asks for another
        behind = seat.order if seat.node is None else seat.node.order
        thing = seat.thing
        formulas = thing.formulas() if isinstance(thing, Entry) else _relevant(thing)
        for key, formula in formulas:
            scalar = spot(self.document.root, (*seat.path, key)).node
            if isinstance(scalar, Scalar):
                order = seat.order if key == "relevant" else behind
                self._at_formula(formula, _Written(seat=seat, key=key, scalar=scalar, order=order))
        self._at_texts(seat, seat.path, order=behind)

    def _at_formula(self, formula: Expression, written: _Written) -> None:
        before = len(self.findings)
        self._at_mentions(formula.references, formula.literals, written)
        self._at_truths(formula, written)
        if formula.uses_self and written.key in _NO_SELF:
            remedy = "name the answer that is meant: ${name}"
            self._add(written, 0, "no_self", f"`.` has no meaning in {written.key}", remedy)
        if formula.uses_position and not (written.seat is not None and written.seat.is_repeated):
            remedy = "move the question into the repeat"
            self._add(written, 0, "no_self", "position(..) has no meaning outside of a repeat", remedy)
        for name in formula.attributes if written.key != "choice_filter" else ():
            found = re.search(rf"(?<![\w{{/-]){re.escape(name)}(?![\w-])", written.scalar.text)
            remedy = f"write ${{{name}}} for the answer, or '{name}' for the text"
            if written.key == "required":
                remedy = flag_remedy(name, "write true, soft, false, or a condition")
            what = f"{name} is neither an answer nor a text"
            self._add(written, found.start() if found else 0, "unknown_attribute", what, remedy)
        vague = any(path.partition("/")[0] in self.known.vague for path in formula.names)
        if (
            written.key == "relevant"
            and len(self.findings) == before
            and not vague
            and is_never_true(formula, self.known.nodes)
        ):
            remedy = "change it, or remove what it stands before"
            self._add(written, 0, "never_true", "this condition can never be true", remedy)

    def _at_truths(self, formula: Expression, written: _Written) -> None:
        """A yes_no is 'yes' or 'no', and either of them is true."""
        for path, position, answer in truths(read(formula.source), is_condition=written.key != "calculation"):
            entry, part = self._looked_at(path, written)
            if entry is not None and not isinstance(entry, Repeat) and _is_yes_no(entry, part):
                shown = path if path == "." else f"${{{path}}}"
                what = f"{shown} is true for 'no' as well"
                self._add(written, position, "truth", what, f"write {shown} = '{answer}'")

    def _at_texts(self, seat: Seat | None, path: Steps, *, order: int) -> None:
        node = spot(self.document.root, path)
        for key, scalar in () if node.rest else _texts(node.node):
            written = _Written(seat=seat, key=key, scalar=scalar, order=order)
            try:
                template = parse_template(scalar.text)
            except ExpressionProblem as problem:
                if key == "default":  # of the other texts the models have said it
                    self._add(
                        written, problem.position, "expression", clause(problem.what), clause(problem.remedy)
                    )
                continue
            self._at_mentions(template.references, template.literals, written)
            for reference in template.references:
                self._at_contact(reference, written)

    def _at_mentions(
        self, references: Iterable[Reference], comparisons: Iterable[Comparison], written: _Written
    ) -> None:
        for reference in references:
            self._at_reference(reference, written)
        for comparison in comparisons:
            self._at_comparison(comparison, written)

    def _at_reference(self, reference: Reference, written: _Written) -> None:
        path, position = reference
        name, _, part = path.partition("/")
        thing = self.known.things.get(name)
        if name in self.known.uncertain:
            return
        if thing is None:
            answered = [each for each, node in self.known.nodes.items() if not isinstance(node.entry, Note)]
            self._add(
                written,
                position,
                "unknown_name",
                f"there is no question {name}",
                did_you_mean(name, answered),
            )
            return
        if isinstance(thing, Section | Group | Note):
            kind = "section" if isinstance(thing, Section) else thing.type
            self._add(
                written, position, "no_answer", f"{name} is a {kind}, which has no answer", "name a question"
            )
            return
        node = self.known.nodes[name]
        if isinstance(thing, Repeat) and part:
            member, _, part = part.partition("/")
            held = {
                each: it
                for each, it in self.known.nodes.items()
                if it.repeat is thing and it.entry is not thing
            }
            if member not in held:
                if member not in self.known.uncertain:
                    what = f"the repeat {name} holds no question {member}"
                    self._add(written, position, "unknown_part", what, did_you_mean(member, held))
                return
            node = held[member]
        if node is written.own and written.key not in _OWN:
            remedy = "name an earlier question"
            self._add(written, position, "later_name", f"${{{path}}} is this very question", remedy)
        elif node is not written.own and node.order > written.order:
            remedy = "move it before this one, or name an earlier question"
            self._add(written, position, "later_name", f"{node.entry.name} is asked later", remedy)
        elif part and node.entry.name not in self.known.vague:
            self._at_part(node.entry, part, reference, written)

    def _at_contact(self, reference: Reference, written: _Written) -> None:
        """Who reads the text, also in the reviewers' room, would read contact data."""
        names = reference.path.split("/")
        named = next(
            (name for name in names if name in self.known.nodes and self.known.nodes[name].contact), ""
        )
        if not named or (written.seat is not None and _is_contact(written.seat)):
            return
        what = f"{named} is contact data, so that reviewers read a gap here"
        remedy = "mark this as `contact: true` too, or leave the name out"
        if written.key == "default":
            what = f"{named} is contact data, which reviewers would read in this answer"
            remedy = "mark this as `contact: true` too, or remove the default"
        self._add(written, reference.position, "contact_named", what, remedy)

    def _at_part(self, entry: Entry, part: str, reference: Reference, written: _Written) -> None:
        name = entry.name
        parts: tuple[str, ...] = getattr(entry, "parts", ())
        if isinstance(entry, Table):
            if part in entry.part_names:
                return
            row, _, column = part.partition("/")
            if row not in entry.rows:
                what, remedy = f"the table {name} has no row {row}", did_you_mean(row, entry.rows)
            else:
                what, remedy = f"the table {name} has no column {column}", did_you_mean(column, entry.columns)
        elif part not in parts:
            what = f"the answer to {name} has no part {part}"
            remedy = did_you_mean(part, parts, none=f"write ${{{name}}}")
        elif getattr(entry, part, None) is None:
            what, remedy = f"{name} does not ask for {part}", f"add `{part}:` to it, or write ${{{name}}}"
        else:
            return
        self._add(written, reference.position, "unknown_part", what, remedy)

    def _at_comparison(self, comparison: Comparison, written: _Written) -> None:
        path, literal, position = comparison
        entry, part = self._looked_at(path, written)
        choices = choices_of(entry, part) if entry is not None else None
        if entry is None or choices is None or entry.name in self.known.vague:
            return
        if literal and literal not in choices:
            what = f"{literal} is not a choice of {entry.name if path == '.' else path}"
            self._add(written, position, "unknown_choice", what, did_you_mean(literal, choices))

    def _looked_at(self, path: str, written: _Written) -> tuple[Entry | None, str]:
        """What a path names, `.` included, and which part of it."""
        if path != ".":
            return self.known.entry(path)
        return (None, "") if written.own is None else (written.own.entry, "")

    def _add(self, written: _Written, offset: int, kind: str, what: str, remedy: str) -> None:
        self.findings.add(self.document.within(written.scalar, offset), kind, what, remedy)


def _is_yes_no(entry: Entry, part: str) -> bool:
    if isinstance(entry, Table):
        cell = entry.layout.cells.get(part)
        return cell is not None and cell.type == "yes_no"
    return not part and entry.type == "yes_no"


def _is_contact(seat: Seat) -> bool:
    if seat.node is not None:
        return seat.node.contact
    return isinstance(seat.thing, Entry) and is_contact(seat.thing, seat.gate)


def _relevant(section: Section) -> Iterator[tuple[str, Expression]]:
    if section.relevant is not None:
        yield "relevant", section.relevant


def _texts(node: TreeNode, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every text with holes, with the key of the question that it stands under; not those of questions within."""
    match node:
        case Scalar(text=text):
            if "${" in text:
                yield key, node
        case Fields(entries=entries):
            for name, (_, value) in entries.items():
                if name not in ("questions", "sections") and not (
                    name in _NO_TEXTS and isinstance(value, Scalar)
                ):
                    yield from _texts(value, key or name)
        case Items(items=items):
            for item in items:
                yield from _texts(item, key)
