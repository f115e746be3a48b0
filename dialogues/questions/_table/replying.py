"""What a reply does to a table: the one place where what is read, filled and asked next come together.

Total: whatever the reply is, something is said. A table that is one message is an answer as soon as nothing is
open; any other shows all of it first, and 完成 makes it one, so does a button that says so, or a form that was
filled in whole. A reply that merely moves about, clears or ticks never finishes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialogues.application import Json
from dialogues.expressions import as_text
from dialogues.question import Accepted, Doubtful, Problem, Read, Rejected, Unfinished
from dialogues.questions._saying import lines, says_done
from dialogues.questions._table.changed import changes_told
from dialogues.questions._table.complaints import complaint, sum_complaint
from dialogues.questions._table.doubting import which_line, which_way
from dialogues.questions._table.filled import Filled, from_draft
from dialogues.questions._table.filling import Outcome, fill_in
from dialogues.questions._table.layout import Axis, Layout, Line
from dialogues.questions._table.naming import names_of
from dialogues.questions._table.nearing import which_row
from dialogues.questions._table.pasted import Paste
from dialogues.questions._table.standing import (
    asked_at,
    current,
    is_done,
    look_at,
    may_be_none,
    moved_on,
    nobody,
    off_elsewhere,
    open_lines,
)
from dialogues.questions._table.sums import standing
from dialogues.questions._table.ticks import Ticks
from dialogues.questions._table.typed import MOST_WAYS, Fill, Reader
from dialogues.questions._table.wording import Wording
from dialogues.reading.cells import is_nothing
from dialogues.reading.normalise import clean
from dialogues.reading.yes_no import read_yes_no
from dialogues.reply import Cells, Chosen, Command, Reply, Ticked, Typed

#: several rows in one line of a chat
_ROWS_APART = re.compile(r"\s*[;；]\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Replies:
    """A table with a draft, ready to be told something."""

    wording: Wording
    draft: Json

    @property
    def layout(self) -> Layout:
        return self.wording.layout

    @property
    def filled(self) -> Filled:
        return from_draft(self.draft)

    def read(self, reply: Reply) -> Read:
        """What this reply makes of it."""
        match reply:
            case Typed(text=text, certain=certain):
                return self._typed(clean(text), certain=certain)
            case Cells(cells=cells, whole=whole) if all(self._is_place(path) for path in cells):
                named = {row: text for row, text in cells.items() if "/" not in row}
                filled = {path: text for path, text in cells.items() if "/" in path}
                finishes = whole or self._is_over_lines(filled)
                return self._filled(Fill(cells=filled, labels=named), finishes=finishes)
            case Ticked(name=name, on=on) if self.layout.is_ticked:
                return Ticks(wording=self.wording, filled=self.filled).tick(name, on=on)
            case Chosen(names=names) if self.layout.is_ticked and set(names) <= set(self.layout.rows):
                return self._ticked(Ticks(wording=self.wording, filled=self.filled).finished(names))
            case Command(name=name, argument=argument):
                return self._commanded(name, argument)
            case _:
                return Rejected(problem=Problem(code="table_wanted"))

    def _is_place(self, path: str) -> bool:
        named = path in self.layout.rows and self.layout.rows[path].named
        return named or path in self.layout.cells

    def _is_over_lines(self, paths: Iterable[str]) -> bool:
        """Whether these cells are a form of several lines, not one of the ways to take a typed one."""
        axis = self.layout.axis
        cells = [self.layout.cells[path] for path in paths]
        return len({cell.row if axis == "row" else cell.column for cell in cells}) > 1

    # buttons

    def _commanded(self, name: str, argument: str) -> Read:
        filled, layout = self.filled, self.layout
        line = layout.line(argument)
        match name:
            case "put" if (cells := self._one_cell(argument)) is not None:
                return self._filled(Fill(cells=cells), is_pressed=True)
            case "share" if cells := self._shared(argument):
                return self._filled(Fill(cells=cells), is_pressed=True)
            case "heads" | "shares" if self._may_be_either(argument):
                return self._left(filled.with_heads(argument, are_heads=name == "heads"))
            case "row_none" if argument in layout.rows and self._may_be_none("row", argument):
                return self._none("row", argument, is_pressed=True)
            case "column_none" if argument in layout.columns and may_be_none("column", argument, layout):
                return self._none("column", argument, is_pressed=True)
            case "not_recorded" if any(cell.recordable for cell in layout.along("row", argument)):
                return self._filled(Fill(unrecorded=(argument,)), is_pressed=True)
            case "line" if line is not None:
                return self._left(asked_at(argument, filled, layout))
            case "clear_line" if line is not None:
                emptied = filled.without(line.cells, line.axis, line.name)
                return self._left(replace(emptied, at=argument, asking="", choosing=False))
            case "table" | "choose" if layout.is_overviewed:
                return self._left(replace(filled, at="", asking="", choosing=name == "choose"))
            case "paste":
                return self._left(filled, echo=self._how_to_paste())
            case "done":
                return self._done()
            case "reread":
                return Unfinished(draft=self.draft)
            case _:
                return Rejected(problem=Problem(code="table_gone"))

    def _one_cell(self, argument: str) -> dict[str, str] | None:
        path, _, text = argument.partition("=")
        return {path: text} if path in self.layout.cells else None

    def _shared(self, name: str) -> dict[str, str]:
        """What is left of a sum, evenly for its empty cells."""
        for one in self.layout.sums:
            now = standing(one, self.filled, self.layout)
            if one.name == name and now.share is not None:
                return {cell.path: as_text(now.share) for cell in now.empty}
        return {}

    def _how_to_paste(self) -> str:
        rows, columns = len(self.layout.rows), len(self.layout.columns)
        return self.wording.here.say("table.paste_how", rows=rows, columns=columns)

    def _may_be_either(self, name: str) -> bool:
        sums = (one for one in self.layout.sums if one.name == name)
        return any(standing(one, self.filled, self.layout).is_either for one in sums)

    def _may_be_none(self, axis: Axis, name: str) -> bool:
        layout = self.layout
        return may_be_none(axis, name, layout) or layout.is_ticked or nobody(axis, name, layout) is not None

    def _none(self, axis: Axis, name: str, *, is_pressed: bool = False) -> Read:
        if self.layout.is_ticked:
            cell = self.layout.along("row", name)[0]
            labels = {row: label for row, label in self.filled.labels.items() if row != name}
            return self._ticked(replace(self.filled.with_cells({cell.path: "no"}), labels=labels))
        fill = Fill(none=((axis, name),))
        return self._filled(fill, finishes=self.layout.is_overviewed, is_pressed=is_pressed)

    def _done(self) -> Read:
        """Finished, if it is; of a list to tick, what is not ticked is no."""
        if self.layout.is_ticked:
            ticks = Ticks(wording=self.wording, filled=self.filled)
            return self._ticked(ticks.finished(ticks.ticked))
        if is_done(self.filled, self.layout):
            return Accepted(value=self.filled.as_value(self.layout))
        filled = moved_on(replace(self.filled, at=""), self.layout, ())
        line = current(filled, self.layout) or next(iter(open_lines(filled, self.layout)), None)
        where = self.wording.line(line, filled) if line is not None else ""
        return self._left(
            filled, problem=self._complaint(filled) or Problem(code="table_open", fields={"line": where})
        )

    # what is typed

    def _typed(self, text: str, *, certain: bool = False) -> Read:
        """`certain`: no line of it is meant for a row that is merely called alike."""
        if not text:
            return Rejected(problem=Problem(code="text_empty"))
        filled = self.filled
        if says_done(text, self.wording.here) and not self.layout.is_ticked:
            return self._done()
        if filled.asking:
            return self._named(filled.asking, text)
        if (there := self._at_whole(text)) is not None:
            return there
        if not certain and (near := self._near(text)) is not None:
            return near
        ways = self._ways(text)
        if self.layout.is_ticked and (isinstance(ways, Problem) or not ways[0].count):
            return self._listed(text)  # only lines that name their rows are read as in any other table
        is_unread = not certain and (isinstance(ways, Problem) or not self._is_readable(ways[0]))
        if is_unread and (near := self._near(text, is_unread=True)) is not None:
            return near
        if isinstance(ways, Problem):
            return self._which_line(text) or Rejected(problem=ways)
        if len(ways) > 1:
            return which_way(text, ways, filled, self.wording)
        if (swapped := self._reader.swapped(ways[0])) is not None:
            return which_way(text, (swapped,), filled, self.wording)
        if ways[0].at:
            return self._left(asked_at(ways[0].at, filled, self.layout))
        return self._filled(ways[0])

    def _at_whole(self, text: str) -> Read | None:
        """While all of a long table is on screen: the number of a row, or that there is nothing of what is left."""
        layout = self.layout
        if not layout.is_overviewed or current(self.filled, layout) is not None:
            return None
        if text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= len(layout.lines):
            return self._left(asked_at(layout.lines[int(text[:6]) - 1].name, self.filled, layout))
        states = [look_at(line, self.filled, layout) for line in open_lines(self.filled, layout)]
        if is_nothing(text) and states and all(it.unsaid and not (it.lacking or it.off) for it in states):
            none = tuple(one for it in states for one in it.unsaid)
            return self._filled(Fill(none=none), finishes=True)
        return None

    def _is_readable(self, way: Fill) -> bool:
        return not way.unread and (not way.cells or self._reader.reads(way))

    def _near(self, text: str, *, is_unread: bool = False) -> Doubtful | None:
        """Whether a line begins with what nearly is a row's name; where words are asked, these may be they."""
        line = current(self.filled, self.layout)
        words = line is not None and any(cell.type in ("text", "select_one") for cell in line.cells)
        own = line is not None and line.axis == "row" and self.layout.rows[line.name].named
        if self.layout.is_ticked or (words and not own):
            return None
        return which_row(text, self.filled, self._reader.names, self.wording, is_unread=is_unread)

    @property
    def _reader(self) -> Reader:
        names = names_of(self.layout, self.filled, self.wording.here)
        return Reader(wording=self.wording, filled=self.filled, names=names)

    def _ways(self, text: str) -> tuple[Fill, ...] | Problem:
        """Every way to take a text: as a paste, or as a line."""
        reader = self._reader
        rows = _ROWS_APART.split(text)
        if len(rows) > 1 and all(next(reader.names.at_start(row), None) for row in rows):
            text = "\n".join(rows)
        if "\n" in text or "\t" in text:
            return Paste(reader, text).fills()
        return reader.line(text, current(self.filled, self.layout) or self._last_open())

    def _last_open(self) -> Line | None:
        """The only line of a long table that is not done: what is sent is meant for it."""
        lines = open_lines(self.filled, self.layout)
        return lines[0] if self.layout.is_overviewed and len(lines) == 1 else None

    def _which_line(self, text: str) -> Doubtful | None:
        """Figures without a name while the whole table is on screen may be for any line that they fit."""
        if current(self.filled, self.layout) is not None:
            return None
        asked = open_lines(self.filled, self.layout) or self.layout.lines
        ways = ((line, self._reader.line(text, line)) for line in asked)
        fitting = [
            line
            for line, way in ways
            if not isinstance(way, Problem) and self._reader.reads(way[0]) and self._is_whole(way[0], line)
        ]
        return which_line(text, fitting, self.filled, self.wording) if 0 < len(fitting) <= MOST_WAYS else None

    def _is_whole(self, way: Fill, line: Line) -> bool:
        """Any words would fit a row that the applicant names; its name and all its figures have to be there."""
        named = line.axis == "row" and self.layout.rows[line.name].named
        waits = named and line.name not in self.filled.labels
        return not waits or (bool(way.labels) and len(way.cells) == len(line.cells))

    def _named(self, row: str, text: str) -> Read:
        """The name that was asked for, or that there is no such row after all."""
        if is_nothing(text) and self._may_be_none("row", row):
            return self._none("row", row)
        if self.layout.is_ticked:  # 母婴室 有
            column = next(iter(self.layout.columns))
            first, _, last = text.rpartition(" ")
            answers = [self.wording.answers(column, answer) for answer in ("yes", "no")]
            said = read_yes_no(last, *answers) if first else None
            text = first if said is not None and said.value and not said.explanation else text
        return self._filled(Fill(labels={row: text}))

    def _listed(self, text: str) -> Read:
        match Ticks(wording=self.wording, filled=self.filled).understood(text):
            case Filled() as filled:
                return self._ticked(filled, echo=True)
            case Doubtful() as doubt:
                return doubt
            case problem:
                return Rejected(problem=problem)

    # what comes of it

    def _filled(self, fill: Fill, *, finishes: bool = False, is_pressed: bool = False) -> Read:
        outcome = fill_in(fill, self.filled, self.wording)
        if outcome.is_refused:
            return Rejected(problem=outcome.problems[0])
        filled = moved_on(outcome.filled, self.layout, outcome.touched(self.wording))
        finishes = finishes or len(self.layout.lines) == 1
        if is_done(filled, self.layout) and not outcome.problems and finishes:
            echo = self._echo(fill, outcome, is_seen=False, is_pressed=is_pressed)
            return Accepted(value=filled.as_value(self.layout), echo=echo)
        problem = outcome.problems[0] if outcome.problems else self._complaint(filled)
        # What was understood stands in the table itself where all of it is on screen.
        is_seen = self.layout.is_overviewed and not self.layout.sums and not filled.at
        echo = self._echo(fill, outcome, is_seen=is_seen, is_pressed=is_pressed)
        return self._left(filled, echo=echo, problem=problem)

    def _echo(self, fill: Fill, outcome: Outcome, *, is_seen: bool, is_pressed: bool) -> str:
        """What was read, what it was read as, and what it wrote over: a button says that itself."""
        say = self.wording.here.say
        left = len(open_lines(outcome.filled, self.layout))
        read = ""
        if fill.is_paste and fill.count > 1:
            key, fields = ("table.pasted_open", {"open": left}) if left else ("table.pasted", {})
            read = say(key, count=fill.count, **fields)
        changed = "" if is_pressed else changes_told(self.filled, outcome.filled, self.wording)
        return lines(read, *(() if is_seen else outcome.notes), changed)

    def _ticked(self, filled: Filled, *, echo: bool = False) -> Read:
        after = moved_on(filled, self.layout, ())
        if not is_done(after, self.layout):
            return self._left(after)
        told = Ticks(wording=self.wording, filled=after).echo(after) if echo else ""
        return Accepted(value=after.as_value(self.layout), echo=told)

    def _left(self, filled: Filled, *, echo: str = "", problem: Problem | None = None) -> Unfinished:
        return Unfinished(draft=filled.as_draft(self.layout), echo=echo, problem=problem)

    def _complaint(self, filled: Filled) -> Problem | None:
        """What is wrong where one is now."""
        line = current(filled, self.layout)
        if line is not None:
            return complaint(look_at(line, filled, self.layout), filled, self.wording)
        off = off_elsewhere(filled, self.layout)
        return sum_complaint(off[0], filled, self.wording) if off else None
