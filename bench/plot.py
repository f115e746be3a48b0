"""The picture of `docs/performance.md`: answers a second near and far, and what one costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.bots import OURS, PEERS, Bot, on_postgres
from bench.figures import Figure as Of
from bench.figures import Spread, cpu, rate
from bench.processes import ROOT
from bench.rounds import Looks, Results

FILE: Final = ROOT / "docs" / "performance.svg"
_OURS: Final = "#1b6ca8"
_OTHERS: Final = "#b9c2cb"
#: the file changes only with the figures
_SETTINGS: Final = {"svg.hashsalt": "formbot", "svg.fonttype": "path", "font.size": 9}


def draw(results: Results, file: Path = FILE) -> None:
    """Writes the picture, as the suffix of the file says."""
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(10, 6.4), layout="constrained")
        near, far, cost = figure.subplots(
            3, 1, height_ratios=[_lines(results.loopback), _lines(results.distant), _lines(results.loopback)]
        )
        _bars(
            near,
            "answers a second, 100 applicants, no latency (median, least and most; logarithmic)",
            results.loopback,
            rate,
            0,
        )
        _bars(
            far,
            "answers a second, 100 applicants, 50 ms to the Bot API and back (the same)",
            results.distant,
            rate,
            0,
        )
        _bars(
            cost,
            "CPU time for an answer in ms, 100 applicants, no latency (the same)",
            results.loopback,
            cpu,
            2,
        )
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None, dpi=120)


def _lines(seen: Mapping[str, Looks]) -> int:
    return max(1, len(_shown(seen)))


def _shown(seen: Mapping[str, Looks]) -> Sequence[Bot]:
    postgres = on_postgres()
    bots = (OURS, *([postgres] if postgres is not None else []), *PEERS)
    return [bot for bot in bots if seen.get(bot.name)]


def _bars(axes: Axes, title: str, seen: Mapping[str, Looks], of: Of, digits: int) -> None:
    """A bar for each bot, with the least and the greatest of its rounds; the scale is logarithmic."""
    bots = _shown(seen)
    spreads = [Spread.of([of(look) for look in seen[bot.name]]) for bot in bots]
    middles = [max(spread.middle, 0.01) for spread in spreads]
    axes.barh(
        [bot.title for bot in bots],
        middles,
        xerr=[
            [max(0.0, spread.middle - spread.least) for spread in spreads],
            [max(0.0, spread.most - spread.middle) for spread in spreads],
        ],
        color=[_OURS if not bot.module else _OTHERS for bot in bots],
        error_kw={"ecolor": "#444444", "elinewidth": 1, "capsize": 2},
        height=0.7,
    )
    axes.set_xscale("log")
    axes.set_title(title, loc="left", fontsize=10)
    axes.invert_yaxis()
    if middles:
        axes.set_xlim(min(middles) / 2, max(spread.most for spread in spreads) * 2.2)
    for index, spread in enumerate(spreads):
        axes.text(
            max(spread.most, 0.01) * 1.08, index, f"{spread.middle:,.{digits}f}", va="center", fontsize=8.5
        )
    axes.spines[["top", "right"]].set_visible(False)
