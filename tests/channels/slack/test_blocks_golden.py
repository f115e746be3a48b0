"""The model's screens as Slack gets them: golden files, made from the transcripts by the real core."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.effects import Ask, Hand, Refresh, Settle, Tell
from tests.channels.recorded import TRANSCRIPTS, acts
from tests.channels.slack.drawing_blocks import as_lines, drawn

GOLDEN = Path(__file__).parent / "golden"
NAMES = (
    "screen_s1_s4_self_assessment",
    "screen_01_welcome",
    "screen_04_exactly_three",
    "screen_05_explain",
    "screen_06_seats",
    "screen_08_kpi",
    "screen_13_ticks",
    "screen_17_picks",
)
SCREENS = [file for file in TRANSCRIPTS if file.stem in NAMES]
KINDS = {Ask: "new", Refresh: "changed", Settle: "settled", Tell: "told", Hand: "file"}


def conversation(file: Path) -> str:
    """A transcript as messages; one that stood there before is not repeated."""
    before: set[str] = set()
    told = []
    for act, effects in acts(file):
        told.append(act)
        for effect in effects:
            for message in drawn(effect):
                if (lines := as_lines(message) or message.text) not in before:
                    before.add(lines)
                    told.append(f"--- {KINDS[type(effect)]}\n{lines}")
    return "\n\n".join(told) + "\n"


@pytest.mark.parametrize("file", SCREENS, ids=lambda file: file.stem)
def test_golden(file: Path, *, update: bool) -> None:
    """`--update` rewrites the files, and their diff is the review."""
    golden, now = GOLDEN / file.name, conversation(file)
    if update:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    """A file that nothing draws any more says nothing, nor does a name without its transcript."""
    assert {file.stem for file in GOLDEN.iterdir()} == {*NAMES}
