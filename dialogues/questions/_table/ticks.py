"""A table of one column of yes or no is a list to tick: tap what there is, and Done says no to the others.

Typed: the numbers or names of what there is (the others are no), all but some, or one answer for each row. Until
the list is done nothing counts as no. What a row that the applicant names is called is asked when it is done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from dialogues.prompt import Button, Choice, Expects
from dialogues.question import Doubtful, Face, Problem, Read, Rejected, Unfinished
from dialogues.questions._saying import doubt, excerpt, joined, lines
from dialogues.questions._table.buttons import packed
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell
from dialogues.questions._table.wording import Wording
from dialogues.reading import choices as reading
from dialogues.reading.labels import Option
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import NO, YES, one_of
from dialogues.reply import Chosen, Command, Ticked, Typed

#: between one answer for each row
_BETWEEN = re.compile(r"[\s,，、;；/|｜.。]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticks:
    """The list, what is ticked, and what each row is called."""

    wording: Wording
    filled: Filled

    @property
    def cells(self) -> Mapping[str, Cell]:
        """By row."""
        return {cell.row: cell for cell in self.wording.layout.cells.values()}

    @property
    def column(self) -> str:
        return next(iter(self.wording.layout.columns))

    @property
    def ticked(self) -> tuple[str, ...]:
        """The rows that there are."""
        return tuple(row for row, cell in self.cells.items() if self.filled.text(cell) == "yes")

    # what is on screen

    def face(self, hint: str) -> Face:
        """The rows as choices; below them Done, which says what it will make of the others."""
        say = self.wording.here.say
        choices = tuple(
            Choice(
                name=row,
                label=self.wording.label("row", row, self.filled),
                short=self.wording.short("row", row, self.filled),
                number=number,
                reply=Ticked(name=row, on=row not in self.ticked),
                picked=row in self.ticked,
            )
            for number, row in enumerate(self.cells, start=1)
        )
        if self.filled.asking:
            row = self.filled.asking
            asked = say("table.ask_name", row=self.wording.short("row", row))
            label = say("button.no_row", row=self.wording.short("row", row))
            without = Button(label=label, reply=Command(name="row_none", argument=row))
            return Face(expects=Expects(kind="text"), hint=asked, choices=choices, actions=((without,),))
        yes = self.wording.yes_no(self.column, "yes")
        how = say("table.ticks", yes=yes, example=self._example)
        picked = [f"{choice.number}" for choice in choices if choice.picked]
        so_far = (
            say("table.ticked", yes=yes, count=len(picked), rows=joined(picked, self.wording.here))
            if picked and not self.wording.here.boxes
            else ""
        )
        done = Button(label=self._done_label(), reply=Command(name="done"))
        return Face(
            expects=Expects(kind="choices"),
            hint=lines(hint, how, so_far),
            choices=choices,
            actions=packed((done,)),
        )

    @property
    def _example(self) -> str:
        return "1 3" if len(self.cells) > 2 else "1"

    def _done_label(self) -> str:
        say, count = self.wording.here.say, len(self.cells) - len(self.ticked)
        no = self.wording.yes_no(self.column, "no")
        if not count or self.wording.here.boxes:
            return say("button.done_next")
        return say("table.button_rest_no" if self.ticked else "table.button_all_no", count=count, no=no)

    # what is said

    def tick(self, row: str, *, on: bool) -> Read:
        """One row on or off; whatever was no stays open again."""
        if row not in self.cells:
            return Rejected(problem=Problem(code="choice_gone"))
        after = self._with({row: "yes" if on else ""})
        say, ticks = self.wording.here.say, replace(self, filled=after)
        number = list(self.cells).index(row) + 1
        label = self.wording.label("row", row, self.filled)
        answer = self.wording.yes_no(self.column, "yes")
        key = "table.tick" if on else "table.untick"
        toast = say(key, number=number, row=label, answer=answer, count=len(ticks.ticked))
        return Unfinished(draft=replace(after, asking="").as_draft(self.wording.layout), toast=toast)

    def finished(self, rows: tuple[str, ...]) -> Filled:
        """Exactly these there are; the others are no."""
        return self._with({row: "yes" if row in rows else "no" for row in self.cells})

    def understood(self, text: str) -> Filled | Doubtful | Problem:
        """What a typed text makes of the list."""
        if (each := self._one_for_each(text)) is not None:
            return each
        match reading.read_choices(text, self._options(), many=True):
            case reading.Picked(names=names, other_text=other):
                filled = self.finished(names)
                named = next((row for row in names if self._is_named(row)), "")
                return filled.with_label(named, other) if named and other else filled
            case reading.Doubtful(candidates=names, about=about, understood=sure):
                return self._which(about, {name: Chosen(names=(*sure, name)) for name in names})
            case reading.Unread(about=about):
                if (asked_back := self._as_named(text, about)) is not None:
                    return asked_back
                return Problem(
                    code="table_ticks_unread",
                    fields={"typed": excerpt(about), "example": self._example},
                )
            case unreachable:
                assert_never(unreachable)

    def echo(self, filled: Filled) -> str:
        """What there is, and that the others are no."""
        after = replace(self, filled=filled)
        rows = [self.wording.short("row", row, filled) for row in after.ticked]
        yes, no = (self.wording.yes_no(self.column, answer) for answer in ("yes", "no"))
        rest = len(self.cells) - len(rows)
        say = self.wording.here.say
        if not rows:
            return say("table.all_no", count=rest, no=no)
        has = say("table.ticked", yes=yes, count=len(rows), rows=joined(rows, self.wording.here))
        return lines(has, say("table.rest_no", count=rest, no=no) if rest else "")

    def _one_for_each(self, text: str) -> Filled | Problem | None:
        """有 没有 有 …: one answer a row. A single no is one for all."""
        answers = {fold(form): "no" for form in (*NO, *self.wording.answers(self.column, "no"))}
        answers |= {fold(form): "yes" for form in (*YES, *self.wording.answers(self.column, "yes"))}
        folded = fold(text)
        pattern = re.compile(one_of(answers) + r"(?![a-z])|y|n")
        said: list[str] = []
        at = 0
        while at < len(folded) and (found := pattern.match(folded, at)):
            said.append(answers.get(found[0], ""))
            gap = _BETWEEN.match(folded, found.end())
            at = gap.end() if gap else found.end()
        if at < len(folded) or not all(said):
            all_of_it = {fold(form) for form in self.wording.here.everywhere("table.all_no_words")}
            words = {word for form in all_of_it for word in form.split("/")}
            return self.finished(()) if folded.strip(" .!") in words else None
        if said == ["no"]:
            return self.finished(())
        if len(said) == len(self.cells):
            return self._with(dict(zip(self.cells, said, strict=True)))
        fields: dict[str, str | int] = {
            "given": len(said),
            "count": len(self.cells),
            "example": self._example,
        }
        return Problem(code="table_ticks_count", fields=fields)

    def _which(self, about: str, replies: Mapping[str, Chosen]) -> Doubtful:
        """Each row that a part of the text may mean; for a single one, also "not that"."""
        here = self.wording.here
        labels = {name: self.wording.label("row", name) for name in replies}
        if len(replies) == 1:
            (reply,) = replies.values()
            answer = joined((self.wording.short("row", name) for name in reply.names), here)
            return doubt(here.say("tell.read_as", answer=answer), reply, here)
        buttons = tuple(Button(label=labels[name], reply=reply) for name, reply in replies.items())
        return Doubtful(about=here.say("doubt.choice", typed=excerpt(about)), readings=buttons)

    def _as_named(self, text: str, about: str) -> Doubtful | None:
        """What is in no label may be the row that the applicant names."""
        named = next((row for row in self.cells if self._is_named(row)), None)
        if named is None or any(character.isdigit() for character in about):
            return None
        label = self.wording.short("row", named)
        certain = text.replace(about, f"{label}：{about}", 1)
        match reading.read_choices(certain, self._options(), many=True):
            case reading.Picked(other_text=other) if other and named not in self.filled.labels:
                told = self.wording.here.say("show.explained", choice=label, explanation=excerpt(about))
                return doubt(
                    self.wording.here.say("tell.read_as", answer=told), Typed(text=certain), self.wording.here
                )
            case _:
                return None

    def _options(self) -> list[Option]:
        options = []
        for number, (row, defined) in enumerate(self.wording.layout.rows.items(), start=1):
            texts = [text for text in (defined.label, defined.short) if text is not None]
            forms = [form for text in texts for form in text.everywhere()]
            options.append(Option(name=row, number=number, labels=tuple(forms), is_other=defined.named))
        return options

    def _is_named(self, row: str) -> bool:
        return self.wording.layout.rows[row].named

    def _with(self, answers: Mapping[str, str]) -> Filled:
        """These rows answered; a name goes with the row that had it."""
        filled = self.filled.with_cells({self.cells[row].path: answer for row, answer in answers.items()})
        gone = {row for row, answer in answers.items() if answer == "no"}
        return replace(filled, labels={row: label for row, label in filled.labels.items() if row not in gone})
