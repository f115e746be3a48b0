"""What a prompt looks like in a terminal: golden files, and what no text can do to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from bot.channels.terminal import render
from bot.channels.terminal.blocks import shown
from bot.channels.terminal.layout import Prose
from dialogues.prompt import Button, Choice, Expects, Listing, ListItem, Notice, Paragraph, Prompt, Table
from dialogues.reply import Cells, Chosen, Command
from tests.channels.terminal import prompts
from tests.channels.terminal.drawing import drawn, say

GOLDEN = Path(__file__).parent / "golden"
TWO_OF_THREE = "点编号，或发「1 2 3」。\n已选 2/3"
FILLED = ("210", "46.7", "36.2", "12.4", "4.8")

SCREENS: dict[str, RenderableType] = {
    "choices": render.ask(prompts.challenges(), None, say),
    "choices_changed": render.ask(prompts.challenges(5, 8), None, say),
    "choices_ticked": render.refresh(prompts.challenges(5, 8, hint=TWO_OF_THREE), prompts.challenges(), say),
    "problem": render.refresh(
        prompts.challenges(problem="您发了 4 项，这题要正好 3 项。去掉哪一项？"), prompts.challenges(), say
    ),
    "yes_no": render.ask(prompts.SURVEY, None, say),
    "long_text": render.ask(prompts.STRATEGY, None, say),
    "table": render.ask(prompts.seats(0), None, say),
    "table_next_row": render.refresh(prompts.seats(1, FILLED, echo="全职座席 210 人"), prompts.seats(0), say),
    "file": render.ask(prompts.LAYOUT, None, say),
    "review": render.ask(prompts.REVIEW, None, say),
    "map": render.ask(prompts.MAP, None, say),
    "confirm": render.ask(prompts.CONFIRM, None, say),
    "doubt": render.refresh(prompts.DOUBT, replace(prompts.DOUBT, body=(), actions=()), say),
    "reminder": render.tell(prompts.REMINDER),
    "room": render.room(prompts.SUMMARY, "评委收到的", boxed=True),
    "room_piped": render.room(prompts.SUMMARY, "评委收到的", boxed=False),
}


@pytest.mark.parametrize("name", SCREENS)
def test_golden(name: str, *, update: bool) -> None:
    """Each screen at 60 columns; `--update` rewrites the files, and their diff is the review."""
    file, lines = GOLDEN / f"{name}.txt", drawn(SCREENS[name])
    if update:
        file.write_text(lines, encoding="utf-8")
    assert lines == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    """A file that nothing draws any more says nothing."""
    assert {file.stem for file in GOLDEN.iterdir()} == set(SCREENS)


@pytest.mark.parametrize("width", [40, 57, 60, 80, 120])
@pytest.mark.parametrize("name", [name for name in SCREENS if name != "room_piped"])
def test_nothing_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Chinese takes two columns a character; no line of any screen runs over, or ends in blanks."""
    lines = drawn(SCREENS[name], width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("name", SCREENS)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    """What a pipe or NO_COLOR gets has the same words on the same lines."""
    assert shown(drawn(SCREENS[name], colour=True)) == drawn(SCREENS[name])


def test_a_pipe_gets_whole_lines() -> None:
    """Where nothing limits the width, no sentence is broken, so that a transcript can be searched."""
    lines = drawn(SCREENS["long_text"], 100_000).splitlines()
    assert f"2.1 {prompts.STRATEGY.label}" in lines
    assert prompts.STRATEGY.hint in lines


MARKUP = "[bold red]x[/] [/] [link=http://example.com]y[/link] :smile: [blink"
ESCAPES = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://example.com\x1b\\link \x9b2Jgone \x07\x08\x00\x7f"
)
TURNED = "a\u202eb\u2066c\u200fd"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (MARKUP, MARKUP),
        (ESCAPES, "red  link gone "),
        (TURNED, "abcd"),
        ("half \ud83d a pair", "half  a pair"),
        ("\x1b]0;never ends", ""),
        ("a\x1b", "a"),
        ("a\tb\r\nc\rd", "a  b\ncd"),
        ("一\u3000二 é e\u0301 👍🏽", "一\u3000二 é e\u0301 👍🏽"),
    ],
)
def test_a_text_is_only_a_text(text: str, seen: str) -> None:
    """Markup stays as it was typed, what a terminal would obey is removed."""
    assert shown(text) == seen


def _everywhere(text: str) -> Prompt:
    button = Button(label=text, reply=Command(name="x"))
    return Prompt(
        screen="question",
        label=text,
        header=text,
        number=text,
        hint=text,
        notes=(text,),
        body=(
            Paragraph(text=text, style="strong"),
            Listing(title=text, items=(ListItem(text=text), ListItem(text=text, button=button))),
            Table(columns=(text,), rows=((text, text),), at=0),
        ),
        choices=(
            Choice(name="a", label=text, short=text, number=1, reply=Chosen(names=("a",)), picked=True),
        ),
        actions=((button,),),
        navigation=(button,),
        echo=text,
        problem=text,
    )


@pytest.mark.parametrize("text", [ESCAPES, TURNED, "\x1b[2J", "\u202e"])
def test_no_part_of_a_prompt_reaches_the_terminal_unread(text: str) -> None:
    """Neither a question, an answer nor a button can move the cursor, colour the screen or turn a line."""
    hostile = _everywhere(text)
    notice = Notice(blocks=hostile.body, buttons=hostile.actions)
    for content in (
        render.ask(hostile, None, say),
        render.refresh(hostile, replace(hostile, body=(), choices=()), say),
        render.reminding(hostile),
        render.tell(notice),
        render.room(notice, text, boxed=True),
        render.room(notice, text, boxed=False),
        render.toast(text),
        render.typed("> ", text),
    ):
        lines = drawn(content)
        assert shown(lines) == lines


def test_markup_is_drawn_as_it_stands() -> None:
    """In every place where a text can stand, square brackets are square brackets."""
    lines = drawn(render.ask(_everywhere("[red]x[/red]"), None, say), 200)
    # echo, problem, header, note, question, hint, three of the body and its button, title and two cells,
    # choice, two buttons
    assert lines.count("[red]x[/red]") == 17


@pytest.mark.parametrize(
    ("prompt", "labels"),
    [
        (prompts.CONFIRM, ["确认撤销", "取消"]),
        (prompts.DOUBT, ["5 March 2026", "3 May 2026"]),
        (prompts.SURVEY, []),
        (prompts.STRATEGY, []),
        (prompts.LAYOUT, []),
        (prompts.MAP, []),
        (prompts.REVIEW, []),
    ],
)
def test_buttons_have_numbers_where_a_number_presses_them(prompt: Prompt, labels: list[str]) -> None:
    """On a screen and in a decision; never where a number is an answer or a code."""
    assert [button.label for button in prompt.by_number()] == labels


def test_a_refreshed_prompt_says_only_what_is_new() -> None:
    """The question in one line, and no list, table or button that stands above already."""
    before = prompts.seats(0)
    lines = drawn(render.refresh(replace(before, problem="请发 5 个数。"), before, say)).splitlines()
    assert lines == ["▌ 请发 5 个数。", "C9 座席员数"]


def test_a_button_may_fill_cells() -> None:
    """Beside a list as without one: such a reply holds a mapping, which cannot be hashed."""
    fill = Button(label="高中 10%", reply=Cells(cells={"full/high_school": "10"}))
    go = prompts.button("从 8.2 继续 ›")
    told = Listing(items=(ListItem(text="8.2", button=go), ListItem(text="… 还有 2 处")))
    for body in ((), (told,)):
        lines = drawn(
            render.ask(replace(prompts.STRATEGY, body=body, actions=((fill,),)), None, say)
        ).splitlines()
        assert "[高中 10%] [‹ 返回] [目录]" in lines
    assert "… 还有 2 处" in lines


def test_required_stands_behind_the_question() -> None:
    """And not behind the last of the lines below it."""
    prompt = replace(prompts.SURVEY, label="是否考虑到：\n• 需求\n• 环境", required="required")
    lines = drawn(render.ask(prompt, None, say)).splitlines()
    assert lines[lines.index("") + 1 :][:3] == ["5.2 是否考虑到： · 必答", "    • 需求", "    • 环境"]


def test_the_unit_stands_behind_the_question() -> None:
    """Where a number is asked; an example of a percentage has its sign already."""
    for unit, line in (("平米", "5.2 面积 · 平米 · 必答"), ("%", "5.2 面积 · 必答"), ("", "5.2 面积 · 必答")):
        expects = Expects(kind="number", unit=unit)
        prompt = replace(prompts.SURVEY, label="面积", required="required", choices=(), expects=expects)
        assert line in drawn(render.ask(prompt, None, say)).splitlines()


def test_another_screen_in_the_same_turn_is_drawn_whole() -> None:
    """What was on screen before says nothing about it."""
    assert drawn(render.refresh(prompts.CONFIRM, prompts.SURVEY, say)) == drawn(
        render.ask(prompts.CONFIRM, None, say)
    )
    assert drawn(render.refresh(prompts.CONFIRM, None, say)) == drawn(render.ask(prompts.CONFIRM, None, say))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二三四，五", 8, ["一二三", "四，五"]),
        ("一二三（四五）", 8, ["一二三", "（四五）"]),
        ("共 120 人", 6, ["共 120", "人"]),
        ("three words here", 11, ["three words", "here"]),
        ("three  words", 6, ["three", "words"]),
        ("incomprehensible", 6, ["incomp", "rehens", "ible"]),
        ("文e\u0301e\u0301文", 3, ["文", "e\u0301e\u0301", "文"]),
        ("一\n\n二", 9, ["一", "", "二"]),
        ("", 9, [""]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    """Between Chinese characters, at blanks, and only where nothing else helps inside a word."""
    assert drawn(Prose(Text(text)), width).splitlines() == lines
