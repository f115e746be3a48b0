"""What one line means: text, a pressed button of a notice, or files."""

from __future__ import annotations

import pytest

from bot.channels.base import Offered
from bot.channels.terminal.parse import Missing, parse, stops
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
RATE = Button(label="3.3 招聘准确率", reply=Command(name="go", argument="rate"))
SEATS = Button(label="C9 座席员数", reply=Command(name="go", argument="seats"))


def find(path: str) -> Offered | None:
    name = path.rpartition("/")[2]
    return Offered(token=path, name=name, size=FILES[path]) if path in FILES else None


def said(line: str, prompt: Prompt | None = prompts.STRATEGY) -> object:
    return parse(line, prompt, (GO, NEVER, RATE, SEATS), find)


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
        ("\x1b[31m王\x1b[0m", "王"),
        ("3", "3"),
        ("not", "not"),
        ("half \ud83d", "half \ufffd"),
        ("/home/li/other.pdf", "/home/li/other.pdf"),
        ("/home/li/plan.pdf 与附件", "/home/li/plan.pdf 与附件"),
        ("a", "a"),
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
        ("3.3", RATE),
        ("[３.３]", RATE),
        ("c9", SEATS),
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
        "https://example.com/plan.pdf",
        "www.example.com/plan.pdf",
        "https://example.com/s/1 abcd",
        "'/home/li/plan.pdf",
        "/home/li/plan.pdf as agreed",
        "/skip",
        "／跳过",
        "完成",
        "无",
    ],
)
def test_what_is_no_path_is_a_text(line: str) -> None:
    """A link, a command, words: the question reads them."""
    assert said(line, prompts.LAYOUT) == (Typed(text=line),)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("/home/li/missing.pdf", "/home/li/missing.pdf"),
        ("/home/li/plan.pdf /home/li/missing.pdf", "/home/li/missing.pdf"),
        ("/home/li", "/home/li"),
        ("~/no.png", "~/no.png"),
        ("../plan.pdf", "../plan.pdf"),
        ("'no plan.pdf'", "no plan.pdf"),
        ("file://elsewhere/home/li/plan.pdf", "file://elsewhere/home/li/plan.pdf"),
    ],
)
def test_a_path_without_a_file_is_told(line: str, path: str) -> None:
    """One that is not there, and none of the line is taken."""
    assert said(line, prompts.LAYOUT) == (Missing(path=path),)
    assert said(line) == (Typed(text=line),)


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


@pytest.mark.parametrize(
    "line", ["/home/li/plan.pdf", " '/home/li/my plan.pdf'", "~/图.png", "file:///home/li/plan.pdf"]
)
def test_a_whole_path_is_a_file_anywhere(line: str) -> None:
    """A file that is dropped while a text is asked is sent all the same; the core asks where it belongs."""
    (file,) = said(line)  # type: ignore[misc]
    assert isinstance(file, Offered)


def test_a_line_of_a_keyboard_may_go_on() -> None:
    """On a keyboard another line may belong to the same text; in a pipe a line is the whole of it."""
    assert parse("one", prompts.STRATEGY, (), find, more=True) == (Typed(text="one", more=True),)
    assert parse("one", prompts.STRATEGY, (), find) == (Typed(text="one"),)
