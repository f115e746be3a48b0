"""Which questions on screen are a form, where one can be laid over the chat: what is typed, a day, files, the cells of a
table, or all the fields of a card. What is pressed is pressed in the chat; the chapters of yes and no are in
`chapters.py`.

A field opens with what stands there now. A text that is longer than a field can hold would come back cut, so it has
none, and neither has a form whose texts are long together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogues.application import Json
from dialogues.cursor import Cursor
from dialogues.dialogue import Repeat
from dialogues.fields import Field, Form, Option
from dialogues.question import Face, Question
from dialogues.questions._files import Files
from dialogues.questions._line import Line
from dialogues.questions._numeric import Numeric
from dialogues.questions._parts import Parts, parts_of, words_of
from dialogues.questions.acknowledge import Acknowledge
from dialogues.questions.date import Date
from dialogues.questions.integer import Integer
from dialogues.questions.table import Table
from dialogues.questions.text import Text
from dialogues.questions.year import Year
from dialogues.scene import Scene
from dialogues.scope import Item

#: characters that a field gives back whole, and of all fields together
LONGEST, LONGEST_TOGETHER = 3000, 12_000


def form_of(scene: Scene, cursor: Cursor, item: Item, items: tuple[Item, ...]) -> Form | None:
    """The form of the question on screen, or of the card that it stands on."""
    if not cursor.forms or cursor.plain or cursor.pending is not None:
        return None
    fields = tuple(field for one in items or (item,) for field in _fields(scene, one, alone=not items))
    if not fields or sum(len(field.value) for field in fields) > LONGEST_TOGETHER:
        return None
    return Form(
        title=scene.text(item.node.place.section.short or item.node.place.section.label)
        if items
        else scene.coded(item),
        fields=fields,
        submit=scene.say("form.save"),
        close=scene.say("form.leave"),
    )


def _fields(scene: Scene, item: Item, *, alone: bool) -> Iterator[Field]:
    question, here = item.question, scene.here(item)
    draft = scene.view.application.drafts.get(item.path)
    answer = scene.view.application.answers.get(item.path)
    value = answer.value if answer is not None else None
    if isinstance(question, Repeat | Acknowledge):
        return
    if isinstance(question, Table):
        begun = question.reopened(value) if draft is None and value is not None else draft
        yield from question.fields(item.path, begun, here)
        return
    face = question.face(value, draft, here)
    asked = f"{scene.code(item)} {face.label or scene.label(item)}".strip()
    is_long = "\n" in asked
    field = Field(
        name=item.path,
        path=item.path,
        kind="text",
        label=scene.say("form.your_answer", code=scene.code(item)).strip() if is_long else asked,
        above=asked if is_long else "",
        hint=_hint(scene, item, face),
        required=alone,
    )
    if (filled := _of_kind(field, question, face, value, draft, alone=alone)) is not None:
        yield filled


def _hint(scene: Scene, item: Item, face: Face) -> str:
    """How to answer, or an example; not how to send it."""
    if item.question.hint is not None:
        return scene.text(item.question.hint, item)
    return "" if isinstance(item.question, Text) or face.expects.kind == "file" else face.hint


def _of_kind(
    field: Field, question: Question, face: Face, value: Json, draft: Json, *, alone: bool
) -> Field | None:
    """The field as its type has it; None where it is pressed in the chat, or would not come back whole."""
    now = value if isinstance(value, str) else ""
    if face.asks_part:
        return replace(field, multiline=True, longest=LONGEST)
    match question:
        case Text():
            words = words_of(_parts(value, draft))
            if len(words) > LONGEST:
                return None
            longest = min(question.max_length, LONGEST)
            return replace(
                field, value=words, multiline=question.is_long, whole=question.is_long, longest=longest
            )
        case Date(precision="day"):
            return replace(field, kind="date", value=now)
        case Numeric() | Year():
            return replace(field, kind="number", value=now, decimals=not isinstance(question, Integer | Year))
        case Files() if face.expects.kind == "file":
            return replace(field, kind="file", accept=question.accept, longest=question.max_files)
        case Date() | Line():
            return replace(field, value=now)
        case _ if face.expects.kind == "choice" and not alone:
            options = tuple(Option(name=it.name, label=it.label) for it in face.choices)
            picked = next((it.name for it in face.choices if it.picked), "")
            return replace(field, kind="one", value=picked, options=options) if options else None
        case _:
            return None


def _parts(value: Json, draft: Json) -> Parts:
    """What there is of a text, what came last included."""
    if draft is not None:
        return (*draft.get("parts", ()), *draft.get("new", ()))
    return parts_of(value) if value is not None else ()
