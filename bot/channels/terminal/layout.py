"""How text lies on a terminal: prose that breaks where Chinese may break, choices in columns, rows of buttons.

rich breaks lines at blanks only, so that a Chinese sentence would fall to the line below its number; here lines
are broken by what they are drawn on. Everything is a rich renderable made of `Text`, which has no markup. What a
prompt means is for `render.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len, get_character_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

#: marks that no line begins with, and those that none ends with
_NO_START = frozenset("，。、；：？！…—·）」』”’》〉】〕％,.;:?!%)]}›")
_NO_END = frozenset("（「『“‘《〈【〔([{‹")
#: wider choices stand one below the other, in columns of a terminal
_SHORT = 30
_MOST_COLUMNS = 5
#: so many columns of a table may break their cells
_MOST_FOLDED = 2
_ANY = 100_000


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text; `head` stands before it, and the lines below are indented by its width."""

    text: Text
    head: Text | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        head = self.head if self.head is not None else Text()
        indent = head.cell_len if head.cell_len * 2 <= options.max_width else 0
        lines = (
            line
            for paragraph in self.text.split("\n", allow_blank=True)
            for line in broken(paragraph, max(options.max_width - indent, 2))
        )
        for position, line in enumerate(lines):
            before = head if position == 0 else Text(" " * indent if line else "")
            yield _unbroken(Text.assemble(before, line))


@dataclass(frozen=True, slots=True)
class OneLine:
    """One line, cut with an ellipsis where it is too long."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = self.text.copy()
        line.truncate(options.max_width, overflow="ellipsis")
        yield _unbroken(line)


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side, as many as fit a line."""

    items: Sequence[Text]
    gap: int = 1

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for item in self.items:
            if line and line.cell_len + self.gap + item.cell_len > options.max_width:
                yield from console.render(Prose(line), options)
                line = Text()
            line = Text.assemble(line, " " * self.gap if line else "", item)
        yield from console.render(Prose(line), options)


@dataclass(frozen=True, slots=True)
class Choices:
    """Numbered things: in columns when all are short, else one below the other."""

    items: Sequence[tuple[Text, Text]]
    gap: int = 3

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widest = max((head.cell_len + text.cell_len for head, text in self.items), default=0)
        fitting = (options.max_width + self.gap) // (widest + self.gap)
        columns = min(fitting, _MOST_COLUMNS) if widest <= _SHORT else 1
        if columns <= 1:
            for head, text in self.items:
                yield Prose(text, head)
            return
        for start in range(0, len(self.items), columns):
            row = [Text.assemble(head, text) for head, text in self.items[start : start + columns]]
            for item in row[:-1]:
                item.pad_right(widest - item.cell_len + self.gap)
            yield _unbroken(Text.assemble(*row))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; where many columns do not fit, its rows one below the other. Cells are texts without line ends."""

    columns: Sequence[Text]
    #: each with its label first
    rows: Sequence[Sequence[Text]]
    #: whether the cells of a column stand at its right
    right: Sequence[bool]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(
            box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim"
        )
        table.add_column("", overflow="fold")
        for title, right in zip(self.columns, self.right, strict=True):
            table.add_column(title, overflow="fold", justify="right" if right else "left")
        for row in self.rows:
            table.add_row(*row)
        fits = console.measure(table, options=options.update_width(_ANY)).maximum <= options.max_width
        if fits or len(self.columns) <= _MOST_FOLDED:
            yield table
            return
        for label, *cells in self.rows:
            yield Prose(label)
            told = [
                Text.assemble((title.plain, "dim"), " ", cell)
                for title, cell in zip(self.columns, cells, strict=False)
            ]
            yield Barred(Row(told, gap=3), bar="   ", style="")


@dataclass(frozen=True, slots=True)
class Barred:
    """Something with a bar at its left side."""

    content: RenderableType
    bar: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(max(options.max_width - cell_len(self.bar) - 1, 2))
        bar = Segment(self.bar, console.get_style(self.style, default=Style.null()))
        for line in console.render_lines(self.content, inner, pad=False):
            yield bar
            if any(segment.text for segment in line):
                yield Segment(" ")
            yield from line
            yield Segment.line()


def broken(text: Text, width: int) -> Iterator[Text]:
    """One paragraph as lines of at most `width` columns."""
    for start, end in _lines(text.plain, width):
        line = text[start:end]
        line.rstrip()
        yield line


def _lines(plain: str, width: int) -> Iterator[tuple[int, int]]:
    start = last = used = 0
    for at, character in enumerate(plain):
        if at > start and _may_break(plain, at):
            last = at
        used += get_character_cell_size(character)
        if used > width and character != " ":
            # where nothing allows it, in the middle of a word
            end = last if last > start else max(at, start + 1)
            yield start, end
            start = end
            used = cell_len(plain[start : at + 1])
    yield start, len(plain)


def _may_break(plain: str, at: int) -> bool:
    before, after = plain[at - 1], plain[at]
    if after == " " or after in _NO_START or before in _NO_END or not get_character_cell_size(after):
        return False
    return before == " " or get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2


def _unbroken(line: Text) -> Text:
    line.no_wrap = True
    line.overflow = "ignore"
    return line
