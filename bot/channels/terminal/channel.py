"""The terminal: one person, one window, one line a reply.

A reply is handled, and everything that it leads to is shown, before the next line is read. So nothing can
overtake anything here: no reply carries a turn, no message an id, and what has scrolled by is the history, to
which a Settle adds nothing. Drawing is for `render.py`, reading lines for `lines.py`, meaning for `parse.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TextIO, assert_never

from rich.console import Console, RenderableType

from bot.channels.base import (
    Bare,
    Handle,
    Inbound,
    Intake,
    Malformed,
    Manner,
    Offered,
    Outcome,
    Parcel,
    Refused,
    Screens,
    Sent,
    Unsaved,
)
from bot.channels.terminal import parse, render
from bot.channels.terminal.lines import PROMPT, Lines
from dialogues.application import ApplicationId
from dialogues.effects import Ask, Due, Fetch, Give, Hand, Page, Post, Refresh, Settle, Tell
from dialogues.prompt import Button, Notice, Prompt
from dialogues.reply import Command, Reply
from dialogues.words import Words, match_language

#: columns: a longer line of prose is hard to read
WIDEST: Final = 100
#: of a pipe, where lines are not broken: whoever reads them decides
UNBROKEN: Final = 100_000
_CHUNK: Final = 256 * 1024


class Terminal:
    """The channel of one window."""

    name: Final = "terminal"
    manner: Final = Manner()

    def __init__(
        self,
        *,
        external_id: str,
        #: the rooms that any window shows
        rooms: Collection[str] = (),
        #: the id of the dialogue that this window opens
        dialogue: str,
        #: what the person seems to read, "" when unknown
        language: str,
        #: whether they said so
        chosen: bool = False,
        #: what to type to come back
        again: str,
        #: where files for the person are put
        folder: Path,
        #: unlike that of any other window ever
        session: str,
        lines: Lines,
        console: Console,
        words: Words,
        #: returns when nothing waits to be shown here
        settled: Callable[[], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._external_id = external_id
        #: everybody else has a window of their own
        self.chats = frozenset({external_id, *rooms})
        self._rooms = frozenset(rooms)
        self._dialogue = dialogue
        self._language = language
        self._chosen = chosen
        self._again = again
        self._folder = folder
        self._session = session
        self._lines = lines
        self._console = console
        self._words = words
        self._settled = settled
        self._now = now
        self._count = 0
        self._say = self._saying(language)
        #: what is on screen
        self._prompt: Prompt | None = None
        #: of the notices below it, with the application that each is about
        self._buttons: tuple[tuple[Button, ApplicationId | None], ...] = ()
        #: how to send several lines has been told
        self._knows_lines = False
        #: something stands between the prompt and the line that is typed
        self._covered = False

    is_single: Final = False

    async def run(self, handle: Handle, intake: Intake, screens: Screens) -> None:
        """Open the dialogue, then line by line, until the lines end, the person stops, or this is cancelled."""
        try:
            await self._hand(handle, Command(name="open", argument=self._dialogue))
            while (line := await self._read()) is not None:
                buttons = [button for button, _ in self._buttons]
                pausing = self._is_pausing()
                for content in parse.parse(line, self._prompt, buttons, found, more=self._lines.interactive):
                    if isinstance(content, parse.Missing):
                        self._draw(render.toast(self._say("terminal.missing", path=content.path)))
                        self._covered = True
                    else:
                        await self._hand(handle, content)
                if self._is_over(line, pausing=pausing):
                    self._bid("terminal.again")
                    return
            if self._lines.interactive:
                self._bid("terminal.saved")
        except asyncio.CancelledError:
            self._bid("terminal.saved")
            raise
        finally:
            self._lines.close()

    def _is_pausing(self) -> bool:
        """Whether it is being asked when to go on."""
        return self._prompt is not None and self._prompt.screen == "paused" and bool(self._prompt.actions)

    def _is_over(self, line: str, *, pausing: bool) -> bool:
        """Whether the window closes: it was said when to go on, or nobody asks, or to stop was said twice."""
        if parse.stops(line):
            return pausing or not self._is_pausing()
        return (
            pausing
            and self._prompt is not None
            and self._prompt.screen == "paused"
            and not self._is_pausing()
        )

    async def send(self, parcel: Parcel) -> Sent:
        """Print it."""
        if not parcel.room and parcel.external_id != self._external_id:
            raise Refused("no_window")  # somebody who is called like a room
        content = parcel.content
        match content:
            case Ask():
                say = self._saying(content.prompt.language)
                self._draw(render.ask(content.prompt, self._prompt, say, knows_lines=self._knows_lines))
                self._knows_lines |= content.prompt.expects.multiline
                self._say, self._prompt, self._buttons, self._covered = say, content.prompt, (), False
            case Refresh():
                say = self._saying(content.prompt.language)
                self._draw(render.refresh(content.prompt, self._prompt, say, knows_lines=self._knows_lines))
                self._say, self._prompt, self._covered = say, content.prompt, False
            case Tell() | Page():
                self._draw(render.tell(content.notice))
                rows = content.notice.buttons
                self._buttons += tuple((button, parcel.application) for row in rows for button in row)
                self._covered = True
            case Notice():
                say = self._saying(content.language)
                boxed = self._console.width < UNBROKEN
                self._draw(render.room(content, say("terminal.room"), boxed=boxed))
                self._covered = True
            case Hand():
                file = await asyncio.to_thread(_put, self._folder, content.name, content.text.encode())
                self._handed(content.caption, file, self._saying(content.language))
            case Give():
                file = await asyncio.to_thread(_copied, parcel.file, self._folder, content.name)
                self._handed(content.caption, file, self._say)
            case Settle() | Bare():
                pass
            case Fetch() | Post() | Due():
                raise Malformed("not_a_message")
            case _:
                assert_never(content)
        return Sent()

    async def is_member(self, room: str, external_id: str) -> bool:
        """Whoever has a window sees the rooms that it shows."""
        return room in self._rooms and external_id == self._external_id

    async def fetch(self, token: str) -> AsyncIterator[bytes]:
        """The bytes of a file on this machine."""
        try:
            with await asyncio.to_thread(Path(token).open, "rb") as file:
                while chunk := await asyncio.to_thread(file.read, _CHUNK):
                    yield chunk
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise Refused("not_found") from None
        except OSError:
            raise Refused("unreachable") from None

    async def _read(self) -> str | None:
        """The next line; it is echoed where nobody sees it being typed, and there blank ones are passed over."""
        if self._covered and self._prompt is not None:
            self._draw(render.reminding(self._prompt))
            self._covered = False
        self._console.print()
        line = await self._lines.read()
        if not self._lines.interactive:
            while line is not None and not line.strip():
                line = await self._lines.read()
            if line is not None:
                self._console.print(render.typed(PROMPT, line))
        return line

    async def _hand(self, handle: Handle, content: Reply | Offered) -> None:
        """Hand it on and wait for all that it leads to."""
        self._count += 1
        inbound = Inbound(
            channel=self.name,
            key=f"{self._session}:{self._count}",
            external_id=self._external_id,
            at=self._now(),
            content=content,
            application=next((about for button, about in self._buttons if button.reply is content), None),
            language=self._language,
            chosen=self._chosen and self._count == 1,
        )
        try:
            outcome = await _finished(handle(inbound))
        except Unsaved as problem:
            self._draw(render.toast(str(problem)))
            return
        if outcome.toast:
            self._draw(render.toast(outcome.toast))
        await self._settled()

    def _handed(self, caption: str, file: Path, say: render.Say) -> None:
        self._draw(render.toast(f"{caption}\n{say('terminal.handed', path=str(file))}"))
        self._covered = True

    def _bid(self, key: str) -> None:
        """The last words, with what to type to come back."""
        self._draw(render.toast(self._say(key, command=self._again)))

    def _saying(self, language: str) -> render.Say:
        """The catalogue for a language of a dialogue: its own, or English where there is none."""
        return partial(self._words.say, match_language((language,), self._words.languages, "en"))

    def _draw(self, drawn: RenderableType) -> None:
        self._lines.make_room()
        self._console.print()
        width = self._console.width
        self._console.print(drawn, width=width if width >= UNBROKEN else min(width, WIDEST))
        self._lines.resume()


def _copied(kept: Path | None, folder: Path, name: str) -> Path:
    """A file that was kept, as a file of this user's."""
    try:
        content = kept.read_bytes() if kept is not None else b""
    except OSError:
        raise Refused("file_missing") from None
    return _put(folder, name, content)


def _put(folder: Path, name: str, content: bytes) -> Path:
    """A file of this user's, in place of one of the same name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / (Path(name).name or "text.txt")
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError:
        raise Refused("unwritable") from None
    return file


def found(path: str) -> Offered | None:
    """The file at this path, `~` included."""
    try:
        file = Path(path).expanduser().absolute()
        size = file.stat().st_size
        return Offered(token=str(file), name=file.name, size=size) if file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # too long, no such home, a NUL
        return None


def console_on(stdout: TextIO, environment: Mapping[str, str]) -> Console:
    """What a window is drawn on: as wide as its terminal or as COLUMNS says; a pipe has no width. NO_COLOR is rich's."""
    width = None if stdout.isatty() or environment.get("COLUMNS", "").isdecimal() else UNBROKEN
    return Console(file=stdout, width=width, highlight=False, markup=False, emoji=False)


async def _finished(handled: Awaitable[Outcome]) -> Outcome:
    """To the end, even when the window is closed meanwhile: what was typed is kept before that is said."""
    task = asyncio.ensure_future(handled)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
