"""What one line means: text, a pressed button of a notice, or files."""

from __future__ import annotations

import pytest

from bot.channels.base import Offered
from bot.channels.terminal.parse import parse, stops
from dialogues.prompt import Button, Prompt
from dialogues.reply import Command, Typed
from tests.channels.terminal import prompts

FILES = {
    "/home/li/plan.pdf": 3,
    "/home/li/my plan.pdf": 4,
    "~/图.png": 5,
    "it's.txt": 6,
    "a b": 7,
    "a": 8,
    "b": 9,
    "/home/li/100%.pdf": 10,
}
GO = Button(label="从 8.2 继续 ›", reply=Command(name="go", argument="support"))
NEVER = Button(label="Not now", reply=Command(name="never"))


def find(path: str) -> Offered | None:
    name = path.rpartition("/")[2]
    return Offered(token=path, name=name, size=FILES[path]) if path in FILES else None


def said(line: str, prompt: Prompt | None = prompts.STRATEGY) -> object:
    return parse(line, prompt, (GO, NEVER), find)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("示例银行", "示例银行"),
        ("  2  ", "2"),
        ("120 40\t35", "120 40\t35"),
        (r"一\n二\n三", "一\n二\n三"),
        (r"C:\\new", r"C:\new"),
        (r"\t stays", r"\t stays"),
        ("one\ntwo", "one\ntwo"),
        ("one\r\ntwo", "one\ntwo"),
        ("nul\x00 and \x1bescape", "nul and escape"),
        ("half \ud83d", "half \ufffd"),
        ("/home/li/plan.pdf", "/home/li/plan.pdf"),
        ("从 8.2", "从 8.2"),
        ("/", "/"),
        ("——", "——"),
    ],
)
def test_a_line_is_a_text(line: str, text: str) -> None:
    r"""As it was typed, without what nobody types; \n is a line end; a path is a text where no file is asked."""
    assert said(line) == (Typed(text=text, more=False),)


@pytest.mark.parametrize("line", ["", "   ", "\t", "\x00", r"\n"])
def test_a_blank_line_says_nothing(line: str) -> None:
    """Replies in a file may have space between them."""
    assert said(line) == ()
    assert said(line, prompts.LAYOUT) == ()


@pytest.mark.parametrize(
    ("line", "button"),
    [
        ("从 8.2 继续 ›", GO),
        ("从 8.2 继续", GO),
        ("[从 8.2 继续 ›]", GO),
        ("从 ８.２ 继续", GO),
        ("NOT NOW", NEVER),
    ],
)
def test_the_words_of_a_notices_button_press_it(line: str, button: Button) -> None:
    """Only the channel knows which notices are on screen."""
    assert said(line) == (button.reply,)


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("/home/li/plan.pdf", ["/home/li/plan.pdf"]),
        ("  /home/li/plan.pdf ", ["/home/li/plan.pdf"]),
        ("/home/li/my plan.pdf", ["/home/li/my plan.pdf"]),
        ("'/home/li/my plan.pdf'", ["/home/li/my plan.pdf"]),
        ('"/home/li/my plan.pdf"', ["/home/li/my plan.pdf"]),
        (r"/home/li/my\ plan.pdf", ["/home/li/my plan.pdf"]),
        ("file:///home/li/my%20plan.pdf", ["/home/li/my plan.pdf"]),
        ("file://localhost/home/li/plan.pdf", ["/home/li/plan.pdf"]),
        ("file:///home/li/100%25.pdf", ["/home/li/100%.pdf"]),
        ("/home/li/100%.pdf", ["/home/li/100%.pdf"]),
        ("~/图.png", ["~/图.png"]),
        ("it's.txt", ["it's.txt"]),
        ("'/home/li/my plan.pdf' /home/li/plan.pdf", ["/home/li/my plan.pdf", "/home/li/plan.pdf"]),
        ("b a", ["b", "a"]),
        ("a b", ["a b"]),
    ],
)
def test_paths_are_files_where_a_file_is_asked(line: str, paths: list[str]) -> None:
    """As they are typed, quoted, dragged from a file manager, or copied from a browser; several at once."""
    assert said(line, prompts.LAYOUT) == tuple(find(path) for path in paths)


@pytest.mark.parametrize(
    "line",
    [
        "/home/li/missing.pdf",
        "/home/li/plan.pdf /home/li/missing.pdf",
        "https://example.com/plan.pdf",
        "file://elsewhere/home/li/plan.pdf",
        "'/home/li/plan.pdf",
        "/skip",
    ],
)
def test_what_is_no_file_is_a_text(line: str) -> None:
    """One path that is not there, and nothing is taken for a file: the question says what is wrong."""
    assert said(line, prompts.LAYOUT) == (Typed(text=line),)


def test_before_any_prompt_a_line_is_a_text() -> None:
    """Nothing is on screen that could expect a file."""
    assert said("a", None) == (Typed(text="a"),)


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("/stop", True),
        ("暂停", True),
        (" ／暂停 ", True),
        ("stop", True),
        ("stops", False),
        ("", False),
        ("2", False),
    ],
)
def test_the_word_to_stop(line: str, ends: bool) -> None:
    """In any language, with any slash."""
    assert stops(line) is ends
