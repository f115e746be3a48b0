"""Prompt and Notice → what rich draws. Pure; how lines are broken is in `layout.py`, texts are in `blocks.py`.

Colour never says anything alone, so that a pipe and NO_COLOR lose nothing: what is wrong has a heavy bar at its
left, what is told beside the conversation a thin one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.channels.terminal.blocks import as_text, drawn, drawn_button, shown
from bot.channels.terminal.layout import Barred, Choices, OneLine, Prose, Row
from dialogues.prompt import Block, Listing, Notice, Paragraph, Progress, Prompt

#: a sentence of the catalogue in the language of what is drawn
Say = Callable[..., str]


def ask(prompt: Prompt, before: Prompt | None, say: Say, *, knows_lines: bool = False) -> RenderableType:
    """A new prompt, whole; of several questions that are on screen already, what is different. `knows_lines`: how
    to send several lines has been told in this window."""
    if before is not None and prompt.card and prompt.card == before.card and prompt.number == before.number:
        return refresh(prompt, before, say)
    question = [_question(prompt, say), *_hint(prompt), *_means(prompt, say, knows_lines=knows_lines)]
    return _layers(
        [*_said(prompt), *_where(prompt, say)],
        [Prose(as_text(note)) for note in prompt.notes],
        question,
        *([drawn(block)] for block in prompt.body),
        [Choices(_choices(prompt))] if prompt.choices else [],
        _buttons(prompt),
    )


def refresh(prompt: Prompt, before: Prompt | None, say: Say, *, knows_lines: bool = False) -> RenderableType:
    """The same prompt anew, below its older state: what was said about the reply, and what is different now."""
    if before is None or before.screen != prompt.screen or before.label != prompt.label:
        return ask(prompt, None, say, knows_lines=knows_lines)
    question = [reminding(prompt), *(_hint(prompt) if prompt.hint != before.hint else ())]
    choices = _choices(prompt)
    if [choice.name for choice in prompt.choices] == [choice.name for choice in before.choices]:
        picked = [choice.picked for choice in prompt.choices]
        changed = picked != [choice.picked for choice in before.choices]
        choices = [line for line, is_picked in zip(choices, picked, strict=True) if is_picked and changed]
    same = prompt.actions == before.actions and not prompt.numbered
    return _layers(
        [*_said(prompt), *question],
        *([drawn(block)] for block in prompt.body if block not in before.body),
        [Choices(choices)] if choices else [],
        [] if same else _buttons(prompt),
    )


def reminding(prompt: Prompt) -> RenderableType:
    """What is being asked, in one line."""
    first, *_ = shown(prompt.label).split("\n")
    return OneLine(Text(f"{shown(prompt.number)} {first}".strip(), style="bold"))


def tell(notice: Notice) -> RenderableType:
    """Words beside the conversation."""
    return Barred(_notice(notice), "│", "cyan")


def typed(mark: str, line: str) -> RenderableType:
    """A line that nobody saw being typed."""
    return Text.assemble((mark, "cyan"), shown(line.replace("\n", " ")))


def toast(text: str) -> RenderableType:
    """The short answer to what was done."""
    return Barred(Prose(as_text(text, "dim")), "│", "cyan")


def room(notice: Notice, title: str, *, boxed: bool) -> RenderableType:
    """What is posted to the reviewers' room. A box needs a width; a pipe has none, so there only lines are drawn."""
    heading = as_text(title, "bold")
    if boxed:
        return Panel(_notice(notice), title=heading, title_align="left", border_style="magenta")
    line = Text("─" * 60, style="magenta")
    top = Text.assemble(("── ", "magenta"), heading, (" " + "─" * max(56 - heading.cell_len, 2), "magenta"))
    return Group(top, _notice(notice), line)


# Four layers: where you are, the question, how to answer, what was understood.


def _said(prompt: Prompt) -> Iterator[RenderableType]:
    if prompt.echo:
        yield Prose(as_text(prompt.echo, "green"), Text("✅ "))
    if prompt.problem:
        yield Barred(Prose(as_text(prompt.problem, "yellow")), "▌", "bold yellow")


def _where(prompt: Prompt, say: Say) -> Iterator[RenderableType]:
    parts = [prompt.header, *(_counts(prompt.progress, say) if prompt.progress is not None else ())]
    line = " · ".join(part for part in parts if part)
    if line:
        yield Prose(as_text(line, "cyan"))


def _counts(progress: Progress, say: Say) -> Iterator[str]:
    if progress.section_total:
        yield say("header.question_of", position=progress.section_position, total=progress.section_total)
    yield say("header.answered", answered=progress.answered, total=progress.total)


def _question(prompt: Prompt, say: Say) -> RenderableType:
    first, *rest = prompt.label.split("\n", 1)
    label = as_text(first, "bold")
    unit = prompt.expects.unit if prompt.expects.unit != "%" else ""  # the example has it
    for told in (unit, say("state.required") if prompt.required == "required" else ""):
        if told:
            label.append_text(as_text(f" · {told}", "not bold dim"))
    for lines in rest:
        label.append("\n").append_text(as_text(lines, "bold"))
    return Prose(label, as_text(f"{prompt.number} ", "bold") if prompt.number else None)


def _hint(prompt: Prompt) -> Iterator[RenderableType]:
    """How to answer."""
    if prompt.hint:
        yield Prose(as_text(prompt.hint, "dim"))


def _means(prompt: Prompt, say: Say, *, knows_lines: bool) -> Iterator[RenderableType]:
    """With what, in a terminal, where other channels have a control for it."""
    if prompt.expects.kind == "file":
        yield Prose(as_text(say("terminal.file"), "dim"))
    elif prompt.expects.multiline and not knows_lines:
        yield Prose(as_text(say("terminal.lines"), "dim"))


def _choices(prompt: Prompt) -> list[tuple[Text, Text]]:
    ticked = any(choice.picked for choice in prompt.choices)
    digits = max((len(str(choice.number)) for choice in prompt.choices), default=0)
    lines = []
    for choice in prompt.choices:
        mark = ("✅ " if choice.picked else "   ") if ticked else ""
        style = "bold" if choice.picked else ""
        head = Text.assemble(mark, (f"{choice.number:>{digits}} ", "cyan"))
        lines.append((head, as_text(choice.label, style)))
    return lines


def _buttons(prompt: Prompt) -> Iterator[RenderableType]:
    """Row by row on a screen to move in; those of a question all in a row, as nobody taps them.

    What leads where a line of the body leads is not drawn again: its code stands there.
    """
    # not a set: a reply that fills cells cannot be hashed
    listed = [item.button for block in prompt.body if isinstance(block, Listing) for item in block.items]
    numbers = {id(button): number for number, button in enumerate(prompt.by_number(), start=1)}
    rows = [
        [drawn_button(button, numbers.get(id(button))) for button in row if button not in listed]
        for row in prompt.actions
    ]
    quiet = [drawn_button(button, style="dim") for button in prompt.navigation]
    if numbers or prompt.screen != "question":
        yield from (Row(row) for row in (*rows, quiet) if row)
    elif flat := [button for row in (*rows, quiet) for button in row]:
        yield Row(flat)


def _notice(notice: Notice) -> RenderableType:
    rows = [Row([drawn_button(button) for button in row]) for row in notice.buttons]
    layers: list[list[RenderableType]] = []
    before: Block | None = None
    for block in notice.blocks:
        if before is not None and _belong(before, block):
            layers[-1].append(drawn(block))
        else:
            layers.append([drawn(block)])
        before = block
    return _layers(*layers, rows)


def _belong(before: Block, block: Block) -> bool:
    """A heading and what follows, or two short lines."""
    if not isinstance(before, Paragraph):
        return False
    if before.style == "strong" or not isinstance(block, Paragraph):
        return before.style == "strong"
    return before.style == block.style and "\n" not in before.text + block.text


def _layers(*layers: Iterable[RenderableType]) -> RenderableType:
    """Layers that hold something, with an empty line between them."""
    lines: list[RenderableType] = []
    for layer in map(list, layers):
        if layer and lines:
            lines.append(Text())
        lines.extend(layer)
    return Group(*lines)
