"""How a line is asked: what to send, an example that adds up, and what is left to do in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dialogues.expressions import as_text
from dialogues.questions._saying import joined, lines
from dialogues.questions._table.buttons import is_begun
from dialogues.questions._table.complaints import amount, sum_complaint
from dialogues.questions._table.filled import Filled
from dialogues.questions._table.layout import Cell, Line, Sum
from dialogues.questions._table.standing import LineStanding
from dialogues.questions._table.sums import Standing
from dialogues.questions._table.wording import Wording

#: per cent that look like answers, by how many there are
_SPLITS = (
    (100,),
    (60, 40),
    (50, 30, 20),
    (40, 35, 15, 10),
    (35, 30, 20, 10, 5),
    (30, 25, 20, 10, 10, 5),
)
_HUNDRED = Decimal(100)
_HEADS = Decimal(120)


def asked(line: Line, state: LineStanding, filled: Filled, hint: str, wording: Wording) -> str:
    """What to do next in a line. The author's hint for the row, or else for the whole table (`hint`), stands where
    our own example would."""
    return lines(*_next(line, state, filled, hint, wording))


def left(one: Standing, filled: Filled, wording: Wording) -> str:
    """What to do about a sum that is off: something is left to place, or to change."""
    if sum_complaint(one, filled, wording) is None:
        if len(one.rests) == len(one.empty) == 1:
            cell = wording.listed(one.empty[0], one.sum.axis, filled)
            return wording.here.say("table.left_one", difference=amount(one, one.rest, wording), cell=cell)
        return wording.here.say("table.left", difference=amount(one, one.rest, wording))
    return wording.here.say("table.correct")


def example(line: Line, wording: Wording) -> str:
    """A reply that would do, or nothing where only the author could think of one."""
    sums = wording.layout.sums_on(line)
    shares = {cell.path: share for one in sums for cell, share in _shared(one)}
    pieces = [_example(cell, shares, wording) for cell in line.cells]
    return " ".join(pieces) if all(pieces) and not any(" " in piece for piece in pieces) else ""


def place(line: Line, filled: Filled, wording: Wording) -> str:
    """Which of several lines this is."""
    all_lines = wording.layout.lines
    if len(all_lines) == 1:
        return ""
    fields = {
        "position": all_lines.index(line) + 1,
        "total": len(all_lines),
        "line": wording.line(line, filled),
    }
    return wording.here.say(f"table.place_{line.axis}", **fields)


def _next(line: Line, state: LineStanding, filled: Filled, hint: str, wording: Wording) -> Iterator[str]:
    say = wording.here.say
    if state.off and (state.off[0].numbers or not state.lacking):
        yield left(state.off[0], filled, wording)
        if state.off[0].is_either:
            yield say("table.as_heads" if state.off[0].counts_heads else "table.as_shares")
    elif state.lacking and is_begun(line, filled):
        yield say("table.lacking", cells=wording.cells(state.lacking, line.axis))
    elif state.unsaid and is_begun(line, filled):
        yield say("table.unsaid", rows=joined((wording.spoken(*it) for it in state.unsaid), wording.here))
    else:
        yield from _ask(line, filled, hint, wording)


def _ask(line: Line, filled: Filled, hint: str, wording: Wording) -> Iterator[str]:
    say = wording.here.say
    names = [wording.listed(cell, line.axis, filled) for cell in line.cells]
    row = wording.layout.rows[line.name] if line.axis == "row" else None
    if row is not None and row.named and line.name not in filled.labels:
        names.insert(0, say("table.name"))
    numbers = len(names) == len(line.cells) and all(cell.is_number for cell in line.cells)
    if len(names) == 1:
        yield say("table.ask_one", cell=names[0])
    else:
        yield say(
            "table.ask_numbers" if numbers else "table.ask",
            count=len(names),
            cells=_listed(line, names, wording),
        )
    own = wording.here.text(row.hint) if row is not None and row.hint is not None else ""
    shown = example(line, wording) if len(names) == len(line.cells) else ""
    yield own or hint or (say("table.example", example=shown) if shown else "")
    yield from _choices(line, wording)
    if not filled.cells and any(one.count is not None for one in wording.layout.sums_on(line)):
        yield say("table.heads")
    if own or not hint:
        yield _optional(line, wording)


def _optional(line: Line, wording: Wording) -> str:
    """How to leave out what may stay empty."""
    free = [cell for cell in line.cells if not cell.needed]
    if not free or len(line.cells) == 1:
        return ""
    if len(free) == 1:
        return wording.here.say("table.optional_one", cell=wording.listed(free[0], line.axis))
    return wording.here.say("table.optional")


def _listed(line: Line, names: list[str], wording: Wording) -> str:
    """总人数，再按本科、大专 … where the first is the count of what the others are shares of."""
    sums = wording.layout.sums_on(line)
    if len(sums) == 1 and sums[0].count == line.cells[0] and len(names) == len(sums[0].cells) + 1:
        return wording.here.say("table.cells_then", first=names[0], rest=joined(names[1:], wording.here))
    return joined(names, wording.here)


def _choices(line: Line, wording: Wording) -> Iterator[str]:
    """What can be chosen in the cells of this line."""
    for column in dict.fromkeys(cell.column for cell in line.cells if cell.type == "select_one"):
        choices = wording.layout.columns[column].choices.values()
        numbered = [f"{number} {wording.here.text(it.label)}" for number, it in enumerate(choices, start=1)]
        yield wording.here.say(
            "table.choices", cell=wording.short("column", column), choices=joined(numbered, wording.here)
        )


def _example(cell: Cell, shares: dict[str, Decimal], wording: Wording) -> str:
    match cell.type:
        case "integer" | "decimal" | "percent":
            wanted = (
                (shares[cell.path],) if cell.path in shares else (_HEADS, Decimal(15), cell.least, cell.most)
            )
            return next(
                (as_text(number) for number in wanted if number is not None and cell.takes(number)), ""
            )
        case "yes_no":
            return wording.yes_no(cell.column, "yes")
        case "select_one":
            return "1"
        case "date":
            return wording.here.today.isoformat()
        case "year":
            return str(wording.here.today.year)
        case "duration":
            return wording.value(cell, "285").replace(" ", "")
        case "ratio":
            return "1:15"
        case _:
            return ""


def _shared(one: Sum) -> Iterator[tuple[Cell, Decimal]]:
    """The cells of a sum with numbers that come to what it must be, large ones first."""
    count = len(one.cells)
    split = _SPLITS[count - 1] if count <= len(_SPLITS) else tuple(100 // count for _ in one.cells)
    step = Decimal(1) if one.equals == one.equals.to_integral_value() else Decimal("0.01")
    parts = [(one.equals * part / _HUNDRED).quantize(step) for part in split]
    parts[0] += one.equals - sum(parts)
    yield from zip(one.cells, parts, strict=True)
