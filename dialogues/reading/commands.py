"""Reads the commands that work everywhere: "/back", "／返回", "、返回" (what a Chinese keyboard makes of "/back"),
返回 standing alone, "改 5.1", "go to A3".

An unknown word behind a slash is an answer, not a command. What a command does, and whether it may be given
here, is for `advance.py`; the commands of one question (done, rest, row) have buttons and are not typed.
"""

from __future__ import annotations

import re
import unicodedata

from dialogues.reading.normalise import fold
from dialogues.reading.resume_codes import resume_code_in
from dialogues.reading.vocabulary import COMMANDS, NEVER_ALONE, TAKING_CODES, TAKING_RESUME_CODES, one_of
from dialogues.reply import Command

_NAMES = {word: name for name, words in COMMANDS.items() for word in words}
_LONGEST_TEXT = 100

#: The code of a question or of a section: 5.1, A3, R; 3.3a, and in the second entry of a repeat 1.2#2.
_CODE = r"(?:[a-z]{0,2}[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}[a-z]?(?:#[0-9]{1,3})?|[a-z])"
_WITH_CODE = re.compile(
    rf"(?P<word>{one_of(TAKING_CODES)})(?:\s+|(?<![a-z]))(?P<code>{_CODE})\s*[.!。]?", re.IGNORECASE
)
_WITH_RESUME_CODE = re.compile(rf"(?:{one_of(TAKING_RESUME_CODES)})\s*[:,]?\s*(?P<code>\S.*)", re.IGNORECASE)
#: In a group a platform adds the name of the bot: /back@formbot
_PREFIXED = re.compile(r"[/、](?P<word>[^\s@/]+)(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)


def read_command(text: str) -> Command | None:
    """The command that this is, its argument as it was typed but in one width, or nothing.

    Without a prefix only a word alone is a command, or 改, 去, change or go with a code behind it, or 续填码 with a
    resume code.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    typed = unicodedata.normalize("NFKC", text).strip()
    if found := _WITH_CODE.fullmatch(typed.removeprefix("/").removeprefix("、")):
        return Command(name=_NAMES[fold(found["word"])], argument=found["code"])
    if (found := _WITH_RESUME_CODE.fullmatch(typed)) and (code := resume_code_in(found["code"])):
        return Command(name="resume", argument=code)
    if found := _PREFIXED.fullmatch(typed):
        name = _NAMES.get(fold(found["word"]))
        return None if name is None else Command(name=name, argument=found["argument"] or "")
    alone = fold(typed).rstrip(".!")
    return Command(name=_NAMES[alone]) if alone in _NAMES and alone not in NEVER_ALONE else None
