"""A dialogue laid out for people and programs: every question in order with what it asks, in one language.

What `formbot show` prints. Which keys a type has of its own is said by its `outline`; answers are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from dialogues.dialogue import Dialogue, Group, Node
from dialogues.expressions import Expression, as_text
from dialogues.question import Question
from dialogues.questions.calculate import Calculate
from dialogues.text import Text

#: What a question has where its type does not say otherwise; every question has every key.
_NOTHING: Final[Mapping[str, Any]] = {
    "choices": [], "select": None, "min_selected": None, "max_selected": None, "other": None, "explain": None,
    "rows": [], "columns": [], "total": None, "accept": [],
}  # fmt: skip


def outline(dialogue: Dialogue, language: str) -> dict[str, Any]:
    """As JSON: `questions` is flat, notes and calculations in it as well."""
    return {
        "id": dialogue.id,
        "title": dialogue.title.within(language),
        "languages": list(dialogue.languages),
        "version": dialogue.version,
        "questions": [_question(node, language) for node in dialogue.outline.nodes],
    }


def _question(node: Node, language: str) -> dict[str, Any]:
    entry = node.entry
    asked = entry if isinstance(entry, Question) else None
    own = {} if asked is None else {key: _plain(value, language) for key, value in asked.outline().items()}
    unit = entry.unit if isinstance(entry, Question | Calculate) else None
    return {
        "name": entry.name,
        "section": node.place.section.label.within(language),
        "type": entry.type,
        "label": _plain(entry.label, language),
        "hint": _plain(asked.hint if asked is not None else None, language),
        "number": node.number,
        "required": _required(asked),
        "relevant": _plain(entry.relevant, language),
        "constraint": _plain(asked.constraint if asked is not None else None, language),
        "calculation": entry.calculation.source if isinstance(entry, Calculate) else None,
        "unit": _plain(unit, language),
        "dimension": node.dimension or None,
        **_NOTHING,
        **own,
    }


def _required(question: Question | None) -> bool | str:
    required = "false" if question is None else question.required
    if isinstance(required, Expression):
        return required.source
    return {"true": True, "false": False}.get(required, required)


def _plain(value: Any, language: str) -> Any:
    """As JSON, texts in one language."""
    match value:
        case Text():
            return value.within(language)
        case Expression():
            return value.source
        case Decimal():
            return as_text(value)
        case Mapping():
            return {key: _plain(each, language) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each, language) for each in value]
        case _:
            return value


def outline_text(dialogue: Dialogue, language: str) -> str:
    """For people: one line a question, what belongs to it below."""
    return "\n".join(_lines(dialogue, language)) + "\n"


def _lines(dialogue: Dialogue, language: str) -> Iterator[str]:
    yield dialogue.title.within(language)
    yield f"{dialogue.id} · {', '.join(dialogue.languages)} · {dialogue.version}"
    yield "* must be answered, · is asked for again before submitting"
    part = None
    for place in dialogue.outline.places:
        if place.part is not None and place.part is not part:
            part = place.part
            yield from ("", f"══ {part.label.within(language)} ══")
        yield from ("", f"{place.number}  {place.section.label.within(language)}")
        if place.section.relevant is not None:
            yield f"    if {place.section.relevant.source}"
        group = None
        for node in place.nodes:
            around = node.gate.group
            if around is not group and isinstance(around, Group) and around.label is not None:
                yield f"  [{around.label.within(language)}]" + (
                    f" if {around.relevant.source}" if around.relevant else ""
                )
            group = around
            yield from _told(
                _question(node, language), inside=node.repeat is not None and node.entry is not node.repeat
            )


def _told(question: Mapping[str, Any], *, inside: bool) -> Iterator[str]:
    first, *rest = (question["label"] or question["name"]).split("\n")
    mark = {True: " *", "soft": " ·", False: ""}.get(question["required"], " (*)")
    margin = "    " if inside else "  "
    unit = f" ({question['unit']})" if question["unit"] else ""
    yield f"{margin}{question['number']:<5} {first}{mark}  — {question['type']}{unit}"
    below = margin + "      "
    yield from (f"{below}{line}" for line in rest)
    for key, word in (("relevant", "if"), ("constraint", "must be"), ("calculation", "=")):
        if question[key]:
            yield f"{below}{word} {question[key]}"
    for choice in question["choices"]:
        yield f"{below}{'◦' if choice.get('exclusive') else '○'} {choice['label']}"
    if question["other"]:
        yield f"{below}○ {question['other'].get('choice') or question['other'].get('label') or 'other'} …"
    for row in question["rows"]:
        yield f"{below}│ {row['label']}"
    if question["columns"]:
        yield (
            below
            + "┴ "
            + " · ".join(f"{it['label']} ({it.get('unit') or it['type']})" for it in question["columns"])
        )
