r"""A line that was typed → what the person said. Pure: whether a path is a file is asked of `find`.

One line is one reply, on a keyboard and in a pipe. In a line the two characters \n are a line end, so that a
paste of several lines can be piped (\\n stays as it is); a tab is a tab. Where a file is asked, a line of
paths is files: as it stands, in quotes, with `~`, as file://, or with escaped blanks, as a file manager drops
it. Words of a prompt's buttons are for the core; those of a notice are matched here, as only the channel knows
which notices are on screen.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from bot.channels.base import Offered
from dialogues.prompt import Button, Prompt
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import clean, fold
from dialogues.reply import Reply, Typed

#: the file at a path, or None where there is none
Find = Callable[[str], Offered | None]

_LINE_END = re.compile(r"(\\?)\\n")
#: marks of a button that nobody types
_MARKS = " ›‹[]"


def parse(
    line: str, prompt: Prompt | None, buttons: Sequence[Button], find: Find
) -> tuple[Reply | Offered, ...]:
    """What one line says; nothing when it is blank. `buttons` are of the notices since the prompt."""
    if prompt is not None and prompt.expects.kind == "file" and (files := tuple(_files(line, find))):
        return files
    text = clean(_LINE_END.sub(lambda found: r"\n" if found[1] else "\n", line))
    if not text:
        return ()
    wanted = fold(text).strip(_MARKS)
    pressed = next((button for button in buttons if fold(button.label).strip(_MARKS) == wanted), None)
    return (pressed.reply if pressed is not None and wanted else Typed(text=text),)


def stops(line: str) -> bool:
    """Whether this line is the word to stop, after which the window closes."""
    command = read_command(clean(line))
    return command is not None and command.name == "stop"


def _files(line: str, find: Find) -> Iterator[Offered]:
    """The files that a line names, or none when one of its paths is not a file."""
    whole = line.strip()
    if (only := find(_path(whole))) is not None:
        yield only
        return
    try:
        words = shlex.split(whole)
    except ValueError:  # a quotation mark without its twin
        return
    found = [find(_path(word)) for word in words]
    files = [file for file in found if file is not None]
    if len(files) == len(found):
        yield from files


def _path(word: str) -> str:
    url = urlsplit(word) if word.startswith("file://") else None
    return unquote(url.path) if url is not None and url.netloc in ("", "localhost") else word
