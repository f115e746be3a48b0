"""`make bench`: our program and its peers on one harness, in turn; the results go into `docs/performance.md`.

BENCH=full make bench                  longer windows, more rounds, 100,000 stored applications
BENCH=brief make bench                 one short round, to see whether everything runs
BENCH_DATABASE_URL=postgresql+asyncpg://…  make bench     our program on PostgreSQL too
"""

from __future__ import annotations

import os
import sys

import uvloop

from bench import plot, processes, report
from bench.plan import PLANS
from bench.rounds import Rounds


def say(line: str) -> None:
    print(line, flush=True)


async def main() -> None:
    name = os.environ.get("BENCH") or "quick"
    if name not in PLANS:
        sys.exit(f"BENCH is one of {', '.join(PLANS)}, not {name!r}")
    os.sched_setaffinity(0, {processes.HARNESS_CORE})
    with processes.redis() as redis:
        results = await Rounds(plan=PLANS[name], redis=redis, say=say).run()
    say("")
    say(report.text(results, plot.FILE))
    if name != "brief":
        plot.draw(results)
        report.write(results, plot.FILE)


if __name__ == "__main__":
    uvloop.run(main())
