"""Where lines come from: a keyboard, with editing and history, or anything else that can be read.

A read blocks, so it is done aside, in a thread that does not keep the program alive: a terminal that nobody
types in, or a pipe that stays open, does not hold up its end. What a line means is for `parse.py`.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol, TextIO, TypeVar

T = TypeVar("T")

PROMPT: Final = "> "
_CHUNK: Final = 65536


class Lines(Protocol):
    """A source of lines."""

    @property
    def interactive(self) -> bool:
        """Whether somebody sits there and sees what they type."""
        ...

    async def read(self) -> str | None:
        """The next line without its end; None when there is no more."""
        ...

    def make_room(self) -> None:
        """Something is about to be printed, perhaps while a line is being typed."""
        ...

    def resume(self) -> None:
        """It has been printed."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...


class Piped:
    """Lines of a pipe, of a file, or of another stream. The bytes are UTF-8, with or without a mark of it."""

    interactive: Final = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._rest = ""
        self._ended = False

    async def read(self) -> str | None:
        while "\n" not in self._rest and not self._ended:
            chunk = await _aside(lambda: os.read(self._descriptor, _CHUNK))
            self._ended = not chunk
            self._rest += self._decoder.decode(chunk, final=self._ended)
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition("\n")
        return line.removesuffix("\r")

    def make_room(self) -> None:
        pass

    def resume(self) -> None:
        pass

    def close(self) -> None:
        pass


class Keyboard:
    """Lines of somebody who types. A paste is one line, line ends and all, where the terminal says that it is one."""

    interactive: Final = True

    def __init__(self) -> None:
        self._waiting = False
        self._before = termios.tcgetattr(sys.stdin.fileno())
        try:
            import readline  # noqa: PLC0415 - importing it is what turns line editing on
        except ImportError:  # pragma: no cover - Python was built without it
            self._typed: Callable[[], str] = str
        else:
            readline.parse_and_bind("set enable-bracketed-paste on")
            readline.parse_and_bind("tab: tab-insert")
            self._typed = readline.get_line_buffer

    async def read(self) -> str | None:
        self._waiting = True
        try:
            return await _aside(lambda: input(PROMPT))
        except EOFError:
            sys.stdout.write("\n")
            return None
        finally:
            self._waiting = False

    def make_room(self) -> None:
        if self._waiting:
            sys.stdout.write("\r\x1b[K")

    def resume(self) -> None:
        if self._waiting:
            sys.stdout.write(PROMPT + self._typed())
            sys.stdout.flush()

    def close(self) -> None:
        if self._waiting:
            sys.stdout.write("\x1b[?2004l")  # readline's, for pastes
            sys.stdout.flush()
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)


def lines_of(stdin: TextIO, stdout: TextIO) -> Lines:
    """The lines of this program. Line editing needs a terminal on both sides."""
    return Keyboard() if stdin.isatty() and stdout.isatty() else Piped(stdin.fileno())


async def _aside(blocking: Callable[[], T]) -> T:
    """Call it in a thread of its own that may be left behind."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, problem: BaseException | None) -> None:
        if done.cancelled():
            return
        if problem is not None:
            done.set_exception(problem)
        else:
            done.set_result(result)  # type: ignore[arg-type] # without a problem there is a result

    def work() -> None:
        result, problem = None, None
        try:
            result = blocking()
        except Exception as caught:  # noqa: BLE001 - it is raised where it is awaited
            problem = caught
        with suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(tell, result, problem)

    threading.Thread(target=work, name="lines", daemon=True).start()
    return await done
