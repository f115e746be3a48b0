"""Questions as a text to hand out: all of them with their answers, or those that a colleague can answer.

Each has its code and a place behind a colon, so that what comes back is read by `reading/batch.py`; `paper` says what
that reader has to know. An answer is filled in only in a form that its own question reads as the same answer;
where there is none, it stands on a line that nobody takes for one. Wordings are the catalogue's and the dialogue's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from weakref import WeakKeyDictionary

from dialogues.application import Answer, Nothing
from dialogues.dialogue import Outline, Repeat
from dialogues.dialogue import Place as Section
from dialogues.question import Question
from dialogues.questions._files import Files
from dialogues.questions._picking import PickingOne
from dialogues.questions.select_multiple import SelectMultiple
from dialogues.questions.select_one import SelectOne
from dialogues.questions.table import Table
from dialogues.questions.text import Text as TextQuestion
from dialogues.questions.yes_no import YesNo
from dialogues.reading.batch import Paper, Slot
from dialogues.reading.normalise import fold
from dialogues.reading.runs import Place
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.text import Text
from dialogues.weighing import Meaning, meaning
from dialogues.words import Words

#: before the lines of an answer that are not its first
INDENT = "  "


def paper(scene: Scene) -> Paper:
    """What the reader of a text that comes back has to know, whatever language it was handed out in."""
    scenes = [Scene(scene.view, tag, scene.words) for tag in scene.dialogue.languages]
    heads = {fold(line) for it in scenes for key in _HEADS for line in it.say(key).split("\n")}
    headings = {fold(_heading(it, place)) for it in scenes for place in it.dialogue.outline.places}
    titles = {fold(line) for it in scenes for line in _title(it)}
    there = {fold(it.say("handout.there", answer="")) for it in scenes}
    return Paper(
        slots=tuple(_slots(scene, scenes)),
        there=tuple(there),
        heads=frozenset(heads),
        furniture=frozenset(heads | headings | titles),
    )


#: the explanation at the top of each text
_HEADS = ("handout.how", "handout.colleague_how")


def questions_text(scene: Scene) -> str:
    """The whole list."""
    lines = [*_title(scene), scene.say("handout.how")]
    for _, items in groupby(_listed(scene), key=lambda item: item.node.place.number):
        section = list(items)
        lines += ["", _heading(scene, section[0].node.place)]
        for item in section:
            lines += _lines(scene, item)
    return "\n".join(lines) + "\n"


def colleague_text(scene: Scene, source: str) -> str:
    """What this source is asked for, to be copied."""
    lines = [scene.say("handout.colleague_how")]
    for item in open_of(scene, source):
        lines += _lines(scene, item, told=False)
    return "\n".join(lines)


def source_of(scene: Scene, item: Item) -> str:
    """Which source a question has, by its name in the dialogue's own language; "" where it has none."""
    source = item.question.source if item.node.asked is not None else None
    return "" if source is None else source.within(scene.dialogue.default_language)


def sources(scene: Scene) -> Mapping[str, Text]:
    """The sources that something open is waited for from, in the order of their first questions."""
    found: dict[str, Text] = {}
    for item in scene.view.asked():
        source = item.question.source
        if source is not None and _is_open(scene, item):
            found.setdefault(source_of(scene, item), source)
    return found


def open_of(scene: Scene, source: str) -> list[Item]:
    """The open questions of one source."""
    return [it for it in _listed(scene) if source_of(scene, it) == source and _is_open(scene, it)]


def _is_open(scene: Scene, item: Item) -> bool:
    return scene.view.facts[item.path].state != "answered"


def _listed(scene: Scene) -> Iterator[Item]:
    """What can be answered on paper: whether there is another entry cannot."""
    return (item for item in scene.view.asked() if not isinstance(item.question, Repeat))


def _title(scene: Scene) -> list[str]:
    return [f"{scene.text(scene.dialogue.title)} · {scene.view.application.reference}"]


def _heading(scene: Scene, place: Section) -> str:
    return scene.say("handout.section", code=place.number, label=scene.text(place.section.label))


# One question.


def _lines(scene: Scene, item: Item, *, told: bool = True) -> Iterator[str]:
    """Its code and words, what it offers, and the place for its answer; `told` says whether it must be answered."""
    required = told and scene.view.facts[item.path].level == "required"
    head, *more = _head(scene, item, required=required)
    furniture = [*more, *_furniture(scene, item)]
    answer = scene.view.application.answers.get(item.path)
    written = _written(scene, item, answer) if answer is not None else ""
    if written is None:
        furniture.append(scene.say("handout.there", answer=scene.show(item).replace("\n", " ")))
        written = ""
    if isinstance(item.question, Files):
        yield from (head, *furniture)
        return
    if furniture or "\n" in written:
        yield from (head, *furniture)
        head = scene.code(item)
    first, *rest = written.split("\n")
    yield scene.say("handout.place", head=head, answer=first).rstrip()
    yield from (INDENT + line if line else "" for line in rest)
    if isinstance(item.question, Table) and not written:
        rows = item.question.rows.values()
        yield from (
            scene.say("handout.place", head=scene.text(row.label, item), answer="").rstrip() for row in rows
        )


def _head(scene: Scene, item: Item, *, required: bool, label: str = "") -> list[str]:
    """Code, words, and in brackets whether it must be answered and in what."""
    first, *more = (label or scene.label(item)).split("\n")
    must = [scene.say("state.required")] if required else []
    how = scene.say("list.separator").join([*must, *_how(scene, item)])
    if how and not first.endswith((f"（{how}）", f"({how})")):
        first = scene.say("handout.label", label=first, how=how)
    return [f"{scene.code(item)} {first}", *more]


def _how(scene: Scene, item: Item) -> Iterator[str]:
    """In which unit, or by which of two answers; files come by themselves."""
    question = item.question
    if isinstance(question, Files):
        yield scene.say("handout.file")
    elif isinstance(question, YesNo):
        yield scene.say(
            "handout.either",
            yes=question.called("yes", scene.here(item)),
            no=question.called("no", scene.here(item)),
        )
    else:
        unit = question.face(None, None, scene.here(item)).expects.unit
        if unit:
            yield unit


def _furniture(scene: Scene, item: Item) -> Iterator[str]:
    """What it offers, a line each."""
    question, here = item.question, scene.here(item)
    if isinstance(question, SelectOne | SelectMultiple):
        for it in question.offered(here):
            yield scene.say("handout.choice", number=it.number, label=it.label)
    elif isinstance(question, Table):
        columns = scene.say("list.separator").join(
            scene.text(it.label, item) for it in question.columns.values()
        )
        yield scene.say("handout.columns", columns=columns)


def _written(scene: Scene, item: Item, answer: Answer) -> str | None:
    """The answer in a form that is read as the same again; None where there is none."""
    if answer.nothing is Nothing.LATER or isinstance(item.question, Files):
        return "" if answer.nothing is Nothing.LATER else None
    here, may_be_none = scene.here(item), scene.view.facts[item.path].level != "required"
    for text in _forms(scene, item, answer):
        read = meaning(item.question, text, here, may_be_none=may_be_none)
        is_same = isinstance(read, Meaning) and not read.doubtful
        if is_same and (read.value, read.nothing) == (answer.value, answer.nothing) and _survives(text):  # type: ignore[union-attr]
            return text
    return None


def _forms(scene: Scene, item: Item, answer: Answer) -> Iterator[str]:
    if isinstance(answer.value, str):
        yield answer.value
    if isinstance(item.question, Table) and answer.value is not None:
        yield _rows(scene, item, item.question, answer.value)
    value = answer.value
    if (
        isinstance(item.question, PickingOne)
        and isinstance(value, dict)
        and (said := value.get("explanation"))
    ):
        yield f"{item.question.called(value['picked'], scene.here(item))}：{said}"
    yield scene.show(item)
    yield answer.raw


def _rows(scene: Scene, item: Item, table: Table, value: Mapping[str, Mapping[str, object]]) -> str:
    """A table as lines: each row with its cells."""
    lines = []
    for name, row in table.rows.items():
        known = value.get(name, {})
        cells = known.get("cells", {})
        if isinstance(cells, Mapping) and cells:
            said = " ".join(str(cells.get(column, "-")) for column in table.columns)
            lines.append(f"{known.get('label') or scene.text(row.label, item)}：{said}")
    return "\n".join(lines)


def _survives(text: str) -> bool:
    """Whether it comes back as it went: blanks at the end of a line would not."""
    return bool(text) and text == text.strip() and all(line == line.rstrip() for line in text.split("\n"))


# What the reader has to know.


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """Of a question, what no answer changes."""

    labels: tuple[str, ...]
    names: frozenset[str]
    furniture: frozenset[str]
    choices: frozenset[str]
    is_long: bool
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


#: by dialogue, language and question: reckoned once, as every text that may be a batch asks for it
_KNOWN: WeakKeyDictionary[Outline, dict[tuple[str, int], tuple[Words, _Known]]] = WeakKeyDictionary()


def _slots(scene: Scene, scenes: Sequence[Scene]) -> Iterator[Slot]:
    before: Item | None = None
    for item in scene.view.items:
        if item.node.asked is None or isinstance(item.question, Repeat):
            continue
        known = _known(scene, scenes, item)
        is_asked = scene.view.facts[item.path].relevant
        yield Slot(
            path=item.path,
            code=scene.code(item),
            section=item.node.place.number,
            labels=known.labels,
            names=known.names,
            furniture=known.furniture,
            choices=known.choices,
            is_long=known.is_long,
            place=_place(scene, item, before, known) if is_asked and known.yes else None,
        )
        if is_asked:
            before = item


def _known(scene: Scene, scenes: Sequence[Scene], item: Item) -> _Known:
    cache, key = _KNOWN.setdefault(scene.dialogue.outline, {}), (scene.language, item.node.order)
    words, known = cache.get(key, (None, None))
    if known is None or words is not scene.words:
        known = _reckoned(scene, scenes, item)
        cache[key] = scene.words, known
    return known


def _reckoned(scene: Scene, scenes: Sequence[Scene], item: Item) -> _Known:
    question = item.question
    labels: dict[str, None] = {}
    furniture: set[str] = set()
    for it in scenes:
        raw, *more = question.label.within(it.language).split("\n")
        heads = [
            _head(it, item, required=required, label=raw)[0].partition(" ")[2] for required in (True, False)
        ]
        short = () if question.short is None else (question.short.within(it.language),)
        labels |= dict.fromkeys((*heads, raw, *short))
        furniture |= {fold(line) for line in (*more, *_furniture(it, item), *_empty_rows(it, item))}
    others = {fold(it.say("button.other")) for it in scenes}
    answers = question.offered(scene.here(item)) if isinstance(question, YesNo) else ()
    return _Known(
        labels=tuple(labels),
        names=frozenset(name for name in (fold(label).rstrip(":") for label in labels) if len(name) > 1),
        furniture=frozenset(furniture),
        choices=frozenset({*map(fold, _choices(question)), *others}),
        is_long=isinstance(question, Table) or (isinstance(question, TextQuestion) and question.is_long),
        yes=tuple(map(fold, answers[0].labels)) if answers else (),
        no=tuple(map(fold, answers[1].labels)) if answers else (),
    )


def _choices(question: Question) -> Iterator[str]:
    """In every language, offered now or not."""
    if isinstance(question, SelectOne | SelectMultiple):
        for choice in question.choices.values():
            yield from choice.label.everywhere()
        if question.other is not None and question.other.choice is not None:
            yield from question.other.choice.everywhere()


def _empty_rows(scene: Scene, item: Item) -> Iterator[str]:
    """Answer places of a table that were left empty."""
    if isinstance(item.question, Table):
        for row in item.question.rows.values():
            yield scene.say("handout.place", head=scene.text(row.label, item), answer="").strip()


def _place(scene: Scene, item: Item, before: Item | None, known: _Known) -> Place:
    is_alike = before is not None and isinstance(before.question, YesNo)
    return Place(
        path=item.path,
        code=fold(scene.code(item)),
        section=fold(item.node.place.number),
        yes=known.yes,
        no=known.no,
        follows=is_alike and before is not None and before.node.place is item.node.place,
    )
