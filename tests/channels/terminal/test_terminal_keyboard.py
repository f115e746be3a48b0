"""Somebody types: line editing, pastes, what is said meanwhile, and the ways to leave. In a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import asyncio, fcntl, sys, termios
from bot.channels.terminal.lines import lines_of

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
bell = int(sys.argv[1])

async def main():
    lines = lines_of(sys.stdin, sys.stdout)
    try:
        while (line := await lines.read()) is not None:
            print("read", len(line), ascii(line[:12]), flush=True)
            loop = asyncio.get_running_loop()
            loop.add_reader(bell, lambda: (loop.remove_reader(bell), lines.make_room(), print("a notice"), lines.resume()))
        print("the end", flush=True)
    finally:
        lines.close()

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


class Seat:
    """A terminal with the program in it."""

    def __init__(self) -> None:
        self._screen, self._seat = pty.openpty()
        self._unread = b""
        self.before = termios.tcgetattr(self._seat)
        reader, self.bell = os.pipe()

        self.program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(reader)],
            stdin=self._seat,
            stdout=self._seat,
            stderr=self._seat,
            pass_fds=(reader,),
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "INPUTRC": os.devnull},
            cwd=ROOT,
        )
        os.close(reader)

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def until(self, words: str) -> str:
        """Everything that appears up to these words; what comes behind them is for the next call."""
        end = time.monotonic() + 20
        while words.encode() not in self._unread:
            assert time.monotonic() < end, self._unread
            if select.select([self._screen], [], [], 1)[0]:
                self._unread += os.read(self._screen, 65536)
        seen, found, self._unread = self._unread.partition(words.encode())
        return (seen + found).decode()

    def left(self) -> tuple[int, bool]:
        """The status, and whether the terminal is as it was."""
        return self.program.wait(20), termios.tcgetattr(self._seat) == self.before

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        for descriptor in (self._screen, self._seat, self.bell):
            os.close(descriptor)


@pytest.fixture
def seat() -> Iterator[Seat]:
    seat = Seat()
    seat.until("> ")
    yield seat
    seat.close()


def test_a_line_may_be_long_and_may_be_mended(seat: Seat) -> None:
    """Longer than a terminal takes by itself, and with the keys that mend."""
    seat.type("你啊\x7f好" + "长" * 2500 + "\r")
    seat.until(f"read 2502 {'你好' + '长' * 10!a}")
    seat.until("> ")
    seat.type("\x04")
    seat.until("the end")
    assert seat.left() == (0, True)


def test_a_paste_is_one_line(seat: Seat) -> None:
    """With the tabs and the line ends of a spreadsheet."""
    seat.type("\x1b[200~120\t40\n18\t60\x1b[201~\r")
    seat.until(r"read 12 '120\t40\n18\t60'")


def test_what_is_said_meanwhile_leaves_what_is_typed(seat: Seat) -> None:
    """A reminder arrives half way through a line: it stands above, the line goes on."""
    seat.type("2\r")
    seat.until("read 1 '2'")
    seat.until("> ")
    seat.type("half")
    seat.until("half")
    os.write(seat.bell, b"!")
    seat.until("a notice")
    seat.until("> half")
    seat.type(" a line\r")
    seat.until("read 11 'half a line'")


def test_ctrl_c_leaves_the_terminal_as_it_was(seat: Seat) -> None:
    """At once, though a line is being read."""
    seat.type("half\x03")
    seat.until("interrupted")
    assert seat.left() == (0, True)
