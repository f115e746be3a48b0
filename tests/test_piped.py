"""Both shipped dialogues are completed by a piped file of replies, and read again as the reviewers read them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def formbot(data: Path, *words: str, replies: str = "") -> str:
    """What the command prints; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *words],
        cwd=ROOT,
        env={**os.environ, "FORMBOT_DATA": str(data), "REVIEWERS": "*=terminal:reviewers"},
        input=replies,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "says"),
    [("award", "示例银行股份有限公司"), ("cccs", "44/58")],
)
def test_a_piped_file_completes_it(name: str, says: str, tmp_path: Path) -> None:
    """One line, one reply; at the end the receipt, the panel of the room, and the summary by its reference."""
    replies = (ROOT / "tests" / "replies" / f"{name}.txt").read_text(encoding="utf-8")
    seen = formbot(tmp_path, "chat", name, replies=replies)
    reference = re.findall(r"\b[A-Z]-[0-9A-Z]{4,}\b", seen)[-1]
    assert says in seen.rsplit("──", 1)[0]
    assert says in formbot(tmp_path, "summary", reference)
    kept = json.loads(formbot(tmp_path, "summary", reference, "--format", "json"))
    assert kept["reference"] == reference
