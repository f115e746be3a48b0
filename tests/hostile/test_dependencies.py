"""What the program runs on is pinned, each with its hashes, and comes from no address of its own: so what `make audit`
looks up is what is installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["run", "dev", "build"])
def test_everything_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line


def test_it_can_be_audited() -> None:
    """Apart from `make test`, which asks nobody."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^audit:.*\n\t(.*)$", makefile, re.MULTILINE)
    assert "pip-audit" in rule
    assert "--require-hashes -r requirements/run.txt" in rule
    assert "audit" not in re.findall(r"^test:(.*)##", makefile, re.MULTILINE)[0]
