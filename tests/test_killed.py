"""The terminal conversation is killed with SIGKILL at random points of half of a scripted award application, restarted and
continued: every answer after which the next question was shown is there, none twice, and it goes on at the right
question. What the database holds in the end is what an undisturbed conversation holds."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conversation import Conversation
from tests.test_transcripts import WORDS, definition

ROOT = Path(__file__).parents[1]
SCRIPT = (ROOT / "tests" / "replies" / "award.txt").read_text(encoding="utf-8").splitlines()
#: both consents, and Start; then the replies
AGREEING, REPLIES = SCRIPT[:3], SCRIPT[3:]
#: seconds until a test gives up on a program that says nothing
PATIENCE = 60


class Window:
    """A running `formbot chat award`, fed line by line."""

    def __init__(self, data: Path) -> None:
        environment = {
            **os.environ,
            "FORMBOT_DATA": str(data),
            "REVIEWERS": "*=terminal:reviewers",
            "LANG": "zh_CN.UTF-8",
        }
        command = [
            sys.executable,
            "-c",
            "from bot.cli import main; main()",
            "chat",
            "award",
            "--as",
            "killed",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.seen = ""
        self.start = 0
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while chunk := os.read(self.process.stdout.fileno(), 65536):
            with self.changed:
                self.seen += chunk.decode("utf-8", "replace")
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.start = len(self.seen)
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def shown(self, codes: set[str]) -> str:
        """Wait for a prompt with one of these codes; which one it is."""

        def found() -> str:
            return next((code for code in codes if f"\n{code} " in self.seen[self.start :]), "")

        with self.changed:
            assert self.changed.wait_for(lambda: found() or self.process.poll() is not None, PATIENCE), (
                self.seen[-500:]
            )
        assert found(), self.seen[-2000:]
        return found()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()


@contextmanager
def window(data: Path) -> Iterator[Window]:
    opened = Window(data)
    try:
        yield opened
    finally:
        opened.kill()
        assert opened.process.stdin is not None
        opened.process.stdin.close()
        assert opened.process.stdout is not None
        opened.process.stdout.close()


def stored(data: Path) -> dict[str, tuple[str, str]]:
    """What is kept of the application, by path."""
    connection = sqlite3.connect(f"file:{data / 'formbot.sqlite3'}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM applications").fetchone() == (1,)
        return {
            path: (value, raw)
            for path, value, raw in connection.execute("SELECT path, value, raw FROM answers")
        }
    finally:
        connection.close()


def script() -> list[tuple[str, str]]:
    """(code on screen, reply) for each line of the script that a prompt of its own follows: short of the submission."""
    conversation = Conversation(definition("award"), WORDS)
    conversation.open()
    steps = []
    for line in REPLIES:
        assert conversation.prompt is not None
        steps.append((conversation.prompt.number, line))
        if line.startswith("tests/replies/files/"):
            conversation.upload(line.rsplit("/", 1)[-1])
        else:
            conversation.type(line.replace("\\n", "\n").replace("\\t", "\t"))
    assert conversation.application.round == 1, "the script completes the application"
    return steps


@pytest.mark.parametrize("seed", range(1))
def test_killed_at_random_points(seed: int, tmp_path: Path) -> None:
    """Five kills on the way: after a shown question, while a reply is handled, and right at the start."""
    dice, steps = random.Random(seed), script()
    codes = [code for code, _ in steps]
    last = codes.index("R1") // 2  # what a kill may hit, the first half has of everything
    kills = sorted(dice.sample(range(1, last), 5))
    with window(tmp_path) as opened:
        for line in AGREEING:
            opened.say(line)
        opened.shown({codes[0]})
    at, acknowledged = 0, dict[str, tuple[str, str]]()
    while at < last:
        with window(tmp_path) as opened:
            code = opened.shown(set(codes[max(0, at - 1) : at + 2]))
            # a reply that was on its way when the program was killed may or may not be kept; never half
            at = max(index for index in range(max(0, at - 1), at + 2) if codes[index] == code)
            while codes[at - 1] == code and at and codes[at] == code:
                at -= 1
            kept = stored(tmp_path)
            assert acknowledged.items() <= kept.items(), "an acknowledged answer is lost or changed"
            until = kills.pop(0) if kills and kills[0] > at else last
            while at < until:
                opened.say(steps[at][1])
                if codes[at + 1] != codes[at]:
                    opened.shown({codes[at + 1]})
                else:
                    opened.shown({codes[at]})
                at += 1
            acknowledged = stored(tmp_path)
            if until < last and dice.random() < 0.6:
                opened.say(steps[at][1])  # killed while this one is handled
    undisturbed = Conversation(definition("award"), WORDS)
    undisturbed.open()
    for line in (line for _, line in steps[:last]):
        if line.startswith("tests/replies/files/"):
            undisturbed.upload(line.rsplit("/", 1)[-1])
        else:
            undisturbed.type(line.replace("\\n", "\n").replace("\\t", "\t"))
    assert set(stored(tmp_path)) == set(undisturbed.application.answers)
    for path, (_, raw) in stored(tmp_path).items():
        if undisturbed.dialogue.outline.by_name[path].entry.type not in {"file", "image"}:
            assert raw == undisturbed.application.answers[path].raw
