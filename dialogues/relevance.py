"""What follows from the answers: relevance, computed values, what is missing or no longer valid, counts.

Nothing of this is ever stored. References go backwards only, so one pass in asking order settles everything;
after an answer only what depends on it is looked at again (`View.after`), which keeps a step as cheap at 240
questions as at 10. How a question is asked, and what is done about a gap, is not decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import Literal

from dialogues.application import Answer, Application, Nothing, Path
from dialogues.dialogue import Dialogue, Gate, Node, Outline, Repeat
from dialogues.expressions import EMPTY, Expression, Value, as_boolean
from dialogues.question import Question
from dialogues.questions.calculate import Calculate
from dialogues.scope import Inside, Item, Scope, allowed, repeat_around, resolve

Level = Literal["", "soft", "required"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one item."""

    relevant: bool
    #: whether submission needs it
    level: Level = ""
    #: a stored answer that breaks its constraint, or is no longer among the choices
    problem: Literal["", "error", "warning"] = ""
    #: "open": nobody said anything yet; "later": put off; "answered": a value, or one of the final nothings
    state: Literal["open", "later", "answered"] = "open"
    #: codes of what an answer still lacks
    gaps: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Asked for, and not there or not whole."""
        return self.relevant and (self.state != "answered" or bool(self.gaps))

    @property
    def blocks(self) -> bool:
        """Whether the application cannot be submitted like this."""
        return self.relevant and (
            self.problem == "error" or (self.level == "required" and self.state != "answered")
        )


IRRELEVANT = Fact(relevant=False)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """An application as its dialogue sees it at one moment."""

    dialogue: Dialogue
    application: Application
    #: in the dialogue's zone
    now: datetime
    items: tuple[Item, ...]
    by_path: Mapping[Path, Item]
    #: by (order of the gate, entry)
    gates: Mapping[tuple[int, str], bool]
    facts: Mapping[Path, Fact]
    #: of what is relevant and answered or computed: "" is the value itself, other keys its parts
    values: Mapping[Path, Mapping[str, Value]]
    answered: int
    total: int

    def after(self, application: Application, changed: Iterable[Path], now: datetime) -> View:
        """The view of the application with other answers at these paths."""
        return _after(self, application, tuple(changed), now)

    def asked(self) -> Iterator[Item]:
        """What is relevant and asked, in order."""
        facts = self.facts
        return (item for item in self.items if item.node.asked is not None and facts[item.path].relevant)

    def value(self, path: Path, part: str = "") -> Value:
        """What expressions see."""
        return self.values.get(path, {}).get(part, EMPTY)

    def named(self, name: str, item: Item | None) -> Value:
        """What `${name}` means in the expressions of this item."""
        return Scope(self, item).value(name)

    def scope(self, item: Item | None, self_value: Value = EMPTY) -> Scope:
        """For expressions and texts of this item."""
        return Scope(self, item, self_value)


def derive(dialogue: Dialogue, application: Application, now: datetime) -> View:
    """Everything, in one pass."""
    items = _items(dialogue.outline, application)
    view = _Draft(
        dialogue,
        application,
        now.astimezone(dialogue.zone),
        items,
        {item.path: item for item in items},
        {},
        {},
        {},
    )
    for gate in dialogue.outline.gates:
        for entry in view.entries_of_gate(gate):
            view.gates[gate.order, entry] = True  # each is settled below, before anything in it
    by_node: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_node[item.node.order].append(item)
    for thing in _things(dialogue.outline):
        if isinstance(thing, Gate):
            for entry in view.entries_of_gate(thing):
                view.gates[thing.order, entry] = view.opens(thing, entry)
        else:
            for item in by_node[thing.order]:
                view.settle(item)
    return view.finished()


def viewed(dialogue: Dialogue, application: Application, now: datetime) -> View:
    """The view that hangs on this very application, or a new one."""
    view: View | None = application.__dict__.get("_view")
    if view is None or view.dialogue is not dialogue:
        return derive(dialogue, application, now)
    return view.after(application, (), now)


def remember(view: View) -> None:
    """Hang the view on its application, so that the next step on the same value need not derive it again."""
    object.__setattr__(view.application, "_view", view)


def _items(outline: Outline, application: Application) -> tuple[Item, ...]:
    items: list[Item] = []
    done: set[str] = set()
    for node in outline.nodes:
        repeat = node.repeat
        if repeat is None or isinstance(node.entry, Repeat):
            items.append(Item(node, node.path, len(items)))
        elif repeat.name not in done:
            done.add(repeat.name)
            members = [
                other
                for other in outline.nodes
                if other.repeat is repeat and not isinstance(other.entry, Repeat)
            ]
            for position, entry in enumerate(application.entries.get(repeat.name, ()), start=1):
                items += [
                    Item(
                        member,
                        f"{repeat.name}/{entry}/{member.entry.name}",
                        len(items) + index,
                        entry,
                        position,
                    )
                    for index, member in enumerate(members)
                ]
    return tuple(items)


@dataclass(slots=True, eq=False)
class _Draft:
    """A view that is being derived."""

    dialogue: Dialogue
    application: Application
    now: datetime
    items: tuple[Item, ...]
    by_path: Mapping[Path, Item]
    gates: dict[tuple[int, str], bool]
    facts: dict[Path, Fact]
    values: dict[Path, Mapping[str, Value]]
    answered: int = 0
    total: int = 0

    def entries_of_gate(self, gate: Gate) -> tuple[str, ...]:
        repeat = repeat_around(gate)
        return ("",) if repeat is None else self.application.entries.get(repeat.name, ())

    def opens(self, gate: Gate, entry: str) -> bool:
        outer = gate.within
        if outer is not None and not self.gates.get(
            (outer.order, entry), self.gates.get((outer.order, ""), True)
        ):
            return False
        if gate.relevant is None:
            return True
        position = self.entries_of_gate(gate).index(entry) + 1 if entry else 0
        inside = Inside(entry, repeat_around(gate), position)
        return as_boolean(gate.relevant.evaluate(Scope(self, inside)))

    def settle(self, item: Item) -> bool:
        """Look at one item again; says whether something changed that others can see."""
        old, old_values = self.facts.get(item.path), self.values.get(item.path)
        fact, values = self._looked_at(item)
        self.facts[item.path] = fact
        if values is None:
            self.values.pop(item.path, None)
        else:
            self.values[item.path] = values
        if item.node.asked is not None:
            self._count(old, -1)
            self._count(fact, 1)
        return old_values != values

    def _count(self, fact: Fact | None, by: int) -> None:
        if fact is not None and fact.relevant:
            self.total += by
            if fact.state == "answered":
                self.answered += by

    def _looked_at(self, item: Item) -> tuple[Fact, Mapping[str, Value] | None]:
        entry, gate = item.node.entry, item.node.gate
        inside = self.gates.get((gate.order, item.entry), self.gates.get((gate.order, ""), True))
        if not inside:
            return IRRELEVANT, None
        scope = Scope(self, item)
        # a repeat's own condition is its gate's as well
        if entry.relevant is not None and not as_boolean(entry.relevant.evaluate(scope)):
            return IRRELEVANT, None
        if isinstance(entry, Calculate):
            return Fact(relevant=True), {"": entry.calculation.evaluate(scope)}
        if not isinstance(entry, Question):
            return Fact(relevant=True), None
        return self._asked(item, entry, scope)

    def _asked(self, item: Item, question: Question, scope: Scope) -> tuple[Fact, Mapping[str, Value] | None]:
        level: Level
        match question.required:
            case "true":
                level = "required"
            case "soft":
                level = "soft"
            case Expression() as formula:
                level = "required" if as_boolean(formula.evaluate(scope)) else ""
            case _:
                level = ""
        answer = self.application.answers.get(item.path)
        if isinstance(question, Repeat):
            entries, state = self.application.entries.get(question.name, ()), _state(answer)
            if len(entries) < question.min:  # "no more" was said of more, or nobody came by yet
                level, state = "required", "later" if state == "later" else "open"
            return Fact(relevant=True, level=level, state=state), {"": entries}
        if answer is None or answer.value is None:
            return Fact(relevant=True, level=level, state=self._state(item, answer)), None
        values = question.as_value(answer.value)
        problem: Literal["", "error", "warning"] = ""
        if question.outdated(answer.value, lambda attributes: allowed(scope, question, attributes)):
            problem = "error"
        elif question.constraint is not None:
            self.values[item.path] = values  # a constraint may look at the parts of its own answer
            scope = replace(scope, self_value=values.get("", EMPTY))
            if not as_boolean(question.constraint.evaluate(scope)):
                problem = question.severity
                if problem == "warning" and answer.reason:
                    problem = ""
        gaps = question.gaps(answer.value)
        return Fact(relevant=True, level=level, problem=problem, state="answered", gaps=gaps), values

    def _state(self, item: Item, answer: Answer | None) -> Literal["open", "later", "answered"]:
        """What a colleague was asked for is put off."""
        is_waiting = answer is None and item.path in self.application.waiting
        return "later" if is_waiting else _state(answer)

    def finished(self) -> View:
        return View(
            self.dialogue, self.application, self.now, self.items, self.by_path, self.gates, self.facts, self.values,
            self.answered, self.total,
        )  # fmt: skip


def _state(answer: Answer | None) -> Literal["open", "later", "answered"]:
    if answer is None:
        return "open"
    return "later" if answer.nothing is Nothing.LATER else "answered"


def _after(view: View, application: Application, changed: tuple[Path, ...], now: datetime) -> View:
    now = now.astimezone(view.dialogue.zone)
    moved_on = _reads_clock(view.dialogue.outline, view.now, now)
    repeated = any(item is None or item.entry for item in map(view.by_path.get, changed))
    if moved_on or repeated or application.entries != view.application.entries:
        return derive(view.dialogue, application, now)
    draft = _Draft(
        view.dialogue, application, now, view.items, view.by_path, dict(view.gates), dict(view.facts), dict(view.values),
        view.answered, view.total,
    )  # fmt: skip
    dependents, things = _dependents(view.dialogue.outline)
    waiting = [view.by_path[path].node.order for path in changed]
    heapify(waiting)
    last = -1
    while waiting:
        order = heappop(waiting)
        if order == last:
            continue
        last = order
        for later in _look_again(draft, things[order], dependents):
            heappush(waiting, later)
    return draft.finished()


def _look_again(
    draft: _Draft, thing: Gate | Node, dependents: Mapping[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """Settle a gate or a node anew; what must be looked at because of it."""
    moved = False
    if isinstance(thing, Gate):
        for entry in draft.entries_of_gate(thing):
            opens = draft.opens(thing, entry)
            moved |= draft.gates.get((thing.order, entry)) != opens
            draft.gates[thing.order, entry] = opens
    else:
        for item in draft.items if thing.repeat is not None else (draft.by_path[thing.path],):
            if item.node is thing:
                moved |= draft.settle(item)
    return dependents.get(thing.order, ()) if moved else ()


@lru_cache(maxsize=64)
def _dependents(outline: Outline) -> tuple[Mapping[int, tuple[int, ...]], Mapping[int, Gate | Node]]:
    """Which gates and nodes look at which: by the order of what they look at."""
    found: dict[int, set[int]] = defaultdict(set)
    things: dict[int, Gate | Node] = {thing.order: thing for thing in _things(outline)}

    def reads(expression: Expression, reader: Gate | Node) -> None:
        for name in expression.names:
            node, _ = resolve(outline, name)
            if node is not None:
                found[node.order].add(reader.order)

    for gate in outline.gates:
        if gate.relevant is not None:
            reads(gate.relevant, gate)
        if gate.within is not None:
            found[gate.within.order].add(gate.order)
    for node in outline.nodes:
        found[node.gate.order].add(node.order)
        for _, formula in node.entry.formulas():
            reads(formula, node)
    return {order: tuple(sorted(later)) for order, later in found.items()}, things


def _things(outline: Outline) -> list[Gate | Node]:
    """Gates and nodes in the order in which they are met."""
    things: list[Gate | Node] = [*outline.gates, *outline.nodes]
    return sorted(things, key=lambda thing: thing.order)


def _reads_clock(outline: Outline, before: datetime, now: datetime) -> bool:
    """Whether something may be different only because time has passed."""
    by_day, by_moment = _clocks(outline)
    return (by_moment and now != before) or (by_day and now.date() != before.date())


@lru_cache(maxsize=64)
def _clocks(outline: Outline) -> tuple[bool, bool]:
    """Whether a formula looks at the day, and whether one looks at the moment."""
    formulas = [formula for node in outline.nodes for _, formula in node.entry.formulas()]
    formulas += [gate.relevant for gate in outline.gates if gate.relevant is not None]
    return any(formula.uses_today for formula in formulas), any(formula.uses_now for formula in formulas)
