"""A form: what can be filled in at once, laid over the chat, and what was filled in as a reply.

All texts are plain and in the person's language. How a form is drawn, how long a label may be and what a field looks
like is the channel's; which questions are a form is in `forms.py`, and what is wrong with what was filled in is said in
`filling.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from dialogues.application import Path
from dialogues.reply import Cells, Chosen, Command, Dated, Filled, Meant, Reply, Typed

#: what stands in a field: a text, a number or a day as it was written, the name of what is picked; of several picks
#: their names
Value: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One of the choices of a field."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in. Files are offered, as in the chat, and are no value."""

    #: the address of what is filled in: of a question, or of a cell of its table
    name: str
    #: of the question
    path: Path
    #: "row/column" of its table, or a row that the applicant names
    cell: str = ""
    label: str
    kind: Literal["text", "number", "date", "one", "file"]
    #: what stands there now
    value: str = ""
    #: stands above it: a question of several lines
    above: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    multiline: bool = False
    #: whether what is there already stands in it, whole; of a cell, whether all of its table is in the form
    whole: bool = False
    #: whether it cannot be left empty
    required: bool = False
    #: of a number, whether it may have decimals
    decimals: bool = True
    #: characters of a text, files of a file; 0 is as many as fit
    longest: int = 0
    #: file suffixes, without the dot
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Fields in their order. Of a `live` one each pick is an answer at once, and `submit` goes on."""

    title: str
    fields: tuple[Field, ...]
    #: stands above all fields
    told: str = ""
    live: bool = False
    #: what is said besides, once it is handed in
    then: Command | None = None
    #: on its two buttons
    submit: str = ""
    close: str = ""


def replies(form: Form, values: Mapping[str, Value]) -> tuple[Reply, ...]:
    """What was filled in, as one reply at most: one event is one commit. What is as it was is left out. A chapter to
    which a pick has added a question is not left before that was seen."""
    answers = tuple(filled_in(form, values))
    is_seen = all(field.name in values for field in form.fields)
    then = form.then if is_seen or not form.live else Command(name="closed")
    if not answers:
        return (then,) if then is not None else ()
    return answers if len(answers) == 1 and then is None else (Filled(answers=answers, then=then),)


def changed(form: Form, values: Mapping[str, Value]) -> Iterator[tuple[Field, str]]:
    """The fields in which something else stands now, with what does."""
    for field in form.fields:
        said = values.get(field.name, field.value)
        text = said if isinstance(said, str) else "".join(said[:1])
        if field.kind != "file" and text != field.value:
            yield field, text


def filled_in(form: Form, values: Mapping[str, Value]) -> Iterator[Meant]:
    """What was filled in anew, question by question. A question's only field is not emptied by leaving it empty."""
    by_path: dict[Path, list[tuple[Field, str]]] = {}
    for field, text in changed(form, values):
        if field.cell or text.strip():
            by_path.setdefault(field.path, []).append((field, text))
    for path, said in by_path.items():
        yield Meant(path=path, reply=_said(said))


def _said(said: list[tuple[Field, str]]) -> Typed | Chosen | Dated | Cells:
    """What stands in the fields of one question, as it is said in the chat."""
    field, text = said[0]
    if field.cell:
        return Cells(cells={field.cell: text for field, text in said}, whole=field.whole)
    match field.kind:
        case "one":
            return Chosen(names=(text,))
        case "date" if (day := _day(text)) is not None:
            return Dated(day=day)
        case _:
            return Typed(text=text, whole=field.whole)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
