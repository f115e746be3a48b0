r"""A line that was typed → what the person said. Pure: whether a path is a file is asked of `find`.

One line is one reply, on a keyboard and in a pipe. In a line the two characters \n are a line end, so that a
paste of several lines can be piped (\\n stays as it is); a tab is a tab. On a keyboard another line may belong to
the same text, in a pipe none does. Where a file is asked, a line of paths is files: as it stands, in quotes, with
`~`, as file://, or with escaped blanks, as a file manager drops it. What looks like a path and leads to no file is
said here. Elsewhere only a whole path that leads to a file is one: a name alone may be an answer. Words of a
prompt's buttons are for the core; those of a notice are matched here, as only the channel knows which notices
are on screen.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bot.channels.base import Offered
from dialogues.prompt import Button, Prompt
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean, fold
from dialogues.reply import Reply, Typed

#: the file at a path, or None where there is none
Find = Callable[[str], Offered | None]

_LINE_END = re.compile(r"(\\?)\\n")
#: of a copy out of a terminal, or keys that were pressed where nothing edits a line
_COLOURS = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]")
#: marks of a button that nobody types
_MARKS = " ›‹[]"
#: what begins or ends like this is meant as a path; a link has :// or begins with www.
_PATH = re.compile(r"file://.*|(?:~|\.{1,2})?/.*|(?!www\.)[^:：]*\.\w{2,4}", re.IGNORECASE | re.DOTALL)
#: what a file manager drops, or somebody types who means a file
_WHOLE_PATH = re.compile(r"""\s*["']?(?:file://|~/|\.{0,2}/.)""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A path that leads to no file, where a file is asked."""

    path: str


def parse(
    line: str, prompt: Prompt | None, buttons: Sequence[Button], find: Find, *, more: bool = False
) -> tuple[Reply | Offered | Missing, ...]:
    """What one line says; nothing when it is blank. `buttons` are of the notices since the prompt; `more` says that
    another line of the same text may follow."""
    line = _COLOURS.sub("", line)
    if prompt is not None and prompt.expects.kind == "file" and (files := _files(line, find)):
        return files
    if prompt is not None and _WHOLE_PATH.match(line):
        files = _files(line, find)
        if files and all(isinstance(file, Offered) for file in files):
            return files
    text = clean(_LINE_END.sub(lambda found: r"\n" if found[1] else "\n", line))
    if not text:
        return ()
    pressed = _pressed(text, buttons)
    return (pressed.reply if pressed is not None else Typed(text=text, more=more),)


def stops(line: str) -> bool:
    """Whether this line is the word to stop, after which the window closes."""
    command = read_command(clean(line))
    return command is not None and command.name == "stop"


def _pressed(text: str, buttons: Sequence[Button]) -> Button | None:
    """The button with these words, or with this code before them: "3.3" presses [3.3 Recruitment accuracy]."""
    wanted = fold(text).strip(_MARKS)
    labels = [fold(button.label).strip(_MARKS) for button in buttons]
    if wanted and wanted in labels:
        return buttons[labels.index(wanted)]
    codes = [label.partition(" ")[0] for label in labels]
    is_code = codes.count(wanted) == 1 and any(map(str.isdecimal, wanted))
    return buttons[codes.index(wanted)] if is_code else None


def _files(line: str, find: Find) -> tuple[Offered | Missing, ...]:
    """The files that a line names, or the path among them that leads to none; nothing when it names no files."""
    whole = line.strip()
    if (only := find(_path(whole))) is not None:
        return (only,)
    if read_command(clean(whole)) is not None:
        return ()
    try:
        words = shlex.split(whole)
    except ValueError:  # a quotation mark without its twin
        return ()
    found = {word: find(_path(word)) for word in words}
    files = tuple(file for file in found.values() if file is not None)
    if len(files) == len(found):
        return files
    missing = (word for word, file in found.items() if file is None and _PATH.fullmatch(word))
    return tuple(Missing(path=word) for word in missing)[:1]


def _path(word: str) -> str:
    url = urlsplit(word) if word.startswith("file://") else None
    return unquote(url.path) if url is not None and url.netloc in ("", "localhost") else word
