"""Reply → command, or none."""

from __future__ import annotations

import pytest

from dialogues.reading.commands import read_command
from dialogues.reading.vocabulary import COMMANDS, NEVER_ALONE
from dialogues.reply import Command

GIVEN = [
    *(("/back", "back", ""), ("／back", "back", ""), ("、back", "back", ""), ("/BACK", "back", ""), ("/back@formbot", "back", "")),
    *(("返回", "back", ""), ("返回。", "back", ""), (" 返回 ", "back", ""), ("、返回", "back", ""), ("上一題", "back", "")),
    *(("跳過", "skip", ""), ("稍后再填", "later", ""), ("稍後", "later", ""), ("目錄", "map", ""), ("Map", "map", "")),
    *(("进度", "where", ""), ("檢查", "review", ""), ("幫助", "help", ""), ("?", "help", ""), ("？", "help", ""), ("/?", "help", "")),
    *(("暂停", "stop", ""), ("pause", "stop", ""), ("继续", "start", ""), ("語言", "language", ""), ("撤回", "withdraw", ""), ("撤銷", "undo", "")),
    # with the code of a question
    *(("/edit 3.4", "edit", "3.4"), ("／ｅｄｉｔ　３．４", "edit", "3.4"), ("改 5.1", "edit", "5.1"), ("改5.1", "edit", "5.1"), ("改 R", "edit", "R")),
    *(("/改5.1", "edit", "5.1"), ("、改 5.1", "edit", "5.1"), ("change 3.4", "edit", "3.4"), ("修改 C10", "edit", "C10")),
    *(("去 A3", "go", "A3"), ("去R", "go", "R"), ("go 5.1", "go", "5.1"), ("go to a3", "go", "a3"), ("/go", "go", ""), ("改 5.1。", "edit", "5.1")),
    *(("改 3.3a", "edit", "3.3a"), ("改1.2#3", "edit", "1.2#3"), ("/edit 1.2#3", "edit", "1.2#3")),
    # with an argument of another kind
    *(("/start A-7f3K", "start", "A-7f3K"), ("/语言 English", "language", "English"), ("/edit 3.4 please", "edit", "3.4 please")),
    *(("改", "edit", ""), ("/edit", "edit", "")),
]  # fmt: skip

NOT_GIVEN = [
    *(
        "",
        "/",
        "／",
        "、",
        "//",
        "//back",
        "/back/",
        "/path/to",
        "/path/back",
        "/unknown",
        "/无",
        "无",
        "——",
        "-",
        "/ back",
        "1/2",
    ),
    *(
        "5.1",
        "A3",
        "去",
        "go",
        "go on",
        "goal",
        "goa",
        "changes",
        "改 18%",
        "改为30",
        "改 5.1 18%",
        "改善流程",
        "去年",
        "change it",
    ),
    *(
        "help me",
        "返回上海",
        "back office",
        "跳过这题吧",
        "review by a third party",
        "what?",
        "back " * 30,
        "/start " + "x" * 100,
    ),
]


@pytest.mark.parametrize(("reply", "name", "argument"), GIVEN)
def test_a_command(reply: str, name: str, argument: str) -> None:
    """With a prefix, alone, or with a code."""
    assert read_command(reply) == Command(name=name, argument=argument)


@pytest.mark.parametrize("reply", NOT_GIVEN)
def test_no_command(reply: str) -> None:
    """Anything else is an answer."""
    assert read_command(reply) is None


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in COMMANDS.items() for word in words if " " not in word]
)
def test_every_word_works_with_each_prefix_and_alone(name: str, word: str) -> None:
    """A command has the same name in every language."""
    given = [f"/{word}", f"／{word}", f"、{word}"] + ([] if word in NEVER_ALONE else [word, word.upper()])
    assert {read_command(reply) for reply in given} == {Command(name=name)}


def test_no_word_means_two_commands() -> None:
    """Each word of the vocabulary stands under one command."""
    words = [word for words in COMMANDS.values() for word in words]
    assert len(words) == len(set(words))
